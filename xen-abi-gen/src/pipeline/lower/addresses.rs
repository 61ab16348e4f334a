//! What lets a caller reach memory: addresses and frame numbers.

use super::LowerContext;
use crate::model::annotations::Reference;
use crate::model::facts::CType;
use crate::model::handles::is_handle;
use crate::model::projection::Type;

impl<'a> LowerContext<'a> {
    /// Whether a C type is, or holds, an address or a frame number.
    pub(super) fn carries_address(&'a self, ty: &CType) -> bool {
        match ty {
            CType::Pointer { .. } | CType::Flexible(_) | CType::Function => true,
            CType::Record(name) | CType::Typedef(name) if is_handle(name) => true,
            CType::Array { element, .. } => self.carries_address(element),
            CType::Record(key) => self.record(key).is_some_and(|record| {
                record.members().any(|member| {
                    self.carries_address(&member.field.ty)
                        || member.reference().is_some_and(Reference::is_address)
                })
            }),
            CType::Typedef(name) => {
                self.interface
                    .distinct
                    .get(name)
                    .is_some_and(|nature| nature.is_address())
                    || self
                        .facts
                        .typedefs
                        .get(name)
                        .is_some_and(|typedef| self.carries_address(&typedef.ty))
            }
            CType::Void | CType::Bool | CType::Integer(_) | CType::Float(_) | CType::Enum(_) => {
                false
            }
        }
    }

    /// Whether choosing a value of a Rust type lets the caller reach memory.
    pub(super) fn reaches_memory(&self, ty: &Type) -> bool {
        match ty {
            Type::Handle(_)
            | Type::Handle64(_)
            | Type::Frame(_)
            | Type::Pointer { .. }
            | Type::Void => true,
            Type::Item(path) => {
                let declared = self.lookup.declared.get(path);
                declared.is_some_and(|ty| self.carries_address(ty))
            }
            Type::Array(element, _) | Type::Flexible(element) => self.reaches_memory(element),
            Type::Scalar(_) => false,
        }
    }
}
