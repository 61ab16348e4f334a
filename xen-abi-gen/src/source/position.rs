//! Where something stands in a unit, before it is told in terms of headers.

/// Which file something stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// A header, by its index.
    Header(usize),
    /// A file of ours that only includes a header, by that header's index.
    Forward(usize),
    /// The unit that includes all headers.
    Unit,
    /// One of our own standard headers.
    Standard,
    /// Nowhere that we gave: predefined, or a file of the machine.
    Elsewhere,
}

impl Seat {
    /// The header, where it is one.
    pub(super) fn header(self) -> Option<usize> {
        match self {
            Self::Header(file) => Some(file),
            _ => None,
        }
    }
}

/// A point in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) seat: Seat,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) offset: u32,
}

/// What clang complained about.
#[derive(Clone, Debug)]
pub(super) struct Complaint {
    pub(super) message: String,
    pub(super) position: Position,
}
