//! What a type says of itself.

use std::marker::PhantomData;

use clang_sys as c;

use super::{Cursor, Type, text};

impl<'u> Type<'u> {
    pub(super) fn of(raw: c::CXType) -> Self {
        Self { raw, unit: PhantomData }
    }

    pub(in crate::source) fn kind(self) -> c::CXTypeKind {
        self.raw.kind
    }

    /// Tells it from other types of its unit.
    pub(in crate::source) fn identity(self) -> usize {
        self.raw.data[0] as usize
    }

    pub(in crate::source) fn spelling(self) -> String {
        text(self.ask(c::clang_getTypeSpelling))
    }

    pub(in crate::source) fn canonical(self) -> Self {
        Self::of(self.ask(c::clang_getCanonicalType))
    }

    pub(in crate::source) fn pointee(self) -> Self {
        Self::of(self.ask(c::clang_getPointeeType))
    }

    pub(in crate::source) fn element(self) -> Self {
        Self::of(self.ask(c::clang_getArrayElementType))
    }

    pub(in crate::source) fn length(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_getArraySize)).ok()
    }

    /// What stands behind `struct TAG` or a qualified name.
    pub(in crate::source) fn named(self) -> Self {
        Self::of(self.ask(c::clang_Type_getNamedType))
    }

    pub(in crate::source) fn result(self) -> Self {
        Self::of(self.ask(c::clang_getResultType))
    }

    pub(in crate::source) fn declaration(self) -> Option<Cursor<'u>> {
        let cursor = Cursor::of(self.ask(c::clang_getTypeDeclaration))?;
        (cursor.kind() != c::CXCursor_NoDeclFound).then_some(cursor)
    }

    pub(in crate::source) fn is_const(self) -> bool {
        self.ask(c::clang_isConstQualifiedType) != 0
    }

    pub(in crate::source) fn is_volatile(self) -> bool {
        self.ask(c::clang_isVolatileQualifiedType) != 0
    }

    /// In bytes; `None` for an incomplete or a function type.
    pub(in crate::source) fn size(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_Type_getSizeOf)).ok()
    }

    /// In bytes; `None` for an incomplete or a function type.
    pub(in crate::source) fn align(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_Type_getAlignOf)).ok()
    }
}
