//! What comments say of single operations: their arguments, results and errors.

use serde::{Deserialize, Serialize};

use super::{Direction, Doc, Guest, Reference};
use crate::model::location::Location;

/// The `argN:` lines of one op.
#[derive(Clone, Debug, PartialEq)]
pub struct ArgumentBlock {
    /// The op's constant: the first line of the comment.
    pub constant: String,
    /// The arguments in order of their numbers.
    pub arguments: Vec<Argument>,
    /// Where the block's first line stands.
    pub location: Location,
}

/// One `argN:` line.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// N, from 1.
    pub number: u8,
    /// What it says.
    pub form: ArgumentForm,
    /// A name for it, where the line gives one.
    pub name: Option<String>,
    /// `IN`, `OUT`, `IN/OUT`, where the line says so.
    pub direction: Option<Direction>,
    /// What the value means, where the line says so (`=> flags …`).
    pub reference: Option<Reference>,
    /// Where its text stands.
    pub location: Location,
}

/// What an `argN:` line says of its argument.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentForm {
    /// `XEN_GUEST_HANDLE(T)`.
    Handle {
        /// T.
        ty: String,
        /// `[npages]`: the argument that holds the length.
        count: Option<String>,
        /// `(may be NULL)`.
        nullable: bool,
    },
    /// `NULL`, or a group of them (`arg1 - arg4: all 0/NULL`).
    Null,
    /// `0 (ZERO)`.
    Zero,
    /// A plain value of this type.
    Value {
        /// Its type.
        ty: String,
        /// `(32-bit value)`.
        bits: Option<u8>,
    },
    /// Anything else, in words.
    Prose(String),
}

/// `=> TYPE` on an op's own line.
#[derive(Clone, Debug, PartialEq)]
pub struct OpTarget {
    /// The op's constant.
    pub constant: String,
    /// `None` for `NULL`.
    pub ty: Option<String>,
    /// `=> OUT TYPE`: the direction, where the line states it.
    pub direction: Option<Direction>,
    /// `=> TYPE (pv32 pv64), OTHER (hvm32 hvm64)`: the types by kind of guest. Then `ty` is
    /// `void`.
    pub by_guest: Vec<(String, Vec<Guest>)>,
    /// Where the type stands.
    pub location: Location,
}

/// What a comment says of one op.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpDoc {
    /// The op's constant.
    pub constant: String,
    /// The prose.
    pub text: Doc,
    /// `Errors:`: each error's name and when it is returned.
    pub errors: Vec<(String, String)>,
    /// `Safety:`: what the caller must guarantee.
    pub safety: Option<String>,
    /// `Returns: TYPE meaning`, or `Returns: 0`.
    pub returns: Option<ReturnsLine>,
    /// `Guests: …`.
    pub guests: Option<Vec<Guest>>,
    /// `Directions:`: directions that differ from the structure's or prototype's.
    pub directions: Vec<DirectionLine>,
    /// `Buffer: …`: what it needs besides its argument.
    pub buffer: Option<BufferLine>,
    /// `Refused:`: values that its function does not pass on.
    pub refusals: Vec<Refusal>,
    /// Where it stands.
    pub location: Location,
}

/// A line of `Directions:`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectionLine {
    /// The member of the op's argument, or the parameter of its hypercall.
    pub name: String,
    /// Its direction; `None` if neither side uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Whether Xen writes it even where the op fails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_failure: bool,
    /// Where it stands.
    #[serde(skip)]
    pub location: Location,
}

/// A line of `Refused:`: a value that asks more of the caller than all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The member of the op's argument.
    pub name: String,
    /// The constant whose value is refused.
    pub constant: String,
    /// How many of the member's low bits Xen looks at, where these are not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<u8>,
    /// The reason.
    pub why: String,
    /// Where the member's name stands.
    #[serde(skip)]
    pub location: Location,
}

/// `Buffer: DIRECTION TYPE name`: a further buffer, an array of elements of that type.
#[derive(Clone, Debug, PartialEq)]
pub struct BufferLine {
    /// The direction of the content.
    pub direction: Direction,
    /// The type of an element.
    pub ty: String,
    /// Its name.
    pub name: String,
    /// Where its type stands.
    pub location: Location,
}

/// `Returns: TYPE meaning`.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnsLine {
    /// The type; `None` for `0`: nothing but success.
    pub ty: Option<String>,
    /// What it means.
    pub meaning: String,
    /// Where the type stands.
    pub location: Location,
}
