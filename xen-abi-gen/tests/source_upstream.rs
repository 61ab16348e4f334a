//! Reads upstream's headers of three releases, and a header of another project with them.
//!
//! `XEN_ABI_UPSTREAM` names a folder with the trees `4.14`, `4.17` and `4.20`.

use std::fs;
use std::path::Path;

use crate::common::releases::{self, LATEST, releases_in_time};
use crate::common::small_trees::{guest, read, tree, whole};
use crate::common::tool;
use xen_abi_gen::model::facts::{Facts, Origin};
use xen_abi_gen::model::target::Target::{self, Aarch64, Armv7, I686, X86_64};
use xen_abi_gen::source::Selection;

#[test]
fn whole_trees_are_read_for_every_target_and_view() {
    for &release in releases_in_time() {
        for (tools, interface_version) in [(true, None), (false, None), (false, Some(0))] {
            let Some(read) = releases::read(release, tools, interface_version) else {
                return;
            };
            // Upstream names a record that it does not declare.
            let warned = read.warnings.iter().map(|warning| warning.code);
            assert!(
                warned.clone().all(|code| code == "unknown-parameter-type"),
                "{release}: {:?}",
                warned.collect::<Vec<_>>()
            );
            for facts in read.models.iter().map(|model| &model.facts) {
                let who = format!("{release} {} {interface_version:?}", facts.target.name());
                let has = |path: &str| facts.headers.iter().any(|header| &*header.path == path);
                assert_eq!(has("dom0_ops.h"), interface_version.is_some(), "{who}");
                assert_eq!(has("domctl.h"), tools, "{who}");
                everything_has_its_place(facts);
            }
        }
    }
}

/// Each definition is a constant, a string, or skipped; no location is outside the headers.
fn everything_has_its_place(facts: &Facts) {
    let skipped = |name: &str| {
        facts
            .skipped
            .iter()
            .any(|one| one.name == name && !one.reason.is_empty())
    };
    for definition in &facts.definitions {
        let name = &definition.name;
        let places = [
            facts.constants.contains_key(name),
            facts.strings.contains_key(name),
            skipped(name),
        ];
        assert_eq!(places.iter().filter(|place| **place).count(), 1, "{name}");
    }
    let known = |path: &str| facts.headers.iter().any(|header| &*header.path == path);
    assert!(facts.records.values().all(|record| {
        known(&record.location.header) && record.end_line >= record.location.line
    }));
    assert!(facts.records.values().all(|record| {
        record
            .outer
            .as_ref()
            .is_none_or(|outer| facts.records.contains_key(outer))
    }));
    assert!(
        facts
            .constants
            .values()
            .all(|constant| known(&constant.location.header))
    );
}

#[test]
fn the_latest_tree_has_at_least_the_known_counts() {
    let Some(latest) = releases::read(LATEST, true, None) else {
        return;
    };
    let facts = |target| {
        let models = latest.models.iter();
        let mut facts = models.map(|model| &model.facts);
        facts.find(|facts| facts.target == target).expect("a model")
    };
    let handle = |target| {
        let records = &facts(target).records;
        (
            records["__guest_handle_64_uint8"].size,
            records["__guest_handle_uint8"].size,
        )
    };
    let facts = facts(X86_64);
    assert!(
        facts.records.len() >= 1160,
        "{} records",
        facts.records.len()
    );
    assert!(
        facts.constants.len() >= 2110,
        "{} constants",
        facts.constants.len()
    );
    assert_eq!(facts.interface_version, 0x0004_1300);
    assert_eq!(facts.records["shared_info"].size, 3136);
    assert_eq!(
        facts.records["shared_info"].fields[1].name,
        "evtchn_pending"
    );
    assert_eq!(
        (handle(I686), handle(Aarch64), handle(Armv7)),
        ((8, 4), (8, 8), (8, 4))
    );
}

#[test]
fn two_headers_bring_what_they_include() {
    let Some(upstream) = tool("XEN_ABI_UPSTREAM") else {
        return;
    };
    let headers = vec!["event_channel.h".to_owned(), "argo.h".to_owned()];
    let selection = Selection {
        headers,
        ..whole(&upstream.join("4.20"))
    };
    let paths = |target| -> Vec<String> {
        read(&selection, &guest(target))
            .unwrap()
            .headers
            .iter()
            .map(|header| header.path.to_string())
            .collect()
    };
    let expected = [
        "arch-x86/xen-x86_64.h",
        "arch-x86/xen.h",
        "argo.h",
        "event_channel.h",
        "xen-compat.h",
        "xen.h",
    ];
    assert_eq!(paths(X86_64), expected);
    assert_eq!(
        paths(Armv7),
        [
            "arch-arm.h",
            "argo.h",
            "event_channel.h",
            "xen-compat.h",
            "xen.h"
        ]
    );
}

#[test]
fn a_trimmed_header_reads_with_a_folder_and_a_prelude() {
    let Some(upstream) = tool("XEN_ABI_UPSTREAM") else {
        return;
    };
    let edk2 = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/edk2");
    let text = fs::read_to_string(edk2.join("event_channel.h")).unwrap();
    let folder = tree(&[("event_channel.h", &text)]);
    let prelude = tree(&[(
        "types.h",
        "typedef uint8_t UINT8;\ntypedef uint32_t UINT32;\ntypedef void VOID;\n",
    )]);
    let selection = Selection {
        include: vec![upstream.join("4.20")],
        prelude: Some(prelude.path().join("types.h")),
        ..whole(folder.path())
    };
    for target in Target::ALL {
        let facts = read(&selection, &guest(target)).unwrap();
        assert_eq!(facts.records["evtchn_alloc_unbound"].size, 8);
        assert_eq!(facts.constants["EVTCHNOP_send"].value, 4);
        let own = facts
            .headers
            .iter()
            .filter(|header| header.origin == Origin::Tree);
        assert_eq!(
            own.map(|header| &*header.path).collect::<Vec<_>>(),
            ["event_channel.h"]
        );
    }
}
