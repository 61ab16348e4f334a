//! Walks a header's parts in order and ties every comment to what it is about.

use super::annotation_lines::AnnotationLines;
use super::arguments;
use super::comment::{Line, ProseLine, dedent, doc, skip_empty};
use super::family;
use super::note;
use super::operation;
use super::output::Output;
use super::trailing::trailing;
use crate::c_text::{Comment, DirectiveLine, Part, Span};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::annotations::{AnnotatedMember, FamilyKind, HeaderAnnotations, Note};
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
    /// The line that it documents; `None` where that declares nothing.
    key: Option<u32>,
    /// The constant, where that is a `#define`.
    name: Option<Span<'a>>,
    first: Comment<'a>,
    end_line: u32,
    lines: Vec<ProseLine<'a>>,
}

impl<'a> Reader<'a> {
    /// At the start of a header.
    pub(super) fn new(header: &HeaderPath) -> Self {
        Self {
            output: Output::new(header),
            annotation_lines: AnnotationLines::default(),
            pending: None,
            trailing: None,
            directive: None,
            any_code: false,
        }
    }

    /// Takes the next part; of a comment, its lines too.
    pub(super) fn part(&mut self, part: &Part<'a>, lines: Vec<Line<'a>>) {
        if let Part::Comment(comment) = part {
            self.hidden(comment);
            self.comment(comment, lines);
            return;
        }
        self.flush();
        self.resolve(Some(part));
        self.any_code = true;
        match part {
            Part::Directive(directive) => self.directive(directive),
            Part::Code(span) => self.code(*span),
            Part::Comment(_) => {}
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
            self.output
                .warning("hidden-character", message, span, "it stands here", &help);
        }
    }

    /// What was found, at the end of the header.
    pub(super) fn finish(mut self) -> (HeaderAnnotations, Diagnostics) {
        self.resolve(None);
        self.flush();
        self.annotation_lines.finish(&mut self.output);
        self.output.finish()
    }

    fn code(&mut self, span: Span<'a>) {
        if span.text.starts_with('}') {
            self.annotation_lines.close(span, false, &mut self.output);
        } else if self.annotation_lines.is_open()
            && let Some(member) = family::x_macro(span, &self.output)
            && let Some(open) = self.annotation_lines.open_family(&mut self.output)
            && open.kind == FamilyKind::Enum
        {
            open.members.push(member);
        }
    }

    fn directive(&mut self, directive: &DirectiveLine<'a>) {
        self.directive = Some(directive.clone());
        if let Some(name) = family::constant(directive)
            && self.annotation_lines.is_open()
        {
            self.member(name, &directive.value);
        }
    }

    /// Takes a `#define` within a family as a member.
    fn member(&mut self, name: Span<'a>, value: &str) {
        let location = self.output.location(name);
        let Some(open) = self.annotation_lines.open_family(&mut self.output) else {
            return;
        };
        if let Some(prefix) = &open.prefix
            && !name.text.starts_with(prefix.as_str())
        {
            let diagnostic = Diagnostic::warning(
                "foreign-member",
                format!(
                    "`{}` stands in `{}`, whose members start with `{prefix}`",
                    name.text, open.name
                ),
            )
            .at(location, "not a member")
            .related(&open.location, "the family is opened here")
            .help(
                "rename the constant, or move it out of the family; upstream's reader leaves \
                     it out too",
            );
            self.output.push(diagnostic);
        } else {
            open.members.push(AnnotatedMember {
                name: name.text.to_owned(),
                x_macro: None,
                value: value.to_owned(),
                location,
            });
        }
    }

    fn comment(&mut self, comment: &Comment<'a>, lines: Vec<Line<'a>>) {
        if !comment.terminated {
            self.output.error(
                "unclosed-comment",
                "this comment is never closed",
                comment.head(),
                "it starts here",
                "close it with `*/`; everything below it is read as comment",
            );
        }
        if !comment.own_line {
            self.flush();
            self.trail(comment, &lines);
            return;
        }
        let backtick = lines.iter().any(|line| line.prose().is_none());
        let carries_on = |trailing: &&mut Trailing<'_>| {
            trailing.first.column == comment.column
                && trailing.end_line.saturating_add(1) == comment.line
                && !backtick
        };
        if let Some(trailing) = self.trailing.as_mut().filter(carries_on) {
            trailing.end_line = comment.end_line;
            trailing.lines.extend(lines.iter().filter_map(Line::prose));
            return;
        }
        self.flush();
        let pending = self.pending.as_ref();
        let touches = pending.is_some_and(|pending| pending.comment.is_above(comment.line));
        let above = self.resolve(None);
        if backtick {
            // Directly above an opening line, prose documents the family.
            let above = above.filter(|_| touches && self.any_code);
            let above = above.map(|lines| doc(&lines));
            self.annotation_lines
                .comment(comment, lines, above, &mut self.output);
        } else {
            self.pending = Some(Pending {
                comment: *comment,
                lines: lines.iter().filter_map(Line::prose).collect(),
            });
        }
    }

    /// A comment behind code or a preprocessor line.
    fn trail(&mut self, comment: &Comment<'a>, lines: &[Line<'a>]) {
        let directive = self.directive.as_ref();
        let directive = directive
            .filter(|directive| (directive.line..=directive.end_line).contains(&comment.line));
        let line = directive.map_or(comment.line, |directive| directive.line);
        for text in lines {
            if let Line::Tick(text) = text {
                trailing(*text, line, directive, &mut self.output);
            }
        }
        let name = directive.and_then(|directive| directive.name);
        self.trailing = Some(Trailing {
            key: (directive.is_none() || name.is_some()).then_some(line),
            name,
            first: *comment,
            end_line: comment.end_line,
            lines: lines.iter().filter_map(Line::prose).collect(),
        });
    }

    /// Turns the comments behind a line into its note.
    fn flush(&mut self) {
        if let Some(mut trailing) = self.trailing.take()
            && let Some(key) = trailing.key
            && !skip_empty(&trailing.lines).is_empty()
        {
            dedent(&mut trailing.lines);
            let note = match trailing.name {
                Some(name) => note::text(&note::without_name(&trailing.lines, name.text)),
                None => note::note(&trailing.lines, &mut self.output),
            };
            self.add(key, note, &trailing.first);
        }
    }

    /// Adds what a comment says of a line.
    fn add(&mut self, line: u32, mut later: Note, comment: &Comment<'a>) {
        if note::says_something(&later) {
            later.location = Some(self.output.location(comment.head()));
            let notes = &mut self.output.annotations.notes;
            let note = match notes.remove(&line) {
                Some(earlier) => note::merge(earlier, later),
                None => later,
            };
            notes.insert(line, note);
        }
    }

    /// Assigns the last standalone comment, now that the line below it is known.
    ///
    /// Returns it if it is about nothing.
    fn resolve(&mut self, below: Option<&Part<'a>>) -> Option<Vec<ProseLine<'a>>> {
        let Pending { comment, mut lines } = self.pending.take()?;
        dedent(&mut lines);
        let touches = |line: u32| line == comment.end_line || comment.is_above(line);
        let below = below.filter(|part| match part {
            Part::Directive(directive) => directive.name.is_some() && touches(directive.line),
            Part::Code(span) => touches(span.line) && !span.text.starts_with('}'),
            Part::Comment(_) => false,
        });
        let guard = matches!(below, Some(Part::Directive(directive)) if directive.value.is_empty());
        if comment.is_boilerplate() || (!self.any_code && guard) || skip_empty(&lines).is_empty() {
            return None;
        }
        if let Some(direction) = note::section(&lines) {
            let sections = &mut self.output.annotations.sections;
            sections.insert(comment.line, direction);
        } else if let Some(block) = arguments::block(&lines) {
            self.arguments(&comment, &block, below);
        } else if let Some(Part::Directive(directive)) = below {
            self.above_define(&comment, &lines, directive);
        } else if !self.above_code(&comment, &lines, below) {
            return Some(lines);
        }
        None
    }

    /// Takes a comment above a declaration, or above nothing.
    ///
    /// It documents the ops that it starts with, if any. Returns whether it is about anything.
    fn above_code(
        &mut self,
        comment: &Comment<'a>,
        lines: &[ProseLine<'a>],
        below: Option<&Part<'a>>,
    ) -> bool {
        let (names, lines) = note::named(lines).unwrap_or_else(|| (Vec::new(), lines.to_vec()));
        let prose = match names[..] {
            [] => lines,
            _ => self.op_docs(&names, &lines),
        };
        let Some(Part::Code(span)) = below else {
            return !names.is_empty();
        };
        let mut note = note::note(&prose, &mut self.output);
        if !names.is_empty() {
            note.selectors = names.iter().map(|name| name.text.to_owned()).collect();
        }
        self.add(span.line, note, comment);
        true
    }

    /// Documents constants by a comment that names them; returns its prose outside of the blocks.
    fn op_docs(&mut self, names: &[Span<'a>], lines: &[ProseLine<'a>]) -> Vec<ProseLine<'a>> {
        let blocks = operation::blocks(lines, &mut self.output);
        for name in names {
            let op_doc = blocks.op_doc(*name, &self.output);
            self.output.annotations.op_docs.push(op_doc);
        }
        blocks.prose
    }

    /// Takes a comment directly above a `#define`.
    ///
    /// It documents an op too, if the constant is a member of a family, or if the comment names it
    /// or has an op's blocks.
    fn above_define(
        &mut self,
        comment: &Comment<'a>,
        lines: &[ProseLine<'a>],
        directive: &DirectiveLine<'a>,
    ) {
        let Some(name) = directive.name else { return };
        let member = self.annotation_lines.is_open() && !directive.function_like;
        let others = note::named(lines)
            .filter(|(names, _)| !member && !names.iter().any(|other| other.text == name.text));
        let mut prose = note::without_name(lines, name.text);
        let first = |lines: &[ProseLine<'a>]| lines.first().map(|line| line.span);
        let by_name = first(&prose) != first(skip_empty(lines));
        if let Some((names, rest)) = others {
            self.op_docs(&names, &rest);
            prose = lines.to_vec();
        } else if member || by_name || operation::has_blocks(&prose) {
            prose = self.op_docs(&[name], &prose);
            let location = self.output.location(comment.head());
            if let Some(op_doc) = self.output.annotations.op_docs.last_mut() {
                op_doc.location = location;
            }
        }
        self.add(directive.line, note::text(&prose), comment);
    }

    /// A comment with `argN:` lines. It must start with the name of the constant that is defined
    /// right below.
    fn arguments(
        &mut self,
        comment: &Comment<'a>,
        block: &arguments::Block<'a>,
        below: Option<&Part<'a>>,
    ) {
        let define = match below {
            Some(Part::Directive(directive)) => family::constant(directive),
            _ => None,
        };
        let Some(constant) = block.constant.or(define) else {
            // Prose that happens to number things.
            self.above_code(comment, &block.prose, below);
            return;
        };
        if let Some((span, message)) = block.mismatch(comment, define) {
            self.output.error(
                "argument-block-mismatch",
                message,
                span,
                "expected this to be the op below",
                "the first line of a block of `argN:` lines is the op's name alone, and the \
                 `#define` of that name follows the comment directly",
            );
        }
        let arguments = block.finish(constant, &mut self.output);
        self.output.annotations.argument_blocks.push(arguments);
        let prose = self.op_docs(&[constant], &block.prose);
        if let Some(Part::Directive(directive)) = below {
            self.add(directive.line, note::text(&prose), comment);
        }
    }
}
