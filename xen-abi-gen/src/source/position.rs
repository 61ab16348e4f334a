//! Positions in a translation unit, before they are mapped to headers.

use crate::c_text::LineTable;

/// A file of a translation unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileId {
    /// A header, by its index.
    Header(usize),
    /// A file of ours that only includes a header, by that header's index.
    Forward(usize),
    /// The unit that includes all headers.
    Unit,
    /// One of our own standard headers.
    Standard,
    /// None of these: no file at all, for what is predefined, or a file of the machine.
    Elsewhere,
}

impl FileId {
    /// The header, where it is one.
    pub(super) fn header(self) -> Option<usize> {
        match self {
            Self::Header(file) => Some(file),
            _ => None,
        }
    }
}

/// A point in a file, by its offset in what clang gets of it.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub(super) file_id: FileId,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) offset: u32,
}

/// An error that clang reported.
pub(super) struct ClangError {
    pub(super) message: String,
    pub(super) position: Position,
}

/// The lines of a unit's files, which give a position faster than clang does.
pub(super) struct LineMap<'t> {
    /// Of each header.
    pub(super) headers: Vec<&'t LineTable>,
    /// Of the unit's own text.
    pub(super) unit: LineTable,
}

impl LineMap<'_> {
    /// The place of an offset, in files whose lines are known.
    pub(super) fn position(&self, file_id: FileId, offset: u32) -> Option<Position> {
        let lines = match file_id {
            FileId::Header(file) => self.headers[file],
            FileId::Unit => &self.unit,
            _ => return None,
        };
        let (line, column) = lines.position(offset);
        Some(Position {
            file_id,
            line,
            column,
            offset,
        })
    }
}
