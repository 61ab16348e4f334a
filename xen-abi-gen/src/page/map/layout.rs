//! What a map draws: a record's members by place and sort.

use crate::diff::names::is_padding;
use crate::model::document::Document;
use crate::model::facts::{self, CType, Facts, RecordKind};

/// How deep records may be declared within each other and still be drawn.
const DEPTH: u32 = 16;

/// A record's layout.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Layout {
    /// Struct or union.
    pub(in crate::page) kind: RecordKind,
    /// In bytes.
    pub(in crate::page) size: u64,
    /// Its members, in the order of their places.
    pub(in crate::page) parts: Vec<Part>,
}

/// A member.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Part {
    /// Its name; empty for an anonymous one.
    pub(in crate::page) name: String,
    /// From the start of the record, in bits.
    pub(in crate::page) offset: u64,
    /// In bits; 0 for a flexible array.
    pub(in crate::page) size: u64,
    /// What it is.
    pub(in crate::page) sort: Sort,
    /// The members of the struct that is declared right here.
    pub(in crate::page) inner: Option<Layout>,
    /// How it differs from another version of the record.
    pub(in crate::page) mark: Mark,
}

/// What a member is, as far as a map shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) enum Sort {
    /// A number, an address, an array of those.
    Plain,
    /// A bit-field.
    Bits,
    /// A struct.
    Struct,
    /// A union.
    Union,
    /// It only fills space.
    Padding,
    /// An array without a length.
    Flexible,
}

impl Sort {
    /// The class of its boxes.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "f",
            Self::Bits => "b",
            Self::Struct => "s",
            Self::Union => "u",
            Self::Padding => "p",
            Self::Flexible => "x",
        }
    }
}

/// How a member differs from another version of its record; of several marks the last one counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::page) enum Mark {
    /// It does not.
    #[default]
    None,
    /// It has another name or type.
    Changed,
    /// It stands elsewhere.
    Moved,
    /// It has another size.
    Resized,
    /// It is there on the new side only.
    Added,
    /// It is there on the old side only.
    Removed,
}

impl Mark {
    /// A sign for those who do not see the colour.
    pub(in crate::page) const fn sign(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Added => "+ ",
            Self::Removed => "\u{2212} ",
            Self::Moved => "\u{2192} ",
            Self::Resized => "\u{2194} ",
            Self::Changed => "~ ",
        }
    }

    /// The class of its boxes.
    pub(in crate::page) const fn class(self) -> Option<&'static str> {
        Some(match self {
            Self::None => return None,
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
            Self::Resized => "resized",
            Self::Changed => "changed",
        })
    }
}

impl Part {
    /// Its name, or what stands for it.
    pub(in crate::page) fn shown_name(&self) -> &str {
        match (self.name.as_str(), self.sort) {
            ("", Sort::Union) => "(union)",
            ("", Sort::Struct) => "(struct)",
            ("", _) => "(unnamed)",
            (name, _) => name,
        }
    }
}

/// The key of the record that is declared as the type of a member; `anonymous` counts the members
/// without a name before it.
fn inner_key(key: &str, name: &str, anonymous: usize) -> String {
    match name {
        "" => format!("{key}.(anon{anonymous})"),
        name => format!("{key}.{name}"),
    }
}

impl Layout {
    /// The layout of a record of one target's facts.
    pub(in crate::page) fn of_facts(facts: &Facts, key: &str, record: &facts::Record) -> Self {
        Self::of_facts_within(facts, key, record, DEPTH)
    }

    fn of_facts_within(facts: &Facts, key: &str, record: &facts::Record, depth: u32) -> Self {
        let mut anonymous = 0;
        let part = |field: &facts::Field| {
            let inner = inner_key(key, &field.name, anonymous);
            anonymous += usize::from(field.name.is_empty());
            let inner = facts.records.get_key_value(&inner).filter(|_| depth > 0);
            let inner = inner.filter(|(_, inner)| inner.kind == RecordKind::Struct);
            Part {
                name: field.name.clone(),
                offset: field.offset_bits,
                size: field.size_bits,
                sort: sort(facts, field),
                inner: inner
                    .map(|(key, found)| Self::of_facts_within(facts, key, found, depth - 1)),
                mark: Mark::None,
            }
        };
        Self {
            kind: record.kind,
            size: record.size,
            parts: record.fields.iter().map(part).collect(),
        }
    }

    /// The layout of a record of a saved document, which knows less of its members' types.
    pub(in crate::page) fn of_document(document: &Document, key: &str) -> Option<Self> {
        Self::of_document_within(document, key, DEPTH)
    }

    fn of_document_within(document: &Document, key: &str, depth: u32) -> Option<Self> {
        let record = document.records.get(key)?;
        let mut anonymous = 0;
        let parts = record.fields.iter().map(|field| {
            let inner = inner_key(key, &field.name, anonymous);
            anonymous += usize::from(field.name.is_empty());
            let kind = document.records.get(&inner).map(|inner| inner.kind);
            let is_struct = kind == Some(RecordKind::Struct) && depth > 0;
            Part {
                name: field.name.clone(),
                offset: field.offset_bits,
                size: field.size_bits,
                sort: match (kind, field) {
                    (_, field) if field.size_bits == 0 && field.r#type.ends_with(']') => {
                        Sort::Flexible
                    }
                    (_, field) if is_padding(&field.name) => Sort::Padding,
                    (Some(RecordKind::Struct), _) => Sort::Struct,
                    (Some(RecordKind::Union), _) => Sort::Union,
                    (None, field) if (field.offset_bits | field.size_bits) % 8 != 0 => Sort::Bits,
                    (None, field) => named_sort(document, &field.r#type),
                },
                inner: is_struct
                    .then(|| Self::of_document_within(document, &inner, depth - 1))
                    .flatten(),
                mark: Mark::None,
            }
        });
        Some(Self {
            kind: record.kind,
            size: record.size,
            parts: parts.collect(),
        })
    }
}

fn sort(facts: &Facts, field: &facts::Field) -> Sort {
    match &field.ty {
        CType::Flexible(_) => Sort::Flexible,
        _ if is_padding(&field.name) => Sort::Padding,
        _ if field.bit_field => Sort::Bits,
        ty => match crate::pipeline::types::record_behind(facts, ty) {
            Some(key) => match facts.records[key].kind {
                RecordKind::Struct => Sort::Struct,
                RecordKind::Union => Sort::Union,
            },
            None => Sort::Plain,
        },
    }
}

/// The sort of a member whose type is a declared record, if it is one.
fn named_sort(document: &Document, spelled: &str) -> Sort {
    let mut name = spelled;
    for _ in 0..DEPTH {
        let tag = name.strip_prefix("const ").unwrap_or(name);
        let record = document
            .records
            .get(tag.strip_prefix("struct ").unwrap_or(tag));
        match (record, document.typedefs.get(tag)) {
            (Some(record), _) if record.kind == RecordKind::Struct => return Sort::Struct,
            (Some(_), _) => return Sort::Union,
            (None, Some(typedef)) => name = &typedef.r#type,
            (None, None) => break,
        }
    }
    Sort::Plain
}
