//! Any header gives a dump and Rust, or errors.
//!
//! The first byte chooses the target and the view. `\f` separates several headers, which may
//! include each other as `0.h`, `1.h` and so on.

#![no_main]

use std::fs;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use xen_abi_gen::diagnostics::render;
use xen_abi_gen::emit::{dump, rust};
use xen_abi_gen::model::target::Target;
use xen_abi_gen::pipeline::run::{self, FallbackSource, Input, TableChecks, Toolstacks};
use xen_abi_gen::source::{Libclang, Selection};

fuzz_target!(|bytes: &[u8]| {
    static LIBRARY: OnceLock<Libclang> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| Libclang::load().expect("a libclang"));
    let Some((&mode, text)) = bytes.split_first() else {
        return;
    };
    // Long inputs are slow, and reach nothing that short ones do not.
    if text.len() > 20_000 {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, header) in text.split(|byte| *byte == b'\x0c').enumerate().take(4) {
        fs::write(folder.path().join(format!("{number}.h")), header).expect("a header");
    }
    let input = Input {
        selection: Selection {
            tree: folder.path().to_owned(),
            ..Selection::default()
        },
        tools: mode & 4 != 0,
        toolstacks: Toolstacks::LeftOut,
        interface_version: (mode & 8 != 0).then_some(0),
        release: None,
        strict: mode & 16 != 0,
        fallback: if mode & 32 == 0 {
            FallbackSource::Own
        } else {
            FallbackSource::None
        },
        operations: None,
    };
    let target = Target::ALL[usize::from(mode & 3)];
    let (resolved, messages) = run::resolve(library, &input, &[target]);
    assert_eq!(resolved.is_none(), messages.diagnostics.has_errors());
    for message in messages.diagnostics.iter().take(20) {
        assert!(!render(message, &messages.texts, false).is_empty());
    }
    let Some(resolved) = resolved else { return };
    assert!(!dump::text::dump(&resolved.interfaces[0]).is_empty());
    assert!(dump::json::dump(&resolved.interfaces[0], input.tools).is_ok());
    let demands = TableChecks {
        strict: false,
        whole_tree: false,
        every_target: false,
    };
    if let (Some(projection), _) = run::project(&resolved, None, demands) {
        rust::files(&projection).expect("Rust");
    }
});
