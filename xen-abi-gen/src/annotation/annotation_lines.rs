//! Walks the annotation lines: keeps the open family and the prototype that is not complete yet,
//! and owns the prose around them.

use super::comment::{Line, ProseLine, dedent, doc};
use super::description::Describing;
use super::family;
use super::line_kind::LineKind;
use super::operation;
use super::report::Output;
use super::signature::Prototype;
use super::vocabulary::{guests, ops_line};
use crate::c_text::{Comment, Span, is_blank};
use crate::diagnostics::Severity;
use crate::model::annotations::{ContentsEntry, Doc, Family, FamilyKind, HeaderAnnotations};
use crate::model::hash::HashSet;

/// The state between two annotation lines.
#[derive(Default)]
pub(super) struct AnnotationLines<'a> {
    /// The family whose members are being collected.
    open: Option<usize>,
    /// A ticked `struct s {`, whose closing line must not close anything else.
    record: bool,
    prototype: Option<Prototype<'a>>,
    /// The comment's annotations so far, each with the prose that follows it.
    owners: Vec<(Owner, Vec<ProseLine<'a>>)>,
    /// The description of a parameter that may go on.
    describing: Option<Describing<'a>>,
}

/// What prose in a comment with annotations is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Contents(usize),
    Family(usize),
    Signature(usize),
    /// Nothing yet.
    Coming,
}

impl<'a> AnnotationLines<'a> {
    /// Whether a family is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The open family.
    pub(super) fn open_family<'o>(
        &self,
        annotations: &'o mut HeaderAnnotations,
    ) -> Option<&'o mut Family> {
        annotations.families.get_mut(self.open?)
    }

    /// Takes a comment with annotations; `above` is the text of a comment that ends on the line
    /// above it.
    pub(super) fn comment(
        &mut self,
        comment: &Comment<'a>,
        lines: Vec<Line<'a>>,
        above: Option<Doc>,
        output: &mut Output,
    ) {
        self.owners = vec![(Owner::Coming, Vec::new())];
        for line in lines {
            match line {
                Line::Tick(text) => self.tick(text, output),
                Line::Contents(text) => self.contents(text, output),
                Line::Slot => {
                    self.end_prototype(output);
                    self.end_description(output);
                }
                Line::Prose(line) => self.prose(line, output),
            }
        }
        // A prototype may go on in the comment on the next line; upstream's reader does not see
        // comments at all.
        if let Some(prototype) = self
            .prototype
            .take_if(|prototype| prototype.next_line() <= comment.end_line)
        {
            self.prototype = Some(prototype);
            self.end_prototype(output);
        }
        self.end_description(output);
        self.give_prose(above, comment.is_boilerplate(), output);
    }

    /// At the end of the header.
    pub(super) fn finish(&mut self, output: &mut Output) {
        self.end_prototype(output);
        if let Some(family) = self
            .open
            .take()
            .and_then(|index| output.annotations.families.get(index))
        {
            let span = Span {
                text: family.name.as_str(),
                line: family.location.line,
                column: family.location.column,
            };
            output.report.warning(
                "unclosed-family",
                format!("`{}` is never closed", family.name),
                span,
                "opened here",
                "write /* ` } */ below its last member; without it every constant up to the end \
                 of the header is a member",
            );
        }
    }

    fn tick(&mut self, text: Span<'a>, output: &mut Output) {
        let line = text.trim();
        let kind = LineKind::of(line);
        if let Some(prototype) = self.prototype.as_mut()
            && prototype.next_line() == line.line
            && !kind.ends_prototype(line)
        {
            prototype.push(text);
            self.complete(output);
            return;
        }
        self.end_prototype(output);
        if let Some(describing) = self.describing.as_mut()
            && describing.ticked
            && text.text.starts_with(is_blank)
        {
            describing.push(line);
            return;
        }
        self.end_description(output);
        match kind {
            LineKind::Opening(kind) => self.open(line, kind, output),
            LineKind::Closing => self.close(line, true, output),
            LineKind::Parameter => {
                self.describe(line, true, output);
            }
            LineKind::Guests => self.guests(line, output),
            LineKind::Ops(rest) => self.ops(line, rest, output),
            // Upstream's reader takes it for C; clang does not see it, so it says nothing here.
            LineKind::Typedef => {}
            LineKind::Record => self.record = true,
            LineKind::Trailing => output.report.error(
                "stray-annotation",
                "this annotation trails no line",
                line,
                "unexpected on a line of its own",
                "put it in a comment behind the `#define` or the typedef that it is about",
            ),
            LineKind::Other => {
                self.prototype = Some(Prototype::new(text));
                self.complete(output);
            }
        }
    }

    fn prose(&mut self, line: ProseLine<'a>, output: &mut Output) {
        self.end_prototype(output);
        if self.describe(line.span, false, output) {
            return;
        }
        if line.span.text.is_empty() {
            self.end_description(output);
        } else if let Some(describing) = self
            .describing
            .as_mut()
            .filter(|describing| !describing.ticked)
        {
            describing.push(line.span);
            return;
        }
        if let Some((_, lines)) = self.owners.last_mut() {
            lines.push(line);
        }
    }

    /// Ends the prototype if its parenthesis is closed.
    fn complete(&mut self, output: &mut Output) {
        if self.prototype.as_ref().is_some_and(Prototype::is_complete) {
            self.end_prototype(output);
        }
    }

    fn end_prototype(&mut self, output: &mut Output) {
        let Some(prototype) = self.prototype.take() else {
            return;
        };
        if !prototype.is_open() {
            prototype.report_stray(&mut output.report);
        } else if let Some(signature) = prototype.parse(&mut output.report) {
            output.annotations.signatures.push(signature);
            self.own(Owner::Signature(output.annotations.signatures.len() - 1));
        }
    }

    /// From here on, prose is about `owner`; what came before the first one is too.
    fn own(&mut self, owner: Owner) {
        match self.owners.last_mut() {
            Some((last, _)) if *last == Owner::Coming => *last = owner,
            _ => self.owners.push((owner, Vec::new())),
        }
    }

    fn contents(&mut self, text: Span<'a>, output: &mut Output) {
        self.end_prototype(output);
        self.end_description(output);
        let (number, rest) = text.word();
        let (anchor, title) = rest.word();
        let sequence = number.text.parse().ok().filter(|_| !title.text.is_empty());
        let Some(sequence) = sequence else {
            output.report.warning(
                "malformed-contents",
                "this `incontents` line does not parse",
                text,
                "ignored, as upstream's reader does",
                "write a number, an anchor of one word, and a title",
            );
            return;
        };
        let (anchor, title) = (anchor.text.to_owned(), title.text.to_owned());
        output.annotations.contents.push(ContentsEntry {
            sequence,
            anchor,
            title,
            text: Doc::default(),
            location: output.report.location(text),
        });
        self.own(Owner::Contents(output.annotations.contents.len() - 1));
    }

    fn open(&mut self, line: Span<'a>, kind: FamilyKind, output: &mut Output) {
        let Some(opening) = family::opening(line, kind, &mut output.report) else {
            // Its closing line is not stray: the opening line was told already.
            self.record = line.text.contains('{');
            return;
        };
        let index = output.annotations.families.len();
        if opening.opens {
            self.record = false;
            if let Some(other) = self
                .open
                .replace(index)
                .and_then(|other| output.annotations.families.get_mut(other))
            {
                other.end_line = Some(line.line);
                output.report.related(
                    (Severity::Warning, "family-reopened"),
                    format!(
                        "`{}` is opened while `{}` is still open",
                        opening.family.name, other.name
                    ),
                    (line, "this one takes over"),
                    (other.location.clone(), "opened here and not closed"),
                    "write /* ` } */ below the last member of the first one",
                );
            }
        }
        output.annotations.families.push(opening.family);
        self.own(Owner::Family(index));
    }

    /// A closing line, annotated or, as for upstream's reader, any line of code that starts with a
    /// brace.
    pub(super) fn close(&mut self, line: Span<'_>, ticked: bool, output: &mut Output) {
        if self.record && ticked {
            self.record = false;
        } else if let Some(family) = self
            .open
            .take()
            .and_then(|index| output.annotations.families.get_mut(index))
        {
            family.end_line = Some(line.line);
            if !ticked {
                output.report.related(
                    (Severity::Warning, "family-closed-by-code"),
                    format!("this brace of C closes the family `{}`", family.name),
                    (line, "read as its end, as upstream's reader does"),
                    (family.location.clone(), "opened here"),
                    "close the family with /* ` } */ before the declaration",
                );
            }
        } else if ticked {
            output.report.warning(
                "stray-close",
                "this line closes no family",
                line,
                "nothing is open here",
                "remove it, or write the opening line above the first member",
            );
        }
    }

    fn guests(&mut self, line: Span<'a>, output: &mut Output) {
        let rest = line.identifier().map_or(line, |(_, rest)| rest.trim());
        let kinds = guests(rest, &mut output.report);
        let signature = match self.owners.last() {
            Some((Owner::Signature(index), _)) => output.annotations.signatures.get_mut(*index),
            _ => None,
        };
        match signature {
            Some(signature) if signature.guests.is_none() => signature.guests = Some(kinds),
            Some(signature) => output.report.error(
                "repeated-guests",
                format!("the guests of `{}` are named twice", signature.name),
                line,
                "the second line",
                "join the two lines",
            ),
            None => output.report.error(
                "stray-annotation",
                "this `guests` line stands below no signature",
                line,
                "unexpected here",
                "put it into the comment of a signature, below it",
            ),
        }
    }

    fn ops(&mut self, line: Span<'a>, rest: Span<'a>, output: &mut Output) {
        const HELP: &str = "write `ops enum FAMILY in struct RECORD at PARAMETER`, once and below \
                            a signature; `at PARAMETER[]` where that is an array of such records, \
                            `at PARAMETER[0]` where it is one of buffers and the first is the \
                            record";
        let Some(ops) = ops_line(rest, &output.report) else {
            output.report.error(
                "malformed-ops",
                "this `ops` line is not understood",
                line,
                "not understood",
                HELP,
            );
            return;
        };
        let signature = match self.owners.last() {
            Some((Owner::Signature(index), _)) => output.annotations.signatures.get_mut(*index),
            _ => None,
        };
        match signature.filter(|signature| signature.ops.is_none()) {
            Some(signature) => signature.ops = Some(ops),
            None => output.report.error(
                "stray-annotation",
                "this `ops` line belongs to no signature",
                line,
                "unexpected here",
                HELP,
            ),
        }
    }

    /// Takes the line as a parameter's description, if it is one and stands below a signature.
    fn describe(&mut self, line: Span<'a>, ticked: bool, output: &mut Output) -> bool {
        let Some((Owner::Signature(last), _)) = self.owners.last() else {
            return false;
        };
        let Some(describing) = Describing::new(line, ticked, *last, &output.report) else {
            return false;
        };
        self.end_description(output);
        self.describing = Some(describing);
        true
    }

    fn end_description(&mut self, output: &mut Output) {
        let Some(describing) = self.describing.take() else {
            return;
        };
        if let Some(signature) = output.annotations.signatures.get_mut(describing.signature) {
            signature
                .descriptions
                .push(describing.finish(&mut output.report));
        }
    }

    /// Hands the comment's prose to its owners, and descriptions to the signatures that share them.
    fn give_prose(&mut self, above: Option<Doc>, boilerplate: bool, output: &mut Output) {
        let owners = std::mem::take(&mut self.owners);
        let mut above = above;
        for (owner, mut lines) in owners.iter().cloned() {
            dedent(&mut lines);
            let mut text = if boilerplate {
                Doc::default()
            } else {
                doc(&lines)
            };
            match owner {
                Owner::Contents(index) => output.annotations.contents[index].text = text,
                Owner::Signature(index) => {
                    let signature = &mut output.annotations.signatures[index];
                    let blocks = operation::blocks(&lines, &mut output.report);
                    signature.text = if boilerplate {
                        Doc::default()
                    } else {
                        blocks.text()
                    };
                    signature.errors = blocks.errors;
                    signature.safety = blocks.safety;
                    signature.result = blocks.returns;
                    signature.guests = signature.guests.take().or(blocks.guests);
                }
                Owner::Family(index) => {
                    let family = &mut output.annotations.families[index];
                    if !family.text.lines.is_empty() {
                        text.lines.splice(0..0, family.text.lines.drain(..));
                    }
                    if text.lines.is_empty() {
                        text = above.take().unwrap_or_default();
                    }
                    family.text = text;
                }
                Owner::Coming => {}
            }
        }
        share_descriptions(&owners, &mut output.annotations);
    }
}

/// Signatures that stand together share the descriptions below the last of them: each of the others
/// takes those of its own parameters.
fn share_descriptions(owners: &[(Owner, Vec<ProseLine<'_>>)], annotations: &mut HeaderAnnotations) {
    for pair in owners.windows(2).rev() {
        let [
            (Owner::Signature(first), between),
            (Owner::Signature(second), _),
        ] = pair
        else {
            continue;
        };
        let (Some(upper), Some(lower)) = (
            annotations.signatures.get(*first),
            annotations.signatures.get(*second),
        ) else {
            continue;
        };
        if !upper.descriptions.is_empty() || between.iter().any(|line| !line.span.text.is_empty()) {
            continue;
        }
        // Each name once, so that a long row of signatures costs no more than its text.
        let mut names: HashSet<&str> = upper
            .params
            .iter()
            .filter_map(|param| param.name.as_deref())
            .collect();
        let shared: Vec<_> = lower
            .descriptions
            .iter()
            .filter(|line| names.remove(line.name.as_str()))
            .cloned()
            .collect();
        annotations.signatures[*first].descriptions = shared;
    }
}
