//! C types as Rust types.

use super::Context;
use crate::model::abi::{MemberNote, NamedType, Referent, Role};
use crate::model::annotations::{Nature, Reference};
use crate::model::facts::{CType, Integer, Rank};
use crate::model::projection::{Scalar, Type};
use crate::model::target::Target;
use crate::pipeline::name::{HANDLE_PREFIX, is_handle};
use crate::pipeline::types::{self, integer_behind};

/// What the names of 64-bit handles begin with.
const WIDE_HANDLE: &str = "__guest_handle_64_";

/// A C integer as a Rust number.
pub(super) fn scalar(integer: Integer) -> Scalar {
    match (integer.rank, integer.signed) {
        (Rank::Long, false) => Scalar::Usize,
        (Rank::Long, true) => Scalar::Isize,
        (Rank::PlainChar, _) => Scalar::Unsigned(8),
        (Rank::Fixed, false) => Scalar::Unsigned(integer.bits),
        (Rank::Fixed, true) => Scalar::Signed(integer.bits),
    }
}

impl Context<'_> {
    /// The Rust type of what an annotation names; what the headers do not declare has no type.
    pub(super) fn named_ty(&self, ty: &NamedType) -> Type {
        match &ty.referent {
            Referent::C(ty) => self.ty(ty),
            Referent::Family(name) => Type::Item(self.names.families[name].clone()),
            Referent::Undeclared => Type::Void,
        }
    }

    /// A C type as a Rust type.
    pub(super) fn ty(&self, ty: &CType) -> Type {
        match ty {
            CType::Void | CType::Function => Type::Void,
            CType::Bool => Type::Scalar(Scalar::Unsigned(8)),
            CType::Integer(integer) => Type::Scalar(scalar(*integer)),
            CType::Float(bits) => Type::Array(
                Box::new(Type::Scalar(Scalar::Unsigned(8))),
                u64::from(*bits / 8),
            ),
            CType::Pointer { pointee, constant } => Type::Pointer {
                to: Box::new(self.ty(pointee)),
                mutable: !constant,
            },
            CType::Array { element, length } => Type::Array(Box::new(self.ty(element)), *length),
            CType::Flexible(element) => Type::Flexible(Box::new(self.ty(element))),
            CType::Record(key) if is_handle(key) => self.handle(key),
            CType::Typedef(name) if is_handle(name) => self.handle(name),
            CType::Record(key) => self
                .names
                .records
                .get(key)
                .map_or(Type::Void, |path| Type::Item(path.clone())),
            CType::Enum(key) => self.enumeration(key),
            CType::Typedef(name) => self.typedef(name),
        }
    }

    /// A guest handle: of what, is what its record's pointer points to.
    fn handle(&self, name: &str) -> Type {
        let facts = &self.interface.facts;
        let target = match (
            types::handle_target(facts, name),
            facts.typedefs.get(name).map(|typedef| &typedef.ty),
        ) {
            (Some(target), _) => self.ty(target),
            // Before 0x00030201 a handle is the pointer itself.
            (None, Some(pointer @ CType::Pointer { .. })) => return self.ty(pointer),
            (None, _) => Type::Void,
        };
        let wide = name.starts_with(WIDE_HANDLE);
        match facts.target {
            // On x86 the plain form is a pointer, in memory and in registers, and the 64-bit one is
            // for tools.
            Target::X86_64 | Target::I686
                if wide || self.handle_size(name) > u64::from(facts.target.word_bits() / 8) =>
            {
                Type::Handle64(Box::new(target))
            }
            Target::X86_64 | Target::I686 => Type::Handle(Box::new(target)),
            // On Arm the 64-bit form is what stands in memory (`XEN_GUEST_HANDLE`), and the plain
            // one is a register's pointer (`XEN_GUEST_HANDLE_PARAM`). A tree that has
            // no 64-bit form has one form for both.
            Target::Aarch64 | Target::Armv7
                if wide || (!self.has_wide_form(name) && self.handle_size(name) == 8) =>
            {
                Type::Handle(Box::new(target))
            }
            Target::Aarch64 | Target::Armv7 => Type::Pointer {
                to: Box::new(target),
                mutable: true,
            },
        }
    }

    fn handle_size(&self, name: &str) -> u64 {
        let facts = &self.interface.facts;
        facts.typedefs.get(name).map_or_else(
            || facts.records.get(name).map_or(0, |record| record.size),
            |typedef| typedef.size,
        )
    }

    fn has_wide_form(&self, name: &str) -> bool {
        let wide = name.replacen(HANDLE_PREFIX, WIDE_HANDLE, 1);
        self.interface.facts.typedefs.contains_key(&wide)
            || self.interface.facts.records.contains_key(&wide)
    }

    /// A C enum is a number in memory, unless it is an item.
    fn enumeration(&self, key: &str) -> Type {
        match (
            self.names.enums.get(key),
            self.interface.facts.enums.get(key),
        ) {
            (Some(path), _) => Type::Item(path.clone()),
            (None, Some(found)) => Type::Scalar(scalar(found.ty)),
            (None, None) => Type::Scalar(Scalar::Unsigned(32)),
        }
    }

    /// A typedef: an item, unless it is another project's name for an integer.
    fn typedef(&self, name: &str) -> Type {
        let facts = &self.interface.facts;
        let Some(typedef) = facts.typedefs.get(name) else {
            return Type::Void;
        };
        if self.is_prelude(&typedef.location.header) && integer_behind(facts, &typedef.ty).is_some()
        {
            return self.ty(&typedef.ty);
        }
        match self
            .names
            .typedefs
            .get(name)
            .or_else(|| self.names.records.get(name))
        {
            Some(path) => Type::Item(path.clone()),
            None => self.ty(&typedef.ty),
        }
    }

    /// Whether a header was handed over as C to be read first.
    pub(super) fn is_prelude(&self, header: &str) -> bool {
        self.lookup.preludes.contains(header)
    }

    /// A member's type: its C type, or what its comment says that its number is.
    pub(super) fn member_ty(&self, ty: &CType, note: Option<&MemberNote>) -> Type {
        let plain = self.ty(ty);
        let facts = &self.interface.facts;
        let (Some(reference), Some(integer)) = (
            note.and_then(|note| note.reference.as_ref()),
            integer_behind(facts, ty),
        ) else {
            return plain;
        };
        match reference {
            Reference::Enum(name) | Reference::Flags(name) => {
                self.family_of_width(name, scalar(integer)).unwrap_or(plain)
            }
            Reference::Nature(
                nature @ (Nature::Gfn | Nature::Mfn | Nature::Pfn | Nature::GuestAddress),
            ) if scalar(integer) == Scalar::Unsigned(64) => Type::Frame(*nature),
            Reference::Nature(_)
            | Reference::Prefix(_)
            | Reference::SelectedBy(_)
            | Reference::Elements { .. }
            | Reference::Memory { .. } => plain,
        }
    }

    /// The family as a type, where its width is the one asked for. An op family is closed: no
    /// memory that Xen writes may hold it.
    pub(super) fn family_of_width(&self, name: &str, width: Scalar) -> Option<Type> {
        let Some(family) = self.interface.families.get(name) else {
            let path = self.names.enums.get(name)?;
            return (self.enum_repr(name)? == width).then(|| Type::Item(path.clone()));
        };
        let fits = family.role != Role::Operations
            && family.role != Role::Errors
            && self.family_repr(name) == width;
        fits.then(|| Type::Item(self.names.families[name].clone()))
    }
}
