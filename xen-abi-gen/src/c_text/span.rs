//! A stretch of one line with its position, and the few cuts that the grammars need.

use crate::model::location::{HeaderPath, Location};

/// A stretch of one line of the header. It never holds a line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// Its line, from 1.
    pub(crate) line: u32,
    /// The column of its first byte, from 1.
    pub(crate) column: u32,
}

/// A length or an offset as positions count it. Nothing longer than four gigabytes is told apart.
pub(crate) fn count(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// What separates words.
pub(crate) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\x0b' | '\x0c')
}

/// What a C identifier is made of.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// How long the word is that a text starts with.
pub(crate) fn word_length(text: &str) -> usize {
    text.find(|letter| !is_word(letter)).unwrap_or(text.len())
}

/// Whether the text is one C identifier.
pub(crate) fn is_identifier(text: &str) -> bool {
    let starts_one = |letter: char| is_word(letter) && !letter.is_ascii_digit();
    text.starts_with(starts_one) && word_length(text) == text.len()
}

impl Span<'_> {
    /// What follows the first `at` bytes.
    pub(crate) fn after(self, at: usize) -> Self {
        Self {
            text: &self.text[at..],
            line: self.line,
            column: self.column.saturating_add(count(at)),
        }
    }

    /// The first `at` bytes.
    pub(crate) fn before(self, at: usize) -> Self {
        Self {
            text: &self.text[..at],
            ..self
        }
    }

    /// Without blanks before it.
    pub(crate) fn trim_start(self) -> Self {
        let rest = self.text.trim_start_matches(is_blank);
        self.after(self.text.len() - rest.len())
    }

    /// Without blanks behind it.
    pub(crate) fn trim_end(self) -> Self {
        self.before(self.text.trim_end_matches(is_blank).len())
    }

    /// Without blanks around it.
    pub(crate) fn trim(self) -> Self {
        self.trim_start().trim_end()
    }

    /// What follows `prefix`, if it starts with that.
    pub(crate) fn strip_prefix(self, prefix: &str) -> Option<Self> {
        self.text
            .starts_with(prefix)
            .then(|| self.after(prefix.len()))
    }

    /// The identifier that it starts with, and what follows.
    pub(crate) fn identifier(self) -> Option<(Self, Self)> {
        let end = word_length(self.text);
        is_identifier(&self.text[..end]).then(|| (self.before(end), self.after(end)))
    }

    /// What stands before the first blank, and what follows that blank and its neighbours.
    pub(crate) fn word(self) -> (Self, Self) {
        let end = self.text.find(is_blank).unwrap_or(self.text.len());
        (self.before(end), self.after(end).trim_start())
    }

    /// What stands before and behind the first `pattern`.
    pub(crate) fn split_once(self, pattern: &str) -> Option<(Self, Self)> {
        let at = self.text.find(pattern)?;
        Some((self.before(at), self.after(at + pattern.len())))
    }

    /// Where it stands.
    pub(crate) fn location(self, header: &HeaderPath) -> Location {
        Location::new(header, self.line, self.column, count(self.text.len()))
    }
}
