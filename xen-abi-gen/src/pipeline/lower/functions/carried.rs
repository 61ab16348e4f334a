//! An operation that a record names and not a parameter: the function fills in that record as well.

use super::members::{by_members, in_members};
use super::operation::{Gathered, record_of, slice_of};
use super::raw::plain_words;
use super::{op_docs, params};
use crate::model::abi::{Form, Hypercall, MemberNote, Op, Place};
use crate::model::annotations::{ArrayText, Reference};
use crate::model::facts::{CType, Facts, Field, Record, RecordKind};
use crate::model::projection::{Body, Buffers, Function, Item, NumberPath, ParamKind, Request, Word};
use crate::pipeline::group::is_padding;
use crate::pipeline::lower::records::field_name;
use crate::pipeline::lower::{Context, families};
use crate::pipeline::types::{self, integer_behind, record_behind};

/// The function of one operation; none where its argument has no place in the record, or cannot be given member by member.
pub(super) fn function(context: &Context<'_>, call: &Hypercall, op: &Op, place: &Place, number: &NumberPath) -> Option<Item> {
    let family = context.interface.families.get(call.family()?)?;
    let path = context.names.ops.get(&op.constant)?;
    let argument = op.arguments.iter().find(|argument| matches!(argument.form, Form::Member))?;
    let (key, record) = record_of(context, argument).filter(|(key, record)| in_members(context, op, key, record))?;
    let mut gathered = Gathered::default();
    let mut words = Vec::new();
    let mut buffer = None;
    for index in 0..call.params.len() {
        if index == place.param {
            by_members(context, op, key, record, &mut gathered);
            buffer = op.buffer.as_ref().map(|buffer| {
                let (param, reaches_memory) = slice_of(context, buffer);
                gathered.reaches_memory |= reaches_memory;
                gathered.params.push(param);
                gathered.params.len() - 1
            });
            words.push(Word::RequestAddress);
        } else if is_count(call, place, index) {
            words.push(Word::BufferCount);
        } else {
            let before = gathered.params.len();
            words.extend(plain_words(context, call, index, &mut gathered.params));
            gathered.reaches_memory |= gathered.params[before..].iter().any(|param| {
                params::reaches_memory(context, &param.ty) || matches!(param.kind, ParamKind::RawMut | ParamKind::RawConst)
            });
        }
    }
    let request = request(context, call, op, place, &families::variant(&op.constant, &family.prefix), buffer)?;
    let function = Function {
        number: number.clone(),
        params: gathered.params,
        local: gathered.local,
        request: Some(request),
        words,
        returns: op.returns.clone().unwrap_or_else(|| call.returns.clone()),
        output: gathered.output,
        failure: gathered.failure,
        on_stack: false,
        by_guest: None,
        is_unsafe: gathered.reaches_memory || op.safety.is_some(),
        generic: false,
        guests: op.guests.clone().or_else(|| call.guests.clone()),
    };
    Some(Item {
        name: path.name.clone(),
        c_names: vec![op.constant.clone()],
        docs: op_docs(context, call, op, &function),
        location: op.location.clone(),
        body: Body::Function(Box::new(function)),
    })
}

/// Whether a parameter counts the buffers.
fn is_count(call: &Hypercall, place: &Place, index: usize) -> bool {
    place.buffered && matches!(&call.params[place.param].ty.array, ArrayText::Counted(count) if *count == call.params[index].name)
}

/// Where in the record the operation's number and its argument go.
fn request(
    context: &Context<'_>,
    call: &Hypercall,
    op: &Op,
    place: &Place,
    variant: &str,
    extra: Option<usize>,
) -> Option<Request> {
    let facts = &context.interface.facts;
    let family = call.family()?;
    let record = facts.records.get(&place.record)?;
    let note = |key: &str, field: &Field| -> Option<&MemberNote> {
        context.interface.members.get(&(key.to_owned(), field.name.clone()))
    };
    let refers = |field: &Field, to: &Reference| note(&place.record, field).and_then(|note| note.reference.as_ref()) == Some(to);
    let selector = position(record, |field| refers(field, &Reference::Enum(family.to_owned())))?;
    let selected = Reference::SelectedBy(record.fields[selector].name.clone());
    let holder = position(record, |field| refers(field, &selected))?;
    let union_key = record_behind(facts, &record.fields[holder].ty)?;
    let union = facts.records.get(union_key).filter(|union| union.kind == RecordKind::Union)?;
    let member = position(union, |field| note(union_key, field).is_some_and(|note| note.selectors.contains(&op.constant)))?;
    Some(Request {
        ty: context.ty(&CType::Record(place.record.clone())),
        selector: field_name(record, selector),
        selector_ty: context.ty(&record.fields[selector].ty),
        family: context.names.families.get(family)?.clone(),
        variant: variant.to_owned(),
        holder: field_name(record, holder),
        union: context.ty(&CType::Record(union_key.to_owned())),
        member: field_name(union, member),
        buffers: if place.buffered { Some(buffers(context, call, place, extra)?) } else { None },
    })
}

fn position(record: &Record, wanted: impl Fn(&Field) -> bool) -> Option<usize> {
    record.fields.iter().position(wanted)
}

/// A buffer as a record: an address and a number of bytes.
fn buffers(context: &Context<'_>, call: &Hypercall, place: &Place, extra: Option<usize>) -> Option<Buffers> {
    let facts: &Facts = &context.interface.facts;
    let types::Named::Record(key) = types::find(facts, &call.params[place.param].ty.base)? else { return None };
    let record = facts.records.get(&key)?;
    let size = position(record, |field| integer_behind(facts, &field.ty).is_some() && !is_padding(&field.name))?;
    let address = position(record, |field| integer_behind(facts, &field.ty).is_none() && !is_padding(&field.name))?;
    Some(Buffers {
        ty: context.ty(&CType::Record(key.clone())),
        address: field_name(record, address),
        size: field_name(record, size),
        size_ty: context.ty(&record.fields[size].ty),
        extra,
    })
}
