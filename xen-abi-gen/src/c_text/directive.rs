//! Reads preprocessor lines, whether or not clang would carry them out.

use std::borrow::Cow;

use super::joined::Joined;
use super::marks::{Mark, Marks, Style, blanks, comment, splice};
use super::span::word_length;
use super::token::leading_name;

/// A preprocessor line.
pub(crate) struct Directive<'t> {
    text: &'t str,
    /// `define`, `ifdef`, …; empty for a lone `#`.
    pub(crate) keyword: &'t str,
    /// Where the text behind the keyword starts.
    rest: usize,
}

impl<'t> Directive<'t> {
    /// The one whose sign ends at an offset.
    pub(crate) fn at(text: &'t str, sign_end: usize) -> Self {
        let start = behind_blanks(text, sign_end);
        let keyword = &text[start..start + word_length(&text[start..])];
        Self {
            text,
            keyword,
            rest: start + keyword.len(),
        }
    }

    /// The one that a line holds, if it holds one.
    pub(crate) fn on(line: &'t str) -> Option<Self> {
        let rest = line.trim_start().strip_prefix('#')?;
        Some(Self::at(line, line.len() - rest.len()))
    }

    /// The name that follows the keyword, and where it starts.
    pub(crate) fn name(&self) -> Option<(usize, &'t str)> {
        let start = self.operand();
        leading_name(&self.text[start..]).map(|name| (start, name))
    }

    /// Where the first thing behind the keyword starts.
    pub(crate) fn operand(&self) -> usize {
        behind_blanks(self.text, self.rest)
    }

    /// What follows the keyword: continued lines joined, each comment replaced by a blank.
    pub(crate) fn rest(&self) -> Cow<'t, str> {
        logical_line(self.text, self.rest)
    }

    /// The text of an `#error`.
    pub(crate) fn error_text(&self) -> Option<&'t str> {
        let text = (self.keyword == "error").then(|| self.text[self.rest..].trim())?;
        let quoted = || text.strip_prefix('"')?.strip_suffix('"');
        Some(quoted().unwrap_or(text))
    }
}

/// The first offset from `at` on that is no blank, splice or comment.
fn behind_blanks(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        at += blanks(&bytes[at..]);
        let end = match bytes.get(at) {
            Some(b'\r') => Some(at + 1),
            Some(b'\\') => splice(bytes, at),
            Some(b'/') => comment(bytes, at).map(|(_, end)| end),
            _ => None,
        };
        match end {
            Some(end) => at = end,
            None => return at,
        }
    }
}

/// A line from an offset on: continued lines joined, each comment replaced by a blank.
pub(crate) fn logical_line(text: &str, start: usize) -> Cow<'_, str> {
    let mut line = String::new();
    let mut done = start;
    for bound in Marks::within(text, start) {
        let code = &text[done..bound.start];
        let literal;
        let replaced = match bound.mark {
            Mark::Directive => continue,
            Mark::Literal => {
                literal = Joined::of(&text[bound.start..bound.end]).text;
                &literal
            }
            Mark::Splice => "",
            Mark::Comment {
                style: Style::Block,
                ..
            } => " ",
            Mark::Comment { .. } | Mark::LineEnd | Mark::End => {
                let last = code.trim_end_matches('\r');
                if done == start {
                    return Cow::Borrowed(last);
                }
                line.push_str(last);
                break;
            }
        };
        line.push_str(code);
        line.push_str(replaced);
        done = bound.end;
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_directive() {
        for line in [
            "#define A 1",
            " # \\\n define /* b\n */ A /* c */ 1",
            "#/**/define A\\\n 1",
        ] {
            let directive = Directive::on(line).unwrap();
            assert_eq!(directive.keyword, "define", "{line}");
        }
        let directive = Directive::on("  #define  A 1").unwrap();
        assert_eq!(directive.name(), Some((11, "A")));
        assert_eq!(Directive::on("#").unwrap().keyword, "");
        assert_eq!(Directive::on("#define").unwrap().name(), None);
        assert!(Directive::on("int a; # define B").is_none());
        let error = |line| Directive::on(line).and_then(|line| line.error_text());
        assert_eq!(error("# error \"no\""), Some("no"));
        assert_eq!(error("#error don't"), Some("don't"));
        assert_eq!(error("#errors"), None);
    }

    #[test]
    fn lines_are_joined_without_comments() {
        assert_eq!(logical_line("a /* b\n c */ d // e\nf", 1), "   d ");
        assert_eq!(logical_line(" a\\\n  b\\\r\nc\r\n d", 0), " a  bc");
        assert_eq!(logical_line("\"a \\\n // b\" c", 0), "\"a  // b\" c");
        assert!(matches!(logical_line("a b\r\nc", 2), Cow::Borrowed("b")));
    }
}
