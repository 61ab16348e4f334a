//! A hypercall as it is: multiplexed over its operations, or alone.

use super::builder::CallBuilder;
use super::params::{self, argument_param, count_param, plain_words, record_of};
use super::{Sections, memory, paragraphs, unsaid};
use crate::model::abi::{Dispatch, Form, Hypercall, Op, OpArgument, Returns};
use crate::model::facts::CType;
use crate::model::projection::{
    Body, Function, Item, Marker, NumberPath, Param, ParamKind, Scalar, Type, Word,
};
use crate::pipeline::lower::Context;
use crate::pipeline::lower::markdown::block;

/// The function of the hypercall itself.
pub(super) fn function(context: &Context<'_>, call: &Hypercall, number: &NumberPath) -> Item {
    let paired = argument_param(call).filter(|_| !call.ops.is_empty());
    let mut builder = CallBuilder::default();
    for (index, param) in call.prototype.params.iter().enumerate() {
        let command = call.prototype.dispatch.parameter() == Some(index);
        match paired {
            Some(_) if command => builder.words.push(Word::GenericCommand),
            Some((argument, several)) if argument == index => {
                let kind = if several {
                    ParamKind::OpArguments
                } else {
                    ParamKind::OpArgument
                };
                let docs = "The operation's argument.".to_owned();
                let taken = builder.push(params::name(&param.name), kind, Type::Void, docs);
                builder.words.push(Word::Address(taken));
            }
            Some((argument, true)) if count_param(call, argument) == Some(index) => {
                let is_array = |param: &Param| param.kind == ParamKind::OpArguments;
                let array = builder.params.iter().position(is_array);
                builder.words.extend(array.map(Word::Length));
            }
            _ => {
                let words = plain_words(context, call, index, &mut builder.params);
                builder.words.extend(words);
            }
        }
    }
    let mut function = builder.raw(number, &call.prototype);
    function.on_stack = on_stack(call);
    function.is_unsafe = !is_harmless(context, call, &function.params);
    if let (Some(_), Dispatch::Parameter { family, .. }) = (paired, &call.prototype.dispatch) {
        function.generic = context.names.families.get(family).cloned();
    }
    let path = &context.names.hypercalls[&call.prototype.name];
    Item {
        name: path.name.clone(),
        c_names: vec![
            format!("HYPERVISOR_{}", call.prototype.name),
            format!("__HYPERVISOR_{}", call.prototype.name),
        ],
        docs: raw_docs(context, call, &function),
        location: call.prototype.location.clone(),
        body: Body::Function(Box::new(function)),
    }
}

/// Whether a call that has no operations, hands over nothing but values that lead to no memory, and
/// comes back, is one of which the header asks nothing.
fn is_harmless(context: &Context<'_>, call: &Hypercall, taken: &[Param]) -> bool {
    let value = |param: &Param| {
        param.kind == ParamKind::Value && !params::reaches_memory(context, &param.ty)
    };
    let asks = call.prototype.safety.is_some()
        || !call.prototype.safety_known
        || call
            .prototype
            .params
            .iter()
            .any(|param| params::said_to_reach_memory(call, &param.name));
    call.prototype.dispatch.family().is_none()
        && !asks
        && call.prototype.returns != Returns::Nothing
        && taken.iter().all(value)
}

/// Whether a call leaves the kernel by what is on its stack: it returns nothing, and its one
/// parameter is called so.
fn on_stack(call: &Hypercall) -> bool {
    match call.prototype.params.as_slice() {
        [only] if call.prototype.returns == Returns::Nothing => {
            only.name == "stack" && only.ty.pointers == 1
        }
        _ => false,
    }
}

fn raw_docs(context: &Context<'_>, call: &Hypercall, function: &Function) -> Vec<String> {
    let number = call
        .prototype
        .number
        .map_or_else(String::new, |number| format!(" {number}"));
    let any = if function.generic.is_some() {
        ", for any of its operations `O`"
    } else {
        ""
    };
    let mut lines = vec![format!(
        "`HYPERVISOR_{}`: hypercall{number}{any}.",
        call.prototype.name
    )];
    if !call.prototype.text.lines.is_empty() {
        lines.push(String::new());
        lines.extend(block(&call.prototype.text.lines));
    }
    let mut safety: Vec<String> = call
        .prototype
        .safety
        .iter()
        .flat_map(|text| paragraphs(text))
        .collect();
    if function.generic.is_some() {
        safety.push(
            "The argument must be one that the operation may be given: what its own function says \
             of safety holds here too."
                .to_owned(),
        );
    } else if safety.is_empty() {
        safety.push(unsaid(call.prototype.safety_known).to_owned());
    }
    let sections = Sections {
        meaning: &call.prototype.returns_meaning,
        guests: call.prototype.guests.as_deref(),
        errors: &call.prototype.errors,
        safety,
    };
    sections.append(context, function, &mut lines);
    lines
}

/// The argument of an operation that is in memory.
fn first(op: &Op) -> Option<&OpArgument> {
    op.arguments
        .iter()
        .find(|argument| matches!(argument.form, Form::Pointer { .. } | Form::Array { .. }))
}

/// The markers that tie the operations to their arguments, where each takes at most one record.
pub(super) fn markers(
    context: &Context<'_>,
    call: &Hypercall,
    number: &NumberPath,
) -> Option<Item> {
    argument_param(call)?;
    let family = call.prototype.dispatch.family()?;
    let family = context.interface.families.get(family)?;
    let argument = |op: &Op| {
        Some(match first(op)?.c_type() {
            CType::Void => Type::Scalar(Scalar::Unsigned(8)),
            ty => context.ty(ty),
        })
    };
    // An argument that each kind of guest passes in its own form, or of which nothing is said, has
    // no type here.
    let untyped = |op: &Op| {
        let pointer = |argument: &OpArgument| matches!(argument.form, Form::Pointer { .. });
        !op.by_guest.is_empty()
            || first(op).is_some_and(|argument| argument.ty.is_void() && pointer(argument))
    };
    let typed = call.ops.iter().filter(|op| !untyped(op));
    let markers: Vec<Marker> = typed
        .map(|op| {
            let record = first(op).and_then(|argument| record_of(context, argument));
            Marker {
                name: context.names.family_member(family, &op.constant),
                c_name: op.constant.clone(),
                argument: argument(op),
                memory: record
                    .map(|(key, _)| memory::of_record(context, Some(op), key))
                    .unwrap_or_default(),
                guests: op.guests.clone().or_else(|| call.prototype.guests.clone()),
            }
        })
        .collect();
    if markers.is_empty() {
        return None;
    }
    let path = context.names.families[&family.name].clone();
    Some(Item {
        name: family.name.clone(),
        c_names: Vec::new(),
        docs: vec![format!(
            "The operations of [`{0}`]({0}()) as types.",
            context.names.hypercalls[&call.prototype.name].name
        )],
        location: call.prototype.location.clone(),
        body: Body::Markers {
            family: path,
            number: number.clone(),
            markers,
        },
    })
}
