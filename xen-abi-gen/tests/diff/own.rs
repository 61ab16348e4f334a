//! `headers/` state the ABI of their release: all differences from upstream's headers are listed
//! here.

use std::collections::{BTreeMap, BTreeSet};

use super::changes;
use crate::common::folder::Folder;
use crate::common::{lacks, libclang, workspace};

/// The release that our headers state.
const RELEASE: &str = "4.20";

/// The differences, by rule and name; `*` stands for any name. An entry without a difference is an
/// error.
const KNOWN: [(&str, &str, &str); 8] = [
    (
        "said-otherwise",
        "*",
        "our annotations say more than upstream's",
    ),
    (
        "header-added",
        "*",
        "upstream has headers that are not stated here",
    ),
    (
        "op-argument",
        "*",
        "upstream leaves the arguments of hypfs to its prototype",
    ),
    (
        "hypercall-parameters",
        "xenpmu_op",
        "upstream's prototype names a record that does not exist",
    ),
    (
        "hypercall-parameters",
        "console_io",
        "upstream's prototype gives the command no family",
    ),
    (
        "rehoused",
        "iret",
        "upstream has no prototype: ours stands elsewhere, and is lent to where the number is",
    ),
    (
        "rehoused",
        "arch_0",
        "upstream has no prototype: ours stands elsewhere, and is lent to where the number is",
    ),
    (
        "rehoused",
        "physdev_op_compat",
        "upstream has no prototype: ours stands elsewhere, and is lent to where the number is",
    ),
];

/// Changes within the release: our headers have the latest update, and the fetched tree may be
/// older.
const UPDATED: [(&str, &str); 1] = [
    // 4.20.4 masks debug exceptions when an Arm guest starts.
    ("constant-changed", "PSR_GUEST64_INIT"),
];

#[test]
fn our_headers_differ_from_upstream_only_as_listed() {
    let Some(upstream) = std::env::var_os("XEN_ABI_UPSTREAM").filter(|value| !value.is_empty())
    else {
        lacks("XEN_ABI_UPSTREAM is not set (`make test` sets it)");
        return;
    };
    if libclang().is_none() {
        return;
    }
    let stated = stated();
    let mut unknown = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for view in [
        &[][..],
        &["--tools"],
        &["--interface-version", "0"],
        &["--interface-version", "0x00040400"],
    ] {
        let mut command = Folder::new()
            .command(&[&["diff", "headers", RELEASE, "--format", "json"], view].concat());
        let outcome = command
            .current_dir(&upstream)
            .output()
            .expect("the generator runs")
            .into();
        for change in changes(&outcome) {
            // Items of upstream's headers that headers/ lack are not compared.
            let header = change["header"].as_str().expect("a header");
            if !stated.contains(header) && change["rule"] != "header-added" {
                continue;
            }
            let rule = change["rule"].as_str().expect("a rule");
            let side = if change["new"].is_null() {
                &change["old"]
            } else {
                &change["new"]
            };
            let name = side["name"].as_str().expect("a name");
            match KNOWN
                .iter()
                .find(|(known, what, _)| *known == rule && ["*", name].contains(what))
            {
                Some(entry) => drop(seen.insert(*entry)),
                None if UPDATED.contains(&(rule, name)) => {}
                None => drop(unknown.insert(format!(
                    "{view:?} {header}: {rule} {} -> {}",
                    change["old"], change["new"]
                ))),
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "our headers are not the ABI of {RELEASE}:\n{}",
        unknown.into_iter().collect::<Vec<_>>().join("\n")
    );
    let unused: Vec<_> = KNOWN
        .iter()
        .filter(|entry| !seen.contains(*entry))
        .collect();
    assert!(
        unused.is_empty(),
        "these no longer differ and must leave the list: {unused:?}"
    );
}

/// The headers of our tree.
fn stated() -> BTreeSet<String> {
    let mut found = BTreeMap::new();
    fn list(folder: &std::path::Path, prefix: &str, found: &mut BTreeMap<String, ()>) {
        for entry in std::fs::read_dir(folder)
            .expect("our headers can be read")
            .flatten()
        {
            let name = format!(
                "{prefix}{}",
                entry.file_name().to_str().expect("a plain name")
            );
            if entry.path().is_dir() {
                list(&entry.path(), &format!("{name}/"), found);
            } else if name.ends_with(".h") {
                found.insert(name, ());
            }
        }
    }
    list(&workspace().join("headers"), "", &mut found);
    found.into_keys().collect()
}
