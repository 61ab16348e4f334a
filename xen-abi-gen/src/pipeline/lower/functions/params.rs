//! The parameters of a prototype as a function's parameters.

use super::memory;
use crate::model::abi::{self, Hypercall, NamedType, OpArgument, Role};
use crate::model::annotations::{ArrayText, Nature, Reference, TypeText};
use crate::model::facts::Record;
use crate::model::projection::{
    Conversion, ItemPath, Memory, Param, ParamKind, Scalar, Type, Word,
};
use crate::pipeline::lower::Context;
use crate::pipeline::lower::markdown::inline;
use crate::pipeline::name::case;
use crate::pipeline::types;

/// What stands for a prototype's parameter in the function.
pub(super) enum Parameter {
    /// A parameter of the function.
    Taken(Param),
    /// The length of the slice of that name.
    LengthOf(String),
}

/// A parameter by its prototype. A length that brackets name goes with its slice.
pub(super) fn parameter(context: &Context<'_>, call: &Hypercall, param: &abi::Param) -> Parameter {
    let counted =
        call.prototype.params.iter().find(
            |other| matches!(&other.ty.array, ArrayText::Counted(count) if *count == param.name),
        );
    if let Some(slice) = counted {
        return Parameter::LengthOf(slice.name.clone());
    }
    let (kind, plain) = kind_and_type(context, &param.ty);
    // A call that takes something of no known type takes a record that other headers state.
    let kind = if call.prototype.dispatch.parameter().is_none()
        && kind == ParamKind::RawMut
        && plain == Type::Void
    {
        ParamKind::AnyRecord
    } else {
        kind
    };
    let description = call
        .prototype
        .descriptions
        .iter()
        .find(|description| description.name == param.name);
    let ty = match (
        kind,
        description.and_then(|description| description.reference.as_ref()),
    ) {
        (ParamKind::Value, Some(reference)) => {
            referenced(context, &param.ty.base, reference).unwrap_or(plain)
        }
        _ => plain,
    };
    let memory = match param.ty.base.record() {
        Some(key) if kind != ParamKind::Value => memory::of_record(context, None, key),
        _ => Memory::default(),
    };
    let docs = description
        .map(|description| inline(&description.text))
        .unwrap_or_default();
    Parameter::Taken(Param {
        name: name(&param.name),
        kind,
        ty,
        docs,
        memory,
    })
}

/// What a prototype's number is, where its description says so.
fn referenced(context: &Context<'_>, ty: &NamedType, reference: &Reference) -> Option<Type> {
    let c_type = ty.c_type().filter(|_| ty.record().is_none())?;
    let note = abi::MemberNote {
        reference: Some(reference.clone()),
        ..abi::MemberNote::default()
    };
    Some(context.member_ty(c_type, Some(&note)))
}

/// A parameter's Rust name; `xen` is the back end's.
pub(super) fn name(c_name: &str) -> String {
    match case::snake(c_name).trim_start_matches('_') {
        "xen" => "xen_".to_owned(),
        "" => "arg".to_owned(),
        bare => bare.to_owned(),
    }
}

fn kind_and_type(context: &Context<'_>, text: &TypeText<NamedType>) -> (ParamKind, Type) {
    let ty = context.named_ty(&text.base);
    let record = text.base.record().is_some();
    let kind = match (&text.array, text.pointers, text.constant) {
        (ArrayText::Counted(_), _, true) => ParamKind::Slice,
        (ArrayText::Counted(_), _, false) => ParamKind::SliceMut,
        (ArrayText::Unsized, _, true) => ParamKind::RawConst,
        (ArrayText::Unsized, _, false) => ParamKind::RawMut,
        (ArrayText::No, 0, _) => ParamKind::Value,
        (ArrayText::No, _, true) if record => ParamKind::Ref,
        (ArrayText::No, _, false) if record => ParamKind::RefMut,
        (ArrayText::No, _, true) => ParamKind::RawConst,
        (ArrayText::No, _, false) if ty == Type::Void => ParamKind::RawMut,
        (ArrayText::No, _, false) => ParamKind::OptionRefMut,
    };
    match (kind, ty) {
        // A record cannot stand in a register, and an unknown type is taken as an address.
        (ParamKind::Value, Type::Void) => (ParamKind::Value, Type::Scalar(Scalar::Usize)),
        (kind, ty) => (kind, ty),
    }
}

/// How a value of a type becomes a word.
pub(in crate::pipeline::lower) fn conversion(context: &Context<'_>, ty: &Type) -> Conversion {
    match ty {
        Type::Frame(_) => Conversion::Newtype,
        Type::Handle(_) | Type::Handle64(_) => Conversion::Handle,
        Type::Item(path) => item_conversion(context, path),
        _ => Conversion::Scalar,
    }
}

fn item_conversion(context: &Context<'_>, path: &ItemPath) -> Conversion {
    let family = context
        .names
        .families
        .iter()
        .find(|(_, found)| *found == path)
        .and_then(|(name, _)| context.interface.families.get(name));
    match family.map(|family| family.role) {
        Some(Role::Operations) => Conversion::Operation,
        Some(Role::Flags) => Conversion::Flags,
        Some(Role::Values | Role::Errors) => Conversion::Newtype,
        None if context.names.enums.values().any(|found| found == path) => Conversion::Newtype,
        None => match distinct(context, path) {
            true => Conversion::Newtype,
            false => Conversion::Scalar,
        },
    }
}

fn distinct(context: &Context<'_>, path: &ItemPath) -> bool {
    let typedefs = context
        .names
        .typedefs
        .iter()
        .filter(|(_, found)| *found == path);
    typedefs
        .into_iter()
        .any(|(name, _)| context.interface.distinct.contains_key(name))
}

/// Whether a value takes 64 bits on every target.
pub(super) fn is_wide(context: &Context<'_>, ty: &Type) -> bool {
    match ty {
        Type::Scalar(Scalar::Unsigned(64) | Scalar::Signed(64)) | Type::Frame(_) => true,
        Type::Item(path) => {
            let typedef = context
                .names
                .typedefs
                .iter()
                .find(|(_, found)| *found == path)
                .map(|(name, _)| name);
            let behind = typedef.and_then(|name| context.interface.facts.typedefs.get(name));
            behind
                .and_then(|typedef| types::integer_behind(&context.interface.facts, &typedef.ty))
                .is_some_and(|integer| integer.bits == 64)
                && typedef.is_some()
                && context.interface.facts.target.word_bits() == 32
        }
        _ => false,
    }
}

/// Whether a description says that a parameter carries an address or a frame number.
pub(super) fn said_to_reach_memory(call: &Hypercall, c_name: &str) -> bool {
    let description = call
        .prototype
        .descriptions
        .iter()
        .find(|description| description.name == c_name);
    let reference = description.and_then(|description| description.reference.as_ref());
    matches!(reference, Some(Reference::Nature(nature)) if *nature != Nature::Plain)
}

/// Whether a parameter beside an operation's argument carries an address.
pub(super) fn carries_address(context: &Context<'_>, param: &Param) -> bool {
    reaches_memory(context, &param.ty)
        || matches!(param.kind, ParamKind::RawMut | ParamKind::RawConst)
}

/// Whether choosing a value lets the caller reach memory.
pub(super) fn reaches_memory(context: &Context<'_>, ty: &Type) -> bool {
    match ty {
        Type::Handle(_)
        | Type::Handle64(_)
        | Type::Frame(_)
        | Type::Pointer { .. }
        | Type::Void => true,
        Type::Item(path) => {
            let typedefs = context
                .names
                .typedefs
                .iter()
                .filter(|(_, found)| *found == path);
            typedefs.into_iter().any(|(name, _)| {
                context
                    .interface
                    .distinct
                    .get(name)
                    .is_some_and(|nature| *nature != Nature::Plain)
            })
        }
        _ => false,
    }
}

/// The parameter that takes an operation's one argument, and whether it takes several of them.
pub(super) fn argument_param(call: &Hypercall) -> Option<(usize, bool)> {
    let command = call.prototype.dispatch.parameter()?;
    let is_argument = |param: &abi::Param| param.ty.base.is_open();
    let candidates: Vec<usize> = (0..call.prototype.params.len())
        .filter(|index| *index != command && is_argument(&call.prototype.params[*index]))
        .collect();
    let [index] = candidates.as_slice() else {
        return None;
    };
    Some((*index, count_param(call, *index).is_some()))
}

/// The parameter that counts the arguments at `index`.
pub(super) fn count_param(call: &Hypercall, index: usize) -> Option<usize> {
    let named = match &call.prototype.params[index].ty.array {
        ArrayText::Counted(count) => call
            .prototype
            .params
            .iter()
            .position(|param| param.name == *count),
        ArrayText::No | ArrayText::Unsized => None,
    };
    named.or_else(|| {
        Some(index + 1).filter(|next| {
            call.prototype
                .params
                .get(*next)
                .is_some_and(|param| param.name == "count")
        })
    })
}

/// The words of a parameter that no operation replaces.
pub(super) fn plain_words(
    context: &Context<'_>,
    call: &Hypercall,
    index: usize,
    taken: &mut Vec<Param>,
) -> Vec<Word> {
    match parameter(context, call, &call.prototype.params[index]) {
        Parameter::LengthOf(slice) => {
            let before = taken.iter().position(|param| param.name == name(&slice));
            // A length may stand before what it is the length of: then that is taken after all
            // between them.
            let after = || {
                let slice = call
                    .prototype
                    .params
                    .iter()
                    .position(|param| param.name == slice)?;
                let between = call.prototype.params.get(index + 1..slice)?;
                let taken_too = |param: &&abi::Param| {
                    matches!(parameter(context, call, param), Parameter::Taken(_))
                };
                Some(taken.len() + between.iter().filter(taken_too).count())
            };
            vec![before.or_else(after).map_or(Word::Zero, Word::Length)]
        }
        Parameter::Taken(param) => {
            let place = taken.len();
            let words = match param.kind {
                ParamKind::Value => value_words(context, place, &param.ty),
                _ => vec![Word::Address(place)],
            };
            taken.push(param);
            words
        }
    }
}

/// The record that an argument is, if that is certain.
pub(super) fn record_of<'a>(
    context: &'a Context<'_>,
    argument: &OpArgument,
) -> Option<(&'a str, &'a Record)> {
    let records = &context.interface.facts.records;
    let (key, record) = records.get_key_value(argument.record()?)?;
    Some((key, record))
}

/// A word for each register; a 64-bit value takes two where a register has 32 bits.
pub(super) fn value_words(context: &Context<'_>, index: usize, ty: &Type) -> Vec<Word> {
    if is_wide(context, ty) && context.interface.facts.target.word_bits() == 32 {
        return vec![Word::LowHalf(index), Word::HighHalf(index)];
    }
    vec![Word::Param {
        index,
        conversion: conversion(context, ty),
    }]
}
