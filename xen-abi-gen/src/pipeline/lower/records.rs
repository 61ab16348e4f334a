//! Structs and unions, with the padding that C leaves unsaid.

use super::Context;
use super::docs;
use super::rings;
use super::types::scalar;
use crate::diagnostics::Diagnostic;
use crate::model::abi::{MemberNote, Role};
use crate::model::annotations::Reference;
use crate::model::facts::{CType, Field as CField, Record as CRecord, RecordKind};
use crate::model::hash::HashSet;
use crate::model::projection::{
    self, BitField, BitType, Body, Displaced, Field, Item, Record, Scalar, Type,
};
use crate::pipeline::name::is_handle;
use crate::pipeline::types::{behind_typedefs, integer_behind};

/// Every record that is no guest handle.
pub(super) fn records<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Item> + 'a {
    let named = |key: &str| !is_handle(key) && !context.names.found.private.contains(key);
    context
        .interface
        .facts
        .records
        .iter()
        .filter(move |(key, _)| named(key))
        .map(|(key, record)| {
            let body = match record.kind {
                RecordKind::Struct => Body::Record(structure(context, key, record)),
                RecordKind::Union => Body::Union(union(context, key, record)),
            };
            let mut c_names = vec![key.strip_prefix("union ").unwrap_or(key).to_owned()];
            let typedefs = context
                .lookup
                .typedefs
                .get(key.as_str())
                .into_iter()
                .flatten();
            c_names.extend(
                typedefs
                    .filter(|name| **name != key)
                    .map(|name| (*name).to_owned()),
            );
            Item {
                name: context.names.records[key].name.clone(),
                c_names,
                docs: docs::record(context, key, record),
                location: record.location.clone(),
                body,
            }
        })
}

impl Context<'_> {
    /// The type of a member as it stands in memory. A pointer is a word there: what another guest
    /// wrote is no pointer of ours.
    pub(super) fn stored_ty(&self, ty: &CType, note: Option<&MemberNote>) -> Type {
        match ty {
            CType::Array { element, length } => {
                Type::Array(Box::new(self.stored_ty(element, None)), *length)
            }
            CType::Flexible(element) => Type::Flexible(Box::new(self.stored_ty(element, None))),
            _ if self.is_pointer(ty) => Type::Scalar(Scalar::Usize),
            CType::Typedef(_) => match behind_typedefs(&self.interface.facts, ty) {
                Some(array @ CType::Array { element, .. }) if self.is_pointers(element) => {
                    self.stored_ty(array, note)
                }
                _ => self.member_ty(ty, note),
            },
            _ => self.member_ty(ty, note),
        }
    }

    /// Says that a member cannot be emitted.
    fn refuse(&self, field: &CField, reason: &str) {
        let shown = match field.name.as_str() {
            "" => "a member without a name",
            name => name,
        };
        let wrong = Diagnostic::error(
            "unsupported-member",
            format!("`{shown}` cannot be emitted: {reason}"),
        );
        self.refused.borrow_mut().push(
            wrong
                .at(field.location.clone(), "this member")
                .help("leave its header out with `--skip`, or declare it in another way"),
        );
    }

    /// Whether a type is a pointer, or is an array of them.
    fn is_pointers(&self, ty: &CType) -> bool {
        match behind_typedefs(&self.interface.facts, ty) {
            Some(CType::Array { element, .. }) => self.is_pointers(element),
            _ => self.is_pointer(ty),
        }
    }

    /// Whether a type is a pointer in Rust too, whatever it is called.
    fn is_pointer(&self, ty: &CType) -> bool {
        match behind_typedefs(&self.interface.facts, ty) {
            Some(CType::Pointer { .. }) => true,
            Some(behind @ CType::Record(key)) if is_handle(key) => {
                matches!(self.ty(behind), Type::Pointer { .. })
            }
            _ => false,
        }
    }
}

fn structure(context: &Context<'_>, key: &str, record: &CRecord) -> Record {
    let shape = context.shape(record);
    let mut made = Record {
        fields: Vec::new(),
        align: shape.align,
        packed: shape.packed,
        bits: Vec::new(),
        displaced: Vec::new(),
        streams: rings::streams(context, key, record).filter(|_| shape.displaced.is_empty()),
        tagged: Vec::new(),
    };
    let taken = context.names.members(key, record);
    let mut paddings = free_names("_padding", &taken);
    let mut pad = |fields: &mut Vec<Field>, bytes: u64| {
        if bytes > 0 {
            fields.extend(paddings.next().map(|name| padding(name, bytes)));
        }
    };
    let mut storages = free_names("bits", &taken);
    let mut end = 0; // in bytes: where the last emitted field ends
    let mut index = 0;
    while index < record.fields.len() {
        let field = &record.fields[index];
        if field.bit_field {
            let run = bit_run(record, index, end);
            pad(&mut made.fields, run.start.saturating_sub(end));
            let storage = storages.next().unwrap_or_default();
            let bits = (index..run.next)
                .filter_map(|at| bit_field(context, key, record, at, &storage, run.start));
            made.bits.extend(bits);
            let docs = vec![BIT_FIELDS.to_owned()];
            made.fields.push(bytes(storage, docs, run.end - run.start));
            end = run.end;
            index = run.next;
            continue;
        }
        let offset = field.offset_bits / 8;
        pad(&mut made.fields, offset.saturating_sub(end));
        end = offset + field.size_bits / 8;
        if shape.displaced.contains(&index) {
            if matches!(field.ty, CType::Flexible(_)) {
                context.refuse(
                    field,
                    "its elements are less aligned than their type in Rust",
                );
            }
            displace(context, key, record, index, &mut made);
        } else {
            made.fields.push(member(context, key, record, index));
        }
        index += 1;
    }
    // Behind a flexible array this is where C lets the first elements lie; the record without them
    // has it as padding.
    pad(&mut made.fields, record.size.saturating_sub(end));
    made
}

/// The documentation of the bytes that hold bit-fields.
const BIT_FIELDS: &str = "Bit-fields, read and written through this type's functions.";

/// A member as a field of its type.
fn member(context: &Context<'_>, key: &str, record: &CRecord, index: usize) -> Field {
    let field = &record.fields[index];
    let note = context.note(key, field);
    Field {
        name: context.names.member(key, record, index),
        c_name: Some(field.name.clone()).filter(|name| !name.is_empty()),
        docs: docs::member(field, note),
        ty: context.stored_ty(&field.ty, note),
    }
}

/// A member as bytes with functions.
fn displace(context: &Context<'_>, key: &str, record: &CRecord, index: usize, made: &mut Record) {
    let field = &record.fields[index];
    let note = context.note(key, field);
    let name = context.names.member(key, record, index);
    let storage = context.storage(key, record, index);
    let docs = vec![format!(
        "The bytes of [`Self::{name}()`], which stands where Rust would place no such type."
    )];
    made.fields
        .push(bytes(storage.clone(), docs, field.size_bits / 8));
    made.displaced.push(Displaced {
        name,
        c_name: Some(field.name.clone()).filter(|name| !name.is_empty()),
        docs: docs::member(field, note),
        storage,
        ty: context.stored_ty(&field.ty, note),
    });
}

fn bytes(name: String, docs: Vec<String>, length: u64) -> Field {
    Field {
        name,
        c_name: None,
        docs,
        ty: Type::Array(Box::new(Type::Scalar(Scalar::Unsigned(8))), length),
    }
}

/// Numbered names that no member has.
fn free_names<'a>(
    start: &'a str,
    taken: &'a HashSet<String>,
) -> impl Iterator<Item = String> + use<'a> {
    let names = (0_u32..).map(move |number| format!("{start}{number}"));
    names.filter(|name| !taken.contains(name))
}

/// Bytes that C leaves unnamed: named here, so that they can be zero.
fn padding(name: String, bytes: u64) -> Field {
    let docs = vec!["Padding that C leaves unnamed; zero.".to_owned()];
    self::bytes(name, docs, bytes)
}

/// Adjacent bit-fields and the bytes that they share.
struct BitRun {
    start: u64,
    end: u64,
    next: usize,
}

fn bit_run(record: &CRecord, first: usize, end: u64) -> BitRun {
    let start = (record.fields[first].offset_bits / 8).max(end);
    let mut next = first;
    let mut last_bit = record.fields[first].offset_bits;
    while let Some(field) = record.fields.get(next).filter(|field| field.bit_field) {
        last_bit = last_bit.max(field.offset_bits + field.size_bits);
        next += 1;
    }
    BitRun {
        start,
        end: last_bit.div_ceil(8).max(start),
        next,
    }
}

fn bit_field(
    context: &Context<'_>,
    key: &str,
    record: &CRecord,
    index: usize,
    storage: &str,
    start: u64,
) -> Option<BitField> {
    let field = &record.fields[index];
    let integer = integer_behind(&context.interface.facts, &field.ty);
    if field.size_bits > 64 {
        context.refuse(field, "it has more than 64 bits");
    }
    // What pads is written with the whole record, as zero.
    if field.name.is_empty() || field.size_bits == 0 || field.is_padding() {
        return None;
    }
    let note = context.note(key, field);
    let open = |name: &str| {
        context
            .interface
            .families
            .get(name)
            .is_some_and(|family| family.role == Role::Values)
    };
    let family = match (note.and_then(|note| note.reference.as_ref()), integer) {
        (Some(Reference::Enum(name)), Some(integer)) if open(name) => {
            context.family_of_width(name, scalar(integer))
        }
        _ => None,
    };
    Some(BitField {
        name: context.names.member(key, record, index),
        c_name: field.name.clone(),
        docs: docs::member(field, note),
        storage: storage.to_owned(),
        offset_bits: u32::try_from(field.offset_bits - start * 8).ok()?,
        bits: u32::try_from(field.size_bits).ok()?,
        ty: match integer {
            None => BitType::Bool,
            Some(integer) if integer.signed => BitType::Signed(scalar(integer)),
            Some(integer) => BitType::Unsigned(scalar(integer)),
        },
        family: match family {
            Some(Type::Item(path)) => Some(path),
            _ => None,
        },
    })
}

fn union(context: &Context<'_>, key: &str, record: &CRecord) -> projection::Union {
    let whole =
        |(_, field): &(usize, &CField)| !field.bit_field && !matches!(field.ty, CType::Flexible(_));
    let members = record.fields.iter().enumerate().filter(whole);
    let fields = members.map(|(index, field)| {
        let note = context.note(key, field);
        Field {
            name: context.names.member(key, record, index),
            c_name: Some(field.name.clone()).filter(|name| !name.is_empty()),
            docs: docs::union_member(context, field, note),
            ty: context.stored_ty(&field.ty, note),
        }
    });
    let bits = (0..record.fields.len()).filter(|&index| record.fields[index].bit_field);
    projection::Union {
        fields: fields.collect(),
        bits: bits
            .filter_map(|index| bit_field(context, key, record, index, "bytes", 0))
            .collect(),
        forced: context.forced(record),
        tagged: false,
    }
}
