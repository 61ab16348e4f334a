//! Cuts a line into the preprocessor's tokens.

use super::marks::literal_end;

/// The operators of several characters, the longer ones first.
const OPERATORS: [&str; 23] = [
    "...", "<<=", ">>=", "##", "->", "--", "-=", "++", "+=", "<<", "<=", ">>", ">=", "==", "!=",
    "*=", "/=", "%=", "^=", "&&", "&=", "||", "|=",
];

/// What their second character may be.
const SECOND: [char; 9] = ['.', '<', '>', '#', '-', '+', '=', '&', '|'];

/// The preprocessor's tokens of a line without comments.
pub(crate) fn tokens(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (token, behind) = rest.split_at(token_length(rest));
        found.push(token);
        rest = behind.trim_start();
    }
    found
}

/// The length of the token that a text begins with, to underline it.
pub(crate) fn first_token(line: &str) -> usize {
    if line.starts_with(char::is_whitespace) {
        0
    } else {
        token_length(line)
    }
}

fn token_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut start = bytes.iter().take(3);
    if let Some(quote) = start.position(|byte| b"\"'".contains(byte))
        && matches!(&rest[..quote], "" | "L" | "u" | "U" | "u8")
    {
        return literal_end(bytes, quote);
    }
    if let [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] = bytes {
        return number_length(rest);
    }
    let word = identifier_length(rest);
    if word > 0 {
        return word;
    }
    let one = rest.chars().next().map_or(0, char::len_utf8);
    // Most stand alone: parentheses, commas.
    if !rest[one..].starts_with(SECOND) {
        return one;
    }
    let mut operators = OPERATORS.iter();
    let operator = operators.find(|operator| rest.starts_with(**operator));
    operator.map_or(one, |operator| operator.len())
}

fn number_length(rest: &str) -> usize {
    let mut before = ' ';
    for (at, letter) in rest.char_indices() {
        let sign = matches!(letter, '+' | '-') && matches!(before, 'e' | 'E' | 'p' | 'P');
        if !sign && letter != '.' && !in_identifier(letter) {
            return at;
        }
        before = letter;
    }
    rest.len()
}

fn in_identifier(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn identifier_length(text: &str) -> usize {
    text.find(|letter| !in_identifier(letter))
        .unwrap_or(text.len())
}

/// The identifier that a text begins with.
pub(crate) fn leading_name(text: &str) -> Option<&str> {
    let end = identifier_length(text);
    // A name may go on in the next line: rare enough to leave it to clang.
    (end > 0 && !text[end..].starts_with('\\')).then(|| &text[..end])
}

/// Whether a token is an identifier.
pub(crate) fn is_name(token: &str) -> bool {
    token.starts_with(|letter: char| in_identifier(letter) && !letter.is_ascii_digit())
        && !token.ends_with(['"', '\''])
}

/// The bytes that a string literal stands for.
pub(crate) fn string_bytes(literal: &str) -> Option<Vec<u8>> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = Vec::new();
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let escape = rest.next()?;
        bytes.push(match escape {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'v' => 11,
            b'e' => 27,
            b'\\' | b'"' | b'\'' | b'?' => escape,
            b'x' => digits(&mut rest, 16, usize::MAX, 0)?,
            b'0'..=b'7' => digits(&mut rest, 8, 2, u32::from(escape - b'0'))?,
            _ => return None,
        });
    }
    Some(bytes)
}

fn digits(
    rest: &mut std::iter::Peekable<std::str::Bytes<'_>>,
    base: u32,
    most: usize,
    first: u32,
) -> Option<u8> {
    let mut value = first;
    for _ in 0..most {
        let Some(byte) = rest.next_if(|byte| char::from(*byte).is_digit(base)) else {
            break;
        };
        let digit = char::from(byte).to_digit(base)?;
        value = value.checked_mul(base)?.checked_add(digit)?;
    }
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_into_tokens() {
        for (line, parts) in [
            ("(1UL<<_X) + 0x1e+2", "(|1UL|<<|_X|)|+|0x1e+2"),
            (
                "\"a // \\\" b\" L\"w\" '\\'' x##y...",
                "\"a // \\\" b\"|L\"w\"|'\\''|x|##|y|...",
            ),
            ("u8\"é\" été->a", "u8\"é\"|été|->|a"),
            ("\"never closed", "\"never closed"),
            ("'é\\", "'é\\"),
        ] {
            assert_eq!(tokens(line).join("|"), parts);
        }
        assert_eq!(first_token(" a"), 0);
        assert_eq!(first_token("ab c"), 2);
        assert_eq!(leading_name("ab(c)"), Some("ab"));
        assert_eq!(leading_name("ab\\\nc"), None);
        assert!(is_name("_a1") && !is_name("1a") && !is_name("L'a'"));
    }

    #[test]
    fn escapes_of_strings() {
        let bytes = string_bytes("\"a\\n\\x41\\101\\0\"");
        assert_eq!(bytes.as_deref(), Some(&b"a\nAA\0"[..]));
        for wrong in ["\"\\q\"", "\"\\x100\"", "L\"a\"", "\"a"] {
            assert_eq!(string_bytes(wrong), None, "{wrong}");
        }
    }
}
