//! Structs and unions with their members, and what must hold of their layouts.

use super::types::{ItemPath, Scalar, Type};
use crate::model::annotations::Text;
use crate::model::projection::rings::Stream;
use crate::model::target::Target;

/// A struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// Its members, padding among them.
    pub fields: Vec<Field>,
    /// An alignment that its members alone don't give it.
    pub align: Option<u64>,
    /// The maximum alignment of the members, if it is less than their natural one.
    pub packed: Option<u64>,
    /// Its bit-fields.
    pub bits: Vec<BitField>,
    /// Its members that Rust would place elsewhere: bytes, read and written through functions.
    pub displaced: Vec<Displaced>,
    /// The streams whose indices it holds: what the front end reads, and what it writes.
    pub streams: Option<[Stream; 2]>,
    /// Its members that are unions, each with a tag beside it.
    pub tagged: Vec<String>,
    /// Its members that always have one value.
    pub constants: Vec<ConstantMember>,
}

/// A member that always holds one constant.
#[derive(Clone, Debug, PartialEq)]
pub struct ConstantMember {
    /// Its Rust name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The constant.
    pub constant: ItemPath,
}

/// A member of a struct or a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its Rust name.
    pub name: String,
    /// Its C name; `None` for padding that C leaves unnamed.
    pub c_name: Option<String>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Type,
    /// The text that it holds or leads to.
    pub text: Option<TextMember>,
}

/// A member that is a text.
#[derive(Clone, Debug, PartialEq)]
pub enum TextMember {
    /// An array of characters; whether a program may set it.
    Array {
        /// Whether it goes to Xen.
        is_input: bool,
    },
    /// A handle to a text that goes to Xen.
    Handle {
        /// The member that says how long the text is, and its type.
        size: (String, Type),
        /// How it is passed.
        text: Text,
    },
}

/// The names of the functions by which a member is read and written.
#[derive(Clone, Debug, PartialEq)]
pub struct Accessors {
    /// Reads it.
    pub get: String,
    /// Writes it.
    pub set: String,
    /// Makes a union that holds it.
    pub from: Option<String>,
    /// Reads it in place of `get`, where there is a tag: whatever that says.
    pub untagged: Option<String>,
}

impl Accessors {
    /// Those of a bit-field.
    pub fn of_bits(member: &str) -> Self {
        Self {
            get: member.to_owned(),
            set: format!("set_{}", member.trim_end_matches('_')),
            from: None,
            untagged: None,
        }
    }

    /// Those of a union's member.
    pub fn of_union(member: &str) -> Self {
        let bare = member.trim_end_matches('_');
        Self {
            from: Some(format!("from_{bare}")),
            untagged: Some(format!("{bare}_untagged")),
            ..Self::of_bits(member)
        }
    }

    /// All of them.
    pub fn all(self) -> Vec<String> {
        let further = self.from.into_iter().chain(self.untagged);
        [self.get, self.set].into_iter().chain(further).collect()
    }
}

/// A bit-field, read and written through functions.
#[derive(Clone, Debug, PartialEq)]
pub struct BitField {
    /// Its Rust name.
    pub name: String,
    /// Its C name.
    pub c_name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The field of bytes that holds it.
    pub storage: String,
    /// From the start of that field.
    pub offset_bits: u32,
    /// Its width.
    pub bits: u32,
    /// Its type.
    pub ty: BitType,
    /// The open family that its values are of, which has this type as well.
    pub family: Option<ItemPath>,
}

/// What a bit-field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BitType {
    /// C's `_Bool`.
    Bool,
    /// A number without a sign, as that type.
    Unsigned(Scalar),
    /// A number whose highest bit is its sign, as that type.
    Signed(Scalar),
}

/// A member that is bytes in Rust.
#[derive(Clone, Debug, PartialEq)]
pub struct Displaced {
    /// Its Rust name.
    pub name: String,
    /// Its C name; `None` where C leaves it unnamed.
    pub c_name: Option<String>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The field of bytes that holds it.
    pub storage: String,
    /// Its type.
    pub ty: Type,
}

/// A union.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Its members.
    pub fields: Vec<Field>,
    /// Its members that are bit-fields.
    pub bits: Vec<BitField>,
    /// Its size and alignment in bytes, where its members' types alone don't give it these.
    pub forced: Option<(u64, u64)>,
    /// Whether a record holds it beside its tag.
    pub tagged: bool,
    /// Its members whose types differ between releases: it takes these by their types.
    pub unnamed: Vec<String>,
}

/// What must hold of the records on one target.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetLayout {
    /// The target.
    pub target: Target,
    /// The types, by module and line.
    pub types: Vec<TypeLayout>,
}

/// What must hold of one type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeLayout {
    /// The type.
    pub ty: Type,
    /// In bytes.
    pub size: u64,
    /// In bytes.
    pub align: u64,
    /// Members and their offsets in bytes.
    pub offsets: Vec<(String, u64)>,
    /// The same for each field of the Rust type, in order: also padding and storage.
    pub fields: Vec<(String, u64)>,
}
