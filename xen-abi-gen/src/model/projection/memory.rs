//! How much memory an argument leads to, beyond the record itself.

use super::types::Type;
use crate::model::annotations::{Direction, Text};

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
    /// The handle.
    pub handle: Place,
    /// Whether it has 64 bits on every architecture.
    pub wide: bool,
    /// The product of these is the size in bytes.
    pub size: Vec<Factor>,
    /// The direction of the contents.
    pub direction: Direction,
    /// How it is passed, if it is a text.
    pub text: Option<Text>,
    /// The unions that the handle is in hold the member that it is in if all of these hold.
    pub when: Vec<Choice>,
    /// The type of an element, if it has handles.
    pub element: Option<Type>,
    /// These handles.
    pub nested: Vec<Nested>,
}

/// A member of a record, maybe within unions.
///
/// Each step is a record, and a path in it with dots. All but the last lead to a union, whose member
/// is the record of the next step.
#[derive(Clone, Debug, PartialEq)]
pub struct Place(pub Vec<(Type, String)>);

impl Place {
    /// The path, if it leads through no union.
    pub fn simple(&self) -> Option<&str> {
        match &*self.0 {
            [(_, path)] => Some(path),
            _ => None,
        }
    }
}

/// A tag has one of some values.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The tag.
    pub tag: Place,
    /// Its type.
    pub ty: Type,
    /// The values.
    pub values: Vec<i128>,
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
    /// The value of a member of that type.
    Member(Place, Type),
    /// The value of a member by a number, rounded up.
    Quotient(Place, Type, u32),
    /// How many numbers there are from one member to another, both of that type.
    Range(Place, Place, Type),
}
