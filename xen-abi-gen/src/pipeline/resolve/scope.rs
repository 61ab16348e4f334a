//! What decides the arguments of an operation beside its own lines.

use super::context::Context;
use super::directions;
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
    /// Which way the content of a type travels by its members.
    pub(super) fn direction(&self, ty: &NamedType) -> Direction {
        directions::of_type(self.context.facts, self.notes, ty)
    }

    /// The type that `text` spells, if it is declared.
    pub(super) fn declared(&self, text: &str) -> Option<NamedType> {
        types::declared(self.context.facts, text)
    }
}
