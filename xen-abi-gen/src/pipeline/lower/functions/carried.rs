//! An operation that a record names and not a parameter: the function fills in that record as well.

use super::builder::CallBuilder;
use super::members::{by_members, docs, in_members};
use super::operation::slice_of;
use super::params::plain_words;
use super::{op_docs, params};
use crate::model::abi::{Hypercall, Op, Provenance, RecordPlace, Role};
use crate::model::annotations::{ArrayText, Holds, Reference};
use crate::model::facts::{CType, Facts, Field, Record, RecordKind};
use crate::model::projection::{
    Body, Buffers, Item, NumberPath, Param, ParamKind, Request, Selected, SelectedValue, Selector,
    Type, Word,
};
use crate::pipeline::lower::Context;
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
    let positions = Positions::of(context, call, op, place)?;
    let mut builder = CallBuilder::default();
    let mut buffer = None;
    let mut members = Vec::new();
    for index in 0..call.prototype.params.len() {
        if index == place.param {
            members = positions
                .members
                .iter()
                .map(|position| position.fill(context, op, &mut builder))
                .collect::<Option<_>>()?;
            buffer = op.buffer.as_ref().map(|buffer| {
                let (param, reaches_memory) = slice_of(context, op, buffer);
                builder.reaches_memory |= reaches_memory;
                builder.params.push(param);
                builder.params.len() - 1
            });
            builder.words.push(Word::RequestAddress);
        } else if is_count(call, place, index) {
            builder.words.push(match place.holds {
                Holds::Records => Word::One,
                Holds::Record | Holds::Buffers => Word::BufferCount,
            });
        } else {
            beside(context, call, place, index, &mut builder)?;
        }
    }
    let request = Request {
        ty: context.ty(&CType::Record(place.record.clone())),
        selector: context
            .names
            .member(&place.record, positions.record, positions.selector),
        value: positions.value(context, call, &op.constant)?,
        members,
        buffers: match place.holds {
            Holds::Buffers => Some(buffers(context, call, place, buffer)?),
            Holds::Record | Holds::Records => None,
        },
    };
    let mut function = builder.function(number, call, op);
    function.request = Some(request);
    function.is_unsafe |= !op.refusals.is_empty();
    Some(Item {
        name: path.name.clone(),
        c_names: vec![op.constant.clone()],
        docs: op_docs(context, call, op, &function),
        location: op.location.clone(),
        body: Body::Function(Box::new(function)),
    })
}

/// A parameter beside the record.
fn beside(
    context: &Context<'_>,
    call: &Hypercall,
    place: &RecordPlace,
    index: usize,
    builder: &mut CallBuilder,
) -> Option<()> {
    let before = builder.params.len();
    let words = plain_words(context, call, index, &mut builder.params);
    builder.words.extend(words);
    // How many of one operation were performed, the result says.
    let is_result = |param: &Param| param.kind == ParamKind::OptionRefMut;
    if place.holds == Holds::Records && builder.params[before..].iter().any(is_result) {
        builder.params.truncate(before);
        *builder.words.last_mut()? = Word::Zero;
    }
    builder.reaches_memory |= builder.params[before..]
        .iter()
        .any(|param| params::carries_address(context, param));
    Some(())
}

/// Whether a parameter counts the records or buffers.
fn is_count(call: &Hypercall, place: &RecordPlace, index: usize) -> bool {
    let params = &call.prototype.params;
    match &params[place.param].ty.array {
        ArrayText::Counted(count) => place.holds != Holds::Record && *count == params[index].name,
        ArrayText::No | ArrayText::Unsized => false,
    }
}

/// Where in the record the operation's number and its argument go.
struct Positions<'a> {
    record: &'a Record,
    /// The member that names the operation.
    selector: usize,
    /// The members of the unions that this operation uses.
    members: Vec<Position<'a>>,
}

/// A member of a union that an operation uses.
struct Position<'a> {
    holder: String,
    key: &'a str,
    union: &'a Record,
    member: usize,
}

impl<'a> Positions<'a> {
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
            context
                .note(key, field)
                .and_then(|note| note.reference.as_ref())
                == Some(to)
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
        let position_of = |(index, holder): (usize, &Field)| {
            let (key, union) = facts
                .records
                .get_key_value(record_behind(facts, &holder.ty)?)?;
            let uses = |field: &Field| {
                context
                    .note(key, field)
                    .is_some_and(|note| note.selectors.contains(&op.constant))
            };
            let member = position(union, uses).filter(|_| union.kind == RecordKind::Union)?;
            Some(Position {
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
        let members: Vec<_> = holders.filter_map(position_of).collect();
        let unknown = op.provenance == Provenance::None;
        (!unknown && (op.arguments.is_empty() || !members.is_empty())).then_some(Self {
            record,
            selector,
            members,
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

impl Position<'_> {
    /// Fills in the member: a record's members, or a value, as parameters.
    fn fill(&self, context: &Context<'_>, op: &Op, builder: &mut CallBuilder) -> Option<Selected> {
        let facts = &context.interface.facts;
        let field = &self.union.fields[self.member];
        let record = record_behind(facts, &field.ty).filter(|key| !is_handle(key));
        let value = match record.and_then(|key| facts.records.get_key_value(key)) {
            // A function fills in one record.
            Some((key, record))
                if builder.local.is_none() && in_members(context, op, key, record) =>
            {
                by_members(context, op, key, record, builder);
                SelectedValue::Local
            }
            Some(_) => return None,
            None => {
                let note = context.note(self.key, field);
                let ty = context.stored_ty(&field.ty, note);
                builder.reaches_memory |= params::reaches_memory(context, &ty);
                let name = params::name(&field.name);
                SelectedValue::Param(builder.push(name, ParamKind::Value, ty, docs(note)))
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
