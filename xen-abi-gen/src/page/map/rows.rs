//! A struct as rows of 8 bytes, each bit of which is a column.

use super::layout::{Layout, Sort};
use super::pieces::{Piece, class, pieces, place, words};

/// How many bits a row has.
const ROW: u64 = 64;

/// How many whole rows of one member are drawn; of more, the first and the last are.
const DRAWN: u64 = 4;

/// The column of a row's first bit: the ruler has the first one.
const FIRST_COLUMN: u64 = 2;

/// The line of the first row: the heads of the columns have the first one.
const FIRST_LINE: usize = 2;

/// The drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::page) struct Rows {
    /// The offset of each row's first byte; a break where rows are left out.
    pub(in crate::page) ruler: Vec<String>,
    /// The boxes.
    pub(in crate::page) cells: Vec<Cell>,
}

/// A box. A member that begins or ends within a row has several.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Cell {
    /// Its place in the grid: first line and column, last line and column.
    pub(in crate::page) area: String,
    /// Its classes.
    pub(in crate::page) class: String,
    /// What stands in it.
    pub(in crate::page) label: String,
    /// What it is, in words.
    pub(in crate::page) title: String,
}

/// The part of a piece that one box covers: from line and bit to line and bit.
struct Segment {
    lines: (usize, usize),
    bits: (u64, u64),
    continues_before: bool,
    continues_after: bool,
}

impl Rows {
    /// Draws a struct.
    pub(in crate::page) fn draw(layout: &Layout) -> Self {
        let mut drawing = Drawing::default();
        for (piece, from, to) in pieces(layout) {
            drawing.add(piece, from, to);
        }
        let open = layout.parts.iter().find(|part| part.sort == Sort::Flexible);
        if let Some(open) = open {
            let from = open.offset;
            let line = drawing.line(from / ROW);
            let (label, _) = words(Piece::Part(open), from, from);
            let title = format!("{label}: any number of elements from {}", place(from));
            drawing.push(
                Piece::Part(open),
                (format!("{label} …"), title),
                &Segment {
                    lines: (line, line + 1),
                    bits: (from % ROW, ROW),
                    continues_before: false,
                    continues_after: false,
                },
            );
        }
        drawing.rows
    }
}

/// A drawing that grows row by row.
#[derive(Default)]
struct Drawing {
    rows: Rows,
    /// The row that was drawn last.
    last: Option<u64>,
}

impl Drawing {
    /// The line of a row, which is the last one or the next.
    fn line(&mut self, row: u64) -> usize {
        if self.last != Some(row) {
            self.rows.ruler.push((row * (ROW / 8)).to_string());
            self.last = Some(row);
        }
        self.rows.ruler.len() - 1 + FIRST_LINE
    }

    /// Draws what covers these bits.
    fn add(&mut self, piece: Piece<'_>, from: u64, to: u64) {
        let segments = self.segments(from, to);
        let (label, title) = words(piece, from, to);
        // The label stands where there is most room for it.
        let room = |segment: &Segment| {
            let lines = segment.lines.1 - segment.lines.0;
            (segment.bits.1 - segment.bits.0) * if lines > 1 { 2 } else { 1 }
        };
        let roomiest = (0..segments.len())
            .rev()
            .max_by_key(|at| room(&segments[*at]));
        for (at, segment) in segments.iter().enumerate() {
            let label = match Some(at) == roomiest {
                true => label.clone(),
                false => String::new(),
            };
            self.push(piece, (label, title.clone()), segment);
        }
    }

    fn push(&mut self, piece: Piece<'_>, (label, title): (String, String), segment: &Segment) {
        let mut class = class(piece);
        if segment.continues_before {
            class += " k";
        }
        if segment.continues_after {
            class += " c";
        }
        let column = |bit: u64| bit + FIRST_COLUMN;
        self.rows.cells.push(Cell {
            area: format!(
                "{}/{}/{}/{}",
                segment.lines.0,
                column(segment.bits.0),
                segment.lines.1,
                column(segment.bits.1)
            ),
            class,
            label,
            title,
        });
    }

    /// The boxes of what covers these bits: the rest of a row, whole rows, the start of a row.
    fn segments(&mut self, from: u64, to: u64) -> Vec<Segment> {
        let mut found = Vec::new();
        let mut at = from;
        while at < to {
            let row = at / ROW;
            let first = self.line(row);
            let bits = (at % ROW, (to - row * ROW).min(ROW));
            let mut last = first;
            if bits == (0, ROW) {
                let whole = (to - at) / ROW;
                if whole <= DRAWN {
                    for row in row..row + whole {
                        last = self.line(row);
                    }
                } else {
                    self.rows.ruler.push("⋮".to_owned());
                    last = self.line(row + whole - 1);
                }
                at += whole * ROW;
            } else {
                at = row * ROW + bits.1;
            }
            found.push(Segment {
                lines: (first, last + 1),
                bits,
                continues_before: !found.is_empty(),
                continues_after: at < to,
            });
        }
        found
    }
}
