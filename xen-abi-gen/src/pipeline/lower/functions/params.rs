//! The parameters of a prototype as a function's parameters.

use super::builder::CallBuilder;
use super::memory;
use crate::model::abi::{self, Form, NamedType, OpArgument, Prototype};
use crate::model::annotations::{ArrayText, Description, Holds, Reference, TypeText};
use crate::model::facts::CType;
use crate::model::handles::is_handle;
use crate::model::projection::{FunctionParam, ParamKind, Scalar, Type, Word};
use crate::pipeline::lower::LowerContext;
use crate::pipeline::lower::markdown::inline;
use crate::pipeline::name::case;
use crate::pipeline::types::behind_typedefs;

/// A parameter's Rust name; `xen` is the back end's.
pub(super) fn name(c_name: &str) -> String {
    match case::snake(c_name).trim_start_matches('_') {
        "xen" => "xen_".to_owned(),
        "" => "arg".to_owned(),
        bare => bare.to_owned(),
    }
}

/// What the annotations say of a parameter.
fn description<'a>(prototype: &'a Prototype, c_name: &str) -> Option<&'a Description> {
    let mut descriptions = prototype.descriptions.iter();
    descriptions.find(|description| description.name == c_name)
}

/// Whether a parameter carries an address or a frame number: its annotations say so, or its type
/// stands for an address.
pub(super) fn is_address(context: &LowerContext<'_>, prototype: &Prototype, c_name: &str) -> bool {
    let reference = description(prototype, c_name).and_then(|found| found.reference.as_ref());
    let mut params = prototype.params.iter();
    reference.is_some_and(Reference::is_address)
        || params
            .find(|param| param.name == c_name)
            .is_some_and(|param| is_taken_as_address(context, &param.ty))
}

/// Whether a parameter, or each of its elements, is passed as the address of something.
///
/// That is what cannot stand in a register, and what the headers do not declare.
fn is_taken_as_address(context: &LowerContext<'_>, text: &TypeText<NamedType>) -> bool {
    let is_array = text.array != ArrayText::No;
    match u32::from(text.pointers) + u32::from(is_array) {
        0 => match text.base.c_type() {
            Some(ty) => !stands_in_register(context, ty),
            None => text.base.is_undeclared(),
        },
        depth => depth > 1,
    }
}

fn stands_in_register(context: &LowerContext<'_>, ty: &CType) -> bool {
    match ty {
        CType::Record(name) | CType::Typedef(name) if is_handle(name) => true,
        CType::Typedef(_) => behind_typedefs(context.facts, ty)
            .is_some_and(|behind| stands_in_register(context, behind)),
        CType::Bool | CType::Integer(_) | CType::Enum(_) | CType::Pointer { .. } => true,
        CType::Void
        | CType::Function
        | CType::Float(_)
        | CType::Array { .. }
        | CType::Flexible(_)
        | CType::Record(_) => false,
    }
}

/// Whether nothing says what an argument's address leads to.
pub(super) fn is_untyped(argument: &OpArgument) -> bool {
    argument.ty.is_void() && matches!(argument.form, Form::Pointer { .. })
}

/// The parameter of that name.
fn position(prototype: &Prototype, c_name: &str) -> Option<usize> {
    prototype
        .params
        .iter()
        .position(|param| param.name == c_name)
}

/// The parameter whose elements the one of that name counts.
fn counted_by<'a>(prototype: &'a Prototype, c_name: &str) -> Option<&'a abi::Param> {
    let mut params = prototype.params.iter();
    params.find(|param| param.ty.array.count() == Some(c_name))
}

/// The parameter that the brackets of the one at `index` name as its length.
pub(super) fn length_param(prototype: &Prototype, index: usize) -> Option<usize> {
    position(prototype, prototype.params[index].ty.array.count()?)
}

/// The parameter that counts the arguments at `index`.
pub(super) fn count_param(prototype: &Prototype, index: usize) -> Option<usize> {
    length_param(prototype, index).or_else(|| {
        let next = prototype.params.get(index + 1)?;
        (next.name == "count").then_some(index + 1)
    })
}

/// The parameter that takes an operation's one argument, and whether it takes several of them.
pub(super) fn argument_param(prototype: &Prototype) -> Option<(usize, bool)> {
    let command = prototype.dispatch.parameter()?;
    let params = prototype.params.iter().enumerate();
    let mut open = params.filter(|(index, param)| *index != command && param.ty.base.is_open());
    let (index, _) = open.next()?;
    open.next()
        .is_none()
        .then(|| (index, count_param(prototype, index).is_some()))
}

fn kind_and_type(context: &LowerContext<'_>, text: &TypeText<NamedType>) -> (ParamKind, Type) {
    let ty = context.annotated_ty(&text.base);
    let record = text.base.record().is_some();
    let (read, written) = match (&text.array, text.pointers) {
        (array, _) if is_taken_as_address(context, text) => {
            let kind = match (array, text.constant) {
                (ArrayText::No | ArrayText::Unsized, _) => ParamKind::Value,
                (ArrayText::Counted(_), true) => ParamKind::Slice,
                (ArrayText::Counted(_), false) => ParamKind::SliceMut,
            };
            return (kind, Type::Scalar(Scalar::Usize));
        }
        (ArrayText::No, 0) => (ParamKind::Value, ParamKind::Value),
        (ArrayText::No, _) if record => (ParamKind::Ref, ParamKind::RefMut),
        (ArrayText::No, _) if ty != Type::Void => (ParamKind::RawConst, ParamKind::OptionRefMut),
        (ArrayText::No | ArrayText::Unsized, _) => (ParamKind::RawConst, ParamKind::RawMut),
        (ArrayText::Counted(_), _) => (ParamKind::Slice, ParamKind::SliceMut),
    };
    (if text.constant { read } else { written }, ty)
}

impl CallBuilder<'_> {
    /// The function's parameter that C calls so.
    pub(super) fn param(&self, c_name: &str) -> Option<usize> {
        let name = name(c_name);
        self.function
            .params
            .iter()
            .position(|param| param.name == name)
    }

    /// Adds a parameter of the prototype that no operation replaces. A length that brackets name
    /// goes with its slice.
    pub(super) fn plain(&mut self, index: usize) {
        let prototype = self.prototype;
        let Some(slice) = counted_by(prototype, &prototype.params[index].name) else {
            return self.taken(index);
        };
        // A length may stand before what it is the length of: then that is taken after all between
        // them.
        let after = || {
            let slice = position(prototype, &slice.name)?;
            let between = prototype.params.get(index + 1..slice)?;
            let taken = between
                .iter()
                .filter(|param| counted_by(prototype, &param.name).is_none());
            Some(self.function.params.len() + taken.count())
        };
        let slice = self.param(&slice.name).or_else(after);
        let length = slice.map_or(Word::Zero, Word::Length);
        self.word(length);
    }

    /// Adds a parameter of the prototype as one of the function.
    fn taken(&mut self, index: usize) {
        let (context, prototype) = (self.context, self.prototype);
        let param = &prototype.params[index];
        let description = description(prototype, &param.name);
        let (mut kind, mut ty) = kind_and_type(context, &param.ty);
        if kind == ParamKind::Value {
            let reference = description.and_then(|description| description.reference.as_ref());
            let c_type = param
                .ty
                .base
                .c_type()
                .filter(|_| param.ty.base.record().is_none());
            if let (Some(c_type), Some(_)) = (c_type, reference) {
                ty = context.ty_by_reference(c_type, reference);
            }
        } else if kind == ParamKind::RawMut
            && ty == Type::Void
            && prototype.dispatch.parameter().is_none()
        {
            // A call that takes something of no known type takes a record that other headers state.
            kind = ParamKind::AnyRecord;
        }
        let place = self.function.params.len();
        if kind == ParamKind::Value {
            self.value_words(place, &ty);
        } else {
            self.word(Word::Address(place));
        }
        let record = param.ty.base.record().filter(|_| kind != ParamKind::Value);
        let record = record.and_then(|key| context.record(key));
        // A record of all operations may have the argument of any release.
        let is_request = prototype
            .dispatch
            .place()
            .is_some_and(|place| place.param == index && place.holds != Holds::Buffers);
        self.function.params.push(FunctionParam {
            name: name(&param.name),
            kind,
            ty,
            docs: description.map_or_else(String::new, |found| inline(&found.text)),
            memory: memory::of_record(record.filter(|_| !is_request), None),
        });
    }

    /// Adds a word per register: a 64-bit value takes two on 32-bit architectures.
    pub(super) fn value_words(&mut self, index: usize, ty: &Type) {
        let context = self.context;
        let is_wide = match ty {
            Type::Scalar(Scalar::Unsigned(64) | Scalar::Signed(64)) | Type::Frame(_) => true,
            Type::Item(path) => context.lookup.wide.contains(path),
            _ => false,
        };
        if is_wide && context.facts.target.word_bits() == 32 {
            self.word(Word::LowHalf(index));
            self.word(Word::HighHalf(index));
        } else {
            let conversion = context.conversion(ty);
            self.word(Word::Param { index, conversion });
        }
    }

    /// Makes the function unsafe if one of its parameters from that one on carries an address.
    pub(super) fn guard_from(&mut self, first: usize) {
        self.function.is_unsafe |= self.function.params[first..].iter().any(|param| {
            matches!(param.kind, ParamKind::RawMut | ParamKind::RawConst)
                || self.context.reaches_memory(&param.ty)
        });
    }
}
