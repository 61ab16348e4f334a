//! Blocks of `argN:` lines: the arguments of an op that takes several.

use super::comment::ProseLine;
use super::note::{direction, reference};
use super::report::Report;
use super::vocabulary::{is_constant, leading_type};
use crate::c_text::{Comment, Span, is_identifier};
use crate::diagnostics::Severity;
use crate::model::annotations::{Argument, ArgumentBlock, ArgumentForm};

const HELP: &str = "number the lines arg1, arg2, … without a gap; each says \
                    `XEN_GUEST_HANDLE(T) [IN|OUT|IN/OUT] name`, `XEN_GUEST_HANDLE(T)[count] …`, \
                    `TYPE name`, `NULL` or `0 (ZERO)`";

/// What a comment with `argN:` lines says.
pub(super) struct Block<'a> {
    /// The constant on its first line.
    pub(super) constant: Option<Span<'a>>,
    /// The lines that are neither that nor about an argument.
    pub(super) prose: Vec<ProseLine<'a>>,
    arguments: Vec<(u32, u32, Span<'a>, String)>,
}

/// The numbers of an `argN:` line or of `argN - argM:`, and what follows the colon.
fn numbers(line: Span<'_>) -> Option<(u32, u32, Span<'_>)> {
    let (first, rest) = number(line)?;
    if let Some(rest) = rest.strip_prefix(":") {
        return Some((first, first, rest.trim()));
    }
    let rest = rest.strip_prefix("-").or_else(|| rest.strip_prefix(".."))?;
    let (last, rest) = number(rest.trim_start())?;
    Some((first, last, rest.strip_prefix(":")?.trim()))
}

fn number(line: Span<'_>) -> Option<(u32, Span<'_>)> {
    let digits = line.strip_prefix("arg")?;
    let end = digits.text.find(|c: char| !c.is_ascii_digit())?;
    let number = digits.text[..end].parse();
    (end > 0).then(|| (number.unwrap_or(u32::MAX), digits.after(end).trim_start()))
}

/// Reads a comment as such a block, if it has a line for an argument.
pub(super) fn block<'a>(lines: &[ProseLine<'a>]) -> Option<Block<'a>> {
    if !lines.iter().any(|line| numbers(line.span).is_some()) {
        return None;
    }
    let mut block = Block {
        constant: None,
        prose: Vec::new(),
        arguments: Vec::new(),
    };
    let mut rest = lines
        .iter()
        .skip_while(|line| line.span.text.is_empty())
        .peekable();
    block.constant = rest
        .next_if(|line| is_constant(line.span.text))
        .map(|line| line.span);
    let mut open: Option<usize> = None;
    for line in rest {
        let indent = line.indent.unwrap_or(0);
        if let Some((first, last, text)) = numbers(line.span) {
            block
                .arguments
                .push((first, last, text, text.text.to_owned()));
            open = Some(indent);
        } else if let (Some((.., text)), true) = (
            block.arguments.last_mut(),
            open.is_some_and(|o| indent > o) && !line.span.text.is_empty(),
        ) {
            text.push(' ');
            text.push_str(line.span.text);
        } else {
            open = None;
            block.prose.push(*line);
        }
    }
    Some(block)
}

/// The number of the last argument that an op may have.
const LAST: u32 = 8;

impl<'a> Block<'a> {
    /// Where the block is not about the constant that is defined below it, and the message.
    pub(super) fn mismatch(
        &self,
        comment: &Comment<'a>,
        defined: Option<Span<'a>>,
    ) -> Option<(Span<'a>, String)> {
        match (self.constant, defined) {
            (Some(named), Some(defined)) if named.text == defined.text => None,
            (Some(named), Some(defined)) => Some((
                named,
                format!(
                    "these arguments are for `{}`, but `{}` is defined below",
                    named.text, defined.text
                ),
            )),
            (Some(named), None) => Some((
                named,
                format!("`{}` is not defined right below its arguments", named.text),
            )),
            (None, Some(defined)) => Some((
                comment.head(),
                format!(
                    "the comment above `{}` lists arguments without naming it first",
                    defined.text
                ),
            )),
            (None, None) => None,
        }
    }

    /// The arguments, every number once, from 1 without a gap; what is not so is reported.
    pub(super) fn finish(&self, constant: Span<'_>, report: &mut Report) -> ArgumentBlock {
        let mut arguments: Vec<Argument> = Vec::new();
        for (first, last, span, text) in &self.arguments {
            if first > last || !(1..=LAST).contains(first) || *last > LAST {
                let message = format!("`{}` cannot have an argument of this number", constant.text);
                let label = "the number is out of range";
                report.error("malformed-argument", message, *span, label, HELP);
                continue;
            }
            let Some(parsed) = argument(*span, text, report) else {
                continue;
            };
            for number in (*first..=*last).filter_map(|number| u8::try_from(number).ok()) {
                if let Some(other) = arguments.iter().find(|argument| argument.number == number) {
                    let message = format!("arg{number} of `{}` is described twice", constant.text);
                    let other = (other.location.clone(), "described here before");
                    let kind = (Severity::Error, "malformed-argument");
                    report.related(kind, message, (*span, "again"), other, HELP);
                } else {
                    arguments.push(Argument {
                        number,
                        ..parsed.clone()
                    });
                }
            }
        }
        arguments.sort_by_key(|argument| argument.number);
        self.report_gaps(constant, report);
        ArgumentBlock {
            constant: constant.text.to_owned(),
            arguments,
            location: report.location(constant),
        }
    }

    fn report_gaps(&self, constant: Span<'_>, report: &mut Report) {
        let ranges = || {
            self.arguments
                .iter()
                .map(|(first, last, ..)| *first..=*last)
        };
        let ends = ranges().map(|range| *range.end());
        let all = ends.filter(|last| *last <= LAST).max().unwrap_or(0);
        let mentioned = |number: u32| ranges().any(|range| range.contains(&number));
        for missing in (1..all).filter(|number| !mentioned(*number)) {
            let message = format!("arg{missing} of `{}` is missing", constant.text);
            let label = "its arguments have a gap";
            report.error("malformed-argument", message, constant, label, HELP);
        }
    }
}

/// One line; continuation lines are joined in `text`, so positions are those of the first one's.
fn argument(span: Span<'_>, text: &str, report: &mut Report) -> Option<Argument> {
    let text = text.trim();
    let mut argument = Argument {
        number: 0,
        form: ArgumentForm::Prose(text.to_owned()),
        name: None,
        direction: None,
        reference: None,
        location: report.location(span),
    };
    let mut fail = |message: &str, label: &str| {
        report.error("malformed-argument", message, span, label, HELP);
        None
    };
    let mut body = text;
    if let Some((before, target)) = text.split_once("=>") {
        let Some(target) = reference(target.trim()) else {
            return fail(
                "this `=>` refers to nothing that is understood",
                "expected `=> enum NAME`, `=> flags NAME` or a nature",
            );
        };
        argument.reference = Some(target);
        body = before.trim();
        body = body.strip_suffix(';').unwrap_or(body).trim_end();
    }
    if body.is_empty() {
        return fail("this argument is not described", "expected a type");
    }
    match body {
        "NULL" | "all 0/NULL" => argument.form = ArgumentForm::Null,
        "0" | "ZERO" | "0 (ZERO)" => argument.form = ArgumentForm::Zero,
        _ if body.starts_with("XEN_GUEST_HANDLE") => {
            if body
                .split_once('(')
                .is_none_or(|(_, rest)| !rest.contains(')'))
            {
                return fail(
                    "the parenthesis of `XEN_GUEST_HANDLE(T)` is not closed",
                    "expected `)`",
                );
            }
            handle(body, &mut argument);
            if matches!(argument.form, ArgumentForm::Prose(_)) {
                argument.form = ArgumentForm::Prose(text.to_owned());
            }
        }
        _ => value(body, &mut argument),
    }
    Some(argument)
}

/// `XEN_GUEST_HANDLE(T)[count] DIR name (may be NULL)`. Where words stand in place of T, it stays
/// prose.
fn handle(body: &str, argument: &mut Argument) {
    let Some((ty, rest)) = body
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'))
    else {
        return;
    };
    let ty = ty.trim();
    let bare = ty.strip_prefix("const ").unwrap_or(ty).trim();
    let span = Span {
        text: bare,
        line: 1,
        column: 1,
    };
    let is_type = is_identifier(bare)
        || leading_type(span).is_some_and(|(_, rest)| rest.trim().text.is_empty());
    if !is_type {
        return;
    }
    let mut rest = rest.trim_start();
    let mut count = None;
    if let Some((name, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        count = Some(name.trim().to_owned()).filter(|name| is_identifier(name));
        rest = after.trim();
    }
    let (words, nullable) = match rest.trim_end().strip_suffix("(may be NULL)") {
        Some(words) => (words.trim(), true),
        None => (rest.trim(), false),
    };
    argument.form = ArgumentForm::Handle {
        ty: ty.to_owned(),
        count,
        nullable,
    };
    argument.name = name(directed(words, argument));
}

/// `TYPE name (N-bit value)`.
fn value(body: &str, argument: &mut Argument) {
    let span = Span {
        text: body,
        line: 1,
        column: 1,
    };
    let Some((ty, rest)) = leading_type(span) else {
        return;
    };
    let (words, bits) = match rest.text.split_once('(') {
        Some((words, bits)) => (
            words,
            bits.trim()
                .strip_suffix("-bit value)")
                .and_then(|bits| bits.trim().parse().ok()),
        ),
        None => (rest.text, None),
    };
    argument.form = ArgumentForm::Value { ty, bits };
    argument.name = name(directed(words.trim(), argument));
}

fn directed<'a>(words: &'a str, argument: &mut Argument) -> &'a str {
    match direction(words) {
        Some((direction, rest)) => {
            argument.direction = Some(direction);
            rest
        }
        None => words,
    }
}

/// One word, or two joined (`message type`): more are a remark and no name.
fn name(words: &str) -> Option<String> {
    let words: Vec<_> = words.split_whitespace().take(3).collect();
    (matches!(words.len(), 1 | 2) && words.iter().all(|word| is_identifier(word)))
        .then(|| words.join("_"))
}
