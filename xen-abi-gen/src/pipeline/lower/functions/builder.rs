//! A hypercall's function while it is built.

use crate::model::abi::{Op, Prototype};
use crate::model::projection::{
    Function, FunctionParam, Memory, NumberPath, Output, ParamKind, Type, Word,
};
use crate::pipeline::lower::LowerContext;

/// The function of a hypercall or an operation, as far as its arguments were added.
#[derive(Clone)]
pub(super) struct CallBuilder<'a> {
    pub(super) context: &'a LowerContext<'a>,
    pub(super) prototype: &'a Prototype,
    pub(super) function: Function,
    /// The slice of the elements' results.
    pub(super) errors: Option<String>,
}

impl<'a> CallBuilder<'a> {
    /// The function of a hypercall that takes nothing.
    pub(super) fn new(
        context: &'a LowerContext<'a>,
        prototype: &'a Prototype,
        number: NumberPath,
    ) -> Self {
        let function = Function {
            number,
            params: Vec::new(),
            local: None,
            request: None,
            words: Vec::new(),
            returns: prototype.returns.clone(),
            output: Output::Nothing,
            left: Vec::new(),
            failure: Output::Nothing,
            on_stack: false,
            by_guest: None,
            is_unsafe: false,
            generic: None,
            guests: prototype.guests.clone(),
            refusals: Vec::new(),
            status: None,
            one_of: None,
        };
        Self {
            context,
            prototype,
            function,
            errors: None,
        }
    }

    /// The same of one of its operations.
    pub(super) fn of(&self, op: &Op) -> Self {
        let mut builder = self.clone();
        let function = &mut builder.function;
        function.is_unsafe = op.safety.is_some() || !op.safety_known;
        if let Some(returns) = &op.returns {
            function.returns = returns.clone();
        }
        if op.guests.is_some() {
            function.guests.clone_from(&op.guests);
        }
        builder
    }

    /// Adds a parameter that leads to no further memory, and tells its index.
    pub(super) fn push(&mut self, name: String, kind: ParamKind, ty: Type, docs: String) -> usize {
        self.function.params.push(FunctionParam {
            name,
            kind,
            ty,
            docs,
            memory: Memory::default(),
        });
        self.function.params.len() - 1
    }

    /// Adds a word.
    pub(super) fn word(&mut self, word: Word) {
        self.function.words.push(word);
    }

    /// Makes the function unsafe if a value of that type lets the caller reach memory.
    pub(super) fn guard(&mut self, ty: &Type) {
        self.function.is_unsafe |= self.context.reaches_memory(ty);
    }
}
