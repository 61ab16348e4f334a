//! C types as Rust types.

use super::LowerContext;
use super::lookup::ItemKind;
use crate::model::abi::{NamedType, Referent, Role};
use crate::model::annotations::{Nature, Reference};
use crate::model::facts::{CType, Integer, Rank};
use crate::model::handles::{is_handle, is_wide_handle, wide_form};
use crate::model::projection::{Conversion, ItemPath, Scalar, Type};
use crate::model::target::Target;
use crate::pipeline::types::{self, integer_behind};

/// A byte, which memory that may hold anything consists of.
pub(super) const BYTE: Type = Type::Scalar(Scalar::Unsigned(8));

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

impl LowerContext<'_> {
    /// The Rust type of what an annotation names; what the headers do not declare has no type.
    pub(super) fn annotated_ty(&self, ty: &NamedType) -> Type {
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
            CType::Bool => BYTE,
            CType::Integer(integer) => Type::Scalar(scalar(*integer)),
            CType::Float(bits) => Type::Array(Box::new(BYTE), u64::from(*bits / 8)),
            CType::Pointer { pointee, constant } => Type::Pointer {
                to: Box::new(self.ty(pointee)),
                mutable: !constant,
            },
            CType::Array { element, length } => Type::Array(Box::new(self.ty(element)), *length),
            CType::Flexible(element) => Type::Flexible(Box::new(self.ty(element))),
            CType::Record(name) | CType::Typedef(name) if is_handle(name) => self.handle(name),
            CType::Record(key) => {
                let path = self.names.records.get(key);
                path.map_or(Type::Void, |path| Type::Item(path.clone()))
            }
            CType::Enum(key) => self.enumeration(key),
            CType::Typedef(name) => self.typedef(name),
        }
    }

    /// A guest handle: of what, is what its record's pointer points to.
    fn handle(&self, name: &str) -> Type {
        let typedef = self.facts.typedefs.get(name);
        let to = match (types::handle_target(self.facts, name), typedef) {
            (Some(target), _) => self.ty(target),
            // Before 0x00030201 a handle is the pointer itself.
            (None, Some(typedef)) if matches!(typedef.ty, CType::Pointer { .. }) => {
                return self.ty(&typedef.ty);
            }
            (None, _) => Type::Void,
        };
        let to = Box::new(to);
        let record = || self.facts.records.get(name).map_or(0, |record| record.size);
        let size = typedef.map_or_else(record, |typedef| typedef.size);
        let wide = is_wide_handle(name);
        match self.facts.target {
            // On x86 the plain form is a pointer, in memory and in registers, and the 64-bit one is
            // for tools.
            Target::X86_64 | Target::I686 if wide || size > self.word_size() => Type::Handle64(to),
            Target::X86_64 | Target::I686 => Type::Handle(to),
            // On Arm the 64-bit form is what stands in memory (`XEN_GUEST_HANDLE`), and the plain
            // one is a register's pointer (`XEN_GUEST_HANDLE_PARAM`). A tree that has no 64-bit
            // form has one form for both.
            Target::Aarch64 | Target::Armv7 if wide || (size == 8 && !self.has_wide_form(name)) => {
                Type::Handle(to)
            }
            Target::Aarch64 | Target::Armv7 => Type::Pointer { to, mutable: true },
        }
    }

    fn has_wide_form(&self, name: &str) -> bool {
        let wide = wide_form(name);
        self.facts.typedefs.contains_key(&wide) || self.facts.records.contains_key(&wide)
    }

    /// The size of a machine word in bytes.
    pub(super) fn word_size(&self) -> u64 {
        u64::from(self.facts.target.word_bits() / 8)
    }

    /// A C enum is a number in memory, unless it is an item.
    fn enumeration(&self, key: &str) -> Type {
        if let Some(path) = self.names.enums.get(key) {
            return Type::Item(path.clone());
        }
        let own = self.facts.enums.get(key).map(|found| scalar(found.ty));
        Type::Scalar(own.unwrap_or(Scalar::Unsigned(32)))
    }

    /// A typedef: an item, unless it is another project's name for an integer.
    fn typedef(&self, name: &str) -> Type {
        let Some(typedef) = self.facts.typedefs.get(name) else {
            return Type::Void;
        };
        let foreign = self.is_prelude(&typedef.location.header)
            && integer_behind(self.facts, &typedef.ty).is_some();
        if let Some(integer) = types::named_by_width(self.facts, name) {
            return Type::Scalar(scalar(integer));
        }
        let names = self.names;
        match names.typedefs.get(name).or_else(|| names.records.get(name)) {
            Some(path) if !foreign => Type::Item(path.clone()),
            _ => self.ty(&typedef.ty),
        }
    }

    /// Whether a header was handed over as C to be read first.
    pub(super) fn is_prelude(&self, header: &str) -> bool {
        self.lookup.preludes.contains(header)
    }

    /// A member's type: its C type, or what its comment says that its number is.
    pub(super) fn ty_by_reference(&self, ty: &CType, reference: Option<&Reference>) -> Type {
        let stated = |reference: &Reference| {
            let width = scalar(integer_behind(self.facts, ty)?);
            match reference {
                Reference::Nature(
                    nature @ (Nature::Gfn | Nature::Mfn | Nature::Pfn | Nature::GuestAddress),
                ) if width == Scalar::Unsigned(64) => Some(Type::Frame(*nature)),
                _ => {
                    let path = self.family_of_width(reference.family()?, width)?;
                    Some(Type::Item(path.clone()))
                }
            }
        };
        reference.and_then(stated).unwrap_or_else(|| self.ty(ty))
    }

    /// The family's type, where its width is the one asked for. An op family is closed: no
    /// memory that Xen writes may hold it.
    pub(super) fn family_of_width(&self, name: &str, width: Scalar) -> Option<&ItemPath> {
        let (path, repr) = match self.interface.families.get(name) {
            Some(family) if matches!(family.role, Role::Operations | Role::Errors) => return None,
            Some(_) => (&self.names.families[name], self.family_repr(name)),
            None => (self.names.enums.get(name)?, self.enum_repr(name)?),
        };
        (repr == width).then_some(path)
    }

    /// How a value of a type becomes a word.
    pub(super) fn conversion(&self, ty: &Type) -> Conversion {
        match ty {
            Type::Frame(_) => Conversion::Newtype,
            Type::Handle(_) | Type::Handle64(_) => Conversion::Handle,
            Type::Item(path) => {
                let path = self.lookup.item(path);
                match self.lookup.kinds.get(path) {
                    Some(ItemKind::Family(Role::Operations)) => Conversion::Operation,
                    Some(ItemKind::Family(Role::Flags)) => Conversion::Flags,
                    Some(ItemKind::Family(_) | ItemKind::Enum) => Conversion::Newtype,
                    _ if self.lookup.natures.contains_key(path) => Conversion::Newtype,
                    Some(ItemKind::Record) | None => Conversion::Scalar,
                }
            }
            _ => Conversion::Scalar,
        }
    }
}
