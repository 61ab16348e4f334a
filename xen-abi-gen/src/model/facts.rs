//! The facts of a header tree on one target, from clang.
//!
//! These are all records, typedefs, enums and constants, with their numbers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::location::{HeaderPath, Location};
use super::release::Release;
use super::target::Target;
use crate::model::hash::IndexMap;

/// The facts of one translation unit that includes every header of a run.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The architecture they hold for.
    pub target: Target,
    /// The value of `__XEN_INTERFACE_VERSION__` they hold for.
    pub interface_version: u32,
    /// The release of Xen they hold for, where the tree states several.
    pub release: Option<Release>,
    /// The headers that were read, sorted by path.
    pub headers: Vec<Header>,
    /// Structs and unions. The key is the tag; the typedef's name where there is no tag; `union
    /// TAG` for a tagged union; `outer.field` for a member's anonymous type, `outer.(anon0)`
    /// where the member has no name either. In source order.
    pub records: IndexMap<String, Record>,
    /// Typedefs, in source order.
    ///
    /// Typedefs of anonymous records, which are keyed by the typedef's name, are included.
    pub typedefs: IndexMap<String, Typedef>,
    /// C enums by tag, or by typedef name where there is no tag, or `(anonN)`; in source order.
    pub enums: IndexMap<String, CEnum>,
    /// Object-like macros that are integer constants at the end of the unit, in order.
    pub constants: IndexMap<String, Constant>,
    /// Object-like macros that are string literals.
    pub strings: IndexMap<String, StringConstant>,
    /// Every `#define` that the preprocessor executed, with redefinitions, in order.
    pub definitions: Vec<Definition>,
    /// What clang saw and the lists above do not hold, each with a reason.
    pub skipped: Vec<Skipped>,
}

impl Facts {
    /// The enumerators of every C enum.
    pub fn enumerators(&self) -> impl Iterator<Item = &Enumerator> {
        self.enums.values().flat_map(|found| &found.members)
    }

    /// The enumerators of enums without any name, which are constants and no more, with their type.
    ///
    /// A macro of the same name counts before.
    pub fn loose_enumerators(&self) -> impl Iterator<Item = (&Enumerator, Integer)> {
        let loose = self.enums.iter().filter(|(key, _)| !is_named(key));
        loose
            .flat_map(|(_, found)| found.members.iter().map(|member| (member, found.ty)))
            .filter(|(member, _)| !self.constants.contains_key(&member.name))
    }
}

/// A header that took part.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its path within its tree.
    pub path: HeaderPath,
    /// Its text, as it stands in the file.
    pub text: std::sync::Arc<str>,
    /// Whether it has something for toolstacks alone, or all that has rests on it.
    pub is_for_toolstacks: bool,
    /// How it came into the run.
    pub origin: Origin,
    /// The headers that it includes itself, by path, in order.
    pub includes: Vec<HeaderPath>,
}

/// How a header came into the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// It stands in the tree that was asked for.
    Tree,
    /// It stands in a folder that was added for includes.
    IncludeFolder,
    /// It was handed over as C to be read first.
    Prelude,
}

/// A struct or a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Struct or union.
    pub kind: RecordKind,
    /// In bytes.
    pub size: u64,
    /// In bytes.
    pub align: u64,
    /// Its tag, where it has one.
    pub tag: Option<String>,
    /// The record that it is a member's type of, where it is declared inside one.
    pub outer: Option<String>,
    /// Its members in order.
    pub fields: Vec<Field>,
    /// Where it is declared: its tag, or the keyword where it has none.
    pub location: Location,
    /// The line of its closing brace.
    pub end_line: u32,
}

impl Record {
    /// The member of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Struct or union.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// A struct.
    Struct,
    /// A union.
    Union,
}

/// A member of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name; empty for an anonymous member.
    pub name: String,
    /// From the start of the record.
    pub offset_bits: u64,
    /// Its width: of a bit-field, its declared width; of a flexible array, 0.
    pub size_bits: u64,
    /// Its type.
    pub ty: CType,
    /// Its type as C spells it, with no path in it.
    pub spelling: String,
    /// Whether it is a bit-field.
    pub bit_field: bool,
    /// Where its name stands.
    pub location: Location,
}

impl Field {
    /// Whether its name says that it exists for the layout alone.
    pub fn is_padding(&self) -> bool {
        let bare = self
            .name
            .trim_matches('_')
            .trim_end_matches(|c: char| c.is_ascii_digit());
        ["pad", "padding", "rsvd", "reserved", "unused"].contains(&bare)
    }
}

/// A type, resolved as far as its parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CType {
    /// `void`.
    Void,
    /// `_Bool`.
    Bool,
    /// An integer.
    Integer(Integer),
    /// A floating-point number of so many bits.
    Float(u16),
    /// A pointer.
    Pointer {
        /// What it points to.
        pointee: Box<CType>,
        /// Whether that is `const`.
        constant: bool,
    },
    /// An array of known length.
    Array {
        /// Its elements' type.
        element: Box<CType>,
        /// How many.
        length: u64,
    },
    /// An array without a length, at the end of a record (`[]`, `[0]`).
    Flexible(Box<CType>),
    /// A record, by its key.
    Record(String),
    /// A C enum, by its key.
    Enum(String),
    /// A typedef, by its name.
    Typedef(String),
    /// A function.
    Function,
}

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Integer {
    /// Whether it has a sign.
    pub signed: bool,
    /// Its width on this target.
    pub bits: u8,
    /// Which of C's types it is, as far as it matters for other targets.
    pub rank: Rank,
}

/// Which of C's integer types something is, as far as it matters for other targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rank {
    /// Plain `char`, whose sign depends on the target.
    PlainChar,
    /// `long`, as wide as a machine word.
    Long,
    /// Any other: the same width on every target.
    Fixed,
}

/// A typedef.
#[derive(Clone, Debug, PartialEq)]
pub struct Typedef {
    /// What it names.
    pub ty: CType,
    /// The same as C spells it.
    pub spelling: String,
    /// In bytes; 0 for an incomplete or a function type.
    pub size: u64,
    /// In bytes; 0 likewise.
    pub align: u64,
    /// Where its name stands.
    pub location: Location,
}

/// Whether an enum has a name, by its key.
pub fn is_named(key: &str) -> bool {
    !key.starts_with('(')
}

/// A C enum.
#[derive(Clone, Debug, PartialEq)]
pub struct CEnum {
    /// Its underlying type.
    pub ty: Integer,
    /// Its enumerators in order.
    pub members: Vec<Enumerator>,
    /// Where it is declared.
    pub location: Location,
}

/// A member of a C enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Enumerator {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: i128,
    /// Where it stands.
    pub location: Location,
}

/// An object-like macro that is an integer constant expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// Its value.
    pub value: i128,
    /// Its C type's sign, width and rank.
    pub ty: Integer,
    /// Where it is defined (the last time, if it is redefined).
    pub location: Location,
}

/// An object-like macro that is a string literal.
#[derive(Clone, Debug, PartialEq)]
pub struct StringConstant {
    /// Its bytes, without the final NUL.
    pub value: Vec<u8>,
    /// Where it is defined.
    pub location: Location,
}

/// A `#define` that the preprocessor carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The macro's name.
    pub name: String,
    /// Where the name stands.
    pub location: Location,
    /// Whether it takes arguments.
    pub function_like: bool,
    /// Its replacement, tokens separated by one blank.
    pub replacement: Arc<str>,
}

/// Something that is not in the model, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Skipped {
    /// Its C name; for a header, its path.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// Why.
    pub reason: String,
}
