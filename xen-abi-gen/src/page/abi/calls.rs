//! Hypercalls with their operations.

use super::super::anchors::Space;
use super::super::text::{Link, Span, Variant, spans, variants};
use super::records::values;
use super::source::{Source, View, rust_path};
use crate::model::abi::{self, Form, Op, OpArgument, Returns};
use crate::model::annotations::Guest;
use crate::model::facts::CType;
use crate::model::hash::IndexMap;

/// A hypercall.
pub(super) struct Call {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) rust: String,
    pub(super) since: String,
    pub(super) prototypes: Vec<Variant<Prototype>>,
    pub(super) operations: Vec<Operation>,
}

/// What its prototype says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prototype {
    pub(super) number: String,
    pub(super) returns: &'static str,
    pub(super) meaning: Vec<Span>,
    pub(super) params: Vec<Param>,
    pub(super) guests: String,
    pub(super) errors: Vec<(String, Vec<Span>)>,
    pub(super) safety: Vec<Span>,
    pub(super) borrowed: bool,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Param {
    pub(super) ty: Link,
    pub(super) name: String,
    pub(super) direction: &'static str,
    pub(super) values: Option<Link>,
    pub(super) text: Vec<Span>,
}

/// An operation.
pub(super) struct Operation {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) rust: String,
    pub(super) since: String,
    pub(super) variants: Vec<Variant<Taken>>,
}

/// What an operation takes, and what comes of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    pub(super) value: i128,
    pub(super) arguments: Vec<Argument>,
    pub(super) members: Vec<(String, String)>,
    pub(super) source: &'static str,
    pub(super) returns: &'static str,
    pub(super) meaning: Vec<Span>,
    pub(super) guests: String,
    pub(super) errors: Vec<(String, Vec<Span>)>,
    pub(super) safety: Vec<Span>,
    pub(super) refusals: Vec<(String, Vec<Span>)>,
}

/// An argument.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Argument {
    pub(super) direction: &'static str,
    pub(super) types: Vec<Link>,
    pub(super) name: String,
    pub(super) form: String,
    pub(super) values: Option<Link>,
}

/// The hypercalls, by number.
pub(super) fn calls(source: &Source) -> Vec<Call> {
    let mut found: IndexMap<&String, Vec<(&View, &abi::Hypercall)>> = IndexMap::default();
    for view in &source.views {
        for (name, call) in &view.interface.hypercalls {
            found.entry(name).or_default().push((view, call));
        }
    }
    let number = |call: &abi::Hypercall| call.prototype.number.unwrap_or(u32::MAX);
    found.sort_by(|a, found, b, other| (number(found[0].1), *a).cmp(&(number(other[0].1), *b)));
    let found = found.iter();
    found
        .map(|(name, found)| call(source, name, found))
        .collect()
}

fn call(source: &Source, name: &str, found: &[(&View, &abi::Hypercall)]) -> Call {
    let prototypes = found.iter().map(|(view, call)| {
        let location = call.prototype.location.clone();
        (view.target, location, prototype(source, &call.prototype))
    });
    let mut operations: IndexMap<&String, Vec<_>> = IndexMap::default();
    for (view, call) in found {
        for op in &call.ops {
            let of_name = operations.entry(&op.constant).or_default();
            of_name.push((*view, *call, op));
        }
    }
    operations.sort_by(|_, a, _, b| a[0].2.value.cmp(&b[0].2.value));
    Call {
        place: source.anchors.of(Space::Hypercall, name),
        name: name.to_owned(),
        rust: rust_path(found[0].0.names.hypercalls.get(name)),
        since: source.constant_since(&format!("__HYPERVISOR_{name}")),
        prototypes: variants(prototypes.collect(), &source.targets),
        operations: operations
            .iter()
            .map(|(name, found)| operation(source, name, found))
            .collect(),
    }
}

fn prototype(source: &Source, prototype: &abi::Prototype) -> Prototype {
    let params = prototype.params.iter().map(|param| {
        let described = prototype.descriptions.iter();
        let described = described.filter(|line| line.name == param.name);
        let text: Vec<&str> = described.clone().map(|line| line.text.as_str()).collect();
        let reference = described.clone().find_map(|line| line.reference.as_ref());
        Param {
            ty: Link::to_type(&source.anchors, &param.ty.to_string()),
            name: param.name.clone(),
            direction: described
                .clone()
                .find_map(|line| line.direction)
                .map_or("", |direction| direction.name()),
            values: reference.map(|reference| values(source, reference)),
            text: spans(&text.join("; ")),
        }
    });
    Prototype {
        number: prototype
            .number
            .map_or_else(|| "unknown".to_owned(), |number| number.to_string()),
        returns: prototype.returns.c_name(),
        meaning: spans(&prototype.returns_meaning),
        params: params.collect(),
        guests: guests(prototype.guests.as_deref()),
        errors: errors(&prototype.errors),
        safety: spans(prototype.safety.as_deref().unwrap_or_default()),
        borrowed: prototype.borrowed,
    }
}

/// Errors, and when each is returned.
fn errors(errors: &[(String, String)]) -> Vec<(String, Vec<Span>)> {
    let errors = errors.iter();
    errors
        .map(|(name, when)| (name.clone(), spans(when)))
        .collect()
}

/// Kinds of guest in words; empty where nothing says which.
fn guests(guests: Option<&[Guest]>) -> String {
    let names = guests.into_iter().flatten().map(|guest| guest.name());
    names.collect::<Vec<_>>().join(" ")
}

type Found<'a> = (&'a View<'a>, &'a abi::Hypercall, &'a Op);

fn operation(source: &Source, name: &str, found: &[Found]) -> Operation {
    let taken = found
        .iter()
        .map(|(view, call, op)| (view.target, op.location.clone(), taken(source, call, op)));
    Operation {
        place: source.anchors.of(Space::Value, name),
        name: name.to_owned(),
        rust: rust_path(found[0].0.names.ops.get(name)),
        since: source.constant_since(name),
        variants: variants(taken.collect(), &source.targets),
    }
}

fn taken(source: &Source, call: &abi::Hypercall, op: &Op) -> Taken {
    let arguments = call.arguments_of(op).iter().chain(&op.buffer);
    let members = op.directions.iter().map(|line| {
        let direction = line
            .direction
            .map_or("unused", |direction| direction.name());
        let failing = if line.on_failure {
            ", on failure too"
        } else {
            ""
        };
        (line.name.clone(), format!("{direction}{failing}"))
    });
    let refusals = op.refusals.iter().map(|refusal| {
        let value = format!("{} = {}", refusal.name, refusal.constant);
        (value, spans(&refusal.why))
    });
    Taken {
        value: op.value,
        arguments: arguments
            .map(|argument| self::argument(source, op, argument))
            .collect(),
        members: members.collect(),
        source: op.provenance.name(),
        returns: op.returns.as_ref().map_or("", Returns::c_name),
        meaning: spans(&op.returns_meaning),
        guests: guests(op.guests.as_deref().or(call.prototype.guests.as_deref())),
        errors: errors(&op.errors),
        safety: spans(op.safety.as_deref().unwrap_or_default()),
        refusals: refusals.collect(),
    }
}

fn argument(source: &Source, op: &Op, argument: &OpArgument) -> Argument {
    let form = match &argument.form {
        Form::Pointer { nullable: true } => "pointer, may be null".to_owned(),
        Form::Array { count: Some(count) } => format!("array of {count}"),
        form => form.name().to_owned(),
    };
    let by_guest = op.by_guest.iter().map(|(key, kinds)| {
        let mut link = record_link(source, key);
        link.text = format!("{} ({})", link.text, guests(Some(kinds)));
        link
    });
    let types = [&argument.ty].into_iter().chain(&argument.alternatives);
    let types = types.map(|ty| match ty.c_type() {
        Some(CType::Record(key)) => record_link(source, key),
        _ => Link::to_type(&source.anchors, &ty.name),
    });
    let holds = argument.form.is_in_memory() || argument.form == Form::Value;
    Argument {
        direction: if holds { argument.direction.name() } else { "" },
        types: match (holds, op.by_guest.is_empty()) {
            (false, _) => Vec::new(),
            (true, true) => types.collect(),
            (true, false) => by_guest.collect(),
        },
        name: argument.name.clone(),
        form,
        values: argument
            .reference
            .as_ref()
            .map(|found| values(source, found)),
    }
}

/// A link to a record.
fn record_link(source: &Source, key: &str) -> Link {
    let text = match key.starts_with("union ") {
        true => key.to_owned(),
        false => format!("struct {key}"),
    };
    Link {
        text,
        place: source.anchors.of(Space::Record, key),
    }
}
