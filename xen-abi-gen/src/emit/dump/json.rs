//! The dump as JSON: stable, versioned, described in the README.

use crate::model::abi::{self, Interface};
use crate::model::annotations::{CountFactor, Nature, Reference};
use crate::model::characters::visible_json;
use crate::model::document::{
    Argument, Constant, Document, Enumerator, FORMAT, Failure, Family, Field, Form, Hypercall,
    Member, Op, Param, Place, Record, Skipped, Text, Typedef,
};
use crate::model::facts::{self, Integer};
use crate::model::hash::IndexMap;
use crate::model::location::Location;

/// The dump, with a final newline. `tools` says whether the headers were read as a toolstack reads
/// them.
///
/// # Errors
/// When the serialiser says no: a fault of the generator's own.
pub fn dump(interface: &Interface, tools: bool) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string_pretty(&document(interface, tools))?;
    Ok(visible_json(json) + "\n")
}

/// One target's ABI as a document.
pub fn document(interface: &Interface, tools: bool) -> Document {
    let facts = &interface.facts;
    let headers = facts.headers.iter();
    Document {
        format: FORMAT,
        target: facts.target,
        interface_version: facts.interface_version,
        tools,
        release: facts.release,
        headers: headers.map(|header| header.path.to_string()).collect(),
        constants: each(&facts.constants, |_, found| constant(found)),
        strings: each(&facts.strings, |_, found| text(found)),
        enums: each(&interface.families, |_, found| family(interface, found)),
        records: each(&facts.records, |key, found| record(interface, key, found)),
        typedefs: each(&facts.typedefs, |name, found| {
            typedef(interface, name, found)
        }),
        c_enums: each(&facts.enums, |_, found| enumerators(found)),
        c_enum_places: each(&facts.enums, |_, found| place(&found.location)),
        hypercalls: each(&interface.hypercalls, |_, found| hypercall(found)),
        skipped: facts.skipped.iter().map(skipped).collect(),
    }
}

/// The document's entry for each entry of a map.
fn each<T, U>(map: &IndexMap<String, T>, entry: impl Fn(&str, &T) -> U) -> IndexMap<String, U> {
    let entries = map.iter();
    entries
        .map(|(name, found)| (name.clone(), entry(name, found)))
        .collect()
}

/// `u32`, `i64`: sign and width.
pub(crate) fn integer(ty: Integer) -> String {
    format!("{}{}", if ty.signed { 'i' } else { 'u' }, ty.bits)
}

fn place(location: &Location) -> Place {
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
            size_bits: field.size_bits,
            r#type: field.spelling.clone(),
            direction: note.and_then(|note| note.direction),
            values: note.and_then(|note| note.reference.as_ref()).map(reference),
            selectors: note.map_or_else(Vec::new, |note| note.selectors.clone()),
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

/// A reference as a header spells it, but for directions, which the dump has in small letters.
pub(crate) fn reference(reference: &Reference) -> String {
    match reference {
        Reference::Enum(name) => format!("enum {name}"),
        Reference::Flags(name) => format!("flags {name}"),
        Reference::Prefix(prefix) => format!("{prefix}*"),
        Reference::Nature(nature) => self::nature(*nature).to_owned(),
        Reference::SelectedBy(member) => format!("by {member}"),
        Reference::Constant(name) => format!("constant {name}"),
        Reference::Elements {
            count,
            direction,
            errors,
        } => {
            let of = if *errors { " of errors" } else { "" };
            format!("{} [{count}]{of}", direction.name())
        }
        Reference::Text => "text".to_owned(),
        Reference::Memory {
            count,
            direction,
            text,
        } => {
            let factors = count.iter().map(|factor| match factor {
                CountFactor::Number(number) => number.to_string(),
                CountFactor::Member(member) => member.clone(),
                CountFactor::Quotient(member, divisor) => format!("{member} / {divisor}"),
                CountFactor::Range(first, last) => format!("{first}..={last}"),
            });
            let factors: Vec<_> = factors.collect();
            let nul = if text.is_some_and(|text| text.nul) {
                " with NUL"
            } else {
                ""
            };
            let most = text.and_then(|text| text.most);
            let most = most.map_or_else(String::new, |most| format!(" up to {most}"));
            let of = text.map_or_else(String::new, |_| format!(" of text{nul}{most}"));
            format!("memory {} [{}]{of}", direction.name(), factors.join(" * "))
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

fn hypercall(call: &abi::Hypercall) -> Hypercall {
    let prototype = &call.prototype;
    let Place { header, line } = place(&prototype.location);
    let param = |param: &abi::Param| Param {
        name: param.name.clone(),
        r#type: param.ty.to_string(),
    };
    Hypercall {
        number: prototype.number,
        returns: prototype.returns.c_name().to_owned(),
        params: prototype.params.iter().map(param).collect(),
        ops: call.ops.iter().map(|op| self::op(call, op)).collect(),
        guests: prototype.guests.clone().unwrap_or_default(),
        header,
        line,
    }
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
    let directions = op.directions.iter();
    let directions = directions.map(|line| (line.name.clone(), line.direction));
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
        returns_meaning: Some(op.returns_meaning.clone()).filter(|meaning| !meaning.is_empty()),
        errors: op.errors.iter().map(failure).collect(),
        directions: directions.collect(),
        safety: op.safety.clone(),
        header,
        line,
    }
}

fn failure((name, condition): &(String, String)) -> Failure {
    Failure {
        name: name.clone(),
        condition: condition.clone(),
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
