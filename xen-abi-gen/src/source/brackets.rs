//! Counts the brackets and braces of a header: how deep they nest, and which are never closed.

use super::check::{Damage, too_deep as damage};
use crate::c_text::{Marked, line_and_column};

/// The most brackets and braces that may be open at once: clang's own limit.
const DEEPEST: usize = 256;

/// Whether more brackets are open in a header than clang takes, by its code. clang must not see
/// them: it follows them by recursion, and runs out of stack.
pub(super) fn too_deep(header: &Marked<'_>, text: &str) -> Option<Damage> {
    let mut depth = 0_usize;
    let mut deeper = |(_, byte): &(usize, u8)| {
        depth = if matches!(byte, b'(' | b'[' | b'{') {
            depth + 1
        } else {
            depth.saturating_sub(1)
        };
        depth > DEEPEST
    };
    let code = header.text;
    let brackets = brackets(header);
    let (at, message) = if let Some((at, _)) = brackets.iter().find(|bracket| deeper(bracket)) {
        let message = format!("the header nests more than {DEEPEST} brackets and braces");
        (*at, message)
    } else {
        let message = format!("an array has more than {DEEPEST} dimensions");
        (many_dimensions(code, &brackets)?, message)
    };
    // The text is longer, but its lines begin as those of the code do.
    let (line, column) = line_and_column(code.as_bytes(), at);
    let lines = text.split_inclusive('\n').take(line as usize - 1);
    let start: usize = lines.map(str::len).sum();
    let offset = start + column as usize - 1;
    Some(damage(message).at("one too many", text.as_bytes(), offset))
}

/// Where an array has one dimension too many: nesting need not be by brackets.
fn many_dimensions(code: &str, brackets: &[(usize, u8)]) -> Option<usize> {
    let (mut dimensions, mut open, mut end) = (0_usize, 0_usize, 0_usize);
    for &(at, byte) in brackets {
        match byte {
            b'[' if open == 0 => {
                let follows = dimensions > 0 && code[end..at].trim_ascii().is_empty();
                dimensions = if follows { dimensions + 1 } else { 1 };
                if dimensions > DEEPEST {
                    return Some(at);
                }
                open = 1;
            }
            b'[' => open += 1,
            b']' => {
                open = open.saturating_sub(1);
                end = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// The first brace of the code that is never closed.
pub(super) fn open_brace(header: &Marked<'_>) -> Option<usize> {
    let mut open = Vec::new();
    for (at, byte) in brackets(header) {
        match byte {
            b'{' => open.push(at),
            b'}' => drop(open.pop()),
            _ => {}
        }
    }
    open.first().copied()
}

/// The brackets and braces of the code, comments and literals apart.
fn brackets(header: &Marked<'_>) -> Vec<(usize, u8)> {
    let mut found = Vec::new();
    for bound in &header.marks {
        for (at, byte) in (bound.code..).zip(header.text[bound.code..bound.start].bytes()) {
            if matches!(byte, b'(' | b')' | b'[' | b']' | b'{' | b'}') {
                found.push((at, byte));
            }
        }
    }
    found
}
