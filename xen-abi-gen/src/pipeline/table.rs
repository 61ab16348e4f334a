//! The tables that people write: where a stretch of one stands.

use std::ops::Range;

use crate::model::location::{HeaderPath, Location};

/// Where a stretch of a table stands.
pub(super) fn location(path: &HeaderPath, text: &str, span: Range<usize>) -> Location {
    let before = text.get(..span.start).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
    let length = text
        .get(span.clone())
        .and_then(|stretch| stretch.lines().next())
        .map_or(0, str::len);
    Location::new(path, line as u32, column as u32, length as u32)
}
