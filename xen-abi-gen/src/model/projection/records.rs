//! Structs and unions with their members, and what must hold of their layouts.

use super::types::{ItemPath, Scalar, Type};
use crate::model::rings::Stream;
use crate::model::target::Target;

/// A struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its members, padding among them.
    pub fields: Vec<Field>,
    /// An alignment that its members alone don't give it.
    pub align: Option<u64>,
    /// The most that its members are aligned to, where that is less than they would be by
    /// themselves.
    pub packed: Option<u64>,
    /// Its bit-fields.
    pub bits: Vec<BitField>,
    /// The streams whose indices it holds: what the front end reads, and what it writes.
    pub streams: Option<[Stream; 2]>,
}

/// A member of a struct or a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its Rust name.
    pub name: String,
    /// Its C name; `None` for padding that C leaves unnamed.
    pub c_name: Option<String>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Type,
}

/// A bit-field, read and written through functions.
#[derive(Clone, Debug, PartialEq)]
pub struct BitField {
    /// Its Rust name.
    pub name: String,
    /// Its C name.
    pub c_name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The field of bytes that holds it.
    pub storage: String,
    /// From the start of that field.
    pub offset_bits: u32,
    /// Its width.
    pub bits: u32,
    /// Its type.
    pub ty: Scalar,
    /// The open family that its values are of, which has this type as well.
    pub family: Option<ItemPath>,
}

/// A union.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Its members.
    pub fields: Vec<Field>,
    /// Its size and alignment in bytes, where its members' types alone don't give it these.
    pub forced: Option<(u64, u64)>,
}

/// What must hold of the records on one target.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetLayout {
    /// The target.
    pub target: Target,
    /// The types, by module and line.
    pub types: Vec<TypeLayout>,
}

/// What must hold of one type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeLayout {
    /// The type.
    pub ty: Type,
    /// In bytes.
    pub size: u64,
    /// In bytes.
    pub align: u64,
    /// Members and their offsets in bytes.
    pub offsets: Vec<(String, u64)>,
}
