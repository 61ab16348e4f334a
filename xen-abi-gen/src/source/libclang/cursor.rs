//! The declarations and directives of a unit: which there are, where they stand, what they say of
//! themselves.

use std::hash::{Hash, Hasher};

use clang_sys as c;

use super::{Cursor, Question, Type, Unit, text};
use crate::source::position::{FileId, Position};

/// More than stands at the top level of a release's headers. Room costs nothing until it is used,
/// making more of it a copy.
const TOP_LEVEL: usize = 1 << 13;

impl Unit<'_> {
    /// Everything of some kinds at the top level, directives and definitions of macros among it.
    pub(in crate::source) fn children(
        &self,
        wanted: fn(c::CXCursorKind) -> bool,
    ) -> impl Iterator<Item = Cursor<'_>> {
        let top = self.top.get_or_init(|| {
            let wanted =
                |kind| kind != c::CXCursor_MacroExpansion && kind != c::CXCursor_UnexposedDecl;
            let found = self.root().gather(wanted, Vec::with_capacity(TOP_LEVEL));
            found.into_iter().map(|cursor| cursor.raw).collect()
        });
        let functions = self.functions();
        top.iter()
            .filter(move |raw| wanted(raw.kind))
            .map(move |&raw| Cursor { raw, functions })
    }

    /// Where a cursor's name stands.
    pub(in crate::source) fn place(&self, cursor: Cursor<'_>) -> Position {
        self.position(cursor.ask(|of| of.clang_getCursorLocation))
    }

    /// What an `#include` names.
    pub(in crate::source) fn included(&self, directive: Cursor<'_>) -> FileId {
        self.file_id(directive.ask(|of| of.clang_getIncludedFile))
    }
}

impl Hash for Cursor<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.ask(|of| of.clang_hashCursor));
    }
}

impl<'u> Cursor<'u> {
    /// One that another leads to, if it does.
    pub(super) fn some(raw: c::CXCursor, functions: &'u c::Functions) -> Option<Self> {
        let cursor = Self { raw, functions };
        (cursor.ask(|of| of.clang_Cursor_isNull) == 0).then_some(cursor)
    }

    fn to_type(
        self,
        question: impl FnOnce(&c::Functions) -> Question<c::CXCursor, c::CXType>,
    ) -> Type<'u> {
        Type {
            raw: self.ask(question),
            functions: self.functions,
        }
    }

    pub(in crate::source) fn kind(self) -> c::CXCursorKind {
        self.raw.kind
    }

    pub(in crate::source) fn spelling(self) -> String {
        text(self.functions, self.ask(|of| of.clang_getCursorSpelling))
    }

    pub(in crate::source) fn is_definition(self) -> bool {
        self.ask(|of| of.clang_isCursorDefinition) != 0
    }

    /// The definition of what is declared here, where there is one.
    pub(in crate::source) fn definition(self) -> Option<Self> {
        Self::some(self.ask(|of| of.clang_getCursorDefinition), self.functions)
    }

    pub(in crate::source) fn ty(self) -> Type<'u> {
        self.to_type(|of| of.clang_getCursorType)
    }

    /// What a typedef names.
    pub(in crate::source) fn underlying(self) -> Type<'u> {
        self.to_type(|of| of.clang_getTypedefDeclUnderlyingType)
    }

    /// The integer type of an enum.
    pub(in crate::source) fn enum_type(self) -> Type<'u> {
        self.to_type(|of| of.clang_getEnumDeclIntegerType)
    }

    /// The value of an enumerator, with the sign of its enum's type.
    pub(in crate::source) fn enumerator(self, signed: bool) -> i128 {
        if signed {
            self.ask(|of| of.clang_getEnumConstantDeclValue).into()
        } else {
            self.ask(|of| of.clang_getEnumConstantDeclUnsignedValue)
                .into()
        }
    }

    /// A field's distance from the start of its record.
    pub(in crate::source) fn offset_bits(self) -> Option<u64> {
        u64::try_from(self.ask(|of| of.clang_Cursor_getOffsetOfField)).ok()
    }

    /// A bit-field's width.
    pub(in crate::source) fn bit_width(self) -> Option<u64> {
        if self.ask(|of| of.clang_Cursor_isBitField) == 0 {
            return None;
        }
        u64::try_from(self.ask(|of| of.clang_getFieldDeclBitWidth)).ok()
    }
}
