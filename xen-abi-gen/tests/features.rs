//! The features of `xen-abi`: each compiles alone and beside others, on each architecture, and
//! those of hand-written modules enable what the modules name.

mod compile;
mod machine_code;
mod named;

use std::collections::BTreeSet;
use std::fs;

use crate::common::features::features;
use crate::common::folder::{Folder, Outcome};
use crate::common::{libclang, workspace};

/// The features that make no module of their own.
const SETS: [&str; 2] = ["all", "default"];

/// The features that `all` leaves out: those of no module, and that of what only toolstacks see.
const APART: [&str; 3] = ["std", "mock", "toolstack"];

/// `all` has every feature but those for programs that are no kernel.
#[test]
fn all_has_every_feature_of_a_module() {
    let features = features();
    let modules: BTreeSet<String> = features
        .keys()
        .filter(|name| !SETS.contains(&name.as_str()) && !APART.contains(&name.as_str()))
        .cloned()
        .collect();
    assert!(modules.len() > 40, "{modules:?}");
    assert_eq!(features["all"], modules);
    assert!(features["default"].is_subset(&modules));
}

/// The README's table has a line for each, with the same contents.
#[test]
fn the_readme_lists_every_feature() {
    let features = features();
    let readme = fs::read_to_string(workspace().join("xen-abi/README.md")).expect("a README");
    let mut listed = BTreeSet::new();
    for line in readme
        .lines()
        .filter(|line| line.matches(" | ").count() == 3)
    {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let names = |cell: &str| -> BTreeSet<String> {
            let parts = cell.split('`').skip(1).step_by(2);
            parts.map(str::to_owned).collect()
        };
        let Some(name) = names(cells[0]).pop_first() else {
            continue;
        };
        assert_eq!(names(cells[2]), features[&name], "{name}");
        let is_default = features["default"].contains(&name);
        assert_eq!(cells[3] == "yes", is_default, "{name}");
        listed.insert(name);
    }
    assert!(listed.remove("toolstack"), "what `all` leaves out");
    assert_eq!(listed, features["all"]);
}

/// A copy of what a run of the project reads and writes, with the text of its README.
fn project() -> (Folder, String) {
    let folder = Folder::new();
    let copied = std::process::Command::new("cp")
        .args(["-r", "headers", "xen-abi/Cargo.toml", "xen-abi/README.md"])
        .arg("xen-abi/src/generated")
        .arg(folder.path(""))
        .current_dir(workspace())
        .status();
    assert!(copied.is_ok_and(|status| status.success()));
    for file in ["xen-abi-gen/Cargo.toml", "xen-abi-gen/annotations.jsonl"] {
        folder.put(file, fs::read(workspace().join(file)).expect("a file"));
    }
    folder.put("xen-abi/src/.keep", "");
    let readme = fs::read_to_string(folder.path("README.md")).expect("the README");
    for (from, to) in [
        ("Cargo.toml", "xen-abi/Cargo.toml"),
        ("generated", "xen-abi/src/generated"),
    ] {
        fs::rename(folder.path(from), folder.path(to)).expect("within the folder");
    }
    (folder, readme)
}

/// An error in the headers of Xen or of Linux leaves the modules of both crates alone.
#[test]
fn an_error_in_either_tree_writes_nothing() {
    if libclang().is_none() {
        return;
    }
    let (folder, readme) = project();
    folder.put("xen-abi/README.md", readme);
    let module = "xen-abi/src/generated/argo.rs";
    let stale = fs::read_to_string(folder.path(module)).expect("the module") + "// stale\n";
    folder.put(module, &stale);
    for header in ["headers/linux/gntdev.h", "headers/argo.h"] {
        let text = fs::read_to_string(folder.path(header)).expect("a header");
        folder.put(header, format!("{text}\nstruct unfinished {{\n"));
        let outcome = folder.run(&[]);
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(header), "{}", outcome.stderr);
        folder.put(header, text);
        let there = fs::read_to_string(folder.path(module)).expect("the module");
        assert!(there == stale, "a run that failed wrote");
        assert!(
            !folder.path("xen-abi/linux").exists(),
            "a run that failed wrote"
        );
    }
}

/// Anything but all headers as they are would overwrite the crate with something else.
#[test]
fn the_crate_is_made_from_all_headers_as_they_are() {
    if libclang().is_none() {
        return;
    }
    let (folder, _) = project();
    let module = "xen-abi/src/generated/argo.rs";
    let before = fs::read_to_string(folder.path(module)).expect("the module");
    for options in [
        &["--release", "4.18"][..],
        &["--tools"],
        &["--target", "x86_64"],
        &["--header", "argo.h"],
        &["--interface-version", "0"],
    ] {
        for command in ["generate", "check"] {
            let outcome = folder.run(&[&[command], options].concat());
            assert_eq!(outcome.code, 2, "{options:?}: {}", outcome.stderr);
            let message = "error[no-output]: only all headers, as they are";
            assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
        }
    }
    let after = fs::read_to_string(folder.path(module)).expect("the module");
    assert!(before == after, "a run that failed wrote");
}

/// `check` finds generated lines that somebody changed, and says where a bound of theirs is missing.
/// It runs from any folder of the project.
#[test]
fn the_stated_features_are_checked() {
    if libclang().is_none() {
        return;
    }
    let (folder, readme) = project();
    folder.put("xen-abi/README.md", readme.replacen("| yes |", "| |", 1));
    let mut below = folder.command(&["check"]);
    below.current_dir(folder.path("headers/io"));
    let outcome: Outcome = below.output().expect("the generator runs").into();
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let stale = format!(
        "  stale    {}\n",
        folder.path("xen-abi/README.md").display()
    );
    assert!(outcome.stderr.contains(&stale), "{}", outcome.stderr);
    let unbounded = readme.replacen("<!-- END of generated features -->", "", 1);
    folder.put("xen-abi/README.md", &unbounded);
    let outcome = folder.run(&["check"]);
    let line = readme
        .lines()
        .position(|line| line.starts_with("<!-- BEGIN"));
    let place = format!("xen-abi/README.md:{}:1", line.expect("a line") + 1);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains(&place), "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .contains("has no line `<!-- END of generated features -->`"),
        "{}",
        outcome.stderr
    );
}
