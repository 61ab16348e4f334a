//! What a type says of itself.

use clang_sys as c;

use super::{Cursor, Question, Type, text};

impl<'u> Type<'u> {
    /// One that this one leads to.
    fn to(self, question: impl FnOnce(&c::Functions) -> Question<c::CXType, c::CXType>) -> Self {
        Self {
            raw: self.ask(question),
            functions: self.functions,
        }
    }

    pub(in crate::source) fn kind(self) -> c::CXTypeKind {
        self.raw.kind
    }

    /// Tells it from other types of its unit.
    pub(in crate::source) fn identity(self) -> usize {
        self.raw.data[0] as usize
    }

    pub(in crate::source) fn spelling(self) -> String {
        text(self.functions, self.ask(|of| of.clang_getTypeSpelling))
    }

    pub(in crate::source) fn canonical(self) -> Self {
        self.to(|of| of.clang_getCanonicalType)
    }

    pub(in crate::source) fn pointee(self) -> Self {
        self.to(|of| of.clang_getPointeeType)
    }

    pub(in crate::source) fn element(self) -> Self {
        self.to(|of| of.clang_getArrayElementType)
    }

    pub(in crate::source) fn length(self) -> Option<u64> {
        u64::try_from(self.ask(|of| of.clang_getArraySize)).ok()
    }

    /// What stands behind `struct TAG` or a qualified name.
    pub(in crate::source) fn named(self) -> Self {
        self.to(|of| of.clang_Type_getNamedType)
    }

    pub(in crate::source) fn result(self) -> Self {
        self.to(|of| of.clang_getResultType)
    }

    pub(in crate::source) fn declaration(self) -> Option<Cursor<'u>> {
        let cursor = Cursor::some(self.ask(|of| of.clang_getTypeDeclaration), self.functions)?;
        (cursor.kind() != c::CXCursor_NoDeclFound).then_some(cursor)
    }

    pub(in crate::source) fn is_const(self) -> bool {
        self.ask(|of| of.clang_isConstQualifiedType) != 0
    }

    pub(in crate::source) fn is_volatile(self) -> bool {
        self.ask(|of| of.clang_isVolatileQualifiedType) != 0
    }

    /// In bytes; `None` for an incomplete or a function type.
    pub(in crate::source) fn size(self) -> Option<u64> {
        u64::try_from(self.ask(|of| of.clang_Type_getSizeOf)).ok()
    }

    /// In bytes; `None` for an incomplete or a function type.
    pub(in crate::source) fn align(self) -> Option<u64> {
        u64::try_from(self.ask(|of| of.clang_Type_getAlignOf)).ok()
    }
}
