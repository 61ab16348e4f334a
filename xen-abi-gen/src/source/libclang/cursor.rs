//! The declarations and directives of a unit: which there are, where they stand, what they say of themselves.

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use clang_sys as c;

use super::{Cursor, Type, Unit, text};
use crate::source::position::{Position, Seat};

/// More than stands at the top level of a release's headers. Room costs nothing until it is used, making more of it a copy.
const TOP_LEVEL: usize = 1 << 13;

impl Unit<'_> {
    /// Everything of some kinds at the top level, directives and definitions of macros among it.
    pub(in crate::source) fn children(&self, wanted: fn(c::CXCursorKind) -> bool) -> impl Iterator<Item = Cursor<'_>> {
        let top = self.top.get_or_init(|| {
            let wanted = |kind| kind != c::CXCursor_MacroExpansion && kind != c::CXCursor_UnexposedDecl;
            let found = self.root().gather(wanted, Vec::with_capacity(TOP_LEVEL));
            found.into_iter().map(|cursor| cursor.raw).collect()
        });
        top.iter().filter(move |raw| wanted(raw.kind)).map(|&raw| Cursor { raw, unit: PhantomData })
    }

    /// Where a cursor's name stands.
    pub(in crate::source) fn place(&self, cursor: Cursor<'_>) -> Position {
        self.position(cursor.ask(c::clang_getCursorLocation))
    }

    /// What an `#include` names.
    pub(in crate::source) fn included(&self, directive: Cursor<'_>) -> Seat {
        self.seat(directive.ask(c::clang_getIncludedFile))
    }
}

impl Hash for Cursor<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.ask(c::clang_hashCursor));
    }
}

impl<'u> Cursor<'u> {
    pub(super) fn of(raw: c::CXCursor) -> Option<Self> {
        let cursor = Self { raw, unit: PhantomData };
        (cursor.ask(c::clang_Cursor_isNull) == 0).then_some(cursor)
    }

    pub(in crate::source) fn kind(self) -> c::CXCursorKind {
        self.raw.kind
    }

    pub(in crate::source) fn spelling(self) -> String {
        text(self.ask(c::clang_getCursorSpelling))
    }

    pub(in crate::source) fn is_definition(self) -> bool {
        self.ask(c::clang_isCursorDefinition) != 0
    }

    /// The definition of what is declared here, where there is one.
    pub(in crate::source) fn definition(self) -> Option<Self> {
        Self::of(self.ask(c::clang_getCursorDefinition))
    }

    pub(in crate::source) fn ty(self) -> Type<'u> {
        Type::of(self.ask(c::clang_getCursorType))
    }

    /// What a typedef names.
    pub(in crate::source) fn underlying(self) -> Type<'u> {
        Type::of(self.ask(c::clang_getTypedefDeclUnderlyingType))
    }

    /// The integer type of an enum.
    pub(in crate::source) fn enum_type(self) -> Type<'u> {
        Type::of(self.ask(c::clang_getEnumDeclIntegerType))
    }

    /// The value of an enumerator, with the sign of its enum's type.
    pub(in crate::source) fn enumerator(self, signed: bool) -> i128 {
        if signed {
            self.ask(c::clang_getEnumConstantDeclValue).into()
        } else {
            self.ask(c::clang_getEnumConstantDeclUnsignedValue).into()
        }
    }

    /// A field's distance from the start of its record.
    pub(in crate::source) fn offset_bits(self) -> Option<u64> {
        u64::try_from(self.ask(c::clang_Cursor_getOffsetOfField)).ok()
    }

    /// A bit-field's width.
    pub(in crate::source) fn bit_width(self) -> Option<u64> {
        if self.ask(c::clang_Cursor_isBitField) == 0 {
            return None;
        }
        u64::try_from(self.ask(c::clang_getFieldDeclBitWidth)).ok()
    }
}
