//! Snapshots of the output: outlines and dumps of headers/, and the whole text for small headers.

use std::collections::BTreeSet;
use std::fs;

use crate::accepted::{Accepted, FOLDERS};
use crate::common::folder::Folder;
use crate::common::{libclang, workspace};
use crate::outline::outline;
use xen_abi_gen::model::target::Target;

#[test]
fn modules_in_outline() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    let headers = workspace().join("headers");
    let outcome = folder.run(&[
        "generate",
        "--headers",
        headers.to_str().expect("a path in UTF-8"),
        "--toolstack",
        "--out",
        "out",
    ]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let accepted = Accepted::new("outline");
    for (name, (text, _)) in folder.state("out") {
        let text = String::from_utf8(text).expect("Rust is UTF-8");
        accepted.compare(name.trim_end_matches(".rs"), &outline(&text));
    }
    accepted.finish();
}

/// Small headers, each with one construct, and those of two other projects.
#[test]
fn small_headers_in_full() {
    if libclang().is_none() {
        return;
    }
    let fixtures = workspace().join("xen-abi-gen/tests/fixtures");
    let accepted = Accepted::new("emitted");
    for (tree, header, prelude) in [
        ("constructs", None, None),
        ("edk2", Some("event_channel.h"), Some("edk2/prelude.h")),
        ("xtf", Some("argo.h"), Some("xtf/prelude.h")),
    ] {
        let path = |path: &str| fixtures.join(path).to_string_lossy().into_owned();
        let own = workspace().join("headers").to_string_lossy().into_owned();
        let tree_path = path(tree);
        let mut arguments = vec!["generate", "--headers", &tree_path, "--include", &own];
        let prelude = prelude.map(path);
        arguments.extend(header.iter().flat_map(|header| ["--header", header]));
        arguments.extend(prelude.iter().flat_map(|prelude| ["--prelude", prelude]));
        arguments.extend(["--out", "out"]);
        let folder = Folder::new();
        let outcome = folder.run(&arguments);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let mut modules = folder.state("out");
        for header in fs::read_dir(fixtures.join(tree)).expect("the fixture") {
            let name = header.expect("an entry").file_name();
            let name = name.to_string_lossy().replace(".h", "");
            if name != "prelude" {
                let module = modules.remove(&format!("{name}.rs"));
                let (text, _) = module.unwrap_or_else(|| panic!("{tree}/{name}.h has no module"));
                let text = String::from_utf8(text).expect("Rust is UTF-8");
                accepted.compare(&format!("{tree}/{name}"), &text);
            }
        }
    }
    accepted.finish();
}

#[test]
fn dumps() {
    if libclang().is_none() {
        return;
    }
    let accepted = Accepted::new("dump");
    let headers = workspace().join("headers");
    let headers = headers.to_str().expect("a path in UTF-8");
    for target in Target::ALL {
        let outcome = Folder::new().run(&[
            "dump",
            "--headers",
            headers,
            "--target",
            target.name(),
            "--format",
            "text",
        ]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(
            !outcome.stdout.contains(headers),
            "the dump holds a path of the machine"
        );
        accepted.compare(target.name(), &outcome.stdout);
    }
    accepted.finish();
}

/// The test that owns a folder finds its orphans; this one finds files outside of all folders.
#[test]
fn every_folder_has_an_owner() {
    let tests = workspace().join("xen-abi-gen/tests");
    for (folder, owner) in FOLDERS {
        assert!(
            tests.join(owner).exists(),
            "snapshots/{folder} is said to belong to {owner}, which does not exist"
        );
    }
    let owned: BTreeSet<&str> = FOLDERS.iter().map(|(folder, _)| *folder).collect();
    for entry in fs::read_dir(crate::accepted::root()).expect("the snapshots") {
        let name = entry.expect("an entry").file_name();
        assert!(
            name.to_str().is_some_and(|name| owned.contains(name)),
            "no test asks for snapshots/{}",
            name.display()
        );
    }
}
