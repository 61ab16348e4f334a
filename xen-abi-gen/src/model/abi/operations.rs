//! Operations of hypercalls, and what they take.

use serde::{Deserialize, Serialize};

use super::{NamedType, Provenance, Returns, yes};
use crate::model::annotations::{Direction, DirectionLine, Doc, Guest, Reference, Refusal};
use crate::model::facts::CType;
use crate::model::location::Location;

/// An operation of a multiplexed hypercall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Op<T = NamedType> {
    /// Its constant.
    #[serde(rename = "name")]
    pub constant: String,
    /// Its value.
    #[serde(skip)]
    pub value: i128,
    /// The arguments for the hypercall's parameters after the command, in order.
    ///
    /// Empty if the prototype states all.
    pub arguments: Vec<OpArgument<T>>,
    /// Where that comes from.
    #[serde(rename = "source")]
    pub provenance: Provenance,
    /// What it returns, where that is not the hypercall's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns: Option<Returns>,
    /// What the result means, in words.
    #[serde(skip)]
    pub returns_meaning: String,
    /// Its documentation.
    #[serde(skip)]
    pub text: Doc,
    /// Its errors: name and circumstance.
    #[serde(skip)]
    pub errors: Vec<(String, String)>,
    /// What a caller must guarantee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety: Option<String>,
    /// Whether the headers state what a caller must guarantee, if only by stating nothing more.
    #[serde(skip, default = "yes")]
    pub safety_known: bool,
    /// The kinds of guest that may use it, where they are fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guests: Option<Vec<Guest>>,
    /// Directions of members and parameters that differ from their structure's or prototype's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directions: Vec<DirectionLine>,
    /// A further buffer, where its hypercall takes buffers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buffer: Option<OpArgument<T>>,
    /// Values that its function does not pass on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
    /// The types of its argument by kind of guest, as keys of records, where it differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_guest: Vec<(String, Vec<Guest>)>,
    /// Where its constant stands.
    #[serde(skip)]
    pub location: Location,
}

impl<T> Op<T> {
    /// The line that states another direction for a member or a parameter.
    pub fn direction_of(&self, name: &str) -> Option<&DirectionLine> {
        self.directions.iter().find(|line| line.name == name)
    }
}

/// An argument of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpArgument<T = NamedType> {
    /// How it is passed.
    pub form: Form,
    /// A name for it.
    pub name: String,
    /// Its C type without stars: of a pointer what it points to.
    pub ty: T,
    /// Further types, where the kind of guest decides which it is.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<T>,
    /// The direction of the content.
    pub direction: Direction,
    /// What a value is.
    pub reference: Option<Reference>,
}

impl<T> OpArgument<T> {
    /// One of a single type that refers to nothing.
    pub const fn new(form: Form, name: String, ty: T, direction: Direction) -> Self {
        Self {
            form,
            name,
            ty,
            alternatives: Vec::new(),
            direction,
            reference: None,
        }
    }
}

impl OpArgument {
    /// Its C type; `void` where it is none, or where the kind of guest decides which it is.
    pub fn c_type(&self) -> &CType {
        let certain = self.ty.c_type().filter(|_| self.alternatives.is_empty());
        certain.unwrap_or(&CType::Void)
    }

    /// The key of its record, if it is certain to be one.
    pub fn record(&self) -> Option<&str> {
        match self.c_type() {
            CType::Record(key) => Some(key),
            _ => None,
        }
    }
}

/// How an operation's argument is passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The address of one.
    Pointer {
        /// Whether there may be none.
        nullable: bool,
    },
    /// The address of the first of several; the argument of that name holds how many, if one does.
    Array {
        /// The argument's name.
        count: Option<String>,
    },
    /// Itself.
    Value,
    /// A member of the union in the hypercall's record; the name is its path.
    Member,
    /// Nothing: a null pointer.
    Null,
    /// Nothing: zero.
    Zero,
}

impl Form {
    /// Its name in the dump.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pointer { .. } => "pointer",
            Self::Array { .. } => "array",
            Self::Value => "value",
            Self::Member => "member",
            Self::Null => "null",
            Self::Zero => "zero",
        }
    }

    /// Whether it passes an address, or names a place in memory.
    pub const fn is_in_memory(&self) -> bool {
        matches!(
            self,
            Self::Pointer { .. } | Self::Array { .. } | Self::Member
        )
    }

    /// Whether it passes a constant, and so holds no value.
    pub const fn is_constant(&self) -> bool {
        matches!(self, Self::Null | Self::Zero)
    }
}
