//! All differences between `headers/` and upstream's headers are listed here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use xen_abi_gen::diff::versions::Versions;
use xen_abi_gen::diff::{Side, diff, report};
use xen_abi_gen::emit::dump::json::document;
use xen_abi_gen::model::abi::Interface;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input, Toolstacks};
use xen_abi_gen::source::Libclang;

use crate::common::amount::Amount;
use crate::common::releases::{self, LATEST};
use crate::common::{libclang, trees, workspace};

/// The differences, by rule and name; `*` stands for any name. An entry without a difference is an
/// error.
const KNOWN: [(&str, &str, &str); 16] = [
    (
        "said-otherwise",
        "*",
        "our annotations say more than upstream's",
    ),
    (
        "words-changed",
        "*",
        "our annotations say it of each handle and operation, upstream's comments of a section",
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
        "hypercall-parameters",
        "arch_0",
        "ours takes any record in a guest's view; upstream's borrows the toolstack's",
    ),
    (
        "hypercall-parameters",
        "domctl",
        "ours takes any record in a guest's view; upstream's borrows the toolstack's",
    ),
    (
        "hypercall-parameters",
        "sysctl",
        "ours takes any record in a guest's view; upstream's borrows the toolstack's",
    ),
    (
        "hypercall-parameters",
        "xsm_op",
        "ours takes any record in a guest's view; upstream's borrows the toolstack's",
    ),
    (
        "rehoused",
        "domctl",
        "upstream has no prototype: ours stands with its operations",
    ),
    (
        "rehoused",
        "sysctl",
        "upstream has no prototype: ours stands with its operations",
    ),
    (
        "rehoused",
        "xsm_op",
        "upstream has no prototype: ours stands with its operations",
    ),
    (
        "rehoused",
        "iret",
        "upstream has no prototype: ours stands in another header, and is taken for the number",
    ),
    (
        "rehoused",
        "arch_0",
        "upstream has no prototype: ours stands in another header, and is taken for the number",
    ),
    (
        "rehoused",
        "physdev_op_compat",
        "upstream has no prototype: ours stands in another header, and is taken for the number",
    ),
];

/// Changes within the release: the fetched tree may be an older update.
const UPDATED: [(&str, &str); 1] = [
    // 4.20.4 masks debug exceptions when an Arm guest starts.
    ("constant-changed", "PSR_GUEST64_INIT"),
];

/// The compared views: whether it is a toolstack's, and the interface version. A sample is the first
/// two.
const VIEWS: [(bool, Option<u32>); 4] = [
    (true, None),
    (false, Some(0)),
    (false, None),
    (false, Some(0x0004_0400)),
];

/// One view of `headers/`.
fn own(library: &Libclang, tools: bool, interface_version: Option<u32>) -> Side {
    let input = Input {
        selection: trees::selection(&trees::own(), &[]),
        tools,
        toolstacks: Toolstacks::LeftOut,
        interface_version,
        release: Some(LATEST.parse().expect("a release")),
        strict: true,
        fallback: FallbackSource::None,
        operations: None,
    };
    let (resolved, messages) = run::resolve(library, &input, &Target::ALL);
    let resolved = resolved.unwrap_or_else(|| trees::fail(&messages.diagnostics, &messages.texts));
    side("headers", &resolved.interfaces, tools)
}

fn side(name: &str, models: &[Interface], tools: bool) -> Side {
    Side {
        name: name.to_owned(),
        documents: models.iter().map(|model| document(model, tools)).collect(),
    }
}

#[test]
fn our_headers_differ_from_upstream_only_as_listed() {
    let Some(library) = libclang() else { return };
    let stated = stated();
    let mut unknown = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for view in &VIEWS[..Amount::wanted().of(2, VIEWS.len(), VIEWS.len())] {
        let (tools, version) = *view;
        let Some(upstream) = releases::read(LATEST, tools, version) else {
            return;
        };
        let found = diff(
            &own(&library, tools, version),
            &side(LATEST, &upstream.models, tools),
            &Versions::load().expect("the table"),
        );
        let found: Value = serde_json::from_str(&report::json(&found).expect("JSON")).unwrap();
        for change in found["changes"].as_array().expect("a list") {
            // Items of upstream's headers that headers/ lack are not compared.
            let header = change["header"].as_str().expect("a header");
            if !stated.contains(header) && change["rule"] != "header-added" {
                continue;
            }
            if !tools && trees::FOR_TOOLSTACKS.contains(&header) {
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
        "our headers are not the ABI of {LATEST}:\n{}",
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
