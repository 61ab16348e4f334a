//! Structs and unions, with the padding that C leaves unsaid.

use super::LowerContext;
use super::c_records::{CMember, CRecord};
use super::docs;
use super::rings;
use super::shape::is_whole;
use super::types::{BYTE, scalar};
use crate::diagnostics::Diagnostic;
use crate::model::abi::Role;
use crate::model::annotations::{CountFactor, Direction, Reference};
use crate::model::facts::{CType, RecordKind};
use crate::model::handles::is_handle;
use crate::model::hash::HashSet;
use crate::model::projection::{
    BitField, BitType, Body, ConstantMember, Displaced, Field, Item, ItemPath, Scalar, Struct,
    TextMember, Type, Union,
};
use crate::pipeline::types::behind_typedefs;

/// Every record that is no guest handle.
pub(super) fn records(context: &LowerContext<'_>) -> impl Iterator<Item = Item> {
    let private = &context.names.rings.private;
    let named = |record: &CRecord<'_>| !is_handle(record.key) && !private.contains(record.key);
    context.records().filter(named).map(|record| {
        let body = match record.kind {
            RecordKind::Struct => Body::Struct(Box::new(structure(record))),
            RecordKind::Union => Body::Union(union(record)),
        };
        let typedefs = context
            .lookup
            .typedefs
            .get(record.key)
            .into_iter()
            .flatten();
        let typedefs = typedefs.filter(|name| **name != record.key);
        let own = record.key.strip_prefix("union ").unwrap_or(record.key);
        let mut c_names = vec![own.to_owned()];
        c_names.extend(typedefs.copied().cloned());
        Item {
            name: context.names.records[record.key].name.clone(),
            c_names,
            docs: docs::record(record),
            location: record.location.clone(),
            body,
        }
    })
}

impl LowerContext<'_> {
    /// The type of a member as it stands in memory. A pointer is a word there: what another guest
    /// wrote is no pointer of ours.
    pub(super) fn ty_in_memory(&self, ty: &CType, reference: Option<&Reference>) -> Type {
        match ty {
            CType::Array { element, length } => {
                Type::Array(Box::new(self.ty_in_memory(element, None)), *length)
            }
            CType::Flexible(element) => Type::Flexible(Box::new(self.ty_in_memory(element, None))),
            _ if self.is_pointer(ty) => Type::Scalar(Scalar::Usize),
            _ => match behind_typedefs(self.facts, ty) {
                Some(array @ CType::Array { element, .. }) if self.is_pointers(element) => {
                    self.ty_in_memory(array, reference)
                }
                _ => self.ty_by_reference(ty, reference),
            },
        }
    }

    /// Says that a member cannot be emitted.
    fn refuse(&self, member: CMember<'_>, reason: &str) {
        let shown = match member.field.name.as_str() {
            "" => "a member without a name",
            name => name,
        };
        self.report(
            Diagnostic::error(
                "unsupported-member",
                format!("`{shown}` cannot be emitted: {reason}"),
            )
            .at(&member.field.location, "this member")
            .help("leave its header out with `--skip`, or declare it in another way"),
        );
    }

    /// Whether a type is a pointer, or is an array of them.
    fn is_pointers(&self, ty: &CType) -> bool {
        match behind_typedefs(self.facts, ty) {
            Some(CType::Array { element, .. }) => self.is_pointers(element),
            _ => self.is_pointer(ty),
        }
    }

    /// Whether a type is a pointer in Rust too, whatever it is called.
    fn is_pointer(&self, ty: &CType) -> bool {
        match behind_typedefs(self.facts, ty) {
            Some(CType::Pointer { .. }) => true,
            Some(behind @ CType::Record(key)) if is_handle(key) => {
                matches!(self.ty(behind), Type::Pointer { .. })
            }
            _ => false,
        }
    }
}

fn structure(record: CRecord<'_>) -> Struct {
    let shape = record.shape();
    let mut made = Struct {
        fields: Vec::new(),
        align: shape.align,
        packed: shape.packed,
        bits: Vec::new(),
        displaced: Vec::new(),
        streams: rings::streams(record).filter(|_| shape.displaced.is_empty()),
        tagged: Vec::new(),
        constants: constants(record),
    };
    let taken = record.names.iter().collect();
    let mut paddings = free_names("_padding", &taken);
    // Bytes that C leaves unnamed have names here, so that they can be zero.
    let mut pad = |fields: &mut Vec<Field>, length: u64| {
        if length > 0 {
            let docs = "Padding that C leaves unnamed; zero.";
            fields.extend(paddings.next().map(|name| bytes(name, docs, length)));
        }
    };
    let mut storages = free_names("bits", &taken);
    let mut end = 0; // in bytes: where the last emitted field ends
    let mut members = record.members().peekable();
    while let Some(member) = members.next() {
        let CMember { field, index, .. } = member;
        let mut offset = field.offset_bits / 8;
        if field.bit_field {
            // Adjacent bit-fields share bytes.
            offset = offset.max(end);
            pad(&mut made.fields, offset - end);
            let storage = storages.next().unwrap_or_default();
            let mut last_bit = 0;
            let mut next = Some(member);
            while let Some(member) = next {
                last_bit = last_bit.max(member.field.offset_bits + member.field.size_bits);
                made.bits.extend(bit_field(member, &storage, offset));
                next = members.next_if(|member| member.field.bit_field);
            }
            end = last_bit.div_ceil(8).max(offset);
            let docs = "Bit-fields, read and written through this type's functions.";
            made.fields.push(bytes(storage, docs, end - offset));
            continue;
        }
        pad(&mut made.fields, offset.saturating_sub(end));
        end = offset + field.size_bits / 8;
        if !shape.displaced.contains(&index) {
            made.fields.push(whole(member, docs::member(member)));
            continue;
        }
        if matches!(field.ty, CType::Flexible(_)) {
            let reason = "its elements are less aligned than their type in Rust";
            record.context.refuse(member, reason);
        }
        displace(member, &mut made);
    }
    // Behind a flexible array this is where C lets the first elements lie; the record without them
    // has it as padding.
    pad(&mut made.fields, record.size.saturating_sub(end));
    made
}

/// The members that always hold one constant.
fn constants(record: CRecord<'_>) -> Vec<ConstantMember> {
    let members = record.members().filter_map(|member| {
        Some(ConstantMember {
            name: member.name(),
            ty: record.context.ty(&member.field.ty),
            constant: member.constant()?,
        })
    });
    members.collect()
}

impl CMember<'_> {
    /// The constant that it always holds.
    pub(super) fn constant(self) -> Option<ItemPath> {
        let Some(Reference::Constant(name)) = self.reference() else {
            return None;
        };
        let context = self.record.context;
        let constant = context.facts.constants.get(name)?;
        let is_item = self.integer().is_some() && !context.lookup.families.contains_key(&**name);
        is_item.then(|| ItemPath {
            header: constant.location.header.clone(),
            name: context.names.constant(name).to_owned(),
        })
    }
}

/// A member as a field of its type.
fn whole(member: CMember<'_>, docs: Vec<String>) -> Field {
    let ty = member.ty_in_memory();
    Field {
        name: member.name(),
        c_name: Some(member.field.name.clone()).filter(|name| !name.is_empty()),
        docs,
        text: text(member, &ty),
        ty,
    }
}

/// The text that a member holds or leads to.
fn text(member: CMember<'_>, ty: &Type) -> Option<TextMember> {
    match member.reference()? {
        Reference::Text => Some(TextMember::Array {
            is_input: matches!(
                member.note()?.direction,
                Some(Direction::In | Direction::InOut)
            ),
        }),
        Reference::Memory {
            count,
            direction: Direction::In,
            text: Some(text),
        } => {
            // Old versions of the interface have an address in place of a handle.
            let (Type::Handle(of) | Type::Handle64(of)) = ty else {
                return None;
            };
            if **of != Type::Scalar(Scalar::Unsigned(8)) {
                return None;
            }
            let [CountFactor::Member(size)] = &count[..] else {
                return None;
            };
            let size = member.record.member(size)?;
            Some(TextMember::Handle {
                size: (size.name(), size.ty_in_memory()),
                text: *text,
            })
        }
        _ => None,
    }
}

/// A member as bytes with functions.
fn displace(member: CMember<'_>, made: &mut Struct) {
    let Field {
        name,
        c_name,
        docs,
        ty,
        ..
    } = whole(member, docs::member(member));
    let storage = member.storage();
    let bytes_docs = format!(
        "The bytes of [`Self::{name}()`], which stands where Rust would place no such type."
    );
    let length = member.field.size_bits / 8;
    made.fields
        .push(bytes(storage.clone(), &bytes_docs, length));
    made.displaced.push(Displaced {
        name,
        c_name,
        docs,
        storage,
        ty,
    });
}

fn bytes(name: String, docs: &str, length: u64) -> Field {
    Field {
        name,
        c_name: None,
        docs: vec![docs.to_owned()],
        ty: Type::Array(Box::new(BYTE), length),
        text: None,
    }
}

/// Numbered names that no member has.
fn free_names(start: &str, taken: &HashSet<&String>) -> impl Iterator<Item = String> {
    let names = (0_u32..).map(move |number| format!("{start}{number}"));
    names.filter(|name| !taken.contains(name))
}

fn bit_field(member: CMember<'_>, storage: &str, start: u64) -> Option<BitField> {
    let CMember { record, field, .. } = member;
    let context = record.context;
    if field.size_bits > 64 {
        context.refuse(member, "it has more than 64 bits");
    }
    // What pads is written with the whole record, as zero.
    if field.name.is_empty() || field.size_bits == 0 || field.is_padding() {
        return None;
    }
    let integer = member.integer();
    let is_open = |name: &String| {
        let family = context.interface.families.get(name);
        family.is_some_and(|family| family.role == Role::Values)
    };
    let family = match (member.reference(), integer) {
        (Some(Reference::Enum(name)), Some(integer)) if is_open(name) => {
            context.family_of_width(name, scalar(integer))
        }
        _ => None,
    };
    Some(BitField {
        name: member.name(),
        c_name: field.name.clone(),
        docs: docs::member(member),
        storage: storage.to_owned(),
        offset_bits: u32::try_from(field.offset_bits - start * 8).ok()?,
        bits: u32::try_from(field.size_bits).ok()?,
        ty: match integer {
            None => BitType::Bool,
            Some(integer) if integer.signed => BitType::Signed(scalar(integer)),
            Some(integer) => BitType::Unsigned(scalar(integer)),
        },
        family: family.cloned(),
    })
}

fn union(record: CRecord<'_>) -> Union {
    let fields = record.members().filter(|member| is_whole(member.field));
    let bits = record.members().filter(|member| member.field.bit_field);
    Union {
        fields: fields
            .map(|member| whole(member, docs::union_member(member)))
            .collect(),
        bits: bits
            .filter_map(|member| bit_field(member, "bytes", 0))
            .collect(),
        forced: record.context.forced(&record),
        tagged: false,
        unnamed: Vec::new(),
    }
}
