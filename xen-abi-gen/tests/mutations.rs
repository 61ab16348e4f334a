//! Damaged headers give errors or a dump, never a panic, a hang, or partial output.
//!
//! CI tries 10,000, optimised. Each depends on its number only; `XEN_ABI_MUTATION` selects one.

use std::env;
use std::fs;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::common::amount::Amount;
use crate::common::{self, libclang, trees};
use serde_json::Value;
use tempfile::TempDir;
use xen_abi_gen::emit::{dump, rust};
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input, TableChecks, Toolstacks};
use xen_abi_gen::source::Libclang;

/// The time limit of one run.
const PATIENCE: Duration = Duration::from_secs(10);

/// A random generator with a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end.max(1) as u64).expect("below a length")
    }
}

/// Changes a text in one way, as an editor, a merge or a script could.
fn damage(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(8) {
        0 => drop(lines.remove(one)),
        1 => lines.insert(one, lines[one]),
        2 => lines.swap(one, other),
        3 => lines.truncate(one + 1),
        4 => drop(lines.drain(one..(one + 1 + dice.below(8)).min(lines.len()))),
        kind => {
            // Removes or duplicates a bracket, quote or the like.
            let telling: &[char] = if kind == 5 {
                &['{', '}', '(', ')', ';']
            } else {
                &['`', '*', '/', '#', '\\', '>', ',', '=', '"']
            };
            let places: Vec<(usize, &str)> = text.match_indices(telling).collect();
            if let Some((at, found)) = places.get(dice.below(places.len())) {
                let twice = if kind == 7 { found } else { "" };
                return format!(
                    "{}{twice}{}",
                    &text[..at + usize::from(kind == 7)],
                    &text[at + 1..]
                );
            }
        }
    }
    lines.concat()
}

/// A tree of headers, and a copy for each thread to damage.
struct Ground {
    headers: Vec<(String, String)>,
    tools: bool,
}

impl Ground {
    fn of(tree: &Path, tools: bool) -> Self {
        let read = trees::read(&trees::selection(tree, &[]));
        let headers = read
            .headers()
            .into_iter()
            .map(|(path, text)| (path.to_string(), text.to_owned()))
            .collect();
        Self { headers, tools }
    }

    fn copy(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in &self.headers {
            let place = folder.path().join(path);
            fs::create_dir_all(place.parent().expect("a folder above")).expect("a folder");
            fs::write(place, text).expect("a header");
        }
        folder
    }
}

/// The headers to damage: headers/, and upstream's if they are available.
fn grounds() -> Vec<Ground> {
    let mut grounds = vec![Ground::of(&trees::own(), false)];
    grounds.extend(trees::upstream("4.20").map(|tree| Ground::of(&tree, true)));
    grounds
}

/// A mutation: the damaged header, and the damage.
struct Mutation<'g> {
    ground: usize,
    path: &'g str,
    text: String,
    target: Target,
    whole_way: bool,
}

fn mutation(grounds: &[Ground], number: u64) -> Mutation<'_> {
    let mut dice = Dice(number);
    let ground = dice.below(grounds.len());
    let headers = &grounds[ground].headers;
    let (path, text) = &headers[dice.below(headers.len())];
    let mut text = text.clone();
    for _ in 0..=dice.below(3) {
        text = damage(&text, &mut dice);
    }
    let target = Target::ALL[dice.below(4)];
    Mutation {
        ground,
        path,
        text,
        target,
        whole_way: dice.below(4) == 0,
    }
}

/// Reads a damaged header as the program does; returns whether it gave a model.
fn try_out(library: &Libclang, folder: &Path, tools: bool, mutation: &Mutation<'_>) -> bool {
    let place = folder.join(mutation.path);
    let sound = fs::read(&place).expect("the header");
    fs::write(&place, &mutation.text).expect("the damaged header");
    let input = Input {
        selection: trees::selection(folder, &[mutation.path]),
        tools,
        toolstacks: Toolstacks::LeftOut,
        interface_version: None,
        release: None,
        strict: false,
        fallback: FallbackSource::Own,
        operations: None,
    };
    let (resolved, messages) = run::resolve(library, &input, &[mutation.target]);
    let told = messages.diagnostics.has_errors();
    assert_eq!(
        resolved.is_none(),
        told,
        "an answer comes if there was no error, and only then"
    );
    if let Some(resolved) = &resolved {
        let json = dump::json::dump(&resolved.interfaces[0], tools).expect("JSON");
        assert!(
            serde_json::from_str::<Value>(&json).is_ok_and(|dump| dump["skipped"].is_array()),
            "a whole dump"
        );
        if mutation.whole_way {
            let demands = TableChecks {
                strict: false,
                whole_tree: false,
                every_target: false,
            };
            let (projection, _) = run::project(resolved, None, demands);
            if let Some(projection) = projection {
                rust::files(&projection).unwrap_or_else(|message| panic!("no Rust: {message}"));
            }
        }
    }
    fs::write(&place, sound).expect("the header");
    resolved.is_some()
}

#[test]
fn damaged_headers_never_crash_the_generator() {
    let Some(library) = libclang() else { return };
    let number = |name: &str| {
        env::var(name)
            .ok()
            .and_then(|value| value.parse::<u64>().ok())
    };
    let one = number("XEN_ABI_MUTATION");
    let (first, end) = one.map_or_else(
        || (0, Amount::wanted().of(60, 1_500, 100_000)),
        |one| (one, one + 1),
    );
    let grounds = grounds();
    let (next, survivors) = (AtomicU64::new(first), AtomicU64::new(0));
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    let started = Instant::now();
    let since: Vec<AtomicU64> = (0..workers).map(|_| AtomicU64::new(u64::MAX)).collect();
    std::thread::scope(|scope| {
        let working: Vec<_> = (0..workers)
            .map(|worker| {
                let (library, grounds, next, survivors, since) =
                    (&library, &grounds, &next, &survivors, &since);
                scope.spawn(move || {
                    let folders: Vec<TempDir> = grounds.iter().map(Ground::copy).collect();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= end {
                            since[worker].store(u64::MAX, Ordering::Relaxed);
                            return;
                        }
                        let mutation = mutation(grounds, number);
                        since[worker].store(number, Ordering::Relaxed);
                        let (folder, tools) = (
                            folders[mutation.ground].path(),
                            grounds[mutation.ground].tools,
                        );
                        let began = Instant::now();
                        let tried = catch_unwind(AssertUnwindSafe(|| {
                            try_out(library, folder, tools, &mutation)
                        }));
                        let took = began.elapsed();
                        match tried {
                            Ok(something) => {
                                survivors.fetch_add(u64::from(something), Ordering::Relaxed);
                            }
                            Err(panic) => {
                                next.store(end, Ordering::Relaxed);
                                println!(
                                    "XEN_ABI_MUTATION={number}, {} for {}",
                                    mutation.path,
                                    mutation.target.name()
                                );
                                std::panic::resume_unwind(panic);
                            }
                        }
                        if took >= PATIENCE {
                            // The machine may have been busy: only a second time counts.
                            let began = Instant::now();
                            try_out(library, folder, tools, &mutation);
                            let again = began.elapsed();
                            assert!(
                                again < PATIENCE,
                                "XEN_ABI_MUTATION={number} took {took:?}, and then {again:?}"
                            );
                        }
                    }
                })
            })
            .collect();
        // Reports a mutation that does not end.
        let mut seen: Vec<(u64, Instant)> =
            since.iter().map(|_| (u64::MAX, Instant::now())).collect();
        while working.iter().any(|one| !one.is_finished()) {
            std::thread::sleep(Duration::from_millis(50));
            for ((number, start), now) in seen
                .iter_mut()
                .zip(since.iter().map(|since| since.load(Ordering::Relaxed)))
            {
                if now != *number {
                    (*number, *start) = (now, Instant::now());
                } else if now != u64::MAX && start.elapsed() > 6 * PATIENCE {
                    eprintln!("XEN_ABI_MUTATION={now} does not end");
                    std::process::abort();
                }
            }
        }
    });
    let survivors = survivors.into_inner();
    println!(
        "{survivors} of {} damaged headers could be read ({:?})",
        end - first,
        started.elapsed()
    );
    // Both outcomes must occur, else nothing was damaged or nothing was read.
    assert!(
        one.is_some() || (survivors > (end - first) / 20 && survivors < (end - first) / 20 * 19),
        "{survivors} could be read"
    );
}

/// Runs the program: its output is complete or empty.
#[test]
fn output_is_complete_or_empty() {
    if libclang().is_none() {
        return;
    }
    let grounds = grounds();
    let folders: Vec<TempDir> = grounds.iter().map(Ground::copy).collect();
    let mut refused = 0;
    for number in 1_000_000..1_000_024 {
        let mutation = mutation(&grounds, number);
        let folder = folders[mutation.ground].path();
        let place = folder.join(mutation.path);
        let sound = fs::read(&place).expect("the header");
        fs::write(&place, &mutation.text).expect("the damaged header");
        let folder = folder.display().to_string();
        let outcome = common::generator::output([
            "dump",
            "--headers",
            &folder,
            "--header",
            mutation.path,
            "--target",
            mutation.target.name(),
        ]);
        match outcome.status.code() {
            Some(0) => {
                let dump: Value = serde_json::from_slice(&outcome.stdout).expect("a whole dump");
                assert!(dump["skipped"].is_array());
            }
            // 2: the header is not this architecture's.
            Some(1 | 2) => {
                refused += 1;
                assert!(
                    outcome.stdout.is_empty(),
                    "{number}: something was printed before the error"
                );
                assert!(
                    String::from_utf8_lossy(&outcome.stderr).contains("error["),
                    "{number}: no reason is given"
                );
            }
            code => panic!(
                "{number}: the program ended with {code:?}\n{}",
                String::from_utf8_lossy(&outcome.stderr)
            ),
        }
        fs::write(&place, sound).expect("the header");
    }
    assert!(refused > 0, "nothing was damaged");
}
