//! Reads preprocessor lines, whether or not clang would carry them out.

use std::borrow::Cow;

use super::marks::{Mark, Marks, Style, comment, splice};
use super::span::word_length;
use super::token::leading_name;

/// A preprocessor line.
#[derive(Clone, Copy, Debug)]
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
        let sign = line.len() - line.trim_start().len();
        line[sign..]
            .starts_with('#')
            .then(|| Self::at(line, sign + 1))
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
        let quoted = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        Some(quoted.unwrap_or(text))
    }
}

/// The first offset from `at` on that is no blank, splice or comment.
fn behind_blanks(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        at = match bytes.get(at) {
            Some(b' ' | b'\t' | b'\r' | 0x0b | 0x0c) => at + 1,
            Some(b'\\') => match splice(bytes, at) {
                Some(end) => end,
                None => return at,
            },
            Some(b'/') => match comment(text, at) {
                Some((_, end)) => end,
                None => return at,
            },
            _ => return at,
        };
    }
}

/// A line from an offset on: continued lines joined, each comment replaced by a blank.
pub(crate) fn logical_line(text: &str, start: usize) -> Cow<'_, str> {
    let mut line = String::new();
    let mut done = start;
    for bound in Marks::within(text, start) {
        match bound.mark {
            Mark::Directive => {}
            Mark::Literal => {
                line.push_str(&text[done..bound.start]);
                line.push_str(&without_splices(&text[bound.start..bound.end]));
                done = bound.end;
            }
            Mark::Splice => {
                line.push_str(&text[done..bound.start]);
                done = bound.end;
            }
            Mark::Comment {
                style: Style::Block,
                ..
            } => {
                line.push_str(&text[done..bound.start]);
                line.push(' ');
                done = bound.end;
            }
            Mark::Comment {
                style: Style::Line, ..
            }
            | Mark::LineEnd
            | Mark::End => {
                let last = text[done..bound.start].trim_end_matches('\r');
                if done == start {
                    return Cow::Borrowed(last);
                }
                line.push_str(last);
                break;
            }
        }
    }
    Cow::Owned(line)
}

fn without_splices(literal: &str) -> Cow<'_, str> {
    if literal.contains(['\n', '\r']) {
        Cow::Owned(super::joined::Joined::of(literal).text)
    } else {
        Cow::Borrowed(literal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directive_however_it_is_written() {
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
