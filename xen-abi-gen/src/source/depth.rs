//! How deep clang would have to follow an expression, a declaration or a macro: by recursion, so
//! that it must not see one too deep.

use rustc_hash::FxBuildHasher;

use super::check;
use super::macros::{self, Define};
use super::tree::SourceFile;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::hash::{HashMap, IndexMap};
use crate::model::location::Location;

/// The most tokens that a macro may stand for, the steps on the way there counted. The longest of
/// Xen's has a few hundred.
const LARGEST: u64 = 20_000;

/// The most tokens that may follow each other without a `;`, a brace or the like, macros expanded:
/// each may be a level of its own.
const LONGEST: u64 = 100_000;

/// A stretch of tokens, as something between things that end a declaration: how many there are
/// before the first of those, at most between two of them, and after the last; `None` for a stretch
/// without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stretch {
    before: u64,
    ended: Option<(u64, u64)>,
}

impl Stretch {
    fn then(self, next: Self) -> Self {
        match (self.ended, next.ended) {
            (None, None) => Self {
                before: self.before.saturating_add(next.before),
                ended: None,
            },
            (None, Some(_)) => Self {
                before: self.before.saturating_add(next.before),
                ..next
            },
            (Some((most, after)), None) => Self {
                ended: Some((most, after.saturating_add(next.before))),
                ..self
            },
            (Some((most, after)), Some((other, last))) => {
                let between = after.saturating_add(next.before);
                Self {
                    ended: Some((most.max(other).max(between), last)),
                    ..self
                }
            }
        }
    }

    fn longest(self) -> u64 {
        self.ended.map_or(self.before, |(most, after)| {
            most.max(after).max(self.before)
        })
    }
}

/// What a macro stands for.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    steps: u64,
    stretch: Stretch,
}

/// What is too deep in these files.
pub(super) fn too_deep(files: &[SourceFile]) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let defines = || {
        files
            .iter()
            .flat_map(|file| file.defines.iter().map(move |define| (file, define)))
    };
    let mut by_name: IndexMap<&str, Vec<&Define>> =
        IndexMap::with_capacity_and_hasher(defines().count(), FxBuildHasher);
    defines().for_each(|(_, define)| by_name.entry(&define.name).or_default().push(define));
    let sizes = sizes(&by_name);
    let most = sizes
        .values()
        .map(|size| size.stretch.longest())
        .max()
        .unwrap_or(0)
        .max(1);
    for (file, define) in defines() {
        if sizes[define.name.as_str()].steps > LARGEST {
            let line = file.stripped.code[..define.offset].matches('\n').count() as u32 + 1;
            let column = define.offset
                - file.stripped.code[..define.offset]
                    .rfind('\n')
                    .map_or(0, |at| at + 1)
                + 1;
            let message = format!("`{}` expands to more than {LARGEST} tokens", define.name);
            diagnostics.push(
                Diagnostic::error("too-deep", message)
                    .at(Location::new(&file.path, line, column as u32, define.name.len() as u32), "defined here")
                    .help("macros that name each other several times grow beyond what clang can follow"),
            );
            // The others that rest on it are of no interest.
            return diagnostics;
        }
    }
    for file in files {
        let (longest, offset) = longest_stretch(&file.stripped.code);
        if longest.saturating_mul(most) > LONGEST {
            let line = file.stripped.code[..offset].matches('\n').count() as u32 + 1;
            let message =
                format!("the header has {longest} tokens in a row that no `;` or brace parts");
            diagnostics.push(
                Diagnostic::error("too-deep", message)
                    .at(Location::line(&file.path, line), "they end here")
                    .help("clang cannot follow an expression or a declaration that is as long as that"),
            );
        }
    }
    diagnostics
}

/// The size of every macro; of several definitions the largest counts. Without recursion: a chain
/// of macros may be long.
fn sizes<'a>(by_name: &IndexMap<&'a str, Vec<&'a Define>>) -> HashMap<&'a str, Size> {
    let mut sizes: HashMap<&str, Size> =
        HashMap::with_capacity_and_hasher(by_name.len(), FxBuildHasher);
    for &name in by_name.keys() {
        // What is open stands for nothing: a macro that names itself stops there.
        let mut open = vec![(name, false)];
        while let Some((name, seen)) = open.pop() {
            if seen {
                let of = |define: &&Define| size(define, &sizes);
                let larger = |a: Size, b: Size| {
                    if (a.steps, a.stretch.longest()) > (b.steps, b.stretch.longest()) {
                        a
                    } else {
                        b
                    }
                };
                let largest = by_name[name].iter().map(of).fold(Size::default(), larger);
                sizes.insert(name, largest);
            } else if !sizes.contains_key(name) {
                sizes.insert(
                    name,
                    Size {
                        steps: 1,
                        stretch: Stretch {
                            before: 1,
                            ended: None,
                        },
                    },
                );
                open.push((name, true));
                let tokens = by_name[name].iter().flat_map(|define| define.tokens.iter());
                let tokens = tokens.filter(|token| macros::is_identifier(token));
                let named = tokens.filter_map(|token| {
                    by_name.get_key_value(token.as_str()).map(|(name, _)| *name)
                });
                open.extend(
                    named
                        .filter(|name| !sizes.contains_key(name))
                        .map(|name| (name, false)),
                );
            }
        }
    }
    sizes
}

fn size(define: &Define, sizes: &HashMap<&str, Size>) -> Size {
    let mut whole = Size {
        steps: 1,
        stretch: Stretch::default(),
    };
    for token in define.tokens.iter() {
        let named = if macros::is_identifier(token) {
            sizes.get(token.as_str())
        } else {
            None
        };
        let part = match named {
            Some(known) => *known,
            None if matches!(token.as_str(), ";" | "{" | "}") => Size {
                steps: 1,
                stretch: Stretch {
                    before: 0,
                    ended: Some((0, 0)),
                },
            },
            None => Size {
                steps: 1,
                stretch: Stretch {
                    before: 1,
                    ended: None,
                },
            },
        };
        whole = Size {
            steps: whole.steps.saturating_add(part.steps),
            stretch: whole.stretch.then(part.stretch),
        };
    }
    whole
}

/// Which bytes words and numbers are made of.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// The most tokens in a row, and where that row ends. A `#` at a line's start and the end of that
/// line part rows too, and so does a word behind a closing parenthesis, outside of others: lists of
/// calls have no `;`.
fn longest_stretch(text: &str) -> (u64, usize) {
    let bytes = text.as_bytes();
    let (mut at, mut row, mut depth) = (0, 0_u64, 0_usize);
    let (mut directive, mut line_start, mut closed) = (false, true, false);
    let mut longest = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' || byte == b'\t' {
            at += 1;
            continue;
        }
        let word = IN_WORD[usize::from(byte)];
        let mut next = at + 1;
        let mut ends = matches!(byte, b';' | b'{' | b'}') || (byte == b',' && depth == 0);
        match byte {
            b'\n' => {
                let continued = directive
                    && text[..at]
                        .trim_end_matches(['\r', ' ', '\t'])
                        .ends_with('\\');
                ends = directive && !continued;
                directive &= continued;
                line_start = true;
            }
            b'\r' | b'\\' => {}
            b'/' if bytes[at..].starts_with(b"/*") => next = check::comment_end(text, at),
            b'/' if bytes[at..].starts_with(b"//") => next = at + check::line_length(&text[at..]),
            b'#' if line_start => (directive, ends) = (true, true),
            _ if word => {
                ends = closed && depth == 0;
                next = at
                    + bytes[at..]
                        .iter()
                        .take_while(|&&byte| IN_WORD[usize::from(byte)])
                        .count();
                row = if ends { 1 } else { row + 1 };
                (ends, closed, line_start) = (false, false, false);
            }
            _ => {
                depth = match byte {
                    b'(' | b'[' => depth + 1,
                    b')' | b']' => depth.saturating_sub(1),
                    _ => depth,
                };
                row += u64::from(!ends);
                (closed, line_start) = (byte == b')', false);
            }
        }
        if row > longest.0 {
            longest = (row, at);
        }
        if ends {
            (row, depth, closed) = (0, 0, false);
        }
        at = next;
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn define(name: &str, text: &str) -> Define {
        Define::read(&format!("{name} {text}"), 0, name, false)
    }

    fn all(defines: &[Define]) -> HashMap<&str, Size> {
        let mut by_name: IndexMap<&str, Vec<&Define>> = IndexMap::default();
        for define in defines {
            by_name.entry(&define.name).or_default().push(define);
        }
        sizes(&by_name)
    }

    #[test]
    fn a_macro_is_as_large_as_what_it_names() {
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
        assert_eq!(
            sizes["B"].stretch,
            Stretch {
                before: 5,
                ended: Some((0, 2))
            }
        );
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

    #[test]
    fn a_row_ends_where_a_declaration_does() {
        assert_eq!(longest_stretch("int a; int b, c;").0, 2);
        assert_eq!(
            longest_stretch("X(A, 1)\nX(B, 2)\n/* ( ( ( ( ( ( ( ( ( */").0,
            6
        );
        assert_eq!(longest_stretch("#define A - - \\\n - 1\nint a").0, 6);
        assert_eq!(longest_stretch("int a[- - - 1];").0, 8);
        assert_eq!(longest_stretch("(1) - (1) - (1)").0, 11);
    }
}
