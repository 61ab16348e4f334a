//! Blanks the comments of headers for clang.
//!
//! Comments are half of the text. For a first look, only directives are kept.

use std::iter::repeat_n;

use super::line_table::LineTable;
use super::marks::{Mark, Marks, Style, blanks};

/// A header as clang gets it. Everything that is left stands on the line and in the column where it
/// stands in the header.
#[derive(Debug)]
pub(crate) struct Blanked {
    /// The text without its comments, but for those within a directive.
    pub(crate) code: String,
    /// The lines of directives, and for each other line an empty one.
    pub(crate) directives: String,
    /// The lines of the code.
    pub(crate) lines: LineTable,
}

impl Blanked {
    /// Of a header's text.
    pub(crate) fn of(text: &str) -> Self {
        let (code, directives) = if is_unusual(text) {
            (text.to_owned(), text.to_owned())
        } else {
            let blanker = Blanker {
                text,
                ..Blanker::default()
            };
            blanker.blank()
        };
        Self {
            lines: LineTable::of(&code),
            code,
            directives,
        }
    }
}

/// Whether comments cannot be blanked reliably.
///
/// This is so with splices followed by blanks or within `/*` or `*/`, a backslash before a comment,
/// and `%:` for `#`. clang then gets the text as it is.
fn is_unusual(text: &str) -> bool {
    let bytes = text.as_bytes();
    let splices = |at: usize| {
        let blanks = blanks(&bytes[at + 1..]);
        match bytes.get(at + 1 + blanks) {
            Some(b'\n' | b'\r') => blanks > 0 || text[..at].ends_with(['/', '*']),
            // Without the comment it would be at the end of its line.
            behind => behind == Some(&b'/'),
        }
    };
    text.match_indices('\\').any(|(at, _)| splices(at)) || text.contains("%:")
}

/// Goes through a text, and writes what is left of it.
#[derive(Default)]
struct Blanker<'t> {
    text: &'t str,
    /// How much of the text is written, or blanked.
    done: usize,
    code: String,
    directives: String,
    /// How much of the code `directives` covers.
    told: usize,
    /// Where the line in the code starts that a directive stands on.
    directive: Option<usize>,
}

impl Blanker<'_> {
    /// The code and the directives.
    fn blank(mut self) -> (String, String) {
        for bound in Marks::new(self.text) {
            match bound.mark {
                Mark::Directive => {
                    self.write(bound.start);
                    self.directive = Some(self.code.rfind('\n').map_or(0, |end| end + 1));
                }
                Mark::LineEnd | Mark::End => {
                    if let Some(line) = self.directive.take() {
                        self.end_directive(line, bound.start);
                    }
                }
                // Within a directive it may be all that carries it on to the next line.
                Mark::Comment {
                    style: Style::Block,
                    closed: true,
                } if self.directive.is_none() => self.leave_out(bound.start, bound.end),
                Mark::Comment { .. } | Mark::Literal | Mark::Splice => {}
            }
        }
        self.write(self.text.len());
        (self.code, self.directives)
    }

    fn write(&mut self, to: usize) {
        self.code.push_str(&self.text[self.done..to]);
        self.done = to;
    }

    /// Ends a directive, given where its line starts in the code and where it ends in the text.
    fn end_directive(&mut self, line: usize, end: usize) {
        self.write(end);
        let breaks = self.code[self.told..line].matches('\n').count();
        self.directives.extend(repeat_n('\n', breaks));
        self.directives.push_str(&self.code[line..]);
        self.told = self.code.len();
    }

    /// Puts blanks and line breaks in the place of a comment.
    fn leave_out(&mut self, start: usize, end: usize) {
        self.write(start);
        let comment = &self.text[start..end];
        let last_line = comment.rfind('\n').map_or(0, |last| last + 1);
        let breaks = comment[..last_line].matches('\n').count();
        self.code.extend(repeat_n('\n', breaks));
        // Behind most comments nothing stands on the line.
        let behind = &self.text.as_bytes()[end..];
        if !matches!(behind, [] | [b'\n', ..]) {
            self.code.extend(repeat_n(' ', comment.len() - last_line));
        }
        self.done = end;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Blanked;

    #[test]
    fn comments_leave_blanks_and_line_breaks() {
        let blanked = Blanked::of(
            "int a; /* b\n * c */ int d; /* e */ f // g /* h\n\"/* i */\" 'j /* k\n\
             /**/l /*/ */ m/n",
        );
        assert_eq!(
            blanked.code,
            "int a; \n        int d;         f // g /* h\n\"/* i */\" 'j /* k\n    l        m/n"
        );
        assert_eq!(blanked.directives, "");
    }

    #[test]
    fn a_carriage_return_stays_in_its_column() {
        assert_eq!(Blanked::of("a /* b */\r\nc").code, "a        \r\nc");
    }

    #[test]
    fn directives_keep_their_lines_and_their_comments() {
        let text = "/* a\n */ # define B /* c\n d */ 1 /* e */\nint f; /* g */\n \\\n\
                    #if H \\\n # \\\n\
                    /* i */\n/* j */ k # l\n#endif";
        let blanked = Blanked::of(text);
        let code = "\n    # define B /* c\n d */ 1 /* e */\nint f; \n \\\n#if H \\\n # \\\n\
                    /* i */\n        k # l\n#endif";
        assert_eq!(blanked.code, code);
        let directives = "\n    # define B /* c\n d */ 1 /* e */\n\n\n#if H \\\n # \\\n\
                          /* i */\n\n#endif";
        assert_eq!(blanked.directives, directives);
    }

    #[test]
    fn unusual_texts_stay_as_they_are() {
        for text in [
            "/\\\n* a */ b",
            "/* a *\\\n/ b",
            "/* a */ \\ \nb",
            "/* a */\n%:define B",
            "a /* b\n*",
            "a \\ /* b */\nc",
        ] {
            assert_eq!(Blanked::of(text).code, text);
        }
    }

    #[test]
    fn any_text_can_be_blanked() {
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(2000)
        };
        proptest!(config, |(text in "[ab/*\"'\\\\#%: \r\né]{0,40}")| {
            let blanked = Blanked::of(&text);
            let lines = |text: &str| text.matches('\n').count();
            assert_eq!(lines(&blanked.code), lines(&text));
            let both = blanked.code.split('\n').zip(text.split('\n'));
            for (line, (code, whole)) in both.enumerate() {
                assert!(code.len() <= whole.len(), "line {line}");
                for (one, other) in code.bytes().zip(whole.bytes()) {
                    assert!(one == other || one == b' ', "line {line}");
                }
            }
            let both = blanked.directives.split('\n').zip(blanked.code.split('\n'));
            for (directive, code) in both {
                assert!(directive.is_empty() || directive == code);
            }
        });
    }
}
