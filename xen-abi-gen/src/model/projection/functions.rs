//! Functions that make hypercalls: parameters, registers, results.

use super::memory::{Memory, Nested};
use super::requests::{Request, RequestValue};
use super::types::{ItemPath, Type};
use crate::model::abi::Returns;
use crate::model::annotations::Guest;

/// A function that makes a hypercall.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// The hypercall's number.
    pub number: NumberPath,
    /// Its parameters after the back end.
    pub params: Vec<FunctionParam>,
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
    /// The members of the record that names the operation that come back, and their types.
    pub left: Vec<(String, Type)>,
    /// What comes back where it fails.
    pub failure: Output,
    /// Whether the one parameter is what the stack pointer must point to, and nothing comes back.
    pub on_stack: bool,
    /// The trait by which the kind of guest says what the argument is.
    pub by_guest: Option<String>,
    /// Whether the caller must guarantee something.
    pub is_unsafe: bool,
    /// The family whose operations it is generic over.
    pub generic: Option<ItemPath>,
    /// The kinds of guest that may call it, where that is known.
    pub guests: Option<Vec<Guest>>,
    /// Values that it does not pass to Xen.
    pub refusals: Vec<RefusedValue>,
    /// The member of the local record that says whether its element failed, and its type.
    pub status: Option<(String, Type)>,
    /// What it calls in place of Xen, where it is the form for one element of that function.
    pub one_of: Option<OneOf>,
}

impl Function {
    /// The parameter for a constant that differs between releases: its name and its type.
    pub fn version(&self) -> Option<(String, &ItemPath)> {
        let mut inputs = self.request.iter().flat_map(|request| &request.inputs);
        let ty = inputs.find_map(|input| match &input.value {
            RequestValue::Version(path, None) => Some(path),
            _ => None,
        })?;
        let mut name = "version".to_owned();
        while self.params.iter().any(|param| param.name == name) {
            name.push('_');
        }
        Some((name, ty))
    }
}

/// The function for many elements that one for a single element calls, with the same parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOf {
    /// Its name.
    pub function: String,
    /// The index of the slice that takes each element's result.
    pub errors: usize,
}

/// A value of a parameter that a function answers itself, with EINVAL.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedValue {
    /// The parameter's index.
    pub param: usize,
    /// How it becomes a number.
    pub conversion: Conversion,
    /// The bits that are compared, where these are not all.
    pub mask: Option<u64>,
    /// The value.
    pub value: i128,
    /// What it is and why it is refused, for the documentation.
    pub docs: String,
}

/// Where a hypercall's number stands.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberPath {
    /// An associated constant of a family.
    Member(ItemPath, String),
    /// A constant.
    Constant(ItemPath),
}

/// A function's parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionParam {
    /// Its name.
    pub name: String,
    /// How it is taken.
    pub kind: ParamKind,
    /// Its type.
    pub ty: Type,
    /// What it means.
    pub docs: String,
    /// What it leads to.
    pub memory: Memory,
}

/// How a parameter is taken.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    /// Its handles that the caller gives.
    pub nested: Vec<Nested>,
}

/// A member of the record that a function fills in.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name.
    pub field: String,
    /// What it is set to.
    pub value: InputValue,
}

/// What a member is set to.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// What comes back of the record that the function fills in.
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

/// Whether the constants of a family are statuses: 0 for success, negative errors.
pub fn are_statuses(values: impl Iterator<Item = i128> + Clone) -> bool {
    values.clone().any(|value| value == 0) && values.clone().any(|value| value < 0)
}
