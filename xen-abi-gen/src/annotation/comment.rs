//! The lines of a comment without its frame: which are annotations, which are prose.

use crate::c_text::{Comment, Span, Style, is_blank};
use crate::model::annotations::Doc;
use crate::model::characters::{is_hidden, is_plain};

/// A line of a comment.
#[derive(Clone, Copy)]
pub(super) enum Line<'a> {
    /// An annotation: what follows the backtick and its blank, with its own indentation.
    Tick(Span<'a>),
    /// A tick alone: where upstream's tool puts back references.
    Slot,
    /// What follows `` `incontents``.
    Contents(Span<'a>),
    /// Anything else.
    Prose(ProseLine<'a>),
}

impl<'a> Line<'a> {
    /// The prose, if it is no annotation.
    pub(super) fn prose(&self) -> Option<ProseLine<'a>> {
        match self {
            Self::Prose(line) => Some(*line),
            Self::Tick(_) | Self::Slot | Self::Contents(_) => None,
        }
    }
}

/// A line of prose.
#[derive(Clone, Copy)]
pub(super) struct ProseLine<'a> {
    /// How far it is indented; `None` on the comment's first line, where the delimiter stands.
    pub(super) indent: Option<usize>,
    /// The text without blanks around it; empty for an empty line and for a line of the frame.
    pub(super) span: Span<'a>,
}

/// Phrases of licences, provenance and editor settings: never documentation.
const NOT_DOCUMENTATION: [&str; 7] = [
    "SPDX-License-Identifier",
    "Permission is hereby granted",
    "THE SOFTWARE IS PROVIDED",
    "Licensed under",
    "Copyright (c)",
    "Copyright (C)",
    "Local variables:",
];

impl<'a> Comment<'a> {
    /// The delimiter and the rest of its line, for messages about the comment.
    pub(super) fn head(&self) -> Span<'a> {
        let text = self.text.split('\n').next().unwrap_or_default();
        Span {
            text,
            line: self.line,
            column: self.column,
        }
        .trim_end()
    }

    /// Whether it ends on the line above one.
    pub(super) fn is_above(&self, line: u32) -> bool {
        self.end_line.saturating_add(1) == line
    }

    /// Whether it is a licence or the like.
    pub(super) fn is_boilerplate(&self) -> bool {
        NOT_DOCUMENTATION
            .iter()
            .any(|phrase| self.text.contains(phrase))
    }

    /// The first character of each line that no editor shows, and where it stands.
    pub(super) fn hidden(&self) -> Vec<(Span<'a>, char)> {
        if is_plain(self.text) {
            return Vec::new();
        }
        let hidden =
            |(_, letter): &(usize, char)| is_hidden(*letter) && !letter.is_ascii_whitespace();
        self.spans(self.text)
            .filter_map(|line| {
                let (at, letter) = line.text.char_indices().find(hidden)?;
                Some((line.after(at).before(letter.len_utf8()), letter))
            })
            .collect()
    }

    /// Lines that its text starts with, as they stand in the header.
    fn spans(&self, text: &'a str) -> impl Iterator<Item = Span<'a>> {
        let columns = std::iter::once(self.column).chain(std::iter::repeat(1));
        (self.line..)
            .zip(columns)
            .zip(text.split('\n'))
            .map(|((line, column), text)| Span { text, line, column })
    }

    /// Its lines.
    pub(super) fn lines(&self) -> Vec<Line<'a>> {
        let is_block = self.style == Style::Block;
        let text = match self.text.strip_suffix("*/") {
            Some(inner) if is_block && self.terminated && inner.len() >= 2 => inner,
            _ => self.text,
        };
        // Where the continuation lines carry no stars, one at a line's start is a bullet.
        let mut continued = text
            .split('\n')
            .skip(1)
            .map(|line| line.trim_start_matches(is_blank));
        let starred = continued.find(|line| !line.is_empty());
        let frame = Frame {
            style: self.style,
            starred: is_block && starred.is_some_and(|line| line.starts_with('*')),
            boxed: text.trim_start_matches('/').starts_with("***"),
        };
        self.spans(text)
            .enumerate()
            .map(|(index, line)| frame.line(line.trim_end(), index == 0))
            .collect()
    }
}

/// What surrounds the text of a comment's lines.
#[derive(Clone, Copy)]
struct Frame {
    style: Style,
    starred: bool,
    boxed: bool,
}

impl Frame {
    fn line(self, raw: Span<'_>, first: bool) -> Line<'_> {
        if raw.text.contains('`')
            && let Some((_, rest)) = raw.split_once("`incontents")
            && rest.text.starts_with(is_blank)
        {
            return Line::Contents(rest.trim());
        }
        match self.behind_backtick(raw, first) {
            Some(rest) if rest.text.is_empty() => Line::Slot,
            Some(rest) => Line::Tick(rest),
            None => Line::Prose(self.prose(raw, first)),
        }
    }

    /// The text behind the backtick of an annotation line. Upstream's rule: `/*` or `*` first on the
    /// line, blanks, one backtick, a blank.
    fn behind_backtick(self, raw: Span<'_>, first: bool) -> Option<Span<'_>> {
        let rest = match self.style {
            Style::Line => return None,
            Style::Block if first => raw.strip_prefix("/*")?,
            Style::Block => raw.trim_start().strip_prefix("*")?,
        };
        let rest = rest.trim_start().strip_prefix("`")?;
        if rest.text.is_empty() {
            Some(rest)
        } else {
            rest.strip_prefix(" ")
        }
    }

    fn prose(self, raw: Span<'_>, first: bool) -> ProseLine<'_> {
        let line = raw.trim_start();
        let inner = match self.style {
            Style::Line => without(line, &['/', '!']),
            Style::Block if first => without(line.strip_prefix("/*").unwrap_or(line), &['*', '!']),
            Style::Block if self.starred => line.strip_prefix("*").unwrap_or(raw),
            Style::Block => raw,
        };
        let mut span = inner.trim_start();
        let indent = inner.text.len() - span.text.len();
        if self.boxed {
            let bare = span.before(span.text.trim_end_matches('*').len());
            if bare.text.is_empty() || bare.text.ends_with(is_blank) {
                span = bare.trim_end();
            }
        }
        if is_rule(span.text) {
            span = span.before(0);
        }
        let indent = (!first || self.style == Style::Line).then_some(indent);
        ProseLine { indent, span }
    }
}

/// What follows the letters of a comment's delimiter.
fn without<'a>(line: Span<'a>, letters: &[char]) -> Span<'a> {
    line.after(line.text.len() - line.text.trim_start_matches(letters).len())
}

/// Whether a line is decoration: stars, or at least three of another character.
fn is_rule(text: &str) -> bool {
    match text.chars().next() {
        Some('*') => text.chars().all(|c| matches!(c, '*' | '/')),
        Some(first @ ('-' | '=' | '#' | '_' | '~')) => {
            text.len() >= 3 && text.chars().all(|c| c == first)
        }
        _ => false,
    }
}

impl ProseLine<'_> {
    /// Whether it has no text.
    pub(super) fn is_empty(&self) -> bool {
        self.span.text.is_empty()
    }

    /// Whether it starts with a blank.
    pub(super) fn is_indented(&self) -> bool {
        self.indent.is_some_and(|indent| indent > 0)
    }
}

/// Removes the indentation that all lines share.
///
/// The first line of a comment has no known indentation, and is left as it is.
pub(super) fn dedent(lines: &mut [ProseLine<'_>]) {
    let full = lines.iter().filter(|line| !line.is_empty());
    let shared = full.filter_map(|line| line.indent).min().unwrap_or(0);
    for line in lines {
        line.indent = Some(line.indent.unwrap_or(0).saturating_sub(shared));
    }
}

/// The lines from the first one with text on.
pub(super) fn skip_empty<'l, 'a>(lines: &'l [ProseLine<'a>]) -> &'l [ProseLine<'a>] {
    let empty = lines.iter().take_while(|line| line.is_empty()).count();
    &lines[empty..]
}

/// The prose as documentation.
pub(super) fn doc(lines: &[ProseLine<'_>]) -> Doc {
    let mut doc = Doc::default();
    for line in lines {
        push_line(&mut doc, line.indent.unwrap_or(0), line.span.text);
    }
    close(&mut doc);
    doc
}

/// Adds a line; empty ones at the start and repeated ones are left out.
pub(super) fn push_line(doc: &mut Doc, indent: usize, text: &str) {
    if !text.is_empty() {
        doc.lines.push(" ".repeat(indent) + text);
    } else if doc.lines.last().is_some_and(|last| !last.is_empty()) {
        doc.lines.push(String::new());
    }
}

/// Removes the empty line at the end.
pub(super) fn close(doc: &mut Doc) {
    doc.lines.pop_if(|last| last.is_empty());
}

/// Adds words to a text, behind a blank.
pub(super) fn push_words(text: &mut String, words: Span<'_>) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(words.text);
}
