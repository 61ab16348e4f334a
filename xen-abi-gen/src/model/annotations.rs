//! What a header's comments say, parsed: independent of any target, with positions, conditionals not yet resolved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::location::{HeaderPath, Location};
use super::prose::Prose;

/// Everything that the comments of one header say.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderAnnotations {
    /// The header.
    pub header: HeaderPath,
    /// `incontents` lines, in order.
    pub contents: Vec<ContentsEntry>,
    /// Families of constants, in order.
    pub families: Vec<Family>,
    /// Signatures of hypercalls, in order.
    pub signatures: Vec<Signature>,
    /// Blocks of `argN:` lines, in order.
    pub argument_blocks: Vec<ArgumentBlock>,
    /// `=> TYPE` on the line of an op's own `#define`.
    pub op_targets: Vec<OpTarget>,
    /// ``` ` distinct``` on the line of a typedef, by that line.
    pub distinct: BTreeMap<u32, Distinct>,
    /// What a comment says of an op by starting with its name (`EVTCHNOP_close: …`), or by standing directly above its `#define`, where that
    /// is a member of a family or the comment has `argN:` lines or an op's blocks; in order.
    pub op_docs: Vec<OpDoc>,
    /// Direction that a section comment (`/* OUT parameters */`) gives to the fields below it, by the comment's line. It holds until the
    /// next one or the end of the record.
    pub sections: BTreeMap<u32, Direction>,
    /// The comment that belongs to a declaration or `#define`, by the line it documents: the one that ends on the line above it, or the
    /// one that trails it. Where both exist, the trailing one's note wins and the texts are joined.
    pub notes: BTreeMap<u32, Note>,
    /// What the comments and the order of the lines say of operations' arguments without annotations.
    pub prose: Prose,
}

/// A table-of-contents line: `` `incontents 150 evtchn Event Channels``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentsEntry {
    /// The sort key.
    pub sequence: u32,
    /// The anchor.
    pub anchor: String,
    /// The title.
    pub title: String,
    /// The rest of the comment it stands in: documentation of the header.
    pub text: Doc,
    /// Where it stands.
    pub location: Location,
}

/// A family of constants: an annotated `enum` or `flags`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its name (`event_channel_op`).
    pub name: String,
    /// One value of several, or bits.
    pub kind: FamilyKind,
    /// What its members' names start with, where it says so.
    pub prefix: Option<String>,
    /// What its members map to.
    pub mapping: Mapping,
    /// Its members, in order; those in dead branches of conditionals too.
    pub members: Vec<Member>,
    /// `[ free text ]` of the one-line form (``enum neg_errnoval { [ … ] }``).
    pub free_text: Option<String>,
    /// Its documentation: the rest of the comment that opens it; where there is none, the comment that ends on the line above.
    pub text: Doc,
    /// Where it is opened.
    pub location: Location,
    /// Where it ends; `None` where the file ends first.
    pub end_line: Option<u32>,
}

/// One value of several, or bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FamilyKind {
    /// `enum`.
    Enum,
    /// `flags`: every member is a set of bits.
    Flags,
}

/// What the members of a family map to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapping {
    /// Nothing.
    None,
    /// `=> struct PREFIX*`.
    Struct(String),
    /// `=> union PREFIX*`: more than upstream's own tool understands.
    Union(String),
    /// `=> PREFIX*()`: a function.
    Function(String),
}

/// A member of a family: a `#define`, or a line of an X-macro such as `XEN_ERRNO(EPERM, 1)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The constant's name; of an X-macro's line, its first argument.
    pub name: String,
    /// The macro, where it is an X-macro's line.
    pub x_macro: Option<String>,
    /// The text of its value.
    pub value: String,
    /// Where its name stands.
    pub location: Location,
}

/// A hypercall's annotated prototype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The function's name with its prefix (`HYPERVISOR_event_channel_op`).
    pub name: String,
    /// What it returns.
    pub returns: TypeText,
    /// Where that stands.
    pub returns_location: Location,
    /// Its parameters, in order.
    pub params: Vec<Param>,
    /// Whether it ends in `...`.
    pub variadic: bool,
    /// `@name` lines that follow it.
    pub descriptions: Vec<Description>,
    /// The kinds of guest on its `guests` line.
    pub guests: Option<Vec<Guest>>,
    /// Its `ops` line.
    pub ops: Option<OpsLine>,
    /// `Errors:` of the hypercall itself: each error's name and when it is returned.
    pub errors: Vec<(String, String)>,
    /// `Safety:`: what the caller must guarantee.
    pub safety: Option<String>,
    /// `Returns:`, where the type does not say what the result means.
    pub result: Option<ReturnsLine>,
    /// The rest of the comment.
    pub text: Doc,
    /// Where its name stands.
    pub location: Location,
}

/// `ops enum F in struct R at PARAM`: the operations of a hypercall, where a record names them and no parameter does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpsLine {
    /// The family.
    pub family: String,
    /// The record: `struct xen_dm_op`.
    pub record: String,
    /// The parameter that leads to it.
    pub param: String,
    /// What it leads to.
    pub holds: Holds,
    /// Where the line stands.
    pub location: Location,
}

/// What leads to a record that names an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The address of the record.
    Record,
    /// The address of an array of such records, each an operation of its own.
    Records,
    /// The address of an array of buffers, the first of which is the record.
    Buffers,
}

/// A type as an annotation spells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeText {
    /// The type without qualifiers, stars and brackets: `unsigned int`, `struct mmu_update`, `enum sched_op`, `xen_pfn_t`.
    pub base: String,
    /// Whether the base is `const`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub constant: bool,
    /// How many stars follow.
    pub pointers: u8,
    /// Whether brackets follow the name.
    pub array: ArrayText,
}

/// The brackets of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArrayText {
    /// None.
    No,
    /// `[]`.
    Unsized,
    /// `[count]`: the parameter that holds the length.
    Counted(String),
}

/// A parameter of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name; `None` where the prototype leaves it out.
    pub name: Option<String>,
    /// Its type.
    pub ty: TypeText,
    /// Where it stands.
    pub location: Location,
}

/// A line such as `@cmd == EVTCHNOP_* (text)`, `@va: text`, `@reqs is an array of …`, `@va IN: text; => vaddr`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The parameter, without bit ranges.
    pub name: String,
    /// Whether `==` follows: then the text constrains the value or names the type.
    pub equals: bool,
    /// Which way the parameter travels, where the line says so.
    pub direction: Option<Direction>,
    /// What its values are, where the line says so.
    pub reference: Option<Reference>,
    /// The text without these, continuation lines joined.
    pub text: String,
    /// Where it stands.
    pub location: Location,
}

/// The `argN:` lines of one op.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentBlock {
    /// The op's constant: the first line of the comment.
    pub constant: String,
    /// The arguments in order of their numbers.
    pub arguments: Vec<Argument>,
    /// Where the block's first line stands.
    pub location: Location,
}

/// One `argN:` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// N, from 1.
    pub number: u8,
    /// What it says.
    pub form: ArgumentForm,
    /// A name for it, where the line gives one.
    pub name: Option<String>,
    /// `IN`, `OUT`, `IN/OUT`, where the line says so.
    pub direction: Option<Direction>,
    /// What the value means, where the line says so (`=> flags …`).
    pub reference: Option<Reference>,
    /// Where its text stands.
    pub location: Location,
}

/// What an `argN:` line says of its argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentForm {
    /// `XEN_GUEST_HANDLE(T)`.
    Handle {
        /// T.
        ty: String,
        /// `[npages]`: the argument that holds the length.
        count: Option<String>,
        /// `(may be NULL)`.
        nullable: bool,
    },
    /// `NULL`, or a group of them (`arg1 - arg4: all 0/NULL`).
    Null,
    /// `0 (ZERO)`.
    Zero,
    /// A plain value of this type.
    Value {
        /// Its type.
        ty: String,
        /// `(32-bit value)`.
        bits: Option<u8>,
    },
    /// Anything else, in words.
    Prose(String),
}

/// `=> TYPE` on an op's own line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpTarget {
    /// The op's constant.
    pub constant: String,
    /// `None` for `NULL`.
    pub ty: Option<String>,
    /// `=> OUT TYPE`: which way it travels, where the line says so.
    pub direction: Option<Direction>,
    /// `=> TYPE (pv32 pv64), OTHER (hvm32 hvm64)`: the types by kind of guest. Then `ty` is `void`.
    pub by_guest: Vec<(String, Vec<Guest>)>,
    /// Where the type stands.
    pub location: Location,
}

/// ``` ` distinct``` on a typedef's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distinct {
    /// What else it is.
    pub nature: Nature,
    /// Where it stands.
    pub location: Location,
}

/// What an integer carries besides a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Nothing that memory depends on.
    Plain,
    /// A guest frame number.
    Gfn,
    /// A machine frame number.
    Mfn,
    /// A pseudo-physical frame number.
    Pfn,
    /// A machine address.
    MachineAddress,
    /// A guest virtual address.
    VirtualAddress,
    /// A guest physical address.
    GuestAddress,
}

/// What a comment says of one op.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpDoc {
    /// The op's constant.
    pub constant: String,
    /// The prose.
    pub text: Doc,
    /// `Errors:`: each error's name and when it is returned.
    pub errors: Vec<(String, String)>,
    /// `Safety:`: what the caller must guarantee.
    pub safety: Option<String>,
    /// `Returns: TYPE meaning`, or `Returns: 0`.
    pub returns: Option<ReturnsLine>,
    /// Where the type stands.
    pub returns_location: Option<Location>,
    /// `Guests: …`.
    pub guests: Option<Vec<Guest>>,
    /// `Directions:`: what travels another way for this op than its structure or prototype says.
    pub travels: Vec<Travel>,
    /// `Buffer: …`: what it needs besides its argument.
    pub buffer: Option<BufferLine>,
    /// Where it stands.
    pub location: Location,
}

/// A line of `Directions:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Travel {
    /// The member of the op's argument, or the parameter of its hypercall.
    pub name: String,
    /// Which way it travels; `None` if it doesn't.
    pub direction: Option<Direction>,
    /// Whether Xen writes it even where the op fails.
    pub on_failure: bool,
    /// Where it stands.
    pub location: Location,
}

/// `Buffer: DIRECTION TYPE name`: a further buffer, an array of elements of that type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BufferLine {
    /// Which way its content travels.
    pub direction: Direction,
    /// The type of an element.
    pub ty: String,
    /// Its name.
    pub name: String,
    /// Where its type stands.
    pub location: Location,
}

/// `Returns: TYPE meaning`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnsLine {
    /// The type; `None` for `0`: nothing but success.
    pub ty: Option<String>,
    /// What it means.
    pub meaning: String,
}

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the guest to Xen.
    In,
    /// From Xen to the guest.
    Out,
    /// Both.
    #[serde(rename = "inout", alias = "in-out")]
    InOut,
}

/// What a comment says of the declaration on its line.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Note {
    /// Which way the field travels.
    pub direction: Option<Direction>,
    /// What the field's values are.
    pub reference: Option<Reference>,
    /// Where the name stands that this refers to.
    pub reference_location: Option<Location>,
    /// The constants that the comment starts with (`EVTCHNSTAT_pirq: …`): they select this member of a tagged union. Above a record, the
    /// ops that the comment is about.
    pub selectors: Vec<String>,
    /// The text, with everything above taken out of it.
    pub text: Doc,
    /// Where the comment stands.
    pub location: Option<Location>,
}

/// What the values of a field or an argument are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reference {
    /// `=> enum NAME`, `/* enum NAME */`.
    Enum(String),
    /// `=> flags NAME`.
    Flags(String),
    /// `PFX_*`: any constant of that prefix.
    Prefix(String),
    /// `=> gfn`, `=> mfn`, `=> maddr`, `=> vaddr`.
    Nature(Nature),
    /// `=> by FIELD`: the sibling that selects the member of a union.
    SelectedBy(String),
    /// `=> OUT [FIELD]`: a handle that leads to as many elements as that sibling says, and which way these travel.
    Elements {
        /// The sibling.
        count: String,
        /// Which way the elements travel.
        direction: Direction,
    },
}

/// A kind of guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Guest {
    /// Paravirtualised, 32-bit.
    Pv32,
    /// Paravirtualised, 64-bit.
    Pv64,
    /// Hardware-virtualised x86, 32-bit.
    Hvm32,
    /// Hardware-virtualised x86, 64-bit.
    Hvm64,
    /// Arm.
    Arm,
}

/// Prose from a comment: paragraphs, without the comment's frame.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Doc {
    /// Its lines, outer blanks and leading stars removed; an empty one ends a paragraph.
    pub lines: Vec<String>,
}

impl Guest {
    /// Its name in annotations, documentation and the dump.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pv32 => "pv32",
            Self::Pv64 => "pv64",
            Self::Hvm32 => "hvm32",
            Self::Hvm64 => "hvm64",
            Self::Arm => "arm",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pv32, Self::Pv64, Self::Hvm32, Self::Hvm64, Self::Arm].into_iter().find(|guest| guest.name() == name)
    }
}

impl Direction {
    /// Its name in the dump.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::InOut => "inout",
        }
    }
}

impl std::fmt::Display for TypeText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let constant = if self.constant { "const " } else { "" };
        write!(f, "{constant}{}", self.base)?;
        if self.pointers > 0 {
            write!(f, " {}", "*".repeat(self.pointers.into()))?;
        }
        match &self.array {
            ArrayText::No => Ok(()),
            ArrayText::Unsized => f.write_str("[]"),
            ArrayText::Counted(count) => write!(f, "[{count}]"),
        }
    }
}
