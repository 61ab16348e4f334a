//! An operation as a function of its own: what goes in are parameters, what comes out is the result.

use super::params;
use super::raw::{argument_param, count_param, plain_words};
use super::{op_docs, value_words};
use crate::model::abi::{Form, Hypercall, Op, OpArgument, Returns};
use crate::model::annotations::{Direction, Nature, Reference};
use crate::model::facts::{CType, Field, Record, RecordKind};
use crate::model::projection::{Body, Function, Item, Local, NumberPath, Output, Param, ParamKind, Type, Word};
use crate::pipeline::group::is_padding;
use crate::pipeline::lower::records::field_name;
use crate::pipeline::lower::types::scalar;
use crate::pipeline::lower::values::carries_address;
use crate::pipeline::lower::{Context, docs, families};
use crate::pipeline::types::{self, Named};

/// What an operation's arguments come to, while they are gathered.
#[derive(Default)]
struct Gathered {
    params: Vec<Param>,
    words: Vec<Word>,
    local: Option<Local>,
    output: Option<Output>,
    reaches_memory: bool,
}

/// The function of one operation.
pub(super) fn function(context: &Context<'_>, call: &Hypercall, op: &Op, number: &NumberPath) -> Option<Item> {
    let command = call.command.as_ref()?;
    let family = context.interface.families.get(&command.family)?;
    let path = context.names.ops.get(&op.constant)?;
    let mut gathered = Gathered::default();
    let own = Word::Command {
        family: context.names.families[&family.name].clone(),
        variant: families::variant(&op.constant, &family.prefix),
    };
    let by_position = argument_param(call).is_none() && !op.arguments.is_empty();
    if by_position {
        gathered.words.push(own);
        positional(context, op, &mut gathered);
    } else {
        for index in 0..call.params.len() {
            match argument_param(call) {
                _ if index == command.param => gathered.words.push(own.clone()),
                Some((argument, _)) if index == argument => the_argument(context, op, &mut gathered),
                Some((argument, true)) if count_param(call, argument) == Some(index) => {
                    let slice =
                        gathered.params.iter().position(|param| matches!(param.kind, ParamKind::Slice | ParamKind::SliceMut));
                    gathered.words.push(slice.map_or(Word::Zero, Word::Length));
                }
                _ => {
                    let before = gathered.params.len();
                    let words = plain_words(context, call, index, &mut gathered.params);
                    gathered.words.extend(words);
                    gathered.reaches_memory |= params::said_to_reach_memory(call, &call.params[index].name);
                    gathered.reaches_memory |= gathered.params[before..].iter().any(|param| {
                        params::reaches_memory(context, &param.ty)
                            || matches!(param.kind, ParamKind::RawMut | ParamKind::RawConst)
                    });
                }
            }
        }
    }
    let function = Function {
        number: number.clone(),
        params: gathered.params,
        local: gathered.local,
        words: gathered.words,
        returns: op.returns.clone().unwrap_or_else(|| call.returns.clone()),
        output: gathered.output.unwrap_or(Output::Nothing),
        is_unsafe: gathered.reaches_memory || op.safety.is_some() || call.returns == Returns::Nothing,
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

/// The one argument of an operation whose hypercall takes `void *`.
fn the_argument(context: &Context<'_>, op: &Op, gathered: &mut Gathered) {
    let Some(argument) = op.arguments.iter().find(|argument| !matches!(argument.form, Form::Null | Form::Zero)) else {
        gathered.words.push(Word::Zero);
        return;
    };
    match record_of(context, argument).filter(|_| matches!(argument.form, Form::Pointer { nullable: false })) {
        Some((key, record)) if in_members(context, key, record) => by_members(context, key, record, gathered),
        _ => by_address(context, argument, gathered),
    }
}

fn record_of<'a>(context: &'a Context<'_>, argument: &OpArgument) -> Option<(&'a str, &'a Record)> {
    match types::find(&context.interface.facts, &argument.ty)? {
        Named::Record(key) => context.interface.facts.records.get_key_value(&key).map(|(key, record)| (key.as_str(), record)),
        Named::Typedef(_) | Named::Builtin(_) => None,
    }
}

/// How many parameters a function may have before its record is the better way to say it.
const PARAMETERS: usize = 7;

/// Whether every member's direction is known, and what goes in can be given one by one.
fn in_members(context: &Context<'_>, key: &str, record: &Record) -> bool {
    let inputs = record
        .fields
        .iter()
        .filter(|field| matches!(direction(context, key, field), Some(Direction::In | Direction::InOut)))
        .count();
    record.kind == RecordKind::Struct
        && inputs <= PARAMETERS
        && record.fields.iter().all(|field| {
            !field.bit_field
                && !field.name.is_empty()
                && !matches!(field.ty, CType::Flexible(_))
                && (direction(context, key, field).is_some() || is_padding(&field.name))
        })
}

fn direction(context: &Context<'_>, key: &str, field: &Field) -> Option<Direction> {
    if is_padding(&field.name) {
        return None;
    }
    context.interface.members.get(&(key.to_owned(), field.name.clone()))?.direction
}

fn by_members(context: &Context<'_>, key: &str, record: &Record, gathered: &mut Gathered) {
    let record_ty = context.ty(&CType::Record(key.to_owned()));
    let mut inputs = Vec::new();
    let mut outputs = Vec::new();
    for (index, field) in record.fields.iter().enumerate() {
        let Some(direction) = direction(context, key, field) else { continue };
        let note = context.interface.members.get(&(key.to_owned(), field.name.clone()));
        let ty = context.member_ty(&field.ty, note);
        let name = field_name(record, index);
        if direction != Direction::Out {
            let nature = note.and_then(|note| note.reference.as_ref());
            let says_address = matches!(nature, Some(Reference::Nature(nature)) if *nature != Nature::Plain);
            gathered.reaches_memory |= says_address || carries_address(context, &field.ty);
            let text = note.map(|note| docs::markdown(&note.text).join(" ")).unwrap_or_default();
            gathered.params.push(Param { name: name.clone(), kind: ParamKind::Value, ty: ty.clone(), docs: text });
            inputs.push(name.clone());
        }
        if direction != Direction::In {
            outputs.push((name, ty, direction));
        }
    }
    gathered.output = Some(match outputs.as_slice() {
        [] => Output::Nothing,
        [(name, ty, _)] => Output::Field(name.clone(), ty.clone()),
        _ => Output::Whole(record_ty.clone()),
    });
    gathered.local = Some(Local { ty: record_ty, inputs });
    gathered.words.push(Word::LocalAddress);
}

/// An argument that the caller holds.
fn by_address(context: &Context<'_>, argument: &OpArgument, gathered: &mut Gathered) {
    let facts = &context.interface.facts;
    let named = types::find(facts, &argument.ty);
    let c_type = match &named {
        Some(Named::Record(key)) => CType::Record(key.clone()),
        Some(Named::Typedef(name)) => CType::Typedef(name.clone()),
        Some(Named::Builtin(ty)) => ty.clone(),
        None => CType::Void,
    };
    let written = argument.direction != Direction::In;
    let kind = match (&argument.form, written) {
        (Form::Array { .. }, false) => ParamKind::Slice,
        (Form::Array { .. }, true) => ParamKind::SliceMut,
        (Form::Pointer { nullable: false }, false) => ParamKind::Ref,
        (Form::Pointer { nullable: false }, true) => ParamKind::RefMut,
        (Form::Pointer { nullable: true }, false) => ParamKind::OptionRef,
        (Form::Pointer { nullable: true }, true) => ParamKind::OptionRefMut,
        (Form::Value | Form::Null | Form::Zero, _) => ParamKind::Value,
    };
    gathered.reaches_memory |= carries_address(context, &c_type);
    let ty = context.ty(&c_type);
    // A reference would not reach the elements that follow a record; and of `void` the type says nothing that could be borrowed.
    let unbounded = ty == Type::Void || ends_flexible(context, argument);
    gathered.reaches_memory |= unbounded;
    let kind = match (kind, unbounded) {
        (ParamKind::Ref | ParamKind::OptionRef, true) => ParamKind::RawConst,
        (ParamKind::RefMut | ParamKind::OptionRefMut, true) => ParamKind::RawMut,
        (kind, _) => kind,
    };
    gathered.words.push(Word::Address(gathered.params.len()));
    // How it is taken says which way it travels, and its type says the rest.
    gathered.params.push(Param { name: params::name(&argument.name), kind, ty, docs: String::new() });
}

/// Whether elements of unknown number follow the argument's record.
fn ends_flexible(context: &Context<'_>, argument: &OpArgument) -> bool {
    record_of(context, argument)
        .is_some_and(|(_, record)| matches!(record.fields.last().map(|field| &field.ty), Some(CType::Flexible(_))))
}

/// The arguments of `argN:` lines, each in its register.
fn positional(context: &Context<'_>, op: &Op, gathered: &mut Gathered) {
    for argument in &op.arguments {
        match &argument.form {
            Form::Null | Form::Zero => gathered.words.push(Word::Zero),
            Form::Pointer { .. } | Form::Array { .. } => by_address(context, argument, gathered),
            Form::Value => match slice_counted_by(op, &argument.name, gathered) {
                Some(slice) => gathered.words.push(Word::Length(slice)),
                None => {
                    let ty = value_type(context, argument);
                    let index = gathered.params.len();
                    gathered.words.extend(value_words(context, index, &ty));
                    gathered.reaches_memory |= params::reaches_memory(context, &ty);
                    let docs = String::new();
                    gathered.params.push(Param { name: params::name(&argument.name), kind: ParamKind::Value, ty, docs });
                }
            },
        }
    }
    // Zeros at the end need no register of their own, but Xen reads all: they are handed over.
}

/// The slice whose length the argument of that name is.
fn slice_counted_by(op: &Op, name: &str, gathered: &Gathered) -> Option<usize> {
    let slice =
        op.arguments.iter().find(|argument| matches!(&argument.form, Form::Array { count: Some(count) } if count == name))?;
    gathered.params.iter().position(|param| param.name == params::name(&slice.name))
}

fn value_type(context: &Context<'_>, argument: &OpArgument) -> Type {
    let plain = params::base_type(context, &argument.ty);
    let Some(Reference::Enum(family) | Reference::Flags(family)) = &argument.reference else { return plain };
    let integer = match types::find(&context.interface.facts, &argument.ty) {
        Some(Named::Builtin(ty)) => types::integer_behind(&context.interface.facts, &ty),
        Some(Named::Typedef(name)) => types::integer_behind(&context.interface.facts, &CType::Typedef(name)),
        _ => None,
    };
    integer.and_then(|integer| context.family_of_width(family, scalar(integer))).unwrap_or(plain)
}
