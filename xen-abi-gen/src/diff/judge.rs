//! Judges changes: which rule each of them falls under.

use super::change::{Change, Declaration, Difference, Fact, Kind, Occupant, TypeChange};
use super::rules::Rule;
use super::versions::Versions;

/// The rule that a change falls under.
pub(super) fn judge(change: &Change, versions: &Versions) -> Rule {
    match change.difference {
        Difference::Annotation => Rule::SaidOtherwise,
        Difference::Rehoused => Rule::Rehoused,
        Difference::Added(room) => added(change.kind, room),
        Difference::Removed(room) => removed(change.kind, room),
        Difference::Renamed { similar } => renamed(change.kind, similar),
        Difference::Value => value(change, versions),
        Difference::Type(ty) => retyped(change.kind, ty),
        Difference::Number if change.kind == Kind::Hypercall => Rule::HypercallRenumbered,
        Difference::Number => Rule::OpRenumbered,
        Difference::Reused => Rule::OpNumberReused,
        Difference::Returns if change.kind == Kind::Hypercall => Rule::HypercallReturns,
        Difference::Returns => Rule::OpReturns,
        Difference::Arguments if change.kind == Kind::Hypercall => Rule::HypercallParameters,
        Difference::Arguments => Rule::OpArgument,
        Difference::Size => Rule::RecordResized,
        Difference::OpenEnd => Rule::RecordOpened,
        Difference::Alignment if change.kind == Kind::Typedef => Rule::TypedefChanged,
        Difference::Alignment => Rule::RecordRealigned,
        Difference::Shape => Rule::RecordReshaped,
        Difference::Offset => Rule::FieldMoved,
        Difference::Padding => Rule::PaddingChanged,
    }
}

const fn added(kind: Kind, room: Occupant) -> Rule {
    match kind {
        Kind::Header => Rule::HeaderAdded,
        Kind::Hypercall => Rule::HypercallAdded,
        Kind::Op => Rule::OpAdded,
        Kind::Constant | Kind::Enumerator => Rule::ConstantAdded,
        Kind::String => Rule::StringAdded,
        Kind::Enum => Rule::EnumAdded,
        Kind::Record => Rule::RecordAdded,
        Kind::Typedef | Kind::Handle => Rule::TypedefAdded,
        Kind::Family | Kind::Macro => Rule::SaidOtherwise,
        Kind::Field => match room {
            Occupant::Padding => Rule::PaddingUsed,
            Occupant::Hole => Rule::HoleUsed,
            Occupant::End => Rule::FieldAppended,
            Occupant::Union => Rule::UnionMemberAdded,
            Occupant::Occupied | Occupant::Other => Rule::FieldInserted,
        },
    }
}

const fn removed(kind: Kind, room: Occupant) -> Rule {
    match kind {
        Kind::Header => Rule::HeaderRemoved,
        Kind::Hypercall => Rule::HypercallRemoved,
        Kind::Op => Rule::OpRemoved,
        Kind::Constant | Kind::Enumerator => Rule::ConstantRemoved,
        Kind::String => Rule::StringRemoved,
        Kind::Enum => Rule::EnumRemoved,
        Kind::Record => Rule::RecordRemoved,
        Kind::Typedef | Kind::Handle => Rule::TypedefRemoved,
        Kind::Family | Kind::Macro => Rule::SaidOtherwise,
        Kind::Field => match room {
            Occupant::Padding => Rule::PaddingMade,
            Occupant::Union => Rule::UnionMemberRemoved,
            Occupant::Hole | Occupant::End | Occupant::Occupied | Occupant::Other => {
                Rule::FieldRemoved
            }
        },
    }
}

const fn renamed(kind: Kind, similar: bool) -> Rule {
    match kind {
        Kind::Op => Rule::OpRenamed,
        Kind::Record => Rule::RecordRenamed,
        Kind::Field if !similar => Rule::FieldRepurposed,
        Kind::Field => Rule::FieldRenamed,
        Kind::String => Rule::StringRenamed,
        Kind::Typedef | Kind::Handle => Rule::TypedefSame,
        _ => Rule::ConstantRenamed,
    }
}

const fn retyped(kind: Kind, change: TypeChange) -> Rule {
    match (kind, change) {
        (Kind::Constant, _) => Rule::ConstantRetyped,
        (Kind::Typedef | Kind::Handle, TypeChange::Spelling | TypeChange::OpenEnd) => {
            Rule::TypedefSame
        }
        (Kind::Typedef | Kind::Handle, _) => Rule::TypedefChanged,
        (_, TypeChange::Spelling) => Rule::FieldRespelled,
        (_, TypeChange::Sign) => Rule::FieldResigned,
        (_, TypeChange::Meaning) => Rule::FieldReinterpreted,
        (_, TypeChange::Width) => Rule::FieldResized,
        (_, TypeChange::Within) => Rule::FieldFollows,
        (_, TypeChange::OpenEnd) => Rule::FieldOpened,
    }
}

/// Words in a constant's name that say that it bounds other values, rather than being one of them.
const BOUNDS: [&str; 6] = ["max", "nr", "num", "count", "last", "limit"];
/// The same of sets of bits.
const SETS: [&str; 3] = ["mask", "all", "valid"];

fn value(change: &Change, versions: &Versions) -> Rule {
    let name = change.stated().map_or("", |stated| stated.name.as_str());
    if versions.is_latest(name) {
        return Rule::LatestMoved;
    }
    if versions.is_version(change.header(), name) {
        return Rule::VersionMoved;
    }
    let number = |stated: &Option<Declaration>| match stated.as_ref()?.fact {
        Fact::Integer { value, .. } | Fact::Value { value } => Some(value),
        _ => None,
    };
    let (Some(old), Some(new)) = (number(&change.old), number(&change.new)) else {
        return Rule::StringChanged;
    };
    let lower = name.to_lowercase();
    let has = |words: &[&str]| lower.split('_').any(|word| words.contains(&word));
    let raised = match change.kind {
        Kind::Constant if has(&BOUNDS) => Some(new > old),
        Kind::Constant if has(&SETS) && new & old == old => Some(true),
        Kind::Constant if has(&SETS) && new & old == new => Some(false),
        _ => None,
    };
    match raised {
        Some(true) => Rule::BoundRaised,
        Some(false) => Rule::BoundLowered,
        None => Rule::ConstantChanged,
    }
}
