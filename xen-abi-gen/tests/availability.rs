//! The table of releases: names without an entry, names of further trees, and the documentation.

use std::fs;

use crate::common::folder::Folder;
use crate::common::{libclang, workspace};

/// Whether a name has a certain form.
type Kind = fn(&str) -> bool;

/// The forms of names without an entry, with the reason. Some are of headers that `headers/` lacks.
const WITHOUT: [(Kind, &str); 9] = [
    (
        |name| name.starts_with("XEN_E"),
        "error numbers: a macro pastes them together",
    ),
    (
        |name| name.ends_with("_sring") || name.ends_with("_sring_entry"),
        "rings: a macro pastes them together",
    ),
    (
        |name| name.ends_with("_front_ring") || name.ends_with("_back_ring"),
        "ends of rings: a macro pastes them together",
    ),
    (
        |name| name.ends_with("_data_intf") || name.ends_with("_data"),
        "byte streams: a macro pastes them together",
    ),
    (
        |name| name.starts_with("XEN_X86_FEATURE_"),
        "bits of processors: a macro pastes them together",
    ),
    (
        |name| name.starts_with("__HVM_SAVE_TYPE_"),
        "types of saved state: a macro pastes them together",
    ),
    (
        |name| name == "XEN_RELEASE",
        "selects a release: Xen's own headers describe one",
    ),
    (
        |name| name.contains("SMCCC_M") && name.ends_with("_REVISION"),
        "taken from one line with another name",
    ),
    (
        |name| {
            name.starts_with("VCHAN_NOTIFY_") || ["vchan_interface", "ring_shared"].contains(&name)
        },
        "not looked up",
    ),
];

/// A new name without an entry must be looked up in Xen's releases.
#[test]
fn names_without_an_entry_are_known() {
    if libclang().is_none() {
        return;
    }
    let headers = workspace().join("headers");
    let outcome = Folder::new().run(&[
        "availability",
        "--headers",
        headers.to_str().expect("UTF-8"),
    ]);
    assert!(outcome.code < 2, "{}", outcome.stderr);
    let unknown: Vec<&str> = outcome
        .stdout
        .lines()
        .filter(|name| !WITHOUT.iter().any(|(looks, _)| looks(name)))
        .collect();
    assert!(
        unknown.is_empty(),
        "since which release are these there? {unknown:?}"
    );
}

#[test]
fn further_trees_extend_the_table() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    let table = "# Why.\n\n[release.\"4.0\"]\nconstants = \"\"\"\nXEN_A\n\"\"\"\n";
    folder.put("since.toml", table);
    folder.put(
        "one/xen.h",
        "#define XEN_A 1\n#define XEN_OLD 1\nstruct old { int a; };\n",
    );
    folder.put(
        "two/xen.h",
        "#define XEN_A 1\n#define XEN_OLD 1\n#define XEN_B 1\n\
                             struct old { int a; };\nunion u { int a; };\n",
    );
    folder.put(
        "three/xen.h",
        "#define XEN_C \"c\"\n#ifdef __XEN_TOOLS__\n#define XEN_D 1\n#endif\nenum e { XEN_E0 };\n",
    );
    let run = |trees: &[&str]| {
        folder.run(
            &[
                &["availability", "--table", "since.toml", "--headers", "two"],
                trees,
            ]
            .concat(),
        )
    };
    let read = || fs::read_to_string(folder.path("since.toml")).expect("the table");

    let outcome = run(&[]);
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (1, "XEN_B\nXEN_OLD\nold\nunion u\n")
    );
    assert_eq!(read(), table, "without trees nothing is written");

    let outcome = run(&["4.21=one", "4.22=two", "4.23=three"]);
    // The names of the first tree may be of any earlier release.
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (1, "XEN_OLD\nold\n")
    );
    let extended = format!(
        "{table}\n[release.\"4.22\"]\nconstants = \"\"\"\nXEN_B\n\"\"\"\nrecords = \"\"\"\n\
         union.u\n\"\"\"\n\n[release.\"4.23\"]\nconstants = \"\"\"\nXEN_C XEN_D XEN_E0\n\"\"\"\n"
    );
    assert_eq!(read(), extended);
    run(&["4.21=one", "4.22=two", "4.23=three"]);
    assert_eq!(read(), extended, "a second time adds nothing");

    folder.put(
        "several/xen.h",
        "/* ` releases 4.23 4.24 */\n#ifndef XEN_RELEASE\n#define XEN_RELEASE 0x0418\n#endif\n\
         #if XEN_RELEASE < 0x0418\n#define XEN_GONE 1\n#else\n#define XEN_NEW 1\n#endif\n",
    );
    let outcome = folder.run(&[
        "availability",
        "--table",
        "since.toml",
        "--headers",
        "several",
    ]);
    assert_eq!(outcome.stdout, "XEN_GONE\nXEN_NEW\n");
    run(&["4.23=several", "4.24=several"]);
    let newest = "\n[release.\"4.24\"]\nconstants = \"\"\"\nXEN_NEW\n\"\"\"\n";
    assert_eq!(read(), format!("{extended}{newest}"));

    for (trees, message) in [
        (&["one"][..], "expected RELEASE=DIR"),
        (&["four=one"], "is no release"),
        (&["4.22=two", "4.21=one"], "a release that is not older"),
    ] {
        let outcome = run(trees);
        assert_eq!(outcome.code, 2);
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    }
    folder.put("since.toml", "[release.\"4.0\"]\nconstant = \"\"\n");
    assert_eq!(run(&[]).code, 2);
}

/// The releases in the documentation, by item.
#[test]
fn documentation_names_the_release() {
    if libclang().is_none() {
        return;
    }
    let generated = workspace().join("xen-abi/src/generated");
    let read = |name: &str| fs::read_to_string(generated.join(name)).expect("a module");
    let channels = read("event_channel.rs");
    assert!(
        channels.contains("Since Xen 4.4.") && !channels.contains("Since Xen 4.0"),
        "evtchn_init_control came with 4.4, and evtchn_send is as old as the table"
    );
    let releases = read("releases.rs");
    assert!(
        releases.contains("| release | brought |") && releases.contains("`pci_device_reset`"),
        "{releases}"
    );
    let rows: Vec<&str> = releases
        .lines()
        .filter(|line| line.starts_with("//! | 4."))
        .collect();
    assert!(
        rows.first().is_some_and(|row| row.contains("| 4.22 |")),
        "the latest is first"
    );
    let (_, toolstack) = releases.split_once("# For toolstacks").expect("a part");
    let mut rows = toolstack.lines();
    let row = rows
        .find(|row| row.starts_with("//! | 4.21 |"))
        .expect("a release");
    assert!(
        row.contains("`domctl.h`: `XEN_DOMCTL_get_domain_state`"),
        "{row}"
    );
    assert!(
        !releases.contains("| 4.0 |"),
        "what was there at first was brought by no release"
    );
}
