//! Cursors: the declarations and directives of a unit, and their properties.

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use clang_sys as c;

use super::{Type, text};

/// A declaration or a directive of a unit.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'u> {
    pub(super) raw: c::CXCursor,
    unit: PhantomData<&'u ()>,
}

impl PartialEq for Cursor<'_> {
    fn eq(&self, other: &Self) -> bool {
        // SAFETY: compares two plain values.
        unsafe { c::clang_equalCursors(self.raw, other.raw) != 0 }
    }
}

impl Eq for Cursor<'_> {}

impl Hash for Cursor<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.ask(c::clang_hashCursor));
    }
}

extern "C" fn note_child(
    cursor: c::CXCursor,
    _: c::CXCursor,
    data: c::CXClientData,
) -> c::CXChildVisitResult {
    // SAFETY: `data` is the pointer that `children` passed.
    unsafe { (*data.cast::<Vec<c::CXCursor>>()).push(cursor) };
    c::CXChildVisit_Continue
}

impl<'u> Cursor<'u> {
    /// One of a unit that lives at least as long as the cursor.
    pub(super) fn new(raw: c::CXCursor) -> Self {
        let unit = PhantomData;
        Self { raw, unit }
    }

    /// One that another leads to, if it does.
    pub(super) fn some(raw: c::CXCursor) -> Option<Self> {
        let cursor = Self::new(raw);
        (cursor.ask(c::clang_Cursor_isNull) == 0).then_some(cursor)
    }

    /// Calls a function of libclang that takes a cursor.
    pub(super) fn ask<R>(self, question: unsafe fn(c::CXCursor) -> R) -> R {
        // SAFETY: queries on a cursor alone are read-only, and its unit is alive.
        unsafe { question(self.raw) }
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        let mut found = Vec::new();
        // SAFETY: the cursor's unit is alive; `note_child` gets back the pointer to `found`, which
        // lives until the call returns.
        unsafe { c::clang_visitChildren(self.raw, note_child, (&raw mut found).cast()) };
        found.into_iter().map(Self::new)
    }

    /// The members of an enum.
    pub(crate) fn enumerators(self) -> impl Iterator<Item = Self> {
        self.children()
            .filter(|child| child.kind() == c::CXCursor_EnumConstantDecl)
    }

    pub(crate) fn kind(self) -> c::CXCursorKind {
        self.raw.kind
    }

    pub(crate) fn spelling(self) -> String {
        text(self.ask(c::clang_getCursorSpelling))
    }

    /// Whether the compiler declares it, and no header.
    pub(crate) fn is_of_compiler(self) -> bool {
        let location = self.ask(c::clang_getCursorLocation);
        // SAFETY: compares two plain values.
        unsafe { c::clang_equalLocations(location, c::clang_getNullLocation()) != 0 }
    }

    pub(crate) fn is_definition(self) -> bool {
        self.ask(c::clang_isCursorDefinition) != 0
    }

    /// The definition of what is declared here, where there is one.
    pub(crate) fn definition(self) -> Option<Self> {
        Self::some(self.ask(c::clang_getCursorDefinition))
    }

    pub(crate) fn ty(self) -> Type<'u> {
        Type::new(self.ask(c::clang_getCursorType))
    }

    /// What a typedef names.
    pub(crate) fn underlying(self) -> Type<'u> {
        Type::new(self.ask(c::clang_getTypedefDeclUnderlyingType))
    }

    /// The integer type of an enum.
    pub(crate) fn enum_type(self) -> Type<'u> {
        Type::new(self.ask(c::clang_getEnumDeclIntegerType))
    }

    /// The value of an enumerator, with the sign of its enum's type.
    pub(crate) fn enumerator(self, signed: bool) -> i128 {
        if signed {
            self.ask(c::clang_getEnumConstantDeclValue).into()
        } else {
            self.ask(c::clang_getEnumConstantDeclUnsignedValue).into()
        }
    }

    /// A field's distance from the start of its record.
    pub(crate) fn offset_bits(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_Cursor_getOffsetOfField)).ok()
    }

    /// A bit-field's width.
    pub(crate) fn bit_width(self) -> Option<u64> {
        if self.ask(c::clang_Cursor_isBitField) == 0 {
            return None;
        }
        u64::try_from(self.ask(c::clang_getFieldDeclBitWidth)).ok()
    }
}
