//! Reads a macro's replacement from the text of its header, and tells which macros can be values.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::check;
use crate::model::facts::Definition;
use crate::model::hash::HashMap;
use crate::model::location::Location;

/// A `#define` that was carried out, with the tokens of its replacement.
#[derive(Clone, Debug)]
pub(super) struct Macro {
    pub(super) definition: Definition,
    pub(super) tokens: Arc<[String]>,
    /// Whether it is the name that an include guard asks for.
    pub(super) guard: bool,
}

/// A `#define` as it is written.
#[derive(Clone, Debug)]
pub(super) struct Define {
    /// Where its name starts.
    pub(super) offset: usize,
    pub(super) name: String,
    pub(super) function_like: bool,
    pub(super) tokens: Arc<[String]>,
    /// The tokens, parted by blanks.
    pub(super) replacement: String,
    /// Whether an `#if` around it decides.
    pub(super) conditional: bool,
}

impl Define {
    /// Reads the one whose name stands at an offset.
    pub(super) fn read(text: &str, offset: usize, name: &str, conditional: bool) -> Self {
        let (function_like, tokens) = replacement(text, offset + name.len());
        let replacement = tokens.join(" ");
        Self {
            offset,
            name: name.to_owned(),
            function_like,
            tokens: tokens.into(),
            replacement,
            conditional,
        }
    }

    /// How much it says about whether its name may stand in an expression. What would break one
    /// apart says most.
    pub(super) fn weight(&self) -> u8 {
        let string = self.tokens.iter().all(|token| token.starts_with('"'));
        match own_shape(&self.tokens) {
            _ if self.function_like => 0,
            Shape::Open => u8::from(!string),
            Shape::Braces | Shape::Statement | Shape::Unbalanced => 2,
        }
    }

    /// The macro that it makes, if it is carried out.
    pub(super) fn at(&self, location: Location, guard: bool) -> Macro {
        let (name, replacement) = (self.name.clone(), self.replacement.clone());
        let definition = Definition {
            name,
            location,
            function_like: self.function_like,
            replacement,
        };
        Macro {
            definition,
            tokens: Arc::clone(&self.tokens),
            guard,
        }
    }
}

/// What stands behind the name of a `#define`: whether it takes arguments, and its replacement's
/// tokens.
fn replacement(text: &str, name_end: usize) -> (bool, Vec<String>) {
    let line = logical_line(text.get(name_end..).unwrap_or(""));
    let Some(rest) = line.strip_prefix('(') else {
        return (false, tokens(&line));
    };
    (
        true,
        tokens(rest.split_once(')').map_or("", |(_, body)| body)),
    )
}

/// The rest of a line, continued lines joined and comments replaced by a blank.
fn logical_line(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let special = |byte: &u8| matches!(byte, b'\\' | b'/' | b'"' | b'\'' | b'\r' | b'\n');
    let plain = &text[..memchr::memchr(b'\n', bytes).unwrap_or(text.len())];
    let ended = plain.trim_end_matches('\r');
    if !ended.bytes().any(|byte| byte != b'\r' && special(&byte)) {
        return Cow::Borrowed(ended);
    }
    let mut line = String::new();
    let mut at = 0;
    let mut quote = None;
    while let Some(&byte) = bytes.get(at) {
        let run = bytes[at..]
            .iter()
            .position(special)
            .unwrap_or(bytes.len() - at);
        if run > 0 {
            line.push_str(&text[at..at + run]);
            at += run;
            continue;
        }
        let rest = &text[at..];
        if let Some(splice) = ["\\\n", "\\\r\n"]
            .iter()
            .find(|splice| rest.starts_with(**splice))
        {
            at += splice.len();
        } else if byte == b'\n'
            || rest.starts_with("\r\n")
            || (quote.is_none() && rest.starts_with("//"))
        {
            break;
        } else if quote.is_none() && rest.starts_with("/*") {
            line.push(' ');
            at = check::comment_end(text, at);
        } else {
            let length = if byte == b'\\' && quote.is_some() {
                2
            } else {
                1
            };
            match quote {
                Some(open) if open == byte => quote = None,
                None if byte == b'"' || byte == b'\'' => quote = Some(byte),
                _ => {}
            }
            let end = (at + length).min(bytes.len());
            let end = (end..=bytes.len())
                .find(|&end| text.is_char_boundary(end))
                .unwrap_or(bytes.len());
            line.push_str(&text[at..end]);
            at = end;
        }
    }
    Cow::Owned(line)
}

/// The preprocessor's tokens of a line without comments.
pub(super) fn tokens(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let length = token_length(rest);
        found.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    found
}

/// The length of the token that a text begins with, to underline it.
pub(super) fn first_token(line: &str) -> usize {
    if line.starts_with(|letter: char| !letter.is_whitespace()) {
        token_length(line)
    } else {
        0
    }
}

fn token_length(rest: &str) -> usize {
    match *rest.as_bytes() {
        [
            b'(' | b')' | b',' | b'~' | b'?' | b':' | b';' | b'{' | b'}' | b'[' | b']',
            ..,
        ] => return 1,
        [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..]
            if !rest.as_bytes()[1..rest.len().min(3)]
                .iter()
                .any(|byte| b"\"'".contains(byte)) =>
        {
            return rest
                .bytes()
                .position(|byte| !in_ascii_identifier(byte))
                .map_or(rest.len(), |end| {
                    if rest.as_bytes()[end] < 0x80 {
                        end
                    } else {
                        rest.find(|letter| !in_identifier(letter))
                            .unwrap_or(rest.len())
                    }
                });
        }
        _ => {}
    }
    let first = rest.chars().next().unwrap_or(' ');
    let second = rest.chars().nth(1).unwrap_or(' ');
    if let Some(quote) = rest
        .bytes()
        .take(3)
        .position(|byte| byte == b'"' || byte == b'\'')
        && matches!(&rest[..quote], "" | "L" | "u" | "U" | "u8")
    {
        return literal_length(rest, quote);
    }
    if first.is_ascii_digit() || (first == '.' && second.is_ascii_digit()) {
        return number_length(rest);
    }
    if in_identifier(first) {
        return rest
            .find(|letter| !in_identifier(letter))
            .unwrap_or(rest.len());
    }
    match rest.as_bytes() {
        [b'.', b'.', b'.', ..] | [b'<', b'<', b'=', ..] | [b'>', b'>', b'=', ..] => 3,
        [b'#', b'#', ..]
        | [b'-', b'>' | b'-' | b'=', ..]
        | [b'+', b'+' | b'=', ..]
        | [b'<', b'<' | b'=', ..]
        | [b'>', b'>' | b'=', ..]
        | [b'=' | b'!' | b'*' | b'/' | b'%' | b'^', b'=', ..]
        | [b'&', b'&' | b'=', ..]
        | [b'|', b'|' | b'=', ..] => 2,
        _ => first.len_utf8(),
    }
}

fn literal_length(rest: &str, quote: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(quote + 1) {
        if !escaped && byte == rest.as_bytes()[quote] {
            return at + 1;
        }
        escaped = !escaped && byte == b'\\';
    }
    rest.len()
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

fn in_ascii_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn in_identifier(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The identifier that a text begins with.
pub(super) fn leading_name(text: &str) -> Option<&str> {
    let end = text
        .find(|letter| !in_identifier(letter))
        .unwrap_or(text.len());
    // A name may go on in the next line: rare enough to leave it to clang.
    (end > 0 && !text[end..].starts_with('\\')).then(|| &text[..end])
}

/// Whether a token is an identifier.
pub(super) fn is_identifier(token: &str) -> bool {
    token.starts_with(|letter: char| in_identifier(letter) && !letter.is_ascii_digit())
        && !token.ends_with(['"', '\''])
}

/// What a macro may be, judged by its tokens and those of the macros it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An expression or a type: clang is to say.
    Open,
    /// Something in braces.
    Braces,
    /// A statement or a piece of a declaration.
    Statement,
    /// Parentheses that do not match.
    Unbalanced,
}

/// How deep names of macros are followed: no header nests them deeper, and one that names itself
/// ends here.
const DEEPEST: usize = 32;

/// The macros that are defined at the end of a unit, by name.
#[derive(Debug)]
pub(super) struct Macros<'m> {
    by_name: HashMap<&'m str, &'m Macro>,
    shapes: HashMap<&'m str, Shape>,
}

impl<'m> Macros<'m> {
    /// Of several definitions of one name the last counts.
    pub(super) fn new(all: &'m [Macro]) -> Self {
        let by_name = all
            .iter()
            .map(|one| (one.definition.name.as_str(), one))
            .collect();
        Self {
            by_name,
            shapes: HashMap::with_capacity_and_hasher(all.len(), FxBuildHasher),
        }
    }

    /// The definition that counts at the end.
    pub(super) fn last(&self, name: &str) -> Option<&'m Macro> {
        self.by_name.get(name).copied()
    }

    /// Of all definitions those that count at the end, in order.
    pub(super) fn at_the_end(&self, all: &'m [Macro]) -> Vec<&'m Macro> {
        all.iter()
            .filter(|one| {
                self.last(&one.definition.name)
                    .is_some_and(|last| std::ptr::eq(last, *one))
            })
            .collect()
    }

    /// What a macro may be.
    pub(super) fn shape(&mut self, one: &'m Macro) -> Shape {
        self.shape_of(one, 0)
    }

    fn shape_of(&mut self, one: &'m Macro, depth: usize) -> Shape {
        let name = one.definition.name.as_str();
        if let Some(shape) = self.shapes.get(name) {
            return *shape;
        }
        // A macro that names itself stops there, as it does in C.
        self.shapes.insert(name, Shape::Open);
        let mut shape = own_shape(&one.tokens);
        for token in one.tokens.iter() {
            if shape == Shape::Open
                && depth < DEEPEST
                && is_identifier(token)
                && let Some(named) = self.last(token)
            {
                shape = self.shape_of(named, depth + 1);
            }
        }
        self.shapes.insert(name, shape);
        shape
    }

    /// Whether a macro may name a type: it begins with a name, and what that name stands for, with
    /// a name again. One that takes arguments may begin with one of them; the ring macros,
    /// which do not, take clang as long as thousands of others.
    pub(super) fn may_be_type(&self, one: &Macro) -> bool {
        let mut first = one.tokens.first();
        for _ in 0..DEEPEST {
            let Some(name) = first.filter(|name| is_identifier(name)) else {
                return false;
            };
            match self.last(name) {
                Some(named) if named.definition.function_like => {
                    return named.tokens.first().is_none_or(|name| is_identifier(name));
                }
                Some(named) => first = named.tokens.first(),
                None => return true,
            }
        }
        false
    }

    /// The bytes of a string literal, or of several in a row, through parentheses and the names of
    /// other macros.
    pub(super) fn string(&self, one: &Macro) -> Option<Vec<u8>> {
        self.string_of(&one.tokens, 0)
    }

    fn string_of(&self, tokens: &[String], depth: usize) -> Option<Vec<u8>> {
        let mut tokens = tokens;
        while tokens.first().is_some_and(|token| token == "(")
            && tokens.last().is_some_and(|token| token == ")")
        {
            tokens = &tokens[1..tokens.len() - 1];
        }
        if tokens.is_empty() || depth > DEEPEST {
            return None;
        }
        let mut bytes = Vec::new();
        for token in tokens {
            if token.starts_with('"') {
                bytes.extend(unescaped(token.strip_prefix('"')?.strip_suffix('"')?)?);
            } else {
                let named = self
                    .last(token)
                    .filter(|named| !named.definition.function_like)?;
                bytes.extend(self.string_of(&named.tokens, depth + 1)?);
            }
        }
        Some(bytes)
    }
}

fn own_shape(tokens: &[String]) -> Shape {
    let mut depth = 0_i32;
    let mut statement = false;
    for token in tokens {
        match token.as_str() {
            "{" | "}" => return Shape::Braces,
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            // `##` only joins, and `#` with it: both are part of many macros that make values.
            ";" | "do" | "while" | "if" | "else" | "for" | "return" | "switch" | "case"
            | "default" | "goto" | "break" | "continue" | "typedef" | "extern" | "static"
            | "inline" | "__inline__" | "asm" | "__asm__" | "_Pragma" | "__extension__" => {
                statement = true;
            }
            _ => {}
        }
        if depth < 0 {
            return Shape::Unbalanced;
        }
    }
    match (depth, statement) {
        (0, true) => Shape::Statement,
        (0, false) => Shape::Open,
        _ => Shape::Unbalanced,
    }
}

/// A string literal's bytes.
fn unescaped(inner: &str) -> Option<Vec<u8>> {
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
        let Some(digit) = rest
            .peek()
            .and_then(|byte| char::from(*byte).to_digit(base))
        else {
            break;
        };
        value = value.checked_mul(base)?.checked_add(digit)?;
        rest.next();
    }
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn define(name: &str, text: &str) -> Macro {
        let text = format!("{name}{text}");
        Define::read(&text, 0, name, false).at(Location::line(&"a.h".into(), 1), false)
    }

    #[test]
    fn replacement_is_split_into_tokens() {
        let read = |text: &str| replacement(text, 0).1.join("|");
        assert_eq!(
            read(" (1UL<<_X) /* a\n b */ + 0x1e+2 // c\nd"),
            "(|1UL|<<|_X|)|+|0x1e+2"
        );
        assert_eq!(read(" a \\\n  b\\\r\nc\r\n d"), "a|bc");
        assert_eq!(
            read(" \"a // \\\" b\" L\"w\" '\\'' x##y...\n"),
            "\"a // \\\" b\"|L\"w\"|'\\''|x|##|y|..."
        );
        assert_eq!(read("\n#define NEXT 1"), "");
        assert_eq!(replacement("(x, y) x + y\n", 0), (true, tokens("x + y")));
        assert_eq!(replacement(" (x)\n", 0), (false, tokens("(x)")));
        assert_eq!(read(" \"never closed"), "\"never closed");
        assert_eq!(read(" 'é\\"), "'é\\");
    }

    #[test]
    fn strings_are_read_through_names_and_parentheses() {
        let all = [
            define("A", " \"a\\n\\x41\\101\\0\"\n"),
            define("B", " (A \"b\")\n"),
            define("C", " C\n"),
            define("D", " L\"wide\"\n"),
            define("E", " ((1) + (2))\n"),
        ];
        let macros = Macros::new(&all);
        assert_eq!(macros.string(&all[1]).as_deref(), Some(&b"a\nAA\0b"[..]));
        for other in &all[2..] {
            assert_eq!(macros.string(other), None, "{other:?}");
        }
    }

    #[test]
    fn shape_looks_through_names() {
        let all = [
            define("LIST", " { 1, 2 }\n"),
            define("NAMES", " LIST\n"),
            define("LOOP", "(x) do { x; } while (0)\n"),
            define("CALLS", " LOOP(1)\n"),
            define("OPEN", " (\n"),
            define("SELF", " SELF + 1\n"),
            define("EXTERN", " extern int\n"),
        ];
        let mut macros = Macros::new(&all);
        let shapes: Vec<_> = all.iter().map(|one| macros.shape(one)).collect();
        use Shape::{Braces, Open, Statement, Unbalanced};
        assert_eq!(
            shapes,
            [Braces, Braces, Braces, Braces, Unbalanced, Open, Statement]
        );
    }
}
