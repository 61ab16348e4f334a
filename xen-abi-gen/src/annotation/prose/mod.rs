//! Parses upstream's conventions: arguments in prose, and the order of lines.
//!
//! `statement` reads one comment's words, `heading` the names that a comment starts with; this
//! walks a header's parts and decides which constants and which records these are about. Nothing
//! here is ever wrong in the sense of a message: what is not understood says nothing.

mod heading;
mod statement;

use self::statement::statement;
use super::comment::Line;
use super::family::constant;
use super::tokens::tokens;
use crate::c_text::{Comment, DirectiveLine, Part, Span, is_identifier};
use crate::model::location::HeaderPath;
use crate::model::prose::{Follower, Heading, Prose, Said, Statement};

/// The number of records below a heading that are checked.
///
/// Records of the constants may be preceded by records of their members.
const RECORDS: usize = 4;

/// The distance in lines of a declaration from its comment, with one empty line.
const NEAR: u32 = 2;

/// Reads a header part by part.
pub(super) struct Conventions<'a> {
    header: HeaderPath,
    out: Prose,
    /// The last comment on lines of its own: its last line, and what it says.
    above: Option<(u32, Option<(Said, Span<'a>)>)>,
    run: Run<'a>,
    /// The headings whose records may still follow, as places in the list of headings.
    open: Vec<usize>,
    /// The last line of a heading, or of the constants between it and its record.
    last_line: u32,
    /// The keyword and tag of a record whose brace may stand on the next line.
    declared: Option<String>,
}

/// `#define`s that stand together, without an empty line or a comment of their own between them.
#[derive(Default)]
struct Run<'a> {
    constants: Vec<String>,
    /// What the comment above all of them says.
    said: Option<(Said, Span<'a>)>,
    last_line: u32,
}

impl<'a> Conventions<'a> {
    /// At the start of a header.
    pub(super) fn new(header: &HeaderPath) -> Self {
        let header = header.clone();
        Self {
            header,
            out: Prose::default(),
            above: None,
            run: Run::default(),
            open: Vec::new(),
            last_line: 0,
            declared: None,
        }
    }

    /// Takes the next part; of a comment, its lines too.
    pub(super) fn part(&mut self, part: &Part<'a>, lines: &[Line<'a>]) {
        match part {
            Part::Comment(comment) if comment.own_line => self.comment_above(comment, lines),
            Part::Comment(comment) => self.comment_behind(comment, lines),
            Part::Directive(directive) => self.directive(directive),
            Part::Code(span) => self.code(*span),
        }
    }

    /// What was found, at the end of the header.
    pub(super) fn finish(mut self) -> Prose {
        self.end_run();
        self.out
            .headings
            .retain(|heading| !heading.records.is_empty());
        self.out
    }

    fn comment_above(&mut self, comment: &Comment<'a>, lines: &[Line<'a>]) {
        self.end_run();
        self.end_headings(comment.line, 1);
        let prose = lines.iter().filter_map(Line::prose);
        let constants = heading::constants(prose.clone().map(|line| line.span.text));
        if !constants.is_empty() {
            let headings = &mut self.out.headings;
            self.open.retain(|open| headings[*open].records.is_empty());
            self.open.push(headings.len());
            headings.push(Heading {
                constants,
                records: Vec::new(),
            });
        }
        self.last_line = comment.end_line;
        let said = statement(comment.text, prose).filter(|_| !comment.is_boilerplate());
        self.above = Some((comment.end_line, said));
    }

    /// Ends headings without a record that are too far above `line`.
    ///
    /// A heading is about the declaration right below it only.
    fn end_headings(&mut self, line: u32, distance: u32) {
        if line > self.last_line.saturating_add(distance) {
            let headings = &self.out.headings;
            self.open.retain(|open| !headings[*open].records.is_empty());
        }
    }

    fn comment_behind(&mut self, comment: &Comment<'a>, lines: &[Line<'a>]) {
        if let Some(constant) = self.run.constants.last()
            && self.run.last_line >= comment.line
        {
            let constants = vec![constant.clone()];
            let said = statement(comment.text, lines.iter().filter_map(Line::prose));
            self.state(constants, true, said);
            self.run.last_line = self.run.last_line.max(comment.end_line);
        }
    }

    /// Adds what a comment says of constants, if it says anything.
    fn state(&mut self, constants: Vec<String>, trailing: bool, said: Option<(Said, Span<'a>)>) {
        self.out
            .statements
            .extend(said.map(|(said, place)| Statement {
                constants,
                trailing,
                said,
                location: place.location(&self.header),
            }));
    }

    fn directive(&mut self, directive: &DirectiveLine<'a>) {
        self.declared = None;
        self.end_headings(directive.line, NEAR);
        self.last_line = directive.end_line;
        let above = self.above.take();
        let constant = constant(directive);
        if constant.is_none() || directive.line != self.run.last_line.saturating_add(1) {
            self.end_run();
        }
        let Some(name) = constant else {
            return;
        };
        if self.run.constants.is_empty() {
            let touching = above.filter(|(end, _)| end.saturating_add(1) == directive.line);
            self.run.said = touching.and_then(|(_, said)| said);
        }
        self.run.constants.push(name.text.to_owned());
        self.run.last_line = directive.end_line;
    }

    fn code(&mut self, span: Span<'a>) {
        self.above = None;
        self.end_headings(span.line, NEAR);
        self.last_line = span.line;
        let record = self.record(span);
        if let Some(record) = &record {
            for open in &self.open {
                let records = &mut self.out.headings[*open].records;
                if records.len() < RECORDS && !records.contains(record) {
                    records.push(record.clone());
                }
            }
        }
        if self.run.constants.is_empty() {
            return;
        }
        let near = span.line <= self.run.last_line.saturating_add(NEAR);
        match record {
            Some(record) if near => {
                let constants = self.run.constants.clone();
                self.out.followers.push(Follower { constants, record });
                self.end_run();
            }
            // A handle's declaration, or a keyword with the brace on the next line, stands between
            // without changing anything.
            _ if near && (span.text.contains("GUEST_HANDLE") || self.declared.is_some()) => {
                self.run.last_line = span.line;
            }
            _ => self.end_run(),
        }
    }

    /// The record whose declaration starts here, with its keyword.
    fn record(&mut self, span: Span<'a>) -> Option<String> {
        let declared = self.declared.take();
        let words: Vec<_> = tokens(span).map(|(word, _)| word.text).take(4).collect();
        match words.strip_prefix(&["typedef"]).unwrap_or(&words) {
            ["{"] => declared,
            [keyword @ ("struct" | "union"), tag, tail @ ..] if is_identifier(tag) => {
                let record = Some(format!("{keyword} {tag}"));
                match tail {
                    ["{", ..] => record,
                    [] => {
                        self.declared = record;
                        None
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if !run.constants.is_empty() {
            self.state(run.constants, false, run.said);
        }
    }
}
