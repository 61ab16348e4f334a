//! What clang must not see, since it would crash, not end, or do something else than read C:
//! pragmas that are about clang itself, directives of other languages, integers of any width.
//!
//! Whatever is written in an odd way counts too: lines may be continued within a word, and a
//! directive may begin behind a comment.

use memchr::memmem;

use super::macros;
use super::tree::SourceFile;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::location::Location;

/// The name that stands in the place of `_Pragma` where no header uses it: one that macros put
/// together is then no operator, but an unknown name.
pub(super) const NO_OPERATOR: &str = "xen_abi_gen_no_pragma_operator";

/// Pragmas of clang's own that say something of the code. The others are for clang's developers,
/// who crash it by them, or about modules.
const CLANG: [&str; 14] = [
    "arc_cf_code_audited",
    "assume_nonnull",
    "attribute",
    "deprecated",
    "diagnostic",
    "final",
    "fp",
    "loop",
    "optimize",
    "poison",
    "restrict_expansion",
    "section",
    "system_header",
    "unsafe_buffer_usage",
];

/// What is wrong with a place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Refusal {
    /// A directive that no C of 2011 has.
    Directive(String),
    /// `#pragma clang …`.
    Clang(String),
    /// A `_Pragma` whose words are not written there.
    Made,
    /// A string that may hold anything.
    RawString,
    /// An integer of any width, with which clang can be made to reckon for hours.
    Integer,
}

impl Refusal {
    fn told(&self) -> Diagnostic {
        match self {
            Self::Directive(name) if name == "import" => {
                Diagnostic::error("refused-directive", "`#import` is no directive of C")
                    .help("write `#include`, and give the header an include guard")
            }
            Self::Directive(name) => Diagnostic::error(
                "refused-directive",
                format!("`#{name}` is not read: it turns any file into numbers"),
            )
            .help("write the numbers"),
            Self::Clang(name) => Diagnostic::error(
                "refused-pragma",
                format!("`#pragma clang {name}` is not read: it is about clang, not about C"),
            )
            .help("remove it, or leave the header out: `--skip FILE`"),
            Self::Made => made(),
            Self::RawString => Diagnostic::error(
                "refused-string",
                "a raw string literal is not read beside pragmas: it may hide them",
            )
            .help("write an ordinary string"),
            Self::Integer => Diagnostic::error(
                "unsupported-type",
                "integers of any width cannot be stated in the model",
            )
            .help("use an integer of 8, 16, 32 or 64 bits, or an array of them"),
        }
    }
}

/// The message for a pragma that macros put together.
pub(super) fn made() -> Diagnostic {
    Diagnostic::error("refused-pragma", "macros put this pragma together")
        .help("write `_Pragma(\"…\")` with the words of the pragma, or `#pragma`")
}

/// What clang must not see of these files.
pub(super) fn refused(files: &[SourceFile]) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for file in files.iter().filter(|file| may_hold(&file.stripped.code)) {
        let code = &file.stripped.code;
        for (offset, length, refusal) in Scan::of(code).found {
            let before = &code[..offset];
            let start = before.rfind('\n').map_or(0, |end| end + 1);
            let line = before.matches('\n').count() as u32 + 1;
            let column = (offset - start) as u32 + 1;
            let place = Location::new(&file.path, line, column, length);
            diagnostics.push(refusal.told().at(place, "here"));
        }
    }
    diagnostics
}

/// Whether `_Pragma` is written in any of these files.
pub(super) fn use_the_operator(files: &[SourceFile]) -> bool {
    files
        .iter()
        .map(|file| &file.stripped.code)
        .any(|code| may_hold(code) && Scan::of(code).operator)
}

/// Whether a text may hold something of that: few do.
fn may_hold(code: &str) -> bool {
    let bytes = code.as_bytes();
    let within_a_word = |at: usize| {
        bytes[..at]
            .last()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            && bytes[at + 1..].trim_ascii_start().len() < bytes.len() - at - 1
    };
    ["ragma", "embed", "import", "BitInt", "ExtInt"]
        .iter()
        .any(|word| memmem::find(bytes, word.as_bytes()).is_some())
        || memchr::memchr_iter(b'\\', bytes).any(within_a_word)
}

/// A text as clang reads it: continued lines are joined.
struct Scan {
    bytes: Vec<u8>,
    /// Where each byte stands in the text.
    offsets: Vec<usize>,
    found: Vec<(usize, u32, Refusal)>,
    operator: bool,
}

impl Scan {
    fn of(code: &str) -> Self {
        let mut scan = Self {
            bytes: Vec::with_capacity(code.len()),
            offsets: Vec::with_capacity(code.len()),
            found: Vec::new(),
            operator: false,
        };
        let mut at = 0;
        let bytes = code.as_bytes();
        while at < bytes.len() {
            match continued(&bytes[at..]) {
                Some(length) => at += length,
                None => {
                    scan.bytes.push(bytes[at]);
                    scan.offsets.push(at);
                    at += 1;
                }
            }
        }
        scan.walk();
        scan
    }

    fn walk(&mut self) {
        // Whether nothing but blanks and comments stands on the line so far.
        let mut fresh = true;
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            let start = at;
            at = match byte {
                b'\n' | b'\r' => {
                    fresh = true;
                    at + 1
                }
                b' ' | b'\t' | 0x0b | 0x0c => at + 1,
                b'/' if self.comment(at).is_some() => self.comment(at).unwrap_or(at + 1),
                b'#' | b'%' if fresh && self.directive_sign(at).is_some() => {
                    let words = self.directive_sign(at).unwrap_or(at + 1);
                    let (text, end) = self.until(words, b'\n');
                    self.directive(start, &text);
                    end
                }
                b'"' | b'\'' => self.literal(at),
                byte if in_word(byte) => self.word(at),
                _ => at + 1,
            };
            let blank = self.bytes[start..at].iter().all(u8::is_ascii_whitespace);
            if !blank && !self.bytes[start..].starts_with(b"/*") && byte != b'#' && byte != b'%' {
                fresh = false;
            }
        }
    }

    /// Where the comment ends that starts here.
    fn comment(&self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at..];
        let end = match rest.get(1)? {
            b'*' => memmem::find(&rest[2..], b"*/").map(|end| at + end + 4),
            b'/' => memchr::memchr(b'\n', rest).map(|end| at + end),
            _ => return None,
        };
        Some(end.unwrap_or(self.bytes.len()))
    }

    /// Where the words of a directive begin, if this is its sign.
    fn directive_sign(&self, at: usize) -> Option<usize> {
        match self.bytes[at..] {
            [b'#', ..] => Some(at + 1),
            [b'%', b':', ..] => Some(at + 2),
            _ => None,
        }
    }

    /// Where the literal ends that starts here, at the latest with its line.
    fn literal(&self, at: usize) -> usize {
        let quote = self.bytes[at];
        let mut end = at + 1;
        while let Some(&byte) = self.bytes.get(end) {
            match byte {
                b'\n' => return end,
                b'\\' if self.bytes.get(end + 1).is_some_and(|next| *next != b'\n') => end += 1,
                byte if byte == quote => return end + 1,
                _ => {}
            }
            end += 1;
        }
        end.min(self.bytes.len())
    }

    /// What stands before a byte outside of literals, with comments replaced by a blank, and where
    /// that byte is.
    fn until(&self, start: usize, stop: u8) -> (String, usize) {
        let mut line = Vec::new();
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            let end = match byte {
                byte if byte == stop => break,
                b'/' if self.comment(at).is_some() => {
                    line.push(b' ');
                    at = self.comment(at).unwrap_or(at + 1);
                    continue;
                }
                b'"' | b'\'' => self.literal(at),
                _ => at + 1,
            };
            line.extend_from_slice(&self.bytes[at..end]);
            at = end;
        }
        (String::from_utf8_lossy(&line).into_owned(), at)
    }

    fn directive(&mut self, at: usize, text: &str) {
        let tokens = macros::tokens(text);
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match tokens.as_slice() {
            [name @ ("embed" | "import"), ..] => {
                self.refuse(at, 1, Refusal::Directive((*name).to_owned()));
            }
            ["pragma", words @ ..] => {
                if let Some(refusal) = pragma(words) {
                    self.refuse(at, 1, refusal);
                }
            }
            ["define", rest @ ..] => {
                if rest.iter().any(|word| any_width(word)) {
                    self.refuse(at, 1, Refusal::Integer);
                }
                for (number, _) in rest.iter().enumerate().filter(|(_, word)| operator(word)) {
                    self.operator(at, &rest[number + 1..]);
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, at: usize) -> usize {
        let length = self.bytes[at..].iter().take_while(|byte| in_word(**byte));
        let end = at + length.count();
        let word = String::from_utf8_lossy(&self.bytes[at..end]).into_owned();
        let quoted = self.bytes.get(end) == Some(&b'"');
        if quoted && matches!(word.as_str(), "R" | "LR" | "uR" | "UR" | "u8R") {
            self.refuse(at, word.len() as u32, Refusal::RawString);
        }
        if any_width(&word) {
            self.refuse(at, word.len() as u32, Refusal::Integer);
        }
        if operator(&word) {
            // The operand may stand on lines further down.
            let (operand, _) = self.until(end, b')');
            let tokens = macros::tokens(&operand);
            let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
            self.operator(at, &tokens);
        }
        end
    }

    /// Looks at what stands behind a `_Pragma`.
    fn operator(&mut self, at: usize, operand: &[&str]) {
        self.operator = true;
        let refusal = match operand {
            ["(", literal] | ["(", literal, ")", ..] if literal.ends_with('"') => {
                let inner = literal.trim_start_matches(['L', 'u', 'U', '8']);
                let inner = inner.trim_matches('"').replace("\\\"", "\"");
                let tokens = macros::tokens(&inner.replace("\\\\", "\\"));
                let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
                pragma(&tokens)
            }
            _ => Some(Refusal::Made),
        };
        if let Some(refusal) = refusal {
            self.refuse(at, 1, refusal);
        }
    }

    fn refuse(&mut self, at: usize, length: u32, refusal: Refusal) {
        self.found.push((self.offsets[at], length, refusal));
    }
}

/// How long what continues a line is, if the text starts with it.
fn continued(rest: &[u8]) -> Option<usize> {
    let behind = rest.strip_prefix(b"\\")?;
    let blanks = behind
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | 0x0b | 0x0c));
    let blanks = blanks.count();
    match behind[blanks..] {
        [b'\r', b'\n', ..] => Some(blanks + 3),
        [b'\n' | b'\r', ..] => Some(blanks + 2),
        _ => None,
    }
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn operator(word: &str) -> bool {
    word == "_Pragma" || word == "__pragma"
}

fn any_width(word: &str) -> bool {
    word == "_BitInt" || word == "_ExtInt"
}

/// Whether a pragma of these words is refused.
fn pragma(words: &[&str]) -> Option<Refusal> {
    match words {
        ["clang", name, ..] if CLANG.contains(name) => None,
        ["clang", rest @ ..] => {
            let name = rest.first().copied().unwrap_or_default();
            Some(Refusal::Clang(name.to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Refusal)> {
        assert!(may_hold(text), "{text}");
        let found = Scan::of(text).found.into_iter();
        found
            .map(|(offset, _, refusal)| (offset, refusal))
            .collect()
    }

    fn clang(name: &str) -> Refusal {
        Refusal::Clang(name.to_owned())
    }

    #[test]
    fn pragmas_about_clang_are_found_however_they_are_written() {
        for (text, offset) in [
            ("#pragma clang __debug crash", 0),
            ("int a;\n /**/ # /*\n*/ pragma /**/ clang __debug dump\n", 8),
            ("%:pragma clang __debug crash", 0),
            ("#pra\\\ngma cl\\  \nang \\\r\n__debug crash\n", 0),
            ("_Pragma(\"clang __debug crash\")", 0),
            ("int a; _Pragma /* */ (\n\"clang __debug\\\" \\\\\")", 7),
            ("#define A(x) _Pragma(\"clang __debug x\") x\n", 0),
            (
                "char a = '\"'; /* \" */ // '\n#pragma clang __debug crash",
                27,
            ),
        ] {
            let found = found(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].1 == clang("__debug"), "{text}: {found:?}");
            let place = text[..offset].len() + text[offset..].find(['#', '%', '_']).unwrap_or(0);
            assert!(
                found[0].0 == offset || found[0].0 == place,
                "{text}: {found:?}"
            );
        }
        assert_eq!(
            found("#pragma clang module import a"),
            [(0, clang("module"))]
        );
        assert_eq!(found("#define P(x) _Pragma(#x)"), [(0, Refusal::Made)]);
        assert_eq!(
            found("#embed <a>"),
            [(0, Refusal::Directive("embed".to_owned()))]
        );
        assert_eq!(found("a = R\"(/*)\"; // embed"), [(4, Refusal::RawString)]);
    }

    #[test]
    fn what_says_something_of_the_code_stays() {
        for text in [
            "#pragma pack(push, 1)\n#pragma once\n#pragma GCC diagnostic push",
            "#pragma clang diagnostic ignored \"-Wpadded\"",
            "_Pragma(\"pack(1)\") struct a { char b; };",
            "/* #pragma clang __debug crash */ int imported;",
            "const char *a = \"\\\n#pragma clang __debug crash\";",
            "int embed; int a; # pragma clang __debug crash",
            "// \\\n#pragma clang __debug crash",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
