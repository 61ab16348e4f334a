//! Counts the brackets and braces of a header: how deep they nest, and which are never closed.

use super::check::Damage;
use crate::c_text::{Marks, line_and_column};

/// The most brackets and braces that may be open at once: clang's own limit.
const DEEPEST: usize = 256;

/// Whether more brackets are open in a header than clang takes, by its code. clang must not see
/// them: it follows them by recursion, and runs out of stack.
pub(super) fn too_deep(code: &str, text: &str) -> Option<Damage> {
    let mut depth = 0_usize;
    let mut deeper = |byte: u8| {
        depth = if matches!(byte, b'(' | b'[' | b'{') {
            depth + 1
        } else {
            depth.saturating_sub(1)
        };
        depth > DEEPEST
    };
    let brackets: Vec<(usize, u8)> = brackets(code).collect();
    let deep = brackets.iter().find(|(_, byte)| deeper(*byte));
    let dimensions = || format!("an array has more than {DEEPEST} dimensions");
    let (at, message) = match (deep, many_dimensions(code, &brackets)) {
        (Some((at, _)), _) => (
            *at,
            format!("the header nests more than {DEEPEST} brackets and braces"),
        ),
        (None, Some(at)) => (at, dimensions()),
        (None, None) => return None,
    };
    // The text is longer, but its lines begin as those of the code do.
    let (line, column) = line_and_column(code.as_bytes(), at);
    let lines = text.split_inclusive('\n').take(line as usize - 1);
    let start: usize = lines.map(str::len).sum();
    Some(Damage::at(
        "too-deep",
        &message,
        "one too many",
        "look for brackets that are never closed; no ABI nests as deep as that",
        text.as_bytes(),
        start + column as usize - 1,
    ))
}

/// Where an array has one dimension too many: what is within each other by reading need not be
/// by its brackets.
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

/// The first brace that is never closed.
pub(super) fn open_brace(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, byte) in brackets(text) {
        match byte {
            b'{' => open.push(at),
            b'}' => drop(open.pop()),
            _ => {}
        }
    }
    open.first().copied()
}

/// The brackets and braces of a text, comments and literals apart.
fn brackets(text: &str) -> impl Iterator<Item = (usize, u8)> {
    Marks::new(text).flat_map(move |bound| {
        let code = &text[bound.code..bound.start];
        let is_bracket = |byte: &u8| matches!(byte, b'(' | b')' | b'[' | b']' | b'{' | b'}');
        let mut at = 0;
        std::iter::from_fn(move || {
            let length = code.as_bytes()[at..].iter().position(is_bracket)?;
            at += length + 1;
            Some((bound.code + at - 1, code.as_bytes()[at - 1]))
        })
    })
}
