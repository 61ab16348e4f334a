//! The lines of a comment without its frame: which are annotations, which are prose.

use crate::c_text::{Comment, Span, Style, is_blank};
use crate::model::annotations::Doc;
use crate::model::characters::is_hidden;

/// A line of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// An annotation: what follows the tick and its blank, with its own indentation.
    Tick(Span<'a>),
    /// A tick alone: where upstream's tool puts back references.
    Slot,
    /// What follows `` `incontents``.
    Contents(Span<'a>),
    /// Anything else.
    Prose(ProseLine<'a>),
}

/// A line of prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProseLine<'a> {
    /// How far it is indented; `None` on the comment's first line, where the delimiter stands.
    pub(super) indent: Option<usize>,
    /// The text without blanks around it; empty for an empty line and for a line of the frame.
    pub(super) span: Span<'a>,
}

/// Phrases that mark a licence, a header's provenance, or an editor's settings: never
/// documentation.
const NOT_DOCUMENTATION: [&str; 7] = [
    "SPDX-License-Identifier",
    "Permission is hereby granted",
    "THE SOFTWARE IS PROVIDED",
    "Licensed under",
    "Copyright (c)",
    "Copyright (C)",
    "Local variables:",
];

/// The length of the shortest of them.
const SHORTEST: usize = 13;

impl<'a> Comment<'a> {
    /// The delimiter and what follows it on its line: the place that messages about the comment
    /// point at.
    pub(super) fn head(&self) -> Span<'a> {
        let first = self.text.split('\n').next().unwrap_or_default();
        Span {
            text: first,
            line: self.line,
            column: self.column,
        }
        .trim_end()
    }

    /// Whether it is a licence or the like.
    pub(super) fn is_boilerplate(&self) -> bool {
        // Most comments are shorter than any of them.
        self.text.len() >= SHORTEST
            && NOT_DOCUMENTATION
                .iter()
                .any(|phrase| self.text.contains(phrase))
    }

    /// The first character of each line that no editor shows, and where it stands.
    pub(super) fn hidden(&self) -> Vec<(Span<'a>, char)> {
        let plain = |byte| matches!(byte, b' '..=b'~' | b'\t'..=b'\r');
        if self.text.bytes().all(plain) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut column = self.column;
        for (line, text) in (self.line..).zip(self.text.split('\n')) {
            let hidden = |letter: char| is_hidden(letter) && !letter.is_ascii_whitespace();
            if let Some((at, letter)) = text.char_indices().find(|(_, letter)| hidden(*letter)) {
                let span = Span { text, line, column }.after(at);
                found.push((span.before(letter.len_utf8()), letter));
            }
            column = 1;
        }
        found
    }

    /// Its lines.
    pub(super) fn lines(&self) -> Vec<Line<'a>> {
        let text = match self.style {
            Style::Block if self.terminated => self
                .text
                .strip_suffix("*/")
                .filter(|t| t.len() >= 2)
                .unwrap_or(self.text),
            _ => self.text,
        };
        // Where the continuation lines carry no stars, one at a line's start is a bullet.
        let starred = text
            .split('\n')
            .skip(1)
            .map(|line| line.trim_start_matches(is_blank))
            .find(|line| !line.is_empty());
        let starred =
            self.style == Style::Block && starred.is_some_and(|line| line.starts_with('*'));
        let boxed = text
            .split('\n')
            .next()
            .is_some_and(|line| line.trim_start_matches('/').starts_with("***"));
        let frame = Frame {
            style: self.style,
            starred,
            boxed,
        };
        let mut line = self.line;
        let mut lines = Vec::with_capacity(self.end_line.saturating_sub(self.line) as usize + 1);
        for (index, text) in text.split('\n').enumerate() {
            let column = if index == 0 { self.column } else { 1 };
            lines.push(frame.line(Span { text, line, column }.trim_end(), index == 0));
            line = line.saturating_add(1);
        }
        lines
    }
}

/// How a comment's lines are dressed.
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
        match self.tick(raw, first) {
            Some(rest) if rest.text.is_empty() => Line::Slot,
            Some(rest) => Line::Tick(rest),
            None => Line::Prose(self.prose(raw, first)),
        }
    }

    /// What follows the tick of an annotation line. Upstream's rule: `/*` or `*` first on the line,
    /// blanks, one tick, a blank.
    fn tick(self, raw: Span<'_>, first: bool) -> Option<Span<'_>> {
        if self.style == Style::Line {
            return None;
        }
        let rest = if first {
            raw.strip_prefix("/*")?
        } else {
            raw.trim_start().strip_prefix("*")?
        };
        let rest = rest.trim_start().strip_prefix("`")?;
        if rest.trim().text.is_empty() {
            Some(rest.trim())
        } else {
            rest.strip_prefix(" ")
        }
    }

    fn prose(self, raw: Span<'_>, first: bool) -> ProseLine<'_> {
        let line = raw.trim_start();
        let inner = match self.style {
            Style::Line => {
                line.after(line.text.len() - line.text.trim_start_matches(['/', '!']).len())
            }
            Style::Block if first => {
                let line = line.strip_prefix("/*").unwrap_or(line);
                line.after(line.text.len() - line.text.trim_start_matches(['*', '!']).len())
            }
            Style::Block if self.starred => line.strip_prefix("*").unwrap_or(raw),
            Style::Block => raw,
        };
        let text = inner.trim_start();
        let indent =
            (!first || self.style == Style::Line).then(|| inner.text.len() - text.text.len());
        let mut span = text;
        if self.boxed {
            let bare = span.before(span.text.trim_end_matches('*').len());
            if bare.text.ends_with(is_blank) || bare.text.is_empty() {
                span = bare.trim_end();
            }
        }
        if is_rule(span.text) {
            span = span.before(0);
        }
        ProseLine { indent, span }
    }
}

/// Whether a line is only decoration: stars, or at least three of another character that rules are
/// drawn with.
fn is_rule(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    match first {
        '*' => text.chars().all(|c| c == '*' || c == '/'),
        '-' | '=' | '#' | '_' | '~' => text.len() >= 3 && text.chars().all(|c| c == first),
        _ => false,
    }
}

/// Removes the indentation that all lines share; the first line of a comment, whose own is unknown,
/// gets none.
pub(super) fn dedent(lines: &mut [ProseLine<'_>]) {
    let shared = lines
        .iter()
        .filter(|line| !line.span.text.is_empty())
        .filter_map(|line| line.indent)
        .min()
        .unwrap_or(0);
    for line in lines {
        line.indent = Some(
            line.indent
                .map_or(0, |indent| indent.saturating_sub(shared)),
        );
    }
}

/// Whether there is any text.
pub(super) fn is_empty(lines: &[ProseLine<'_>]) -> bool {
    lines.iter().all(|line| line.span.text.is_empty())
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
    if doc.lines.last().is_some_and(String::is_empty) {
        doc.lines.pop();
    }
}
