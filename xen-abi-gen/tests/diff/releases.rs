//! Comparisons of real releases: accepted reports, and single facts from the headers.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use anstream::adapter::strip_str;
use serde_json::Value;
use xen_abi_gen::diff::versions::Versions;
use xen_abi_gen::diff::{Report, Side, diff, report};
use xen_abi_gen::emit::dump::json::document;

use crate::accepted::Accepted;
use crate::common::amount::Amount;
use crate::common::folder::{Folder, Outcome};
use crate::common::releases::{LATEST, read_with};
use crate::common::trees::RELEASES;
use crate::common::{libclang, tool};

/// Consecutive releases, and the first with the last. A sample is the first pair.
const STEPS: [(&str, &str); 3] = [("4.17", "4.20"), ("4.14", "4.17"), ("4.14", "4.20")];

/// The headers of all releases, if they are available.
fn upstream() -> Option<PathBuf> {
    tool("XEN_ABI_UPSTREAM").filter(|_| libclang().is_some())
}

/// Runs `diff` in the folder of the releases, so that sides are named by number.
fn run(releases: &std::path::Path, arguments: &[&str]) -> Outcome {
    Folder::new()
        .command(&[&["diff"], arguments].concat())
        .current_dir(releases)
        .output()
        .expect("the generator runs")
        .into()
}

/// A toolstack's view of a release. The fallback is headers/, or another release.
fn side(release: &'static str, annotations: Option<&'static str>) -> Side {
    let read = read_with(release, true, None, annotations).expect("the release is there");
    let models = read.models.iter();
    Side {
        name: release.to_owned(),
        documents: models.map(|model| document(model, true)).collect(),
    }
}

fn compared(old: &Side, new: &Side) -> Report {
    diff(old, new, &Versions::load().expect("the table"))
}

#[test]
fn reports() {
    let Some(upstream) = upstream() else { return };
    let accepted = Accepted::new("diff");
    let version = |release| {
        fs::read_to_string(upstream.join(release).join(".version"))
            .unwrap_or_else(|_| "unknown\n".to_owned())
    };
    let versions: String = RELEASES
        .map(|release| format!("{release}: {}", version(release)))
        .concat();
    let same = accepted.is_of("versions", &versions);
    let compare = |name: &str, text: &str| {
        if same {
            accepted.compare(name, text)
        } else {
            accepted.compare_loosely(name, text)
        }
    };
    // The fallback is not headers/, so that the reports depend on the releases only.
    let lender = Some(LATEST);
    let whole = Amount::of_snapshots() != Amount::Sample;
    let steps = if whole { &STEPS[..] } else { &STEPS[..1] };
    for (old, new) in steps {
        let mut found = compared(&side(old, lender), &side(new, lender));
        let accept = |form: &str, text: &str| compare(&format!("{old}-to-{new}.{form}"), text);
        // The program strips colours outside of a terminal.
        accept("text", &strip_str(&report::text(&found)).to_string());
        accept("markdown", &report::markdown(&found));
        // One header, with the most kinds of changes.
        found.only(&["sysctl.h".to_owned()]);
        accept("json", &report::json(&found).expect("JSON"));
    }
    if !whole {
        accepted.finish_part();
        return;
    }
    // A guest's view, without the toolstack's items.
    let outcome = run(&upstream, &["4.17", "4.20", "--annotations", LATEST]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
    assert!(!outcome.stdout.contains('\u{1b}'), "colour in a pipe");
    compare("4.17-to-4.20.guest", &outcome.stdout);
    accepted.finish();
}

/// The changes from one release to another.
fn step(old: &'static str, new: &'static str) -> Value {
    let found = compared(&side(old, None), &side(new, None));
    serde_json::from_str(&report::json(&found).expect("JSON")).expect("JSON")
}

/// The changes to the latest release.
fn latest_step() -> &'static Value {
    static STEP: LazyLock<Value> = LazyLock::new(|| step("4.17", LATEST));
    &STEP
}

/// The change of a name on an architecture: its kind, and both values of a key.
fn said<'a>(
    report: &'a Value,
    name: &str,
    key: &str,
) -> Vec<(&'a str, Value, Value, Vec<&'a str>)> {
    let all = report["changes"].as_array().expect("a list");
    let about = all
        .iter()
        .filter(|change| change["new"]["name"] == name || change["old"]["name"] == name);
    about
        .filter(|change| {
            !change["new"][key].is_null()
                && !change["old"][key].is_null()
                && change["new"][key] != change["old"][key]
        })
        .map(|change| {
            let targets = change["targets"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            (
                change["change"].as_str().expect("a name"),
                change["old"][key].clone(),
                change["new"][key].clone(),
                targets,
            )
        })
        .collect()
}

/// Sizes and values that were read from the headers by hand.
#[test]
fn sizes_and_values_of_the_headers() {
    if upstream().is_none() {
        return;
    }
    let (first, second) = (step("4.14", "4.17"), latest_step());
    let both = ["x86_64", "i686"].to_vec();
    let all = ["x86_64", "i686", "aarch64", "armv7"].to_vec();
    let numbers = |report, name, key| said(report, name, key);
    let number = |value: u64| Value::from(value);

    assert_eq!(
        numbers(&first, "xen_sysctl_physinfo", "size"),
        [("size", number(104), number(112), all.clone())]
    );
    assert_eq!(numbers(second, "xen_sysctl_physinfo", "size"), []);
    let arm = ["aarch64", "armv7"].to_vec();
    assert_eq!(
        numbers(&first, "xen_domctl_createdomain", "size"),
        [
            ("size", number(48), number(64), both.clone()),
            ("size", number(56), number(68), arm.clone())
        ]
    );
    assert_eq!(
        numbers(second, "xen_domctl_createdomain", "size"),
        [
            ("size", number(64), number(68), both),
            ("size", number(68), number(72), arm)
        ]
    );
    assert_eq!(
        numbers(second, "XENMEM_access_default", "value"),
        [("value", number(10), number(11), all.clone())]
    );
    assert_eq!(
        numbers(&first, "XEN_SYSCTL_INTERFACE_VERSION", "value"),
        [("value", number(19), number(21), all.clone())]
    );
    assert_eq!(numbers(second, "XEN_SYSCTL_INTERFACE_VERSION", "value"), []);
    assert_eq!(
        numbers(second, "__XEN_LATEST_INTERFACE_VERSION__", "value"),
        [("value", number(0x0004_0e00), number(0x0004_1300), all)]
    );
}

/// The layout of sysctl changed in 4.20, and its version did not.
#[test]
fn a_version_that_did_not_move() {
    if upstream().is_none() {
        return;
    }
    let unmoved = latest_step()["unmoved"].as_array().expect("a list");
    assert!(
        unmoved
            .iter()
            .any(|one| one["header"] == "sysctl.h"
                && !one["records"]["xen_get_cpufreq_para"].is_null()),
        "{unmoved:?}"
    );
    assert!(
        !unmoved.iter().any(|one| one["header"] == "domctl.h"),
        "{unmoved:?}"
    );
}

/// What a guest gets when it starts is the same in all releases.
#[test]
fn the_start_of_day_did_not_change() {
    if upstream().is_none() {
        return;
    }
    for report in [&step("4.14", "4.17"), latest_step()] {
        let changes = report["changes"].as_array().expect("a list");
        let about = |name: &str| {
            let is = |side: &Value| side["name"] == name || side["owner"] == name;
            let on_x86 = |change: &&Value| {
                change["targets"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .any(|target| target == "x86_64")
            };
            changes
                .iter()
                .filter(on_x86)
                .filter(|change| is(&change["old"]) || is(&change["new"]))
                .count()
        };
        assert_eq!(
            about("hvm_start_info") + about("hvm_memmap_table_entry") + about("hvm_modlist_entry"),
            0
        );
        assert_eq!(about("vcpu_guest_context"), 0);
    }
}

/// Rings end in an array of one element before interface version 4.19, and in a flexible one from
/// then on.
#[test]
fn rings_are_open_from_an_interface_version_on() {
    let Some(upstream) = upstream() else { return };
    let rings = [
        "blkif_sring",
        "netif_tx_sring",
        "netif_rx_sring",
        "xen_pvcalls_sring",
        "vscsiif_sring",
        "usbif_urb_sring",
    ];
    let changes = latest_step()["changes"].as_array().expect("a list");
    for ring in rings {
        let opened =
            |change: &&Value| change["new"]["owner"] == ring && change["rule"] == "field-opened";
        assert!(changes.iter().any(|change| opened(&change)), "{ring}");
        assert!(
            !changes
                .iter()
                .any(|change| change["new"]["owner"] == ring && change["verdict"] == "breaking"),
            "{ring}"
        );
    }
    // A toolstack always has the latest interface; a guest selects one.
    let version = ["4.17", "4.20", "--interface-version", "0x00040e00"];
    let targets: &[&str] = Amount::wanted().of(&["--target", "x86_64"], &[], &[]);
    let older = run(
        &upstream,
        &[&version[..], &["--format", "json"], targets].concat(),
    );
    let older: Value = serde_json::from_str(&older.stdout).expect("JSON");
    let opened = older["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|change| change["rule"] == "field-opened")
        .count();
    assert_eq!(
        opened, 0,
        "whoever asks for the older interface gets the older arrays"
    );
}

/// Facts about operations and names, by hand.
#[test]
fn operations_of_the_headers() {
    if upstream().is_none() {
        return;
    }
    let report = latest_step();
    let changes = report["changes"].as_array().expect("a list");
    let find = |name: &str, rule: &str| {
        changes
            .iter()
            .find(|change| change["rule"] == rule && change["new"]["name"] == name)
            .unwrap_or_else(|| panic!("{rule} {name}"))
    };
    assert_eq!(
        find("VCPUOP_register_runstate_phys_area", "op-added")["new"]["value"],
        14
    );
    assert_eq!(
        find("PHYSDEVOP_pci_device_reset", "op-added")["new"]["args"][0],
        "pci_device_reset *"
    );
    assert_eq!(
        find("TRC_HVM_VMX_EXIT", "constant-renamed")["old"]["name"],
        "TRC_HVM_VMEXIT"
    );
    assert_eq!(
        find("flags", "padding-used")["new"]["owner"],
        "xen_sysctl_livepatch_op"
    );
    assert!(
        changes
            .iter()
            .any(|change| change["rule"] == "constant-removed"
                && change["old"]["name"] == "TMEM_NEW_POOL")
    );
}
