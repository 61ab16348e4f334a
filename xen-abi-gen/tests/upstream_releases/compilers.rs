//! A C compiler confirms each number of each release's models: gcc, or clang for Arm.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread;

use xen_abi_gen::model::facts::Facts;

use super::{VIEWS, resolved};
use crate::common::amount::Amount;
use crate::common::assertions::assertions;
use crate::common::compilers::compilers;
use crate::common::releases::{Models, releases_in_time};
use crate::common::trees;

/// A release in one view.
struct Reading {
    release: &'static str,
    view: &'static str,
    tools: bool,
    models: Models,
}

/// Checks one model with one compiler; returns the number of assertions.
fn confirm(reading: &Reading, facts: &Facts) -> Result<usize, String> {
    let assertions = assertions(facts);
    let (target, folder) = (
        facts.target,
        trees::upstream(reading.release).expect("it was read"),
    );
    if !assertions.unnameable.is_empty() {
        return Err(format!(
            "{}, {}: C cannot speak of {:?}\n",
            reading.release,
            target.name(),
            assertions.unnameable
        ));
    }
    let Some(compiler) = compilers(target).into_iter().next() else {
        return Ok(0);
    };
    let held = compiler.hold(
        &[&folder],
        &trees::includes(facts, reading.tools),
        &assertions,
    );
    held.map(|()| assertions.count)
        .map_err(|said| format!("{}, {}, {said}\n", reading.release, reading.view))
}

#[test]
fn a_compiler_confirms_every_number_of_every_view() {
    let mut readings = Vec::new();
    for &release in releases_in_time() {
        for (view, tools, version) in VIEWS {
            let Some(models) = resolved(release, tools, version) else {
                return;
            };
            readings.push(Reading {
                release,
                view,
                tools,
                models,
            });
        }
    }
    let every = readings.iter().flat_map(|reading| {
        reading
            .models
            .iter()
            .map(move |model| (reading, &model.facts))
    });
    let left: Mutex<VecDeque<(&Reading, &Facts)>> = Mutex::new(every.collect());
    let outcomes = Mutex::new((0, String::new()));
    let work = || {
        while let Some((reading, facts)) = { left.lock().expect("no thread panicked").pop_front() }
        {
            let outcome = confirm(reading, facts);
            let mut outcomes = outcomes.lock().expect("no thread panicked");
            match outcome {
                Ok(count) => outcomes.0 += count,
                Err(said) => outcomes.1 += &said,
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(work);
        }
    });
    let (checked, failures) = outcomes.into_inner().expect("no thread panicked");
    assert!(failures.is_empty(), "{failures}");
    println!("{checked} numbers hold");
    // Without assertions, the test would pass too.
    assert!(
        checked > Amount::wanted().of(150_000, 500_000, 500_000)
            || compilers(readings[0].models[0].facts.target).is_empty(),
        "only {checked} numbers were checked"
    );
}
