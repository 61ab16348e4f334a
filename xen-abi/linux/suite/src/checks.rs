//! Runs the tests, each with a time limit.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// A test without an answer for this long has failed.
const LIMIT: Duration = Duration::from_secs(100);

/// A test: a name and a function that panics if it fails.
pub(crate) type Test = (&'static str, fn());

/// The numbers of tests.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

/// Runs tests; those of xenstore may take so much longer than others.
pub(crate) fn run(tests: &[Test], more_for_xenstore: Duration) -> Counts {
    let mut counts = Counts::default();
    for &(name, test) in tests {
        let began = Instant::now();
        // Linux looks files up faster in a process with one thread, as the C program is one.
        let error = if name.starts_with("speed::") {
            outcome(test)
        } else {
            let more = if name.starts_with("xenstore::") {
                more_for_xenstore
            } else {
                Duration::ZERO
            };
            attempt(test, LIMIT + more)
        };
        let took = began.elapsed().as_millis();
        match error {
            None => {
                counts.passed += 1;
                println!("ok {name} ({took} ms)");
            }
            Some(why) => {
                counts.failed += 1;
                println!("FAILED {name}: {}", why.replace('\n', " | "));
            }
        }
    }
    counts
}

/// Runs a test with the time limit, and returns why it failed.
fn attempt(test: fn(), limit: Duration) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    // Not joined: a test that hangs keeps its thread.
    thread::spawn(move || {
        let _ = sender.send(outcome(test));
    });
    receiver
        .recv_timeout(limit)
        .unwrap_or_else(|_| Some(format!("no end after {} seconds", limit.as_secs())))
}

/// Runs a test in this thread, and returns why it failed.
fn outcome(test: fn()) -> Option<String> {
    let payload = panic::catch_unwind(AssertUnwindSafe(test)).err()?;
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(|&text| text.to_owned()));
    Some(text.unwrap_or_else(|| "it panicked".to_owned()))
}
