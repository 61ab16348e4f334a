//! The licences and the sources of every dependency, one version and one build of each, and no
//! pinned versions.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::common::workspace;

/// Licences that allow a program of MIT or Apache 2.0 to contain their code.
const PERMITTED: [&str; 8] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

/// Packages that may be there in more than one version, each with a reason.
const DUPLICATES: [(&str, &str); 0] = [];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What cargo says of the workspace and of what it builds with.
fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .current_dir(workspace())
        .args(["metadata", "--locked", "--format-version", "1"])
        // Those of other systems need not even be downloaded.
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .output()
        .expect("cargo");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn packages(metadata: &Value) -> &[Value] {
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50, "only {} packages", packages.len());
    packages
}

fn text<'a>(package: &'a Value, member: &str) -> &'a str {
    package[member].as_str().unwrap_or_default()
}

/// Whether a choice of an expression is permitted. `A/B` is an old form of `A OR B`.
fn is_permitted(expression: &str) -> bool {
    let without_brackets = expression.replace(['(', ')'], "");
    // Each part of a conjunction must be permitted; no expression nests deeper.
    let mut parts = without_brackets.split(" AND ");
    parts.all(|part| {
        let choices = part.split(" OR ").flat_map(|choice| choice.split('/'));
        choices.map(str::trim).any(|name| PERMITTED.contains(&name))
    })
}

#[test]
fn licences_are_permitted() {
    for package in packages(&metadata()) {
        let licence = text(package, "license");
        let name = text(package, "name");
        assert!(is_permitted(licence), "{name} has the licence `{licence}`");
    }
    assert!(is_permitted("(MIT OR GPL-2.0) AND Unicode-3.0"));
    assert!(is_permitted("Unlicense/MIT"));
    for wrong in ["", "GPL-2.0", "MIT AND GPL-2.0", "(MIT OR ISC) AND MPL-2.0"] {
        assert!(!is_permitted(wrong), "`{wrong}` is permitted");
    }
}

#[test]
fn dependencies_come_from_the_registry() {
    for package in packages(&metadata()) {
        let name = text(package, "name");
        match &package["source"] {
            Value::Null => assert!(name.starts_with("xen-"), "{name} is a path"),
            source => assert_eq!(source, REGISTRY, "the source of {name}"),
        }
    }
}

/// Two versions of a package compile twice, and their types do not fit.
#[test]
fn there_is_one_version_of_each_package() {
    let metadata = metadata();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages(&metadata) {
        let known = versions.entry(text(package, "name")).or_default();
        known.push(text(package, "version"));
    }
    versions.retain(|_, versions| versions.len() > 1);
    for (name, reason) in DUPLICATES {
        let removed = versions.remove(name);
        assert!(removed.is_some(), "{name} is there once ({reason})");
    }
    assert!(versions.is_empty(), "{versions:?}");
}

/// The packages that cargo compiles for a selection, with their features.
fn compiled(selection: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(workspace())
        .args(["tree", "--locked", "--offline", "--prefix", "none"])
        .args([
            "--format",
            "{p} {f}",
            "--target",
            "x86_64-unknown-linux-gnu",
        ])
        .args(selection)
        .output()
        .expect("cargo");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines = text.lines().map(|line| line.trim_end_matches(" (*)"));
    let dependencies = lines.filter(|line| !line.starts_with("xen-"));
    dependencies.map(str::to_owned).collect()
}

/// `make` and the tests that build `xen-abi` find what `make test` has compiled.
#[test]
fn the_generator_and_the_workspace_share_dependencies() {
    let tests = compiled(&["--workspace", "--all-features"]);
    let generator = compiled(&["-p", "xen-abi-gen", "--edges", "no-dev"]);
    assert!(generator.len() > 50, "{generator:?}");
    let anew: Vec<_> = generator.difference(&tests).collect();
    assert!(anew.is_empty(), "compiled twice: {anew:?}");
}

/// A pin conflicts with any other version that a user's crates need.
#[test]
fn published_manifests_pin_nothing() {
    let metadata = metadata();
    let packages = packages(&metadata).iter();
    let published = packages.filter(|package| {
        package["source"].is_null() && package["publish"] != Value::Array(Vec::new())
    });
    let mut names = Vec::new();
    for package in published {
        names.push(text(package, "name"));
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let required = text(dependency, "req");
            assert!(
                required.starts_with('^'),
                "{} requires {} {required}",
                text(package, "name"),
                text(dependency, "name")
            );
        }
        for field in [
            "description",
            "documentation",
            "readme",
            "repository",
            "rust_version",
        ] {
            assert_ne!(
                text(package, field),
                "",
                "{field} of {}",
                text(package, "name")
            );
        }
        for list in ["categories", "keywords"] {
            let entries = package[list].as_array().map_or(0, Vec::len);
            assert!(
                (1..=5).contains(&entries),
                "{list} of {}",
                text(package, "name")
            );
        }
    }
    assert_eq!(names, ["xen-abi", "xen-abi-gen", "xen-abi-linux"]);
}
