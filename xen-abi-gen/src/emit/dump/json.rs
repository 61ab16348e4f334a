//! The dump as JSON: stable, versioned, described in the README.

use crate::model::abi::{self, Interface};
use crate::model::annotations::{CountFactor, Nature, Reference};
use crate::model::characters::visible_json;
use crate::model::document::{
    Argument, Constant, Document, Enumerator, FORMAT, Family, Field, Form, Hypercall, Member, Op,
    Param, Place, Record, Skipped, Text, Typedef,
};
use crate::model::facts::{self, CType, Integer};
use crate::model::hash::IndexMap;

/// The dump, with a final newline. `tools` says whether the headers were read as a toolstack reads
/// them.
///
/// # Errors
/// When the serialiser says no: a fault of the generator's own.
pub fn dump(interface: &Interface, tools: bool) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string_pretty(&document(interface, tools))?;
    Ok(visible_json(&json).into_owned() + "\n")
}

/// One target's ABI as a document.
pub fn document(interface: &Interface, tools: bool) -> Document {
    let facts = &interface.facts;
    let enums = facts.enums.iter();
    Document {
        format: FORMAT,
        target: facts.target,
        interface_version: facts.interface_version,
        tools,
        headers: facts
            .headers
            .iter()
            .map(|header| header.path.to_string())
            .collect(),
        constants: facts
            .constants
            .iter()
            .map(|(name, found)| (name.clone(), constant(found)))
            .collect(),
        strings: facts
            .strings
            .iter()
            .map(|(name, found)| (name.clone(), text(found)))
            .collect(),
        enums: interface
            .families
            .values()
            .map(|found| (found.name.clone(), family(interface, found)))
            .collect(),
        records: facts
            .records
            .iter()
            .map(|(key, found)| (key.clone(), record(interface, key, found)))
            .collect(),
        typedefs: facts
            .typedefs
            .iter()
            .map(|(name, found)| (name.clone(), typedef(interface, name, found)))
            .collect(),
        c_enums: enums
            .clone()
            .map(|(key, found)| (key.clone(), enumerators(found)))
            .collect(),
        c_enum_places: enums
            .map(|(key, found)| (key.clone(), place(&found.location)))
            .collect(),
        hypercalls: hypercalls(interface),
        skipped: facts.skipped.iter().map(skipped).collect(),
    }
}

/// `u32`, `i64`: sign and width.
pub(super) fn integer(ty: Integer) -> String {
    match (ty.signed, ty.bits) {
        (false, 8) => "u8".to_owned(),
        (false, 32) => "u32".to_owned(),
        (true, 32) => "i32".to_owned(),
        (false, 64) => "u64".to_owned(),
        (signed, bits) => format!("{}{bits}", if signed { 'i' } else { 'u' }),
    }
}

fn place(location: &crate::model::location::Location) -> Place {
    Place {
        header: location.header.to_string(),
        line: location.line,
    }
}

fn constant(constant: &facts::Constant) -> Constant {
    let Place { header, line } = place(&constant.location);
    Constant {
        value: constant.value,
        r#type: integer(constant.ty),
        header,
        line,
    }
}

fn text(string: &facts::StringConstant) -> Text {
    let Place { header, line } = place(&string.location);
    Text {
        value: String::from_utf8_lossy(&string.value).into_owned(),
        header,
        line,
    }
}

fn family(interface: &Interface, family: &abi::Family) -> Family {
    let arguments = interface.arguments.get(&family.name);
    let Place { header, line } = place(&family.location);
    let member = |found: &abi::Member| Member {
        name: found.name.clone(),
        value: found.value,
        argument: arguments
            .and_then(|arguments| arguments.get(&found.name))
            .map(ToString::to_string),
    };
    Family {
        header,
        line,
        members: family.members.iter().map(member).collect(),
    }
}

fn record(interface: &Interface, key: &str, record: &facts::Record) -> Record {
    let Place { header, line } = place(&record.location);
    let field = |field: &facts::Field| {
        let note = interface.members.get(key, &field.name);
        Field {
            name: field.name.clone(),
            offset_bits: field.offset_bits,
            size_bits: if matches!(field.ty, CType::Flexible(_)) {
                0
            } else {
                field.size_bits
            },
            r#type: field.spelling.clone(),
            direction: note.and_then(|note| note.direction),
            values: note.and_then(|note| note.reference.as_ref()).map(reference),
        }
    };
    let fields = record.fields.iter().map(field).collect();
    Record {
        kind: record.kind,
        size: record.size,
        align: record.align,
        header,
        line,
        fields,
    }
}

/// A reference as a header spells it.
fn reference(reference: &Reference) -> String {
    match reference {
        Reference::Enum(name) => format!("enum {name}"),
        Reference::Flags(name) => format!("flags {name}"),
        Reference::Prefix(prefix) => format!("{prefix}*"),
        Reference::Nature(nature) => self::nature(*nature).to_owned(),
        Reference::SelectedBy(member) => format!("by {member}"),
        Reference::Elements {
            count,
            direction,
            errors,
        } => {
            let of = if *errors { " of errors" } else { "" };
            format!("{} [{count}]{of}", direction.name())
        }
        Reference::Memory { count, direction } => {
            let factors: Vec<String> = count
                .iter()
                .map(|factor| match factor {
                    CountFactor::Number(number) => number.to_string(),
                    CountFactor::Member(member) => member.clone(),
                })
                .collect();
            format!("memory {} [{}]", direction.name(), factors.join(" * "))
        }
    }
}

const fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Plain => "plain",
        Nature::Gfn => "gfn",
        Nature::Mfn => "mfn",
        Nature::Pfn => "pfn",
        Nature::MachineAddress => "maddr",
        Nature::VirtualAddress => "vaddr",
        Nature::GuestAddress => "gaddr",
    }
}

fn typedef(interface: &Interface, name: &str, typedef: &facts::Typedef) -> Typedef {
    let Place { header, line } = place(&typedef.location);
    let distinct = interface
        .distinct
        .get(name)
        .map(|found| nature(*found).to_owned());
    Typedef {
        r#type: typedef.spelling.clone(),
        size: typedef.size,
        align: typedef.align,
        header,
        line,
        distinct,
    }
}

fn enumerators(found: &facts::CEnum) -> Vec<Enumerator> {
    found
        .members
        .iter()
        .map(|member| Enumerator {
            name: member.name.clone(),
            value: member.value,
        })
        .collect()
}

fn hypercalls(interface: &Interface) -> IndexMap<String, Hypercall> {
    let shown = |call: &abi::Hypercall| {
        let Place { header, line } = place(&call.prototype.location);
        let param = |param: &abi::Param| Param {
            name: param.name.clone(),
            r#type: param.ty.to_string(),
        };
        Hypercall {
            number: call.prototype.number,
            returns: call.prototype.returns.c_name().to_owned(),
            params: call.prototype.params.iter().map(param).collect(),
            ops: call.ops.iter().map(|op| self::op(call, op)).collect(),
            guests: call.prototype.guests.clone().unwrap_or_default(),
            header,
            line,
        }
    };
    interface
        .hypercalls
        .values()
        .map(|call| (call.prototype.name.clone(), shown(call)))
        .collect()
}

fn op(call: &abi::Hypercall, op: &abi::Op) -> Op {
    let Place { header, line } = place(&op.location);
    let argument = |argument: &abi::OpArgument| Argument {
        r#type: argument.ty.to_string(),
        direction: argument.direction,
        name: argument.name.clone(),
        form: form(&argument.form),
        nullable: matches!(argument.form, abi::Form::Pointer { nullable: true }),
        count: match &argument.form {
            abi::Form::Array { count } => count.clone(),
            _ => None,
        },
        alternatives: argument
            .alternatives
            .iter()
            .map(ToString::to_string)
            .collect(),
    };
    Op {
        name: op.constant.clone(),
        value: op.value,
        args: call.arguments_of(op).iter().map(argument).collect(),
        source: op.provenance,
        returns: op
            .returns
            .as_ref()
            .map(|returns| returns.c_name().to_owned()),
        guests: op.guests.clone(),
        header,
        line,
    }
}

const fn form(form: &abi::Form) -> Form {
    match form {
        abi::Form::Pointer { .. } => Form::Pointer,
        abi::Form::Array { .. } => Form::Array,
        abi::Form::Value => Form::Value,
        abi::Form::Member => Form::Member,
        abi::Form::Null => Form::Null,
        abi::Form::Zero => Form::Zero,
    }
}

fn skipped(skipped: &facts::Skipped) -> Skipped {
    let Place { header, line } = place(&skipped.location);
    Skipped {
        name: skipped.name.clone(),
        header,
        line,
        reason: skipped.reason.clone(),
    }
}
