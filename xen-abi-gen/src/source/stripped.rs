//! What clang gets of a header: its text without comments, which are half of it, and for a first
//! look its directives alone.

use super::check;
use super::position::Lines;

/// A header as clang gets it. Everything that is left stands on the line and in the column where it
/// stands in the header.
#[derive(Debug)]
pub(super) struct Stripped {
    /// The text without its comments, but for those within a directive.
    pub(super) code: String,
    /// The lines of directives, and for each other line an empty one.
    pub(super) directives: String,
    /// The lines of the code.
    pub(super) lines: Lines,
}

impl Stripped {
    /// Of a header's text.
    pub(super) fn of(text: &str) -> Self {
        if is_unusual(text.as_bytes()) {
            return Self {
                code: text.to_owned(),
                directives: text.to_owned(),
                lines: Lines::of(text),
            };
        }
        Stripper::new(text).strip()
    }
}

/// Whether a text has what makes it hard to tell comments and directives: line breaks within `/*`
/// or `*/`, which clang takes out first, continued lines with blanks at their end, a backslash in
/// front of a comment, a carriage return as a line's end, `%:` for `#`. clang then gets it as it
/// is.
fn is_unusual(bytes: &[u8]) -> bool {
    let next = |at: usize| bytes.get(at + 1).copied();
    let splices = |at: usize| {
        let blanks = bytes[at + 1..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | 0x0b | 0x0c))
            .count();
        match bytes.get(at + 1 + blanks) {
            Some(b'\n' | b'\r') => {
                blanks > 0
                    || at
                        .checked_sub(1)
                        .is_some_and(|before| matches!(bytes[before], b'/' | b'*'))
            }
            // Without the comment it would be at its line's end.
            behind => behind == Some(&b'/'),
        }
    };
    memchr::memchr_iter(b'\\', bytes).any(splices)
        || memchr::memchr_iter(b'\r', bytes).any(|at| next(at) != Some(b'\n'))
        || memchr::memchr_iter(b'%', bytes).any(|at| next(at) == Some(b':'))
}

const BREAKS: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
const BLANKS: &str = "                                ";

/// Appends a number of characters that are all alike.
fn repeat(out: &mut String, some: &str, mut count: usize) {
    while count > 0 {
        let part = count.min(some.len());
        out.push_str(&some[..part]);
        count -= part;
    }
}

/// How many lines end in a text. To count them one by one is what the compiler makes most of.
fn breaks(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// Which bytes end a line or begin a comment, a literal or a directive.
const TELLING: [bool; 256] = {
    let mut table = [false; 256];
    let (telling, mut at) = (b"\n/\"'#", 0);
    while at < telling.len() {
        table[telling[at] as usize] = true;
        at += 1;
    }
    table
};

/// Goes through a text, and writes what is left of it.
struct Stripper<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// How much of the text is written, or left out.
    done: usize,
    code: String,
    lines: Lines,
    directives: String,
    /// How much of the code the directives follow on.
    told: usize,
    /// From where on there is nothing but blanks in the text, if nothing but blanks and comments
    /// was met on the line.
    fresh: Option<usize>,
    /// Where in the code the line begins that a directive stands on.
    directive: Option<usize>,
}

impl<'t> Stripper<'t> {
    fn new(text: &'t str) -> Self {
        let (code, directives) = (
            String::with_capacity(text.len()),
            String::with_capacity(text.len() / 2),
        );
        let (bytes, lines) = (text.as_bytes(), Lines::of(""));
        Self {
            text,
            bytes,
            done: 0,
            code,
            lines,
            directives,
            told: 0,
            fresh: Some(0),
            directive: None,
        }
    }

    fn strip(mut self) -> Stripped {
        let mut at = 0;
        let telling = |byte: &u8| TELLING[usize::from(*byte)];
        while let Some(length) = self
            .bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(telling))
        {
            let found = at + length;
            at = match self.bytes[found..] {
                [b'\n', ..] => self.line_end(found),
                [b'#', ..] => self.number_sign(found),
                [b'/', b'*', ..] => self.comment(found),
                [b'/', b'/', ..] => self.keep(found, self.logical_end(found)),
                [b'/', ..] => found + 1,
                _ => self.keep(found, self.literal_end(found)),
            };
        }
        if let Some(start) = self.directive {
            self.end(start, self.bytes.len());
        }
        self.write(self.bytes.len());
        Stripped {
            code: self.code,
            directives: self.directives,
            lines: self.lines,
        }
    }

    fn line_end(&mut self, found: usize) -> usize {
        let next = found + 1;
        self.lines.push(self.code.len() + next - self.done);
        if self.continues(found) {
            // A line that is continued before anything stands on it is none yet.
            self.fresh = if self.directive.is_none() {
                self.fresh_at(found, next)
            } else {
                None
            };
        } else {
            self.fresh = Some(next);
            if let Some(start) = self.directive.take() {
                self.end(start, found);
            }
        }
        next
    }

    fn number_sign(&mut self, found: usize) -> usize {
        if self.directive.is_none() && self.fresh_at(found, found).is_some() {
            self.write(found);
            self.directive = Some(self.lines.last());
        }
        found + 1
    }

    fn comment(&mut self, found: usize) -> usize {
        match self.comment_end(found) {
            // It may be all that keeps a directive from ending on its first line.
            Some(end) if self.directive.is_some() => self.keep(found, end),
            Some(end) => {
                self.fresh = self.fresh_at(found, end);
                self.leave_out(found, end);
                end
            }
            None => self.keep(found, self.bytes.len()),
        }
    }

    /// Where the line is still fresh behind something, if it was up to there.
    fn fresh_at(&self, found: usize, behind: usize) -> Option<usize> {
        self.fresh
            .filter(|&from| self.is_blank(from, found))
            .map(|_| behind)
    }

    /// Whether nothing stands in a piece of the text but what continues its lines.
    fn is_blank(&self, from: usize, to: usize) -> bool {
        self.bytes[from..to]
            .iter()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\\' | 0x0b | 0x0c))
    }

    fn write(&mut self, to: usize) {
        self.code.push_str(&self.text[self.done..to]);
        self.done = to;
    }

    /// Goes to the end of a piece of the text that stays as it is, and notes the lines that end
    /// within.
    fn keep(&mut self, start: usize, end: usize) -> usize {
        for at in memchr::memchr_iter(b'\n', &self.bytes[start..end]) {
            self.lines
                .push(self.code.len() + start + at + 1 - self.done);
        }
        end
    }

    /// Ends a directive, given where its line begins in the code and where the last one ends in the
    /// text.
    fn end(&mut self, start: usize, end: usize) {
        self.write(end);
        repeat(
            &mut self.directives,
            BREAKS,
            breaks(&self.code.as_bytes()[self.told..start]),
        );
        self.directives.push_str(&self.code[start..]);
        self.told = self.code.len();
    }

    /// Where the comment ends that starts at an offset, if it does.
    fn comment_end(&self, start: usize) -> Option<usize> {
        let end = check::comment_end(self.text, start);
        (end >= start + "/**/".len() && self.text[..end].ends_with("*/")).then_some(end)
    }

    /// Puts blanks and line breaks in the place of a comment.
    fn leave_out(&mut self, start: usize, end: usize) {
        self.write(start);
        let comment = &self.bytes[start..end];
        let last = memchr::memrchr(b'\n', comment);
        if let Some(last) = last {
            let count = breaks(&comment[..=last]);
            (1..=count).for_each(|number| self.lines.push(self.code.len() + number));
            repeat(&mut self.code, BREAKS, count);
        }
        // Behind most comments nothing stands on the line.
        if !matches!(self.bytes.get(end), None | Some(b'\r' | b'\n')) {
            repeat(
                &mut self.code,
                BLANKS,
                comment.len() - last.map_or(0, |at| at + 1),
            );
        }
        self.done = end;
    }

    /// Whether a line that ends at an offset goes on in the next one.
    fn continues(&self, end: usize) -> bool {
        let line = &self.bytes[..end];
        line.strip_suffix(b"\r").unwrap_or(line).ends_with(b"\\")
    }

    /// Where the line ends that an offset stands on, with all that continues it.
    fn logical_end(&self, at: usize) -> usize {
        let mut end = at + check::line_length(&self.text[at..]);
        while end < self.bytes.len() && self.continues(end) {
            end += 1 + check::line_length(&self.text[end + 1..]);
        }
        end
    }

    /// Where the literal ends that starts at an offset; at the latest where its line does.
    fn literal_end(&self, start: usize) -> usize {
        let mut at = start + 1;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\n' => return at,
                b'\\' if self.bytes[at + 1..].starts_with(b"\r\n") => at += 3,
                b'\\' => at += 2,
                _ if byte == self.bytes[start] => return at + 1,
                _ => at += 1,
            }
        }
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Lines, Stripped};

    #[test]
    fn comments_leave_blanks_and_line_breaks() {
        let stripped = Stripped::of(
            "int a; /* b\n * c */ int d; /* e */ f // g /* h\n\"/* i */\" 'j /* k\n/**/l /*/ */ m/n",
        );
        assert_eq!(
            stripped.code,
            "int a; \n        int d;         f // g /* h\n\"/* i */\" 'j /* k\n    l        m/n"
        );
        assert_eq!(stripped.directives, "");
    }

    #[test]
    fn directives_keep_their_lines_and_their_comments() {
        let text = "/* a\n */ # define B /* c\n d */ 1 /* e */\nint f; /* g */\n \\\n#if H \\\n # \\\n/* i */\n/* j */ k # l\n#endif";
        let stripped = Stripped::of(text);
        let code = "\n    # define B /* c\n d */ 1 /* e */\nint f; \n \\\n#if H \\\n # \\\n/* i */\n        k # l\n#endif";
        assert_eq!(stripped.code, code);
        assert_eq!(
            stripped.directives,
            "\n    # define B /* c\n d */ 1 /* e */\n\n\n#if H \\\n # \\\n/* i */\n\n#endif"
        );
    }

    #[test]
    fn what_is_hard_to_tell_is_left_alone() {
        for text in [
            "/\\\n* a */ b",
            "/* a *\\\n/ b",
            "/* a */ \\ \nb",
            "/* a */\rb",
            "/* a */\n%:define B",
            "a /* b\n*",
            "a \\ /* b */\nc",
        ] {
            assert_eq!(Stripped::of(text).code, text);
        }
    }

    #[test]
    fn any_text_can_be_stripped() {
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(2000)
        };
        proptest!(config, |(text in "[ab/*\"'\\\\#%: \r\né]{0,40}")| {
            let stripped = Stripped::of(&text);
            assert_eq!(stripped.lines, Lines::of(&stripped.code));
            let lines = |text: &str| text.matches('\n').count();
            assert_eq!(lines(&stripped.code), lines(&text));
            for (line, (code, whole)) in stripped.code.split('\n').zip(text.split('\n')).enumerate() {
                assert!(code.len() <= whole.len(), "line {line}");
                for (one, other) in code.bytes().zip(whole.bytes()) {
                    assert!(one == other || one == b' ', "line {line}");
                }
            }
            for (directive, code) in stripped.directives.split('\n').zip(stripped.code.split('\n')) {
                assert!(directive.is_empty() || directive == code);
            }
        });
    }
}
