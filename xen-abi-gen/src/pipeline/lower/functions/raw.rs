//! A hypercall as it is: multiplexed over its operations, or alone.

use super::builder::CallBuilder;
use super::params::{self, argument_param, count_param, is_untyped};
use super::{add_sections, default_safety, memory, paragraphs};
use crate::model::abi::{Dispatch, Form, Op, OpArgument, Prototype, Returns};
use crate::model::projection::{Body, FunctionParam, Item, Marker, ParamKind, Type, Word};
use crate::pipeline::lower::docs::paragraph;
use crate::pipeline::lower::markdown::block;
use crate::pipeline::lower::types::BYTE;

/// The function of the hypercall itself.
pub(super) fn function(mut builder: CallBuilder<'_>, ops: &[Op]) -> Item {
    let (context, prototype) = (builder.context, builder.prototype);
    let paired = argument_param(prototype).filter(|_| !ops.is_empty());
    for (index, param) in prototype.params.iter().enumerate() {
        match paired {
            Some(_) if prototype.dispatch.parameter() == Some(index) => {
                builder.word(Word::GenericCommand);
            }
            Some((argument, several)) if argument == index => {
                let kind = if several {
                    ParamKind::OpArguments
                } else {
                    ParamKind::OpArgument
                };
                let docs = "The operation's argument.".to_owned();
                let taken = builder.push(params::name(&param.name), kind, Type::Void, docs);
                builder.word(Word::Address(taken));
            }
            Some((argument, true)) if count_param(prototype, argument) == Some(index) => {
                let is_array = |param: &FunctionParam| param.kind == ParamKind::OpArguments;
                let array = builder.function.params.iter().position(is_array);
                builder.function.words.extend(array.map(Word::Length));
            }
            _ => builder.plain(index),
        }
    }
    builder.function.on_stack = on_stack(prototype);
    builder.function.is_unsafe = !is_harmless(&builder);
    if let (Some(_), Dispatch::Parameter { family, .. }) = (paired, &prototype.dispatch) {
        builder.function.generic = context.names.families.get(family).cloned();
    }
    Item {
        name: context.names.hypercalls[&prototype.name].name.clone(),
        c_names: ["HYPERVISOR", "__HYPERVISOR"]
            .map(|prefix| format!("{prefix}_{}", prototype.name))
            .into(),
        docs: docs(&builder),
        location: prototype.location.clone(),
        body: Body::Function(Box::new(builder.function)),
    }
}

/// Whether a call is safe without a statement: values only, and it returns.
///
/// It has no operations, and its values refer to no memory.
fn is_harmless(builder: &CallBuilder<'_>) -> bool {
    let (context, prototype) = (builder.context, builder.prototype);
    prototype.dispatch.is_single()
        && prototype.safety.is_none()
        && prototype.safety_known
        && prototype.returns != Returns::Nothing
        && !prototype
            .params
            .iter()
            .any(|param| params::is_address(context, prototype, &param.name))
        && builder
            .function
            .params
            .iter()
            .all(|param| param.kind == ParamKind::Value && !context.reaches_memory(&param.ty))
}

/// Whether a call leaves the kernel by its stack, as `iret` does.
///
/// It returns nothing, and its only parameter is called `stack`.
fn on_stack(prototype: &Prototype) -> bool {
    prototype.returns == Returns::Nothing
        && matches!(&*prototype.params, [only] if only.name == "stack" && only.ty.pointers == 1)
}

fn docs(builder: &CallBuilder<'_>) -> Vec<String> {
    let prototype = builder.prototype;
    let is_generic = builder.function.generic.is_some();
    let number = prototype.number;
    let number = number.map_or_else(String::new, |number| format!(" {number}"));
    let any = if is_generic {
        ", for any of its operations `O`"
    } else {
        ""
    };
    let mut lines = vec![format!(
        "`HYPERVISOR_{}`: hypercall{number}{any}.",
        prototype.name
    )];
    paragraph(&mut lines, block(&prototype.text.lines));
    let mut safety = prototype
        .safety
        .as_deref()
        .map(paragraphs)
        .unwrap_or_default();
    if is_generic {
        safety.push(
            "The argument must be one that the operation may be given: what its own function says \
             of safety holds here too."
                .to_owned(),
        );
    } else if safety.is_empty() {
        safety.push(default_safety(prototype.safety_known));
    }
    add_sections(
        builder,
        &prototype.returns_meaning,
        &prototype.errors,
        safety,
        &mut lines,
    );
    lines
}

/// The argument of an operation that is in memory.
fn first(op: &Op) -> Option<&OpArgument> {
    let mut arguments = op.arguments.iter();
    arguments.find(|argument| matches!(argument.form, Form::Pointer { .. } | Form::Array { .. }))
}

/// The markers that tie the operations to their arguments, where each takes at most one record.
pub(super) fn markers(builder: &CallBuilder<'_>, ops: &[Op]) -> Option<Item> {
    let (context, prototype) = (builder.context, builder.prototype);
    argument_param(prototype)?;
    let marker = |op: &Op| {
        let argument = first(op);
        // An argument that each kind of guest passes in its own form, or of which nothing is said,
        // has no type here.
        if !op.by_guest.is_empty() || argument.is_some_and(is_untyped) {
            return None;
        }
        let record = argument.and_then(|argument| context.record_of(argument));
        Some(Marker {
            name: context.operation(prototype, op)?.2,
            c_name: op.constant.clone(),
            argument: argument.map(|argument| match context.ty(argument.c_type()) {
                Type::Void => BYTE,
                ty => ty,
            }),
            memory: memory::of_record(record, Some(op)),
            guests: op.guests.clone().or_else(|| prototype.guests.clone()),
        })
    };
    let markers: Vec<Marker> = ops.iter().filter_map(marker).collect();
    let family = prototype.dispatch.family()?;
    (!markers.is_empty()).then(|| Item {
        name: family.to_owned(),
        c_names: Vec::new(),
        docs: vec![format!(
            "The operations of [`{0}`]({0}()) as types.",
            context.names.hypercalls[&prototype.name].name
        )],
        location: prototype.location.clone(),
        body: Body::Markers {
            family: context.names.families[family].clone(),
            number: builder.function.number.clone(),
            markers,
        },
    })
}
