//! Lines that describe a parameter of a signature.
//!
//! For instance `@cmd == …`, `@va: …`, `@reqs is …`, `@va IN: …; => vaddr`.

use super::comment::ProseLine;
use super::note;
use super::output::Output;
use crate::c_text::Span;
use crate::model::annotations::Description;

/// A description whose last line may not have come in yet.
pub(super) struct Describing<'a> {
    /// The index of the signature that it belongs to.
    pub(super) signature: usize,
    /// Whether its lines start with a backtick.
    pub(super) backtick: bool,
    name: Span<'a>,
    /// What stands before the text.
    head: Span<'a>,
    /// Whether `==` precedes the text.
    equals: bool,
    lines: Vec<ProseLine<'a>>,
}

impl<'a> Describing<'a> {
    /// Starts with a line; `None` where that describes nothing.
    pub(super) fn new(line: Span<'a>, backtick: bool, signature: usize) -> Option<Self> {
        let line = line.trim();
        let (name, mut rest) = match line.strip_prefix("...") {
            Some(rest) if rest.trim_start().text.starts_with("==") => (line.before(3), rest),
            Some(_) => return None,
            None => line.strip_prefix("@")?.identifier()?,
        };
        if let Some((_, after)) = rest.strip_prefix("[").and_then(|bits| bits.split_once("]")) {
            rest = after;
        }
        let tail = rest.trim_start();
        let after_equals = tail.strip_prefix("==");
        let text = after_equals.or(tail.strip_prefix(":")).unwrap_or(tail);
        let mut describing = Self {
            signature,
            backtick,
            name,
            head: line.before(line.text.len() - rest.text.len()),
            equals: after_equals.is_some(),
            lines: Vec::new(),
        };
        describing.push(text);
        Some(describing)
    }

    /// Adds a continuation line.
    pub(super) fn push(&mut self, line: Span<'a>) {
        let span = line.trim();
        self.lines.push(ProseLine { indent: None, span });
    }

    /// Reads its text. What follows `==` is upstream's: a pattern or a type, and no grammar of
    /// ours.
    pub(super) fn finish(&self, output: &mut Output) -> Description {
        let note = if self.equals {
            note::text(&self.lines)
        } else {
            note::parameter(&self.lines, output)
        };
        Description {
            name: self.name.text.to_owned(),
            equals: self.equals,
            direction: note.direction,
            reference: note.reference,
            text: note.text.lines.join(" "),
            location: output.location(self.head),
        }
    }
}
