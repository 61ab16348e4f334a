//! The tests, by subject.

mod calls;
mod events;
mod fork;
mod grants;
mod memory;
mod refusals;

use crate::checks::Test;

/// The tests that run in every boot.
fn all() -> impl Iterator<Item = Test> {
    [
        calls::TESTS,
        events::TESTS,
        memory::TESTS,
        grants::TESTS,
        fork::TESTS,
        refusals::TESTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The tests that the words of the command line select.
pub(crate) fn selected(words: &[String]) -> Vec<Test> {
    let only: Vec<_> = words
        .iter()
        .filter_map(|word| word.strip_prefix("only="))
        .collect();
    let chosen = |name: &str| only.is_empty() || only.iter().any(|part| name.contains(part));
    all().filter(|(name, _)| chosen(name)).collect()
}
