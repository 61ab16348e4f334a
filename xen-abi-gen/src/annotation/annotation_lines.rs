//! Parses annotation lines.
//!
//! Keeps the open family and the incomplete prototype, and takes the prose around them.

use super::comment::{Line, ProseLine, dedent, doc, skip_empty};
use super::description::Describing;
use super::family;
use super::line_kind::LineKind;
use super::operation;
use super::output::Output;
use super::releases::releases;
use super::signature::Prototype;
use super::vocabulary::{guests, ops_line};
use crate::c_text::{Comment, Span, is_blank};
use crate::diagnostics::Diagnostic;
use crate::model::annotations::{AnnotatedFamily, ContentsEntry, Doc, FamilyKind, Signature};
use crate::model::hash::HashSet;

/// The state between two annotation lines.
#[derive(Default)]
pub(super) struct AnnotationLines<'a> {
    /// The family whose members are being collected.
    open: Option<usize>,
    /// A `struct s {` with a backtick, whose closing line must not close anything else.
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
        output: &'o mut Output,
    ) -> Option<&'o mut AnnotatedFamily> {
        output.annotations.families.get_mut(self.open?)
    }

    /// Takes a comment with annotations.
    ///
    /// `above` is the text of a comment that ends on the line above it.
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
        let prototype = self
            .prototype
            .take_if(|prototype| prototype.next_line > comment.end_line);
        self.end_prototype(output);
        self.prototype = prototype;
        self.end_description(output);
        self.give_prose(above, comment.is_boilerplate(), output);
    }

    /// At the end of the header.
    pub(super) fn finish(&mut self, output: &mut Output) {
        self.end_prototype(output);
        if let Some(family) = self.open_family(output) {
            let diagnostic = Diagnostic::warning(
                "unclosed-family",
                format!("`{}` is never closed", family.name),
            );
            let diagnostic = diagnostic.at(&family.location, "opened here").help(
                "write /* ` } */ below its last member; without it every constant up to the end \
                 of the header is a member",
            );
            output.push(diagnostic);
        }
    }

    fn tick(&mut self, text: Span<'a>, output: &mut Output) {
        let line = text.trim();
        let kind = LineKind::of(line);
        if let Some(prototype) = &mut self.prototype
            && prototype.next_line == line.line
            && !kind.ends_prototype(line)
        {
            prototype.push(text);
            self.complete(output);
            return;
        }
        self.end_prototype(output);
        if text.text.starts_with(is_blank) && self.go_on(line, true) {
            return;
        }
        self.end_description(output);
        match kind {
            LineKind::Opening(kind) => self.open(line, kind, output),
            LineKind::Closing => self.close(line, true, output),
            LineKind::Parameter => {
                self.describe(line, true, output);
            }
            LineKind::Guests(rest) => self.guests(line, rest, output),
            LineKind::Ops(rest) => self.ops(line, rest, output),
            LineKind::Releases(rest) => releases(line, rest, output),
            // Upstream's reader takes it for C; clang does not see it, so it says nothing here.
            LineKind::Typedef => {}
            LineKind::Record => self.record = true,
            LineKind::Trailing => output.error(
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
        if line.is_empty() {
            self.end_description(output);
        } else if self.go_on(line.span, false) {
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
        let prototype = self.prototype.take();
        if let Some(signature) = prototype.and_then(|prototype| prototype.parse(output)) {
            self.own(Owner::Signature(output.annotations.signatures.len()));
            output.annotations.signatures.push(signature);
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
        let sequence = number.text.parse().ok();
        let Some(sequence) = sequence.filter(|_| !title.text.is_empty()) else {
            output.warning(
                "malformed-contents",
                "this `incontents` line does not parse",
                text,
                "ignored, as upstream's reader does",
                "write a number, an anchor of one word, and a title",
            );
            return;
        };
        self.own(Owner::Contents(output.annotations.contents.len()));
        output.annotations.contents.push(ContentsEntry {
            sequence,
            anchor: anchor.text.to_owned(),
            title: title.text.to_owned(),
            text: Doc::default(),
            location: output.location(text),
        });
    }

    fn open(&mut self, line: Span<'a>, kind: FamilyKind, output: &mut Output) {
        let Some(family) = family::opening(line, kind, output) else {
            // Its closing line is not stray: the opening line was told already.
            self.record = line.text.contains('{');
            return;
        };
        let index = output.annotations.families.len();
        if family.end_line.is_none() {
            self.record = false;
            if let Some(other) = self.open_family(output) {
                other.end_line = Some(line.line);
                let (opened, name) = (&family.name, &other.name);
                let message = format!("`{opened}` is opened while `{name}` is still open");
                let opened = other.location.clone();
                output.push(
                    Diagnostic::warning("family-reopened", message)
                        .at(output.location(line), "this one takes over")
                        .related(opened, "opened here and not closed")
                        .help("write /* ` } */ below the last member of the first one"),
                );
            }
            self.open = Some(index);
        }
        output.annotations.families.push(family);
        self.own(Owner::Family(index));
    }

    /// A closing line.
    ///
    /// Upstream's reader also takes any line of code that starts with a brace.
    pub(super) fn close(&mut self, line: Span<'_>, backtick: bool, output: &mut Output) {
        if self.record && backtick {
            self.record = false;
        } else if let Some(family) = self.open_family(output) {
            family.end_line = Some(line.line);
            let message = format!("this brace of C closes the family `{}`", family.name);
            let opened = family.location.clone();
            if !backtick {
                output.push(
                    Diagnostic::warning("family-closed-by-code", message)
                        .at(
                            output.location(line),
                            "read as its end, as upstream's reader does",
                        )
                        .related(opened, "opened here")
                        .help("close the family with /* ` } */ before the declaration"),
                );
            }
            self.open = None;
        } else if backtick {
            output.warning(
                "stray-close",
                "this line closes no family",
                line,
                "nothing is open here",
                "remove it, or write the opening line above the first member",
            );
        }
    }

    /// The signature that the last annotation above belongs to.
    fn signature<'o>(&self, output: &'o mut Output) -> Option<&'o mut Signature> {
        match self.owners.last()? {
            (Owner::Signature(index), _) => output.annotations.signatures.get_mut(*index),
            _ => None,
        }
    }

    fn guests(&self, line: Span<'a>, rest: Span<'a>, output: &mut Output) {
        let kinds = guests(rest, output);
        match self.signature(output) {
            Some(signature) if signature.guests.is_none() => signature.guests = Some(kinds),
            Some(signature) => {
                let message = format!("the guests of `{}` are named twice", signature.name);
                let label = "the second line";
                output.error(
                    "repeated-guests",
                    message,
                    line,
                    label,
                    "join the two lines",
                );
            }
            None => output.error(
                "stray-annotation",
                "this `guests` line stands below no signature",
                line,
                "unexpected here",
                "put it into the comment of a signature, below it",
            ),
        }
    }

    fn ops(&self, line: Span<'a>, rest: Span<'a>, output: &mut Output) {
        const HELP: &str = "write `ops enum FAMILY in struct RECORD at PARAMETER`, once and below \
                            a signature; `at PARAMETER[]` where that is an array of such records, \
                            `at PARAMETER[0]` where it is one of buffers and the first is the \
                            record";
        let Some(ops) = ops_line(rest, output) else {
            output.error(
                "malformed-ops",
                "this `ops` line is not understood",
                line,
                "not understood",
                HELP,
            );
            return;
        };
        match self.signature(output) {
            Some(signature) if signature.ops.is_none() => signature.ops = Some(ops),
            _ => {
                output.error(
                    "stray-annotation",
                    "this `ops` line belongs to no signature",
                    line,
                    "unexpected here",
                    HELP,
                );
            }
        }
    }

    /// Adds the line to the description of a parameter, if it carries one on.
    fn go_on(&mut self, line: Span<'a>, backtick: bool) -> bool {
        let describing = self.describing.as_mut();
        let describing = describing.filter(|describing| describing.backtick == backtick);
        describing.map(|describing| describing.push(line)).is_some()
    }

    /// Takes the line as a parameter's description, if it is one and stands below a signature.
    fn describe(&mut self, line: Span<'a>, backtick: bool, output: &mut Output) -> bool {
        let Some((Owner::Signature(last), _)) = self.owners.last() else {
            return false;
        };
        let Some(describing) = Describing::new(line, backtick, *last) else {
            return false;
        };
        self.end_description(output);
        self.describing = Some(describing);
        true
    }

    fn end_description(&mut self, output: &mut Output) {
        if let Some(describing) = self.describing.take() {
            let description = describing.finish(output);
            let signature = &mut output.annotations.signatures[describing.signature];
            signature.descriptions.push(description);
        }
    }

    /// Hands the comment's prose to its owners, and descriptions to the signatures that share them.
    fn give_prose(&mut self, mut above: Option<Doc>, boilerplate: bool, output: &mut Output) {
        let mut owners = std::mem::take(&mut self.owners);
        let text = |lines: &[ProseLine<'_>]| {
            if boilerplate {
                Doc::default()
            } else {
                doc(lines)
            }
        };
        for (owner, lines) in &mut owners {
            dedent(lines);
            match *owner {
                Owner::Contents(index) => output.annotations.contents[index].text = text(lines),
                Owner::Signature(index) => {
                    let blocks = operation::blocks(lines, output);
                    let signature = &mut output.annotations.signatures[index];
                    signature.text = text(&blocks.prose);
                    signature.errors = blocks.said.errors;
                    signature.safety = blocks.said.safety;
                    signature.result = blocks.said.returns;
                    signature.guests = signature.guests.take().or(blocks.said.guests);
                }
                Owner::Family(index) => {
                    let family = &mut output.annotations.families[index];
                    family.text.lines.extend(text(lines).lines);
                    if family.text.lines.is_empty() {
                        family.text = above.take().unwrap_or_default();
                    }
                }
                Owner::Coming => {}
            }
        }
        share_descriptions(&owners, &mut output.annotations.signatures);
    }
}

/// Shares the descriptions below consecutive signatures.
///
/// Each signature takes the descriptions of its own parameters.
fn share_descriptions(owners: &[(Owner, Vec<ProseLine<'_>>)], signatures: &mut [Signature]) {
    for pair in owners.windows(2).rev() {
        if let [
            (Owner::Signature(upper), between),
            (Owner::Signature(lower), _),
        ] = pair
            && skip_empty(between).is_empty()
            && signatures[*upper].descriptions.is_empty()
        {
            // Each name once, so that a long row of signatures costs no more than its text.
            let params = &signatures[*upper].params;
            let names = params.iter().filter_map(|param| param.name.as_deref());
            let mut names: HashSet<&str> = names.collect();
            let descriptions = signatures[*lower].descriptions.iter();
            let shared = descriptions.filter(|line| names.remove(line.name.as_str()));
            signatures[*upper].descriptions = shared.cloned().collect();
        }
    }
}
