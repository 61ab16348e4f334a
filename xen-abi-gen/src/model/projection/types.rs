//! Types as Rust spells them, and the items that they name.

use crate::model::annotations::Nature;
use crate::model::location::HeaderPath;

/// A number's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scalar {
    /// `u8` …
    Unsigned(u8),
    /// `i8` …
    Signed(u8),
    /// `usize`: C's `unsigned long`.
    Usize,
    /// `isize`: C's `long`.
    Isize,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A number.
    Scalar(Scalar),
    /// An item of the generated tree.
    Item(ItemPath),
    /// A guest handle.
    Handle(Box<Type>),
    /// A guest handle of 64 bits on every architecture.
    Handle64(Box<Type>),
    /// A frame number (`Gfn`, `Mfn`, `Pfn`).
    Frame(Nature),
    /// A raw pointer.
    Pointer {
        /// What it points to.
        to: Box<Type>,
        /// Whether that may be written.
        mutable: bool,
    },
    /// An array.
    Array(Box<Type>, u64),
    /// An array of unknown length at the end of a record.
    Flexible(Box<Type>),
    /// C's `void`, behind a pointer.
    Void,
}

/// An item of the generated tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemPath {
    /// The header whose module holds it.
    pub header: HeaderPath,
    /// Its Rust name.
    pub name: String,
}
