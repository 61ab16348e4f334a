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

/// A point in a file, by its offset in what clang gets of it.
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

/// Where the lines of a text begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lines(Vec<u32>);

impl Lines {
    /// Of a text. A carriage return ends a line too, as it does for clang.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        Self(
            std::iter::once(0)
                .chain(ends.map(|end| end as u32 + 1))
                .collect(),
        )
    }

    /// Adds a line that begins at an offset.
    pub(super) fn push(&mut self, start: usize) {
        self.0.push(start as u32);
    }

    /// Where the last line begins.
    pub(super) fn last(&self) -> usize {
        self.0.last().map_or(0, |start| *start as usize)
    }

    /// Line and column of an offset.
    fn place(&self, offset: u32) -> (u32, u32) {
        let line = self.0.partition_point(|start| *start <= offset);
        (line as u32, offset - self.0[line - 1] + 1)
    }
}

/// The lines of a unit's files, from which a place is told in less time than by clang.
#[derive(Debug, Default)]
pub(super) struct Ruler<'t> {
    /// Of each header.
    pub(super) headers: Vec<&'t Lines>,
    /// Of the unit's own text.
    pub(super) unit: Lines,
}

impl Ruler<'_> {
    /// The place of an offset, in files whose lines are known.
    pub(super) fn position(&self, seat: Seat, offset: u32) -> Option<Position> {
        let lines = match seat {
            Seat::Header(file) => *self.headers.get(file)?,
            Seat::Unit if !self.unit.0.is_empty() => &self.unit,
            _ => return None,
        };
        let (line, column) = lines.place(offset);
        Some(Position {
            seat,
            line,
            column,
            offset,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_lines() {
        let lines = Lines::of("a\n\nb\r\n  c\rd");
        let ruler = Ruler {
            headers: vec![&lines],
            unit: Lines::default(),
        };
        let place = |offset| {
            ruler
                .position(Seat::Header(0), offset)
                .map(|place| (place.line, place.column))
        };
        let places = [0, 1, 2, 3, 8, 10, 11].map(|offset| place(offset).unwrap());
        assert_eq!(
            places,
            [(1, 1), (1, 2), (2, 1), (3, 1), (4, 3), (5, 1), (5, 2)]
        );
        assert_eq!(ruler.position(Seat::Unit, 0), None);
        assert_eq!(ruler.position(Seat::Header(1), 0), None);
    }
}
