//! Directions of operations' arguments: those of their members, and the lines that change them.

use super::context::Context;
use super::nearest::similar;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{MemberNotes, NamedType, OpArgument, Param};
use crate::model::annotations::{Direction, DirectionLine};
use crate::model::facts::Facts;

/// The direction of a record is that of its members; both ways, where they differ or nothing is
/// said of one of them. A type that is no record may go both ways.
pub(super) fn of_type(facts: &Facts, notes: &MemberNotes, ty: &NamedType) -> Direction {
    let record = ty.record().and_then(|key| facts.records.get_key_value(key));
    let directions = record.into_iter().flat_map(|(key, record)| {
        let stated = record.fields.iter().filter(|field| !field.is_padding());
        stated.map(move |field| notes.get(key, &field.name)?.direction)
    });
    directions
        .map(|direction| direction.unwrap_or(Direction::InOut))
        .reduce(common)
        .unwrap_or(Direction::InOut)
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
        let key = argument.ty.record();
        let Some((key, record)) = key.and_then(|key| facts.records.get_key_value(key)) else {
            continue;
        };
        let directions = record.fields.iter().filter_map(|field| {
            match lines.iter().find(|line| line.name == field.name) {
                Some(line) => line.direction,
                None => notes.get(key, &field.name)?.direction,
            }
        });
        argument.direction = directions.reduce(common).unwrap_or(argument.direction);
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
    let members = context.members_of(arguments);
    for DirectionLine { name, location, .. } in lines {
        if members.contains(&name) || params.iter().any(|param| param.name == *name) {
            continue;
        }
        let message = format!("`{name}` is nothing that `{constant}` takes");
        context.report(
            Diagnostic::error("unknown-member", message)
                .at(location, "no member of its argument, and no parameter")
                .help(similar(
                    name,
                    members.iter().copied(),
                    "a member with a similar name exists:",
                    "name a member of the argument's structure, or a parameter of the hypercall",
                )),
        );
    }
}
