//! Openings of families and the code lines that can be members.

use super::output::{Output, Wrong, wrong};
use super::vocabulary::{is_frame, pattern};
use crate::c_text::{DirectiveLine, Span, is_identifier};
use crate::model::annotations::{AnnotatedFamily, AnnotatedMember, FamilyKind, Mapping};

const CODE: &str = "malformed-family";
const HELP: &str = "write `enum NAME {`, `enum NAME { // PFX_*`, or `enum NAME { // PFX_* => \
                    struct pfx_*` (also `union pfx_*` and `FUNC_*()`); a family of bits is \
                    `flags NAME {` or `flags NAME { // PFX_*`";

/// The kind of family that a line opens, if it is an opening.
pub(super) fn kind(line: Span<'_>) -> Option<FamilyKind> {
    let (word, rest) = line.trim_start().identifier()?;
    // `enum x {` opens a family; `enum x` alone, or before a function's name, is a return type.
    let opens = rest
        .text
        .find(['{', '('])
        .is_some_and(|at| rest.text[at..].starts_with('{'));
    match word.text {
        "enum" if opens => Some(FamilyKind::Enum),
        "flags" if opens || is_identifier(rest.trim().text) => Some(FamilyKind::Flags),
        _ => None,
    }
}

/// Parses an opening line to a family without members; the one-line form ends it as well.
///
/// Of a line that almost parses, what is beyond doubt is kept, so that its members do not look
/// stray.
pub(super) fn opening(
    line: Span<'_>,
    kind: FamilyKind,
    output: &mut Output,
) -> Option<AnnotatedFamily> {
    let (name, inside) = output.accept(CODE, HELP, head(line.trim()))?;
    let mut family = AnnotatedFamily {
        name: name.text.to_owned(),
        kind,
        location: output.location(name),
        ..AnnotatedFamily::default()
    };
    if let Some(content) = inside.text.strip_suffix('}') {
        let content = content.trim();
        let bare = content
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        family.free_text = Some(bare.unwrap_or(content).trim().to_owned());
        family.end_line = Some(line.line);
    } else if !inside.text.is_empty() {
        let result = rule(inside, &mut family);
        output.accept(CODE, HELP, result);
    }
    Some(family)
}

/// The family's name, and what follows the brace behind it.
fn head(line: Span<'_>) -> Result<(Span<'_>, Span<'_>), Wrong<'_>> {
    let rest = line.identifier().map_or(line, |(_, rest)| rest);
    let (name, rest) = rest.trim_start().identifier().ok_or(wrong(
        line,
        "expected a name after the first word",
        "this family has no name",
    ))?;
    let rest = rest.trim_start();
    let inside = rest.strip_prefix("{").ok_or_else(|| {
        let at = if rest.text.is_empty() { line } else { rest };
        wrong(
            at,
            "expected `{` after the name",
            "this family is not opened",
        )
    })?;
    Ok((name, inside.trim()))
}

/// The comment behind the brace: `PFX_*` and what the members map to, or prose.
fn rule<'a>(inside: Span<'a>, family: &mut AnnotatedFamily) -> Result<(), Wrong<'a>> {
    let comment = inside
        .strip_prefix("//")
        .or_else(|| inside.strip_prefix("/*"));
    let rule = comment.ok_or(wrong(
        inside,
        "expected `//`",
        "something else than a comment follows the brace",
    ))?;
    let rule = rule.trim();
    match pattern(rule) {
        Some((prefix, rest)) => {
            family.prefix = Some(prefix.text.to_owned());
            family.mapping = mapping(rest.trim(), family.kind)?;
        }
        None if rule.text.contains("=>") || rule.text.contains('*') => {
            return Err(wrong(
                rule,
                "expected `PFX_*`",
                "the rule behind the brace does not start with a prefix",
            ));
        }
        None => family.text.lines.push(rule.text.to_owned()),
    }
    Ok(())
}

/// What follows `PFX_*`.
fn mapping(rest: Span<'_>, kind: FamilyKind) -> Result<Mapping, Wrong<'_>> {
    // In a box, or where the mapping's own star was followed by another.
    if is_frame(rest.text) {
        return Ok(Mapping::None);
    }
    let target = rest.strip_prefix("=>").ok_or_else(|| {
        let message = "something else than `=>` follows the prefix";
        wrong(rest, "expected `=>`", message)
    })?;
    let target = target.trim();
    if kind == FamilyKind::Flags {
        return Err(wrong(
            target,
            "unexpected",
            "a family of bits maps to nothing",
        ));
    }
    let (word, after) = target.word();
    let (make, named, end): (fn(String) -> Mapping, _, _) = match word.text {
        "struct" => (Mapping::Struct, after, ""),
        "union" => (Mapping::Union, after, ""),
        _ => (Mapping::Function, target, "()"),
    };
    let unclear = |label| wrong(target, label, "what the members map to does not parse");
    let (prefix, tail) = pattern(named).ok_or(unclear(
        "expected `struct pfx_*`, `union pfx_*` or `FUNC_*()`",
    ))?;
    let tail = tail
        .strip_prefix(end)
        .ok_or(unclear("expected `struct`, `union`, or `()` at the end"))?
        .trim();
    if !is_frame(tail.text) {
        return Err(wrong(
            tail,
            "unexpected",
            "something follows what the members map to",
        ));
    }
    Ok(make(prefix.text.to_owned()))
}

/// The name that a `#define` gives to a value; none where it takes arguments or defines nothing.
pub(super) fn constant<'a>(directive: &DirectiveLine<'a>) -> Option<Span<'a>> {
    directive
        .name
        .filter(|_| !directive.function_like && !directive.value.is_empty())
}

/// A line of an X-macro as a member: `XEN_ERRNO(EPERM, 1)`, the value starting like a number.
pub(super) fn x_macro(line: Span<'_>, output: &Output) -> Option<AnnotatedMember> {
    let (name, rest) = line.identifier()?;
    let inner = rest.trim_start().strip_prefix("(")?;
    let end = inner
        .text
        .trim_end_matches([',', ';', ' ', '\t'])
        .strip_suffix(')')?
        .len();
    let (first, value) = inner.before(end).split_once(",")?;
    let (first, value) = (first.trim(), value.trim());
    let is_member = is_identifier(first.text)
        && !name.text.contains(|c: char| c.is_ascii_lowercase())
        && value
            .text
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | '~'))
        && !value.text.contains(',');
    is_member.then(|| AnnotatedMember {
        name: first.text.to_owned(),
        x_macro: Some(name.text.to_owned()),
        value: value.text.to_owned(),
        location: output.location(first),
    })
}
