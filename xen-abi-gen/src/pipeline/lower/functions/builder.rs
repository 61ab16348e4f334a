//! What an operation's arguments come to, while its function is built.

use crate::model::abi::{Hypercall, Op, Prototype};
use crate::model::projection::{
    Function, Local, Memory, NumberPath, Output, Param, ParamKind, Type, Word,
};

/// A function's parameters, words and results.
#[derive(Default)]
pub(super) struct CallBuilder {
    pub(super) params: Vec<Param>,
    pub(super) words: Vec<Word>,
    pub(super) local: Option<Local>,
    pub(super) output: Output,
    pub(super) failure: Output,
    pub(super) status: Option<(String, Type)>,
    /// The slice of the elements' results.
    pub(super) errors: Option<String>,
    pub(super) reaches_memory: bool,
}

impl CallBuilder {
    /// Adds a parameter that leads to no further memory, and tells its index.
    pub(super) fn push(&mut self, name: String, kind: ParamKind, ty: Type, docs: String) -> usize {
        self.params.push(Param {
            name,
            kind,
            ty,
            docs,
            memory: Memory::default(),
        });
        self.params.len() - 1
    }

    /// The function of a hypercall, which is unsafe if it reaches memory.
    pub(super) fn raw(self, number: &NumberPath, prototype: &Prototype) -> Function {
        Function {
            number: number.clone(),
            params: self.params,
            local: self.local,
            request: None,
            words: self.words,
            returns: prototype.returns.clone(),
            output: self.output,
            failure: self.failure,
            on_stack: false,
            by_guest: None,
            is_unsafe: self.reaches_memory,
            generic: None,
            guests: prototype.guests.clone(),
            refusals: Vec::new(),
            status: self.status,
            one_of: None,
        }
    }

    /// The function of an operation.
    pub(super) fn function(self, number: &NumberPath, call: &Hypercall, op: &Op) -> Function {
        let mut function = self.raw(number, &call.prototype);
        function.is_unsafe |= op.safety.is_some() || !op.safety_known;
        if let Some(returns) = &op.returns {
            function.returns = returns.clone();
        }
        if op.guests.is_some() {
            function.guests.clone_from(&op.guests);
        }
        function
    }
}
