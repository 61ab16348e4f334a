//! Compares two documents of one target: every fact that one of them states and the other does not.

mod calls;
mod families;
mod fields;
mod headers;
mod records;
mod typedefs;
mod values;
mod words;

use std::hash::Hash;
use std::num::NonZeroU32;

use super::change::{Change, Declaration, Difference, Fact, Kind, Occupant, TypeChange};
use super::names;
use super::types::Types;
use crate::model::document::Document;
use crate::model::handles::is_handle;
use crate::model::hash::IndexMap;

/// Everything that differs, in no particular order.
pub(super) fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let sides = Types {
        old,
        new,
        renamed: records::renamed(old, new),
    };
    let mut changes = calls::compare(&sides);
    changes.extend(values::compare(&sides, &changes));
    changes.extend(families::compare(&sides));
    changes.extend(records::compare(&sides));
    changes.extend(typedefs::compare(&sides));
    headers::compare(&sides, &mut changes);
    changes
}

/// The difference of what only the new side has, and of what only the old side has.
const ADDED: Difference = Difference::Added(Occupant::Other);
const REMOVED: Difference = Difference::Removed(Occupant::Other);

/// A declaration of one side: what there is to tell of it, and where it comes from.
struct Entry<'a, T> {
    kind: Kind,
    stated: Declaration,
    item: &'a T,
}

impl<'a, T> Entry<'a, T> {
    /// A declaration that is part of nothing else; `place` is its header and its line.
    fn new(kind: Kind, name: &str, place: (&str, u32), fact: Fact, item: &'a T) -> Self {
        // A guest handle's type is a record and a typedef of it.
        let is_handle = is_handle(name);
        let kind = match kind {
            Kind::Record | Kind::Typedef if is_handle => Kind::Handle,
            kind => kind,
        };
        let stated = Declaration {
            header: place.0.to_owned(),
            line: NonZeroU32::new(place.1),
            owner: None,
            name: name.to_owned(),
            fact,
        };
        Self { kind, stated, item }
    }

    fn name(&self) -> &str {
        &self.stated.name
    }

    /// The change of what only the old side has.
    fn only_old(self, difference: Difference) -> Change {
        Change {
            kind: self.kind,
            difference,
            old: Some(self.alone()),
            new: None,
        }
    }

    /// The change of what only the new side has.
    fn only_new(self, difference: Difference) -> Change {
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
struct Both<'a, T> {
    old: Entry<'a, T>,
    new: Entry<'a, T>,
}

impl<T> Both<'_, T> {
    /// The change that consists in this difference.
    fn differs(&self, difference: Difference) -> Change {
        Change {
            kind: self.new.kind,
            difference,
            old: Some(self.old.stated.clone()),
            new: Some(self.new.stated.clone()),
        }
    }

    /// The change of its name, if one name suggests the other.
    fn renamed(&self) -> Change {
        self.differs(Difference::Renamed { similar: true })
    }

    /// The change of its place, if it stands in another header or is part of something else.
    fn rehoused(&self) -> Option<Change> {
        let (old, new) = (&self.old.stated, &self.new.stated);
        ((&old.header, &old.owner) != (&new.header, &new.owner))
            .then(|| self.differs(Difference::Rehoused))
    }

    /// The change of what annotations say of it, if they say something else.
    fn said(&self, old: String, new: String) -> Option<Change> {
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

/// The declarations of a map, by name; of each, its header, its line and what there is to compare.
fn entries<'a, T>(
    kind: Kind,
    map: &'a IndexMap<String, T>,
    stated: impl Fn(&'a T) -> (&'a String, u32, Fact),
) -> Vec<Entry<'a, T>> {
    let entries = map.iter().map(|(name, item)| {
        let (header, line, fact) = stated(item);
        Entry::new(kind, name, (header, line), fact, item)
    });
    entries.collect()
}

/// The declarations of a sort: those that only one side has, and those that both have.
struct Sorted<'a, T> {
    removed: Vec<Entry<'a, T>>,
    added: Vec<Entry<'a, T>>,
    both: Vec<Both<'a, T>>,
}

/// Sorts declarations by their names.
fn sorted<'a, T>(old: Vec<Entry<'a, T>>, new: Vec<Entry<'a, T>>) -> Sorted<'a, T> {
    sorted_by(old, new, |entry| entry.stated.name.clone())
}

/// Sorts declarations by a key; of several with one key on one side, the last counts.
fn sorted_by<'a, T, K: Eq + Hash>(
    old: Vec<Entry<'a, T>>,
    new: Vec<Entry<'a, T>>,
    key: impl Fn(&Entry<'a, T>) -> K,
) -> Sorted<'a, T> {
    let old = old.into_iter().map(|entry| (key(&entry), entry));
    let new = new.into_iter().map(|entry| (key(&entry), Some(entry)));
    let mut new: IndexMap<K, Option<Entry<'a, T>>> = new.collect();
    let (mut removed, mut both) = (Vec::new(), Vec::new());
    for (key, old) in old.collect::<IndexMap<_, _>>() {
        match new.get_mut(&key).and_then(Option::take) {
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
    fn take_pairs(
        &mut self,
        score: impl Fn(&Entry<'a, T>, &Entry<'a, T>) -> Option<f64>,
    ) -> Vec<Both<'a, T>> {
        let pairs = names::take_pairs(&mut self.removed, &mut self.added, score);
        pairs
            .into_iter()
            .map(|(old, new)| Both { old, new })
            .collect()
    }

    /// Takes the one-sided entries that have another form on the other side, as changes.
    fn take_as(
        &mut self,
        sides: &Types<'_>,
        difference: Difference,
        is: impl Fn(&Document, &Entry<'a, T>) -> bool,
    ) -> Vec<Change> {
        let removed = self.removed.extract_if(.., |entry| is(sides.new, entry));
        let added = self.added.extract_if(.., |entry| is(sides.old, entry));
        removed
            .map(|entry| entry.only_old(difference))
            .chain(added.map(|entry| entry.only_new(difference)))
            .collect()
    }

    /// The changes of what only one side has.
    fn one_sided(self) -> impl Iterator<Item = Change> + use<'a, T> {
        let removed = self.removed.into_iter();
        let added = self.added.into_iter();
        removed
            .map(|entry| entry.only_old(REMOVED))
            .chain(added.map(|entry| entry.only_new(ADDED)))
    }
}
