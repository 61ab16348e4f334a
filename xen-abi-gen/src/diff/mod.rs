//! What changed between two ABIs: compared, judged, reported.

pub mod change;
mod compare;
pub mod gate;
mod judge;
pub mod load;
mod merge;
pub(crate) mod names;
mod reach;
pub mod report;
pub mod rules;
mod types;
pub mod versions;
mod words;

use std::collections::BTreeSet;

use crate::model::document::Document;
use crate::model::release::Release;
use crate::model::target::Target;
use change::Change;
use rules::Rule;
use versions::{Unmoved, UnmovedByVersion, Versions};

/// One of the two that are compared: what it is called, and its ABI for each target.
#[derive(Clone, Debug)]
pub struct Side {
    /// What a person calls it.
    pub name: String,
    /// One document per target.
    pub documents: Vec<Document>,
}

impl Side {
    /// The release of Xen that it states, if it says so.
    fn release(&self) -> Option<Release> {
        self.documents.first()?.release
    }
}

/// Everything that changed from one side to the other.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the old side is called.
    pub old: String,
    /// What the new side is called.
    pub new: String,
    /// The release of Xen that the old side states, if it says so.
    pub old_release: Option<Release>,
    /// The release of Xen that the new side states, if it says so.
    pub new_release: Option<Release>,
    /// The targets that were compared.
    pub targets: Vec<Target>,
    /// The changes, by header.
    pub changes: Vec<Judged>,
    /// The headers whose layout changed under a version that stayed.
    pub unmoved: Vec<Unmoved>,
}

/// A change, the targets it shows on, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The change.
    pub change: Change,
    /// The targets.
    pub targets: BTreeSet<Target>,
    /// The rule that judged it.
    pub rule: Rule,
}

impl Report {
    /// Keeps what is about one of these headers, on either side.
    pub fn only(&mut self, headers: &[String]) {
        let asked = |header: &String| headers.contains(header);
        self.changes
            .retain(|judged| judged.change.sides().any(|stated| asked(&stated.header)));
        self.unmoved.retain(|unmoved| asked(&unmoved.header));
    }
}

/// Compares the targets that both sides have.
pub fn diff(old: &Side, new: &Side, versions: &Versions) -> Report {
    let mut found = Vec::new();
    let mut unmoved = UnmovedByVersion::new();
    for before in &old.documents {
        let mut others = new.documents.iter();
        if let Some(after) = others.find(|after| after.target == before.target) {
            let changes = compare::compare(before, after);
            versions.add_unmoved(before, after, &changes, &mut unmoved);
            found.push((before.target, changes));
        }
    }
    let targets = found.iter().map(|(target, _)| *target).collect();
    let judged = merge::merge(found).into_iter();
    let judged = judged.map(|(change, targets)| Judged {
        rule: judge::judge(&change, versions),
        change,
        targets,
    });
    Report {
        old: old.name.clone(),
        new: new.name.clone(),
        old_release: old.release(),
        new_release: new.release(),
        targets,
        changes: judged.collect(),
        unmoved: unmoved.into_values().collect(),
    }
}
