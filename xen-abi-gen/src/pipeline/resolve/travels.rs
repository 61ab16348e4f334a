//! What an operation says beyond its argument's type: other types for other guests, other
//! directions than the members', values that it refuses.

use super::Context;
use super::arguments::{MemberNotes, unknown_type};
use super::families::nearest;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Op, OpArgument, Param};
use crate::model::annotations::{Direction, Guest, Refusal, Travel};
use crate::pipeline::types::{self, Named};

/// The types of an operation's argument by the kinds of guest that this target can be, as keys of
/// records.
pub(super) fn by_guest(
    context: &Context<'_>,
    constant: &str,
    lent: Option<&Op>,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Vec<Guest>)> {
    let Some(target) = context.index.own_line(constant) else {
        let declared = |entry: &&(String, Vec<Guest>)| context.facts.records.contains_key(&entry.0);
        return lent
            .map(|op| op.by_guest.iter().filter(declared).cloned().collect())
            .unwrap_or_default();
    };
    let mut types = Vec::new();
    for (ty, guests) in &target.by_guest {
        let here: Vec<Guest> = guests
            .iter()
            .copied()
            .filter(|guest| context.facts.target.guests().contains(guest))
            .collect();
        match types::find(context.facts, ty) {
            _ if here.is_empty() => {}
            Some(Named::Record(key)) => types.push((key, here)),
            _ => diagnostics.push(
                unknown_type(context, ty, constant)
                    .at(target.location.clone(), "a type that stands here"),
            ),
        }
    }
    types
}

/// Sees to it that what an operation says of directions is about something, and lets its arguments
/// travel accordingly.
pub(super) fn redirect(
    context: &Context<'_>,
    params: &[Param],
    constant: &str,
    travels: &[Travel],
    arguments: &mut [OpArgument],
    notes: &MemberNotes,
    diagnostics: &mut Diagnostics,
) {
    let mut members = Vec::new();
    for argument in arguments {
        let Some(Named::Record(key)) = types::find(context.facts, &argument.ty) else {
            continue;
        };
        let Some(record) = context.facts.records.get(&key) else {
            continue;
        };
        members.extend(record.fields.iter().map(|field| field.name.clone()));
        let directions = record.fields.iter().filter_map(|field| {
            match travels.iter().find(|travel| travel.name == field.name) {
                Some(travel) => travel.direction,
                None => notes.get(&(key.clone(), field.name.clone()))?.direction,
            }
        });
        if !travels.is_empty()
            && let Some(direction) =
                directions.reduce(|a, b| if a == b { a } else { Direction::InOut })
        {
            argument.direction = direction;
        }
    }
    for travel in travels {
        if members.contains(&travel.name) || params.iter().any(|param| param.name == travel.name) {
            continue;
        }
        diagnostics.push(
            Diagnostic::error(
                "unknown-member",
                format!("`{}` is nothing that `{constant}` takes", travel.name),
            )
            .at(
                travel.location.clone(),
                "no member of its argument, and no parameter",
            )
            .help(match nearest(&travel.name, members.iter()) {
                Some(near) => format!("a member with a similar name exists: `{near}`"),
                None => {
                    "name a member of the argument's structure, or a parameter of the hypercall"
                        .to_owned()
                }
            }),
        );
    }
}

/// Reports refused values that are about no member of the operation's argument, or no constant.
pub(super) fn check_refusals(
    context: &Context<'_>,
    constant: &str,
    refusals: &[Refusal],
    arguments: &[OpArgument],
    diagnostics: &mut Diagnostics,
) {
    let records =
        arguments
            .iter()
            .filter_map(|argument| match types::find(context.facts, &argument.ty)? {
                Named::Record(key) => context.facts.records.get(&key),
                Named::Typedef(_) | Named::Builtin(_) => None,
            });
    let members: Vec<&String> = records
        .flat_map(|record| record.fields.iter().map(|field| &field.name))
        .collect();
    for refusal in refusals {
        let (label, help) = if !members.contains(&&refusal.name) {
            let help = match nearest(&refusal.name, members.iter().copied()) {
                Some(near) => format!("a member with a similar name exists: `{near}`"),
                None => "name a member of the argument's structure".to_owned(),
            };
            (
                format!("its argument has no member `{}`", refusal.name),
                help,
            )
        } else if !context.facts.constants.contains_key(&refusal.constant) {
            let label = format!("no header defines `{}`", refusal.constant);
            (
                label,
                "name a constant that these headers define".to_owned(),
            )
        } else {
            continue;
        };
        diagnostics.push(
            Diagnostic::error(
                "unknown-refusal",
                format!("`{constant}` cannot refuse `{}`", refusal.constant),
            )
            .at(refusal.location.clone(), label)
            .help(help),
        );
    }
}
