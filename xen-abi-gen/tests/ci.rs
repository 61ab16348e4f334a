//! The workflow and `.ci/run` take the same steps, and the workflow trusts nothing that may change.

use std::collections::BTreeSet;
use std::fs;

use crate::common::steps::steps;
use crate::common::workspace;

fn text(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).expect("a file of CI")
}

/// The jobs that the workflow runs beside each other.
fn jobs_of_the_workflow(workflow: &str) -> Vec<&str> {
    let mut lists = workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("job: ["));
    let list = lists.next().expect("a list of jobs");
    assert_eq!(lists.next(), None, "there is one list of jobs");
    let list = list.strip_suffix(']').expect("the list is one line");
    list.split(", ").collect()
}

#[test]
fn the_workflow_has_the_jobs_of_the_steps() {
    let workflow = text(".github/workflows/ci.yml");
    let jobs = jobs_of_the_workflow(&workflow);
    let mut expected: Vec<String> = steps().into_iter().map(|step| step.job).collect();
    expected.dedup();
    assert_eq!(jobs, expected, "the jobs of .ci/steps, in their order");
    assert_eq!(workflow.matches(".ci/run ${{ matrix.job }}").count(), 1);
    let runs: Vec<_> = workflow
        .lines()
        .filter(|line| line.contains("make "))
        .collect();
    assert!(runs.is_empty(), "what CI makes is in .ci/steps: {runs:?}");
    // Nothing but the list: a step that only one of the two takes would be in the script itself.
    let script = text(".ci/run");
    let makes: Vec<_> = script
        .lines()
        .map(str::trim)
        .filter(|line| {
            line.starts_with("make ") || line.starts_with("cargo ") || line.contains(".sh")
        })
        .collect();
    assert_eq!(makes, ["cargo --version", "make $arguments"]);
}

/// The text is what `.ci/run` announces.
#[test]
fn every_step_is_a_target_with_a_text() {
    let makefile = text("Makefile");
    let mut seen = BTreeSet::new();
    for step in steps() {
        let start = format!("{}:", step.target);
        let recipe = makefile.lines().find(|line| line.starts_with(&start));
        let recipe = recipe.unwrap_or_else(|| panic!("the Makefile has no target {}", step.target));
        assert!(recipe.contains(" ## "), "`{}` has no text", step.target);
        assert!(
            seen.insert(step.target.clone()),
            "{} is taken twice",
            step.target
        );
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[test]
fn the_workflow_pins_its_actions_and_holds_no_secret() {
    let workflow = text(".github/workflows/ci.yml");
    let uses: Vec<_> = workflow
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "))
        .collect();
    assert!(uses.len() > 1, "{uses:?}");
    for action in uses {
        let (_, version) = action.split_once('@').expect("a version");
        let (commit, name) = version.split_once(" # v").expect("the name of the version");
        let is_commit = commit.len() == 40 && commit.bytes().all(|c| c.is_ascii_hexdigit());
        assert!(is_commit && !name.is_empty(), "{action} is not pinned");
    }
    assert!(workflow.contains("\npermissions:\n  contents: read\n"));
    assert_eq!(workflow.matches("permissions:").count(), 1);
    for word in ["secrets", "github.token", ": write", "pull_request_target"] {
        assert!(!workflow.contains(word), "the workflow has `{word}`");
    }
    // What the cache keeps follows from the scripts that fetch it.
    for script in ["xen-abi-gen/toolchain/*.sh", "xen-abi/machines/*.sh"] {
        assert!(
            workflow.contains(script),
            "the cache does not depend on {script}"
        );
    }
}
