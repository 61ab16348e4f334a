//! Hypercalls.

use serde::{Deserialize, Serialize};

use super::{NamedType, Op, OpArgument, Provenance, yes};
use crate::model::annotations::{Description, Doc, Guest, Holds, TypeText};
use crate::model::location::Location;

/// A hypercall.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypercall<T = NamedType> {
    /// What its prototype says.
    pub prototype: Prototype<T>,
    /// The types of the parameters after the command, if the prototype states them.
    ///
    /// These are the arguments of every operation.
    pub fixed: Vec<OpArgument<T>>,
    /// Its operations, where it is multiplexed.
    pub ops: Vec<Op<T>>,
}

/// A hypercall as its prototype describes it: apart from its operations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prototype<T = NamedType> {
    /// Its name without prefix.
    pub name: String,
    /// Its number, where the headers that were read define it.
    #[serde(skip)]
    pub number: Option<u32>,
    /// What it returns.
    pub returns: Returns,
    /// Its parameters.
    pub params: Vec<Param<T>>,
    /// How it finds its operation.
    #[serde(default, skip_serializing_if = "Dispatch::is_single")]
    pub dispatch: Dispatch,
    /// The kinds of guest that may call it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guests: Option<Vec<Guest>>,
    /// Its documentation.
    #[serde(skip)]
    pub text: Doc,
    /// Its errors: name and circumstance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<(String, String)>,
    /// What a caller must guarantee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety: Option<String>,
    /// Whether the headers state what a caller must guarantee, if only by stating nothing more.
    #[serde(skip, default = "yes")]
    pub safety_known: bool,
    /// What the result means, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub returns_meaning: String,
    /// What the annotations say of its parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Description>,
    /// Where it stands.
    #[serde(skip)]
    pub location: Location,
    /// Whether it is borrowed.
    #[serde(skip, default = "yes")]
    pub borrowed: bool,
}

/// How a hypercall finds its operation.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Dispatch {
    /// It has but one.
    #[default]
    Single,
    /// By a parameter.
    Parameter {
        /// The family of the operations.
        family: String,
        /// The parameter's index.
        index: usize,
    },
    /// By a member of a record that it takes.
    Record {
        /// The family of the operations.
        family: String,
        /// The record, where the prototype's `ops` line says which it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        place: Option<RecordPlace>,
    },
}

/// The record that names an operation and holds its argument, and how a hypercall takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPlace {
    /// The record's key.
    pub record: String,
    /// The index of the parameter that leads to it.
    pub param: usize,
    /// What that parameter is.
    pub holds: Holds,
}

impl Dispatch {
    /// Whether there are no operations to choose from.
    pub const fn is_single(&self) -> bool {
        matches!(self, Self::Single)
    }

    /// The family that the operations belong to.
    pub fn family(&self) -> Option<&str> {
        match self {
            Self::Single => None,
            Self::Parameter { family, .. } | Self::Record { family, .. } => Some(family),
        }
    }

    /// The parameter that names the operation.
    pub const fn parameter(&self) -> Option<usize> {
        match self {
            Self::Parameter { index, .. } => Some(*index),
            Self::Single | Self::Record { .. } => None,
        }
    }

    /// The record that names the operation, where it is known.
    pub const fn place(&self) -> Option<&RecordPlace> {
        match self {
            Self::Record { place, .. } => place.as_ref(),
            Self::Single | Self::Parameter { .. } => None,
        }
    }

    /// Whether the operations can be functions: a parameter names them, or a record that is known.
    pub const fn has_functions(&self) -> bool {
        self.parameter().is_some() || self.place().is_some()
    }
}

impl<T> Hypercall<T> {
    /// One without operations.
    pub const fn single(prototype: Prototype<T>) -> Self {
        Self {
            prototype,
            fixed: Vec::new(),
            ops: Vec::new(),
        }
    }

    /// What one of its operations takes.
    pub fn arguments_of<'a>(&'a self, op: &'a Op<T>) -> &'a [OpArgument<T>] {
        if op.provenance == Provenance::Prototype {
            &self.fixed
        } else {
            &op.arguments
        }
    }
}

/// A hypercall's parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Param<T = NamedType> {
    /// Its name.
    pub name: String,
    /// Its type as the annotation spells it.
    pub ty: TypeText<T>,
}

/// What a hypercall or an operation returns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Returns {
    /// 0 or a negative error number, in the low 32 bits.
    NegErrno,
    /// A count or a negative error number, in the low 32 bits.
    Int,
    /// A word, or a negative error number as a word.
    Long,
    /// A word that is never an error.
    Word,
    /// Nothing: it does not come back, or what it leaves behind means nothing.
    Nothing,
}

impl Returns {
    /// From the C type of a prototype.
    pub fn from_c(base: &str) -> Option<Self> {
        Some(match base {
            "enum neg_errnoval" => Self::NegErrno,
            "int" => Self::Int,
            "long" => Self::Long,
            "unsigned long" | "xen_ulong_t" => Self::Word,
            "void" => Self::Nothing,
            _ => return None,
        })
    }

    /// The C type.
    pub const fn c_name(&self) -> &'static str {
        match self {
            Self::NegErrno => "enum neg_errnoval",
            Self::Int => "int",
            Self::Long => "long",
            Self::Word => "unsigned long",
            Self::Nothing => "void",
        }
    }
}
