//! One target's ABI as a document: `dump` writes it as JSON, `diff` compares it.

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::abi::Provenance;
use super::annotations::{Direction, Guest};
use super::facts::RecordKind;
use super::release::Release;
use super::target::Target;
use crate::model::hash::{HashSet, IndexMap};

/// The version of the form. What was added to it since has a default, so that older dumps can still
/// be read.
pub const FORMAT: u32 = 1;

/// One target's ABI. The README describes each part; the order of these members is that of the
/// JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The version of the form.
    #[serde(deserialize_with = "known_format")]
    pub format: u32,
    /// The architecture.
    pub target: Target,
    /// The value of `__XEN_INTERFACE_VERSION__`.
    pub interface_version: u32,
    /// Whether `__XEN_TOOLS__` was defined.
    #[serde(default)]
    pub tools: bool,
    /// The release of Xen that the headers were read for, where they state several.
    #[serde(default)]
    pub release: Option<Release>,
    /// The headers that took part.
    pub headers: Vec<String>,
    /// Integer constants.
    #[serde(deserialize_with = "unique")]
    pub constants: IndexMap<String, Constant>,
    /// Strings.
    #[serde(deserialize_with = "unique")]
    pub strings: IndexMap<String, Text>,
    /// Annotated families of constants.
    #[serde(deserialize_with = "unique")]
    pub enums: IndexMap<String, Family>,
    /// Structs and unions.
    #[serde(deserialize_with = "unique")]
    pub records: IndexMap<String, Record>,
    /// Typedefs.
    #[serde(deserialize_with = "unique")]
    pub typedefs: IndexMap<String, Typedef>,
    /// C's own enums.
    #[serde(deserialize_with = "unique_lists")]
    pub c_enums: IndexMap<String, Vec<Enumerator>>,
    /// Where these stand.
    #[serde(default, deserialize_with = "unique")]
    pub c_enum_places: IndexMap<String, Place>,
    /// Hypercalls.
    #[serde(deserialize_with = "unique")]
    pub hypercalls: IndexMap<String, Hypercall>,
    /// What is in none of these.
    pub skipped: Vec<Skipped>,
}

/// An integer constant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constant {
    /// Its value.
    pub value: i128,
    /// Its sign and width (`u32`).
    pub r#type: String,
    /// Its header.
    pub header: String,
    /// Its line.
    pub line: u32,
}

/// A string.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What it says.
    pub value: String,
    /// Its header.
    pub header: String,
    /// Its line.
    pub line: u32,
}

/// An annotated family of constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Its header.
    pub header: String,
    /// Its line.
    pub line: u32,
    /// Its members in order.
    #[serde(deserialize_with = "distinct")]
    pub members: Vec<Member>,
}

/// A member of a family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The constant.
    pub name: String,
    /// Its value.
    pub value: i128,
    /// The type of its one argument.
    pub argument: Option<String>,
}

/// A struct or a union.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "AnyRecord")]
pub struct Record {
    /// Which of both.
    pub kind: RecordKind,
    /// In bytes.
    pub size: u64,
    /// In bytes.
    pub align: u64,
    /// Its header.
    pub header: String,
    /// Its line.
    pub line: u32,
    /// Its members in order.
    pub fields: Vec<Field>,
}

/// A member of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name; empty for an anonymous one.
    pub name: String,
    /// From the start of the record.
    pub offset_bits: u64,
    /// Its width; 0 for a flexible array.
    pub size_bits: u64,
    /// Its type as C spells it.
    pub r#type: String,
    /// The direction, where the headers state it.
    pub direction: Option<Direction>,
    /// What its values are, where the headers say so.
    pub values: Option<String>,
    /// The constants that select it, in a tagged union.
    #[serde(default)]
    pub selectors: Vec<String>,
}

/// A typedef.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typedef {
    /// What it names.
    pub r#type: String,
    /// In bytes.
    pub size: u64,
    /// In bytes.
    pub align: u64,
    /// Its header.
    #[serde(default)]
    pub header: String,
    /// Its line.
    #[serde(default)]
    pub line: u32,
    /// What it carries, where it is a type of its own.
    pub distinct: Option<String>,
}

/// A member of a C enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enumerator {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: i128,
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its header.
    pub header: String,
    /// Its line.
    pub line: u32,
}

/// A hypercall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hypercall {
    /// Its number, where a header that was read defines it.
    pub number: Option<u32>,
    /// What it returns.
    pub returns: String,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Its operations.
    #[serde(deserialize_with = "distinct")]
    pub ops: Vec<Op>,
    /// The kinds of guest that may call it.
    pub guests: Vec<Guest>,
    /// Its header.
    #[serde(default)]
    pub header: String,
    /// Its line.
    #[serde(default)]
    pub line: u32,
}

/// A parameter of a hypercall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: String,
}

/// An operation of a hypercall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Op {
    /// Its constant.
    pub name: String,
    /// Its value.
    pub value: i128,
    /// Its arguments.
    pub args: Vec<Argument>,
    /// Where that comes from.
    pub source: Provenance,
    /// What it returns, where that is not the hypercall's.
    pub returns: Option<String>,
    /// The kinds of guest that may use it, where they are fewer.
    pub guests: Option<Vec<Guest>>,
    /// What it returns in words, where the headers say so.
    #[serde(default)]
    pub returns_meaning: Option<String>,
    /// Its errors, where the headers list them.
    #[serde(default)]
    pub errors: Vec<Failure>,
    /// The directions of members that differ from those of the record; null for a member that the
    /// operation does not use.
    #[serde(default, deserialize_with = "unique")]
    pub directions: IndexMap<String, Option<Direction>>,
    /// What a caller must guarantee, where the headers say so.
    #[serde(default)]
    pub safety: Option<String>,
    /// Its header.
    #[serde(default)]
    pub header: String,
    /// Its line.
    #[serde(default)]
    pub line: u32,
}

/// An error of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// Its name.
    pub name: String,
    /// When it is returned.
    pub condition: String,
}

/// An argument of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// Its type.
    pub r#type: String,
    /// The direction of the content.
    pub direction: Direction,
    /// A name for it.
    pub name: String,
    /// How it is passed.
    pub form: Form,
    /// Whether there may be none.
    #[serde(default)]
    pub nullable: bool,
    /// The argument that holds how many there are.
    pub count: Option<String>,
    /// Further types that it can be of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The address of one.
    Pointer,
    /// The address of the first of several.
    Array,
    /// Itself.
    Value,
    /// As a member of the union in the record that the hypercall takes.
    Member,
    /// A null pointer.
    Null,
    /// Zero.
    Zero,
}

/// Something that is in no other list, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Its header.
    pub header: String,
    /// Its line.
    pub line: u32,
    /// Why.
    pub reason: String,
}

/// A record as a file may claim it to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnyRecord {
    kind: RecordKind,
    size: u64,
    align: u64,
    header: String,
    line: u32,
    #[serde(deserialize_with = "distinct")]
    fields: Vec<Field>,
}

impl TryFrom<AnyRecord> for Record {
    type Error = String;

    /// A layout that no compiler makes would lead to a wrong comparison, so it is no record.
    fn try_from(any: AnyRecord) -> Result<Self, String> {
        let AnyRecord {
            kind,
            size,
            align,
            header,
            line,
            fields,
        } = any;
        if !align.is_power_of_two() || size % align != 0 {
            return Err(format!(
                "a record of {size} bytes cannot be aligned to {align}"
            ));
        }
        for field in &fields {
            let end = field.offset_bits.checked_add(field.size_bits);
            if end
                .zip(size.checked_mul(8))
                .is_none_or(|(end, whole)| end > whole)
            {
                return Err(format!(
                    "the member `{}` does not fit into a record of {size} bytes",
                    field.name
                ));
            }
        }
        Ok(Self {
            kind,
            size,
            align,
            header,
            line,
            fields,
        })
    }
}

/// No form but the one that this program writes: another would have to be translated, not guessed.
fn known_format<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    let format = u32::deserialize(input)?;
    if format == FORMAT {
        return Ok(format);
    }
    Err(D::Error::custom(format!(
        "the form is version {format}, and this program reads version {FORMAT}"
    )))
}

/// A map whose keys differ: of two entries of one name it would not be clear which one holds.
fn unique<'de, D: Deserializer<'de>, V: Deserialize<'de>>(
    input: D,
) -> Result<IndexMap<String, V>, D::Error> {
    struct Entries<V>(std::marker::PhantomData<V>);
    impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
        type Value = IndexMap<String, V>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut found = IndexMap::default();
            while let Some(key) = entries.next_key::<String>()? {
                if found.contains_key(&key) {
                    return Err(A::Error::custom(format!("`{key}` stands here twice")));
                }
                let value = entries.next_value()?;
                found.insert(key, value);
            }
            Ok(found)
        }
    }
    input.deserialize_map(Entries(std::marker::PhantomData))
}

/// An entry of a list, whose entries have names.
trait Named {
    /// Its name; empty if it has none.
    fn name(&self) -> &str;
}

/// Implements the trait by the member `name`.
macro_rules! named {
    ($($entry:ty),*) => {
        $(impl Named for $entry {
            fn name(&self) -> &str {
                &self.name
            }
        })*
    };
}

named!(Member, Field, Enumerator, Op);

/// A list whose names differ, as those of a map do. Several entries may have none.
fn distinct<'de, D: Deserializer<'de>, V: Named + Deserialize<'de>>(
    input: D,
) -> Result<Vec<V>, D::Error> {
    let list = Vec::<V>::deserialize(input)?;
    check_distinct(&list)?;
    Ok(list)
}

/// A map to such lists.
fn unique_lists<'de, D: Deserializer<'de>, V: Named + Deserialize<'de>>(
    input: D,
) -> Result<IndexMap<String, Vec<V>>, D::Error> {
    let lists: IndexMap<String, Vec<V>> = unique(input)?;
    lists.values().try_for_each(|list| check_distinct(list))?;
    Ok(lists)
}

fn check_distinct<V: Named, E: Error>(list: &[V]) -> Result<(), E> {
    let mut found = HashSet::default();
    let mut names = list.iter().map(Named::name).filter(|name| !name.is_empty());
    match names.find(|name| !found.insert(*name)) {
        Some(name) => Err(E::custom(format!("`{name}` stands here twice"))),
        None => Ok(()),
    }
}
