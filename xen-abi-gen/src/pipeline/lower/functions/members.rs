//! A record given by its members: what goes in as parameters, what comes out as the result.

use super::operation::Gathered;
use super::{memory, params};
use crate::model::abi::{MemberNote, Op, Role};
use crate::model::annotations::{Direction, Nature, Reference};
use crate::model::facts::{CType, Facts, Field, Record, RecordKind};
use crate::model::projection::{
    Input, InputValue, Local, Memory, Nested, Output, Param, ParamKind, Scalar, Type, Word,
    are_statuses,
};
use crate::pipeline::lower::Context;
use crate::pipeline::lower::markdown::inline;
use crate::pipeline::lower::types::scalar;
use crate::pipeline::lower::values::carries_address;
use crate::pipeline::{name, types};

/// How many parameters a function may have before its record is the better way to say it.
const PARAMETERS: usize = 7;

/// Whether every member's direction is known, and what goes in can be given one by one.
pub(super) fn in_members(context: &Context<'_>, op: &Op, key: &str, record: &Record) -> bool {
    let inputs = record
        .fields
        .iter()
        .filter(|field| {
            matches!(
                direction(context, op, key, field),
                Some(Direction::In | Direction::InOut)
            )
        })
        .count();
    let known = |field: &Field| {
        direction(context, op, key, field).is_some()
            || field.is_padding()
            || op.direction_of(&field.name).is_some()
    };
    record.kind == RecordKind::Struct
        && !context.is_displaced(record)
        && inputs <= PARAMETERS
        && record.fields.iter().all(|field| {
            !field.bit_field
                && !field.name.is_empty()
                && !matches!(field.ty, CType::Flexible(_))
                && known(field)
        })
}

/// Which way a member travels for this operation; `None` if it doesn't, or if nothing says so.
fn direction(context: &Context<'_>, op: &Op, key: &str, field: &Field) -> Option<Direction> {
    if field.is_padding() {
        return None;
    }
    let note = note(context, key, &field.name);
    // What is said of a handle to elements is about these; the handle itself goes in.
    let leads_on = note.is_some_and(|note| {
        matches!(
            note.reference,
            Some(Reference::Elements { .. } | Reference::Memory { .. })
        )
    });
    match op.direction_of(&field.name) {
        Some(travel) if !leads_on => travel.direction,
        _ if is_handle(context, &field.ty) => note?.direction.and(Some(Direction::In)),
        _ => note?.direction,
    }
}

/// Whether a member is a guest handle, alone or in a union that gives it a width. Xen writes what
/// it leads to and never the handle.
fn is_handle(context: &Context<'_>, ty: &CType) -> bool {
    let facts = &context.interface.facts;
    let Some((key, record)) =
        types::record_behind(facts, ty).and_then(|key| facts.records.get_key_value(key))
    else {
        return false;
    };
    let holds_handle =
        |field: &Field| types::record_behind(facts, &field.ty).is_some_and(name::is_handle);
    name::is_handle(key)
        || record.kind == RecordKind::Union && record.fields.iter().any(holds_handle)
}

fn note<'a>(context: &'a Context<'_>, key: &str, field: &str) -> Option<&'a MemberNote> {
    context.interface.members.get(key, field)
}

/// Whether the elements of a handle are the results of single elements.
fn are_errors(note: Option<&MemberNote>) -> bool {
    matches!(
        note.and_then(|note| note.reference.as_ref()),
        Some(Reference::Elements { errors: true, .. })
    )
}

/// What a handle leads to, where its note says how many elements that are: the member that counts
/// them, and their direction.
fn elements<'a>(
    context: &'a Context<'_>,
    op: &Op,
    key: &str,
    record: &Record,
    field: &Field,
) -> Option<(&'a str, Direction)> {
    let Some(Reference::Elements {
        count, direction, ..
    }) = &note(context, key, &field.name)?.reference
    else {
        return None;
    };
    let counted = record.fields.iter().find(|other| other.name == *count)?;
    types::integer_behind(&context.interface.facts, &counted.ty)?;
    let own = op
        .direction_of(&field.name)
        .and_then(|travel| travel.direction);
    matches!(context.ty(&field.ty), Type::Handle(_) | Type::Handle64(_))
        .then_some((count.as_str(), own.unwrap_or(*direction)))
}

#[allow(clippy::too_many_lines, reason = "the members of a record in one pass")]
pub(super) fn by_members(
    context: &Context<'_>,
    op: &Op,
    key: &str,
    record: &Record,
    gathered: &mut Gathered,
) {
    let record_ty = context.ty(&CType::Record(key.to_owned()));
    let facts = &context.interface.facts;
    let mut inputs = Vec::new();
    let mut outputs = Vec::new();
    let mut after_failure = Vec::new();
    let mut statuses = Vec::new();
    let slices: Vec<(usize, &str)> = record
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| Some((index, elements(context, op, key, record, field)?.0)))
        .collect();
    for (index, field) in record.fields.iter().enumerate() {
        let Some(direction) = direction(context, op, key, field) else {
            continue;
        };
        let note = note(context, key, &field.name);
        let ty = context.stored_ty(&field.ty, note);
        let name = context.names.member(key, record, index);
        let text = note
            .map(|note| inline(&note.text.lines.join(" ")))
            .unwrap_or_default();
        let counted: Vec<String> = slices
            .iter()
            .filter(|(_, count)| *count == field.name)
            .map(|(slice, _)| context.names.member(key, record, *slice))
            .collect();
        if !counted.is_empty() {
            let bits = match types::integer_behind(facts, &field.ty).map(scalar) {
                Some(Scalar::Unsigned(bits)) if bits < 64 => Some(bits),
                _ => None,
            };
            inputs.push(Input {
                field: name.clone(),
                value: InputValue::Length {
                    slices: counted,
                    bits,
                },
            });
        } else if let Some((_, travel)) = elements(context, op, key, record, field) {
            let (wide, to) = match ty.clone() {
                Type::Handle64(to) => (true, *to),
                Type::Handle(to) => (false, *to),
                other => (false, other),
            };
            // What Xen alone writes gives the caller no choice.
            gathered.reaches_memory |= travel != Direction::Out
                && (params::reaches_memory(context, &to)
                    || carries_address(context, element_of(&field.ty, facts)));
            let mutable = travel != Direction::In;
            let kind = if mutable {
                ParamKind::SliceMut
            } else {
                ParamKind::Slice
            };
            if are_errors(note) {
                gathered.errors = Some(name.clone());
            }
            gathered.params.push(Param {
                name: name.clone(),
                kind,
                ty: to,
                docs: text,
                memory: Memory::default(),
            });
            inputs.push(Input {
                field: name.clone(),
                value: InputValue::Slice { wide, mutable },
            });
        } else if direction != Direction::Out {
            let nature = note.and_then(|note| note.reference.as_ref());
            let says_address =
                matches!(nature, Some(Reference::Nature(nature)) if *nature != Nature::Plain);
            gathered.reaches_memory |= says_address || carries_address(context, &field.ty);
            gathered.params.push(Param {
                name: name.clone(),
                kind: ParamKind::Value,
                ty: ty.clone(),
                docs: text,
                memory: Memory::default(),
            });
            inputs.push(Input {
                field: name.clone(),
                value: InputValue::Param,
            });
        }
        if op
            .direction_of(&field.name)
            .is_some_and(|line| line.on_failure)
        {
            after_failure.push((name.clone(), ty.clone()));
        }
        if direction == Direction::Out && is_status(context, note) {
            gathered.status = Some((name.clone(), ty.clone()));
            statuses.push((name, ty));
        } else if direction != Direction::In {
            outputs.push((name, ty));
        }
    }
    gathered.output = output(&outputs, &record_ty);
    gathered.failure = output(&after_failure, &record_ty);
    // An error carries either what was left behind or a status; several statuses are all returned.
    if statuses.len() > 1 || gathered.failure != Output::Nothing {
        gathered.status = None;
        outputs.extend(statuses);
        gathered.output = output(&outputs, &record_ty);
    }
    let nested = handles_of_the_caller(context, op, key, &inputs);
    gathered.local = Some(Local {
        ty: record_ty,
        inputs,
        nested,
    });
    gathered.words.push(Word::LocalAddress);
}

/// Whether a member refers to a family of statuses.
fn is_status(context: &Context<'_>, note: Option<&MemberNote>) -> bool {
    let Some(Reference::Enum(name)) = note.and_then(|note| note.reference.as_ref()) else {
        return false;
    };
    let family = context.interface.families.get(name);
    family.is_some_and(|family| {
        family.role == Role::Values
            && are_statuses(family.members.iter().map(|member| member.value))
    })
}

/// The record's handles that the function does not set itself, as it does those of slices.
fn handles_of_the_caller(
    context: &Context<'_>,
    op: &Op,
    key: &str,
    inputs: &[Input],
) -> Vec<Nested> {
    let is_slice = |name: &str| {
        let mut slices = inputs
            .iter()
            .filter(|input| matches!(input.value, InputValue::Slice { .. }));
        slices.any(|input| input.field == name)
    };
    let mut nested = memory::of_record(context, Some(op), key).nested;
    nested.retain(|nested| !is_slice(&nested.handle));
    nested
}

/// What a handle's type points to.
fn element_of<'a>(ty: &'a CType, facts: &'a Facts) -> &'a CType {
    match ty {
        CType::Typedef(name) | CType::Record(name) => {
            types::handle_target(facts, name).unwrap_or(&CType::Void)
        }
        _ => &CType::Void,
    }
}

fn output(fields: &[(String, Type)], whole: &Type) -> Output {
    match fields {
        [] => Output::Nothing,
        [(name, ty)] => Output::Field(name.clone(), ty.clone()),
        _ => Output::Whole(whole.clone()),
    }
}
