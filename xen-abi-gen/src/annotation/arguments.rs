//! Blocks of `argN:` lines: the arguments of an op that takes several.

use std::ops::RangeInclusive;

use super::comment::{ProseLine, push_words, skip_empty};
use super::note::direction;
use super::output::{Output, Wrong, wrong};
use super::reference::reference;
use super::vocabulary::{is_constant, leading_type, unplaced};
use crate::c_text::{Comment, Span, is_identifier};
use crate::diagnostics::Diagnostic;
use crate::model::annotations::{Argument, ArgumentBlock, ArgumentForm};
use crate::model::location::Location;

const CODE: &str = "malformed-argument";
const HELP: &str = "number the lines arg1, arg2, … without a gap; each says \
                    `XEN_GUEST_HANDLE(T) [IN|OUT|IN/OUT] name`, `XEN_GUEST_HANDLE(T)[count] …`, \
                    `TYPE name`, `NULL` or `0 (ZERO)`";

/// The number of the last argument that an op may have.
const LAST: u8 = 8;

/// What a comment with `argN:` lines says.
pub(super) struct Block<'a> {
    /// The constant on its first line.
    pub(super) constant: Option<Span<'a>>,
    /// The lines that are neither that nor about an argument.
    pub(super) prose: Vec<ProseLine<'a>>,
    /// The numbers and the text of each line; the text with that of the lines that carry it on.
    arguments: Vec<(RangeInclusive<u8>, Span<'a>, String)>,
}

/// The numbers of an `argN:` line or of `argN - argM:`, and what follows the colon.
fn numbers(line: Span<'_>) -> Option<(RangeInclusive<u8>, Span<'_>)> {
    let (first, rest) = number(line)?;
    if let Some(rest) = rest.strip_prefix(":") {
        return Some((first..=first, rest.trim()));
    }
    let rest = rest.strip_prefix("-").or_else(|| rest.strip_prefix(".."))?;
    let (last, rest) = number(rest.trim_start())?;
    Some((first..=last, rest.strip_prefix(":")?.trim()))
}

fn number(line: Span<'_>) -> Option<(u8, Span<'_>)> {
    let digits = line.strip_prefix("arg")?;
    let end = digits.text.find(|c: char| !c.is_ascii_digit())?;
    let number = digits.text[..end].parse();
    (end > 0).then(|| (number.unwrap_or(u8::MAX), digits.after(end).trim_start()))
}

/// Reads a comment as such a block, if it has a line for an argument.
pub(super) fn block<'a>(lines: &[ProseLine<'a>]) -> Option<Block<'a>> {
    let (mut prose, mut arguments) = (Vec::new(), Vec::new());
    let mut rest = skip_empty(lines).iter().peekable();
    let constant = rest.next_if(|line| is_constant(line.span.text));
    // How far the last argument's line is indented, as long as it may go on.
    let mut open = None;
    for line in rest {
        let indent = line.indent.unwrap_or(0);
        if let Some((numbers, text)) = numbers(line.span) {
            arguments.push((numbers, text, text.text.to_owned()));
            open = Some(indent);
        } else if let Some((.., text)) = arguments.last_mut()
            && open.is_some_and(|open| indent > open)
            && !line.is_empty()
        {
            push_words(text, line.span);
        } else {
            open = None;
            prose.push(*line);
        }
    }
    (!arguments.is_empty()).then(|| Block {
        constant: constant.map(|line| line.span),
        prose,
        arguments,
    })
}

impl<'a> Block<'a> {
    /// Where the block is not about the constant that is defined below it, and the message.
    pub(super) fn mismatch(
        &self,
        comment: &Comment<'a>,
        defined: Option<Span<'a>>,
    ) -> Option<(Span<'a>, String)> {
        let text = |span: Option<Span<'a>>| span.map(|span| span.text);
        let message = match (text(self.constant), text(defined)) {
            (Some(named), Some(defined)) if named != defined => {
                format!("these arguments are for `{named}`, but `{defined}` is defined below")
            }
            (Some(named), None) => {
                format!("`{named}` is not defined right below its arguments")
            }
            (None, Some(defined)) => {
                format!("the comment above `{defined}` lists arguments without naming it first")
            }
            _ => return None,
        };
        Some((self.constant.unwrap_or(comment.head()), message))
    }

    /// The arguments, every number once, from 1 without a gap; what is not so is reported.
    pub(super) fn finish(&self, constant: Span<'_>, output: &mut Output) -> ArgumentBlock {
        let mut arguments: Vec<Argument> = Vec::new();
        let op = constant.text;
        for (numbers, span, text) in &self.arguments {
            if numbers.is_empty() || *numbers.start() == 0 || *numbers.end() > LAST {
                output.error(
                    CODE,
                    format!("`{op}` cannot have an argument of this number"),
                    *span,
                    "the number is out of range",
                    HELP,
                );
                continue;
            }
            let parsed = argument(*span, text, output.location(*span));
            let Some(parsed) = output.accept(CODE, HELP, parsed) else {
                continue;
            };
            for number in numbers.clone() {
                if let Some(other) = arguments.iter().find(|argument| argument.number == number) {
                    output.push(
                        Diagnostic::error(
                            CODE,
                            format!("arg{number} of `{op}` is described twice"),
                        )
                        .at(output.location(*span), "again")
                        .related(&other.location, "described here before")
                        .help(HELP),
                    );
                } else {
                    arguments.push(Argument {
                        number,
                        ..parsed.clone()
                    });
                }
            }
        }
        arguments.sort_by_key(|argument| argument.number);
        let ranges = self.arguments.iter().map(|(numbers, ..)| numbers);
        let ends = ranges.clone().map(|range| *range.end());
        let all = ends.filter(|last| *last <= LAST).max().unwrap_or(0);
        for missing in (1..all).filter(|number| !ranges.clone().any(|range| range.contains(number)))
        {
            output.error(
                CODE,
                format!("arg{missing} of `{op}` is missing"),
                constant,
                "its arguments have a gap",
                HELP,
            );
        }
        ArgumentBlock {
            constant: op.to_owned(),
            arguments,
            location: output.location(constant),
        }
    }
}

/// One line. Its continuation lines are joined in `text`, with the positions of the first line.
fn argument<'a>(span: Span<'a>, text: &str, location: Location) -> Result<Argument, Wrong<'a>> {
    let text = text.trim();
    let mut argument = Argument {
        number: 0,
        form: ArgumentForm::Prose(text.to_owned()),
        name: None,
        direction: None,
        reference: None,
        location,
    };
    let mut body = text;
    if let Some((before, target)) = text.split_once("=>") {
        let target = reference(target.trim()).ok_or(wrong(
            span,
            "expected `=> enum NAME`, `=> flags NAME` or a nature",
            "this `=>` refers to nothing that is understood",
        ))?;
        argument.reference = Some(target);
        body = before.trim();
        body = body.strip_suffix(';').unwrap_or(body).trim_end();
    }
    match body {
        "" => {
            return Err(wrong(
                span,
                "expected a type",
                "this argument is not described",
            ));
        }
        "NULL" | "all 0/NULL" => argument.form = ArgumentForm::Null,
        "0" | "ZERO" | "0 (ZERO)" => argument.form = ArgumentForm::Zero,
        _ if body.starts_with("XEN_GUEST_HANDLE") => {
            let inside = body
                .split_once('(')
                .and_then(|(_, rest)| rest.split_once(')'));
            let (ty, rest) = inside.ok_or(wrong(
                span,
                "expected `)`",
                "the parenthesis of `XEN_GUEST_HANDLE(T)` is not closed",
            ))?;
            handle(ty.trim(), rest.trim(), &mut argument);
        }
        _ => value(body, &mut argument),
    }
    Ok(argument)
}

/// `XEN_GUEST_HANDLE(T)[count] DIR name (may be NULL)`. Where words stand in place of T, it stays
/// prose.
fn handle(ty: &str, mut rest: &str, argument: &mut Argument) {
    let bare = ty.strip_prefix("const ").unwrap_or(ty).trim();
    let ends = |(_, rest): (_, Span<'_>)| rest.trim().text.is_empty();
    if !is_identifier(bare) && !leading_type(unplaced(bare)).is_some_and(ends) {
        return;
    }
    let mut count = None;
    if let Some((name, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        count = Some(name.trim().to_owned()).filter(|name| is_identifier(name));
        rest = after.trim();
    }
    let words = rest.strip_suffix("(may be NULL)");
    argument.form = ArgumentForm::Handle {
        ty: ty.to_owned(),
        count,
        nullable: words.is_some(),
    };
    name(words.unwrap_or(rest), argument);
}

/// `TYPE name (N-bit value)`.
fn value(body: &str, argument: &mut Argument) {
    let Some((ty, rest)) = leading_type(unplaced(body)) else {
        return;
    };
    let (words, remark) = rest.text.split_once('(').unwrap_or((rest.text, ""));
    let bits = remark.trim().strip_suffix("-bit value)");
    let bits = bits.and_then(|bits| bits.trim().parse().ok());
    argument.form = ArgumentForm::Value { ty, bits };
    name(words, argument);
}

/// A direction, and a name of one word, or two joined (`message type`): more are a remark.
fn name(words: &str, argument: &mut Argument) {
    let mut words = words.trim();
    if let Some((direction, rest)) = direction(words) {
        argument.direction = Some(direction);
        words = rest;
    }
    let words: Vec<_> = words.split_whitespace().take(3).collect();
    if matches!(words.len(), 1 | 2) && words.iter().all(|word| is_identifier(word)) {
        argument.name = Some(words.join("_"));
    }
}
