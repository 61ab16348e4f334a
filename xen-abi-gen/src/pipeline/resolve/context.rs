//! What the passes of this stage read, and where they leave their messages.

use std::cell::RefCell;

use super::conventions::{Statements, Tables};
use super::index::Index;
use super::overrides::Uses;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::Hypercall;
use crate::model::facts::Facts;
use crate::model::fallback::Fallback;
use crate::pipeline::annotate::Annotations;

/// What the passes of this stage read.
pub(super) struct Context<'a> {
    /// What C says.
    pub(super) facts: &'a Facts,
    /// What the comments say.
    pub(super) annotations: &'a Annotations,
    /// What stands in for missing annotations.
    pub(super) fallback: Option<&'a Fallback>,
    /// What the comments say of constants and families.
    pub(super) index: Index<'a>,
    /// What the comments say in words.
    pub(super) statements: Statements<'a>,
    /// What the headers leave unsaid.
    pub(super) tables: &'a Tables,
    /// What became of the added table's entries.
    pub(super) uses: RefCell<Uses>,
    diagnostics: RefCell<Diagnostics>,
}

impl<'a> Context<'a> {
    /// Of the headers of one target.
    pub(super) fn new(
        facts: &'a Facts,
        annotations: &'a Annotations,
        fallback: Option<&'a Fallback>,
        tables: &'a Tables,
    ) -> Self {
        Self {
            facts,
            annotations,
            fallback,
            index: Index::new(facts, annotations),
            statements: Statements::new(facts, annotations),
            tables,
            uses: RefCell::default(),
            diagnostics: RefCell::default(),
        }
    }

    /// Adds a message.
    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// What became of the added table's entries, and the messages.
    pub(super) fn finish(self) -> (Uses, Diagnostics) {
        (self.uses.into_inner(), self.diagnostics.into_inner())
    }

    /// The hypercall of that name in the fallback.
    pub(super) fn fallback_call(&self, name: &str) -> Option<&'a Hypercall<String>> {
        self.fallback?.hypercalls.get(name)
    }

    /// The value of a hypercall's number, where the headers define it.
    pub(super) fn number_of(&self, name: &str) -> Option<u32> {
        let constant = self
            .facts
            .constants
            .get(&format!("{NUMBER_PREFIX}{name}"))?;
        u32::try_from(constant.value).ok()
    }
}

/// What every hypercall's number begins with in the headers.
pub const NUMBER_PREFIX: &str = "__HYPERVISOR_";
