//! Says in words what changed.

use super::super::change::{Change, Declaration, Difference, Fact, Kind, Occupant, TypeChange};
use crate::model::facts::RecordKind;
use crate::model::target::Target;

/// How a guest handle's type is called, before what it points to.
const HANDLE: &str = "__guest_handle_";

/// Up to which value a number is easier to read in decimal.
const DECIMAL: i128 = 4096;

/// Names of targets.
pub(super) fn targets(targets: &[Target]) -> String {
    targets
        .iter()
        .map(|target| target.name())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a change is about.
pub(super) fn subject(change: &Change) -> String {
    let Some(stated) = change.stated() else {
        return String::new();
    };
    let name = stated.name.as_str();
    match (change.kind, &stated.fact) {
        (Kind::Record, Fact::Record { kind, .. }) => {
            format!(
                "{} {}",
                kind_word(*kind),
                name.strip_prefix("union ").unwrap_or(name)
            )
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

/// What a guest handle's type leads to; its variants (64 bits wide, to what is only read) come
/// together.
pub(super) fn pointee(handle: &str) -> &str {
    let name = handle.strip_prefix(HANDLE).unwrap_or(handle);
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
    let fact = |stated: &Option<Declaration>| {
        stated
            .as_ref()
            .map(|stated| &stated.fact)
            .map_or_else(String::new, in_full)
    };
    let both = |part: fn(&Fact) -> String| match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{} {arrow} {}", part(&old.fact), part(&new.fact)),
        (old, new) => old
            .as_ref()
            .or(new.as_ref())
            .map_or_else(String::new, |stated| part(&stated.fact)),
    };
    match change.difference {
        Difference::Added(_) if change.kind == Kind::Handle => "added".to_owned(),
        Difference::Removed(_) if change.kind == Kind::Handle => "removed".to_owned(),
        Difference::Added(room) => words(&["added:", &fact(&change.new), at_place(room, "in")]),
        Difference::Removed(room) => {
            words(&["removed:", &fact(&change.old), at_place(room, "now")])
        }
        Difference::Padding if change.new.is_none() => words(&["removed:", &fact(&change.old)]),
        Difference::Padding if change.old.is_none() => words(&["added:", &fact(&change.new)]),
        Difference::Padding => both(in_full),
        Difference::Renamed { .. } => {
            format!("was {}", change.old.as_ref().map_or("", |old| &old.name))
        }
        Difference::Reused => {
            format!(
                "takes the number of {}: {}",
                change.old.as_ref().map_or("", |old| &old.name),
                fact(&change.new)
            )
        }
        Difference::Rehoused => format!(
            "{} {arrow} {}",
            place(change.old.as_ref()),
            place(change.new.as_ref())
        ),
        Difference::Value | Difference::Number => both(value),
        Difference::Type(TypeChange::Width) => format!("{} ({})", both(ty), both(width)),
        Difference::Type(TypeChange::Within) => {
            format!(
                "{}, {}",
                change
                    .stated()
                    .map_or_else(String::new, |stated| ty(&stated.fact)),
                both(width)
            )
        }
        Difference::Type(_) => both(ty),
        Difference::Size | Difference::OpenEnd => format!("{} bytes", both(size)),
        Difference::Alignment => format!("aligned to {}", both(align)),
        Difference::Shape => both(shape),
        Difference::Offset => format!("at {}", both(offset)),
        Difference::Returns => format!("returns {}", both(returns)),
        Difference::Arguments => both(arguments),
        Difference::Annotation => match (&change.old, &change.new) {
            (Some(_), Some(_)) => both(said),
            (Some(_), None) => format!("no longer said: {}", fact(&change.old)),
            _ => format!("now said: {}", fact(&change.new)),
        },
    }
}

/// Where a side declares it.
fn place(stated: Option<&Declaration>) -> String {
    let (header, owner) =
        stated.map_or(("", None), |stated| (&stated.header, stated.owner.as_ref()));
    owner.map_or_else(|| header.to_owned(), |owner| format!("{header} ({owner})"))
}

fn words(parts: &[&str]) -> String {
    let text = parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    text.strip_suffix(':').map(str::to_owned).unwrap_or(text)
}

fn at_place(room: Occupant, word: &'static str) -> &'static str {
    match (room, word) {
        (Occupant::Padding, "in") => "in what was padding",
        (Occupant::Hole, "in") => "in bytes that had no name",
        (Occupant::End, "in") => "behind the old end",
        (Occupant::Padding, _) => "now padding",
        (Occupant::Hole, _) => "now bytes without a name",
        (Occupant::End, _) => "now behind the end",
        _ => "",
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
        Fact::Integer { .. } | Fact::Value { .. } | Fact::Text { .. } => value(fact),
        Fact::Record { .. } => format!("{} bytes", size(fact)),
        Fact::Field { .. } => format!("{} at {}", ty(fact), offset(fact)),
        Fact::Typedef { .. } => ty(fact),
        Fact::Hypercall { .. } => format!("number {}{}", value(fact), arguments(fact)),
        Fact::Op { args, .. } if args.is_empty() => value(fact),
        Fact::Op { .. } => format!("{} {}", value(fact), arguments(fact)),
        Fact::Said { .. } => said(fact),
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

fn value(fact: &Fact) -> String {
    match fact {
        Fact::Integer { value, .. } | Fact::Value { value } | Fact::Op { value, .. } => {
            number(*value)
        }
        Fact::Text { value } => format!("{value:?}"),
        Fact::Hypercall { number, .. } => {
            number.map_or_else(|| "unknown".to_owned(), |number| number.to_string())
        }
        _ => String::new(),
    }
}

fn ty(fact: &Fact) -> String {
    match fact {
        Fact::Integer { r#type, .. }
        | Fact::Field { r#type, .. }
        | Fact::Typedef { r#type, .. } => r#type.clone(),
        _ => String::new(),
    }
}

fn width(fact: &Fact) -> String {
    match fact {
        Fact::Field { size_bits, .. } => bits(*size_bits),
        Fact::Typedef { size, .. } => bits(size * 8),
        _ => String::new(),
    }
}

fn size(fact: &Fact) -> String {
    match fact {
        Fact::Record { size, .. } | Fact::Typedef { size, .. } => size.to_string(),
        _ => String::new(),
    }
}

fn align(fact: &Fact) -> String {
    match fact {
        Fact::Record { align, .. } | Fact::Typedef { align, .. } => align.to_string(),
        _ => String::new(),
    }
}

fn shape(fact: &Fact) -> String {
    match fact {
        Fact::Record { kind, .. } => kind_word(*kind).to_owned(),
        _ => String::new(),
    }
}

fn offset(fact: &Fact) -> String {
    match fact {
        Fact::Field { offset_bits, .. } if offset_bits % 8 == 0 => (offset_bits / 8).to_string(),
        Fact::Field { offset_bits, .. } => format!("{}.{}", offset_bits / 8, offset_bits % 8),
        _ => String::new(),
    }
}

fn returns(fact: &Fact) -> String {
    match fact {
        Fact::Hypercall { returns, .. } => returns.clone(),
        Fact::Op { returns, .. } => returns
            .clone()
            .unwrap_or_else(|| "what the hypercall does".to_owned()),
        _ => String::new(),
    }
}

fn arguments(fact: &Fact) -> String {
    match fact {
        Fact::Hypercall { params, .. } => format!("({})", params.join(", ")),
        Fact::Op { args, .. } => format!("({})", args.join(", ")),
        _ => String::new(),
    }
}

fn said(fact: &Fact) -> String {
    match fact {
        Fact::Said { said } if said.is_empty() => "nothing".to_owned(),
        Fact::Said { said } => said.clone(),
        other => in_full(other),
    }
}

fn bits(bits: u64) -> String {
    if bits.is_multiple_of(8) {
        format!("{} bytes", bits / 8)
    } else {
        format!("{bits} bits")
    }
}
