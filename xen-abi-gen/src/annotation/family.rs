//! Openings of families and the code lines that can be members.

use super::report::Report;
use super::vocabulary::pattern;
use crate::c_text::{DirectiveLine, Span, is_identifier, is_word};
use crate::model::annotations::{Doc, Family, FamilyKind, Mapping, Member};

const HELP: &str = "write `enum NAME {`, `enum NAME { // PFX_*`, or `enum NAME { // PFX_* => \
                    struct pfx_*` (also `union pfx_*` and `FUNC_*()`); a family of bits is \
                    `flags NAME {` or `flags NAME { // PFX_*`";

/// An opening line.
pub(super) struct Opening {
    /// The family, without members.
    pub(super) family: Family,
    /// Whether members can follow: not so in the one-line form.
    pub(super) opens: bool,
}

/// The word that makes a line an opening.
pub(super) fn kind(line: Span<'_>) -> Option<FamilyKind> {
    let (word, rest) = line.trim_start().identifier()?;
    // `enum x {` opens a family; `enum x` alone, or before a function's name, is a return type.
    let brace = rest.text.find('{');
    let opens = brace.is_some()
        && rest
            .text
            .find('(')
            .is_none_or(|paren| brace.is_some_and(|brace| brace < paren));
    match word.text {
        "enum" if opens => Some(FamilyKind::Enum),
        "flags" if opens || is_identifier(rest.trim().text) => Some(FamilyKind::Flags),
        _ => None,
    }
}

/// Parses an opening line. Of one that almost parses, what is beyond doubt is kept, so that its
/// members do not look stray.
pub(super) fn opening(line: Span<'_>, kind: FamilyKind, report: &mut Report) -> Option<Opening> {
    let line = line.trim();
    let (name, inside) = head(line, report)?;
    let mut family = Family {
        name: name.text.to_owned(),
        kind,
        prefix: None,
        mapping: Mapping::None,
        members: Vec::new(),
        free_text: None,
        text: Doc::default(),
        location: report.location(name),
        end_line: None,
    };
    if let Some(content) = inside.text.strip_suffix('}') {
        let content = content.trim();
        let bare = content
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        family.free_text = Some(bare.unwrap_or(content).trim().to_owned());
        family.end_line = Some(line.line);
        return Some(Opening {
            family,
            opens: false,
        });
    }
    if !inside.text.is_empty() {
        rule(inside, &mut family, report);
    }
    Some(Opening {
        family,
        opens: true,
    })
}

/// The family's name, and what follows the brace behind it.
fn head<'a>(line: Span<'a>, report: &mut Report) -> Option<(Span<'a>, Span<'a>)> {
    let (_, rest) = line.identifier()?;
    let Some((name, rest)) = rest.trim_start().identifier() else {
        let label = "expected a name after the first word";
        malformed(report, line, label, "this family has no name");
        return None;
    };
    let rest = rest.trim_start();
    let Some(inside) = rest.strip_prefix("{") else {
        let at = if rest.text.is_empty() { line } else { rest };
        malformed(
            report,
            at,
            "expected `{` after the name",
            "this family is not opened",
        );
        return None;
    };
    Some((name, inside.trim()))
}

/// The comment behind the brace: `PFX_*` and what the members map to, or prose.
fn rule(inside: Span<'_>, family: &mut Family, report: &mut Report) {
    let comment = inside
        .strip_prefix("//")
        .or_else(|| inside.strip_prefix("/*"));
    let Some(rule) = comment.map(Span::trim) else {
        let message = "something else than a comment follows the brace";
        malformed(report, inside, "expected `//`", message);
        return;
    };
    match pattern(rule) {
        Some((prefix, rest)) => {
            family.prefix = Some(prefix.text.to_owned());
            let mapping = mapping(rest.trim(), family.kind, report);
            family.mapping = mapping.unwrap_or(Mapping::None);
        }
        None if rule.text.contains("=>") || rule.text.contains('*') => {
            let message = "the rule behind the brace does not start with a prefix";
            malformed(report, rule, "expected `PFX_*`", message);
        }
        None => family.text.lines.push(rule.text.to_owned()),
    }
}

fn malformed(report: &mut Report, span: Span<'_>, label: &str, message: &str) {
    report.error("malformed-family", message, span, label, HELP);
}

/// What follows `PFX_*`.
fn mapping(rest: Span<'_>, kind: FamilyKind, report: &mut Report) -> Option<Mapping> {
    let mut wrong = |span: Span<'_>, label: &str, message: &str| {
        malformed(report, span, label, message);
        None
    };
    // In a box, or where the mapping's own star was followed by another.
    if rest.text.chars().all(|c| c == '*') {
        return Some(Mapping::None);
    }
    let Some(target) = rest.strip_prefix("=>") else {
        return wrong(
            rest,
            "expected `=>`",
            "something else than `=>` follows the prefix",
        );
    };
    let target = target.trim();
    if kind == FamilyKind::Flags {
        return wrong(target, "unexpected", "a family of bits maps to nothing");
    }
    let (word, after) = target.word();
    let (make, named): (fn(String) -> Mapping, _) = match word.text {
        "struct" => (Mapping::Struct, after),
        "union" => (Mapping::Union, after),
        _ => (Mapping::Function, target),
    };
    let Some((prefix, tail)) = pattern(named) else {
        return wrong(
            target,
            "expected `struct pfx_*`, `union pfx_*` or `FUNC_*()`",
            "what the members map to does not parse",
        );
    };
    let mapping = make(prefix.text.to_owned());
    let expected = if matches!(mapping, Mapping::Function(_)) {
        "()"
    } else {
        ""
    };
    let Some(tail) = tail.strip_prefix(expected) else {
        return wrong(
            target,
            "expected `struct`, `union`, or `()` at the end",
            "what the members map to does not parse",
        );
    };
    if !tail.text.trim().chars().all(|c| c == '*') {
        return wrong(
            tail.trim(),
            "unexpected",
            "something follows what the members map to",
        );
    }
    Some(mapping)
}

/// A `#define` as a member: one with a value and without arguments.
pub(super) fn define(directive: &DirectiveLine<'_>, report: &Report) -> Option<Member> {
    let name = directive
        .name
        .filter(|_| !directive.function_like && !directive.value.is_empty())?;
    Some(Member {
        name: name.text.to_owned(),
        x_macro: None,
        value: directive.value.clone(),
        location: report.location(name),
    })
}

/// A line of an X-macro as a member: `XEN_ERRNO(EPERM, 1)`, the value starting like a number.
pub(super) fn x_macro(line: Span<'_>, report: &Report) -> Option<Member> {
    let (name, rest) = line.identifier()?;
    let inner = rest.trim_start().strip_prefix("(")?;
    let end = inner
        .text
        .trim_end_matches([',', ';', ' ', '\t'])
        .strip_suffix(')')?
        .len();
    let (first, value) = inner.before(end).split_once(",")?;
    let (first, value) = (first.trim(), value.trim());
    let number = value
        .text
        .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | '~'));
    let shouted = name
        .text
        .chars()
        .all(|c| is_word(c) && !c.is_ascii_lowercase());
    (is_identifier(first.text) && number && shouted && !value.text.contains(',')).then(|| Member {
        name: first.text.to_owned(),
        x_macro: Some(name.text.to_owned()),
        value: value.text.to_owned(),
        location: report.location(first),
    })
}
