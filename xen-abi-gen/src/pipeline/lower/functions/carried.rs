//! An operation that a record names and not a parameter: the function fills in that record as well.

use super::builder::CallBuilder;
use super::members::in_members;
use super::{memory, op_item, params};
use crate::model::abi::{MemberNote, Op, Provenance, RecordPlace, Role};
use crate::model::annotations::{Direction, Holds, Reference};
use crate::model::facts::RecordKind;
use crate::model::handles::is_handle;
use crate::model::projection::{
    Buffers, FunctionParam, Item, ParamKind, Request, RequestInput, RequestValue, Selected,
    SelectedValue, Selector, Type, Word,
};
use crate::pipeline::lower::c_records::{CMember, CRecord};
use crate::pipeline::lower::shape::is_whole;

/// The function of one operation in a record.
///
/// None if the record has no place for its argument, or if the argument cannot be given by members.
pub(super) fn function(mut builder: CallBuilder<'_>, op: &Op, place: &RecordPlace) -> Option<Item> {
    let (context, prototype) = (builder.context, builder.prototype);
    let record = context
        .record(&place.record)
        .filter(|record| !record.is_displaced())?;
    let op_enum = Reference::Enum(prototype.dispatch.family()?.to_owned());
    let mut members = record.members();
    let selector = members.find(|member| member.reference() == Some(&op_enum))?;
    let selected = selected(record, selector, op);
    if op.provenance == Provenance::None || selected.is_empty() && !op.arguments.is_empty() {
        return None;
    }
    let (mut members, mut inputs) = (Vec::new(), Vec::new());
    let mut extra = None;
    let count = params::length_param(prototype, place.param);
    for index in 0..prototype.params.len() {
        match place.holds {
            _ if index == place.param => {
                let beside = record.members().filter(|member| {
                    let is_selected = selected
                        .iter()
                        .any(|(holder, _)| holder.index == member.index);
                    member.index != selector.index && !is_selected
                });
                inputs = beside
                    .filter_map(|member| builder.set(op, member))
                    .collect();
                for (holder, member) in &selected {
                    members.push(builder.fill(op, *holder, *member)?);
                }
                extra = op.buffer.as_ref().map(|buffer| builder.held(op, buffer));
                builder.word(Word::RequestAddress);
            }
            Holds::Records if count == Some(index) => builder.word(Word::One),
            Holds::Buffers if count == Some(index) => builder.word(Word::BufferCount),
            _ => builder.beside(place, index),
        }
    }
    let buffers = match place.holds {
        Holds::Buffers => {
            let key = prototype.params[place.param].ty.base.record()?;
            Some(buffers(context.record(key)?, extra)?)
        }
        Holds::Record | Holds::Records => None,
    };
    builder.function.request = Some(Request {
        ty: record.ty(),
        selector: selector.name(),
        value: builder.selector(op, selector)?,
        inputs,
        members,
        buffers,
    });
    builder.function.left = left_behind(op, record);
    builder.function.is_unsafe |= !op.refusals.is_empty();
    op_item(builder, op)
}

/// The unions of a record that an operation uses a member of, and that member.
fn selected<'a>(
    record: CRecord<'a>,
    selector: CMember<'a>,
    op: &Op,
) -> Vec<(CMember<'a>, CMember<'a>)> {
    let by_selector = Reference::SelectedBy(selector.field.name.clone());
    let uses = |note: &MemberNote| note.selectors.contains(&op.constant);
    let selected = record.members().filter_map(|holder| {
        let union = holder.inner()?;
        if union.kind != RecordKind::Union || holder.reference() != Some(&by_selector) {
            return None;
        }
        let mut members = union.members();
        let member = members.find(|member| member.note().is_some_and(uses))?;
        Some((holder, member))
    });
    selected.collect()
}

impl CallBuilder<'_> {
    /// What the member that names the operation holds.
    fn selector(&self, op: &Op, member: CMember<'_>) -> Option<Selector> {
        let (role, family, name) = self.context.operation(self.prototype, op)?;
        let family = family.clone();
        Some(if role == Role::Operations {
            Selector::Variant {
                family,
                variant: name,
                ty: self.context.ty(&member.field.ty),
            }
        } else {
            Selector::Constant {
                family,
                constant: name,
            }
        })
    }

    /// Adds a parameter beside the record.
    fn beside(&mut self, place: &RecordPlace, index: usize) {
        let before = self.function.params.len();
        self.plain(index);
        // How many of one operation were performed, the result says.
        let is_result = |param: &FunctionParam| param.kind == ParamKind::OptionRefMut;
        if place.holds == Holds::Records && self.function.params[before..].iter().any(is_result) {
            self.function.params.truncate(before);
            self.function.words.pop();
            self.word(Word::Zero);
        }
        self.guard_from(before);
    }

    /// Sets a member of the record beside the operation: to a constant, or to a parameter.
    fn set(&mut self, op: &Op, member: CMember<'_>) -> Option<RequestInput> {
        let ty = member.ty_in_memory();
        let value = match (member.constant(), member.direction(op)?) {
            (Some(constant), _) => RequestValue::Constant(constant, ty),
            (None, Direction::Out) => return None,
            (None, Direction::In | Direction::InOut) => {
                if member.inner().is_some() || !is_whole(member.field) {
                    return None;
                }
                self.guard(&ty);
                self.function.is_unsafe |= member.reference().is_some_and(Reference::is_address);
                let name = params::name(&member.field.name);
                RequestValue::Param(self.push(name, ParamKind::Value, ty, member.line()))
            }
        };
        let field = member.name();
        Some(RequestInput { field, value })
    }

    /// Fills in a union's member by a record of the caller.
    fn pass_record(&mut self, op: &Op, member: CMember<'_>, record: CRecord<'_>) -> SelectedValue {
        let is_written = record.members().any(|member| {
            !member.field.is_padding() && member.direction(op) != Some(Direction::In)
        });
        let ty = member.ty_in_memory();
        self.function.is_unsafe |= self.context.carries_address(&member.field.ty);
        let kind = if is_written {
            ParamKind::RefMut
        } else {
            ParamKind::Ref
        };
        let name = params::name(&member.field.name);
        SelectedValue::Record(self.push(name, kind, ty, member.line()), is_written)
    }

    /// Fills in a union's member: a record's members, or a value, as parameters.
    fn fill(&mut self, op: &Op, holder: CMember<'_>, member: CMember<'_>) -> Option<Selected> {
        let mut nested = Vec::new();
        let value = match member.inner().filter(|inner| !is_handle(inner.key)) {
            // A function fills in one record.
            Some(record) if self.function.local.is_none() && in_members(op, record) => {
                self.by_members(op, record);
                let local = self.function.local.iter();
                nested.extend(local.flat_map(|local| local.nested.clone()));
                SelectedValue::Local
            }
            Some(record) if self.function.local.is_none() => {
                nested = memory::of_record(Some(record), Some(op)).nested;
                self.pass_record(op, member, record)
            }
            Some(_) => return None,
            None => {
                let ty = member.ty_in_memory();
                self.guard(&ty);
                let name = params::name(&member.field.name);
                SelectedValue::Param(self.push(name, ParamKind::Value, ty, member.line()))
            }
        };
        Some(Selected {
            holder: holder.name(),
            union: member.record.ty(),
            member: member.name(),
            tagged: false,
            is_unnamed: false,
            value,
            nested,
        })
    }
}

/// A buffer as a record: an address and a number of bytes.
fn buffers(record: CRecord<'_>, extra: Option<usize>) -> Option<Buffers> {
    if record.is_displaced() {
        return None;
    }
    let find = |is_size: bool| {
        let mut members = record.members().filter(|member| !member.field.is_padding());
        members.find(|member| member.integer().is_some() == is_size)
    };
    let (address, size) = (find(false)?, find(true)?);
    let ty = |member: CMember<'_>| record.context.ty(&member.field.ty);
    Some(Buffers {
        ty: record.ty(),
        address: address.name(),
        word: !matches!(ty(address), Type::Handle(_) | Type::Handle64(_)),
        size: size.name(),
        size_ty: ty(size),
        extra,
    })
}

/// What the operation says that Xen changes of the record beside its argument.
fn left_behind(op: &Op, record: CRecord<'_>) -> Vec<(String, Type)> {
    let changed = record.members().filter(|member| {
        let stated = member.stated_for(op);
        stated.is_some_and(|direction| direction != Direction::In) && member.inner().is_none()
    });
    changed
        .map(|member| (member.name(), member.ty_in_memory()))
        .collect()
}
