//! The steps of CI, as `.ci/steps` lists them.

use std::fs;

use super::workspace;

/// A step of CI.
pub(crate) struct Step {
    /// The job that it belongs to.
    pub(crate) job: String,
    /// The target of the Makefile.
    pub(crate) target: String,
}

/// The steps, in their order.
pub(crate) fn steps() -> Vec<Step> {
    let text = fs::read_to_string(workspace().join(".ci/steps")).expect("the list of steps");
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let steps = lines.map(|line| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut word = || {
            words
                .next()
                .unwrap_or_else(|| panic!("`{line}` is no step"))
        };
        Step {
            job: word(),
            target: word(),
        }
    });
    steps.collect()
}
