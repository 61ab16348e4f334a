//! The tables that people write: where a stretch of one stands.

use std::ops::Range;

use crate::c_text::line_and_column;
use crate::model::location::{HeaderPath, Location};

/// Where a stretch of a table stands.
pub(super) fn location(path: &HeaderPath, text: &str, span: Range<usize>) -> Location {
    let (line, column) = line_and_column(text.as_bytes(), span.start.min(text.len()));
    let length = text
        .get(span.clone())
        .and_then(|stretch| stretch.lines().next())
        .map_or(0, str::len);
    Location::new(path, line, column, length as u32)
}
