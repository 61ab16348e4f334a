//! The tests, by subject.

mod calls;
mod driver;
mod events;
mod examples;
mod fork;
mod grants;
mod memory;
mod refusals;
mod speed;
mod storm;

use crate::checks::Test;

/// The tests that run in every boot.
fn all() -> impl Iterator<Item = Test> {
    [
        calls::TESTS,
        events::TESTS,
        memory::TESTS,
        grants::TESTS,
        driver::TESTS,
        fork::TESTS,
        refusals::TESTS,
        crate::witness::TESTS,
        examples::TESTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The tests that the words of the command line select: `storm` or `xenstore` alone, or all others,
/// with those of speed if `speed` is among the words. `only=TEXT` narrows them by name.
pub(crate) fn selected(words: &[String]) -> Vec<Test> {
    let has = |word: &str| words.iter().any(|given| given == word);
    let tests: Vec<_> = match (has("storm"), has("xenstore"), has("speed")) {
        (true, _, _) => storm::TESTS.to_vec(),
        (_, true, _) => crate::store::TESTS.to_vec(),
        (_, _, true) => all().chain(speed::TESTS.iter().copied()).collect(),
        _ => all().collect(),
    };
    let only: Vec<_> = words
        .iter()
        .filter_map(|word| word.strip_prefix("only="))
        .collect();
    let chosen = |name: &str| only.is_empty() || only.iter().any(|part| name.contains(part));
    tests.into_iter().filter(|(name, _)| chosen(name)).collect()
}
