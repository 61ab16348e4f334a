//! The dump as JSON: stable, versioned, described in the README.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::model::abi::{self, Interface};
use crate::model::facts::{self, CType, Integer};

/// The version of the form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Dump<'a> {
    format: u32,
    target: &'static str,
    interface_version: u32,
    headers: Vec<&'a str>,
    constants: IndexMap<&'a str, Constant<'a>>,
    strings: IndexMap<&'a str, Text<'a>>,
    enums: IndexMap<&'a str, Family<'a>>,
    records: IndexMap<&'a str, Record<'a>>,
    typedefs: IndexMap<&'a str, Typedef<'a>>,
    c_enums: IndexMap<&'a str, Vec<Enumerator<'a>>>,
    hypercalls: IndexMap<&'a str, Hypercall<'a>>,
    skipped: Vec<Skipped<'a>>,
}

#[derive(Serialize)]
struct Constant<'a> {
    value: Box<RawValue>,
    r#type: String,
    header: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Text<'a> {
    value: String,
    header: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Family<'a> {
    header: &'a str,
    line: u32,
    members: Vec<Member<'a>>,
}

#[derive(Serialize)]
struct Member<'a> {
    name: &'a str,
    value: Box<RawValue>,
    argument: Option<&'a str>,
}

#[derive(Serialize)]
struct Record<'a> {
    kind: &'static str,
    size: u64,
    align: u64,
    header: &'a str,
    line: u32,
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    offset_bits: u64,
    size_bits: u64,
    r#type: &'a str,
}

#[derive(Serialize)]
struct Typedef<'a> {
    r#type: &'a str,
    size: u64,
    align: u64,
}

#[derive(Serialize)]
struct Enumerator<'a> {
    name: &'a str,
    value: Box<RawValue>,
}

#[derive(Serialize)]
struct Hypercall<'a> {
    number: Option<u32>,
    returns: &'static str,
    params: Vec<Param<'a>>,
    ops: Vec<Op<'a>>,
    guests: Vec<&'static str>,
}

#[derive(Serialize)]
struct Param<'a> {
    name: &'a str,
    r#type: String,
}

#[derive(Serialize)]
struct Op<'a> {
    name: &'a str,
    value: Box<RawValue>,
    args: Vec<Argument<'a>>,
    source: &'static str,
}

#[derive(Serialize)]
struct Argument<'a> {
    r#type: &'a str,
    direction: &'static str,
    name: &'a str,
    form: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    alternatives: &'a [String],
}

#[derive(Serialize)]
struct Skipped<'a> {
    name: &'a str,
    header: &'a str,
    line: u32,
    reason: &'a str,
}

/// The dump, with a final newline.
///
/// # Errors
/// When the serialiser says no: a fault of the generator's own.
pub fn dump(interface: &Interface) -> Result<String, serde_json::Error> {
    let facts = &interface.facts;
    let dump = Dump {
        format: FORMAT,
        target: facts.target.name(),
        interface_version: facts.interface_version,
        headers: facts.headers.iter().map(|header| &*header.path).collect(),
        constants: constants(facts)?,
        strings: facts.strings.iter().map(|(name, string)| (name.as_str(), text(string))).collect(),
        enums: families(interface)?,
        records: facts.records.iter().map(|(key, record)| (key.as_str(), self::record(record))).collect(),
        typedefs: facts.typedefs.iter().map(|(name, typedef)| (name.as_str(), self::typedef(typedef))).collect(),
        c_enums: c_enums(facts)?,
        hypercalls: hypercalls(interface)?,
        skipped: facts.skipped.iter().map(skipped).collect(),
    };
    let mut json = serde_json::to_string_pretty(&dump)?;
    json.push('\n');
    Ok(json)
}

/// A number of any width that C knows: JSON's own numbers have no limit either.
fn number(value: i128) -> Result<Box<RawValue>, serde_json::Error> {
    RawValue::from_string(value.to_string())
}

/// `u32`, `i64`: sign and width.
pub(super) fn integer(ty: Integer) -> String {
    format!("{}{}", if ty.signed { 'i' } else { 'u' }, ty.bits)
}

fn constants(facts: &facts::Facts) -> Result<IndexMap<&str, Constant<'_>>, serde_json::Error> {
    facts
        .constants
        .iter()
        .map(|(name, constant)| {
            let value = number(constant.value)?;
            Ok((
                name.as_str(),
                Constant { value, r#type: integer(constant.ty), header: &constant.location.header, line: constant.location.line },
            ))
        })
        .collect()
}

fn text(string: &facts::StringConstant) -> Text<'_> {
    Text {
        value: String::from_utf8_lossy(&string.value).into_owned(),
        header: &string.location.header,
        line: string.location.line,
    }
}

fn families(interface: &Interface) -> Result<IndexMap<&str, Family<'_>>, serde_json::Error> {
    interface
        .families
        .values()
        .map(|family| {
            let members = family
                .members
                .iter()
                .map(|found| Ok(Member { name: &found.name, value: number(found.value)?, argument: found.argument.as_deref() }))
                .collect::<Result<_, serde_json::Error>>()?;
            Ok((family.name.as_str(), Family { header: &family.location.header, line: family.location.line, members }))
        })
        .collect()
}

fn record(record: &facts::Record) -> Record<'_> {
    let kind = match record.kind {
        facts::RecordKind::Struct => "struct",
        facts::RecordKind::Union => "union",
    };
    let fields = record.fields.iter().map(|field| Field {
        name: &field.name,
        offset_bits: field.offset_bits,
        size_bits: if matches!(field.ty, CType::Flexible(_)) { 0 } else { field.size_bits },
        r#type: &field.spelling,
    });
    Record {
        kind,
        size: record.size,
        align: record.align,
        header: &record.location.header,
        line: record.location.line,
        fields: fields.collect(),
    }
}

fn typedef(typedef: &facts::Typedef) -> Typedef<'_> {
    Typedef { r#type: &typedef.spelling, size: typedef.size, align: typedef.align }
}

fn c_enums(facts: &facts::Facts) -> Result<IndexMap<&str, Vec<Enumerator<'_>>>, serde_json::Error> {
    facts
        .enums
        .iter()
        .map(|(key, found)| {
            let members = found.members.iter().map(|member| Ok(Enumerator { name: &member.name, value: number(member.value)? }));
            Ok((key.as_str(), members.collect::<Result<_, serde_json::Error>>()?))
        })
        .collect()
}

fn hypercalls(interface: &Interface) -> Result<IndexMap<&str, Hypercall<'_>>, serde_json::Error> {
    interface
        .hypercalls
        .values()
        .map(|call| {
            let params = call.params.iter().map(|param| Param { name: &param.name, r#type: param.ty.to_string() });
            let ops = call.ops.iter().map(|op| self::op(call, op)).collect::<Result<_, serde_json::Error>>()?;
            let guests = call.guests.iter().flatten().map(|guest| guest.name());
            let shown = Hypercall {
                number: call.number,
                returns: call.returns.c_name(),
                params: params.collect(),
                ops,
                guests: guests.collect(),
            };
            Ok((call.name.as_str(), shown))
        })
        .collect()
}

fn op<'a>(call: &'a abi::Hypercall, op: &'a abi::Op) -> Result<Op<'a>, serde_json::Error> {
    let args = call.arguments_of(op).iter().map(|argument| Argument {
        r#type: &argument.ty,
        direction: argument.direction.name(),
        name: &argument.name,
        form: argument.form.name(),
        alternatives: &argument.alternatives,
    });
    Ok(Op { name: &op.constant, value: number(op.value)?, args: args.collect(), source: op.provenance.name() })
}

fn skipped(skipped: &facts::Skipped) -> Skipped<'_> {
    Skipped { name: &skipped.name, header: &skipped.location.header, line: skipped.location.line, reason: &skipped.reason }
}
