//! Lines that describe a parameter of a signature: `@cmd == …`, `@va: …`, `@reqs is …`, `@va IN: …;
//! => vaddr`.

use super::comment::ProseLine;
use super::note;
use super::report::Report;
use crate::c_text::Span;
use crate::model::annotations::Description;

/// A description whose last line may not have come in yet.
pub(super) struct Describing<'a> {
    /// Which signature it is of.
    pub(super) signature: usize,
    /// Whether its lines are ticked.
    pub(super) ticked: bool,
    description: Description,
    lines: Vec<ProseLine<'a>>,
}

impl<'a> Describing<'a> {
    /// Starts with a line; `None` where that describes nothing.
    pub(super) fn new(
        line: Span<'a>,
        ticked: bool,
        signature: usize,
        report: &Report,
    ) -> Option<Self> {
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
        let (equals, text) = match (tail.strip_prefix("=="), tail.strip_prefix(":")) {
            (Some(text), _) => (true, text),
            (_, Some(text)) => (false, text),
            _ => (false, tail),
        };
        let location = report.location(line.before(line.text.len() - rest.text.len()));
        let name = name.text.to_owned();
        let description = Description {
            name,
            equals,
            direction: None,
            reference: None,
            text: String::new(),
            location,
        };
        let mut describing = Self {
            signature,
            ticked,
            description,
            lines: Vec::new(),
        };
        describing.push(text);
        Some(describing)
    }

    /// Adds a continuation line.
    pub(super) fn push(&mut self, line: Span<'a>) {
        self.lines.push(ProseLine {
            indent: None,
            span: line.trim(),
        });
    }

    /// Reads its text. What follows `==` is upstream's: a pattern or a type, and no grammar of
    /// ours.
    pub(super) fn finish(self, report: &mut Report) -> Description {
        let Self {
            mut description,
            lines,
            ..
        } = self;
        if description.equals {
            let texts = lines
                .iter()
                .map(|line| line.span.text)
                .filter(|text| !text.is_empty());
            description.text = texts.collect::<Vec<_>>().join(" ");
        } else {
            let note = note::parameter(&lines, report);
            description.direction = note.direction;
            description.reference = note.reference;
            description.text = note.text.lines.join(" ");
        }
        description
    }
}
