//! A change: what it is about, what both sides state, and in which way they differ.

use std::num::NonZeroU32;

use serde::Serialize;

use crate::model::facts::RecordKind;

/// A difference between two ABIs of one target.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// What sort of thing it is about.
    pub kind: Kind,
    /// In which way the sides differ.
    pub difference: Difference,
    /// What the old side states; `None` where it has no such thing.
    pub old: Option<Declaration>,
    /// What the new side states; `None` where it has no such thing.
    pub new: Option<Declaration>,
}

/// What sort of thing a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A header as a whole, with everything that it states.
    Header,
    /// A hypercall.
    Hypercall,
    /// An operation of a hypercall.
    Op,
    /// An integer constant.
    Constant,
    /// A member of a C enum.
    Enumerator,
    /// A C enum.
    Enum,
    /// A string.
    String,
    /// A struct or a union.
    Record,
    /// A member of one.
    Field,
    /// A typedef.
    Typedef,
    /// A guest handle's type, which stands for a pointer to another type.
    Handle,
    /// An annotated family of constants.
    Family,
    /// A macro that stands for no value.
    Macro,
}

impl Kind {
    /// What a thing of this kind is part of, or else the kind itself.
    #[must_use]
    pub const fn whole(self) -> Self {
        match self {
            Self::Field => Self::Record,
            Self::Enumerator => Self::Enum,
            whole => whole,
        }
    }
}

/// What one side states; the order of these members is that of the report as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Declaration {
    /// Its name.
    pub name: String,
    /// What it is part of: a member's record, an operation's hypercall, an enumerator's enum.
    pub owner: Option<String>,
    /// The header.
    pub header: String,
    /// The line, where it is known.
    pub line: Option<NonZeroU32>,
    /// What there is to compare.
    #[serde(flatten)]
    pub fact: Fact,
}

/// What there is to compare, by kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// Of a header: how much it states.
    Holds {
        /// How many constants.
        constants: usize,
        /// How many records.
        records: usize,
        /// How many declarations of other kinds.
        others: usize,
    },
    /// Of a constant.
    Integer {
        /// Its value.
        value: i128,
        /// Its sign and width.
        r#type: String,
    },
    /// Of an enumerator.
    Value {
        /// Its value.
        value: i128,
    },
    /// Of a string.
    Text {
        /// What it says.
        value: String,
    },
    /// Of a record.
    Record {
        /// Struct or union.
        kind: RecordKind,
        /// In bytes.
        size: u64,
        /// In bytes.
        align: u64,
    },
    /// Of a member.
    Field {
        /// From the start of the record.
        offset_bits: u64,
        /// Its width; 0 for a flexible array.
        size_bits: u64,
        /// Its type.
        r#type: String,
    },
    /// Of a typedef.
    Typedef {
        /// What it names.
        r#type: String,
        /// In bytes.
        size: u64,
        /// In bytes.
        align: u64,
    },
    /// Of a hypercall.
    Hypercall {
        /// Its number.
        number: Option<u32>,
        /// What it returns.
        returns: String,
        /// Its parameters.
        params: Vec<String>,
    },
    /// Of an operation.
    Op {
        /// Its number.
        value: i128,
        /// Its arguments.
        args: Vec<String>,
        /// What it returns, where that is not the hypercall's.
        returns: Option<String>,
    },
    /// What annotations say, or why a macro has no value.
    Said {
        /// In words.
        said: String,
    },
    /// Nothing besides that it exists.
    Exists {},
}

/// In which way the sides differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Only the new side has it. Of a member: what stood in its place.
    Added(Occupant),
    /// Only the old side has it. Of a member: what stands in its place.
    Removed(Occupant),
    /// It has another name.
    Renamed {
        /// Whether one name suggests the other.
        similar: bool,
    },
    /// It stands in another header.
    Rehoused,
    /// Another value, or another text.
    Value,
    /// Another type.
    Type(TypeChange),
    /// Another size.
    Size,
    /// Another size, because its last array has a length on one side only.
    OpenEnd,
    /// Another alignment.
    Alignment,
    /// A struct on one side, a union on the other.
    Shape,
    /// Another place in its record.
    Offset,
    /// A member that only fills space looks different, or is there on one side only.
    Padding,
    /// Another number.
    Number,
    /// The number belongs to another operation.
    Reused,
    /// Another result.
    Returns,
    /// Other parameters or arguments.
    Arguments,
    /// One side's annotations say more; C says the same.
    Annotation,
    /// Both sides have annotations, which say something else; the layout is the same.
    Words,
}

/// What a member's place holds on the side that does not have the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occupant {
    /// It is no member, or the side has no such record.
    Other,
    /// A member whose name says that it only fills space.
    Padding,
    /// Bytes that no member covers.
    Hole,
    /// Nothing: the record ends before.
    End,
    /// The other members of a union.
    Union,
    /// Another member.
    Occupied,
}

/// How two types differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeChange {
    /// They are spelled differently and come down to the same.
    Spelling,
    /// One has a sign.
    Sign,
    /// They have the same size, and mean something else.
    Meaning,
    /// They have different sizes.
    Width,
    /// They are the same, and what they hold has different sizes.
    Within,
    /// An array that has a length on one side only.
    OpenEnd,
}

impl Change {
    /// What the sides state: the old one, then the new one.
    pub fn sides(&self) -> impl Iterator<Item = &Declaration> {
        self.old.iter().chain(&self.new)
    }

    /// What it is called: on the new side, if it is there.
    pub fn stated(&self) -> Option<&Declaration> {
        self.new.as_ref().or(self.old.as_ref())
    }

    /// The header it is told under: the new side's, if it is there.
    pub fn header(&self) -> &str {
        self.stated().map_or("", |stated| &stated.header)
    }

    /// The key of the record that it is about, or whose member.
    pub fn record(&self) -> Option<&str> {
        let stated = self.stated()?;
        match self.kind {
            Kind::Record => Some(&stated.name),
            Kind::Field => stated.owner.as_deref(),
            _ => None,
        }
    }

    /// The change without its position, to find what targets have in common.
    #[must_use]
    pub fn without_lines(&self) -> Self {
        let mut change = self.clone();
        for stated in change.old.iter_mut().chain(&mut change.new) {
            stated.line = None;
        }
        change
    }
}
