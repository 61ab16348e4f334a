//! Cuts a header into comments, preprocessor lines and lines of code, with positions.

use std::collections::VecDeque;

use super::directive::{Directive, logical_line};
use super::line_table::LineTable;
use super::marks::{Bound, Mark, Marks, Style};
use super::span::{Span, count, is_blank, word_length};

/// A part of a header.
pub(crate) enum Part<'a> {
    /// A comment. Those inside a preprocessor line follow that line's part.
    Comment(Comment<'a>),
    /// A preprocessor line.
    Directive(DirectiveLine<'a>),
    /// The first stretch of code on its line, up to the first comment.
    Code(Span<'a>),
}

/// A comment; `//` comments on consecutive lines of their own are one.
#[derive(Clone, Copy)]
pub(crate) struct Comment<'a> {
    /// How it is written.
    pub(crate) style: Style,
    /// Its text, delimiters included.
    pub(crate) text: &'a str,
    /// The line of its first byte.
    pub(crate) line: u32,
    /// The column of its first byte.
    pub(crate) column: u32,
    /// The line of its last byte.
    pub(crate) end_line: u32,
    /// Whether no code stands before it on its line.
    pub(crate) own_line: bool,
    /// Whether it ends before the file does.
    pub(crate) terminated: bool,
}

/// A preprocessor line, with its position.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DirectiveLine<'a> {
    /// `define`, `ifdef`, …; empty for a lone `#`.
    pub(crate) keyword: &'a str,
    /// What it defines, of a `#define`.
    pub(crate) name: Option<Span<'a>>,
    /// Whether that takes arguments.
    pub(crate) function_like: bool,
    /// The rest of a `#define`, without comments and line continuations.
    pub(crate) value: String,
    /// Its first line.
    pub(crate) line: u32,
    /// Its last line, where continuations and comments carry it on.
    pub(crate) end_line: u32,
}

/// Cuts a header into its parts, in order.
pub(crate) struct Parts<'a> {
    text: &'a str,
    marks: Marks<'a>,
    lines: LineTable,
    /// Where the stretch of code starts that the next mark may end.
    code: Option<usize>,
    code_on_line: bool,
    in_directive: bool,
    ready: VecDeque<Part<'a>>,
}

impl<'a> Parts<'a> {
    /// Of a header's whole text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            marks: Marks::new(text),
            lines: LineTable::of(text),
            code: None,
            code_on_line: false,
            in_directive: false,
            ready: VecDeque::new(),
        }
    }

    /// Line and column of an offset.
    fn place(&self, at: usize) -> (u32, u32) {
        self.lines.position(count(at))
    }

    /// Takes the code before a mark, and the mark.
    fn bound(&mut self, bound: Bound) {
        if !self.in_directive && self.code.is_none() {
            let code = &self.text[bound.code..bound.start];
            let start = code.find(|letter| !is_blank(letter));
            self.code = start.map(|at| bound.code + at);
        }
        match bound.mark {
            Mark::Literal | Mark::Splice if self.in_directive => {}
            Mark::Literal => {
                self.code.get_or_insert(bound.start);
            }
            Mark::LineEnd | Mark::Splice | Mark::End => {
                self.end_code(bound.start);
                (self.code_on_line, self.in_directive) = (false, false);
            }
            Mark::Directive => self.directive(bound),
            Mark::Comment { style, closed } => self.comment(bound, style, closed),
        }
    }

    fn end_code(&mut self, end: usize) {
        let Some(start) = self.code.take() else {
            return;
        };
        if !std::mem::replace(&mut self.code_on_line, true) {
            let (line, column) = self.place(start);
            // A literal may go on in the next line.
            let text = self.text[start..end].split('\n').next().unwrap_or_default();
            self.ready
                .push_back(Part::Code(Span { text, line, column }.trim()));
        }
    }

    fn comment(&mut self, bound: Bound, style: Style, terminated: bool) {
        self.end_code(bound.start);
        let own_line = !self.code_on_line && !self.in_directive;
        let mut end = bound.end;
        while own_line
            && style == Style::Line
            && let Some(next) = self.next_line_goes_on()
        {
            end = next;
        }
        let (line, column) = self.place(bound.start);
        let (end_line, _) = self.place(end);
        if end_line != line {
            self.code_on_line = false;
        }
        self.ready.push_back(Part::Comment(Comment {
            style,
            text: &self.text[bound.start..end],
            line,
            column,
            end_line,
            own_line,
            terminated,
        }));
    }

    /// Where the `//` comment ends that the next line consists of; steps over it.
    fn next_line_goes_on(&mut self) -> Option<usize> {
        let mut ahead = self.marks.clone();
        ahead.next().filter(|bound| bound.mark == Mark::LineEnd)?;
        let next = ahead.next()?;
        let Mark::Comment {
            style: Style::Line, ..
        } = next.mark
        else {
            return None;
        };
        let mut before = self.text[next.code..next.start].chars();
        before.all(|letter| matches!(letter, ' ' | '\t')).then(|| {
            self.marks = ahead;
            next.end
        })
    }

    fn directive(&mut self, bound: Bound) {
        self.in_directive = true;
        let directive = Directive::at(self.text, bound.end);
        let mut ahead = self.marks.clone();
        let last = ahead.find(|bound| matches!(bound.mark, Mark::LineEnd | Mark::End));
        let end = last.map_or(self.text.len(), |bound| bound.start);
        let start = directive.operand();
        let length = word_length(&self.text[start..]);
        let (mut name, mut function_like, mut value) = (None, false, String::new());
        if directive.keyword == "define" && length > 0 {
            let (text, behind) = self.text[start..].split_at(length);
            let (line, column) = self.place(start);
            name = Some(Span { text, line, column });
            function_like = behind.starts_with('(');
            value = spaced(&logical_line(self.text, start + length));
        }
        self.ready.push_back(Part::Directive(DirectiveLine {
            keyword: directive.keyword,
            name,
            function_like,
            value,
            line: self.place(bound.start).0,
            end_line: self.place(end).0,
        }));
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        loop {
            if let Some(part) = self.ready.pop_front() {
                return Some(part);
            }
            let bound = self.marks.next()?;
            self.bound(bound);
        }
    }
}

/// A line with one blank for each run of them outside of literals, and none around it.
fn spaced(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len());
    for bound in Marks::within(line, 0) {
        for letter in line[bound.code..bound.start].chars() {
            if !is_blank(letter) {
                spaced.push(letter);
            } else if !spaced.is_empty() && !spaced.ends_with(' ') {
                spaced.push(' ');
            }
        }
        spaced.push_str(&line[bound.start..bound.end]);
    }
    spaced.truncate(spaced.trim_end().len());
    spaced
}
