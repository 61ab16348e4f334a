//! The resolved ABI in C's terms: families of constants, hypercalls and their operations, each with
//! its arguments.

use serde::{Deserialize, Serialize};

use super::annotations::{
    Description, Direction, Doc, FamilyKind, Guest, Holds, Nature, Reference, Refusal, Travel,
    TypeText,
};
use super::facts::Facts;
use super::location::Location;
use crate::model::hash::{HashMap, IndexMap};

/// One target's ABI: the facts, and what the annotations make of them.
#[derive(Clone, Debug)]
pub struct Interface {
    /// What C says.
    pub facts: Facts,
    /// The annotated families by name, in order of their headers and lines.
    pub families: IndexMap<String, Family>,
    /// The annotated hypercalls by name without prefix (`event_channel_op`).
    pub hypercalls: IndexMap<String, Hypercall>,
    /// What is said of the members of records, by the record's key and the member's name.
    pub members: HashMap<(String, String), MemberNote>,
    /// The typedefs that are to be types of their own, and what they carry.
    pub distinct: HashMap<String, Nature>,
}

/// What is said of a member of a record.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MemberNote {
    /// Which way it travels.
    pub direction: Option<Direction>,
    /// What its values are.
    pub reference: Option<Reference>,
    /// The constants that select it, in a tagged union.
    pub selectors: Vec<String>,
    /// Its documentation.
    pub text: Doc,
}

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// The op's own line: `=> TYPE`.
    OwnLine,
    /// `argN:` lines.
    ArgumentBlock,
    /// A table that the person who runs the generator hands over.
    Override,
    /// The comment behind the constant, in words: `/* arg == foo_t */`.
    TrailingComment,
    /// The comment above the constant, in words: `arg == addr of struct foo`.
    Comment,
    /// The member of the union in the record that the hypercall takes which its comment or its name
    /// gives to the op.
    UnionMember,
    /// The record below a comment that starts with the op's name.
    Heading,
    /// The family's mapping (`PFX_* => struct pfx_*`).
    PrefixRule,
    /// The same where no annotation but the table has the mapping.
    CustomaryPrefix,
    /// The record right below the constant.
    Follower,
    /// The hypercall's prototype, which leaves nothing open.
    Prototype,
    /// The annotations of the project's own headers, by C name.
    Borrowed,
    /// The generator's table of what nothing else says.
    Exception,
    /// Nothing says that there is an argument.
    None,
}

impl Provenance {
    /// Its name in the dump.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnLine => "own-line",
            Self::ArgumentBlock => "argument-block",
            Self::Override => "override",
            Self::TrailingComment => "trailing-comment",
            Self::Comment => "comment",
            Self::UnionMember => "union-member",
            Self::Heading => "heading",
            Self::PrefixRule | Self::CustomaryPrefix => "prefix-rule",
            Self::Follower => "follower",
            Self::Prototype => "prototype",
            Self::Borrowed => "borrowed",
            Self::Exception => "exception",
            Self::None => "none",
        }
    }

    /// Whether it is one of upstream's customs, which our own headers do not rest on.
    pub const fn is_custom(self) -> bool {
        matches!(
            self,
            Self::TrailingComment
                | Self::Comment
                | Self::UnionMember
                | Self::Heading
                | Self::CustomaryPrefix
                | Self::Follower
        )
    }
}

/// A family of constants with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// What its values are for.
    pub role: Role,
    /// What its members' names start with: declared, or common to them all.
    pub prefix: String,
    /// Its members in order.
    pub members: Vec<Member>,
    /// Its documentation.
    pub text: Doc,
    /// Where it is opened; of a borrowed one, where its first member stands.
    pub location: Location,
    /// Whether the annotation is borrowed.
    pub borrowed: bool,
}

/// What a family's values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// They name the operations of a hypercall: a guest chooses among them.
    Operations,
    /// Xen may hand back others than these.
    Values,
    /// They are error numbers, returned negated.
    Errors,
    /// They are sets of bits.
    Flags,
}

impl Role {
    /// The role of a family that is no op family.
    pub const fn of(kind: FamilyKind) -> Self {
        match kind {
            FamilyKind::Enum => Self::Values,
            FamilyKind::Flags => Self::Flags,
        }
    }
}

/// A member of a family.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The constant's C name.
    pub name: String,
    /// Its value.
    pub value: i128,
    /// The record or type of its one argument, where the family maps its members to arguments.
    pub argument: Option<String>,
    /// Its documentation.
    pub text: Doc,
    /// Where it stands.
    pub location: Location,
}

/// A hypercall.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypercall {
    /// Its name without prefix.
    pub name: String,
    /// Its number, where the headers that were read define it.
    pub number: Option<u32>,
    /// What it returns.
    pub returns: Returns,
    /// Its parameters.
    pub params: Vec<Param>,
    /// The family that its command comes from, and which parameter that is.
    pub command: Option<Command>,
    /// The family that the command comes from, where that stands in a record that the hypercall
    /// takes and not in a parameter.
    pub carried: Option<String>,
    /// That record, where the prototype's `ops` line says which it is.
    pub place: Option<Place>,
    /// Its operations, where it is multiplexed.
    pub ops: Vec<Op>,
    /// What its parameters beside the command take: the arguments of every operation of which the
    /// prototype says all.
    pub fixed: Vec<OpArgument>,
    /// The kinds of guest that may call it, where that is known.
    pub guests: Option<Vec<Guest>>,
    /// Its documentation.
    pub text: Doc,
    /// Its errors: name and circumstance.
    pub errors: Vec<(String, String)>,
    /// What a caller must guarantee.
    pub safety: Option<String>,
    /// Whether somebody has said so, if only by saying that it is nothing.
    pub vouched: bool,
    /// What the result means, in words.
    pub returns_meaning: String,
    /// What the annotations say of its parameters.
    pub descriptions: Vec<Description>,
    /// Where its prototype stands.
    pub location: Location,
    /// Whether the annotation is borrowed.
    pub borrowed: bool,
}

impl Hypercall {
    /// The family that its operations belong to.
    pub fn family(&self) -> Option<&str> {
        self.command
            .as_ref()
            .map(|command| command.family.as_str())
            .or(self.carried.as_deref())
    }

    /// Whether its operations can be functions: a parameter names them, or a record that is known.
    pub const fn has_functions(&self) -> bool {
        self.command.is_some() || self.place.is_some()
    }

    /// What one of its operations takes.
    pub fn arguments_of<'a>(&'a self, op: &'a Op) -> &'a [OpArgument] {
        if op.provenance == Provenance::Prototype {
            &self.fixed
        } else {
            &op.arguments
        }
    }
}

/// The record that names an operation and holds its argument, and how a hypercall takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The record's key.
    pub record: String,
    /// The index of the parameter that leads to it.
    pub param: usize,
    /// What that parameter is.
    pub holds: Holds,
}

/// Which parameter selects the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The family.
    pub family: String,
    /// The parameter's index.
    pub param: usize,
}

/// A hypercall's parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type as the annotation spells it.
    pub ty: TypeText,
}

/// What a hypercall or an operation returns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Returns {
    /// 0 or a negative error number, in the low 32 bits.
    NegErrno,
    /// A count or a negative error number, in the low 32 bits.
    Int,
    /// A word, or a negative error number as a word.
    Long,
    /// A word that is never an error.
    Word,
    /// Nothing: it does not come back, or what it leaves behind means nothing.
    Nothing,
}

impl Returns {
    /// From the C type of a prototype.
    pub fn from_c(base: &str) -> Option<Self> {
        Some(match base {
            "enum neg_errnoval" => Self::NegErrno,
            "int" => Self::Int,
            "long" => Self::Long,
            "unsigned long" | "xen_ulong_t" => Self::Word,
            "void" => Self::Nothing,
            _ => return None,
        })
    }

    /// The C type.
    pub const fn c_name(&self) -> &'static str {
        match self {
            Self::NegErrno => "enum neg_errnoval",
            Self::Int => "int",
            Self::Long => "long",
            Self::Word => "unsigned long",
            Self::Nothing => "void",
        }
    }
}

/// An operation of a multiplexed hypercall.
#[derive(Clone, Debug, PartialEq)]
pub struct Op {
    /// Its constant.
    pub constant: String,
    /// Its value.
    pub value: i128,
    /// What stands in the place of the hypercall's parameters after the command, in order; empty
    /// where the prototype says all.
    pub arguments: Vec<OpArgument>,
    /// Where that comes from.
    pub provenance: Provenance,
    /// What it returns, where that is not the hypercall's.
    pub returns: Option<Returns>,
    /// What the result means, in words.
    pub returns_meaning: String,
    /// Its documentation.
    pub text: Doc,
    /// Its errors: name and circumstance.
    pub errors: Vec<(String, String)>,
    /// What a caller must guarantee.
    pub safety: Option<String>,
    /// Whether somebody has said so, if only by saying that it is nothing.
    pub vouched: bool,
    /// The kinds of guest that may use it, where they are fewer.
    pub guests: Option<Vec<Guest>>,
    /// What travels another way than its structure or prototype says.
    pub travels: Vec<Travel>,
    /// A further buffer, where its hypercall takes buffers.
    pub buffer: Option<OpArgument>,
    /// Values that its function does not pass on.
    pub refusals: Vec<Refusal>,
    /// The types of its argument by kind of guest, as keys of records, where it differs.
    pub by_guest: Vec<(String, Vec<Guest>)>,
    /// Where its constant stands.
    pub location: Location,
}

/// An argument of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpArgument {
    /// How it is passed.
    pub form: Form,
    /// A name for it.
    pub name: String,
    /// Its C type without stars: of a pointer what it points to, of a record its key in the facts.
    pub ty: String,
    /// Further types, where the kind of guest decides which it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// Which way its content travels.
    pub direction: Direction,
    /// What a value is.
    pub reference: Option<Reference>,
}

impl OpArgument {
    /// One of a single type that refers to nothing.
    pub const fn new(form: Form, name: String, ty: String, direction: Direction) -> Self {
        Self {
            form,
            name,
            ty,
            alternatives: Vec::new(),
            direction,
            reference: None,
        }
    }

    /// Its type, or `void` where the kind of guest decides which it is.
    pub fn certain_type(&self) -> &str {
        if self.alternatives.is_empty() {
            &self.ty
        } else {
            "void"
        }
    }
}

/// How an operation's argument is passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The address of one.
    Pointer {
        /// Whether there may be none.
        nullable: bool,
    },
    /// The address of the first of several; the argument of that name holds how many, if one does.
    Array {
        /// The argument's name.
        count: Option<String>,
    },
    /// Itself.
    Value,
    /// As a member of the union in the record that the hypercall takes; its name leads there from
    /// the record.
    Member,
    /// Nothing: a null pointer.
    Null,
    /// Nothing: zero.
    Zero,
}

impl Form {
    /// Its name in the dump.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pointer { .. } => "pointer",
            Self::Array { .. } => "array",
            Self::Value => "value",
            Self::Member => "member",
            Self::Null => "null",
            Self::Zero => "zero",
        }
    }
}
