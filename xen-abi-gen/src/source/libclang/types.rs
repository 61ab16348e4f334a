//! Types and their properties.

use std::marker::PhantomData;

use clang_sys as c;

use super::{Cursor, text};

/// A type of a unit.
#[derive(Clone, Copy)]
pub(crate) struct Type<'u> {
    raw: c::CXType,
    unit: PhantomData<&'u ()>,
}

extern "C" fn note_field(cursor: c::CXCursor, data: c::CXClientData) -> c::CXVisitorResult {
    // SAFETY: `data` is the pointer that `fields` passed.
    unsafe { (*data.cast::<Vec<c::CXCursor>>()).push(cursor) };
    c::CXVisit_Continue
}

impl<'u> Type<'u> {
    /// One of a unit that lives at least as long as the type.
    pub(super) fn new(raw: c::CXType) -> Self {
        let unit = PhantomData;
        Self { raw, unit }
    }

    /// Calls a function of libclang that takes a type.
    fn ask<R>(self, question: unsafe fn(c::CXType) -> R) -> R {
        // SAFETY: queries on a type alone are read-only, and its unit is alive.
        unsafe { question(self.raw) }
    }

    /// One that this one leads to.
    fn to(self, question: unsafe fn(c::CXType) -> c::CXType) -> Self {
        Self::new(self.ask(question))
    }

    pub(crate) fn kind(self) -> c::CXTypeKind {
        self.raw.kind
    }

    /// The same for equal types of a unit, and for no others.
    pub(crate) fn identity(self) -> usize {
        self.raw.data[0] as usize
    }

    pub(crate) fn spelling(self) -> String {
        text(self.ask(c::clang_getTypeSpelling))
    }

    pub(crate) fn canonical(self) -> Self {
        self.to(c::clang_getCanonicalType)
    }

    pub(crate) fn pointee(self) -> Self {
        self.to(c::clang_getPointeeType)
    }

    pub(crate) fn element(self) -> Self {
        self.to(c::clang_getArrayElementType)
    }

    pub(crate) fn length(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_getArraySize)).ok()
    }

    /// The type that `struct TAG` or a qualified name refers to.
    pub(crate) fn named(self) -> Self {
        self.to(c::clang_Type_getNamedType)
    }

    pub(crate) fn result(self) -> Self {
        self.to(c::clang_getResultType)
    }

    pub(crate) fn parameters(self) -> Vec<Self> {
        let count = u32::try_from(self.ask(c::clang_getNumArgTypes)).unwrap_or(0);
        let parameter = |number| {
            // SAFETY: the type's unit is alive, and each index is below the count.
            Self::new(unsafe { c::clang_getArgType(self.raw, number) })
        };
        (0..count).map(parameter).collect()
    }

    /// The fields of a record, anonymous ones included, in order.
    pub(crate) fn fields(self) -> Vec<Cursor<'u>> {
        let mut found = Vec::new();
        // SAFETY: the type's unit is alive; `note_field` gets back the pointer to `found`, which
        // lives until the call returns.
        unsafe { c::clang_Type_visitFields(self.raw, note_field, (&raw mut found).cast()) };
        found.into_iter().map(Cursor::new).collect()
    }

    pub(crate) fn declaration(self) -> Option<Cursor<'u>> {
        Cursor::some(self.ask(c::clang_getTypeDeclaration))
            .filter(|cursor| cursor.kind() != c::CXCursor_NoDeclFound)
    }

    pub(crate) fn is_const(self) -> bool {
        self.ask(c::clang_isConstQualifiedType) != 0
    }

    pub(crate) fn is_volatile(self) -> bool {
        self.ask(c::clang_isVolatileQualifiedType) != 0
    }

    /// In bytes; `None` for an incomplete or a function type.
    pub(crate) fn size(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_Type_getSizeOf)).ok()
    }

    /// In bytes; `None` for an incomplete or a function type.
    pub(crate) fn align(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_Type_getAlignOf)).ok()
    }
}
