//! The table of what upstream's headers leave unsaid: op families that nothing announces, and the
//! arguments of the last resort.

use crate::model::abi::{Family, Role};
use crate::model::annotations::{Guest, Signature, TypeText};
use crate::model::location::Location;
use crate::model::target::Target;

/// The tables of a run.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// The families, those of an added table first.
    pub(crate) families: Vec<FamilyRule>,
    /// The arguments that an added table states: they come before whatever the tree says.
    pub(crate) overrides: Vec<Exception>,
    /// The arguments that the generator's own table states: they come last.
    pub(crate) exceptions: Vec<Exception>,
    /// The prototypes that upstream got wrong.
    pub(super) mistaken: Vec<Mistaken>,
}

/// An op family by the names of its constants.
#[derive(Clone, Debug)]
pub(crate) struct FamilyRule {
    /// What it is called.
    pub(crate) name: String,
    /// Its hypercall.
    pub(crate) hypercall: String,
    /// What the constants' names start with.
    pub(crate) prefix: String,
    /// What the names of the arguments' records start with.
    pub(crate) records: Option<String>,
    /// The record with the union that holds the arguments.
    pub(crate) carrier: Option<String>,
    /// The hypercall's prototype.
    pub(crate) prototype: Option<Signature>,
    /// Who may call it.
    pub(crate) guests: Option<Vec<Guest>>,
}

impl FamilyRule {
    /// Whether a family, annotated or recognised, is the one that the rule describes. Sub-codes may
    /// share the prefix and more.
    pub(crate) fn describes(&self, family: &Family) -> bool {
        family.role != Role::Flags && (family.name == self.name || family.prefix == self.prefix)
    }
}

/// What an operation takes, said by a table.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    /// The operation's constant.
    pub(crate) op: String,
    /// The types, of which the first that is declared counts; `None` for no argument.
    pub(crate) takes: Vec<Option<String>>,
    /// Why.
    pub(crate) reason: String,
    /// Where it stands.
    pub(crate) location: Location,
}

/// A prototype that upstream got wrong.
#[derive(Clone, Debug)]
pub(super) struct Mistaken {
    /// As it stands there.
    pub(super) wrong: Signature,
    /// As it should be.
    pub(super) right: Signature,
    /// Where it is wrong; everywhere if this is empty.
    pub(super) targets: Vec<Target>,
}

impl Tables {
    /// What is said of a family, whether that was annotated or recognised.
    pub(crate) fn rule_of(&self, family: &Family) -> Option<&FamilyRule> {
        self.families.iter().find(|rule| rule.describes(family))
    }

    /// What stands in the place of a prototype that upstream got wrong.
    pub(crate) fn instead(&self, prototype: &Signature, target: Target) -> Option<&Signature> {
        let is_meant =
            |entry: &&Mistaken| entry.targets.is_empty() || entry.targets.contains(&target);
        fn types(signature: &Signature) -> impl Iterator<Item = &TypeText> {
            signature.params.iter().map(|param| &param.ty)
        }
        let is_wrong = |entry: &&Mistaken| {
            entry.wrong.bare_name() == prototype.bare_name()
                && entry.wrong.returns == prototype.returns
                && types(&entry.wrong).eq(types(prototype))
        };
        self.mistaken
            .iter()
            .filter(is_meant)
            .find(is_wrong)
            .map(|entry| &entry.right)
    }
}
