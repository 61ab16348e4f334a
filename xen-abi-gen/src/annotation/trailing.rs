//! Annotations that trail code: `=> TYPE` on an op's `#define`, `distinct` on a typedef.

use super::family::constant;
use super::output::Output;
use super::vocabulary::{exact_direction, guests, is_tag_keyword, nature};
use crate::c_text::{DirectiveLine, Span, is_identifier};
use crate::model::annotations::{Distinct, Guest, Nature, OpTarget};

/// Parses the text of an annotation that trails the line `number`, which may be a directive.
pub(super) fn trailing(
    text: Span<'_>,
    number: u32,
    directive: Option<&DirectiveLine<'_>>,
    output: &mut Output,
) {
    let text = text.trim();
    let (word, rest) = text.word();
    if let Some(target) = text.strip_prefix("=>") {
        let target = op_target(target.trim(), text, directive, output);
        output.annotations.op_targets.extend(target);
    } else if word.text != "distinct" {
        output.warning(
            "unknown-annotation",
            format!("`{}` starts no annotation that can trail a line", word.text),
            text,
            "ignored",
            "behind an op's `#define` write `=> TYPE` or `=> NULL`; behind a typedef `distinct`, \
             `distinct gfn`, `distinct mfn`, …",
        );
    } else if directive.is_some() {
        output.error(
            "stray-annotation",
            "`distinct` stands beside no typedef",
            text,
            "unexpected here",
            "put it behind a typedef",
        );
    } else if let Some(nature) = nature(rest.text).or(rest.text.is_empty().then_some(Nature::Plain))
    {
        let location = output.location(text);
        let distinct = Distinct { nature, location };
        output.annotations.distinct.insert(number, distinct);
    } else {
        output.error(
            "malformed-distinct",
            format!("`{}` is nothing that a distinct type can be", rest.text),
            rest,
            "unknown word",
            "write `distinct` alone, or with one of gfn, mfn, pfn, maddr, vaddr and gaddr",
        );
    }
}

fn op_target(
    target: Span<'_>,
    all: Span<'_>,
    directive: Option<&DirectiveLine<'_>>,
    output: &mut Output,
) -> Option<OpTarget> {
    let Some(constant) = directive.and_then(constant) else {
        output.error(
            "stray-annotation",
            "this `=>` stands beside no constant",
            all,
            "unexpected here",
            "put it behind the `#define` of an op; a field's reference has no backtick",
        );
        return None;
    };
    let (first, after) = target.word();
    let direction = exact_direction(first.text).filter(|_| !after.text.is_empty());
    let spelled = if direction.is_some() { after } else { target };
    let parsed = match spelled.text {
        // An argument that does not exist has no direction.
        "NULL" => direction.is_none().then(|| (None, Vec::new())),
        text if text.ends_with(')') => {
            by_guest(spelled, output).map(|types| (Some("void".to_owned()), types))
        }
        _ => type_name(spelled).map(|ty| (Some(ty), Vec::new())),
    };
    if parsed.is_none() {
        output.error(
            "malformed-target",
            format!("the argument of `{}` does not parse", constant.text),
            if target.text.is_empty() { all } else { target },
            "expected a type",
            "write `=> struct TAG`, `=> union TAG`, `=> TYPEDEF` or `=> NULL`; a direction may \
             stand before the type, and behind it, in parentheses, the kinds of guest that pass \
             it, with a comma before the next type",
        );
    }
    let (ty, by_guest) = parsed?;
    Some(OpTarget {
        constant: constant.text.to_owned(),
        ty,
        direction,
        by_guest,
        location: output.location(target),
    })
}

/// `struct TAG`, `union TAG` or the name of a typedef.
fn type_name(text: Span<'_>) -> Option<String> {
    let (word, rest) = text.word();
    match (word.text, rest.text) {
        ("struct" | "union", tag) if is_identifier(tag) => Some(format!("{} {tag}", word.text)),
        (name, "") if is_identifier(name) && !is_tag_keyword(name) => Some(name.to_owned()),
        _ => None,
    }
}

/// `TYPE (pv32 pv64), TYPE (hvm32 hvm64)`.
fn by_guest(mut text: Span<'_>, output: &mut Output) -> Option<Vec<(String, Vec<Guest>)>> {
    let mut types = Vec::new();
    loop {
        let (ty, rest) = text.split_once("(")?;
        let (kinds, rest) = rest.split_once(")")?;
        types.push((type_name(ty.trim())?, guests(kinds.trim(), output)));
        if rest.text.is_empty() {
            return Some(types);
        }
        text = rest.strip_prefix(",")?.trim();
    }
}
