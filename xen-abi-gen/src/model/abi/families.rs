//! Families of constants.

use serde::{Deserialize, Serialize};

use super::yes;
use crate::model::annotations::{Doc, FamilyKind};
use crate::model::location::Location;

/// A family of constants with its values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// What its values are for.
    pub role: Role,
    /// What its members' names start with: declared, or common to them all.
    pub prefix: String,
    /// Its members in order.
    pub members: Vec<Member>,
    /// Its documentation.
    #[serde(skip)]
    pub text: Doc,
    /// Where it is opened; of a borrowed one, where its first member stands.
    #[serde(skip)]
    pub location: Location,
    /// Whether the annotation is borrowed.
    #[serde(skip, default = "yes")]
    pub borrowed: bool,
}

/// What a family's values are for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// They name the operations of a hypercall: a guest chooses among them.
    Operations,
    /// Xen may hand back others than these.
    Values,
    /// They are error numbers, returned negated.
    Errors,
    /// They are sets of bits.
    Flags,
}

impl Role {
    /// The role of a family that is no op family.
    pub const fn of(kind: FamilyKind) -> Self {
        match kind {
            FamilyKind::Enum => Self::Values,
            FamilyKind::Flags => Self::Flags,
        }
    }
}

/// A member of a family. The index of annotations holds its name alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Member {
    /// The constant's C name.
    pub name: String,
    /// Its value.
    pub value: i128,
    /// Its documentation.
    pub text: Doc,
    /// Where it stands.
    pub location: Location,
}

impl From<String> for Member {
    fn from(name: String) -> Self {
        Self {
            name,
            value: 0,
            text: Doc::default(),
            location: Location::default(),
        }
    }
}

impl From<Member> for String {
    fn from(member: Member) -> Self {
        member.name
    }
}
