//! What the generator makes of the project's own headers, as it was accepted: every module, and the
//! dump of each target.

mod accepted;
mod generator;

use std::collections::BTreeSet;
use std::fs;

use accepted::{Accepted, FOLDERS};
use generator::{Folder, has_libclang, project};
use xen_abi_gen::model::target::Target;

#[test]
fn modules() {
    if !has_libclang() {
        return;
    }
    let folder = Folder::new();
    let headers = project().join("headers");
    let outcome = folder.run(&[
        "generate",
        "--headers",
        headers.to_str().expect("a path in UTF-8"),
        "--out",
        "out",
    ]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let accepted = Accepted::new("modules");
    for (name, (text, _)) in folder.state("out") {
        accepted.compare(&name, &String::from_utf8(text).expect("Rust is UTF-8"));
    }
    accepted.finish();
}

#[test]
fn dumps() {
    if !has_libclang() {
        return;
    }
    let accepted = Accepted::new("dump");
    let headers = project().join("headers");
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

/// Within a folder, the test that owns it looks for orphans; what stands outside of all of them
/// would be nobody's.
#[test]
fn every_folder_has_an_owner() {
    let tests = project().join("xen-abi-gen/tests");
    for (folder, owner) in FOLDERS {
        assert!(
            tests.join(owner).exists(),
            "snapshots/{folder} is said to belong to {owner}, which does not exist"
        );
    }
    let owned: BTreeSet<&str> = FOLDERS.iter().map(|(folder, _)| *folder).collect();
    for entry in fs::read_dir(accepted::root()).expect("the snapshots") {
        let name = entry.expect("an entry").file_name();
        assert!(
            name.to_str().is_some_and(|name| owned.contains(name)),
            "no test asks for snapshots/{}",
            name.display()
        );
    }
}
