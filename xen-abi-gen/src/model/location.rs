//! Where something stands in a header, in the terms that a person uses: file, line, column.

use std::fmt;
use std::sync::Arc;

/// A header's path relative to the tree it belongs to, with `/` between folders (`arch-x86/xen.h`).
pub type HeaderPath = Arc<str>;

/// A stretch of one line of a header. Lines and columns count from 1; columns and lengths count
/// bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The header.
    pub header: HeaderPath,
    /// The line.
    pub line: u32,
    /// The first byte's column.
    pub column: u32,
    /// How many bytes are meant; 0 where only the point is known.
    pub length: u32,
}

impl Location {
    /// A stretch of `length` bytes.
    pub fn new(header: &HeaderPath, line: u32, column: u32, length: u32) -> Self {
        Self {
            header: Arc::clone(header),
            line,
            column,
            length,
        }
    }

    /// The start of a line, where nothing finer is known.
    pub fn line(header: &HeaderPath, line: u32) -> Self {
        Self::new(header, line, 1, 0)
    }
}

impl From<&Self> for Location {
    fn from(location: &Self) -> Self {
        location.clone()
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.header, self.line, self.column)
    }
}
