//! How much memory an argument leads to, beyond the record itself.

use super::types::Type;
use crate::model::annotations::Direction;

/// What an argument leads to, where the headers say how much.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Memory {
    /// The handles in each record.
    pub nested: Vec<Nested>,
    /// What follows the one record.
    pub elements: Option<Elements>,
}

/// A handle in a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// The record.
    pub record: Type,
    /// The handle's path from the start of the record, with dots.
    pub handle: String,
    /// Whether it has 64 bits on every architecture.
    pub wide: bool,
    /// The product of these is the size in bytes.
    pub size: Vec<Factor>,
    /// Which way the contents travel.
    pub direction: Direction,
    /// The type of an element, if it has handles.
    pub element: Option<Type>,
    /// These handles.
    pub nested: Vec<Nested>,
}

/// Elements that follow a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Elements {
    /// The record.
    pub record: Type,
    /// The product of these is the size in bytes.
    pub size: Vec<Factor>,
}

/// A factor of a size in bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Factor {
    /// A number.
    Number(u32),
    /// The size of a type.
    Size(Type),
    /// The value of a member of that type, by its path.
    Member(String, Type),
}
