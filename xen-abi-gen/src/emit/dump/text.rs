//! The dump as text: tables of records with offsets, operations with their arguments.

use std::fmt::Write as _;

use super::json::integer;
use crate::model::abi::{Form, Hypercall, Interface, Op};
use crate::model::characters::visible;
use crate::model::facts::{CType, Record, RecordKind};

/// The dump.
pub fn dump(interface: &Interface) -> String {
    let facts = &interface.facts;
    let mut text = format!(
        "target {}, interface version {:#010x}\n",
        facts.target.name(),
        facts.interface_version
    );
    section(
        &mut text,
        "headers",
        facts.headers.iter().map(|header| header.path.to_string()),
    );
    section(
        &mut text,
        "hypercalls",
        interface.hypercalls.values().flat_map(hypercall_lines),
    );
    section(
        &mut text,
        "families",
        interface.families.values().flat_map(|family| {
            let head = format!(
                "{} ({}:{})",
                family.name, family.location.header, family.location.line
            );
            let members = family.members.iter().map(|member| {
                let arguments = interface.arguments.get(&family.name);
                let argument = arguments
                    .and_then(|arguments| arguments.get(&member.name))
                    .map_or_else(String::new, |argument| format!(" => {argument}"));
                format!("  {:>6} {}{argument}", member.value, member.name)
            });
            std::iter::once(head).chain(members)
        }),
    );
    section(
        &mut text,
        "records",
        facts
            .records
            .iter()
            .flat_map(|(key, record)| record_lines(key, record)),
    );
    let typedefs = facts.typedefs.iter().map(|(name, typedef)| {
        format!(
            "{name} = {}, {} bytes, aligned to {}",
            typedef.spelling, typedef.size, typedef.align
        )
    });
    section(&mut text, "typedefs", typedefs);
    section(
        &mut text,
        "enums",
        facts.enums.iter().flat_map(|(key, found)| {
            let members = found
                .members
                .iter()
                .map(|member| format!("  {:>6} {}", member.value, member.name));
            std::iter::once(format!(
                "{key} ({}:{})",
                found.location.header, found.location.line
            ))
            .chain(members)
        }),
    );
    let constants = facts.constants.iter().map(|(name, constant)| {
        format!(
            "{name} = {} {} ({}:{})",
            constant.value,
            integer(constant.ty),
            constant.location.header,
            constant.location.line
        )
    });
    section(&mut text, "constants", constants);
    let strings = facts
        .strings
        .iter()
        .map(|(name, string)| format!("{name} = {:?}", String::from_utf8_lossy(&string.value)));
    section(&mut text, "strings", strings);
    let skipped = facts.skipped.iter().map(|skipped| {
        format!(
            "{} ({}:{}): {}",
            skipped.name, skipped.location.header, skipped.location.line, skipped.reason
        )
    });
    section(&mut text, "skipped", skipped);
    text
}

fn section(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    let _ = writeln!(text, "\n{title}");
    if lines.is_empty() {
        text.push_str("  (none)\n");
    }
    for line in lines {
        let _ = writeln!(text, "  {}", visible(&line));
    }
}

fn hypercall_lines(call: &Hypercall) -> Vec<String> {
    let number = call
        .prototype
        .number
        .map_or_else(|| "?".to_owned(), |number| number.to_string());
    let params: Vec<String> = call
        .prototype
        .params
        .iter()
        .map(|param| format!("{} {}", param.ty, param.name))
        .collect();
    let borrowed = if call.prototype.borrowed {
        ", borrowed"
    } else {
        ""
    };
    let guests = call.prototype.guests.as_ref().map_or_else(
        || "not said".to_owned(),
        |guests| {
            guests
                .iter()
                .map(|guest| guest.name())
                .collect::<Vec<_>>()
                .join(" ")
        },
    );
    let mut lines = vec![format!(
        "{number:>3} {} {}({}); guests: {guests}{borrowed}",
        call.prototype.returns.c_name(),
        call.prototype.name,
        params.join(", ")
    )];
    lines.extend(call.ops.iter().map(|op| op_line(call, op)));
    lines
}

fn op_line(call: &Hypercall, op: &Op) -> String {
    let arguments: Vec<String> = call
        .arguments_of(op)
        .iter()
        .map(|argument| match &argument.form {
            Form::Null => "NULL".to_owned(),
            Form::Zero => "0".to_owned(),
            Form::Value => format!("{} {}", argument.ty, argument.name),
            Form::Pointer { nullable } => {
                let others: String = argument
                    .alternatives
                    .iter()
                    .map(|ty| format!(" or {ty}"))
                    .collect();
                format!(
                    "{}{others} *{}{}",
                    argument.ty,
                    argument.direction.name(),
                    if *nullable { "?" } else { "" }
                )
            }
            Form::Member => format!("{} {}", argument.ty, argument.name),
            Form::Array { .. } => format!("{}[] {}", argument.ty, argument.direction.name()),
        })
        .collect();
    let shown = if arguments.is_empty() {
        "-".to_owned()
    } else {
        arguments.join(", ")
    };
    format!(
        "    {:>6} {} ({shown}) [{}]",
        op.value,
        op.constant,
        op.provenance.name()
    )
}

fn record_lines(key: &str, record: &Record) -> Vec<String> {
    let kind = match record.kind {
        RecordKind::Struct => "struct",
        RecordKind::Union => "union",
    };
    let head = format!(
        "{kind} {}: {} bytes, aligned to {} ({}:{})",
        key.strip_prefix("union ").unwrap_or(key),
        record.size,
        record.align,
        record.location.header,
        record.location.line
    );
    let width = record
        .fields
        .iter()
        .map(|field| field.name.len())
        .max()
        .unwrap_or(0);
    let fields = record.fields.iter().map(|field| {
        let (byte, bit) = (field.offset_bits / 8, field.offset_bits % 8);
        let at = if field.bit_field {
            format!("{byte}.{bit}")
        } else {
            byte.to_string()
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
    });
    std::iter::once(head).chain(fields).collect()
}
