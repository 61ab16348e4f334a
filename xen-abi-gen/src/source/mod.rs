//! Extracts facts from headers. Only this module uses libclang.
//!
//! `read_tree` reads the files and their directives. `extract` then does the rest for one target:
//! `select` chooses the headers, `translation_unit` makes clang parse them with the `probe` of
//! their macros, `declarations` collects declarations by kind, `records` and `types` read them,
//! and the values of the probe become constants. If clang finds errors, `clang_errors` turns them
//! into messages, with help from `suggest`.

mod brackets;
mod builtin;
mod check;
mod clang_errors;
mod confined;
mod declarations;
mod depth;
mod directives;
mod extract;
mod includes;
mod libclang;
mod listing;
mod literal;
mod load;
mod macros;
mod position;
mod probe;
mod read_tree;
mod reader;
mod records;
mod refusals;
mod scan_directives;
mod select;
mod suggest;
mod translation_unit;
mod tree;
mod types;
mod version;

use std::path::PathBuf;

pub use extract::{extract, extract_for_toolstacks};
pub use libclang::Libclang;
pub use read_tree::{Rejected, read_tree};
pub use tree::HeaderTree;

use crate::model::release::Release;
use crate::model::target::Target;

/// Which headers a run is about.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The folder of headers.
    pub tree: PathBuf,
    /// The headers asked for, as paths within it; empty for all of them.
    pub headers: Vec<String>,
    /// Headers and folders that are skipped, as paths within the tree.
    ///
    /// They are read if another header includes them.
    pub skip: Vec<String>,
    /// Further folders that `#include`s are looked up in.
    pub include: Vec<PathBuf>,
    /// C that is read before the first header.
    pub prelude: Option<PathBuf>,
}

/// For whom the headers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The architecture.
    pub target: Target,
    /// The value of `__XEN_INTERFACE_VERSION__`; `None` for the latest that the tree knows.
    pub interface_version: Option<u32>,
    /// Whether `__XEN_TOOLS__` is defined.
    pub tools: bool,
    /// The release that `XEN_RELEASE` is defined as; `None` to let the tree choose.
    pub release: Option<Release>,
}
