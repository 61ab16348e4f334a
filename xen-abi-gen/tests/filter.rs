//! `--filter`: a few items with what they need, for firmware and small kernels.

use std::fmt::Write as _;
use std::fs;

use xen_abi_gen::emit::rust;
use xen_abi_gen::model::projection::Projection;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{
    self, FallbackSource, Input, Messages, Part, TableChecks, Toolstacks,
};
use xen_abi_gen::source::Libclang;

use crate::accepted::Accepted;
use crate::common::folder::Folder;
use crate::common::rust::{Library, Rustc};
use crate::common::{libclang, trees, workspace};

/// What firmware asks for.
const FIRMWARE: &str = "evtchn::{send,alloc_unbound}";

/// A program that uses all of it.
const PROGRAM: &str = "
/// Sends on a new port.
///
/// # Errors
/// What Xen says.
pub fn ring<X: xen_abi::Hypercall>(xen: &X, peer: u16) -> Result<(), xen_abi::Errno> {
    let own = xen::xen::DomId(0x7ff0);
    let port = xen::event_channel::alloc_unbound(xen, own, xen::xen::DomId(peer))?;
    xen::event_channel::send(xen, port)
}
";

/// How many lines that is: layouts, conditions and documentation among them.
const MOST_LINES: usize = 290;

fn generate(filter: &[&str], out: &str) {
    let headers = workspace().join("headers");
    let mut arguments = vec!["generate", "--headers", headers.to_str().expect("UTF-8")];
    arguments.extend(["--out", out]);
    arguments.extend(filter.iter().flat_map(|one| ["--filter", one]));
    let outcome = Folder::new().run(&arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn two_operations_in_full() {
    if libclang().is_none() {
        return;
    }
    let folder = Folder::new();
    generate(&[FIRMWARE], folder.path("out").to_str().expect("UTF-8"));
    let mut all = String::new();
    for (name, (text, _)) in folder.state("out") {
        let text = String::from_utf8(text).expect("Rust is UTF-8");
        let _ = write!(all, "// {name}\n{text}\n");
    }
    let lines = all.lines().count();
    assert!(lines <= MOST_LINES, "{lines} lines");
    let accepted = Accepted::new("filter");
    accepted.compare("firmware", &all);
    accepted.finish();
}

/// In a program that uses the items, on every architecture and with rustc's own lints: nothing is
/// unused, though no attribute allows it.
#[test]
fn nothing_is_emitted_that_the_items_do_not_need() {
    if libclang().is_none() {
        return;
    }
    let mut library = Library::new("filter");
    let modules = library.module("xen");
    generate(&[FIRMWARE], modules.to_str().expect("UTF-8"));
    let root = modules.join("mod.rs");
    let text = fs::read_to_string(&root).expect("the root");
    let strict = text.replacen("dead_code,", "", 1);
    assert_ne!(text, strict);
    fs::write(&root, strict).expect("the root");
    library.add(PROGRAM);
    for compiler in Rustc::ready() {
        library
            .check(compiler)
            .unwrap_or_else(|said| panic!("{said}"));
    }
}

/// The crate of the project's headers, made once for all filters.
fn whole_crate(library: &Libclang) -> Projection {
    let input = Input {
        selection: trees::selection(&trees::own(), &[]),
        tools: false,
        toolstacks: Toolstacks::LeftOut,
        interface_version: None,
        release: None,
        strict: true,
        fallback: FallbackSource::None,
        operations: None,
    };
    let (resolved, messages) = run::resolve(library, &input, &Target::ALL);
    let resolved = resolved.unwrap_or_else(|| trees::fail(&messages.diagnostics, &messages.texts));
    let checks = TableChecks {
        strict: true,
        whole_tree: false,
        every_target: true,
    };
    let (projection, messages) = run::project(&resolved, None, checks);
    projection.unwrap_or_else(|| trees::fail(&messages.diagnostics, &messages.texts))
}

/// Items of every kind: records that name operations, arrays, tagged unions, rings, families, raw
/// functions.
#[test]
fn items_of_every_kind_compile() {
    let Some(libclang) = libclang() else {
        return;
    };
    let whole = whole_crate(&libclang);
    let mut library = Library::new("filter-kinds");
    for (number, filter) in KINDS.iter().enumerate() {
        let filter: Vec<String> = filter.iter().map(|one| (*one).to_owned()).collect();
        let part = Part {
            filter: &filter,
            reused: xen_abi_gen::pipeline::reuse::Crate::None,
            naming: None,
        };
        let (mut projection, mut messages) = (whole.clone(), Messages::default());
        let taken = part.take(&mut projection, &mut messages);
        assert!(taken, "{filter:?}: {:?}", messages.diagnostics);
        let modules = library.module(&format!("xen_{number}"));
        for (path, text) in rust::files(&projection).expect("the modules are Rust") {
            let file = modules.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a module");
        }
    }
    for compiler in Rustc::ready() {
        library
            .check(compiler)
            .unwrap_or_else(|said| panic!("{said}"));
    }
}

const KINDS: [&[&str]; 11] = [
    &["EVTCHNOP_*"],
    &["evtchn_status", "DOMID_SELF"],
    &["HYPERVISOR_event_channel_op"],
    &["grant_table::copy_one"],
    &["xen::*mmu*"],
    &["memory::*"],
    &["io::blkif::*"],
    &["shared_info", "start_info"],
    &["hvm::*::*", "xen::Virq"],
    &["HYPERVISOR_argo_op", "argo::{sendv,register_ring}"],
    &["ioreq", "vm_event::*"],
];
