//! The layout attributes of a record: alignment, packing, or members as bytes.

use super::LowerContext;
use crate::model::facts::{CType, Field, Integer, Record, RecordKind};
use crate::model::handles::is_handle;
use crate::model::hash::HashSet;
use crate::model::projection::Type;
use crate::model::target::Target;

/// How a record is laid out.
#[derive(Default)]
pub(super) struct Shape {
    /// An alignment that its members alone don't give it.
    pub(super) align: Option<u64>,
    /// The most that its members are aligned to.
    pub(super) packed: Option<u64>,
    /// The members that Rust would place elsewhere.
    pub(super) displaced: HashSet<usize>,
}

/// Whether a member of a union is a field of its counterpart.
pub(super) fn is_whole(field: &Field) -> bool {
    !field.bit_field && !matches!(field.ty, CType::Flexible(_))
}

impl LowerContext<'_> {
    /// How a struct is laid out.
    ///
    /// Rust packs no record that is to be aligned, and none that holds one which is: there, the
    /// members that stand elsewhere than they would by themselves are bytes.
    pub(super) fn shape(&self, record: &Record) -> Shape {
        let most = record.align;
        let fields = record.fields.iter().enumerate();
        let members: Vec<(usize, &Field, u64)> = fields
            .filter(|(_, field)| !field.bit_field)
            .map(|(index, field)| (index, field, self.natural_align(&field.ty)))
            .collect();
        let stands = |field: &Field, align: u64| (field.offset_bits / 8).is_multiple_of(align);
        let displaced: HashSet<usize> = members
            .iter()
            .filter(|(_, field, natural)| *natural > most || !stands(field, *natural))
            .map(|(index, ..)| *index)
            .collect();
        let widest = |displaced: &HashSet<usize>| {
            let left = members
                .iter()
                .filter(|(index, ..)| !displaced.contains(index));
            left.map(|(.., natural)| *natural).max().unwrap_or(1)
        };
        let packable = !displaced.is_empty()
            && widest(&HashSet::default()) >= most
            && members.iter().all(|(_, field, natural)| {
                stands(field, most.min(*natural)) && !self.is_overaligned(&field.ty)
            });
        if packable {
            return Shape {
                packed: Some(most),
                ..Shape::default()
            };
        }
        Shape {
            align: (most > widest(&displaced)).then_some(most),
            packed: None,
            displaced,
        }
    }

    /// A union's size and alignment, where its members do not give it these.
    pub(super) fn forced(&self, record: &Record) -> Option<(u64, u64)> {
        let (mut size, mut align) = (0, 1);
        for field in record.fields.iter().filter(|field| is_whole(field)) {
            size = size.max(field.size_bits / 8);
            align = align.max(self.natural_align(&field.ty));
        }
        let own = (record.size, record.align);
        ((size.next_multiple_of(align), align) != own).then_some(own)
    }

    /// Whether a type has a stated alignment, also in a member.
    ///
    /// A packed record must not contain it.
    fn is_overaligned(&self, ty: &CType) -> bool {
        match ty {
            CType::Array { element, .. } | CType::Flexible(element) => self.is_overaligned(element),
            CType::Record(name) | CType::Typedef(name) if is_handle(name) => {
                matches!(self.ty(ty), Type::Handle64(_))
            }
            CType::Typedef(name) => {
                let typedef = self.facts.typedefs.get(name);
                typedef.is_some_and(|typedef| self.is_overaligned(&typedef.ty))
            }
            CType::Record(key) => {
                if let Some(known) = self.overaligned.borrow().get(key) {
                    return *known;
                }
                let record = self.facts.records.get(key);
                let found = record.is_some_and(|record| self.states_alignment(record));
                self.overaligned.borrow_mut().insert(key.clone(), found);
                found
            }
            _ => false,
        }
    }

    fn states_alignment(&self, record: &Record) -> bool {
        let shape = match record.kind {
            RecordKind::Struct => self.shape(record),
            RecordKind::Union => Shape {
                align: self
                    .forced(record)
                    .map(|(_, align)| align)
                    .filter(|align| *align > 1),
                ..Shape::default()
            },
        };
        let mut fields = record.fields.iter().enumerate();
        shape.align.is_some()
            || fields.any(|(index, field)| {
                !field.bit_field
                    && !shape.displaced.contains(&index)
                    && self.is_overaligned(&field.ty)
            })
    }

    /// The alignment that Rust gives a type's counterpart by itself, in bytes.
    pub(super) fn natural_align(&self, ty: &CType) -> u64 {
        let facts = self.facts;
        match ty {
            CType::Integer(integer) => self.integer_align(*integer),
            // A floating-point number is bytes, in Rust.
            CType::Void | CType::Bool | CType::Function | CType::Float(_) => 1,
            CType::Pointer { .. } => self.word_size(),
            CType::Array { element, .. } | CType::Flexible(element) => self.natural_align(element),
            CType::Record(key) => facts.records.get(key).map_or(1, |record| record.align),
            CType::Enum(key) => {
                let found = facts.enums.get(key);
                found.map_or(4, |found| self.integer_align(found.ty))
            }
            CType::Typedef(name) => facts.typedefs.get(name).map_or(1, |typedef| {
                if is_handle(name) {
                    typedef.align
                } else {
                    self.natural_align(&typedef.ty)
                }
            }),
        }
    }

    /// The alignment that Rust gives a number.
    fn integer_align(&self, integer: Integer) -> u64 {
        match (self.facts.target, integer.bits) {
            (Target::I686, 64) => 4,
            (_, bits) => u64::from(bits / 8),
        }
    }
}
