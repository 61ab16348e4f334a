//! A record given by its members: what goes in as parameters, what comes out as the result.

use super::builder::CallBuilder;
use super::{memory, params};
use crate::model::abi::{MemberNote, Op, Role};
use crate::model::annotations::{Direction, Nature, Reference};
use crate::model::facts::{CType, Facts, Field, Record, RecordKind};
use crate::model::projection::{
    Input, InputValue, Local, Nested, Output, ParamKind, Scalar, Type, are_statuses,
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
    let note = context.note(key, field);
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
    }) = &context.note(key, field)?.reference
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

/// Gives a record by its members: those that go in become parameters, those that come out results.
pub(super) fn by_members(
    context: &Context<'_>,
    op: &Op,
    key: &str,
    record: &Record,
    call: &mut CallBuilder,
) {
    let counts = record
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| {
            let (count, _) = elements(context, op, key, record, field)?;
            Some((count, context.names.member(key, record, index)))
        });
    let mut members = Members {
        context,
        op,
        key,
        record,
        counts: counts.collect(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        after_failure: Vec::new(),
        statuses: Vec::new(),
    };
    for (index, field) in record.fields.iter().enumerate() {
        if let Some(direction) = direction(context, op, key, field) {
            members.add(index, field, direction, call);
        }
    }
    members.finish(call);
}

/// The members of a record while they are sorted into what goes in and what comes out.
struct Members<'a> {
    context: &'a Context<'a>,
    op: &'a Op,
    key: &'a str,
    record: &'a Record,
    /// The members that count elements, each with a slice whose length it is.
    counts: Vec<(&'a str, String)>,
    inputs: Vec<Input>,
    outputs: Vec<(String, Type)>,
    after_failure: Vec<(String, Type)>,
    statuses: Vec<(String, Type)>,
}

/// A member: what C says of it, what the annotations say, and what it is in Rust.
struct Member<'a> {
    field: &'a Field,
    note: Option<&'a MemberNote>,
    name: &'a str,
    ty: &'a Type,
}

impl Members<'_> {
    fn add(&mut self, index: usize, field: &Field, direction: Direction, call: &mut CallBuilder) {
        let note = self.context.note(self.key, field);
        let ty = self.context.stored_ty(&field.ty, note);
        let name = self.context.names.member(self.key, self.record, index);
        let member = Member {
            field,
            note,
            name: &name,
            ty: &ty,
        };
        if let Some(value) = self.input(&member, direction, call) {
            let field = name.clone();
            self.inputs.push(Input { field, value });
        }
        let line = self.op.direction_of(&field.name);
        if line.is_some_and(|line| line.on_failure) {
            self.after_failure.push((name.clone(), ty.clone()));
        }
        if direction == Direction::Out && is_status(self.context, note) {
            call.status = Some((name.clone(), ty.clone()));
            self.statuses.push((name, ty));
        } else if direction != Direction::In {
            self.outputs.push((name, ty));
        }
    }

    /// What a member holds when Xen is called: the length of slices, a slice, or a parameter.
    fn input(
        &self,
        member: &Member<'_>,
        direction: Direction,
        call: &mut CallBuilder,
    ) -> Option<InputValue> {
        let field = member.field;
        if self.counts.iter().any(|(count, _)| *count == field.name) {
            return Some(self.length(field));
        }
        let (context, key, record) = (self.context, self.key, self.record);
        if let Some((_, travels)) = elements(context, self.op, key, record, field) {
            return Some(self.slice(member, travels, call));
        }
        if direction == Direction::Out {
            return None;
        }
        let nature = member.note.and_then(|note| note.reference.as_ref());
        call.reaches_memory |= is_address(nature) || carries_address(context, &field.ty);
        let (name, ty) = (member.name.to_owned(), member.ty.clone());
        call.push(name, ParamKind::Value, ty, docs(member.note));
        Some(InputValue::Param)
    }

    fn length(&self, field: &Field) -> InputValue {
        let facts = &self.context.interface.facts;
        let counted = self.counts.iter().filter(|(count, _)| *count == field.name);
        InputValue::Length {
            slices: counted.map(|(_, slice)| slice.clone()).collect(),
            bits: match types::integer_behind(facts, &field.ty).map(scalar) {
                Some(Scalar::Unsigned(bits)) if bits < 64 => Some(bits),
                _ => None,
            },
        }
    }

    fn slice(&self, member: &Member<'_>, travels: Direction, call: &mut CallBuilder) -> InputValue {
        let context = self.context;
        let (wide, to) = match member.ty.clone() {
            Type::Handle64(to) => (true, *to),
            Type::Handle(to) => (false, *to),
            other => (false, other),
        };
        let element = element_of(&member.field.ty, &context.interface.facts);
        // What Xen alone writes gives the caller no choice.
        call.reaches_memory |= travels != Direction::Out
            && (params::reaches_memory(context, &to) || carries_address(context, element));
        let mutable = travels != Direction::In;
        let kind = if mutable {
            ParamKind::SliceMut
        } else {
            ParamKind::Slice
        };
        if are_errors(member.note) {
            call.errors = Some(member.name.to_owned());
        }
        call.push(member.name.to_owned(), kind, to, docs(member.note));
        InputValue::Slice { wide, mutable }
    }

    fn finish(mut self, call: &mut CallBuilder) {
        let ty = self.context.ty(&CType::Record(self.key.to_owned()));
        call.output = output(&self.outputs, &ty);
        call.failure = output(&self.after_failure, &ty);
        // An error carries either what was left behind or a status; several statuses are all
        // returned.
        if self.statuses.len() > 1 || call.failure != Output::Nothing {
            call.status = None;
            self.outputs.extend(self.statuses);
            call.output = output(&self.outputs, &ty);
        }
        let nested = handles_of_the_caller(self.context, self.op, self.key, &self.inputs);
        call.local = Some(Local {
            ty,
            inputs: self.inputs,
            nested,
        });
    }
}

/// A member's documentation in one line.
pub(super) fn docs(note: Option<&MemberNote>) -> String {
    note.map(|note| inline(&note.text.lines.join(" ")))
        .unwrap_or_default()
}

/// Whether a reference says that a number is an address or a frame number.
pub(super) fn is_address(reference: Option<&Reference>) -> bool {
    matches!(reference, Some(Reference::Nature(nature)) if *nature != Nature::Plain)
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
