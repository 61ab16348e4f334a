//! The rule for methods that fit every release: a small tree with a construct per operation, and
//! the safe methods of xen-abi that call an unsafe function, to be reviewed.

use std::fs;
use std::path::Path;

use quote::ToTokens;
use syn::{ImplItem, Item, Safety};

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

/// The safe methods that call an unsafe function: slices are all that Xen reaches.
fn safe_methods(folder: &Path, within: &str, found: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            safe_methods(&path, &format!("{within}{name}::"), found);
        } else if name == "any.rs" {
            let text = fs::read_to_string(&path).expect("a file");
            let items = syn::parse_file(&text).expect("Rust").items;
            let blocks = items.into_iter().filter_map(|item| match item {
                Item::Impl(block) => Some(block.items),
                _ => None,
            });
            for item in blocks.flatten() {
                let ImplItem::Fn(method) = item else { continue };
                let body = method.block.to_token_stream().to_string();
                let is_unsafe = matches!(method.sig.safety, Safety::Unsafe(_));
                if !is_unsafe && body.contains("unsafe") {
                    let inputs = method.sig.inputs.to_token_stream().to_string();
                    let inputs = inputs
                        .replace(" ,", ",")
                        .replace("& ", "&")
                        .replace(" :", ":");
                    found.push(format!("{within}{}({inputs})", method.sig.ident));
                }
            }
        }
    }
    found.dedup();
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
    let mut safe = Vec::new();
    let root = workspace().join("xen-abi/src/generated/toolstack");
    safe_methods(&root, "", &mut safe);
    assert!(safe.len() > 20, "{safe:?}");
    accepted.compare("safe", &(safe.join("\n") + "\n"));
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
        "pub fn rename(&self, domain: DomId, name: &core::ffi::CStr) -> Result<(), CallError>",
        "CallError::check_text(\"XEN_DOMCTL_rename: name\", Some(name.to_bytes().len()), 15)?",
        "u32::try_from(name.to_bytes_with_nul().len())",
        "pub fn name(&self, domain: DomId, name: Option<&mut xen_abi::text::TextBuffer<'_>>) \
         -> Result<Name, Errno>",
    ] {
        assert!(text.contains(signature), "{signature}");
    }
    assert!(
        !text.contains("fn either("),
        "a union that differs has no method"
    );
}
