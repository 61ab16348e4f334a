//! Directions of operations' arguments: those of their members, and the lines that change them.

use super::context::Context;
use super::messages::similar_member;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{MemberNotes, OpArgument, Param};
use crate::model::annotations::{Direction, DirectionLine};
use crate::model::facts::{CType, Facts};

/// The direction of a record is that of its members; both ways, where they differ or nothing is
/// said of one of them. A type that is no record may go both ways.
pub(super) fn of_type(facts: &Facts, notes: &MemberNotes, ty: &CType) -> Direction {
    let CType::Record(key) = ty else {
        return Direction::InOut;
    };
    let fields = facts
        .records
        .get(key)
        .into_iter()
        .flat_map(|record| &record.fields);
    let directions = fields.filter(|field| !field.is_padding()).map(|field| {
        notes
            .get(key, &field.name)
            .and_then(|note| note.direction)
            .unwrap_or(Direction::InOut)
    });
    directions.reduce(common).unwrap_or(Direction::InOut)
}

fn common(one: Direction, other: Direction) -> Direction {
    if one == other { one } else { Direction::InOut }
}

/// Applies `Directions:` lines to an operation's arguments.
pub(super) fn apply(
    facts: &Facts,
    notes: &MemberNotes,
    lines: &[DirectionLine],
    arguments: &mut [OpArgument],
) {
    if lines.is_empty() {
        return;
    }
    for argument in arguments {
        let Some((key, record)) = argument
            .ty
            .record()
            .and_then(|key| facts.records.get_key_value(key))
        else {
            continue;
        };
        let directions = record.fields.iter().filter_map(|field| {
            match lines.iter().find(|line| line.name == field.name) {
                Some(line) => line.direction,
                None => notes.get(key, &field.name)?.direction,
            }
        });
        if let Some(direction) = directions.reduce(common) {
            argument.direction = direction;
        }
    }
}

/// Reports `Directions:` lines about what the operation does not take.
pub(super) fn check(
    context: &Context<'_>,
    constant: &str,
    lines: &[DirectionLine],
    arguments: &[OpArgument],
    params: &[Param],
) {
    let records = arguments
        .iter()
        .filter_map(|argument| context.facts.records.get(argument.ty.record()?));
    let members = || records.clone().flat_map(|record| &record.fields);
    for line in lines {
        if members().any(|field| field.name == line.name)
            || params.iter().any(|param| param.name == line.name)
        {
            continue;
        }
        let message = format!("`{}` is nothing that `{constant}` takes", line.name);
        context.report(
            Diagnostic::error("unknown-member", message)
                .at(
                    line.location.clone(),
                    "no member of its argument, and no parameter",
                )
                .help(similar_member(
                    &line.name,
                    members().map(|field| &field.name),
                    "name a member of the argument's structure, or a parameter of the hypercall",
                )),
        );
    }
}
