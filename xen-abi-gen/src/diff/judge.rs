//! Judges changes: which rule each of them falls under.

use super::change::{Change, Declaration, Difference, Fact, Kind, Occupant, TypeChange};
use super::rules::Rule;
use super::versions::Versions;

/// The rule that a change falls under.
pub(super) fn judge(change: &Change, versions: &Versions) -> Rule {
    let of_hypercall = change.kind == Kind::Hypercall;
    match change.difference {
        Difference::Annotation => Rule::SaidOtherwise,
        Difference::Words => Rule::WordsChanged,
        Difference::Rehoused => Rule::Rehoused,
        Difference::Added(Occupant::Padding) => Rule::PaddingUsed,
        Difference::Added(Occupant::Hole) => Rule::HoleUsed,
        Difference::Added(Occupant::End) => Rule::FieldAppended,
        Difference::Added(Occupant::Union) => Rule::UnionMemberAdded,
        Difference::Added(_) => one_sided(change.kind).0,
        Difference::Removed(Occupant::Padding) => Rule::PaddingMade,
        Difference::Removed(Occupant::Union) => Rule::UnionMemberRemoved,
        Difference::Removed(_) => one_sided(change.kind).1,
        Difference::Renamed { similar } => renamed(change.kind, similar),
        Difference::Value => value(change, versions),
        Difference::Type(ty) => retyped(change.kind, ty),
        Difference::Number if of_hypercall => Rule::HypercallRenumbered,
        Difference::Number => Rule::OpRenumbered,
        Difference::Reused => Rule::OpNumberReused,
        Difference::Returns if of_hypercall => Rule::HypercallReturns,
        Difference::Returns => Rule::OpReturns,
        Difference::Arguments if of_hypercall => Rule::HypercallParameters,
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

/// The rules for what only the new side has, and for what only the old side has.
const fn one_sided(kind: Kind) -> (Rule, Rule) {
    match kind {
        Kind::Header => (Rule::HeaderAdded, Rule::HeaderRemoved),
        Kind::Hypercall => (Rule::HypercallAdded, Rule::HypercallRemoved),
        Kind::Op => (Rule::OpAdded, Rule::OpRemoved),
        Kind::Constant | Kind::Enumerator => (Rule::ConstantAdded, Rule::ConstantRemoved),
        Kind::String => (Rule::StringAdded, Rule::StringRemoved),
        Kind::Enum => (Rule::EnumAdded, Rule::EnumRemoved),
        Kind::Record => (Rule::RecordAdded, Rule::RecordRemoved),
        Kind::Typedef | Kind::Handle => (Rule::TypedefAdded, Rule::TypedefRemoved),
        Kind::Family | Kind::Macro => (Rule::SaidOtherwise, Rule::SaidOtherwise),
        Kind::Field => (Rule::FieldInserted, Rule::FieldRemoved),
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
