//! Refuses input that clang must not see.
//!
//! It would crash, not end, or read something else than C: pragmas about clang itself, directives
//! of other languages, integers of any width.
//!
//! Whatever is written in an odd way counts too: lines may be continued within a word, and a
//! directive may begin behind a comment.

use super::tree::SourceFile;
use crate::c_text::{self, Bound, Joined, Mark, Marks, is_word, logical_line};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// The replacement of `_Pragma`, if no header uses it.
///
/// A `_Pragma` that macros paste together is then an undefined name.
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

/// A directive that no C of 2011 has.
fn directive(name: &str) -> Diagnostic {
    if name == "import" {
        Diagnostic::error("refused-directive", "`#import` is no directive of C")
            .help("write `#include`, and give the header an include guard")
    } else {
        let message = format!("`#{name}` is not read: it turns any file into numbers");
        Diagnostic::error("refused-directive", message).help("write the numbers")
    }
}

/// `#pragma clang …`.
fn clang(name: &str) -> Diagnostic {
    let message = format!("`#pragma clang {name}` is not read: it is about clang, not about C");
    Diagnostic::error("refused-pragma", message)
        .help("remove it, or leave the header out: `--skip FILE`")
}

/// A pragma that macros put together.
pub(super) fn made() -> Diagnostic {
    Diagnostic::error("refused-pragma", "macros put this pragma together")
        .help("write `_Pragma(\"…\")` with the words of the pragma, or `#pragma`")
}

/// A string that may hold anything.
fn raw_string() -> Diagnostic {
    let message = "a raw string literal is not read beside pragmas: it may hide them";
    Diagnostic::error("refused-string", message).help("write an ordinary string")
}

/// An integer of any width, with which clang can be made to reckon for hours.
fn integer() -> Diagnostic {
    let message = "integers of any width cannot be stated in the model";
    Diagnostic::error("unsupported-type", message)
        .help("use an integer of 8, 16, 32 or 64 bits, or an array of them")
}

/// What clang must not see of these files.
pub(super) fn refused(files: &[SourceFile]) -> Diagnostics {
    let suspects = files.iter().filter(|file| may_hold(&file.blanked.code));
    let refused = suspects.flat_map(|file| {
        let found = Scan::of(&file.blanked.code).found.into_iter();
        found.map(|(offset, length, refusal)| refusal.at(file.location(offset, length), "here"))
    });
    refused.collect()
}

/// Whether `_Pragma` is written in any of these files.
pub(super) fn use_the_operator(files: &[SourceFile]) -> bool {
    let mut codes = files.iter().map(|file| &file.blanked.code);
    codes.any(|code| may_hold(code) && Scan::of(code).operator)
}

/// Whether a macro may change by something else than a `#define` or an `#undef` on one line: by a
/// pragma, or by a directive with a word that goes on in the next line.
pub(super) fn hide_changes_of_macros(files: &[SourceFile]) -> bool {
    let mut codes = files.iter().map(|file| &*file.blanked.code);
    codes.any(|code| {
        ["pop_macro", "_Pragma"]
            .iter()
            .any(|word| code.contains(word))
            || splits_a_word(code)
    })
}

/// Whether a text may hold something of that: few do.
fn may_hold(code: &str) -> bool {
    ["ragma", "embed", "import", "BitInt", "ExtInt"]
        .iter()
        .any(|word| code.contains(word))
        || splits_a_word(code)
}

/// Whether a word goes on in the next line.
fn splits_a_word(code: &str) -> bool {
    let within_a_word = |(at, _): (usize, &str)| {
        code[..at].ends_with(is_word)
            && code[at + 1..].starts_with(|c: char| c.is_ascii_whitespace())
    };
    code.match_indices('\\').any(within_a_word)
}

/// Goes through a text whose continued lines are joined.
struct Scan {
    code: Joined,
    found: Vec<(usize, usize, Diagnostic)>,
    operator: bool,
}

impl Scan {
    fn of(code: &str) -> Self {
        let mut scan = Self {
            code: Joined::of(code),
            found: Vec::new(),
            operator: false,
        };
        scan.walk();
        scan
    }

    fn walk(&mut self) {
        let text = std::mem::take(&mut self.code.text);
        let mut in_directive = false;
        for bound in Marks::new(&text) {
            if !in_directive {
                self.words(&text, bound);
            }
            match bound.mark {
                Mark::Directive => {
                    in_directive = true;
                    self.directive(bound.start, &logical_line(&text, bound.end));
                }
                Mark::LineEnd => in_directive = false,
                _ => {}
            }
        }
    }

    /// Looks at the words of the code before a mark.
    fn words(&mut self, text: &str, bound: Bound) {
        let code = &text[bound.code..bound.start];
        let mut at = 0;
        while let Some(length) = code[at..].find(in_word) {
            let start = at + length;
            let end = code[start..].find(|letter| !in_word(letter));
            at = end.map_or(code.len(), |length| start + length);
            let quoted = at == code.len() && text[bound.start..].starts_with('"');
            self.word(text, bound.code + start, &code[start..at], quoted);
        }
    }

    fn word(&mut self, text: &str, at: usize, word: &str, quoted: bool) {
        let length = word.len();
        if quoted && matches!(word, "R" | "LR" | "uR" | "UR" | "u8R") {
            self.refuse(at, length, raw_string());
        }
        if any_width(word) {
            self.refuse(at, length, integer());
        }
        if operator(word) {
            let operand = operand(text, at + word.len());
            self.operator(at, &c_text::tokens(&operand));
        }
    }

    fn directive(&mut self, at: usize, line: &str) {
        match c_text::tokens(line).as_slice() {
            [name @ ("embed" | "import"), ..] => self.refuse(at, 1, directive(name)),
            ["pragma", words @ ..] => {
                self.refuse(at, 1, pragma(words));
            }
            ["define", rest @ ..] => {
                if rest.iter().any(|word| any_width(word)) {
                    self.refuse(at, 1, integer());
                }
                for (number, word) in rest.iter().enumerate() {
                    if operator(word) {
                        self.operator(at, &rest[number + 1..]);
                    }
                }
            }
            _ => {}
        }
    }

    /// Looks at what stands behind a `_Pragma`.
    fn operator(&mut self, at: usize, operand: &[&str]) {
        self.operator = true;
        let refusal = match operand {
            ["(", literal] | ["(", literal, ")", ..] if literal.ends_with('"') => {
                let inner = literal.trim_start_matches(['L', 'u', 'U', '8']);
                let inner = inner.trim_matches('"').replace("\\\"", "\"");
                pragma(&c_text::tokens(&inner.replace("\\\\", "\\")))
            }
            _ => Some(made()),
        };
        self.refuse(at, 1, refusal);
    }

    fn refuse(&mut self, at: usize, length: usize, refusal: impl Into<Option<Diagnostic>>) {
        let refusal = refusal.into();
        self.found
            .extend(refusal.map(|refusal| (self.code.offset(at), length, refusal)));
    }
}

/// The text from an offset to a closing parenthesis, maybe on a later line.
///
/// Comments and line ends are replaced by blanks.
fn operand(text: &str, start: usize) -> String {
    let mut operand = String::new();
    for bound in Marks::within(text, start) {
        let code = &text[bound.code..bound.start];
        if let Some((before, _)) = code.split_once(')') {
            operand.push_str(before);
            break;
        }
        operand.push_str(code);
        operand.push_str(match bound.mark {
            Mark::Literal | Mark::Directive => &text[bound.start..bound.end],
            _ => " ",
        });
    }
    operand
}

fn in_word(letter: char) -> bool {
    !letter.is_ascii() || is_word(letter)
}

fn operator(word: &str) -> bool {
    word == "_Pragma" || word == "__pragma"
}

fn any_width(word: &str) -> bool {
    word == "_BitInt" || word == "_ExtInt"
}

/// Whether a pragma of these words is refused.
fn pragma(words: &[&str]) -> Option<Diagnostic> {
    match words {
        ["clang", name, ..] if CLANG.contains(name) => None,
        ["clang", name, ..] => Some(clang(name)),
        ["clang"] => Some(clang("")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Diagnostic)> {
        assert!(may_hold(text), "{text}");
        let found = Scan::of(text).found.into_iter();
        found
            .map(|(offset, _, refusal)| (offset, refusal))
            .collect()
    }

    #[test]
    fn every_spelling_of_a_clang_pragma_is_found() {
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
        assert_eq!(found("#define P(x) _Pragma(#x)"), [(0, made())]);
        assert_eq!(found("#embed <a>"), [(0, directive("embed"))]);
        assert_eq!(found("a = R\"(/*)\"; // embed"), [(4, raw_string())]);
    }

    #[test]
    fn pragmas_about_code_are_kept() {
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
