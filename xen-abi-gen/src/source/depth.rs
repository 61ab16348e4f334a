//! Bounds the depth of expressions, declarations and macros.
//!
//! clang parses them by recursion.

use std::sync::Arc;

use super::macros::Define;
use super::tree::SourceFile;
use crate::c_text::{Mark, Marked, is_name, is_word};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::hash::{HashMap, IndexMap};
use crate::model::location::Location;

/// The most tokens that a macro may stand for, the steps on the way there counted. The longest of
/// Xen's has a few hundred.
const LARGEST: u64 = 20_000;

/// The most tokens without a `;`, a brace or the like, after macro expansion.
///
/// Each could be a level of nesting.
const LONGEST: u64 = 100_000;

/// The expansion of a macro, as a stretch of tokens within a declaration.
#[derive(Clone, Copy, Default)]
struct Stretch {
    /// How many tokens it has, the steps on the way there counted.
    steps: u64,
    /// How many stand before the first end, or in all without one.
    before: u64,
    /// How many stand at most between two ends, and how many after the last.
    ended: Option<(u64, u64)>,
}

impl Stretch {
    /// One token that ends nothing.
    const TOKEN: Self = Self {
        steps: 1,
        before: 1,
        ended: None,
    };

    /// One token that ends a declaration.
    const END: Self = Self {
        steps: 1,
        before: 0,
        ended: Some((0, 0)),
    };

    fn then(self, next: Self) -> Self {
        let steps = self.steps.saturating_add(next.steps);
        let Some((most, after)) = self.ended else {
            return Self {
                steps,
                before: self.before.saturating_add(next.before),
                ..next
            };
        };
        let between = after.saturating_add(next.before);
        let ended = next.ended.map_or((most, between), |(other, last)| {
            (most.max(other).max(between), last)
        });
        Self {
            steps,
            ended: Some(ended),
            ..self
        }
    }

    fn longest(self) -> u64 {
        let (most, after) = self.ended.unwrap_or_default();
        most.max(after).max(self.before)
    }
}

/// What is too deep in these files.
pub(super) fn too_deep(files: &[SourceFile]) -> Diagnostics {
    let defines = files.iter().flat_map(|file| &file.directives.defines);
    let defines = defines.map(Arc::as_ref);
    let sizes = sizes(defines);
    for file in files {
        for define in &file.directives.defines {
            let name = &define.name;
            if sizes[name.as_str()].steps > LARGEST {
                let message = format!("`{name}` expands to more than {LARGEST} tokens");
                let wrong = Diagnostic::error("too-deep", message)
                    .at(file.location(define.offset, name.len()), "defined here")
                    .help(
                        "macros that name each other several times grow beyond what clang can \
                         follow",
                    );
                // The others that rest on it are of no interest.
                return Diagnostics::from_iter([wrong]);
            }
        }
    }
    let longest = sizes.values().map(|size| size.longest()).max();
    let most = longest.unwrap_or(0).max(1);
    let too_long = |file: &SourceFile| {
        let (longest, offset) = file.longest;
        (longest.saturating_mul(most) > LONGEST).then(|| {
            let message =
                format!("the header has {longest} tokens in a row that no `;` or brace parts");
            let line = file.location(offset, 0).line;
            Diagnostic::error("too-deep", message)
                .at(Location::line(&file.path, line), "they end here")
                .help("clang cannot follow an expression or a declaration that is as long as that")
        })
    };
    files.iter().filter_map(too_long).collect()
}

/// The size of every macro; of several definitions the largest counts. Without recursion: a chain
/// of macros may be long.
fn sizes<'a>(defines: impl Iterator<Item = &'a Define>) -> HashMap<&'a str, Stretch> {
    let mut by_name: IndexMap<&str, Vec<&Define>> = IndexMap::default();
    for define in defines {
        by_name.entry(&define.name).or_default().push(define);
    }
    let mut sizes: HashMap<&str, Stretch> = HashMap::default();
    for &name in by_name.keys() {
        // What is open stands for nothing: a macro that names itself stops there.
        let mut open = vec![(name, false)];
        while let Some((name, seen)) = open.pop() {
            if seen {
                let all = by_name[name].iter().map(|define| size(define, &sizes));
                let largest = all.max_by_key(|size| (size.steps, size.longest()));
                sizes.insert(name, largest.unwrap_or_default());
            } else if !sizes.contains_key(name) {
                sizes.insert(name, Stretch::TOKEN);
                open.push((name, true));
                let tokens = by_name[name].iter().flat_map(|define| define.tokens.iter());
                let named = tokens
                    .map(String::as_str)
                    .filter(|token| is_name(token) && by_name.contains_key(token))
                    .filter(|token| !sizes.contains_key(token));
                open.extend(named.map(|name| (name, false)));
            }
        }
    }
    sizes
}

fn size(define: &Define, sizes: &HashMap<&str, Stretch>) -> Stretch {
    // The macro itself is a step.
    let whole = Stretch {
        steps: 1,
        ..Stretch::default()
    };
    define.tokens.iter().fold(whole, |whole, token| {
        let named = sizes.get(token.as_str()).filter(|_| is_name(token));
        whole.then(match (named, token.as_str()) {
            (Some(known), _) => *known,
            (None, ";" | "{" | "}") => Stretch::END,
            (None, _) => Stretch::TOKEN,
        })
    })
}

/// The most tokens in a row, and where that row ends. A directive's sign and its end part rows too,
/// and so does a word behind a closing parenthesis, outside of others: lists of calls have no `;`.
pub(super) fn longest_stretch(header: &Marked<'_>) -> (u64, usize) {
    let mut rows = Rows::default();
    let mut directive = false;
    for bound in &header.marks {
        rows.code(header.text, bound.code, bound.start);
        match bound.mark {
            Mark::Directive => {
                rows.end();
                directive = true;
            }
            Mark::LineEnd if directive => {
                rows.end();
                directive = false;
            }
            Mark::Literal => rows.token(bound.start, false),
            Mark::LineEnd | Mark::Splice | Mark::Comment { .. } | Mark::End => {}
        }
    }
    rows.longest
}

/// Counts the tokens of rows.
#[derive(Default)]
struct Rows {
    row: u64,
    /// How many brackets are open in the row.
    depth: usize,
    /// Whether the last token closes a parenthesis.
    closed: bool,
    /// The longest row so far, and where it ends.
    longest: (u64, usize),
}

impl Rows {
    /// Takes a stretch of code.
    fn code(&mut self, text: &str, start: usize, end: usize) {
        let bytes = &text.as_bytes()[..end];
        let mut at = start;
        let of_a_word = |byte: u8| byte >= 0x80 || is_word(char::from(byte));
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\\' => {}
                b';' | b'{' | b'}' => self.end(),
                b',' if self.depth == 0 => self.end(),
                _ if of_a_word(byte) => {
                    if self.closed && self.depth == 0 {
                        self.end();
                    }
                    self.token(at, false);
                    let rest = bytes[at + 1..].iter();
                    at += rest.take_while(|byte| of_a_word(**byte)).count();
                }
                _ => {
                    match byte {
                        b'(' | b'[' => self.depth += 1,
                        b')' | b']' => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    self.token(at, byte == b')');
                }
            }
            at += 1;
        }
    }

    fn token(&mut self, at: usize, closed: bool) {
        self.row += 1;
        self.closed = closed;
        if self.row > self.longest.0 {
            self.longest = (self.row, at);
        }
    }

    fn end(&mut self) {
        (self.row, self.depth, self.closed) = (0, 0, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn define(name: &str, text: &str) -> Define {
        Define::read(&format!("{name} {text}"), 0, name, false)
    }

    fn all(defines: &[Define]) -> HashMap<&str, Stretch> {
        sizes(defines.iter())
    }

    #[test]
    fn a_macro_is_as_large_as_its_expansion() {
        let defines = [
            define("A", "- -"),
            define("B", "A A 1 ; A"),
            define("SELF", "SELF + 1"),
            define("PING", "PONG"),
            define("PONG", "PING"),
        ];
        let sizes = all(&defines);
        assert_eq!(sizes["A"].steps, 3);
        assert_eq!(sizes["B"].steps, 12);
        assert_eq!((sizes["B"].before, sizes["B"].ended), (5, Some((0, 2))));
        assert_eq!(sizes["SELF"].steps, 4);
        assert!(sizes["PING"].steps < 5 && sizes["PONG"].steps < 5);
    }

    #[test]
    fn doubling_saturates() {
        let defines: Vec<Define> = (1..200)
            .map(|level| define(&format!("M{level}"), &format!("M{0} M{0}", level - 1)))
            .collect();
        assert_eq!(all(&defines)["M199"].steps, u64::MAX);
    }

    fn stretch(text: &str) -> (u64, usize) {
        longest_stretch(&Marked::of(text))
    }

    #[test]
    fn a_stretch_ends_with_the_declaration() {
        assert_eq!(stretch("int a; int b, c;").0, 2);
        assert_eq!(stretch("X(A, 1)\nX(B, 2)\n/* ( ( ( ( ( ( ( ( ( */").0, 6);
        assert_eq!(stretch("#define A - - \\\n - 1\nint a").0, 6);
        assert_eq!(stretch("int a[- - - 1];").0, 8);
        assert_eq!(stretch("(1) - (1) - (1)").0, 11);
    }
}
