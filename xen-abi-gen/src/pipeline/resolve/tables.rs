//! The table of families and arguments that upstream's headers do not state.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::{Family, Role};
use crate::model::annotations::{Guest, Signature};
use crate::model::location::Location;
use crate::model::target::Target;

/// The tables of a run.
#[derive(Debug)]
pub struct Tables {
    /// The families, those of an added table first.
    pub(super) families: Vec<FamilyRule>,
    /// The arguments that an added table states: they come before whatever the tree says.
    pub(super) overrides: Vec<Exception>,
    /// The arguments that the generator's own table states: they come last.
    pub(super) exceptions: Vec<Exception>,
    /// The prototypes that upstream got wrong.
    pub(super) mistaken: Vec<Mistaken>,
}

/// The use of an added table's entries on one target, by operation.
///
/// It says whether an entry was new; `None` if the tree declares none of its types.
pub(crate) type Uses = BTreeMap<String, Option<bool>>;

/// An op family by the names of its constants.
#[derive(Debug)]
pub(super) struct FamilyRule {
    /// What it is called.
    pub(super) name: String,
    /// Its hypercall.
    pub(super) hypercall: String,
    /// What the constants' names start with.
    pub(super) prefix: String,
    /// What the names of the arguments' records start with.
    pub(super) records: Option<String>,
    /// The record with the union that holds the arguments.
    pub(super) carrier: Option<String>,
    /// The hypercall's prototype.
    pub(super) prototype: Option<Signature>,
    /// Who may call it.
    pub(super) guests: Option<Vec<Guest>>,
}

impl FamilyRule {
    /// Whether a family, annotated or recognised, is the one that the rule describes. Sub-codes may
    /// share the prefix and more.
    pub(super) fn describes(&self, family: &Family) -> bool {
        family.role != Role::Flags && (family.name == self.name || family.prefix == self.prefix)
    }
}

/// What an operation takes, said by a table.
#[derive(Debug)]
pub(super) struct Exception {
    /// The operation's constant.
    pub(super) op: String,
    /// The types, of which the first that is declared counts; [`NO_ARGUMENT`] always is.
    pub(super) takes: Vec<String>,
    /// Why.
    pub(super) reason: String,
    /// Where it stands.
    pub(super) location: Location,
}

/// What a table says of an operation without an argument.
pub(super) const NO_ARGUMENT: &str = "NULL";

/// A prototype that upstream got wrong.
#[derive(Debug)]
pub(super) struct Mistaken {
    /// As it stands there.
    pub(super) wrong: Signature,
    /// As it should be.
    pub(super) right: Signature,
    /// Where it is wrong; everywhere if this is empty.
    pub(super) targets: Vec<Target>,
}

impl Mistaken {
    fn is_about(&self, prototype: &Signature, target: Target) -> bool {
        let types = self.wrong.params.iter().map(|param| &param.ty);
        (self.targets.is_empty() || self.targets.contains(&target))
            && self.wrong.bare_name() == prototype.bare_name()
            && self.wrong.returns == prototype.returns
            && types.eq(prototype.params.iter().map(|param| &param.ty))
    }
}

impl Tables {
    /// What is said of a family, whether that was annotated or recognised.
    pub(super) fn rule_of(&self, family: &Family) -> Option<&FamilyRule> {
        self.families.iter().find(|rule| rule.describes(family))
    }

    /// The entries of an added table that no target needs.
    ///
    /// Their argument is known without them, or no tree declares their types.
    pub(crate) fn useless(&self, uses: &[Uses]) -> Diagnostics {
        let judged = self.overrides.iter().filter_map(|entry| {
            let op = &entry.op;
            // Something new on one target is worth the entry; something known on one explains it.
            let (code, message, label) = match uses.iter().filter_map(|uses| uses.get(op)).max()? {
                Some(true) => return None,
                Some(false) => (
                    "redundant-argument",
                    format!("what `{op}` takes is known without this entry"),
                    "says nothing new",
                ),
                None => (
                    "unknown-argument-type",
                    format!("no type that `{op}` is said to take is declared"),
                    "this operation",
                ),
            };
            Some(
                Diagnostic::error(code, message)
                    .at(&entry.location, label)
                    .help(format!(
                        "mend the entry, or take it out; its reason was: {}",
                        entry.reason
                    )),
            )
        });
        judged.collect()
    }

    /// What stands in the place of a prototype that upstream got wrong.
    pub(super) fn instead(&self, prototype: &Signature, target: Target) -> Option<&Signature> {
        let entry = self
            .mistaken
            .iter()
            .find(|entry| entry.is_about(prototype, target))?;
        Some(&entry.right)
    }
}
