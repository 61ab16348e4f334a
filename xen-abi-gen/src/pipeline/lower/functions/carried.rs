//! An operation that a record names and not a parameter: the function fills in that record as well.

use super::members::{by_members, in_members};
use super::operation::{Gathered, slice_of};
use super::raw::plain_words;
use super::{op_docs, params};
use crate::model::abi::{Hypercall, MemberNote, Op, Provenance, RecordPlace, Role};
use crate::model::annotations::{ArrayText, Holds, Reference};
use crate::model::facts::{CType, Facts, Field, Record, RecordKind};
use crate::model::projection::{
    Body, Buffers, Function, Item, Memory, NumberPath, Param, ParamKind, Request, Selected,
    SelectedValue, Selector, Type, Word,
};
use crate::pipeline::lower::Context;
use crate::pipeline::lower::markdown::inline;
use crate::pipeline::name::is_handle;
use crate::pipeline::types::{integer_behind, record_behind};

/// The function of one operation; none where its argument has no place in the record, or cannot be
/// given member by member.
pub(super) fn function(
    context: &Context<'_>,
    call: &Hypercall,
    op: &Op,
    place: &RecordPlace,
    number: &NumberPath,
) -> Option<Item> {
    let path = context.names.ops.get(&op.constant)?;
    let seats = Seats::of(context, call, op, place)?;
    let unknown = op.provenance == Provenance::None;
    if unknown || seats.members.is_empty() && !op.arguments.is_empty() {
        return None;
    }
    let mut gathered = Gathered::default();
    let mut words = Vec::new();
    let mut buffer = None;
    let mut selected = Vec::new();
    for index in 0..call.prototype.params.len() {
        if index == place.param {
            selected = seats
                .members
                .iter()
                .map(|seat| seat.fill(context, op, &mut gathered))
                .collect::<Option<_>>()?;
            buffer = op.buffer.as_ref().map(|buffer| {
                let (param, reaches_memory) = slice_of(context, op, buffer);
                gathered.reaches_memory |= reaches_memory;
                gathered.params.push(param);
                gathered.params.len() - 1
            });
            words.push(Word::RequestAddress);
        } else if is_count(call, place, index) {
            words.push(if place.holds == Holds::Records {
                Word::One
            } else {
                Word::BufferCount
            });
        } else {
            let before = gathered.params.len();
            words.extend(plain_words(context, call, index, &mut gathered.params));
            // How many of one operation were performed, the result says.
            if place.holds == Holds::Records
                && gathered.params[before..]
                    .iter()
                    .any(|param| param.kind == ParamKind::OptionRefMut)
            {
                gathered.params.truncate(before);
                *words.last_mut()? = Word::Zero;
            }
            gathered.reaches_memory |= gathered.params[before..].iter().any(|param| {
                params::reaches_memory(context, &param.ty)
                    || matches!(param.kind, ParamKind::RawMut | ParamKind::RawConst)
            });
        }
    }
    let request = Request {
        ty: context.ty(&CType::Record(place.record.clone())),
        selector: context
            .names
            .member(&place.record, seats.record, seats.selector),
        value: seats.value(context, call, &op.constant)?,
        members: selected,
        buffers: if place.holds == Holds::Buffers {
            Some(buffers(context, call, place, buffer)?)
        } else {
            None
        },
    };
    let function = Function {
        number: number.clone(),
        params: gathered.params,
        local: gathered.local,
        request: Some(request),
        words,
        returns: op
            .returns
            .clone()
            .unwrap_or_else(|| call.prototype.returns.clone()),
        output: gathered.output,
        failure: gathered.failure,
        on_stack: false,
        by_guest: None,
        is_unsafe: gathered.reaches_memory
            || op.safety.is_some()
            || !op.safety_known
            || !op.refusals.is_empty(),
        generic: None,
        guests: op.guests.clone().or_else(|| call.prototype.guests.clone()),
        refusals: Vec::new(),
        status: gathered.status,
        one_of: None,
    };
    Some(Item {
        name: path.name.clone(),
        c_names: vec![op.constant.clone()],
        docs: op_docs(context, call, op, &function),
        location: op.location.clone(),
        body: Body::Function(Box::new(function)),
    })
}

/// Whether a parameter counts the records or buffers.
fn is_count(call: &Hypercall, place: &RecordPlace, index: usize) -> bool {
    place.holds != Holds::Record
        && matches!(&call.prototype.params[place.param].ty.array, ArrayText::Counted(count) if *count == call.prototype.params[index].name)
}

/// Where in the record the operation's number and its argument go.
struct Seats<'a> {
    record: &'a Record,
    /// The member that names the operation.
    selector: usize,
    /// The members of the unions that this operation uses.
    members: Vec<Seat<'a>>,
}

/// A member of a union that an operation uses.
struct Seat<'a> {
    holder: String,
    key: &'a str,
    union: &'a Record,
    member: usize,
}

impl<'a> Seats<'a> {
    fn of(
        context: &'a Context<'_>,
        call: &Hypercall,
        op: &Op,
        place: &RecordPlace,
    ) -> Option<Self> {
        let facts = &context.interface.facts;
        let (key, record) = facts.records.get_key_value(&place.record)?;
        if context.is_displaced(record) {
            return None;
        }
        let refers = |field: &Field, to: &Reference| {
            note(context, key, field).and_then(|note| note.reference.as_ref()) == Some(to)
        };
        let selector = position(record, |field| {
            refers(
                field,
                &Reference::Enum(
                    call.prototype
                        .dispatch
                        .family()
                        .unwrap_or_default()
                        .to_owned(),
                ),
            )
        })?;
        let selected = Reference::SelectedBy(record.fields[selector].name.clone());
        let seat = |(index, holder): (usize, &Field)| {
            let (key, union) = facts
                .records
                .get_key_value(record_behind(facts, &holder.ty)?)?;
            let uses = |field: &Field| {
                note(context, key, field).is_some_and(|note| note.selectors.contains(&op.constant))
            };
            let member = position(union, uses).filter(|_| union.kind == RecordKind::Union)?;
            Some(Seat {
                holder: context.names.member(&place.record, record, index),
                key,
                union,
                member,
            })
        };
        let holders = record
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| refers(field, &selected));
        Some(Self {
            record,
            selector,
            members: holders.filter_map(seat).collect(),
        })
    }

    /// What the member that names the operation holds.
    fn value(&self, context: &Context<'_>, call: &Hypercall, constant: &str) -> Option<Selector> {
        let ty = context.ty(&self.record.fields[self.selector].ty);
        let family = context
            .interface
            .families
            .get(call.prototype.dispatch.family()?)?;
        let path = context.names.families.get(&family.name)?.clone();
        let name = context.names.family_member(family, constant);
        Some(match family.role {
            Role::Operations => Selector::Variant {
                family: path,
                variant: name,
                ty,
            },
            _ => Selector::Constant {
                family: path,
                constant: name,
            },
        })
    }
}

impl Seat<'_> {
    /// Gives a place to what the member is to hold: a record's members, or a value, as parameters.
    fn fill(&self, context: &Context<'_>, op: &Op, gathered: &mut Gathered) -> Option<Selected> {
        let facts = &context.interface.facts;
        let field = &self.union.fields[self.member];
        let record = record_behind(facts, &field.ty).filter(|key| !is_handle(key));
        let value = match record.and_then(|key| facts.records.get_key_value(key)) {
            // A function fills in one record.
            Some((key, record))
                if gathered.local.is_none() && in_members(context, op, key, record) =>
            {
                by_members(context, op, key, record, gathered);
                SelectedValue::Local
            }
            Some(_) => return None,
            None => {
                let note = note(context, self.key, field);
                let ty = context.stored_ty(&field.ty, note);
                gathered.reaches_memory |= params::reaches_memory(context, &ty);
                let docs = note
                    .map(|note| inline(&note.text.lines.join(" ")))
                    .unwrap_or_default();
                gathered.params.push(Param {
                    name: params::name(&field.name),
                    kind: ParamKind::Value,
                    ty,
                    docs,
                    memory: Memory::default(),
                });
                SelectedValue::Param(gathered.params.len() - 1)
            }
        };
        let union = context.ty(&CType::Record(self.key.to_owned()));
        Some(Selected {
            holder: self.holder.clone(),
            union,
            member: context.names.member(self.key, self.union, self.member),
            tagged: false,
            value,
        })
    }
}

fn note<'a>(context: &'a Context<'_>, key: &str, field: &Field) -> Option<&'a MemberNote> {
    context.interface.members.get(key, &field.name)
}

fn position(record: &Record, wanted: impl Fn(&Field) -> bool) -> Option<usize> {
    record.fields.iter().position(wanted)
}

/// A buffer as a record: an address and a number of bytes.
fn buffers(
    context: &Context<'_>,
    call: &Hypercall,
    place: &RecordPlace,
    extra: Option<usize>,
) -> Option<Buffers> {
    let facts: &Facts = &context.interface.facts;
    let key = call.prototype.params[place.param].ty.base.record()?;
    let record = facts
        .records
        .get(key)
        .filter(|record| !context.is_displaced(record))?;
    let size = position(record, |field| {
        integer_behind(facts, &field.ty).is_some() && !field.is_padding()
    })?;
    let address = position(record, |field| {
        integer_behind(facts, &field.ty).is_none() && !field.is_padding()
    })?;
    Some(Buffers {
        ty: context.ty(&CType::Record(key.to_owned())),
        address: context.names.member(key, record, address),
        word: !matches!(
            context.ty(&record.fields[address].ty),
            Type::Handle(_) | Type::Handle64(_)
        ),
        size: context.names.member(key, record, size),
        size_ty: context.ty(&record.fields[size].ty),
        extra,
    })
}
