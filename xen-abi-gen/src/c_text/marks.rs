//! Finds comments, literals, line ends and the signs of directives.

use memchr::{memchr, memchr2};

use super::span::is_blank;

/// How a comment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `/* */`
    Block,
    /// `//`
    Line,
}

/// What bounds a stretch of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The end of a line.
    LineEnd,
    /// A backslash at the end of a line, and that end: the line continues in the next one.
    Splice,
    /// The `#` of a directive: nothing but blanks and comments precedes it on its line.
    Directive,
    /// A comment. One that is not closed ends with the text.
    Comment { style: Style, closed: bool },
    /// A string or character literal. One that is not closed ends with its line.
    Literal,
    /// The end of the text.
    End,
}

/// A mark, with the code before it.
#[derive(Clone, Copy)]
pub(crate) struct Bound {
    pub(crate) mark: Mark,
    /// Where the code before the mark starts: where the last mark ends.
    pub(crate) code: usize,
    /// Where the mark starts.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

/// A text with all of its marks, for several readers.
pub(crate) struct Marked<'t> {
    pub(crate) text: &'t str,
    pub(crate) marks: Vec<Bound>,
}

impl<'t> Marked<'t> {
    /// Finds the marks of a whole text.
    pub(crate) fn of(text: &'t str) -> Self {
        Self {
            text,
            marks: Marks::new(text).collect(),
        }
    }
}

/// The marks of a text, in order. The last one is its end.
#[derive(Clone)]
pub(crate) struct Marks<'t> {
    text: &'t str,
    at: usize,
    /// Whether nothing but blanks and comments precedes `at` on its line.
    fresh: bool,
    ended: bool,
}

/// The bytes that a mark may start with. A look into a table, for it is asked of every byte.
const MAY_START: [bool; 256] = {
    let mut table = [false; 256];
    let mut bytes: &[u8] = b"\n/\"'#%\\";
    while let [byte, rest @ ..] = bytes {
        table[*byte as usize] = true;
        bytes = rest;
    }
    table
};

impl<'t> Marks<'t> {
    /// The marks of a whole text. A byte-order mark counts as a blank.
    pub(crate) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            fresh: true,
            ..Self::within(text, at)
        }
    }

    /// The marks from an offset within a line on.
    pub(crate) fn within(text: &'t str, at: usize) -> Self {
        Self {
            text,
            at,
            fresh: false,
            ended: false,
        }
    }

    /// Whether the line is fresh up to an offset behind the last mark.
    fn is_fresh(&self, to: usize) -> bool {
        self.fresh && self.text[self.at..to].chars().all(is_blank)
    }

    /// The mark that starts at an offset, if one does, and its end.
    fn mark(&self, start: usize) -> Option<(Mark, usize)> {
        let bytes = self.text.as_bytes();
        match bytes[start..] {
            [b'\n', ..] => Some((Mark::LineEnd, start + 1)),
            [b'\\', ..] => splice(bytes, start).map(|end| (Mark::Splice, end)),
            [b'"' | b'\'', ..] => Some((Mark::Literal, literal_end(bytes, start))),
            [b'/', ..] => comment(bytes, start),
            [b'#', ..] if self.is_fresh(start) => Some((Mark::Directive, start + 1)),
            [b'%', b':', ..] if self.is_fresh(start) => Some((Mark::Directive, start + 2)),
            _ => None,
        }
    }
}

impl Iterator for Marks<'_> {
    type Item = Bound;

    fn next(&mut self) -> Option<Bound> {
        if self.ended {
            return None;
        }
        let bytes = self.text.as_bytes();
        let code = self.at;
        let mut from = code;
        let (mark, start, end) = loop {
            let Some(length) = bytes[from..]
                .iter()
                .position(|byte| MAY_START[*byte as usize])
            else {
                self.ended = true;
                break (Mark::End, bytes.len(), bytes.len());
            };
            let start = from + length;
            match self.mark(start) {
                Some((mark, end)) => break (mark, start, end),
                None => {
                    self.fresh = false;
                    from = start + 1;
                }
            }
        };
        self.fresh = match mark {
            Mark::LineEnd => true,
            Mark::Splice | Mark::Comment { .. } => self.is_fresh(start),
            Mark::Directive | Mark::Literal | Mark::End => false,
        };
        self.at = end;
        Some(Bound {
            mark,
            code,
            start,
            end,
        })
    }
}

/// How many blanks a text starts with, those of line ends apart.
pub(super) fn blanks(bytes: &[u8]) -> usize {
    let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | 0x0b | 0x0c);
    bytes.iter().take_while(blank).count()
}

/// Where the splice ends that starts at an offset, if one does. Blanks may follow its backslash.
pub(super) fn splice(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes[at..].strip_prefix(b"\\")?;
    let end = at + 1 + blanks(rest);
    match bytes[end..] {
        [b'\r', b'\n', ..] => Some(end + 2),
        [b'\n', ..] => Some(end + 1),
        _ => None,
    }
}

/// The first offset from `at` on where no splice starts.
fn behind_splices(bytes: &[u8], mut at: usize) -> usize {
    while let Some(end) = splice(bytes, at) {
        at = end;
    }
    at
}

/// The comment that starts at an offset, if one does, and its end. Splices may stand within its
/// delimiters.
pub(super) fn comment(bytes: &[u8], start: usize) -> Option<(Mark, usize)> {
    let second = behind_splices(bytes, start + 1);
    let (style, closed, end) = match bytes.get(second)? {
        b'/' => (Style::Line, true, logical_end(bytes, second + 1)),
        b'*' => match block_end(bytes, second + 1) {
            Some(end) => (Style::Block, true, end),
            None => (Style::Block, false, bytes.len()),
        },
        _ => return None,
    };
    Some((Mark::Comment { style, closed }, end))
}

fn block_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'*', &bytes[at..])? + 1;
        let slash = behind_splices(bytes, at);
        if bytes.get(slash) == Some(&b'/') {
            return Some(slash + 1);
        }
    }
}

/// Where the line ends that an offset stands on, with all that continues it.
pub(super) fn logical_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(length) = memchr2(b'\n', b'\\', &bytes[at..]) {
        at += length;
        if bytes[at] == b'\n' {
            return at;
        }
        at = splice(bytes, at).unwrap_or(at + 1);
    }
    bytes.len()
}

/// Where the literal ends that starts at an offset, at the latest at the end of its line.
pub(super) fn literal_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => return at,
            // What follows a backslash is escaped, splices apart.
            b'\\' => match splice(bytes, at) {
                Some(end) => at = end,
                None => at = behind_splices(bytes, at + 1) + 1,
            },
            _ if byte == bytes[start] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marks of a text but for its line ends, each with the text that it covers.
    fn marks(text: &str) -> Vec<(Mark, &str)> {
        Marks::new(text)
            .filter(|bound| !matches!(bound.mark, Mark::LineEnd | Mark::End))
            .map(|bound| (bound.mark, &text[bound.start..bound.end]))
            .collect()
    }

    fn comment(style: Style, closed: bool) -> Mark {
        Mark::Comment { style, closed }
    }

    #[test]
    fn comments_of_either_style() {
        let block = comment(Style::Block, true);
        let line = comment(Style::Line, true);
        assert_eq!(
            marks("a /* b\n * c */ d /*/ */ e /**/ // f /* g\nh / i"),
            [
                (block, "/* b\n * c */"),
                (block, "/*/ */"),
                (block, "/**/"),
                (line, "// f /* g"),
            ]
        );
        assert_eq!(
            marks("a /* b\n*"),
            [(comment(Style::Block, false), "/* b\n*")]
        );
        assert_eq!(marks("// a \\\nb\r\nc"), [(line, "// a \\\nb\r")]);
        assert_eq!(
            marks("/\\\n* a *\\ \r\n/ b /\\\n/ c"),
            [(block, "/\\\n* a *\\ \r\n/"), (line, "/\\\n/ c")]
        );
    }

    #[test]
    fn literals_hide_comments_and_end_with_their_line() {
        let literals = |text| {
            marks(text)
                .into_iter()
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            literals("\"/* a */\" '\\'' L\"b \\\" // c\" 'd /* e\n'f'"),
            ["\"/* a */\"", "'\\''", "\"b \\\" // c\"", "'d /* e", "'f'"]
        );
        assert_eq!(literals("\"a\\\n# b\" 'é\\"), ["\"a\\\n# b\"", "'é\\"]);
        assert_eq!(
            literals("\"a\\\\\" \"b\\\\\nc"),
            ["\"a\\\\\"", "\"b\\\\\nc"]
        );
    }

    #[test]
    fn a_directive_starts_on_a_fresh_line() {
        let signs = |text: &str| {
            Marks::new(text)
                .filter(|bound| bound.mark == Mark::Directive)
                .map(|bound| bound.start)
                .collect::<Vec<_>>()
        };
        assert_eq!(signs("#a # b\n  # c\nd # e\n%: f"), [0, 9, 19]);
        assert_eq!(signs("/* a\n */ # b /* c\n */ # d\n/**/ \\\n #e"), [9, 34]);
        assert_eq!(signs("\"\\\n# a\"\nb \\\n# c\n# d"), [16]);
        assert_eq!(signs("\u{feff}#a"), [3]);
    }

    #[test]
    fn marks_and_code_cover_the_text() {
        use proptest::prelude::*;
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(2000)
        };
        proptest!(config, |(text in "[ab/*\"'\\\\#%: \r\né]{0,40}")| {
            let mut end = 0;
            for bound in Marks::new(&text) {
                prop_assert_eq!(bound.code, end);
                prop_assert!(bound.code <= bound.start && bound.start <= bound.end);
                prop_assert!(text.is_char_boundary(bound.start));
                prop_assert!(text.is_char_boundary(bound.end));
                end = bound.end;
            }
            prop_assert_eq!(end, text.len());
        });
    }
}
