//! Words of several grammars: kinds of guest, natures, constants, C type words.

use super::output::Output;
use crate::c_text::{Span, is_identifier, is_word};
use crate::model::annotations::{Direction, Guest, Holds, Nature, OpsLine};

/// Parses `pv32 pv64 …`; commas may stand between.
pub(super) fn guests(mut rest: Span<'_>, output: &mut Output) -> Vec<Guest> {
    let mut report = |span, message: &str, label| {
        let help = "the kinds are pv32, pv64, hvm32, hvm64 and arm, separated by blanks";
        output.error("unknown-guest", message, span, label, help);
    };
    let mut guests = Vec::new();
    if rest.text.is_empty() {
        report(
            rest,
            "no kind of guest is named",
            "expected at least one kind of guest",
        );
    }
    while !rest.text.is_empty() {
        let (word, next) = rest.word();
        rest = next;
        let word = word.before(word.text.trim_end_matches(',').len());
        match Guest::from_name(word.text) {
            Some(guest) if guests.contains(&guest) => {
                report(
                    word,
                    &format!("`{}` is named twice", word.text),
                    "named before",
                );
            }
            Some(guest) => guests.push(guest),
            None => {
                report(
                    word,
                    &format!("`{}` is no kind of guest", word.text),
                    "unknown kind of guest",
                );
            }
        }
    }
    guests
}

/// What a plain integer may carry.
pub(super) fn nature(word: &str) -> Option<Nature> {
    Some(match word {
        "gfn" => Nature::Gfn,
        "mfn" => Nature::Mfn,
        "pfn" => Nature::Pfn,
        "maddr" => Nature::MachineAddress,
        "vaddr" => Nature::VirtualAddress,
        "gaddr" => Nature::GuestAddress,
        _ => return None,
    })
}

/// A direction in the one spelling that our own annotations have.
pub(super) fn exact_direction(word: &str) -> Option<Direction> {
    Some(match word {
        "IN" => Direction::In,
        "OUT" => Direction::Out,
        "IN/OUT" => Direction::InOut,
        _ => return None,
    })
}

/// Whether a word has the form of a constant, such as `EVTCHNOP_close`.
///
/// Its first part is in capitals, and another part follows.
pub(super) fn is_constant(word: &str) -> bool {
    let parts = word.trim_start_matches('_').split_once('_');
    is_identifier(word)
        && parts.is_some_and(|(head, rest)| !rest.is_empty() && head.len() >= 2 && is_shouted(head))
}

/// Whether a text is capitals and digits, and starts with a capital.
pub(super) fn is_shouted(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
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

/// Whether a tag follows this word in a type.
pub(super) fn is_tag_keyword(word: &str) -> bool {
    matches!(word, "struct" | "union" | "enum")
}

/// Whether a text is empty, or nothing but the frame of a comment.
pub(super) fn is_frame(text: &str) -> bool {
    text.chars().all(|c| c == '*')
}

/// Whether a word names a type by its looks: `…_t`, `u64`.
fn is_type_name(word: &str) -> bool {
    let bits = word.strip_prefix(['u', 's']);
    (word.ends_with("_t") && is_identifier(word)) || matches!(bits, Some("8" | "16" | "32" | "64"))
}

/// A text that stands in no header.
pub(super) fn unplaced(text: &str) -> Span<'_> {
    Span {
        text,
        line: 1,
        column: 1,
    }
}

/// The type that the text starts with, where that is beyond doubt, and what follows it.
pub(super) fn leading_type(text: Span<'_>) -> Option<(String, Span<'_>)> {
    let (first, mut rest) = text.identifier()?;
    let mut ty = first.text.to_owned();
    if is_tag_keyword(first.text) {
        let (tag, after) = rest.trim_start().identifier()?;
        ty.extend([" ", tag.text]);
        return Some((ty, after));
    }
    while is_type_word(first.text)
        && let Some((word, after)) = rest.trim_start().identifier()
        && is_type_word(word.text)
    {
        ty.extend([" ", word.text]);
        rest = after;
    }
    (is_type_word(first.text) || is_type_name(first.text)).then_some((ty, rest))
}

/// Parses `enum F in struct R at PARAM`, `… at PARAM[]` or `… at PARAM[0]`.
pub(super) fn ops_line(text: Span<'_>, output: &Output) -> Option<OpsLine> {
    let (family, rest) = leading_type(text)?;
    let (record, rest) = leading_type(rest.trim_start().strip_prefix("in ")?.trim_start())?;
    let param = rest.trim_start().strip_prefix("at ")?;
    let (param, brackets) = param.trim_start().identifier()?;
    Some(OpsLine {
        family: family.strip_prefix("enum ")?.to_owned(),
        record,
        param: param.text.to_owned(),
        holds: match brackets.trim().text {
            "" => Holds::Record,
            "[]" => Holds::Records,
            "[0]" => Holds::Buffers,
            _ => return None,
        },
        location: output.location(text),
    })
}

/// The name at the front of a text of the form `PFX_*`, without the star, and what follows.
pub(super) fn pattern(text: Span<'_>) -> Option<(Span<'_>, Span<'_>)> {
    let end = text.text.find(|c| !is_word(c))?;
    let rest = text.after(end).strip_prefix("*")?;
    is_identifier(&text.text[..end]).then(|| (text.before(end), rest))
}
