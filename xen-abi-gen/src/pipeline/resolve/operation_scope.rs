//! What decides the arguments of an operation beside its own lines.

use super::context::{Families, ResolveContext};
use super::nearest::similar;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{MemberNotes, NamedType};
use crate::model::annotations::Direction;
use crate::model::location::Location;
use crate::pipeline::types;

/// What was read, and what was resolved before operations.
pub(super) struct OperationScope<'a> {
    /// Everything that was read.
    pub(super) context: &'a ResolveContext<'a>,
    /// Every family.
    pub(super) families: &'a Families,
    /// What is said of members of records.
    pub(super) notes: &'a MemberNotes,
}

impl OperationScope<'_> {
    /// The direction of a type's content.
    ///
    /// For a record, it is that of its members, or both if they differ or one has none. A type that
    /// is no record may go both ways.
    pub(super) fn direction(&self, ty: &NamedType) -> Direction {
        let records = &self.context.facts.records;
        let record = ty.record().and_then(|key| records.get_key_value(key));
        record
            .into_iter()
            .flat_map(|(key, record)| record.fields.iter().map(move |field| (key, field)))
            .filter(|(_, field)| !field.is_padding())
            .map(|(key, field)| self.notes.get(key, &field.name)?.direction)
            .map(|direction| direction.unwrap_or(Direction::InOut))
            .reduce(common)
            .unwrap_or(Direction::InOut)
    }

    /// The type of an operation's argument, if it is declared; else that is reported.
    pub(super) fn argument_type(
        &self,
        ty: &str,
        op: &str,
        place: &Location,
        label: &str,
    ) -> Option<NamedType> {
        let declared = self.declared(ty);
        if declared.is_none() {
            self.context
                .report(self.unknown_type(ty, op).at(place, label));
        }
        declared
    }

    /// The message about an argument's type that is not declared; the place is the caller's.
    pub(super) fn unknown_type(&self, ty: &str, op: &str) -> Diagnostic {
        let facts = self.context.facts;
        Diagnostic::error(
            "unknown-argument-type",
            format!("`{ty}`, the argument of `{op}`, is not declared"),
        )
        .help(similar(
            ty.trim_start_matches("struct ")
                .trim_start_matches("union "),
            facts.typedefs.keys().chain(facts.records.keys()),
            "a type with a similar name exists:",
            "declare the type in these headers or in a file for `--prelude FILE`, or mend the \
             spelling; `NULL` says that there is no argument",
        ))
    }

    /// The type that `text` spells, if it is declared.
    pub(super) fn declared(&self, text: &str) -> Option<NamedType> {
        types::declared(self.context.facts, text)
    }
}

/// The direction that covers both.
pub(super) fn common(one: Direction, other: Direction) -> Direction {
    if one == other { one } else { Direction::InOut }
}
