//! Says in words what changed.

use super::change::{Change, Declaration, Difference, Fact, Kind, Occupant, TypeChange};
use crate::model::facts::RecordKind;
use crate::model::handles::HANDLE_PREFIX;
use crate::model::target::Target;

/// Up to which value a number is easier to read in decimal.
const DECIMAL: i128 = 4096;

/// Names of targets.
pub(super) fn targets<'a>(targets: impl IntoIterator<Item = &'a Target>) -> String {
    let names: Vec<_> = targets.into_iter().map(|target| target.name()).collect();
    names.join(", ")
}

/// What a change is about.
pub(super) fn subject(change: &Change) -> String {
    let Some(stated) = change.stated() else {
        return String::new();
    };
    let name = stated.name.as_str();
    match (change.kind, &stated.fact) {
        (Kind::Record, Fact::Record { kind, .. }) => {
            let tag = name.strip_prefix("union ").unwrap_or(name);
            format!("{} {tag}", kind_word(*kind))
        }
        (Kind::Field, _) => format!("{}.{name}", stated.owner.as_deref().unwrap_or_default()),
        (Kind::Hypercall, _) => format!("{name}()"),
        (Kind::Handle, _) => format!("handle of {}", pointee(name)),
        (Kind::Enum, _) => format!("enum {name}"),
        (Kind::Family, _) => format!("family {name}"),
        (Kind::Macro, _) => format!("macro {name}"),
        (Kind::Header, _) => format!("header {name}"),
        _ => name.to_owned(),
    }
}

/// The type behind a guest handle's type.
///
/// 64-bit and const variants are the same.
pub(super) fn pointee(handle: &str) -> &str {
    let name = handle.strip_prefix(HANDLE_PREFIX).unwrap_or(handle);
    let name = name.strip_prefix("64_").unwrap_or(name);
    name.strip_prefix("const_").unwrap_or(name)
}

const fn kind_word(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Struct => "struct",
        RecordKind::Union => "union",
    }
}

/// What is different about it. `arrow` stands between what was and what is.
pub(super) fn difference(change: &Change, arrow: &str) -> String {
    let difference = change.difference;
    let (old, new) = match (&change.old, &change.new) {
        (Some(old), Some(new)) => (old, new),
        (Some(old), None) => return one_sided(difference, old, "removed", "no longer said"),
        (None, Some(new)) => return one_sided(difference, new, "added", "now said"),
        (None, None) => return String::new(),
    };
    let both =
        |part: &dyn Fn(&Fact) -> String| format!("{} {arrow} {}", part(&old.fact), part(&new.fact));
    let parts = both(&|fact| part(difference, fact));
    match difference {
        Difference::Renamed { .. } => format!("was {}", old.name),
        Difference::Reused => {
            let (name, full) = (&old.name, in_full(&new.fact));
            format!("takes the number of {name}: {full}")
        }
        Difference::Rehoused => format!("{} {arrow} {}", place(old), place(new)),
        Difference::Type(TypeChange::Width) => format!("{parts} ({})", both(&width)),
        Difference::Type(TypeChange::Within) => {
            format!("{}, {}", part(difference, &new.fact), both(&width))
        }
        Difference::Size | Difference::OpenEnd => format!("{parts} bytes"),
        Difference::Alignment => format!("aligned to {parts}"),
        Difference::Offset => format!("at {parts}"),
        Difference::Returns => format!("returns {parts}"),
        _ => parts,
    }
}

/// What only one side has or says, and what the other side has in its place.
fn one_sided(difference: Difference, stated: &Declaration, has: &str, says: &str) -> String {
    let verb = match difference {
        Difference::Annotation => says,
        _ => has,
    };
    let full = in_full(&stated.fact);
    let words = format!("{full} {}", occupied(difference));
    match words.trim() {
        "" => verb.to_owned(),
        words => format!("{verb}: {words}"),
    }
}

const fn occupied(difference: Difference) -> &'static str {
    match difference {
        Difference::Added(Occupant::Padding) => "in what was padding",
        Difference::Added(Occupant::Hole) => "in bytes that had no name",
        Difference::Added(Occupant::End) => "behind the old end",
        Difference::Removed(Occupant::Padding) => "now padding",
        Difference::Removed(Occupant::Hole) => "now bytes without a name",
        Difference::Removed(Occupant::End) => "now behind the end",
        _ => "",
    }
}

/// Where a side declares it.
fn place(stated: &Declaration) -> String {
    let header = &stated.header;
    let owner = stated.owner.as_ref();
    owner.map_or_else(|| header.clone(), |owner| format!("{header} ({owner})"))
}

/// What a side states of that in which the sides differ.
fn part(difference: Difference, fact: &Fact) -> String {
    match (difference, fact) {
        (
            Difference::Type(_),
            Fact::Integer { r#type, .. }
            | Fact::Field { r#type, .. }
            | Fact::Typedef { r#type, .. },
        ) => r#type.clone(),
        (Difference::Size | Difference::OpenEnd, Fact::Record { size, .. }) => size.to_string(),
        (Difference::Alignment, Fact::Record { align, .. } | Fact::Typedef { align, .. }) => {
            align.to_string()
        }
        (Difference::Shape, Fact::Record { kind, .. }) => kind_word(*kind).to_owned(),
        (Difference::Offset, Fact::Field { offset_bits, .. }) => offset(*offset_bits),
        (Difference::Number, Fact::Op { value, .. }) => number(*value),
        (Difference::Number, Fact::Hypercall { number, .. }) => known(*number),
        (Difference::Returns, Fact::Hypercall { returns, .. }) => returns.clone(),
        (Difference::Returns, Fact::Op { returns, .. }) => {
            let same = || "what the hypercall does".to_owned();
            returns.clone().unwrap_or_else(same)
        }
        (
            Difference::Arguments,
            Fact::Hypercall { params: list, .. } | Fact::Op { args: list, .. },
        ) => {
            format!("({})", list.join(", "))
        }
        _ => in_full(fact),
    }
}

/// Everything that a side states.
fn in_full(fact: &Fact) -> String {
    match fact {
        Fact::Holds {
            constants,
            records,
            others,
        } => {
            format!("{constants} constants, {records} records, {others} other declarations")
        }
        Fact::Integer { value, .. } | Fact::Value { value } => number(*value),
        Fact::Text { value } => format!("{value:?}"),
        Fact::Record { size, .. } => format!("{size} bytes"),
        Fact::Field {
            offset_bits,
            r#type,
            ..
        } => format!("{} at {}", r#type, offset(*offset_bits)),
        Fact::Typedef { r#type, .. } => r#type.clone(),
        Fact::Hypercall { number, params, .. } => {
            format!("number {}({})", known(*number), params.join(", "))
        }
        Fact::Op { value, args, .. } if args.is_empty() => number(*value),
        Fact::Op { value, args, .. } => format!("{} ({})", number(*value), args.join(", ")),
        Fact::Said { said } if said.is_empty() => "nothing".to_owned(),
        Fact::Said { said } => said.clone(),
        Fact::Exists {} => String::new(),
    }
}

fn number(value: i128) -> String {
    if (-DECIMAL..DECIMAL).contains(&value) {
        value.to_string()
    } else {
        format!("{value:#x}")
    }
}

/// The number of a hypercall.
fn known(number: Option<u32>) -> String {
    number.map_or_else(|| "unknown".to_owned(), |number| number.to_string())
}

fn width(fact: &Fact) -> String {
    match fact {
        Fact::Field { size_bits, .. } if !size_bits.is_multiple_of(8) => {
            format!("{size_bits} bits")
        }
        Fact::Field { size_bits, .. } => format!("{} bytes", size_bits / 8),
        Fact::Typedef { size, .. } => format!("{size} bytes"),
        _ => String::new(),
    }
}

fn offset(bits: u64) -> String {
    match bits % 8 {
        0 => (bits / 8).to_string(),
        bit => format!("{}.{bit}", bits / 8),
    }
}
