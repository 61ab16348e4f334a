//! What both sides declare, sorted into what only one of them has and what both have.

use std::hash::Hash;

use super::super::change::{Change, Declaration, Difference, Fact, Kind, Occupant};
use super::super::names;
use crate::model::hash::IndexMap;

/// The difference of what only the new side has, and of what only the old side has.
pub(super) const ADDED: Difference = Difference::Added(Occupant::Other);
pub(super) const REMOVED: Difference = Difference::Removed(Occupant::Other);

/// A declaration of one side: what there is to tell of it, and where it comes from.
#[derive(Clone)]
pub(super) struct Entry<'a, T> {
    pub(super) kind: Kind,
    pub(super) stated: Declaration,
    pub(super) item: &'a T,
}

impl<'a, T> Entry<'a, T> {
    /// A declaration that is part of nothing else; `place` is its header and its line.
    pub(super) fn new(kind: Kind, name: &str, place: (&str, u32), fact: Fact, item: &'a T) -> Self {
        let stated = Declaration {
            header: place.0.to_owned(),
            line: place.1,
            owner: None,
            name: name.to_owned(),
            fact,
        };
        Self { kind, stated, item }
    }

    pub(super) fn name(&self) -> &str {
        &self.stated.name
    }

    /// The change of what only the old side has.
    pub(super) fn only_old(self, difference: Difference) -> Change {
        Change {
            kind: self.kind,
            difference,
            old: Some(self.alone()),
            new: None,
        }
    }

    /// The change of what only the new side has.
    pub(super) fn only_new(self, difference: Difference) -> Change {
        Change {
            kind: self.kind,
            difference,
            old: None,
            new: Some(self.alone()),
        }
    }

    fn alone(mut self) -> Declaration {
        // A handle looks the same wherever it points to.
        if self.kind == Kind::Handle {
            self.stated.fact = Fact::Exists {};
        }
        self.stated
    }
}

/// A declaration that both sides have.
pub(super) struct Both<'a, T> {
    pub(super) old: Entry<'a, T>,
    pub(super) new: Entry<'a, T>,
}

impl<T> Both<'_, T> {
    /// The change that consists in this difference.
    pub(super) fn differs(&self, difference: Difference) -> Change {
        Change {
            kind: self.new.kind,
            difference,
            old: Some(self.old.stated.clone()),
            new: Some(self.new.stated.clone()),
        }
    }

    /// The change of its name, if one name suggests the other.
    pub(super) fn renamed(&self) -> Change {
        self.differs(Difference::Renamed { similar: true })
    }

    /// The change of its place, if it stands in another header or is part of something else.
    pub(super) fn rehoused(&self) -> Option<Change> {
        let (old, new) = (&self.old.stated, &self.new.stated);
        ((&old.header, &old.owner) != (&new.header, &new.owner))
            .then(|| self.differs(Difference::Rehoused))
    }

    /// The change of what annotations say of it, if they say something else.
    pub(super) fn said(&self, old: String, new: String) -> Option<Change> {
        let saying = |stated: &Declaration, said| Declaration {
            fact: Fact::Said { said },
            ..stated.clone()
        };
        (old != new).then(|| Change {
            kind: self.new.kind,
            difference: Difference::Annotation,
            old: Some(saying(&self.old.stated, old)),
            new: Some(saying(&self.new.stated, new)),
        })
    }
}

/// The declarations of a sort: those that only one side has, and those that both have.
pub(super) struct Sorted<'a, T> {
    pub(super) removed: Vec<Entry<'a, T>>,
    pub(super) added: Vec<Entry<'a, T>>,
    pub(super) both: Vec<Both<'a, T>>,
}

/// Sorts declarations by their names.
pub(super) fn sorted<'a, T>(old: Vec<Entry<'a, T>>, new: Vec<Entry<'a, T>>) -> Sorted<'a, T> {
    sorted_by(old, new, |entry| entry.stated.name.clone())
}

/// Sorts declarations by a key.
pub(super) fn sorted_by<'a, T, K: Eq + Hash>(
    old: Vec<Entry<'a, T>>,
    new: Vec<Entry<'a, T>>,
    key: impl Fn(&Entry<'a, T>) -> K,
) -> Sorted<'a, T> {
    let new = new.into_iter().map(|entry| (key(&entry), Some(entry)));
    let mut new: IndexMap<K, Option<Entry<'a, T>>> = new.collect();
    let (mut removed, mut both) = (Vec::new(), Vec::new());
    for old in old {
        match new.get_mut(&key(&old)).and_then(Option::take) {
            Some(new) => both.push(Both { old, new }),
            None => removed.push(old),
        }
    }
    Sorted {
        removed,
        added: new.into_values().flatten().collect(),
        both,
    }
}

impl<'a, T> Sorted<'a, T> {
    /// Takes out what was removed and what was added and scores as one declaration.
    pub(super) fn take_pairs(
        &mut self,
        score: impl Fn(&Entry<'a, T>, &Entry<'a, T>) -> Option<f64>,
    ) -> Vec<Both<'a, T>> {
        let pairs = names::take_pairs(&mut self.removed, &mut self.added, score);
        pairs
            .into_iter()
            .map(|(old, new)| Both { old, new })
            .collect()
    }

    /// Takes out of what was removed and of what was added the changes that consist in another
    /// difference.
    pub(super) fn take_as(
        &mut self,
        difference: Difference,
        removed: impl Fn(&Entry<'a, T>) -> bool,
        added: impl Fn(&Entry<'a, T>) -> bool,
    ) -> Vec<Change> {
        let removed = self.removed.extract_if(.., |entry| removed(entry));
        let added = self.added.extract_if(.., |entry| added(entry));
        removed
            .map(|entry| entry.only_old(difference))
            .chain(added.map(|entry| entry.only_new(difference)))
            .collect()
    }

    /// The changes of what only one side has.
    pub(super) fn one_sided(self) -> impl Iterator<Item = Change> + use<'a, T> {
        let removed = self.removed.into_iter();
        let added = self.added.into_iter();
        removed
            .map(|entry| entry.only_old(REMOVED))
            .chain(added.map(|entry| entry.only_new(ADDED)))
    }
}
