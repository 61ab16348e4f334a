//! An operation as a function of its own: what goes in are parameters, what comes out is the
//! result.

use super::builder::CallBuilder;
use super::members::{by_members, in_members};
use super::op_docs;
use super::params::{argument_param, count_param, plain_words, record_of, value_words};
use super::{memory, params};
use crate::model::abi::{Form, Hypercall, Op, OpArgument, Returns};
use crate::model::annotations::{Direction, Reference, Refusal};
use crate::model::facts::CType;
use crate::model::projection::{
    Body, Conversion, Function, Item, Local, NumberPath, OneOf, Output, Param, ParamKind,
    RefusedValue, Scalar, Type, Word,
};
use crate::pipeline::lower::Context;
use crate::pipeline::lower::types::scalar;
use crate::pipeline::lower::values::carries_address;
use crate::pipeline::name::case;
use crate::pipeline::types;

/// How an operation's arguments are taken, where its hypercall takes an array of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Many {
    /// A slice.
    Slice,
    /// One, given by its members.
    One,
    /// One element of each of the slices that the record leads to.
    OneElement,
}

/// The functions of one operation: usually one; two, where it takes an array and one element can be
/// given by its members; with what these need.
pub(super) fn functions(
    context: &Context<'_>,
    call: &Hypercall,
    op: &Op,
    number: &NumberPath,
) -> Vec<Item> {
    let by_guest = by_guest(context, op);
    let unknown = op
        .arguments
        .iter()
        .any(|argument| argument.ty.is_void() && matches!(argument.form, Form::Pointer { .. }));
    let foreign = op.guests.as_ref().is_some_and(|kinds| {
        !kinds
            .iter()
            .any(|kind| context.interface.facts.target.guests().contains(kind))
    });
    if by_guest.is_none() && unknown && foreign {
        // Nothing says what this target's guests would pass, and Xen would refuse it.
        return Vec::new();
    }
    let mut items: Vec<Item> = function(context, call, op, number, Many::Slice)
        .into_iter()
        .collect();
    let array = op
        .arguments
        .iter()
        .find(|argument| matches!(argument.form, Form::Array { .. }));
    let one = array
        .filter(|_| argument_param(call).is_some_and(|(_, several)| several))
        .and_then(|argument| record_of(context, argument));
    if one.is_some_and(|(key, record)| in_members(context, op, key, record)) {
        items.extend(function(context, call, op, number, Many::One));
    }
    items.extend(function(context, call, op, number, Many::OneElement));
    items.extend(by_guest);
    items
}

/// The trait that says what the kinds of guest pass.
fn by_guest(context: &Context<'_>, op: &Op) -> Option<Item> {
    if op.by_guest.is_empty() {
        return None;
    }
    let types = op
        .by_guest
        .iter()
        .flat_map(|(key, guests)| {
            guests
                .iter()
                .map(|guest| (*guest, context.ty(&CType::Record(key.clone()))))
        })
        .collect();
    Some(Item {
        name: by_guest_name(context, op)?,
        c_names: Vec::new(),
        docs: vec![format!(
            "What the argument of `{}` is, by the kind of guest.",
            op.constant
        )],
        location: op.location.clone(),
        body: Body::ByGuest(types),
    })
}

fn by_guest_name(context: &Context<'_>, op: &Op) -> Option<String> {
    Some(format!(
        "{}Argument",
        case::upper_camel(&context.names.ops.get(&op.constant)?.name)
    ))
}

fn function(
    context: &Context<'_>,
    call: &Hypercall,
    op: &Op,
    number: &NumberPath,
    many: Many,
) -> Option<Item> {
    let path = context.names.ops.get(&op.constant)?;
    let builder = arguments(context, call, op, many)?;
    let one_of = match many {
        Many::OneElement => Some(one_of(&builder, &path.name)?),
        Many::Slice | Many::One => None,
    };
    let mut function = builder.function(number, call, op);
    function.is_unsafe |= call.prototype.returns == Returns::Nothing;
    if one_of.is_some() {
        // The function that it calls does all that.
        function.local = None;
        function.words.clear();
    }
    function.one_of = one_of;
    match refusals(context, op, &function) {
        Some(refusals) => function.refusals = refusals,
        // What the function cannot keep from Xen, its caller must.
        None => function.is_unsafe = true,
    }
    let by_guest = |param: &Param| param.kind == ParamKind::ByGuest;
    if function.params.iter().any(by_guest) {
        function.by_guest = by_guest_name(context, op);
    }
    let mut docs = op_docs(context, call, op, &function);
    let mut name = path.name.clone();
    let mut c_names = vec![op.constant.clone()];
    if many != Many::Slice {
        let see = format!("For one; [`{name}`]({name}()) takes many.");
        docs.splice(1..1, [String::new(), see]);
        name.push_str("_one");
        // The search finds the constant at the function that can do more.
        c_names = Vec::new();
    }
    Some(Item {
        name,
        c_names,
        docs,
        location: op.location.clone(),
        body: Body::Function(Box::new(function)),
    })
}

/// The operation's arguments in the order of the hypercall's parameters.
fn arguments(context: &Context<'_>, call: &Hypercall, op: &Op, many: Many) -> Option<CallBuilder> {
    let command = call.prototype.dispatch.parameter()?;
    let family = call.prototype.dispatch.family()?;
    let family = context.interface.families.get(family)?;
    let own = Word::Command {
        family: context.names.families[&family.name].clone(),
        variant: context.names.family_member(family, &op.constant),
    };
    let mut builder = CallBuilder::default();
    let argument = argument_param(call);
    if argument.is_none() && !op.arguments.is_empty() {
        builder.words.push(own);
        positional(context, op, &mut builder);
        return Some(builder);
    }
    for index in 0..call.prototype.params.len() {
        match argument {
            _ if index == command => builder.words.push(own.clone()),
            Some((argument, _)) if index == argument => {
                the_argument(context, op, many, &mut builder);
            }
            Some((argument, true)) if count_param(call, argument) == Some(index) => {
                let is_slice =
                    |param: &Param| matches!(param.kind, ParamKind::Slice | ParamKind::SliceMut);
                let slice = builder.params.iter().position(is_slice);
                builder.words.push(match (many, slice) {
                    (Many::One, _) => Word::One,
                    (_, Some(slice)) => Word::Length(slice),
                    (_, None) => Word::Zero,
                });
            }
            _ => parameter(context, call, op, index, &mut builder),
        }
    }
    Some(builder)
}

/// How the form for one element calls the function for many; `None` where that has no results of
/// single elements, or writes others than these.
fn one_of(builder: &CallBuilder, function: &str) -> Option<OneOf> {
    let errors = builder.errors.as_ref()?;
    let is_errors = |param: &Param| param.name == *errors;
    let takes_others = |param: &Param| {
        matches!(
            param.kind,
            ParamKind::Value | ParamKind::Ref | ParamKind::Slice
        )
    };
    let can = builder
        .params
        .iter()
        .all(|param| is_errors(param) || takes_others(param));
    (can && builder.output == Output::Nothing && builder.failure == Output::Nothing)
        .then_some(())?;
    Some(OneOf {
        function: function.to_owned(),
        errors: builder.params.iter().position(is_errors)?,
    })
}

/// The values that the function refuses; `None` where it cannot.
fn refusals(context: &Context<'_>, op: &Op, function: &Function) -> Option<Vec<RefusedValue>> {
    let refused = |refusal: &Refusal| {
        let param = function
            .params
            .iter()
            .position(|param| param.name == params::name(&refusal.name))?;
        let value = context.interface.facts.constants.get(&refusal.constant)?;
        let conversion = params::conversion(context, &function.params[param].ty);
        let compares = matches!(conversion, Conversion::Scalar | Conversion::Newtype)
            && function.params[param].kind == ParamKind::Value
            && function.failure == Output::Nothing
            && !matches!(function.returns, Returns::Word | Returns::Nothing);
        let part = refusal
            .bits
            .map_or_else(String::new, |bits| format!(" in its low {bits} bits"));
        compares.then(|| RefusedValue {
            param,
            conversion,
            mask: refusal.bits.map(|bits| (1 << bits) - 1),
            value: value.value,
            docs: format!(
                "`{}` is `{}`{part}, which is not passed to Xen: {}",
                function.params[param].name, refusal.constant, refusal.why,
            ),
        })
    };
    op.refusals.iter().map(refused).collect()
}

/// A parameter of the hypercall that is no argument of the operation.
fn parameter(
    context: &Context<'_>,
    call: &Hypercall,
    op: &Op,
    index: usize,
    builder: &mut CallBuilder,
) {
    let before = builder.params.len();
    let words = plain_words(context, call, index, &mut builder.params);
    builder.words.extend(words);
    let c_name = &call.prototype.params[index].name;
    if let Some(travel) = op.direction_of(c_name) {
        for param in &mut builder.params[before..] {
            param.kind = match (param.kind, travel.direction) {
                (ParamKind::SliceMut, Some(Direction::In)) => ParamKind::Slice,
                (ParamKind::RefMut, Some(Direction::In)) => ParamKind::Ref,
                (kind, _) => kind,
            };
        }
    }
    builder.reaches_memory |= params::said_to_reach_memory(call, c_name);
    builder.reaches_memory |= builder.params[before..]
        .iter()
        .any(|param| params::carries_address(context, param));
}

/// The one argument of an operation whose hypercall takes `void *`.
fn the_argument(context: &Context<'_>, op: &Op, many: Many, builder: &mut CallBuilder) {
    let Some(argument) = op
        .arguments
        .iter()
        .find(|argument| !matches!(argument.form, Form::Null | Form::Zero))
    else {
        builder.words.push(Word::Zero);
        return;
    };
    if !op.by_guest.is_empty() {
        builder.reaches_memory = true;
        builder.words.push(Word::Address(builder.params.len()));
        let name = params::name(&argument.name);
        builder.push(name, ParamKind::ByGuest, Type::Void, String::new());
        return;
    }
    let single = many == Many::One || matches!(argument.form, Form::Pointer { nullable: false });
    match record_of(context, argument).filter(|_| single) {
        Some((key, record)) if in_members(context, op, key, record) => {
            by_members(context, op, key, record, builder);
            builder.words.push(Word::LocalAddress);
        }
        None if single && argument.direction == Direction::Out => {
            as_result(context, op, argument, builder);
        }
        _ => by_address(context, op, argument, builder),
    }
}

/// An argument that is no record, and that Xen does nothing but write.
fn as_result(context: &Context<'_>, op: &Op, argument: &OpArgument, builder: &mut CallBuilder) {
    let Some(ty @ CType::Typedef(_)) = argument.ty.c_type() else {
        return by_address(context, op, argument, builder);
    };
    let ty = context.ty(ty);
    builder.output = Output::Whole(ty.clone());
    builder.local = Some(Local {
        ty,
        inputs: Vec::new(),
        nested: Vec::new(),
    });
    builder.words.push(Word::LocalAddress);
}

/// A further buffer as a parameter, and whether its elements carry addresses.
pub(super) fn slice_of(context: &Context<'_>, op: &Op, buffer: &OpArgument) -> (Param, bool) {
    let mut builder = CallBuilder::default();
    by_address(context, op, buffer, &mut builder);
    (builder.params.remove(0), builder.reaches_memory)
}

/// An argument that the caller holds.
fn by_address(context: &Context<'_>, op: &Op, argument: &OpArgument, builder: &mut CallBuilder) {
    let memory = record_of(context, argument)
        .map(|(key, _)| memory::of_record(context, Some(op), key))
        .unwrap_or_default();
    let c_type = argument.c_type();
    let written = argument.direction != Direction::In;
    let kind = match (&argument.form, written) {
        (Form::Array { .. }, false) => ParamKind::Slice,
        (Form::Array { .. }, true) => ParamKind::SliceMut,
        (Form::Pointer { nullable: false }, false) => ParamKind::Ref,
        (Form::Pointer { nullable: false }, true) => ParamKind::RefMut,
        (Form::Pointer { nullable: true }, false) => ParamKind::OptionRef,
        (Form::Pointer { nullable: true }, true) => ParamKind::OptionRefMut,
        (Form::Value | Form::Member | Form::Null | Form::Zero, _) => ParamKind::Value,
    };
    builder.reaches_memory |= carries_address(context, c_type);
    let ty = match (context.ty(c_type), &argument.form) {
        // Memory that holds anything is bytes.
        (Type::Void, Form::Array { .. }) => Type::Scalar(Scalar::Unsigned(8)),
        (ty, _) => ty,
    };
    // A reference would not reach the elements that follow a record; and of `void` the type says
    // nothing that could be borrowed.
    let unbounded = ty == Type::Void || ends_flexible(context, argument);
    builder.reaches_memory |= unbounded;
    let kind = match (kind, unbounded) {
        (ParamKind::Ref | ParamKind::OptionRef, true) => ParamKind::RawConst,
        (ParamKind::RefMut | ParamKind::OptionRefMut, true) => ParamKind::RawMut,
        (kind, _) => kind,
    };
    builder.words.push(Word::Address(builder.params.len()));
    // How it is taken says which way it travels, and its type says the rest.
    builder.params.push(Param {
        name: params::name(&argument.name),
        kind,
        ty,
        docs: String::new(),
        memory,
    });
}

/// Whether elements of unknown number follow the argument's record.
fn ends_flexible(context: &Context<'_>, argument: &OpArgument) -> bool {
    record_of(context, argument).is_some_and(|(_, record)| {
        matches!(
            record.fields.last().map(|field| &field.ty),
            Some(CType::Flexible(_))
        )
    })
}

/// The arguments of `argN:` lines, each in its register.
fn positional(context: &Context<'_>, op: &Op, builder: &mut CallBuilder) {
    for argument in &op.arguments {
        match &argument.form {
            // No operation has one that is selected by a parameter: it counts for nothing here.
            Form::Null | Form::Zero | Form::Member => builder.words.push(Word::Zero),
            Form::Pointer { .. } | Form::Array { .. } => {
                by_address(context, op, argument, builder);
            }
            Form::Value => match slice_counted_by(op, &argument.name, builder) {
                Some(slice) => builder.words.push(Word::Length(slice)),
                None => {
                    let ty = value_type(context, argument);
                    let index = builder.params.len();
                    builder.words.extend(value_words(context, index, &ty));
                    builder.reaches_memory |= params::reaches_memory(context, &ty);
                    let name = params::name(&argument.name);
                    builder.push(name, ParamKind::Value, ty, String::new());
                }
            },
        }
    }
    // Zeros at the end need no register of their own, but Xen reads all: they are handed over.
}

/// The slice whose length the argument of that name is.
fn slice_counted_by(op: &Op, name: &str, builder: &CallBuilder) -> Option<usize> {
    let slice = op.arguments.iter().find(
        |argument| matches!(&argument.form, Form::Array { count: Some(count) } if count == name),
    )?;
    builder
        .params
        .iter()
        .position(|param| param.name == params::name(&slice.name))
}

fn value_type(context: &Context<'_>, argument: &OpArgument) -> Type {
    let plain = context.named_ty(&argument.ty);
    let Some(Reference::Enum(family) | Reference::Flags(family)) = &argument.reference else {
        return plain;
    };
    let ty = argument.ty.c_type();
    ty.and_then(|ty| types::integer_behind(&context.interface.facts, ty))
        .and_then(|integer| context.family_of_width(family, scalar(integer)))
        .unwrap_or(plain)
}
