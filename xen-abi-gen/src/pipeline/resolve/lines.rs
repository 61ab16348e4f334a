//! The `Directions:` and `Refused:` lines of an operation.

use super::context::ResolveContext;
use super::nearest::similar;
use super::operation_scope::{OperationScope, common};
use crate::diagnostics::Diagnostic;
use crate::model::abi::{OpArgument, Prototype};
use crate::model::annotations::{DirectionLine, Refusal};

/// The help where a member with a similar name exists.
const SIMILAR: &str = "a member with a similar name exists:";

/// Applies `Directions:` lines to an operation's arguments.
pub(super) fn apply_directions(
    scope: &OperationScope<'_>,
    lines: &[DirectionLine],
    arguments: &mut [OpArgument],
) {
    if lines.is_empty() {
        return;
    }
    for argument in arguments {
        let key = argument.ty.record();
        let record = key.and_then(|key| scope.context.facts.records.get_key_value(key));
        let Some((key, record)) = record else {
            continue;
        };
        let directions = record.fields.iter().filter_map(|field| {
            match lines.iter().find(|line| line.name == field.name) {
                Some(line) => line.direction,
                None => scope.notes.get(key, &field.name)?.direction,
            }
        });
        argument.direction = directions.reduce(common).unwrap_or(argument.direction);
    }
}

/// The names of the members of the records among an operation's arguments.
fn members<'a>(context: &ResolveContext<'a>, arguments: &[OpArgument]) -> Vec<&'a String> {
    let records = arguments
        .iter()
        .filter_map(|argument| context.facts.records.get(argument.ty.record()?));
    records
        .flat_map(|record| &record.fields)
        .map(|field| &field.name)
        .collect()
}

/// The names of all that an operation takes: members of its records, and parameters.
fn taken<'a>(
    context: &ResolveContext<'a>,
    arguments: &[OpArgument],
    prototype: &'a Prototype,
) -> Vec<&'a String> {
    // The record that names the operation has members beside its argument.
    let place = prototype.dispatch.place();
    let record = place.and_then(|place| context.facts.records.get(&place.record));
    let fields = record.iter().flat_map(|record| &record.fields);
    let mut taken = members(context, arguments);
    taken.extend(fields.map(|field| &field.name));
    taken.extend(prototype.params.iter().map(|param| &param.name));
    taken
}

/// Leaves out `Directions:` lines of the fallback about what the operation does not take here.
pub(super) fn retain_directions(
    context: &ResolveContext<'_>,
    lines: &mut Vec<DirectionLine>,
    arguments: &[OpArgument],
    prototype: &Prototype,
) {
    let taken = taken(context, arguments, prototype);
    lines.retain(|line| taken.contains(&&line.name));
}

/// Reports `Directions:` lines about what the operation does not take.
pub(super) fn check_directions(
    context: &ResolveContext<'_>,
    op: &str,
    lines: &[DirectionLine],
    arguments: &[OpArgument],
    prototype: &Prototype,
) {
    let taken = taken(context, arguments, prototype);
    for DirectionLine { name, location, .. } in lines {
        if taken.contains(&name) {
            continue;
        }
        context.report(
            Diagnostic::error(
                "unknown-member",
                format!("`{name}` is nothing that `{op}` takes"),
            )
            .at(location, "no member of its argument, and no parameter")
            .help(similar(
                name,
                taken.iter().copied(),
                SIMILAR,
                "name a member of the argument's structure, or a parameter of the hypercall",
            )),
        );
    }
}

/// Leaves out refusals of the fallback whose member or constant is not declared here.
pub(super) fn retain_refusals(
    context: &ResolveContext<'_>,
    refusals: &mut Vec<Refusal>,
    arguments: &[OpArgument],
) {
    let members = members(context, arguments);
    refusals.retain(|refusal| {
        members.contains(&&refusal.name) && context.facts.constants.contains_key(&refusal.constant)
    });
}

/// Reports refused values that are about no member of the operation's argument, or no constant.
pub(super) fn check_refusals(
    context: &ResolveContext<'_>,
    op: &str,
    refusals: &[Refusal],
    arguments: &[OpArgument],
) {
    let members = members(context, arguments);
    for Refusal {
        name,
        constant,
        location,
        ..
    } in refusals
    {
        let (label, help) = if !members.contains(&name) {
            (
                format!("its argument has no member `{name}`"),
                similar(
                    name,
                    members.iter().copied(),
                    SIMILAR,
                    "name a member of the argument's structure",
                ),
            )
        } else if !context.facts.constants.contains_key(constant) {
            let help = "name a constant that these headers define".to_owned();
            (format!("no header defines `{constant}`"), help)
        } else {
            continue;
        };
        context.report(
            Diagnostic::error(
                "unknown-refusal",
                format!("`{op}` cannot refuse `{constant}`"),
            )
            .at(location, label)
            .help(help),
        );
    }
}
