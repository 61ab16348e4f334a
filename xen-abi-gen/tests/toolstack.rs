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

/// What guests see is the same with and without the modules of toolstacks.
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
        let added = "pub mod toolstack;\n";
        assert_eq!(both[name].replace(added, ""), *text, "{name}");
    }
    let more: Vec<&String> = both
        .keys()
        .filter(|name| !alone.contains_key(*name))
        .collect();
    assert!(more.len() > 5, "{more:?}");
    assert!(
        more.iter().all(|name| name.starts_with("toolstack")),
        "{more:?}"
    );
}

/// A release that is added to the list, and differs in nothing, changes no text but the list.
#[test]
fn nothing_is_said_of_a_release_without_differences() {
    if libclang().is_none() {
        return;
    }
    let tree = workspace().join("xen-abi-gen/tests/fixtures/toolstack");
    let emitted = |newest: &str, code: &str| {
        let folder = Folder::new();
        for header in ["xen.h", "domctl.h"] {
            let text = fs::read_to_string(tree.join(header)).expect("the fixture");
            let text = text.replace("4.21 4.22", newest);
            folder.put(
                &format!("headers/{header}"),
                text.replace("XEN_RELEASE 0x0416", &format!("XEN_RELEASE {code}")),
            );
        }
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
        files(&folder)
    };
    let (six, seven) = (
        emitted("4.21 4.22", "0x0416"),
        emitted("4.21 4.22 4.23", "0x0417"),
    );
    let differing: Vec<&str> = six
        .iter()
        .filter(|(name, text)| seven[*name] != **text)
        .map(|(name, _)| name.as_str())
        .collect();
    // The constant for the newest release, and the range that now goes on.
    assert_eq!(differing, ["toolstack/domctl/v4_22.rs", "xen.rs"]);
}
