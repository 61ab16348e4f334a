//! Tagged unions in Rust's terms.

use super::Conversion;
use super::types::Type;

/// What a tagged union holds, read by its tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    /// The record that holds tag and union.
    pub record: Type,
    /// The member that is the union.
    pub field: String,
    /// The union's type.
    pub union: Type,
    /// The member that is the tag.
    pub tag: String,
    /// The tag's type.
    pub tag_ty: Type,
    /// How it becomes that number.
    pub tag_form: Conversion,
    /// The union's members that a tag selects.
    pub cases: Vec<Case>,
}

/// The names of the record's functions that read and write tag and union together.
pub fn functions(field: &str) -> [String; 2] {
    let reader = match field.trim_end_matches('_') {
        "u" => "variant".to_owned(),
        field => format!("{field}_variant"),
    };
    let writer = format!("set_{reader}");
    [reader, writer]
}

/// A member of a tagged union.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The variant's name.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The member's name.
    pub member: String,
    /// Its type.
    pub ty: Type,
    /// The tags that select it: C name and value.
    pub tags: Vec<(String, i128)>,
}
