//! The crate to emit, in Rust's terms.
//!
//! It has modules with items whose names, types and documentation are final.

pub mod cases;
mod functions;
mod memory;
mod methods;
mod records;
mod requests;
pub mod rings;
pub mod toolstack;
mod types;
mod unified;

use std::collections::{BTreeMap, BTreeSet};

pub use functions::{
    Conversion, Function, FunctionParam, Input, InputValue, Local, NumberPath, OneOf, Output,
    ParamKind, RefusedValue, Word, are_statuses,
};
pub use memory::{Choice, Elements, Factor, Memory, Nested, Place};
pub use methods::{Arm, Coverage, Method, Slice, TextInput, TextPlace};
pub use records::{
    Accessors, BitField, BitType, ConstantMember, Displaced, Field, Struct, TargetLayout,
    TextMember, TypeLayout, Union,
};
pub use requests::{
    Buffers, Request, RequestInput, RequestValue, Selected, SelectedValue, Selector,
};
pub use types::{ItemPath, Scalar, Type};
pub use unified::{Unified, UnifiedField, UnifiedVersion};

use super::abi::Role;
use super::annotations::{Guest, Nature};
use super::location::{HeaderPath, Location};
use super::release::Release;
use super::target::Target;
use cases::Cases;
use rings::Ring;

/// The modules of one target, or of several after merging.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// One per header that has anything to say, sorted by header.
    pub modules: Vec<Module>,
    /// What must hold of the records' layouts, per target.
    pub layouts: Vec<TargetLayout>,
    /// The same of what only toolstacks see, in every release.
    pub toolstack_layouts: Vec<TargetLayout>,
    /// The releases that toolstacks know; none where the headers list none.
    pub toolstack_releases: toolstack::Releases,
    /// What each release of Xen brought, in Markdown; empty where that is not known.
    pub releases: Vec<String>,
    /// What the root says besides, in Markdown.
    pub docs: Vec<String>,
    /// The newest of these releases.
    pub newest: Option<Release>,
}

/// The name of the module that holds what only toolstacks see.
pub const TOOLSTACK: &str = "toolstack";

/// One header's module, or the part of it that only toolstacks see, in all releases or some.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// The header, or the name by which items refer to this part of it.
    pub header: HeaderPath,
    /// The header that it is made of.
    pub origin: HeaderPath,
    /// The path of the module below the generated tree.
    pub path: Vec<String>,
    /// Its documentation, in Markdown.
    pub docs: Vec<String>,
    /// Whether it is not emitted, as `xen-abi` has it.
    pub in_crate: bool,
    /// The targets that read the header.
    pub targets: BTreeSet<Target>,
    /// Its items, in the order of the header.
    pub items: Vec<Placed>,
    /// The items of other modules that it has too.
    pub reexports: Vec<Reexport>,
}

/// Items of one module that another one has too.
#[derive(Clone, Debug, PartialEq)]
pub struct Reexport {
    /// The header of the module that they are in.
    pub header: HeaderPath,
    /// The targets that have them.
    pub targets: BTreeSet<Target>,
    /// Their names.
    pub names: BTreeSet<String>,
}

impl Module {
    /// Whether it holds what only toolstacks see.
    pub fn is_of_toolstacks(&self) -> bool {
        self.header != self.origin
    }
}

/// An item and the targets on which it reads so.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The targets.
    pub targets: BTreeSet<Target>,
    /// The item.
    pub item: Item,
    /// The item that the name means on each target.
    ///
    /// Several architectures may declare a type of one name, each in its header.
    pub names: BTreeMap<Target, BTreeSet<ItemPath>>,
}

/// An item of a module.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its Rust name.
    pub name: String,
    /// The C names by which it is found: the first is its own.
    pub c_names: Vec<String>,
    /// Its documentation, in Markdown.
    pub docs: Vec<String>,
    /// Where C declares it.
    pub location: Location,
    /// What it is.
    pub body: Body,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A number.
    Constant {
        /// Its type.
        ty: Scalar,
        /// Its value.
        value: i128,
    },
    /// A string.
    Text(Vec<u8>),
    /// Another name for a type.
    Alias(Type),
    /// A number that is a type of its own.
    Newtype {
        /// The number.
        repr: Scalar,
        /// What it carries.
        nature: Nature,
    },
    /// A family of constants: a closed enum of operations, an open newtype of values, a newtype of
    /// error numbers that is never zero, or sets of bits.
    Family {
        /// Which of these.
        role: Role,
        /// Its width.
        repr: Scalar,
        /// Its constants; several may have one value.
        members: Vec<NamedValue>,
    },
    /// What a constant is in each release, where calls of several releases pass it: a number that
    /// takes no other value.
    Versions {
        /// Its width.
        repr: Scalar,
        /// The values, named after the first release that has each.
        values: Vec<NamedValue>,
    },
    /// A struct.
    Struct(Box<Struct>),
    /// A union.
    Union(Union),
    /// A kind of shared ring: a type without values.
    Ring(Ring),
    /// What a tagged union holds: an enum of its members.
    Cases(Cases),
    /// The markers that tie a family's operations to their arguments: a module of zero-sized types.
    Markers {
        /// The family.
        family: ItemPath,
        /// The hypercall's number.
        number: NumberPath,
        /// The markers.
        markers: Vec<Marker>,
    },
    /// A hypercall's function, or an operation's.
    Function(Box<Function>),
    /// A record with the members of all releases.
    Unified(Box<Unified>),
    /// A method for an operation, in the form of the release that was found.
    Method(Box<Method>),
    /// The type of an operation's argument by kind of guest: a trait that the kinds implement.
    ByGuest(Vec<(Guest, Type)>),
}

/// A member of a family, or the value of a constant in some releases.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedValue {
    /// Its Rust name.
    pub name: String,
    /// Its C name.
    pub c_name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its value.
    pub value: i128,
}

/// A zero-sized type that stands for an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// Its name, which is the variant's.
    pub name: String,
    /// The operation's C name.
    pub c_name: String,
    /// Its argument; `None` where it has none.
    pub argument: Option<Type>,
    /// What that leads to.
    pub memory: Memory,
    /// The kinds of guest that may perform the operation, where that is known.
    pub guests: Option<Vec<Guest>>,
}
