//! What decides the arguments of an operation beside its own lines.

use super::context::Context;
use crate::model::abi::{Family, MemberNotes, NamedType};
use crate::model::annotations::Direction;
use crate::model::hash::IndexMap;
use crate::pipeline::types;

/// What was read, and what was resolved before operations.
pub(super) struct Scope<'a> {
    /// Everything that was read.
    pub(super) context: &'a Context<'a>,
    /// Every family.
    pub(super) families: &'a IndexMap<String, Family>,
    /// What is said of members of records.
    pub(super) notes: &'a MemberNotes,
}

impl Scope<'_> {
    /// Which way the content of a type travels: a record as its members do; both ways, where they
    /// differ or nothing is said of one of them. A type that is no record may go both ways.
    pub(super) fn direction(&self, ty: &NamedType) -> Direction {
        let records = &self.context.facts.records;
        let record = ty.record().and_then(|key| records.get_key_value(key));
        let directions = record.into_iter().flat_map(|(key, record)| {
            let stated = record.fields.iter().filter(|field| !field.is_padding());
            stated.map(move |field| self.notes.get(key, &field.name)?.direction)
        });
        directions
            .map(|direction| direction.unwrap_or(Direction::InOut))
            .reduce(common)
            .unwrap_or(Direction::InOut)
    }

    /// The type that `text` spells, if it is declared.
    pub(super) fn declared(&self, text: &str) -> Option<NamedType> {
        types::declared(self.context.facts, text)
    }
}

/// The direction of something that travels in both of these.
pub(super) fn common(one: Direction, other: Direction) -> Direction {
    if one == other { one } else { Direction::InOut }
}
