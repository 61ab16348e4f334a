//! Functions of operations: inputs are parameters, outputs are the result.

use super::builder::CallBuilder;
use super::members::in_members;
use super::params::{self, argument_param, count_param, is_untyped};
use super::{memory, op_item};
use crate::model::abi::{Form, Op, OpArgument, Returns};
use crate::model::annotations::{Direction, Refusal};
use crate::model::facts::CType;
use crate::model::projection::{
    Body, Conversion, FunctionParam, Item, Local, OneOf, Output, ParamKind, RefusedValue, Type,
    Word,
};
use crate::pipeline::lower::LowerContext;
use crate::pipeline::lower::types::BYTE;
use crate::pipeline::name::case;

/// The functions of one operation, with the items that they need.
///
/// There is usually one, and two if it takes an array whose element can be given by its members.
pub(super) fn functions(builder: &CallBuilder<'_>, op: &Op) -> Vec<Item> {
    let context = builder.context;
    let guests = context.facts.target.guests();
    let is_foreign = op
        .guests
        .as_ref()
        .is_some_and(|kinds| !kinds.iter().any(|kind| guests.contains(kind)));
    let by_guest = by_guest(context, op);
    if by_guest.is_none() && is_foreign && op.arguments.iter().any(is_untyped) {
        // Nothing says what this target's guests would pass, and Xen would refuse it.
        return Vec::new();
    }
    let is_array = |argument: &&OpArgument| matches!(argument.form, Form::Array { .. });
    let one = op
        .arguments
        .iter()
        .find(is_array)
        .filter(|_| argument_param(builder.prototype).is_some_and(|(_, several)| several))
        .and_then(|argument| context.record_of(argument))
        .filter(|record| in_members(op, *record));
    let many = called(builder.of(op), op, false);
    let one = one.and_then(|_| called(builder.of(op), op, true));
    let one_element = many.as_ref().and_then(|many| many.one_element(op));
    [
        many.and_then(|builder| op_item(builder, op)),
        one.and_then(|builder| for_one(builder, op)),
        one_element.and_then(|builder| for_one(builder, op)),
        by_guest,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The trait that says what the kinds of guest pass.
fn by_guest(context: &LowerContext<'_>, op: &Op) -> Option<Item> {
    let types = op.by_guest.iter().flat_map(|(key, guests)| {
        let ty = context.ty(&CType::Record(key.clone()));
        guests.iter().map(move |guest| (*guest, ty.clone()))
    });
    Some(Item {
        name: by_guest_name(context, op)?,
        c_names: Vec::new(),
        docs: vec![format!(
            "What the argument of `{}` is, by the kind of guest.",
            op.constant
        )],
        location: op.location.clone(),
        body: Body::ByGuest(types.collect()),
    })
}

/// The name of that trait, where the kinds of guest differ.
fn by_guest_name(context: &LowerContext<'_>, op: &Op) -> Option<String> {
    let path = context.names.ops.get(&op.constant)?;
    let name = format!("{}Argument", case::upper_camel(&path.name));
    (!op.by_guest.is_empty()).then_some(name)
}

/// The function with an operation's arguments; `one` where the hypercall takes an array of them, and
/// the function one of these by its members.
fn called<'a>(mut builder: CallBuilder<'a>, op: &Op, one: bool) -> Option<CallBuilder<'a>> {
    builder.arguments(op, one)?;
    builder.function.is_unsafe |= builder.prototype.returns == Returns::Nothing;
    match builder.refusals(op) {
        Some(refusals) => builder.function.refusals = refusals,
        // What the function cannot keep from Xen, its caller must.
        None => builder.function.is_unsafe = true,
    }
    Some(builder)
}

/// The item of a function for one, beside that for many.
fn for_one(builder: CallBuilder<'_>, op: &Op) -> Option<Item> {
    let mut item = op_item(builder, op)?;
    let see = format!("For one; [`{0}`]({0}()) takes many.", item.name);
    item.docs.splice(1..1, [String::new(), see]);
    item.name.push_str("_one");
    // The search finds the constant at the function that can do more.
    item.c_names.clear();
    Some(item)
}

impl CallBuilder<'_> {
    /// Adds the operation's arguments in the order of the hypercall's parameters.
    fn arguments(&mut self, op: &Op, one: bool) -> Option<()> {
        let command = self.prototype.dispatch.parameter()?;
        let (_, family, variant) = self.context.operation(self.prototype, op)?;
        let own = Word::Command {
            family: family.clone(),
            variant,
        };
        let argument = argument_param(self.prototype);
        if argument.is_none() && !op.arguments.is_empty() {
            self.word(own);
            self.positional(op);
            return Some(());
        }
        for index in 0..self.prototype.params.len() {
            match argument {
                _ if index == command => self.word(own.clone()),
                Some((argument, _)) if index == argument => self.the_argument(op, one),
                Some((argument, true)) if count_param(self.prototype, argument) == Some(index) => {
                    let is_slice = |param: &FunctionParam| {
                        matches!(param.kind, ParamKind::Slice | ParamKind::SliceMut)
                    };
                    let slice = self.function.params.iter().position(is_slice);
                    self.word(match slice {
                        _ if one => Word::One,
                        Some(slice) => Word::Length(slice),
                        None => Word::Zero,
                    });
                }
                _ => self.parameter(op, index),
            }
        }
        Some(())
    }

    /// The form for one element, which calls the function for many elements.
    ///
    /// `None` if it has no results per element, or others as well.
    fn one_element(&self, op: &Op) -> Option<Self> {
        let params = &self.function.params;
        let errors = self.errors.as_ref()?;
        let errors = params.iter().position(|param| param.name == *errors)?;
        let takes_only = params.iter().enumerate().all(|(index, param)| {
            let kind = param.kind;
            index == errors || matches!(kind, ParamKind::Value | ParamKind::Ref | ParamKind::Slice)
        });
        let outputs = [&self.function.output, &self.function.failure];
        if !takes_only || outputs != [&Output::Nothing; 2] || !self.function.left.is_empty() {
            return None;
        }
        let function = self.context.names.ops.get(&op.constant)?.name.clone();
        let mut builder = self.clone();
        builder.function.one_of = Some(OneOf { function, errors });
        // The function that it calls does all that.
        builder.function.local = None;
        builder.function.words.clear();
        Some(builder)
    }

    /// The values that the function refuses; `None` where it cannot.
    fn refusals(&self, op: &Op) -> Option<Vec<RefusedValue>> {
        let function = &self.function;
        let refused = |refusal: &Refusal| {
            let index = self.param(&refusal.name)?;
            let param = &function.params[index];
            let value = self.context.facts.constants.get(&refusal.constant)?.value;
            let conversion = self.context.conversion(&param.ty);
            let compares = matches!(conversion, Conversion::Scalar | Conversion::Newtype)
                && param.kind == ParamKind::Value
                && function.failure == Output::Nothing
                && !matches!(function.returns, Returns::Word | Returns::Nothing);
            let part = refusal
                .bits
                .map_or_else(String::new, |bits| format!(" in its low {bits} bits"));
            compares.then(|| RefusedValue {
                param: index,
                conversion,
                mask: refusal.bits.map(|bits| (1 << bits) - 1),
                value,
                docs: format!(
                    "`{}` is `{}`{part}, which is not passed to Xen: {}",
                    param.name, refusal.constant, refusal.why,
                ),
            })
        };
        op.refusals.iter().map(refused).collect()
    }

    /// Adds a parameter of the hypercall that is no argument of the operation.
    fn parameter(&mut self, op: &Op, index: usize) {
        let before = self.function.params.len();
        self.plain(index);
        let c_name = &self.prototype.params[index].name;
        if op.direction_of(c_name).and_then(|line| line.direction) == Some(Direction::In) {
            for param in &mut self.function.params[before..] {
                param.kind = match param.kind {
                    ParamKind::SliceMut => ParamKind::Slice,
                    ParamKind::RefMut => ParamKind::Ref,
                    kind => kind,
                };
            }
        }
        self.function.is_unsafe |= params::is_address(self.context, self.prototype, c_name);
        self.guard_from(before);
    }

    /// Adds the one argument of an operation whose hypercall takes `void *`.
    fn the_argument(&mut self, op: &Op, one: bool) {
        let mut arguments = op.arguments.iter();
        let Some(argument) = arguments.find(|argument| !argument.form.is_constant()) else {
            return self.word(Word::Zero);
        };
        if !op.by_guest.is_empty() {
            self.function.is_unsafe = true;
            self.function.by_guest = by_guest_name(self.context, op);
            let name = params::name(&argument.name);
            let index = self.push(name, ParamKind::ByGuest, Type::Void, String::new());
            return self.word(Word::Address(index));
        }
        let single = one || matches!(argument.form, Form::Pointer { nullable: false });
        match self.context.record_of(argument) {
            Some(record) if single && in_members(op, record) => self.by_members(op, record),
            // What is no record, and what Xen does nothing but write, is the result.
            None if single
                && argument.direction == Direction::Out
                && matches!(argument.ty.c_type(), Some(CType::Typedef(_))) =>
            {
                let ty = self.context.annotated_ty(&argument.ty);
                self.function.output = Output::Whole(ty.clone());
                self.function.local = Some(Local {
                    ty,
                    inputs: Vec::new(),
                    nested: Vec::new(),
                });
            }
            _ => return self.by_address(op, argument),
        }
        self.word(Word::LocalAddress);
    }

    /// Adds an argument that the caller holds.
    fn by_address(&mut self, op: &Op, argument: &OpArgument) {
        let index = self.held(op, argument);
        self.word(Word::Address(index));
    }

    /// Adds the parameter of an argument that the caller holds, and tells its index.
    pub(super) fn held(&mut self, op: &Op, argument: &OpArgument) -> usize {
        let record = self.context.record_of(argument);
        let c_type = argument.c_type();
        let is_array = matches!(argument.form, Form::Array { .. });
        let ty = match self.context.ty(c_type) {
            // Memory that holds anything is bytes.
            Type::Void if is_array => BYTE,
            ty => ty,
        };
        // A reference would not reach the elements that follow a record; and of `void` the type
        // says nothing that could be borrowed.
        let ends_flexible = record.is_some_and(|record| {
            matches!(
                record.fields.last().map(|field| &field.ty),
                Some(CType::Flexible(_))
            )
        });
        let unbounded = ty == Type::Void || ends_flexible;
        self.function.is_unsafe |= unbounded || self.context.carries_address(c_type);
        let (read, written) = match argument.form {
            Form::Array { .. } => (ParamKind::Slice, ParamKind::SliceMut),
            Form::Pointer { .. } if unbounded => (ParamKind::RawConst, ParamKind::RawMut),
            Form::Pointer { nullable: false } => (ParamKind::Ref, ParamKind::RefMut),
            Form::Pointer { nullable: true } => (ParamKind::OptionRef, ParamKind::OptionRefMut),
            _ => (ParamKind::Value, ParamKind::Value),
        };
        let kind = if argument.direction == Direction::In {
            read
        } else {
            written
        };
        // The direction follows from how it is taken, and the rest from its type.
        let index = self.push(params::name(&argument.name), kind, ty, String::new());
        self.function.params[index].memory = memory::of_record(record, Some(op));
        index
    }

    /// Adds the arguments of `argN:` lines, each in its register.
    fn positional(&mut self, op: &Op) {
        for argument in &op.arguments {
            match &argument.form {
                // No operation has one that is selected by a parameter: it counts for nothing here.
                Form::Null | Form::Zero | Form::Member => self.word(Word::Zero),
                Form::Pointer { .. } | Form::Array { .. } => self.by_address(op, argument),
                Form::Value => {
                    if let Some(slice) = self.slice_counted_by(op, &argument.name) {
                        self.word(Word::Length(slice));
                        continue;
                    }
                    let ty = value_type(self.context, argument);
                    self.value_words(self.function.params.len(), &ty);
                    self.guard(&ty);
                    let name = params::name(&argument.name);
                    self.push(name, ParamKind::Value, ty, String::new());
                }
            }
        }
        // Zeros at the end need no register of their own, but Xen reads all: they are handed over.
    }

    /// The slice whose length the argument of that name is.
    fn slice_counted_by(&self, op: &Op, name: &str) -> Option<usize> {
        let slice = op.arguments.iter().find(|argument| {
            matches!(&argument.form, Form::Array { count: Some(count) } if count == name)
        })?;
        self.param(&slice.name)
    }
}

fn value_type(context: &LowerContext<'_>, argument: &OpArgument) -> Type {
    let family = argument
        .reference
        .as_ref()
        .filter(|found| found.family().is_some());
    match argument.ty.c_type().zip(family) {
        Some((ty, family)) => context.ty_by_reference(ty, Some(family)),
        None => context.annotated_ty(&argument.ty),
    }
}
