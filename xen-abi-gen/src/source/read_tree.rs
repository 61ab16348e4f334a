//! Reads header trees from disk, and checks every file before clang sees it.

use super::reader::TreeReader;
use super::tree::HeaderTree;
use super::{Selection, depth, refusals};
use crate::diagnostics::{Diagnostics, SourceTexts};

/// Why a tree could not be read, with the texts that the messages point into.
#[derive(Debug)]
pub struct Rejected {
    /// The errors.
    pub diagnostics: Diagnostics,
    /// The texts, as far as they are text.
    pub texts: SourceTexts,
}

/// Reads the headers asked for, and what they include.
///
/// # Errors
/// Everything that is wrong with the files, before clang has seen one of them.
pub fn read_tree(selection: &Selection) -> Result<HeaderTree, Rejected> {
    let mut reader = TreeReader::default();
    reader.add_root(&selection.tree);
    for folder in &selection.include {
        reader.add_root(folder);
    }
    let prelude = selection.prelude.as_deref();
    let prelude = prelude.and_then(|path| reader.read_prelude(path));
    let mut selected = Vec::new();
    if !reader.diagnostics.has_errors() {
        let paths = if selection.headers.is_empty() {
            reader.list_tree(&selection.skip)
        } else {
            reader.asked_for(&selection.headers)
        };
        let paths = reader.without(&selection.skip, paths);
        selected.extend(paths.iter().filter_map(|path| reader.read(0, path)));
    }
    let xen = reader.find(0, "xen.h");
    reader.follow_includes();
    reader.diagnostics.extend(refusals::refused(&reader.files));
    reader.diagnostics.extend(depth::too_deep(&reader.files));
    if reader.diagnostics.has_errors() {
        return Err(Rejected {
            diagnostics: reader.diagnostics,
            texts: reader.texts,
        });
    }
    let asked = !selection.headers.is_empty();
    Ok(reader.finish(selected, prelude, xen, asked))
}
