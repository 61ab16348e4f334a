//! Ticked comments that trail code: `=> TYPE` on an op's `#define`, `distinct` on a typedef.

use super::report::Report;
use super::span::{Span, is_identifier};
use super::vocabulary::nature;
use crate::model::annotations::{Distinct, Nature, OpTarget};

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
pub(super) fn attribute(text: Span<'_>, beside: Beside<'_>, report: &mut Report) -> Option<Attribute> {
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
            "behind an op's `#define` write `=> TYPE` or `=> NULL`; behind a typedef `distinct`, `distinct gfn`, `distinct mfn`, …",
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
                    "write `distinct` alone, or with one of gfn, mfn, pfn, maddr and vaddr",
                );
                return None;
            }
        },
    };
    Some(Attribute::Distinct(Distinct { nature, location: report.location(text) }))
}

fn target_of(target: Span<'_>, all: Span<'_>, beside: Beside<'_>, report: &mut Report) -> Option<Attribute> {
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
    let (word, rest) = target.word();
    let ty = match (word.text, rest.text) {
        ("NULL", "") => None,
        ("struct" | "union", tag) if is_identifier(tag) => Some(format!("{} {tag}", word.text)),
        (name, "") if is_identifier(name) && !matches!(name, "struct" | "union" | "enum") => Some(name.to_owned()),
        _ => {
            let at = if target.text.is_empty() { all } else { target };
            report.error(
                "malformed-target",
                format!("the argument of `{}` does not parse", constant.text),
                at,
                "expected a type",
                "write `=> struct TAG`, `=> union TAG`, `=> TYPEDEF` or `=> NULL`",
            );
            return None;
        }
    };
    Some(Attribute::Target(OpTarget { constant: constant.text.to_owned(), ty, location: report.location(target) }))
}
