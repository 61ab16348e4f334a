//! A line of the index of annotations that other trees may borrow, as it is written down.

use serde::{Deserialize, Serialize};

use crate::model::abi::{
    Command, Family, Hypercall, MemberNote, Op, OpArgument, Param, Place, Provenance, Returns, Role,
};
use crate::model::annotations::{
    Description, Direction, Doc, Guest, Nature, Reference, Refusal, Travel,
};
use crate::model::hash::IndexMap;
use crate::model::location::Location;
use crate::model::target::Target;

/// One line: one thing, and the targets that it holds for where these are not all.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) targets: Option<Vec<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) family: Option<FamilyEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hypercall: Option<HypercallEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) op: Option<OpEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<RecordEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) distinct: Option<DistinctEntry>,
}

/// A family: what it is for, and who belongs to it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilyEntry {
    pub(super) name: String,
    role: Role,
    prefix: String,
    members: Vec<String>,
}

/// A hypercall. Its operations are lines of their own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HypercallEntry {
    pub(super) name: String,
    returns: Returns,
    params: Vec<Param>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    command: Option<Command>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    carried: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guests: Option<Vec<Guest>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    safety: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    returns_meaning: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    descriptions: Vec<DescriptionEntry>,
}

/// What is said of a parameter.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DescriptionEntry {
    name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    equals: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<Reference>,
    text: String,
}

/// An operation: whose it is, what it takes and what it returns.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpEntry {
    name: String,
    pub(super) of: String,
    arguments: Vec<OpArgument>,
    source: Provenance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returns: Option<Returns>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    safety: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guests: Option<Vec<Guest>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    travels: Vec<TravelEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    buffer: Option<OpArgument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refusals: Vec<RefusalEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    by_guest: Vec<(String, Vec<Guest>)>,
}

/// Which way a member of an operation's argument travels, where its structure says otherwise.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TravelEntry {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    on_failure: bool,
}

/// A value that an operation's function does not pass on.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusalEntry {
    name: String,
    constant: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bits: Option<u8>,
    why: String,
}

/// A record's members, as far as something is said of them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordEntry {
    pub(super) name: String,
    pub(super) members: IndexMap<String, NoteEntry>,
}

/// What is said of a member.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<Reference>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    selectors: Vec<String>,
}

/// A typedef that is a type of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DistinctEntry {
    pub(super) name: String,
    pub(super) nature: Nature,
}

/// Where something stands that stands in no header.
fn nowhere() -> Location {
    Location::line(&"".into(), 1)
}

impl FamilyEntry {
    pub(super) fn new(family: &Family) -> Self {
        let members = family
            .members
            .iter()
            .map(|member| member.name.clone())
            .collect();
        Self {
            name: family.name.clone(),
            role: family.role,
            prefix: family.prefix.clone(),
            members,
        }
    }

    /// The family, its members without values.
    pub(super) fn family(self) -> Family {
        use crate::model::abi::Member;
        let member = |name| Member {
            name,
            value: 0,
            argument: None,
            text: Doc::default(),
            location: nowhere(),
        };
        Family {
            name: self.name,
            role: self.role,
            prefix: self.prefix,
            members: self.members.into_iter().map(member).collect(),
            text: Doc::default(),
            location: nowhere(),
            borrowed: true,
        }
    }
}

impl HypercallEntry {
    pub(super) fn new(call: &Hypercall) -> Self {
        let description = |one: &Description| DescriptionEntry {
            name: one.name.clone(),
            equals: one.equals,
            direction: one.direction,
            reference: one.reference.clone(),
            text: one.text.clone(),
        };
        Self {
            name: call.name.clone(),
            returns: call.returns.clone(),
            params: call.params.clone(),
            command: call.command.clone(),
            carried: call.carried.clone(),
            place: call.place.clone(),
            guests: call.guests.clone(),
            errors: call.errors.clone(),
            safety: call.safety.clone(),
            returns_meaning: call.returns_meaning.clone(),
            descriptions: call.descriptions.iter().map(description).collect(),
        }
    }

    /// The hypercall, without its number and its operations.
    pub(super) fn hypercall(self) -> Hypercall {
        let description = |one: DescriptionEntry| Description {
            name: one.name,
            equals: one.equals,
            direction: one.direction,
            reference: one.reference,
            text: one.text,
            location: nowhere(),
        };
        Hypercall {
            name: self.name,
            number: None,
            returns: self.returns,
            params: self.params,
            command: self.command,
            carried: self.carried,
            place: self.place,
            ops: Vec::new(),
            fixed: Vec::new(),
            guests: self.guests,
            text: Doc::default(),
            errors: self.errors,
            safety: self.safety,
            vouched: true,
            returns_meaning: self.returns_meaning,
            descriptions: self.descriptions.into_iter().map(description).collect(),
            location: nowhere(),
            borrowed: true,
        }
    }
}

impl OpEntry {
    pub(super) fn new(of: &Hypercall, op: &Op) -> Self {
        let travel = |one: &Travel| TravelEntry {
            name: one.name.clone(),
            direction: one.direction,
            on_failure: one.on_failure,
        };
        let refusal = |one: &Refusal| RefusalEntry {
            name: one.name.clone(),
            constant: one.constant.clone(),
            bits: one.bits,
            why: one.why.clone(),
        };
        Self {
            name: op.constant.clone(),
            of: of.name.clone(),
            arguments: of.arguments_of(op).to_vec(),
            source: op.provenance,
            returns: op.returns.clone(),
            safety: op.safety.clone(),
            guests: op.guests.clone(),
            travels: op.travels.iter().map(travel).collect(),
            buffer: op.buffer.clone(),
            refusals: op.refusals.iter().map(refusal).collect(),
            by_guest: op.by_guest.clone(),
        }
    }

    /// The operation, without a value.
    pub(super) fn op(self) -> Op {
        let travel = |one: TravelEntry| Travel {
            name: one.name,
            direction: one.direction,
            on_failure: one.on_failure,
            location: nowhere(),
        };
        let refusal = |one: RefusalEntry| Refusal {
            name: one.name,
            constant: one.constant,
            bits: one.bits,
            why: one.why,
            location: nowhere(),
        };
        Op {
            constant: self.name,
            value: 0,
            arguments: self.arguments,
            provenance: self.source,
            returns: self.returns,
            returns_meaning: String::new(),
            text: Doc::default(),
            errors: Vec::new(),
            safety: self.safety,
            vouched: true,
            guests: self.guests,
            travels: self.travels.into_iter().map(travel).collect(),
            buffer: self.buffer,
            refusals: self.refusals.into_iter().map(refusal).collect(),
            by_guest: self.by_guest,
            location: nowhere(),
        }
    }
}

impl NoteEntry {
    /// What of a note can be borrowed, if there is anything.
    pub(super) fn new(note: &MemberNote) -> Option<Self> {
        let MemberNote {
            direction,
            reference,
            selectors,
            ..
        } = note.clone();
        let says = direction.is_some() || reference.is_some() || !selectors.is_empty();
        says.then_some(Self {
            direction,
            reference,
            selectors,
        })
    }

    pub(super) fn note(self) -> MemberNote {
        MemberNote {
            direction: self.direction,
            reference: self.reference,
            selectors: self.selectors,
            text: Doc::default(),
        }
    }
}
