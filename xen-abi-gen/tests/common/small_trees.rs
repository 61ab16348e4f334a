//! Small header trees on disk, and their facts and errors.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xen_abi_gen::diagnostics::{Diagnostic, render};
use xen_abi_gen::model::facts::Facts;
use xen_abi_gen::model::target::Target;
use xen_abi_gen::source::{self, Libclang, Options, Selection};

/// A folder with these files.
pub(crate) fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        write(folder.path(), path, text.as_bytes());
    }
    folder
}

/// Writes a file, with the folders above it.
pub(crate) fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

/// The whole of a tree.
pub(crate) fn whole(folder: &Path) -> Selection {
    Selection {
        tree: folder.to_owned(),
        ..Selection::default()
    }
}

/// A guest's view with the latest interface.
pub(crate) fn guest(target: Target) -> Options {
    Options {
        target,
        interface_version: None,
        tools: false,
        release: None,
    }
}

/// The facts, or all messages. Warnings are errors.
pub(crate) fn read(selection: &Selection, options: &Options) -> Result<Facts, Vec<Diagnostic>> {
    let (facts, warnings) = read_and_warned(selection, options)?;
    assert!(warnings.is_empty(), "{warnings:#?}");
    Ok(facts)
}

/// The facts and the warnings, or all messages.
pub(crate) fn read_and_warned(
    selection: &Selection,
    options: &Options,
) -> Result<(Facts, Vec<Diagnostic>), Vec<Diagnostic>> {
    let library = Libclang::load()
        .unwrap_or_else(|missing| panic!("{}", render(&missing, &Default::default(), false)));
    let tree = source::read_tree(selection).map_err(|rejected| rejected.diagnostics.sorted())?;
    let (facts, diagnostics) = source::extract(&library, &tree, options);
    let messages = diagnostics.sorted();
    match facts {
        Some(facts) => Ok((facts, messages)),
        None => Err(messages),
    }
}

/// The facts of one header for one target.
pub(crate) fn header(text: &str, target: Target) -> Facts {
    let folder = tree(&[("test.h", text)]);
    read(&whole(folder.path()), &guest(target)).unwrap_or_else(|messages| panic!("{messages:#?}"))
}

/// The errors of a run: code and place.
pub(crate) fn errors(selection: &Selection, options: &Options) -> Vec<(&'static str, String)> {
    let messages = read(selection, options).expect_err("errors");
    let place = |message: &Diagnostic| {
        message
            .place
            .as_ref()
            .map_or(String::new(), |place| place.location.to_string())
    };
    messages
        .iter()
        .map(|message| (message.code, place(message)))
        .collect()
}
