//! `diff --gate`, replayed over the releases of Xen: what compilers say of each, and our headers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use xen_abi_gen::model::document::Document;
use xen_abi_gen::model::target::Target;

use super::witness;
use crate::accepted::Accepted;
use crate::common::amount::Amount;
use crate::common::folder::{Folder, Outcome};
use crate::common::release_facts::facts;
use crate::common::{libclang, workspace};

/// Consecutive releases, and the targets of which the facts have both.
const STEPS: [(u32, u32, &[&str]); 7] = [
    (17, 18, &["x86_64", "aarch64"]),
    (18, 19, &["x86_64", "aarch64"]),
    (19, 20, &["x86_64", "aarch64"]),
    (20, 21, &["x86_64", "aarch64"]),
    (21, 22, &["x86_64", "aarch64"]),
    (17, 20, &["i686", "armv7"]),
    (20, 22, &["i686", "armv7"]),
];

/// A folder with the facts of each release as a dump, `4.17.json`.
fn saved() -> Folder {
    let mut dumps: BTreeMap<u32, String> = BTreeMap::new();
    for (reader, facts) in facts() {
        if reader.tools {
            let document = witness::document(reader, &facts);
            let text = serde_json::to_string(&document).expect("JSON");
            dumps.entry(reader.minor).or_default().push_str(&text);
        }
    }
    let folder = Folder::new();
    assert_eq!(dumps.len(), 6);
    for (minor, text) in dumps {
        folder.put(&format!("4.{minor}.json"), text);
    }
    folder
}

fn gate(folder: &Folder, sides: [String; 2], targets: &[&str], more: &[&str]) -> Outcome {
    let [old, new] = &sides;
    let mut arguments = vec!["diff", "--gate", old, new];
    for target in targets {
        arguments.extend(["--target", target]);
    }
    arguments.extend(more);
    let mut command = folder.command(&arguments);
    if old.starts_with("headers") {
        command.current_dir(workspace());
    }
    command.output().expect("the generator runs").into()
}

/// What the gate says of each step, reviewed by hand. A sample takes every third step.
#[test]
fn replayed_over_the_facts() {
    let folder = saved();
    let accepted = Accepted::new("gate");
    let amount = Amount::of_snapshots();
    for (old, new, targets) in STEPS.into_iter().step_by(amount.of(3, 1, 1)) {
        let sides = [old, new].map(|minor| format!("4.{minor}.json"));
        let outcome = gate(&folder, sides, targets, &[]);
        let name = format!("4.{old}-to-4.{new}.{}", targets.join("-"));
        let text = format!(
            "{}\n{}[exit code {}]\n",
            outcome.stdout, outcome.stderr, outcome.code
        );
        accepted.compare(&name, &text);
    }
    match amount {
        Amount::Sample => accepted.finish_part(),
        _ => accepted.finish(),
    }
}

/// A finding: version and state, or a change under it with its targets.
fn findings(outcome: &Outcome) -> BTreeSet<String> {
    assert!(outcome.code < 2, "{}", outcome.stderr);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let gate = &report["gate"];
    let mut found = BTreeSet::new();
    for one in gate["interfaces"].as_array().expect("a list") {
        let (version, old, new) = (&one["version"], &one["old"], &one["new"]);
        found.insert(format!("{version} {old} -> {new}: {}", one["state"]));
        for change in one["breaking"].as_array().expect("a list") {
            let side = match &change["new"] {
                Value::Null => &change["old"],
                new => new,
            };
            let (owner, name) = (&side["owner"], &side["name"]);
            let (rule, targets) = (&change["rule"], &change["targets"]);
            found.insert(format!("{version}: {rule} {owner} {name} on {targets}"));
        }
    }
    for op in gate["stable"].as_array().expect("a list") {
        found.insert(op.to_string());
    }
    found
}

/// Our headers, read for two releases, fail where the facts do, for the same reasons. A sample
/// takes every third step.
#[test]
fn our_headers_are_a_second_witness() {
    if libclang().is_none() {
        return;
    }
    let folder = saved();
    let json = ["--format", "json"];
    let steps = STEPS.into_iter();
    for (old, new, targets) in steps.step_by(Amount::wanted().of(3, 1, 1)) {
        let sides = |end: &str| [old, new].map(|minor| format!("{end}4.{minor}"));
        let saved = sides("").map(|name| name + ".json");
        let facts = gate(&folder, saved, targets, &json);
        let ours = gate(&folder, sides("headers@"), targets, &json);
        assert_eq!(facts.code, ours.code, "4.{old} to 4.{new}");
        let (facts, ours) = (findings(&facts), findings(&ours));
        assert!(facts.len() >= 5, "{facts:?}");
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| -> Vec<String> {
            a.difference(b).cloned().collect()
        };
        assert_eq!(
            (only(&facts, &ours), only(&ours, &facts)),
            (Vec::new(), Vec::new()),
            "4.{old} to 4.{new}: of the facts alone, of our headers alone"
        );
    }
}

/// The versions that should have moved, from the releases' history.
#[test]
fn versions_that_should_have_moved() {
    let folder = saved();
    let json = ["--format", "json"];
    let of = |old: u32, new: u32, target: &str| {
        let saved = [old, new].map(|minor| format!("4.{minor}.json"));
        findings(&gate(&folder, saved, &[target], &json))
    };
    let has = |found: &BTreeSet<String>, words: &[&str]| {
        found
            .iter()
            .any(|one| words.iter().all(|word| one.contains(word)))
    };
    for target in ["x86_64", "aarch64"] {
        let found = of(20, 21, target);
        assert!(
            has(
                &found,
                &["XEN_DOMCTL_INTERFACE_VERSION", "23 -> 23", "must-move"]
            ),
            "{found:?}"
        );
        assert!(
            has(&found, &["xen_domctl_createdomain", "altp2m"]),
            "{found:?}"
        );
    }
    let found = of(21, 22, "x86_64");
    assert!(
        has(
            &found,
            &["XEN_SYSCTL_INTERFACE_VERSION", "22 -> 22", "must-move"]
        ) && has(&found, &["op-removed", "XEN_SYSCTL_get_cpu_levelling_caps"]),
        "{found:?}"
    );
}

/// A copy of the facts with a stable operation that changed.
#[test]
fn stable_operations_may_not_change() {
    let target = Target::X86_64;
    let newest = facts();
    let (reader, facts) = newest
        .iter()
        .find(|(reader, _)| reader.tools && reader.minor == 22 && reader.target() == target)
        .expect("the newest release");
    let document = witness::document(*reader, facts);
    let mut changed: Document = document.clone();
    let state = &mut changed.records["xen_domctl_get_domain_state"];
    state.size += 8;
    state.fields.last_mut().expect("a member").offset_bits += 64;
    changed.constants["XEN_DOMCTL_INTERFACE_VERSION"].value += 1;
    let folder = Folder::new();
    for (name, document) in [("old.json", &document), ("new.json", &changed)] {
        folder.put(name, serde_json::to_string(document).expect("JSON"));
    }
    let sides = ["old.json", "new.json"].map(str::to_owned);
    let outcome = gate(&folder, sides, &[], &[]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    for told in [
        "error[stable-operation-changed]: 2 changes break callers of `XEN_DOMCTL_get_domain_state`",
        "warning[version-moved-without-need]: `XEN_DOMCTL_INTERFACE_VERSION`",
    ] {
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    }
}
