//! Annotated prototypes of hypercalls, and the lines that follow them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Direction, Doc, Guest, Reference, ReturnsLine};
use crate::model::location::Location;

/// A hypercall's annotated prototype.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// The function's name with its prefix (`HYPERVISOR_event_channel_op`).
    pub name: String,
    /// What it returns.
    pub returns: TypeText,
    /// Where that stands.
    pub returns_location: Location,
    /// Its parameters, in order.
    pub params: Vec<SignatureParam>,
    /// Whether it ends in `...`.
    pub variadic: bool,
    /// `@name` lines that follow it.
    pub descriptions: Vec<Description>,
    /// The kinds of guest on its `guests` line.
    pub guests: Option<Vec<Guest>>,
    /// Its `ops` line.
    pub ops: Option<OpsLine>,
    /// `Errors:` of the hypercall itself: each error's name and when it is returned.
    pub errors: Vec<(String, String)>,
    /// `Safety:`: what the caller must guarantee.
    pub safety: Option<String>,
    /// `Returns:`, where the type does not say what the result means.
    pub result: Option<ReturnsLine>,
    /// The rest of the comment.
    pub text: Doc,
    /// Where its name stands.
    pub location: Location,
}

/// What every hypercall's function begins with in the headers.
const FUNCTION_PREFIX: &str = "HYPERVISOR_";

impl Signature {
    /// The hypercall's name: the function's without its prefix.
    pub fn bare_name(&self) -> &str {
        self.name
            .strip_prefix(FUNCTION_PREFIX)
            .unwrap_or(&self.name)
    }
}

/// `ops enum F in struct R at PARAM`: operations whose number is in a record.
#[derive(Clone, Debug, PartialEq)]
pub struct OpsLine {
    /// The family.
    pub family: String,
    /// The record: `struct xen_dm_op`.
    pub record: String,
    /// The parameter that leads to it.
    pub param: String,
    /// What it leads to.
    pub holds: Holds,
    /// Where the line stands.
    pub location: Location,
}

/// What leads to a record that names an operation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// The address of the record.
    Record,
    /// The address of an array of such records, each an operation of its own.
    Records,
    /// The address of an array of buffers, the first of which is the record.
    Buffers,
}

/// A type as an annotation spells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TypeText<T = String> {
    /// The type without qualifiers, stars and brackets, such as `struct mmu_update`.
    pub base: T,
    /// Whether the base is `const`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub constant: bool,
    /// How many stars follow.
    pub pointers: u8,
    /// Whether brackets follow the name.
    pub array: ArrayText,
}

/// The brackets of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArrayText {
    /// None.
    #[default]
    No,
    /// `[]`.
    Unsized,
    /// `[count]`: the parameter that holds the length.
    Counted(String),
}

impl ArrayText {
    /// The parameter that holds the length.
    pub fn count(&self) -> Option<&str> {
        match self {
            Self::Counted(count) => Some(count),
            Self::No | Self::Unsized => None,
        }
    }
}

/// A parameter of a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct SignatureParam {
    /// Its name; `None` where the prototype leaves it out.
    pub name: Option<String>,
    /// Its type.
    pub ty: TypeText,
    /// Where it stands.
    pub location: Location,
}

/// A description line: `@cmd == EVTCHNOP_* (text)`, `@va IN: text; => vaddr`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The parameter, without bit ranges.
    pub name: String,
    /// Whether `==` follows: then the text constrains the value or names the type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub equals: bool,
    /// The direction of the parameter, where the line states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What its values are, where the line says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// The text without these, continuation lines joined.
    pub text: String,
    /// Where it stands.
    #[serde(skip)]
    pub location: Location,
}

impl<T> TypeText<T> {
    /// The same type with another base.
    pub fn map<U>(&self, base: impl FnOnce(&T) -> U) -> TypeText<U> {
        TypeText {
            base: base(&self.base),
            constant: self.constant,
            pointers: self.pointers,
            array: self.array.clone(),
        }
    }
}

impl<T: fmt::Display> fmt::Display for TypeText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let constant = if self.constant { "const " } else { "" };
        write!(f, "{constant}{}", self.base)?;
        if self.pointers > 0 {
            write!(f, " {}", "*".repeat(self.pointers.into()))?;
        }
        match &self.array {
            ArrayText::No => Ok(()),
            ArrayText::Unsized => f.write_str("[]"),
            ArrayText::Counted(count) => write!(f, "[{count}]"),
        }
    }
}
