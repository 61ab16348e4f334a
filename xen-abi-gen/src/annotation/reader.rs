//! Walks a header's parts in order and ties every comment to what it is about.

use super::annotation_lines::AnnotationLines;
use super::arguments;
use super::attribute::{Attribute, Beside, attribute};
use super::comment::{Line, ProseLine, dedent, doc, is_empty};
use super::family;
use super::note;
use super::operation;
use super::report::{Output, Report};
use crate::c_text::{Comment, DirectiveLine, Part, Span};
use crate::diagnostics::{Diagnostics, Severity};
use crate::model::annotations::{Doc, HeaderAnnotations, Note};
use crate::model::location::HeaderPath;

/// The state between two parts of a header.
pub(super) struct Reader<'a> {
    output: Output,
    annotation_lines: AnnotationLines<'a>,
    /// A comment on lines of its own, until it is known what stands below.
    pending: Option<Pending<'a>>,
    /// Comments behind code, until it is known that none carries them on.
    trailing: Option<Trailing<'a>>,
    /// The last preprocessor line.
    directive: Option<DirectiveLine<'a>>,
    /// Whether anything but comments was met.
    any_code: bool,
}

struct Pending<'a> {
    comment: Comment<'a>,
    lines: Vec<ProseLine<'a>>,
}

struct Trailing<'a> {
    /// The line that it documents.
    key: u32,
    /// The constant, where that is a `#define`.
    name: Option<Span<'a>>,
    declaration: bool,
    first: Comment<'a>,
    end_line: u32,
    lines: Vec<ProseLine<'a>>,
}

/// What stands directly below a comment.
#[derive(Clone, Copy)]
enum Below<'b, 'a> {
    Define(&'b DirectiveLine<'a>),
    Code(Span<'a>),
    Nothing,
}

impl<'a> Reader<'a> {
    /// At the start of a header.
    pub(super) fn new(header: &HeaderPath) -> Self {
        let annotations = HeaderAnnotations {
            header: header.clone(),
            contents: Vec::new(),
            families: Vec::new(),
            signatures: Vec::new(),
            argument_blocks: Vec::new(),
            op_targets: Vec::new(),
            distinct: std::collections::BTreeMap::new(),
            op_docs: Vec::new(),
            error_names: Vec::new(),
            sections: std::collections::BTreeMap::new(),
            notes: std::collections::BTreeMap::new(),
            prose: crate::model::prose::Prose::default(),
        };
        let report = Report::new(header);
        Self {
            output: Output {
                annotations,
                report,
            },
            annotation_lines: AnnotationLines::default(),
            pending: None,
            trailing: None,
            directive: None,
            any_code: false,
        }
    }

    /// Takes the next part; of a comment, its lines too.
    pub(super) fn part(&mut self, part: &Part<'a>, lines: Vec<Line<'a>>) {
        match part {
            Part::Comment(comment) => {
                self.hidden(comment);
                self.comment(comment, lines);
            }
            Part::Directive(directive) => self.directive(directive),
            Part::Code(span) => self.code(*span),
        }
    }

    /// Says which characters of a comment no editor shows: the first of each line.
    fn hidden(&mut self, comment: &Comment<'_>) {
        for (span, letter) in comment.hidden() {
            let number = u32::from(letter);
            let message =
                format!("the comment holds the character U+{number:04X}, which no editor shows");
            let shown = letter.escape_unicode();
            let help = format!("delete it; in what is emitted it reads `{shown}`");
            let report = &mut self.output.report;
            report.warning("hidden-character", message, span, "it stands here", &help);
        }
    }

    /// What was found, at the end of the header.
    pub(super) fn finish(mut self) -> (HeaderAnnotations, Diagnostics) {
        self.resolve(Below::Nothing);
        self.flush();
        self.annotation_lines.finish(&mut self.output);
        let Output {
            mut annotations,
            mut report,
        } = self.output;
        annotations.error_names = std::mem::take(&mut report.error_names);
        (annotations, report.finish())
    }

    fn code(&mut self, span: Span<'a>) {
        self.flush();
        self.resolve(Below::Code(span));
        self.any_code = true;
        if span.text.starts_with('}') {
            self.annotation_lines.close(span, false, &mut self.output);
        } else if let Some(open) = self
            .annotation_lines
            .open_family(&mut self.output.annotations)
            && let Some(member) = family::x_macro(span, &self.output.report)
            && open.kind == crate::model::annotations::FamilyKind::Enum
        {
            open.members.push(member);
        }
    }

    fn directive(&mut self, directive: &DirectiveLine<'a>) {
        self.flush();
        self.resolve(if directive.name.is_some() {
            Below::Define(directive)
        } else {
            Below::Nothing
        });
        self.any_code = true;
        if let (Some(name), Some(member)) = (
            directive.name,
            family::define(directive, &self.output.report),
        ) && let Some(open) = self
            .annotation_lines
            .open_family(&mut self.output.annotations)
        {
            match &open.prefix {
                Some(prefix) if !member.name.starts_with(prefix.as_str()) => {
                    let message = format!(
                        "`{}` stands in `{}`, whose members start with `{prefix}`",
                        name.text, open.name
                    );
                    self.output.report.related(
                        (Severity::Warning, "foreign-member"),
                        message,
                        (name, "not a member"),
                        (open.location.clone(), "the family is opened here"),
                        "rename the constant, or move it out of the family; upstream's reader \
                         leaves it out too",
                    );
                }
                _ => open.members.push(member),
            }
        }
        self.directive = Some(directive.clone());
    }

    fn comment(&mut self, comment: &Comment<'a>, lines: Vec<Line<'a>>) {
        if !comment.terminated {
            self.output.report.error(
                "unclosed-comment",
                "this comment is never closed",
                comment.head(),
                "it starts here",
                "close it with `*/`; everything below it is read as comment",
            );
        }
        let ticked = lines.iter().any(|line| !matches!(line, Line::Prose(_)));
        if !comment.own_line {
            self.flush();
            self.trail(comment, lines);
            return;
        }
        let carries_on = |trailing: &Trailing<'_>| {
            trailing.first.column == comment.column
                && trailing.end_line.saturating_add(1) == comment.line
                && !ticked
        };
        if let Some(trailing) = self
            .trailing
            .as_mut()
            .filter(|trailing| carries_on(trailing))
        {
            trailing.end_line = comment.end_line;
            trailing.lines.extend(prose(lines));
            return;
        }
        self.flush();
        if ticked {
            let above = self
                .pending
                .take_if(|pending| pending.comment.end_line.saturating_add(1) == comment.line);
            self.resolve(Below::Nothing);
            let above = above.and_then(|pending| self.family_doc(pending));
            self.annotation_lines
                .comment(comment, lines, above, &mut self.output);
        } else {
            self.resolve(Below::Nothing);
            self.pending = Some(Pending {
                comment: *comment,
                lines: prose(lines),
            });
        }
    }

    /// The text of a comment directly above an opening line: it documents the family, unless it is
    /// about something else.
    fn family_doc(&mut self, pending: Pending<'a>) -> Option<Doc> {
        let mut lines = pending.lines.clone();
        dedent(&mut lines);
        let about_family = !pending.comment.is_boilerplate()
            && self.any_code
            && note::section(&lines).is_none()
            && arguments::block(&lines).is_none()
            && note::named(&lines).is_none();
        self.pending = Some(pending);
        self.resolve(Below::Nothing);
        about_family.then(|| doc(&lines))
    }

    /// A comment behind code or a preprocessor line.
    fn trail(&mut self, comment: &Comment<'a>, lines: Vec<Line<'a>>) {
        let on = self
            .directive
            .as_ref()
            .filter(|directive| (directive.line..=directive.end_line).contains(&comment.line));
        let key = on.map_or(comment.line, |directive| directive.line);
        let name = on.and_then(|directive| directive.name);
        let constant = on
            .filter(|directive| !directive.function_like && !directive.value.is_empty())
            .and(name);
        let beside = if on.is_some() {
            Beside::Define(constant)
        } else {
            Beside::Code
        };
        let declaration = on.is_none() || name.is_some();
        for line in &lines {
            if let Line::Tick(text) = line {
                match attribute(*text, beside, &mut self.output.report) {
                    Some(Attribute::Target(target)) => {
                        self.output.annotations.op_targets.push(target);
                    }
                    Some(Attribute::Distinct(distinct)) => {
                        self.output.annotations.distinct.insert(key, distinct);
                    }
                    None => {}
                }
            }
        }
        self.trailing = Some(Trailing {
            key,
            name,
            declaration,
            first: *comment,
            end_line: comment.end_line,
            lines: prose(lines),
        });
    }

    /// Turns the comments behind a line into its note.
    fn flush(&mut self) {
        let Some(mut trailing) = self.trailing.take() else {
            return;
        };
        if !trailing.declaration || is_empty(&trailing.lines) {
            return;
        }
        dedent(&mut trailing.lines);
        let note = self.note(&trailing.lines, trailing.name, &trailing.first);
        self.add(trailing.key, note);
    }

    fn note(
        &mut self,
        lines: &[ProseLine<'a>],
        name: Option<Span<'a>>,
        comment: &Comment<'a>,
    ) -> Note {
        let mut note = match name {
            Some(name) => Note {
                text: doc(&note::without_name(lines, name.text)),
                ..Note::default()
            },
            None => note::note(lines, &mut self.output.report),
        };
        note.location = Some(self.output.report.location(comment.head()));
        note
    }

    fn add(&mut self, line: u32, later: Note) {
        if note::says_something(&later) {
            let note = match self.output.annotations.notes.remove(&line) {
                Some(earlier) => note::merge(earlier, later),
                None => later,
            };
            self.output.annotations.notes.insert(line, note);
        }
    }

    /// Decides what the last comment on lines of its own is about, now that what stands below it is
    /// known.
    fn resolve(&mut self, below: Below<'_, 'a>) {
        let Some(Pending { comment, mut lines }) = self.pending.take() else {
            return;
        };
        dedent(&mut lines);
        let touches =
            |line: u32| line == comment.end_line || line == comment.end_line.saturating_add(1);
        let below = match below {
            Below::Define(directive) if touches(directive.line) => below,
            Below::Code(span) if touches(span.line) && !span.text.starts_with('}') => below,
            _ => Below::Nothing,
        };
        let guard = matches!(below, Below::Define(directive) if directive.value.is_empty());
        if comment.is_boilerplate() || (!self.any_code && guard) || is_empty(&lines) {
            return;
        }
        if let Some(direction) = note::section(&lines) {
            self.output
                .annotations
                .sections
                .insert(comment.line, direction);
            return;
        }
        if let Some(block) = arguments::block(&lines) {
            self.arguments(&comment, &block, below);
            return;
        }
        match below {
            Below::Define(directive) => self.above_define(&comment, &lines, directive),
            Below::Code(span) => self.above_code(&comment, &lines, Some(span.line)),
            Below::Nothing => self.above_code(&comment, &lines, None),
        }
    }

    /// A comment above a declaration or above nothing: about the ops that it starts with, where it
    /// does.
    fn above_code(&mut self, comment: &Comment<'a>, lines: &[ProseLine<'a>], line: Option<u32>) {
        let mut selectors = Vec::new();
        let mut prose = lines.to_vec();
        if let Some((names, rest)) = note::named(lines) {
            let blocks = operation::blocks(&rest, &mut self.output.report);
            for name in &names {
                self.output
                    .annotations
                    .op_docs
                    .push(blocks.op_doc(*name, &self.output.report));
                selectors.push(name.text.to_owned());
            }
            prose = blocks.prose;
        }
        if let Some(line) = line {
            let mut note = self.note(&prose, None, comment);
            if !selectors.is_empty() {
                note.selectors = selectors;
            }
            self.add(line, note);
        }
    }

    /// A comment directly above a `#define`: documents an op too, where that is a member of a
    /// family, or the comment names it or has an op's blocks.
    fn above_define(
        &mut self,
        comment: &Comment<'a>,
        lines: &[ProseLine<'a>],
        directive: &DirectiveLine<'a>,
    ) {
        let Some(name) = directive.name else { return };
        let others = note::named(lines)
            .filter(|(names, _)| !names.iter().any(|other| other.text == name.text));
        let member = self.annotation_lines.is_open() && !directive.function_like;
        let mut prose = note::without_name(lines, name.text);
        let by_name = prose.first().map(|line| line.span)
            != lines
                .iter()
                .map(|line| line.span)
                .find(|span| !span.text.is_empty());
        if let Some((names, rest)) = others.filter(|_| !member) {
            let blocks = operation::blocks(&rest, &mut self.output.report);
            for name in names {
                self.output
                    .annotations
                    .op_docs
                    .push(blocks.op_doc(name, &self.output.report));
            }
            prose = lines.to_vec();
        } else if member || by_name || operation::has_blocks(&prose) {
            let blocks = operation::blocks(&prose, &mut self.output.report);
            let mut op_doc = blocks.op_doc(name, &self.output.report);
            op_doc.location = self.output.report.location(comment.head());
            self.output.annotations.op_docs.push(op_doc);
            prose = blocks.prose;
        }
        let mut note = Note {
            text: doc(&prose),
            ..Note::default()
        };
        note.location = Some(self.output.report.location(comment.head()));
        self.add(directive.line, note);
    }

    /// A comment with `argN:` lines. It must start with the name of the constant that is defined
    /// right below.
    fn arguments(
        &mut self,
        comment: &Comment<'a>,
        block: &arguments::Block<'a>,
        below: Below<'_, 'a>,
    ) {
        let define = match below {
            Below::Define(directive) if !directive.function_like && !directive.value.is_empty() => {
                directive.name
            }
            _ => None,
        };
        let Some(constant) = block.constant.or(define) else {
            // Prose that happens to number things.
            let line = match below {
                Below::Code(span) => Some(span.line),
                _ => None,
            };
            return self.above_code(comment, &block.prose, line);
        };
        let report = &mut self.output.report;
        if let Some((span, message)) = block.mismatch(comment, define) {
            report.error(
                "argument-block-mismatch",
                message,
                span,
                "expected this to be the op below",
                "the first line of a block of `argN:` lines is the op's name alone, and the \
                 `#define` of that name follows the comment directly",
            );
        }
        let arguments = block.finish(constant, report);
        let blocks = operation::blocks(&block.prose, report);
        let annotations = &mut self.output.annotations;
        annotations.argument_blocks.push(arguments);
        annotations.op_docs.push(blocks.op_doc(constant, report));
        if let Below::Define(directive) = below {
            let note = Note {
                text: blocks.text(),
                location: Some(report.location(comment.head())),
                ..Note::default()
            };
            self.add(directive.line, note);
        }
    }
}

fn prose(lines: Vec<Line<'_>>) -> Vec<ProseLine<'_>> {
    lines
        .into_iter()
        .filter_map(|line| match line {
            Line::Prose(line) => Some(line),
            _ => None,
        })
        .collect()
}
