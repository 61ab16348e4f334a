//! Judges changes: a table of rules, and which of them a change falls under.

use serde::Serialize;

use super::change::{Change, Fact, Kind, Room, TypeChange, What};
use super::versions::Versions;

/// What a change means to whoever was built on the old side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing.
    Cosmetic,
    /// Nothing either, but there is more to use.
    Additive,
    /// It may misbehave on the new side.
    Breaking,
}

impl Verdict {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// A rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// A short stable name.
    pub name: &'static str,
    /// What a change under it means.
    pub verdict: Verdict,
    /// Why, in one sentence.
    pub because: &'static str,
}

const fn rule(name: &'static str, verdict: Verdict, because: &'static str) -> Rule {
    Rule {
        name,
        verdict,
        because,
    }
}

use Verdict::{Additive, Breaking, Cosmetic};

/// Every rule.
pub static RULES: [Rule; 60] = [
    rule("header-added", Additive, "nobody uses it yet"),
    rule(
        "header-removed",
        Breaking,
        "what it stated is no longer promised",
    ),
    rule("hypercall-added", Additive, "nobody makes it yet"),
    rule("hypercall-removed", Breaking, "its callers get -ENOSYS"),
    rule(
        "hypercall-renumbered",
        Breaking,
        "older callers make another hypercall",
    ),
    rule(
        "hypercall-returns",
        Breaking,
        "older callers read the result as another type",
    ),
    rule(
        "hypercall-parameters",
        Breaking,
        "older callers pass something else",
    ),
    rule("op-added", Additive, "nobody uses it yet"),
    rule("op-removed", Breaking, "its callers get an error"),
    rule(
        "op-renumbered",
        Breaking,
        "older callers ask for another operation",
    ),
    rule(
        "op-number-reused",
        Breaking,
        "older callers of the one ask for the other",
    ),
    rule("op-argument", Breaking, "older callers pass something else"),
    rule(
        "op-returns",
        Breaking,
        "older callers read the result as another type",
    ),
    rule("op-renamed", Cosmetic, "the number is the same"),
    rule("constant-added", Additive, "nobody uses it yet"),
    rule(
        "constant-removed",
        Breaking,
        "the value is no longer promised to mean anything",
    ),
    rule(
        "constant-changed",
        Breaking,
        "the old value means something else, or nothing",
    ),
    rule(
        "bound-raised",
        Additive,
        "what fitted the old bound fits the new one",
    ),
    rule(
        "bound-lowered",
        Breaking,
        "what fitted the old bound may not fit the new one",
    ),
    rule(
        "version-moved",
        Breaking,
        "Xen refuses callers that were built on another version",
    ),
    rule(
        "latest-moved",
        Cosmetic,
        "callers say which version of the interface they were built on",
    ),
    rule("constant-retyped", Cosmetic, "the value is the same"),
    rule("constant-renamed", Cosmetic, "the value is the same"),
    rule("string-added", Additive, "nobody uses it yet"),
    rule(
        "string-removed",
        Breaking,
        "the text is no longer promised to mean anything",
    ),
    rule(
        "string-changed",
        Breaking,
        "the old text means something else, or nothing",
    ),
    rule("string-renamed", Cosmetic, "the text is the same"),
    rule("enum-added", Additive, "nobody uses it yet"),
    rule(
        "enum-removed",
        Cosmetic,
        "it is a name of C's; its values are judged one by one",
    ),
    rule("record-added", Additive, "nobody uses it yet"),
    rule(
        "record-removed",
        Breaking,
        "what it described is no longer promised",
    ),
    rule(
        "record-resized",
        Breaking,
        "Xen and its older callers do not agree how many bytes there are",
    ),
    rule(
        "record-opened",
        Cosmetic,
        "everything stands where it stood; only what C says of its size differs",
    ),
    rule(
        "record-realigned",
        Breaking,
        "records that hold it are laid out differently",
    ),
    rule(
        "record-reshaped",
        Breaking,
        "the members of a union share their bytes, those of a struct do not",
    ),
    rule("record-renamed", Cosmetic, "the layout is the same"),
    rule(
        "padding-used",
        Additive,
        "older callers leave the padding zero",
    ),
    rule(
        "padding-made",
        Breaking,
        "what older callers put there is ignored, or refused",
    ),
    rule(
        "padding-changed",
        Cosmetic,
        "nothing is read from it; what took its place is judged by itself",
    ),
    rule(
        "hole-used",
        Breaking,
        "what older callers leave in bytes without a name is left to chance",
    ),
    rule(
        "field-appended",
        Additive,
        "older callers do not know it; what its bytes cost is judged with the record's size",
    ),
    rule("field-inserted", Breaking, "its bytes meant something else"),
    rule(
        "field-removed",
        Breaking,
        "what older callers put there is ignored, or taken for something else",
    ),
    rule("union-member-added", Additive, "nobody uses it yet"),
    rule(
        "union-member-removed",
        Breaking,
        "its bytes mean something else, or nothing",
    ),
    rule(
        "field-moved",
        Breaking,
        "older callers look for it elsewhere",
    ),
    rule(
        "field-resized",
        Breaking,
        "older callers read or write too much or too little",
    ),
    rule(
        "field-follows",
        Cosmetic,
        "the record that it holds is judged by itself",
    ),
    rule(
        "field-resigned",
        Breaking,
        "what was negative is large, or what was large is negative",
    ),
    rule(
        "field-reinterpreted",
        Breaking,
        "the same bytes mean something else",
    ),
    rule(
        "field-opened",
        Cosmetic,
        "the elements stand where they stood",
    ),
    rule(
        "field-respelled",
        Cosmetic,
        "the types come down to the same",
    ),
    rule("field-renamed", Cosmetic, "place and type are the same"),
    rule(
        "field-repurposed",
        Breaking,
        "place and type are the same, but neither name suggests the other",
    ),
    rule("typedef-added", Additive, "nobody uses it yet"),
    rule(
        "typedef-removed",
        Cosmetic,
        "it is a name of C's; what memory holds is judged where it is used",
    ),
    rule(
        "typedef-changed",
        Breaking,
        "whatever has this type means something else",
    ),
    rule("typedef-same", Cosmetic, "it comes down to the same"),
    rule(
        "rehoused",
        Cosmetic,
        "it stands in another place of the headers",
    ),
    rule(
        "said-otherwise",
        Cosmetic,
        "the headers say more, less or something else of it; C says the same",
    ),
];

/// The rule of this name.
fn named(name: &str) -> &'static Rule {
    let found = RULES.iter().find(|rule| rule.name == name);
    debug_assert!(found.is_some(), "no rule is called {name}");
    // The last rule stands in nowhere else: a test asks for every name that is used here.
    found.unwrap_or(&RULES[RULES.len() - 1])
}

/// The rule that a change falls under.
pub fn judge(change: &Change, versions: &Versions) -> &'static Rule {
    named(match change.what {
        What::Annotation => "said-otherwise",
        What::Rehoused => "rehoused",
        What::Added(room) => added(change.kind, room),
        What::Removed(room) => removed(change.kind, room),
        What::Renamed { similar } => renamed(change.kind, similar),
        What::Value => value(change, versions),
        What::Type(ty) => retyped(change.kind, ty),
        What::Number if change.kind == Kind::Hypercall => "hypercall-renumbered",
        What::Number => "op-renumbered",
        What::Reused => "op-number-reused",
        What::Returns if change.kind == Kind::Hypercall => "hypercall-returns",
        What::Returns => "op-returns",
        What::Arguments if change.kind == Kind::Hypercall => "hypercall-parameters",
        What::Arguments => "op-argument",
        What::Size => "record-resized",
        What::OpenEnd => "record-opened",
        What::Alignment if change.kind == Kind::Typedef => "typedef-changed",
        What::Alignment => "record-realigned",
        What::Shape => "record-reshaped",
        What::Offset => "field-moved",
        What::Padding => "padding-changed",
    })
}

const fn added(kind: Kind, room: Room) -> &'static str {
    match kind {
        Kind::Header => "header-added",
        Kind::Hypercall => "hypercall-added",
        Kind::Op => "op-added",
        Kind::Constant | Kind::Enumerator => "constant-added",
        Kind::String => "string-added",
        Kind::Enum => "enum-added",
        Kind::Record => "record-added",
        Kind::Typedef | Kind::Handle => "typedef-added",
        Kind::Family | Kind::Macro => "said-otherwise",
        Kind::Field => match room {
            Room::Padding => "padding-used",
            Room::Hole => "hole-used",
            Room::End => "field-appended",
            Room::Union => "union-member-added",
            Room::Occupied | Room::Other => "field-inserted",
        },
    }
}

const fn removed(kind: Kind, room: Room) -> &'static str {
    match kind {
        Kind::Header => "header-removed",
        Kind::Hypercall => "hypercall-removed",
        Kind::Op => "op-removed",
        Kind::Constant | Kind::Enumerator => "constant-removed",
        Kind::String => "string-removed",
        Kind::Enum => "enum-removed",
        Kind::Record => "record-removed",
        Kind::Typedef | Kind::Handle => "typedef-removed",
        Kind::Family | Kind::Macro => "said-otherwise",
        Kind::Field => match room {
            Room::Padding => "padding-made",
            Room::Union => "union-member-removed",
            Room::Hole | Room::End | Room::Occupied | Room::Other => "field-removed",
        },
    }
}

const fn renamed(kind: Kind, similar: bool) -> &'static str {
    match kind {
        Kind::Op => "op-renamed",
        Kind::Record => "record-renamed",
        Kind::Field if !similar => "field-repurposed",
        Kind::Field => "field-renamed",
        Kind::String => "string-renamed",
        Kind::Typedef | Kind::Handle => "typedef-same",
        _ => "constant-renamed",
    }
}

const fn retyped(kind: Kind, change: TypeChange) -> &'static str {
    match (kind, change) {
        (Kind::Constant, _) => "constant-retyped",
        (Kind::Typedef | Kind::Handle, TypeChange::Spelling | TypeChange::OpenEnd) => {
            "typedef-same"
        }
        (Kind::Typedef | Kind::Handle, _) => "typedef-changed",
        (_, TypeChange::Spelling) => "field-respelled",
        (_, TypeChange::Sign) => "field-resigned",
        (_, TypeChange::Meaning) => "field-reinterpreted",
        (_, TypeChange::Width) => "field-resized",
        (_, TypeChange::Within) => "field-follows",
        (_, TypeChange::OpenEnd) => "field-opened",
    }
}

/// Words in a constant's name that say that it bounds other values, rather than being one of them.
const BOUNDS: [&str; 6] = ["max", "nr", "num", "count", "last", "limit"];
/// The same of sets of bits.
const SETS: [&str; 3] = ["mask", "all", "valid"];

fn value(change: &Change, versions: &Versions) -> &'static str {
    let name = change.stated().map_or("", |stated| stated.name.as_str());
    if versions.is_latest(name) {
        return "latest-moved";
    }
    if versions.is_version(change.header(), name) {
        return "version-moved";
    }
    let number = |fact: Option<&Fact>| match fact {
        Some(Fact::Integer { value, .. } | Fact::Value { value }) => Some(*value),
        _ => None,
    };
    let (old, new) = (
        change.old.as_ref().map(|old| &old.fact),
        change.new.as_ref().map(|new| &new.fact),
    );
    let (Some(old), Some(new)) = (number(old), number(new)) else {
        return "string-changed";
    };
    let lower = name.to_lowercase();
    let has = |words: &[&str]| lower.split('_').any(|word| words.contains(&word));
    if change.kind == Kind::Constant && has(&BOUNDS) {
        return if new > old {
            "bound-raised"
        } else {
            "bound-lowered"
        };
    }
    if change.kind == Kind::Constant && has(&SETS) && (new & old == old || new & old == new) {
        return if new & old == old {
            "bound-raised"
        } else {
            "bound-lowered"
        };
    }
    "constant-changed"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_rule_gives_a_reason() {
        let names: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        assert!(
            RULES
                .iter()
                .all(|rule| !rule.because.is_empty() && !rule.because.ends_with('.'))
        );
    }

    /// Whatever can be asked has an answer in the table.
    #[test]
    fn every_name_is_in_the_table() {
        use Kind::{
            Constant, Enum, Enumerator, Family, Field, Handle, Header, Hypercall, Macro, Op,
            Record, String, Typedef,
        };
        let kinds = [
            Header, Hypercall, Op, Constant, Enumerator, Enum, String, Record, Field, Typedef,
            Handle, Family, Macro,
        ];
        let rooms = [
            Room::Other,
            Room::Padding,
            Room::Hole,
            Room::End,
            Room::Union,
            Room::Occupied,
        ];
        let types = [
            TypeChange::Spelling,
            TypeChange::Sign,
            TypeChange::Meaning,
            TypeChange::Width,
            TypeChange::Within,
            TypeChange::OpenEnd,
        ]
        .map(What::Type);
        let others = [
            What::Rehoused,
            What::Value,
            What::Size,
            What::OpenEnd,
            What::Alignment,
            What::Shape,
            What::Offset,
            What::Padding,
            What::Number,
            What::Reused,
            What::Returns,
            What::Arguments,
            What::Annotation,
        ];
        let renamed = [
            What::Renamed { similar: true },
            What::Renamed { similar: false },
        ];
        let sided = rooms
            .iter()
            .flat_map(|room| [What::Added(*room), What::Removed(*room)]);
        let all: Vec<What> = sided.chain(types).chain(others).chain(renamed).collect();
        for kind in kinds {
            for what in &all {
                // `named` complains about a name that the table lacks.
                judge(
                    &Change {
                        kind,
                        what: *what,
                        old: None,
                        new: None,
                    },
                    &Versions::default(),
                );
            }
        }
    }
}
