//! Words that several of the grammars share: kinds of guest, natures of integers, names of
//! constants, C's own type words.

use super::report::Report;
use crate::c_text::{Span, is_identifier, is_word};
use crate::model::annotations::{Guest, Holds, Nature, OpsLine};

/// Parses `pv32 pv64 …`; commas may stand between.
pub(super) fn guests(mut rest: Span<'_>, report: &mut Report) -> Vec<Guest> {
    const HELP: &str = "the kinds are pv32, pv64, hvm32, hvm64 and arm, separated by blanks";
    let mut guests = Vec::new();
    if rest.text.is_empty() {
        report.error(
            "unknown-guest",
            "no kind of guest is named",
            rest,
            "expected at least one kind of guest",
            HELP,
        );
    }
    while !rest.text.is_empty() {
        let (word, next) = rest.word();
        rest = next;
        let word = word.before(word.text.trim_end_matches(',').len());
        match Guest::from_name(word.text) {
            Some(guest) if guests.contains(&guest) => {
                report.error(
                    "unknown-guest",
                    format!("`{}` is named twice", word.text),
                    word,
                    "named before",
                    HELP,
                );
            }
            Some(guest) => guests.push(guest),
            None => {
                let message = format!("`{}` is no kind of guest", word.text);
                report.error(
                    "unknown-guest",
                    message,
                    word,
                    "unknown kind of guest",
                    HELP,
                );
            }
        }
    }
    guests
}

/// What a plain integer may carry.
pub(super) fn nature(word: &str) -> Option<Nature> {
    match word {
        "gfn" => Some(Nature::Gfn),
        "mfn" => Some(Nature::Mfn),
        "pfn" => Some(Nature::Pfn),
        "maddr" => Some(Nature::MachineAddress),
        "vaddr" => Some(Nature::VirtualAddress),
        "gaddr" => Some(Nature::GuestAddress),
        _ => None,
    }
}

/// Whether a word looks like the name of a constant: its first part is in capitals and another
/// follows (`EVTCHNOP_close`).
pub(super) fn is_constant(word: &str) -> bool {
    let tail = word.trim_start_matches('_');
    let Some((head, rest)) = tail.split_once('_') else {
        return false;
    };
    is_identifier(word)
        && !rest.is_empty()
        && head.len() >= 2
        && head.starts_with(|c: char| c.is_ascii_uppercase())
        && head
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Whether C has a type of which this word is a part.
pub(super) fn is_type_word(word: &str) -> bool {
    matches!(
        word,
        "unsigned"
            | "signed"
            | "long"
            | "short"
            | "int"
            | "char"
            | "void"
            | "float"
            | "double"
            | "_Bool"
            | "bool"
    )
}

/// Whether a word names a type by its looks: `…_t`, `u64`.
fn is_type_name(word: &str) -> bool {
    (word.ends_with("_t") && is_identifier(word))
        || word
            .strip_prefix(['u', 's'])
            .is_some_and(|bits| matches!(bits, "8" | "16" | "32" | "64"))
}

/// The type that the text starts with, where that is beyond doubt, and what follows it.
pub(super) fn leading_type(text: Span<'_>) -> Option<(String, Span<'_>)> {
    let (first, mut rest) = text.identifier()?;
    let mut ty = first.text.to_owned();
    if matches!(first.text, "struct" | "union" | "enum") {
        let (tag, after) = rest.trim_start().identifier()?;
        ty.push(' ');
        ty.push_str(tag.text);
        return Some((ty, after));
    }
    if is_type_word(first.text) {
        while let Some((word, after)) = rest
            .trim_start()
            .identifier()
            .filter(|(word, _)| is_type_word(word.text))
        {
            ty.push(' ');
            ty.push_str(word.text);
            rest = after;
        }
        return Some((ty, rest));
    }
    is_type_name(first.text).then_some((ty, rest))
}

/// Parses `enum F in struct R at PARAM`, `… at PARAM[]` or `… at PARAM[0]`.
pub(super) fn ops_line(text: Span<'_>, report: &Report) -> Option<OpsLine> {
    let (family, rest) = leading_type(text)?;
    let family = family.strip_prefix("enum ")?.to_owned();
    let (record, rest) = leading_type(rest.trim_start().strip_prefix("in ")?.trim_start())?;
    let (param, rest) = rest
        .trim_start()
        .strip_prefix("at ")?
        .trim_start()
        .identifier()?;
    let holds = match rest.trim().text {
        "" => Holds::Record,
        "[]" => Holds::Records,
        "[0]" => Holds::Buffers,
        _ => return None,
    };
    Some(OpsLine {
        family,
        record,
        param: param.text.to_owned(),
        holds,
        location: report.location(text),
    })
}

/// The name at the front of a text of the form `PFX_*`, without the star, and what follows.
pub(super) fn pattern(text: Span<'_>) -> Option<(Span<'_>, Span<'_>)> {
    let end = text.text.find(|c| !is_word(c))?;
    let rest = text.after(end).strip_prefix("*")?;
    is_identifier(&text.text[..end]).then(|| (text.before(end), rest))
}
