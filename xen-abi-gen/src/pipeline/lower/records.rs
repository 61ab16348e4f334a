//! Structs and unions, with the padding that C leaves unsaid.

use super::Context;
use super::docs;
use super::rings;
use super::types::scalar;
use crate::model::abi::{MemberNote, Role};
use crate::model::annotations::Reference;
use crate::model::facts::{CType, Field as CField, Record as CRecord, RecordKind};
use crate::model::projection::{self, BitField, Body, Field, Item, Record, Scalar, Type};
use crate::pipeline::group::is_padding;
use crate::pipeline::name::{case, is_handle};
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

/// The name of a member; an anonymous one is counted.
pub(super) fn field_name(record: &CRecord, index: usize) -> String {
    let field = &record.fields[index];
    if field.name.is_empty() {
        let before = record.fields[..index]
            .iter()
            .filter(|other| other.name.is_empty())
            .count();
        return format!("anon{before}");
    }
    case::snake(&field.name)
}

impl Context<'_> {
    /// What is said of a member of a record.
    pub(super) fn note(&self, key: &str, field: &CField) -> Option<&MemberNote> {
        self.interface
            .members
            .get(&(key.to_owned(), field.name.clone()))
    }

    /// The type of a member as it stands in memory. A pointer is a word there: what another guest
    /// wrote is no pointer of ours.
    pub(super) fn stored_ty(&self, ty: &CType, note: Option<&MemberNote>) -> Type {
        match ty {
            CType::Array { element, length } => {
                Type::Array(Box::new(self.stored_ty(element, None)), *length)
            }
            CType::Flexible(element) => Type::Flexible(Box::new(self.stored_ty(element, None))),
            _ if self.is_pointer(ty) => Type::Scalar(Scalar::Usize),
            _ => self.member_ty(ty, note),
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

    /// The alignment that Rust gives a type's counterpart by itself, in bytes.
    fn natural_align(&self, ty: &CType) -> u64 {
        let facts = &self.interface.facts;
        match ty {
            CType::Void | CType::Bool | CType::Function => 1,
            CType::Integer(integer) => match (facts.target, integer.bits) {
                (crate::model::target::Target::I686, 64) => 4,
                (_, bits) => u64::from(bits / 8),
            },
            CType::Float(_) => 1,
            CType::Pointer { .. } => u64::from(facts.target.word_bits() / 8),
            CType::Array { element, .. } | CType::Flexible(element) => self.natural_align(element),
            CType::Record(key) => facts.records.get(key).map_or(1, |record| record.align),
            CType::Enum(key) => facts
                .enums
                .get(key)
                .map_or(4, |found| u64::from(found.ty.bits / 8)),
            CType::Typedef(name) if is_handle(name) => {
                facts.typedefs.get(name).map_or(1, |typedef| typedef.align)
            }
            CType::Typedef(name) => facts
                .typedefs
                .get(name)
                .map_or(1, |typedef| self.natural_align(&typedef.ty)),
        }
    }
}

fn structure(context: &Context<'_>, key: &str, record: &CRecord) -> Record {
    let mut fields: Vec<Field> = Vec::new();
    let mut bits = Vec::new();
    let mut end = 0; // in bytes: where the last emitted field ends
    let mut natural = 1;
    // What stands closer together than it would by itself, and may stand at any address.
    let mut packed = None;
    let mut paddings = 0;
    let mut pad = |fields: &mut Vec<Field>, bytes: u64| {
        if bytes > 0 {
            fields.push(padding(&mut paddings, record, bytes));
        }
    };
    let mut index = 0;
    while index < record.fields.len() {
        let field = &record.fields[index];
        if field.bit_field {
            let run = bit_run(record, index, end);
            pad(&mut fields, run.start.saturating_sub(end));
            let storage = format!("bits{}", bits_runs(&fields));
            bits.extend(
                (index..run.next)
                    .filter_map(|at| bit_field(context, key, record, at, &storage, run.start)),
            );
            let docs =
                vec!["Bit-fields, read and written through this type's functions.".to_owned()];
            let bytes = Type::Array(
                Box::new(Type::Scalar(Scalar::Unsigned(8))),
                run.end - run.start,
            );
            fields.push(Field {
                name: storage,
                c_name: None,
                docs,
                ty: bytes,
            });
            end = run.end;
            index = run.next;
            continue;
        }
        let offset = field.offset_bits / 8;
        pad(&mut fields, offset.saturating_sub(end));
        let align = context.natural_align(&field.ty);
        if !offset.is_multiple_of(align.min(record.align)) {
            packed = Some(1);
        }
        natural = natural.max(align);
        let note = context.note(key, field);
        fields.push(Field {
            name: field_name(record, index),
            c_name: Some(field.name.clone()).filter(|name| !name.is_empty()),
            docs: docs::member(field, note),
            ty: context.stored_ty(&field.ty, note),
        });
        end = offset + field.size_bits / 8;
        index += 1;
    }
    if record.align < natural && packed.is_none() {
        packed = Some(record.align);
    }
    // Behind a flexible array this is where C lets the first elements lie; the record without them
    // has it as padding.
    pad(&mut fields, record.size.saturating_sub(end));
    let align = (record.align > natural && packed.is_none()).then_some(record.align);
    Record {
        fields,
        align,
        packed,
        bits,
        streams: rings::streams(context, record),
    }
}

/// Bytes that C leaves unnamed: named here, so that they can be zero.
fn padding(count: &mut u32, record: &CRecord, bytes: u64) -> Field {
    let taken = |name: &str| {
        record
            .fields
            .iter()
            .any(|field| case::snake(&field.name) == name)
    };
    let name = loop {
        let name = format!("_padding{count}");
        *count += 1;
        if !taken(&name) {
            break name;
        }
    };
    let docs = vec!["Padding that C leaves unnamed; zero.".to_owned()];
    Field {
        name,
        c_name: None,
        docs,
        ty: Type::Array(Box::new(Type::Scalar(Scalar::Unsigned(8))), bytes),
    }
}

fn bits_runs(fields: &[Field]) -> usize {
    fields
        .iter()
        .filter(|field| field.name.starts_with("bits") && field.c_name.is_none())
        .count()
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
    // What pads is written with the whole record, as zero.
    if field.name.is_empty() || field.size_bits == 0 || is_padding(&field.name) {
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
        name: field_name(record, index),
        c_name: field.name.clone(),
        docs: docs::member(field, note),
        storage: storage.to_owned(),
        offset_bits: u32::try_from(field.offset_bits - start * 8).ok()?,
        bits: u32::try_from(field.size_bits).ok()?,
        ty: integer.map_or(Scalar::Unsigned(32), scalar),
        family: match family {
            Some(Type::Item(path)) => Some(path),
            _ => None,
        },
    })
}

fn union(context: &Context<'_>, key: &str, record: &CRecord) -> projection::Union {
    let fields: Vec<Field> = record
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.bit_field && !matches!(field.ty, CType::Flexible(_)))
        .map(|(index, field)| {
            let note = context.note(key, field);
            Field {
                name: field_name(record, index),
                c_name: Some(field.name.clone()).filter(|name| !name.is_empty()),
                docs: docs::union_member(context, field, note),
                ty: context.stored_ty(&field.ty, note),
            }
        })
        .collect();
    let emitted = || {
        record
            .fields
            .iter()
            .filter(|field| !field.bit_field && !matches!(field.ty, CType::Flexible(_)))
    };
    let align = emitted()
        .map(|field| context.natural_align(&field.ty))
        .max()
        .unwrap_or(1);
    let size = emitted()
        .map(|field| field.size_bits / 8)
        .max()
        .unwrap_or(0)
        .next_multiple_of(align);
    let forced =
        ((size, align) != (record.size, record.align)).then_some((record.size, record.align));
    projection::Union { fields, forced }
}
