//! Cuts a header into comments, preprocessor lines and lines of code, with positions.

use std::collections::VecDeque;

use super::span::{Span, count, is_word, word_length};

/// A part of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// A comment. Those inside a preprocessor line follow that line's item.
    Comment(Comment<'a>),
    /// A preprocessor line.
    Directive(Directive<'a>),
    /// The first stretch of code on its line, up to the first comment.
    Code(Span<'a>),
}

/// A comment; `//` comments on consecutive lines of their own are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// How it is written.
    pub(super) style: Style,
    /// Its text, delimiters included.
    pub(super) text: &'a str,
    /// The line of its first byte.
    pub(super) line: u32,
    /// The column of its first byte.
    pub(super) column: u32,
    /// The line of its last byte.
    pub(super) end_line: u32,
    /// Whether no code stands before it on its line.
    pub(super) own_line: bool,
    /// Whether it ends before the file does.
    pub(super) terminated: bool,
}

/// How a comment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `/* */`
    Block,
    /// `//`
    Line,
}

/// A preprocessor line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    /// `define`, `ifdef`, …; empty for a lone `#`.
    pub(super) keyword: &'a str,
    /// What it defines, of a `#define`.
    pub(super) name: Option<Span<'a>>,
    /// Whether that takes arguments.
    pub(super) function_like: bool,
    /// The rest of a `#define`, without comments and line continuations.
    pub(super) value: String,
    /// Its first line.
    pub(super) line: u32,
    /// Its last line, where continuations and comments carry it on.
    pub(super) end_line: u32,
}

/// Cuts a header into its parts, in order.
pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
    line_start: usize,
    code_on_line: bool,
    ready: VecDeque<Item<'a>>,
}

impl<'a> Lexer<'a> {
    /// Of a header's whole text; a byte-order mark counts as a blank.
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            line: 1,
            line_start: 0,
            code_on_line: false,
            ready: VecDeque::new(),
        }
    }

    fn column(&self, at: usize) -> u32 {
        count(at - self.line_start).saturating_add(1)
    }

    /// Steps over a byte and keeps count of lines.
    fn step(&mut self) {
        if self.bytes.get(self.at) == Some(&b'\n') {
            self.line = self.line.saturating_add(1);
            self.line_start = self.at + 1;
        }
        self.at += 1;
    }

    /// Where a line continuation at `at` leads to.
    fn splice(&self, at: usize) -> Option<usize> {
        if self.bytes.get(at) != Some(&b'\\') {
            return None;
        }
        let mut end = at + 1;
        while matches!(self.bytes.get(end), Some(b' ' | b'\t' | b'\r')) {
            end += 1;
        }
        (self.bytes.get(end) == Some(&b'\n')).then_some(end + 1)
    }

    /// The byte at `at`, line continuations skipped, and its offset.
    fn peek(&self, mut at: usize) -> (Option<u8>, usize) {
        while let Some(next) = self.splice(at) {
            at = next;
        }
        (self.bytes.get(at).copied(), at)
    }

    fn step_to(&mut self, end: usize) {
        while self.at < end {
            self.step();
        }
    }

    /// The comment that starts here, if one does; steps over it.
    fn comment(&mut self) -> Option<Comment<'a>> {
        if self.bytes.get(self.at) != Some(&b'/') {
            return None;
        }
        let (start, line, column) = (self.at, self.line, self.column(self.at));
        let (style, open) = match self.peek(self.at + 1) {
            (Some(b'*'), at) => (Style::Block, at + 1),
            (Some(b'/'), at) => (Style::Line, at + 1),
            _ => return None,
        };
        let own_line = !self.code_on_line;
        self.step_to(open);
        let terminated = match style {
            Style::Block => self.block_end(),
            Style::Line => {
                self.line_end();
                while own_line && self.next_line_goes_on() {
                    self.line_end();
                }
                true
            }
        };
        // The last byte is never a line break: a block ends in `/`, a line comment before its
        // break.
        if self.line != line {
            self.code_on_line = false;
        }
        let text = &self.text[start..self.at];
        Some(Comment {
            style,
            text,
            line,
            column,
            end_line: self.line,
            own_line,
            terminated,
        })
    }

    fn block_end(&mut self) -> bool {
        while let Some(length) = memchr::memchr2(b'*', b'\n', &self.bytes[self.at..]) {
            self.at += length;
            if self.bytes[self.at] == b'*'
                && let (Some(b'/'), at) = self.peek(self.at + 1)
            {
                self.step_to(at + 1);
                return true;
            }
            self.step();
        }
        self.at = self.bytes.len();
        false
    }

    fn line_end(&mut self) {
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
            match self.splice(self.at) {
                Some(next) => self.step_to(next),
                None => self.at += 1,
            }
        }
    }

    /// Whether the next line is a `//` comment too; steps to it.
    fn next_line_goes_on(&mut self) -> bool {
        let mut at = self.at + 1;
        while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let goes_on =
            self.at < self.bytes.len() && self.bytes[at.min(self.bytes.len())..].starts_with(b"//");
        if goes_on {
            self.step_to(at);
        }
        goes_on
    }

    /// Steps over a string or character literal; one that is not closed ends with its line.
    fn literal(&mut self) {
        let quote = self.bytes[self.at];
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => return,
                b'\\' => {
                    let next = self.splice(self.at).unwrap_or(self.at + 1);
                    self.step_to(next);
                    // An escaped quote or backslash; a line break here belongs to the caller.
                    if self
                        .bytes
                        .get(self.at)
                        .is_some_and(|b| *b == quote || *b == b'\\')
                        && self.bytes[self.at - 1] == b'\\'
                    {
                        self.at += 1;
                    }
                }
                _ => {
                    self.at += 1;
                    if byte == quote {
                        return;
                    }
                }
            }
        }
    }

    /// A stretch of code up to a comment or the end of the line.
    fn code(&mut self) -> Option<Item<'a>> {
        let (start, line, column) = (self.at, self.line, self.column(self.at));
        let mut end = None;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => break,
                b'/' if matches!(self.peek(self.at + 1).0, Some(b'*' | b'/')) => break,
                b'"' | b'\'' => {
                    self.literal();
                    if self.line != line && end.is_none() {
                        end = self.text[start..].find('\n').map(|at| start + at);
                    }
                }
                _ => self.at += 1,
            }
        }
        let first = !self.code_on_line;
        self.code_on_line = true;
        let text = &self.text[start..end.unwrap_or(self.at)];
        first.then(|| Item::Code(Span { text, line, column }.trim()))
    }

    /// Blanks, line continuations and comments inside a preprocessor line.
    fn skip_blanks(&mut self) {
        loop {
            if let Some(next) = self.splice(self.at) {
                self.step_to(next);
            } else if matches!(
                self.bytes.get(self.at),
                Some(b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c')
            ) {
                self.at += 1;
            } else if let Some(comment) = self.directive_comment() {
                self.ready.push_back(Item::Comment(comment));
            } else {
                return;
            }
        }
    }

    /// A comment inside a preprocessor line never stands on a line of its own, whatever line breaks
    /// it holds.
    fn directive_comment(&mut self) -> Option<Comment<'a>> {
        self.code_on_line = true;
        let comment = self.comment();
        self.code_on_line = true;
        comment
    }

    fn identifier(&mut self) -> Span<'a> {
        let rest = &self.text[self.at..];
        let text = &rest[..word_length(rest)];
        let span = Span {
            text,
            line: self.line,
            column: self.column(self.at),
        };
        self.at += text.len();
        span
    }

    fn directive(&mut self) -> Item<'a> {
        let line = self.line;
        self.code_on_line = true;
        self.at += 1;
        self.skip_blanks();
        let keyword = self.identifier().text;
        let mut name = None;
        let mut function_like = false;
        if keyword == "define" {
            self.skip_blanks();
            name = Some(self.identifier()).filter(|name| !name.text.is_empty());
            function_like = self.bytes.get(self.at) == Some(&b'(');
        }
        let mut value = String::new();
        loop {
            let start = self.at;
            self.skip_blanks();
            if self.at > start && !value.is_empty() {
                value.push(' ');
            }
            let start = self.at;
            match self.bytes.get(self.at) {
                None | Some(b'\n') => break,
                Some(b'"' | b'\'') => self.literal(),
                // What starts nothing else, up to where something may.
                Some(byte) => {
                    self.at += utf8_length(*byte);
                    self.at += self
                        .bytes
                        .get(self.at..)
                        .unwrap_or_default()
                        .iter()
                        .take_while(|byte| is_word(char::from(**byte)))
                        .count();
                }
            }
            if name.is_some() {
                value.push_str(&self.text[start..self.at]);
            }
        }
        value.truncate(value.trim_end().len());
        Item::Directive(Directive {
            keyword,
            name,
            function_like,
            value,
            line,
            end_line: self.line,
        })
    }
}

/// How many bytes the character takes that starts with this one.
fn utf8_length(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            match *self.bytes.get(self.at)? {
                b'\n' => {
                    self.step();
                    self.code_on_line = false;
                }
                b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c' => self.at += 1,
                b'#' if !self.code_on_line => {
                    let directive = self.directive();
                    self.ready.push_front(directive);
                }
                b'/' if matches!(self.peek(self.at + 1).0, Some(b'*' | b'/')) => {
                    let comment = self.comment()?;
                    return Some(Item::Comment(comment));
                }
                _ => {
                    if let Some(item) = self.code() {
                        return Some(item);
                    }
                }
            }
        }
    }
}
