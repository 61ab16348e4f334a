//! Records that name an operation in memory and hold its argument.

use super::memory::Nested;
use super::types::{ItemPath, Type};

/// A record that names an operation, and holds its argument in a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its type.
    pub ty: Type,
    /// The member that names the operation.
    pub selector: String,
    /// What that holds.
    pub value: Selector,
    /// Its further members that are set.
    pub inputs: Vec<RequestInput>,
    /// The members of its unions that this operation uses.
    pub members: Vec<Selected>,
    /// How it is handed over, where not by its address.
    pub buffers: Option<Buffers>,
}

/// A further member of the record that names an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestInput {
    /// Its name.
    pub field: String,
    /// Its value.
    pub value: RequestValue,
}

/// What such a member is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestValue {
    /// A constant, as a number of that type.
    Constant(ItemPath, Type),
    /// A parameter.
    Param(usize),
    /// A constant that differs between releases: a parameter of that type, or that value of it.
    Version(ItemPath, Option<String>),
}

/// What names an operation in a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Selector {
    /// A number, the value of an enum's variant.
    Variant {
        /// The enum.
        family: ItemPath,
        /// Its variant.
        variant: String,
        /// The number's type.
        ty: Type,
    },
    /// A value of the family's type.
    Constant {
        /// The family.
        family: ItemPath,
        /// The constant.
        constant: String,
    },
}

/// A union's member that an operation uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The record's member that is the union.
    pub holder: String,
    /// The union's type.
    pub union: Type,
    /// Its member.
    pub member: String,
    /// Whether the member is read whatever the tag says.
    pub tagged: bool,
    /// Whether the union does not name the member, as its type differs between releases.
    pub is_unnamed: bool,
    /// What that is to hold.
    pub value: SelectedValue,
    /// The handles of the record that it holds.
    pub nested: Vec<Nested>,
}

/// What a union's member is to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SelectedValue {
    /// The record that the function filled in.
    Local,
    /// A parameter.
    Param(usize),
    /// A record that a parameter refers to, and whether Xen's changes are copied back.
    Record(usize, bool),
}

/// An array of buffers, of which a record is the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffers {
    /// The type of an element.
    pub ty: Type,
    /// Its member that is the address.
    pub address: String,
    /// Whether that is a bare word, as a handle is in the oldest interfaces.
    pub word: bool,
    /// Its member that is the number of bytes.
    pub size: String,
    /// That member's type.
    pub size_ty: Type,
    /// The parameter that is a further buffer.
    pub extra: Option<usize>,
}
