//! The crate to emit, in Rust's terms: modules with items whose names, types and documentation are settled.

use std::collections::{BTreeMap, BTreeSet};

use super::abi::Returns;
use super::annotations::{Guest, Nature};
use super::cases::Cases;
use super::location::{HeaderPath, Location};
use super::rings::{Ring, Stream};
use super::target::Target;

/// The modules of one target, or of several after merging.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// One per header that has anything to say, sorted by header.
    pub modules: Vec<Module>,
    /// What must hold of the records' layouts, per target.
    pub layouts: Vec<TargetLayout>,
    /// What each release of Xen brought, in Markdown; empty where that is not known.
    pub releases: Vec<String>,
}

/// One header's module.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// The header.
    pub header: HeaderPath,
    /// The path of the module below the generated tree.
    pub path: Vec<String>,
    /// Its documentation, in Markdown.
    pub docs: Vec<String>,
    /// The targets that read the header.
    pub targets: BTreeSet<Target>,
    /// Its items, in the order of the header.
    pub items: Vec<Placed>,
}

/// An item and the targets on which it reads so.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The targets.
    pub targets: BTreeSet<Target>,
    /// The item.
    pub item: Item,
    /// What it names on each target: a type that several architectures have by one name may stand in a header of each.
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
    /// The operations that a guest chooses among: a closed enum.
    Operations {
        /// Its width.
        repr: Scalar,
        /// Its variants.
        members: Vec<Member>,
    },
    /// Values of which Xen may hand back others: an open newtype.
    Values {
        /// Its width.
        repr: Scalar,
        /// Its constants; several may have one value.
        members: Vec<Member>,
    },
    /// Error numbers: a newtype that is never zero.
    Errors(Vec<Member>),
    /// Sets of bits.
    Flags {
        /// Their width.
        repr: Scalar,
        /// The named sets.
        members: Vec<Member>,
    },
    /// A struct.
    Record(Record),
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
    /// The type of an operation's argument by kind of guest: a trait that the kinds implement.
    ByGuest(Vec<(Guest, Type)>),
}

/// A member of a family.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its Rust name.
    pub name: String,
    /// Its C name.
    pub c_name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its value.
    pub value: i128,
}

/// A struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its members, padding among them.
    pub fields: Vec<Field>,
    /// An alignment that its members alone don't give it.
    pub align: Option<u64>,
    /// Whether its members stand closer together than they would by themselves.
    pub packed: bool,
    /// Its bit-fields.
    pub bits: Vec<BitField>,
    /// The streams whose indices it holds: what the front end reads, and what it writes.
    pub streams: Option<[Stream; 2]>,
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
    pub ty: Scalar,
    /// The open family that its values are of, which has this type as well.
    pub family: Option<ItemPath>,
}

/// A union.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Its members.
    pub fields: Vec<Field>,
    /// Its size and alignment in bytes, where its members' types alone don't give it these.
    pub forced: Option<(u64, u64)>,
}

/// A number's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// `u8` …
    Unsigned(u8),
    /// `i8` …
    Signed(u8),
    /// `usize`: C's `unsigned long`.
    Usize,
    /// `isize`: C's `long`.
    Isize,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A number.
    Scalar(Scalar),
    /// An item of the generated tree.
    Item(ItemPath),
    /// A guest handle.
    Handle(Box<Type>),
    /// A guest handle of 64 bits on every architecture.
    Handle64(Box<Type>),
    /// A frame number (`Gfn`, `Mfn`, `Pfn`).
    Frame(Nature),
    /// A raw pointer.
    Pointer {
        /// What it points to.
        to: Box<Type>,
        /// Whether that may be written.
        mutable: bool,
    },
    /// An array.
    Array(Box<Type>, u64),
    /// An array of unknown length at the end of a record.
    Flexible(Box<Type>),
    /// C's `void`, behind a pointer.
    Void,
}

/// An item of the generated tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemPath {
    /// The header whose module holds it.
    pub header: HeaderPath,
    /// Its Rust name.
    pub name: String,
}

/// Where a hypercall's number stands.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberPath {
    /// An associated constant of a family.
    Member(ItemPath, String),
    /// A constant.
    Constant(ItemPath),
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
}

/// A function that makes a hypercall.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// The hypercall's number.
    pub number: NumberPath,
    /// Its parameters after the back end.
    pub params: Vec<Param>,
    /// The record that the function fills in and hands over, and how.
    pub local: Option<Local>,
    /// The record that holds that one, where an operation is named in memory.
    pub request: Option<Request>,
    /// What goes into the registers.
    pub words: Vec<Word>,
    /// How the result register is read.
    pub returns: Returns,
    /// What comes back besides.
    pub output: Output,
    /// What comes back where it fails.
    pub failure: Output,
    /// Whether the one parameter is what the stack pointer must point to, and nothing comes back.
    pub on_stack: bool,
    /// The trait by which the kind of guest says what the argument is.
    pub by_guest: Option<String>,
    /// Whether the caller must guarantee something.
    pub is_unsafe: bool,
    /// Whether it is generic over the operation.
    pub generic: bool,
    /// The kinds of guest that may call it, where that is known.
    pub guests: Option<Vec<Guest>>,
}

/// A function's parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// How it is taken.
    pub kind: ParamKind,
    /// Its type.
    pub ty: Type,
    /// What it means.
    pub docs: String,
}

/// How a parameter is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// By value.
    Value,
    /// `&T`.
    Ref,
    /// `&mut T`.
    RefMut,
    /// `Option<&T>`.
    OptionRef,
    /// `Option<&mut T>`.
    OptionRefMut,
    /// `&[T]`.
    Slice,
    /// `&mut [T]`.
    SliceMut,
    /// `*mut T`.
    RawMut,
    /// `*const T`.
    RawConst,
    /// `*mut O::Arg`: the argument of the operation that the function is generic over.
    OpArgument,
    /// `&mut [O::Arg]`.
    OpArguments,
    /// A reference to what the kind of guest passes.
    ByGuest,
    /// `&mut T`, where the headers do not say what the record is: any that is plain.
    AnyRecord,
}

/// The record that a function fills in.
#[derive(Clone, Debug, PartialEq)]
pub struct Local {
    /// Its type.
    pub ty: Type,
    /// Its members that are set. The others are zero.
    pub inputs: Vec<Input>,
}

/// A member of the record that a function fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name.
    pub field: String,
    /// What it is set to.
    pub value: InputValue,
}

/// What a member is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputValue {
    /// The parameter of that name.
    Param,
    /// A handle to the slice of that name.
    Slice {
        /// Whether the handle has 64 bits on every architecture.
        wide: bool,
        /// Whether Xen writes the elements.
        mutable: bool,
    },
    /// How many elements all of these slices have.
    Length {
        /// The slices.
        slices: Vec<String>,
        /// The width of the member in bits, where that is less than any length may need.
        bits: Option<u8>,
    },
}

/// A record that names an operation, and holds its argument in a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its type.
    pub ty: Type,
    /// The member that names the operation.
    pub selector: String,
    /// What that holds.
    pub value: Selector,
    /// The members of its unions that this operation uses.
    pub members: Vec<Selected>,
    /// How it is handed over, where not by its address.
    pub buffers: Option<Buffers>,
}

/// What names an operation in a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Selector {
    /// A number, the value of an enum's variant.
    Variant {
        /// The enum.
        family: ItemPath,
        /// Its variant.
        variant: String,
        /// The number's type.
        ty: Type,
    },
    /// A value of the family's type.
    Constant {
        /// The family.
        family: ItemPath,
        /// The constant.
        constant: String,
    },
}

/// A union's member that an operation uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The record's member that is the union.
    pub holder: String,
    /// The union's type.
    pub union: Type,
    /// Its member.
    pub member: String,
    /// What that is to hold.
    pub value: SelectedValue,
}

/// What a union's member is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectedValue {
    /// The record that the function filled in.
    Local,
    /// A parameter.
    Param(usize),
}

/// An array of buffers, of which a record is the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffers {
    /// The type of an element.
    pub ty: Type,
    /// Its member that is the address.
    pub address: String,
    /// Its member that is the number of bytes.
    pub size: String,
    /// That member's type.
    pub size_ty: Type,
    /// The parameter that is a further buffer.
    pub extra: Option<usize>,
}

/// What goes into one register.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// An operation's number.
    Command {
        /// The family.
        family: ItemPath,
        /// The variant.
        variant: String,
    },
    /// The number of the operation that the function is generic over.
    GenericCommand,
    /// A parameter's value.
    Param {
        /// Its index.
        index: usize,
        /// How it becomes a word.
        conversion: Conversion,
    },
    /// The lower half of a 64-bit parameter.
    LowHalf(usize),
    /// The upper half.
    HighHalf(usize),
    /// The address of a parameter's content, or of nothing.
    Address(usize),
    /// How many elements a parameter has.
    Length(usize),
    /// The address of the record that the function filled in.
    LocalAddress,
    /// The address of the record that names the operation, or of the array of buffers.
    RequestAddress,
    /// How many buffers there are.
    BufferCount,
    /// One, which is how many records that is.
    One,
    /// Zero, or no address.
    Zero,
}

/// How a value becomes a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// By `as`.
    Scalar,
    /// Through its only member.
    Newtype,
    /// Through its bits.
    Flags,
    /// Through its number.
    Operation,
    /// Through its address.
    Handle,
}

/// What comes back besides success.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Output {
    /// Nothing.
    #[default]
    Nothing,
    /// A member of the local record.
    Field(String, Type),
    /// The local record as a whole.
    Whole(Type),
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
}
