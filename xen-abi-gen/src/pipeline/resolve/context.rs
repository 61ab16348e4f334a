//! What the passes of this stage read, and where they leave their messages.

use std::cell::RefCell;

use super::by_constant::ByConstant;
use super::tables::{Tables, Uses};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Family, Hypercall, Member};
use crate::model::annotations::{HeaderAnnotations, Mapping};
use crate::model::facts::Facts;
use crate::model::fallback::Fallback;
use crate::model::hash::IndexMap;
use crate::pipeline::annotate::{Annotations, of_headers, text_at};

/// Families by name.
pub(super) type Families = IndexMap<String, Family>;

/// What the passes of this stage read.
pub(super) struct ResolveContext<'a> {
    /// What C says.
    pub(super) facts: &'a Facts,
    /// What the comments say.
    pub(super) annotations: &'a Annotations,
    /// What stands in for missing annotations.
    pub(super) fallback: Option<&'a Fallback>,
    /// What the comments say of constants and families.
    pub(super) by_constant: ByConstant<'a>,
    /// What the headers leave unsaid.
    pub(super) tables: &'a Tables,
    /// What became of the added table's entries.
    pub(super) uses: RefCell<Uses>,
    /// The messages.
    pub(super) diagnostics: RefCell<Diagnostics>,
}

impl<'a> ResolveContext<'a> {
    /// Adds a message.
    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// The annotations of the headers that were read, in order.
    pub(super) fn headers(&self) -> impl Iterator<Item = &'a HeaderAnnotations> {
        of_headers(self.facts, self.annotations)
    }

    /// The prefix of an annotated family, and the keyword and prefix of its records.
    pub(super) fn mapping(&self, family: &str) -> Option<(&'a str, &'static str, &'a str)> {
        let found = self
            .headers()
            .flat_map(|header| &header.families)
            .find(|one| one.name == family)?;
        let prefix = found.prefix.as_deref()?;
        match &found.mapping {
            Mapping::Struct(target) => Some((prefix, "struct ", target)),
            Mapping::Union(target) => Some((prefix, "union ", target)),
            Mapping::None | Mapping::Function(_) => None,
        }
    }

    /// The hypercall of that name in the fallback.
    pub(super) fn fallback_call(&self, name: &str) -> Option<&'a Hypercall<String>> {
        self.fallback?.hypercalls.get(name)
    }

    /// The value of a hypercall's number, where the headers define it.
    pub(super) fn number_of(&self, name: &str) -> Option<u32> {
        let number = format!("{NUMBER_PREFIX}{name}");
        u32::try_from(self.facts.constants.get(&number)?.value).ok()
    }

    /// A constant as a member of a family that no annotation lists.
    pub(super) fn member(&self, name: &str) -> Option<Member> {
        let constant = self.facts.constants.get(name)?;
        Some(Member {
            name: name.to_owned(),
            value: constant.value,
            text: text_at(self.annotations, &constant.location).clone(),
            location: constant.location.clone(),
        })
    }
}

/// What every hypercall's number begins with in the headers.
pub const NUMBER_PREFIX: &str = "__HYPERVISOR_";
