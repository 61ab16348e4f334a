//! What Rust needs to be told for a record to be laid out as C's: an alignment, a packing, or
//! members that are bytes.

use super::Context;
use crate::model::facts::{CType, Field, Integer, Record, RecordKind};
use crate::model::hash::HashSet;
use crate::model::projection::Type;
use crate::model::target::Target;
use crate::pipeline::name::is_handle;

/// How a record is laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// An alignment that its members alone don't give it.
    pub(super) align: Option<u64>,
    /// The most that its members are aligned to.
    pub(super) packed: Option<u64>,
    /// The members that Rust would place elsewhere.
    pub(super) displaced: HashSet<usize>,
}

impl Context<'_> {
    /// How a struct is laid out.
    ///
    /// Rust packs no record that is to be aligned, and none that holds one which is: there, the
    /// members that stand elsewhere than they would by themselves are bytes.
    pub(super) fn shape(&self, record: &Record) -> Shape {
        let members = || {
            let whole = |(_, field): &(usize, &Field)| !field.bit_field;
            record.fields.iter().enumerate().filter(whole)
        };
        let natural = |field: &Field| self.natural_align(&field.ty);
        let stands = |field: &Field, align: u64| (field.offset_bits / 8).is_multiple_of(align);
        let widest = members()
            .map(|(_, field)| natural(field))
            .max()
            .unwrap_or(1);
        let forced = |widest: u64| (record.align > widest).then_some(record.align);
        if record.align >= widest && members().all(|(_, field)| stands(field, natural(field))) {
            return Shape {
                align: forced(widest),
                ..Shape::default()
            };
        }
        let most = record.align;
        let packable = widest >= most
            && members().all(|(_, field)| {
                stands(field, natural(field).min(most)) && !self.is_overaligned(&field.ty)
            });
        if packable {
            return Shape {
                packed: Some(most),
                ..Shape::default()
            };
        }
        let displaced: HashSet<usize> = members()
            .filter(|(_, field)| natural(field) > most || !stands(field, natural(field)))
            .map(|(index, _)| index)
            .collect();
        let left = members().filter(|(index, _)| !displaced.contains(index));
        let widest = left.map(|(_, field)| natural(field)).max().unwrap_or(1);
        Shape {
            align: forced(widest),
            packed: None,
            displaced,
        }
    }

    /// A union's size and alignment, where its members do not give it these.
    pub(super) fn forced(&self, record: &Record) -> Option<(u64, u64)> {
        let emitted = || {
            record
                .fields
                .iter()
                .filter(|field| !field.bit_field && !matches!(field.ty, CType::Flexible(_)))
        };
        let align = emitted()
            .map(|field| self.natural_align(&field.ty))
            .max()
            .unwrap_or(1);
        let size = emitted()
            .map(|field| field.size_bits / 8)
            .max()
            .unwrap_or(0)
            .next_multiple_of(align);
        ((size, align) != (record.size, record.align)).then_some((record.size, record.align))
    }

    /// The name of the bytes of a displaced member.
    pub(super) fn storage(&self, key: &str, record: &Record, index: usize) -> String {
        let taken = self.names.members(key, record);
        let member = self.names.member(key, record, index);
        let mut name = format!("{}_bytes", member.trim_end_matches('_'));
        while taken.contains(&name) {
            name.push('_');
        }
        name
    }

    /// Whether a record has members that are bytes: it cannot be given by its members.
    pub(super) fn is_displaced(&self, record: &Record) -> bool {
        record.kind == RecordKind::Struct && !self.shape(record).displaced.is_empty()
    }

    /// Whether a type's counterpart is, or holds, one whose alignment is stated: no packed record
    /// may hold it.
    fn is_overaligned(&self, ty: &CType) -> bool {
        let facts = &self.interface.facts;
        match ty {
            CType::Array { element, .. } | CType::Flexible(element) => self.is_overaligned(element),
            CType::Typedef(name) if !is_handle(name) => facts
                .typedefs
                .get(name)
                .is_some_and(|typedef| self.is_overaligned(&typedef.ty)),
            CType::Record(key) | CType::Typedef(key) if is_handle(key) => {
                matches!(self.ty(ty), Type::Handle64(_))
            }
            CType::Record(key) => {
                if let Some(known) = self.overaligned.borrow().get(key) {
                    return *known;
                }
                let found = facts
                    .records
                    .get(key)
                    .is_some_and(|record| self.states_alignment(record));
                self.overaligned.borrow_mut().insert(key.clone(), found);
                found
            }
            _ => false,
        }
    }

    fn states_alignment(&self, record: &Record) -> bool {
        let (stated, displaced) = match record.kind {
            RecordKind::Struct => {
                let shape = self.shape(record);
                (shape.align.is_some(), shape.displaced)
            }
            RecordKind::Union => (
                self.forced(record).is_some_and(|(_, align)| align > 1),
                HashSet::default(),
            ),
        };
        let held = record
            .fields
            .iter()
            .enumerate()
            .filter(|(index, field)| !field.bit_field && !displaced.contains(index));
        stated
            || held
                .into_iter()
                .any(|(_, field)| self.is_overaligned(&field.ty))
    }

    /// The alignment that Rust gives a type's counterpart by itself, in bytes.
    pub(super) fn natural_align(&self, ty: &CType) -> u64 {
        let facts = &self.interface.facts;
        match ty {
            CType::Void | CType::Bool | CType::Function => 1,
            CType::Integer(integer) => integer_align(facts.target, *integer),
            // Bytes, in Rust.
            CType::Float(_) => 1,
            CType::Pointer { .. } => u64::from(facts.target.word_bits() / 8),
            CType::Array { element, .. } | CType::Flexible(element) => self.natural_align(element),
            CType::Record(key) => facts.records.get(key).map_or(1, |record| record.align),
            CType::Enum(key) => facts
                .enums
                .get(key)
                .map_or(4, |found| integer_align(facts.target, found.ty)),
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

/// The alignment that Rust gives a number.
fn integer_align(target: Target, integer: Integer) -> u64 {
    match (target, integer.bits) {
        (Target::I686, 64) => 4,
        (_, bits) => u64::from(bits / 8),
    }
}
