//! What a run reads, and how.

use std::path::PathBuf;

use crate::model::release::Release;
use crate::source::Selection;

/// What to read, and how.
#[derive(Debug)]
pub struct Input {
    /// The headers.
    pub selection: Selection,
    /// Whether `__XEN_TOOLS__` is defined.
    pub tools: bool,
    /// Whether the ABI of each release that the tree states is resolved as toolstacks see it, too.
    pub toolstacks: Toolstacks,
    /// The value of `__XEN_INTERFACE_VERSION__`; `None` for the latest that the tree knows.
    pub interface_version: Option<u32>,
    /// The release of Xen that `XEN_RELEASE` is defined as; `None` to let the tree choose.
    pub release: Option<Release>,
    /// Whether damage that real trees carry is an error.
    pub strict: bool,
    /// Source of the annotations that the tree lacks.
    pub fallback: FallbackSource,
    /// A table of op families and arguments that comes before the generator's own.
    pub operations: Option<PathBuf>,
}

/// How much is read as toolstacks see it, of the releases that the tree states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolstacks {
    /// Nothing.
    LeftOut,
    /// The headers that have something for toolstacks.
    InPart,
    /// The same, and all headers of the newest release.
    NewestWhole,
}

/// Source of the annotations for a tree that has none of its own.
#[derive(Debug, PartialEq, Eq)]
pub enum FallbackSource {
    /// There is none.
    None,
    /// The project's own headers, by the index that the generator carries.
    Own,
    /// The headers in a folder.
    Folder(PathBuf),
}
