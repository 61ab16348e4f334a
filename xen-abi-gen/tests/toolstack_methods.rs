//! The rule for methods that fit every release: a small tree with a construct per operation.

use crate::accepted::Accepted;
use crate::common::folder::Folder;
use crate::common::rust::{Library, Rustc};
use crate::common::{libclang, workspace};

/// Emits the small tree.
fn generate() -> Folder {
    let tree = workspace().join("xen-abi-gen/tests/fixtures/methods");
    let tree = tree.to_string_lossy().into_owned();
    let folder = Folder::new();
    let outcome = folder.run(&[
        "generate",
        "--headers",
        &tree,
        "--toolstack",
        "--out",
        "out",
    ]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    folder
}

/// A file of the output.
fn text(folder: &Folder, name: &str) -> String {
    let path = folder.path("out").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn methods_of_a_small_tree_in_full() {
    if libclang().is_none() {
        return;
    }
    let folder = generate();
    let accepted = Accepted::new("methods");
    for name in ["domctl/any", "calls"] {
        accepted.compare(name, &text(&folder, &format!("toolstack/{name}.rs")));
    }
    accepted.finish();
    let mut library = Library::new("toolstack-methods");
    library.take("emitted", &folder.path("out"));
    for compiler in Rustc::ready() {
        if let Err(message) = library.check(compiler) {
            panic!("{message}");
        }
    }
}

/// Each construct has the signature that the rule gives it.
#[test]
fn each_construct_has_its_signature() {
    if libclang().is_none() {
        return;
    }
    let text = text(&generate(), "toolstack/domctl/any.rs");
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").replace("( ", "(").replace(", )", ")");
    for signature in [
        "pub unsafe fn pause(&self, domain: DomId) -> Result<(), Errno>",
        "pub unsafe fn wake(&self, domain: DomId) -> Result<(), CallError>",
        "pub fn load(&self, domain: DomId, bytes: &[u8]) -> Result<(), Errno>",
        "pub fn list(&self, domain: DomId, first: u32, numbers: Option<&mut [u32]>) \
         -> Result<u32, Errno>",
        "pub fn copy(&self, domain: DomId, from: &[u32], to: &mut [u32]) -> Result<(), Errno>",
        "pub unsafe fn patch(&self, domain: DomId, code: &[u8]) -> Result<(), Errno>",
        "distances: GuestHandle<u32>",
        "pub fn infos(&self, domain: DomId, first: u32, infos: &mut [Info]) -> Result<u32, Errno>",
        "create: &mut Create) -> Result<DomId, CallError>",
        "pub memory: u32,",
        "pub ports: Option<u32>,",
        "pub legacy: Option<u32>,",
        "pub arch: Arch,",
        "pub clock: Option<u32>,",
        "-> Result<Info, Errno>",
        "pub shared: Option<u32>,",
    ] {
        assert!(text.contains(signature), "{signature}");
    }
    assert!(
        !text.contains("fn either("),
        "a union that differs has no method"
    );
}
