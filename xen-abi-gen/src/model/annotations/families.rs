//! Families of constants, as comments annotate them.

use super::Doc;
use crate::model::location::Location;

/// A family of constants: an annotated `enum` or `flags`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnnotatedFamily {
    /// Its name (`event_channel_op`).
    pub name: String,
    /// One value of several, or bits.
    pub kind: FamilyKind,
    /// What its members' names start with, where it says so.
    pub prefix: Option<String>,
    /// What its members map to.
    pub mapping: Mapping,
    /// Its members, in order; those in dead branches of conditionals too.
    pub members: Vec<AnnotatedMember>,
    /// `[ free text ]` of the one-line form (``enum neg_errnoval { [ … ] }``).
    pub free_text: Option<String>,
    /// The documentation.
    ///
    /// It is the rest of the comment that opens the family, or else the comment that ends on the
    /// line above.
    pub text: Doc,
    /// Where it is opened.
    pub location: Location,
    /// Where it ends; `None` where the file ends first.
    pub end_line: Option<u32>,
}

/// One value of several, or bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum FamilyKind {
    /// `enum`.
    #[default]
    Enum,
    /// `flags`: every member is a set of bits.
    Flags,
}

/// What the members of a family map to.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Mapping {
    /// Nothing.
    #[default]
    None,
    /// `=> struct PREFIX*`.
    Struct(String),
    /// `=> union PREFIX*`: more than upstream's own tool understands.
    Union(String),
    /// `=> PREFIX*()`: a function.
    Function(String),
}

/// A member of a family: a `#define`, or a line of an X-macro such as `XEN_ERRNO(EPERM, 1)`.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotatedMember {
    /// The constant's name; of an X-macro's line, its first argument.
    pub name: String,
    /// The macro, where it is an X-macro's line.
    pub x_macro: Option<String>,
    /// The text of its value.
    pub value: String,
    /// Where its name stands.
    pub location: Location,
}
