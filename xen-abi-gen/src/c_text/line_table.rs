//! Turns offsets in a text into lines and columns.

use memchr::memchr_iter;

/// Where the lines of a text start.
#[derive(Debug)]
pub(crate) struct LineTable(Vec<u32>);

impl LineTable {
    /// Of a text.
    pub(crate) fn of(text: &str) -> Self {
        let behind = memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        Self(std::iter::once(0).chain(behind).collect())
    }

    /// Line and column of an offset, from 1.
    pub(crate) fn position(&self, offset: u32) -> (u32, u32) {
        let line = self.0.partition_point(|start| *start <= offset);
        (line as u32, offset - self.0[line - 1] + 1)
    }
}

/// Line and column of an offset in a text, from 1, where few of them are asked for.
pub(crate) fn line_and_column(text: &[u8], offset: usize) -> (u32, u32) {
    let mut lines = text[..offset].rsplit(|&byte| byte == b'\n');
    let column = lines.next().map_or(0, <[u8]>::len);
    (lines.count() as u32 + 1, column as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_offsets() {
        let table = LineTable::of("a\n\nb\r\n  c\nd");
        let positions = [0, 1, 2, 3, 8, 10, 11].map(|offset| table.position(offset));
        let expected = [(1, 1), (1, 2), (2, 1), (3, 1), (4, 3), (5, 1), (5, 2)];
        assert_eq!(positions, expected);
        assert_eq!(line_and_column(b"a\n\nb", 3), (3, 1));
    }
}
