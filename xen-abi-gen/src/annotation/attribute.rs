//! Annotations that trail code: `=> TYPE` on an op's `#define`, `distinct` on a typedef.

use super::note::exact_direction;
use super::report::Report;
use super::vocabulary::{guests, nature};
use crate::c_text::{Span, is_identifier};
use crate::model::annotations::{Distinct, Guest, Nature, OpTarget};

/// What a trailing annotation says.
pub(super) enum Attribute {
    /// The type of an op's argument.
    Target(OpTarget),
    /// A typedef that is a type of its own.
    Distinct(Distinct),
}

/// What stands on the line that it trails.
#[derive(Clone, Copy)]
pub(super) enum Beside<'a> {
    /// A `#define`: its name, where it has a value and takes no arguments.
    Define(Option<Span<'a>>),
    /// Code.
    Code,
}

/// Parses the text of such a comment.
pub(super) fn attribute(
    text: Span<'_>,
    beside: Beside<'_>,
    report: &mut Report,
) -> Option<Attribute> {
    let text = text.trim();
    if let Some(target) = text.strip_prefix("=>") {
        return target_of(target.trim(), text, beside, report);
    }
    let (word, rest) = text.word();
    if word.text != "distinct" {
        report.warning(
            "unknown-annotation",
            format!("`{}` starts no annotation that can trail a line", word.text),
            text,
            "ignored",
            "behind an op's `#define` write `=> TYPE` or `=> NULL`; behind a typedef `distinct`, \
             `distinct gfn`, `distinct mfn`, …",
        );
        return None;
    }
    if matches!(beside, Beside::Define(_)) {
        report.error(
            "stray-annotation",
            "`distinct` stands beside no typedef",
            text,
            "unexpected here",
            "put it behind a typedef",
        );
        return None;
    }
    let nature = match rest.text {
        "" => Nature::Plain,
        word => match nature(word) {
            Some(nature) => nature,
            None => {
                report.error(
                    "malformed-distinct",
                    format!("`{word}` is nothing that a distinct type can be"),
                    rest,
                    "unknown word",
                    "write `distinct` alone, or with one of gfn, mfn, pfn, maddr, vaddr and gaddr",
                );
                return None;
            }
        },
    };
    Some(Attribute::Distinct(Distinct {
        nature,
        location: report.location(text),
    }))
}

fn target_of(
    target: Span<'_>,
    all: Span<'_>,
    beside: Beside<'_>,
    report: &mut Report,
) -> Option<Attribute> {
    let Beside::Define(Some(constant)) = beside else {
        report.error(
            "stray-annotation",
            "this ticked `=>` stands beside no constant",
            all,
            "unexpected here",
            "put it behind the `#define` of an op; a field's reference is written without the tick",
        );
        return None;
    };
    let (first, after) = target.word();
    let direction = exact_direction(first.text).filter(|_| !after.text.is_empty());
    let spelled = if direction.is_some() { after } else { target };
    let parsed = match spelled.text {
        // What is not there travels nowhere.
        "NULL" => direction.is_none().then(|| (None, Vec::new())),
        text if text.ends_with(')') => {
            by_guest(spelled, report).map(|types| (Some("void".to_owned()), types))
        }
        _ => type_name(spelled).map(|ty| (Some(ty), Vec::new())),
    };
    let Some((ty, by_guest)) = parsed else {
        let at = if target.text.is_empty() { all } else { target };
        report.error(
            "malformed-target",
            format!("the argument of `{}` does not parse", constant.text),
            at,
            "expected a type",
            "write `=> struct TAG`, `=> union TAG`, `=> TYPEDEF` or `=> NULL`; a direction may \
             stand before the type, and behind it, in parentheses, the kinds of guest that pass \
             it, with a comma before the next type",
        );
        return None;
    };
    let location = report.location(target);
    Some(Attribute::Target(OpTarget {
        constant: constant.text.to_owned(),
        ty,
        direction,
        by_guest,
        location,
    }))
}

/// `struct TAG`, `union TAG` or the name of a typedef.
fn type_name(text: Span<'_>) -> Option<String> {
    let (word, rest) = text.word();
    match (word.text, rest.text) {
        ("struct" | "union", tag) if is_identifier(tag) => Some(format!("{} {tag}", word.text)),
        (name, "") if is_identifier(name) && !matches!(name, "struct" | "union" | "enum") => {
            Some(name.to_owned())
        }
        _ => None,
    }
}

/// `TYPE (pv32 pv64), TYPE (hvm32 hvm64)`.
fn by_guest(mut text: Span<'_>, report: &mut Report) -> Option<Vec<(String, Vec<Guest>)>> {
    let mut types = Vec::new();
    loop {
        let (ty, rest) = text.split_once("(")?;
        let (kinds, rest) = rest.split_once(")")?;
        types.push((type_name(ty.trim())?, guests(kinds.trim(), report)));
        if rest.text.is_empty() {
            return Some(types);
        }
        text = rest.strip_prefix(",")?.trim();
    }
}
