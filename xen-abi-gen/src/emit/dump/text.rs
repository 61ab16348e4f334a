//! The dump as text: tables of records with offsets, operations with their arguments.

use std::fmt::Write as _;
use std::iter::once;

use super::json::integer;
use crate::model::abi::{Form, Hypercall, Interface, Op, OpArgument};
use crate::model::characters::visible;
use crate::model::facts::{CType, Constant, Field, Record, RecordKind, Typedef};
use crate::model::location::Location;

/// The dump.
pub fn dump(interface: &Interface) -> String {
    let facts = &interface.facts;
    let mut text = format!(
        "target {}, interface version {:#010x}\n",
        facts.target.name(),
        facts.interface_version
    );
    let mut section = |title, lines: &mut dyn Iterator<Item = String>| {
        let _ = writeln!(text, "\n{title}");
        let mut lines = lines.peekable();
        if lines.peek().is_none() {
            text.push_str("  (none)\n");
        }
        for line in lines {
            let _ = writeln!(text, "  {}", visible(&line));
        }
    };
    section(
        "headers",
        &mut facts.headers.iter().map(|header| header.path.to_string()),
    );
    section(
        "hypercalls",
        &mut interface.hypercalls.values().flat_map(hypercall),
    );
    section("families", &mut families(interface));
    section("records", &mut facts.records.iter().flat_map(record));
    section("typedefs", &mut facts.typedefs.iter().map(typedef));
    section("enums", &mut enums(interface));
    section("constants", &mut facts.constants.iter().map(constant));
    section(
        "strings",
        &mut facts
            .strings
            .iter()
            .map(|(name, string)| format!("{name} = {:?}", String::from_utf8_lossy(&string.value))),
    );
    section(
        "skipped",
        &mut facts.skipped.iter().map(|skipped| {
            format!(
                "{} {}: {}",
                skipped.name,
                place(&skipped.location),
                skipped.reason
            )
        }),
    );
    text
}

/// `(xen.h:12)`
fn place(location: &Location) -> String {
    format!("({}:{})", location.header, location.line)
}

fn families(interface: &Interface) -> impl Iterator<Item = String> {
    interface.families.values().flat_map(|family| {
        let arguments = interface.arguments.get(&family.name);
        let members = family.members.iter().map(move |member| {
            let argument = arguments
                .and_then(|arguments| arguments.get(&member.name))
                .map_or_else(String::new, |argument| format!(" => {argument}"));
            format!("  {:>6} {}{argument}", member.value, member.name)
        });
        once(format!("{} {}", family.name, place(&family.location))).chain(members)
    })
}

fn enums(interface: &Interface) -> impl Iterator<Item = String> {
    interface.facts.enums.iter().flat_map(|(key, found)| {
        let members = found
            .members
            .iter()
            .map(|member| format!("  {:>6} {}", member.value, member.name));
        once(format!("{key} {}", place(&found.location))).chain(members)
    })
}

fn hypercall(call: &Hypercall) -> Vec<String> {
    let prototype = &call.prototype;
    let number = prototype
        .number
        .map_or_else(|| "?".to_owned(), |number| number.to_string());
    let params: Vec<String> = prototype
        .params
        .iter()
        .map(|param| format!("{} {}", param.ty, param.name))
        .collect();
    let guests = match &prototype.guests {
        Some(guests) => guests.iter().map(|guest| guest.name()).collect(),
        None => vec!["not said"],
    };
    let head = format!(
        "{number:>3} {} {}({}); guests: {}{}",
        prototype.returns.c_name(),
        prototype.name,
        params.join(", "),
        guests.join(" "),
        if prototype.borrowed { ", borrowed" } else { "" }
    );
    let ops = call.ops.iter().map(|op| operation(call, op));
    once(head).chain(ops).collect()
}

fn operation(call: &Hypercall, op: &Op) -> String {
    let mut arguments: Vec<String> = call.arguments_of(op).iter().map(argument).collect();
    if arguments.is_empty() {
        arguments.push("-".to_owned());
    }
    format!(
        "    {:>6} {} ({}) [{}]",
        op.value,
        op.constant,
        arguments.join(", "),
        op.provenance.name()
    )
}

fn argument(argument: &OpArgument) -> String {
    let (ty, direction) = (&argument.ty, argument.direction.name());
    match argument.form {
        Form::Null => "NULL".to_owned(),
        Form::Zero => "0".to_owned(),
        Form::Value | Form::Member => format!("{ty} {}", argument.name),
        Form::Pointer { nullable } => {
            let others: String = argument
                .alternatives
                .iter()
                .map(|ty| format!(" or {ty}"))
                .collect();
            format!(
                "{ty}{others} *{direction}{}",
                if nullable { "?" } else { "" }
            )
        }
        Form::Array { .. } => format!("{ty}[] {direction}"),
    }
}

fn record((key, record): (&String, &Record)) -> Vec<String> {
    let kind = match record.kind {
        RecordKind::Struct => "struct",
        RecordKind::Union => "union",
    };
    let head = format!(
        "{kind} {}: {} bytes, aligned to {} {}",
        key.strip_prefix("union ").unwrap_or(key),
        record.size,
        record.align,
        place(&record.location)
    );
    let names = record.fields.iter().map(|field| field.name.len());
    let width = names.max().unwrap_or(0);
    let fields = record.fields.iter().map(|found| field(found, width));
    once(head).chain(fields).collect()
}

fn typedef((name, typedef): (&String, &Typedef)) -> String {
    format!(
        "{name} = {}, {} bytes, aligned to {}",
        typedef.spelling, typedef.size, typedef.align
    )
}

fn constant((name, constant): (&String, &Constant)) -> String {
    format!(
        "{name} = {} {} {}",
        constant.value,
        integer(constant.ty),
        place(&constant.location)
    )
}

fn field(field: &Field, width: usize) -> String {
    let (byte, bit) = (field.offset_bits / 8, field.offset_bits % 8);
    let at = match field.bit_field {
        true => format!("{byte}.{bit}"),
        false => byte.to_string(),
    };
    let size = match field.ty {
        CType::Flexible(_) => "flexible".to_owned(),
        _ if field.bit_field => format!("{} bits", field.size_bits),
        _ => (field.size_bits / 8).to_string(),
    };
    format!(
        "  {at:>6} {size:>8}  {:width$}  {}",
        field.name, field.spelling
    )
}
