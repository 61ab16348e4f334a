//! Turns offsets in a text into lines and columns.

/// Where the lines of a text start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineTable(Vec<u32>);

impl LineTable {
    /// Of a text. A lone carriage return ends a line too, as it does for clang.
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at as u32 + 1));
        let lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
        let returns = text.match_indices('\r').map(|(at, _)| at).filter(lone);
        let before = starts.len();
        starts.extend(returns.map(|at| at as u32 + 1));
        if starts.len() > before {
            starts.sort_unstable();
        }
        Self(starts)
    }

    /// Line and column of an offset, from 1. There is none in a table without a text.
    pub(crate) fn position(&self, offset: u32) -> Option<(u32, u32)> {
        let line = self.0.partition_point(|start| *start <= offset);
        let start = self.0.get(line.checked_sub(1)?)?;
        Some((line as u32, offset - start + 1))
    }
}

/// Line and column of an offset in a text, from 1, where few of them are asked for.
pub(crate) fn line_and_column(text: &[u8], offset: usize) -> (u32, u32) {
    let before = &text[..offset];
    let line = before.iter().filter(|&&byte| byte == b'\n').count();
    let start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    (line as u32 + 1, (offset - start) as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_offsets() {
        let table = LineTable::of("a\n\nb\r\n  c\rd");
        let positions = [0, 1, 2, 3, 8, 10, 11].map(|offset| table.position(offset).unwrap());
        let expected = [(1, 1), (1, 2), (2, 1), (3, 1), (4, 3), (5, 1), (5, 2)];
        assert_eq!(positions, expected);
        assert_eq!(LineTable::default().position(0), None);
        assert_eq!(line_and_column(b"a\n\nb", 3), (3, 1));
    }
}
