//! What toolstacks see of several releases: a small tree in full, and what becomes of guests.

use std::collections::BTreeMap;
use std::fs;

use crate::accepted::Accepted;
use crate::common::folder::{Folder, Outcome};
use crate::common::rust::{Library, Rustc};
use crate::common::{libclang, workspace};

/// Emits the small tree.
fn generate(folder: &Folder, more: &[&str]) -> Outcome {
    let tree = workspace().join("xen-abi-gen/tests/fixtures/toolstack");
    let tree = tree.to_string_lossy().into_owned();
    let mut arguments = vec!["generate", "--headers", &tree, "--out", "out"];
    arguments.extend(more);
    folder.run(&arguments)
}

/// The emitted files as text.
fn files(folder: &Folder) -> BTreeMap<String, String> {
    let text = |bytes| String::from_utf8(bytes).expect("Rust is UTF-8");
    let files = folder.state("out").into_iter();
    files
        .map(|(name, (bytes, _))| (name, text(bytes)))
        .collect()
}

#[test]
fn a_small_tree_in_full() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    let outcome = generate(&folder, &["--toolstack"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let accepted = Accepted::new("toolstack");
    for (name, text) in files(&folder) {
        if name.starts_with("toolstack") {
            accepted.compare(name.trim_end_matches(".rs"), &text);
        }
    }
    accepted.finish();
    let mut library = Library::new("toolstack");
    library.take("emitted", &folder.path("out"));
    for compiler in Rustc::ready() {
        if let Err(message) = library.check(compiler) {
            panic!("{message}");
        }
    }
}

/// What guests see is the same with and without the modules of toolstacks, whose releases are told
/// besides.
#[test]
fn guests_are_left_alone() {
    if libclang().is_none() {
        return;
    }
    let [alone, both] = [&[][..], &["--toolstack"]].map(|more| {
        let folder = Folder::new();
        let outcome = generate(&folder, more);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        files(&folder)
    });
    for (name, text) in &alone {
        let added = ["pub mod toolstack;\n", "pub mod releases;\n"];
        let without = added
            .iter()
            .fold(both[name].clone(), |both, added| both.replace(added, ""));
        assert_eq!(without, *text, "{name}");
    }
    let more: Vec<&String> = both
        .keys()
        .filter(|name| !alone.contains_key(*name))
        .collect();
    assert!(more.len() > 5, "{more:?}");
    assert!(
        more.iter()
            .all(|name| name.starts_with("toolstack") || *name == "releases.rs"),
        "{more:?}"
    );
}

/// What is emitted of the small tree after some replacements in its headers.
fn emitted(replacements: &[(&str, &str)]) -> Folder {
    let tree = workspace().join("xen-abi-gen/tests/fixtures/toolstack");
    let folder = Folder::new();
    let mut unused: Vec<&str> = replacements.iter().map(|(from, _)| *from).collect();
    for header in ["xen.h", "domctl.h"] {
        let mut text = fs::read_to_string(tree.join(header)).expect("the fixture");
        for (from, to) in replacements {
            unused.retain(|unused| unused != from || !text.contains(from));
            text = text.replace(from, to);
        }
        folder.put(&format!("headers/{header}"), text);
    }
    assert!(unused.is_empty(), "{unused:?}");
    let arguments = [
        "generate",
        "--headers",
        "headers",
        "--toolstack",
        "--out",
        "out",
    ];
    let outcome = folder.run(&arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    folder
}

/// The lines that one text has and the other does not, by file.
fn differing(old: &Folder, new: &Folder) -> BTreeMap<String, Vec<String>> {
    let (old, new) = (files(old), files(new));
    let mut differing = BTreeMap::new();
    for name in old.keys().chain(new.keys()) {
        let [before, after] = [&old, &new].map(|files| files.get(name).map_or("", |text| text));
        let lines = |text: &str, other: &str, sign: char| -> Vec<String> {
            let missing = text
                .lines()
                .filter(|line| !other.lines().any(|it| it == *line));
            missing.map(|line| format!("{sign}{line}")).collect()
        };
        let mut lines = [lines(before, after, '-'), lines(after, before, '+')].concat();
        if before != after {
            lines.retain(|line| line.len() > 1);
            differing.insert(name.clone(), lines);
        }
    }
    differing
}

/// One more release than the fixture has.
const ANOTHER: [(&str, &str); 2] = [
    ("4.21 4.22", "4.21 4.22 4.23"),
    ("XEN_RELEASE 0x0416", "XEN_RELEASE 0x0417"),
];

/// The version moves in that release.
const MOVED: (&str, &str) = (
    "INTERFACE_VERSION 0x16",
    "INTERFACE_VERSION (XEN_RELEASE < 0x0417 ? 0x16 : 0x17)",
);

/// The records that differ between the fixture's releases are the same in each.
const ALIKE: [(&str, &str); 2] = [
    ("#if XEN_RELEASE >= 0x0415", "#if 1"),
    (
        "#if XEN_RELEASE < 0x0416\n    uint32_t",
        "#if 1\n    uint32_t",
    ),
];

/// A release that is added to the list, and differs in nothing, changes no text but the list.
#[test]
fn nothing_is_said_of_a_release_without_differences() {
    if libclang().is_none() {
        return;
    }
    let differing = differing(&emitted(&[]), &emitted(&ANOTHER));
    // The constant for the newest release, the range that now goes on, and the list of releases.
    let names: Vec<&String> = differing.keys().collect();
    let expected = [
        "toolstack/domctl/v4_22.rs",
        "toolstack/release.rs",
        "xen.rs",
    ];
    assert_eq!(names, expected);
}

/// A release that only moves the version of an interface adds a value to its type, and the calls of
/// records that differ between other releases.
#[test]
fn a_version_that_moves_is_a_few_lines() {
    if libclang().is_none() {
        return;
    }
    let [old, new] =
        [&[][..], &[ANOTHER[0], ANOTHER[1], MOVED]].map(|more| emitted(&[&ALIKE, more].concat()));
    let mut found = differing(&old, &new);
    found.remove("xen.rs").expect("the newest release");
    let release = found.remove("toolstack/release.rs");
    let release = release.expect("the list of releases");
    let passed = "+            Self::V4_23 => super::domctl::InterfaceVersion::V4_23,";
    assert_eq!(release.last().map(String::as_str), Some(passed));
    let expected = [
        "-    /// The value since Xen 4.21.",
        "+    /// The value in Xen 4.21 to 4.22.",
        "+    /// The value since Xen 4.23.",
        "+    V4_23 = 23;",
    ];
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found["toolstack/domctl.rs"], expected);

    let [old, new] = [&[][..], &[ANOTHER[0], ANOTHER[1], MOVED]].map(emitted);
    let found = differing(&old, &new);
    assert_eq!(found["toolstack/domctl.rs"][1..], {
        let module = "+pub mod v4_23;";
        [module, expected[1], expected[2], expected[3]]
    });
    let module = &files(&new)["toolstack/domctl/v4_23.rs"];
    let functions: Vec<&str> = module
        .lines()
        .filter(|line| line.contains(" fn "))
        .collect();
    assert_eq!(
        functions,
        [
            "pub fn createdomain<X: Hypercall>(",
            "pub unsafe fn weight<X: Hypercall>(",
        ]
    );
    assert!(!module.contains("struct"), "{module}");
}

/// A number that means another operation in another release is not passed to that release.
#[test]
fn a_number_that_is_used_again_stays_with_its_releases() {
    if libclang().is_none() {
        return;
    }
    let again = "/* Reports on a domain. */";
    let folder = emitted(&[(
        again,
        "#if XEN_RELEASE >= 0x0416\n/* Wakes a domain. */\n#define XEN_DOMCTL_wake 6 \
         /* ` => NULL */\n#endif\n/* Reports on a domain. */",
    )]);
    let files = files(&folder);
    let has = |file: &str, function: &str| files[file].contains(&format!("fn {function}<"));
    for (function, file) in [
        ("debug", "toolstack/domctl/v4_20.rs"),
        ("debug", "toolstack/domctl/v4_21.rs"),
        ("wake", "toolstack/domctl/v4_22.rs"),
    ] {
        assert!(has(file, function), "{function} in {file}");
        assert!(!has("toolstack/domctl.rs", function), "{function}");
    }
    assert!(has("toolstack/domctl.rs", "max_mem"));
}

/// A record of one release is no argument of another release's call, and a version is no number.
#[test]
fn releases_do_not_mix() {
    if libclang().is_none() {
        return;
    }
    // A function takes a record of so many members as a whole.
    let more: String = ('a'..='f')
        .map(|name| format!("    uint32_t limit_{name}; /* IN: a limit */\n"))
        .collect();
    let flags = "    uint32_t flags; /* IN: what";
    let large = emitted(&[(flags, &format!("{more}{flags}"))]);
    let compiled = |folder: &Folder, name: &str, body: &str| {
        let mut library = Library::new(name);
        library.take("emitted", &folder.path("out"));
        library.add(&format!(
            "#[allow(unused_imports)]\n\
             use emitted::toolstack::domctl::{{self, InterfaceVersion, v4_20, v4_21}};\n\
             pub fn call<X: xen_abi::Hypercall>(xen: &X, domain: emitted::xen::DomId) {{ {body} }}"
        ));
        library.check(&Rustc::ready()[0])
    };
    let of = |call: &str, record: &str| {
        format!(
            "let record = {record}::CreateDomain::default(); \
                 let _ = {call}::createdomain(xen, domain, &record);"
        )
    };
    let own = compiled(&large, "toolstack-own", &of("v4_21", "v4_21"));
    own.expect("a record of that release");
    let mixed = compiled(&large, "toolstack-mixed", &of("v4_21", "v4_20"));
    let mixed = mixed.expect_err("another's record");
    assert!(mixed.contains("error[E0308]: mismatched types"), "{mixed}");
    // With small records, the request has one size in all releases.
    let small = emitted(&[]);
    let version = |version: &str| format!("let _ = domctl::max_mem(xen, {version}, domain, 1);");
    let known = compiled(
        &small,
        "toolstack-version",
        &version("InterfaceVersion::V4_20"),
    );
    known.expect("a known version");
    for unknown in ["21", "InterfaceVersion(21)"] {
        compiled(&small, "toolstack-unknown", &version(unknown)).expect_err("a number");
    }
}
