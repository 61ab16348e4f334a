//! Compares two documents of one target: every fact that one of them states and the other does not.

mod calls;
mod families;
mod fields;
mod headers;
mod records;
mod typedefs;
mod values;

use std::collections::BTreeSet;

use super::change::{Change, Declaration, Difference, Fact, Kind, Occupant};
use super::types::Types;
use crate::model::document::Document;
use crate::model::hash::IndexMap;

/// What guest handles' types are called, before the name of what they point to.
const HANDLE: &str = "__guest_handle_";

/// Everything that differs, in no particular order.
pub(super) fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let renamed = records::renamed(old, new);
    let sides = Types {
        old,
        new,
        renamed: &renamed,
    };
    let mut changes = calls::compare(&sides);
    let told = Told::by(&changes);
    changes.extend(values::compare(old, new, &told));
    changes.extend(families::compare(old, new));
    changes.extend(records::compare(&sides));
    changes.extend(typedefs::compare(&sides));
    headers::compare(old, new, &mut changes);
    changes
}

/// The constants that changes of operations have told of already.
#[derive(Debug, Default)]
struct Told {
    /// Those that are gone or have another name.
    old: BTreeSet<String>,
    /// Those that are new or have another name.
    new: BTreeSet<String>,
    /// Those with another number.
    both: BTreeSet<String>,
}

impl Told {
    fn by(changes: &[Change]) -> Self {
        let mut told = Self::default();
        for change in changes.iter().filter(|change| change.kind == Kind::Op) {
            match change.difference {
                Difference::Added(_)
                | Difference::Removed(_)
                | Difference::Renamed { .. }
                | Difference::Reused => {
                    told.old
                        .extend(change.old.iter().map(|stated| stated.name.clone()));
                    told.new
                        .extend(change.new.iter().map(|stated| stated.name.clone()));
                }
                Difference::Number => told
                    .both
                    .extend(change.new.iter().map(|stated| stated.name.clone())),
                _ => {}
            }
        }
        told
    }
}

/// Entries of two maps: those that only the first has, those that only the second has, and the
/// pairs.
struct Sorted<'a, T> {
    removed: Vec<(&'a str, &'a T)>,
    added: Vec<(&'a str, &'a T)>,
    both: Vec<(&'a str, &'a T, &'a T)>,
}

fn sorted<'a, T>(old: &'a IndexMap<String, T>, new: &'a IndexMap<String, T>) -> Sorted<'a, T> {
    let mut sorted = Sorted {
        removed: Vec::new(),
        added: Vec::new(),
        both: Vec::new(),
    };
    for (name, before) in old {
        match new.get(name) {
            Some(after) => sorted.both.push((name, before, after)),
            None => sorted.removed.push((name, before)),
        }
    }
    sorted.added.extend(
        new.iter()
            .filter(|(name, _)| !old.contains_key(*name))
            .map(|(name, after)| (name.as_str(), after)),
    );
    sorted
}

/// Takes the paired entries out of what was removed and what was added.
fn take_pairs<'a, T>(sorted: &mut Sorted<'a, T>, pairs: &[(usize, usize)]) -> Vec<Pair<'a, T>> {
    let taken = pairs
        .iter()
        .map(|(i, j)| (sorted.removed[*i], sorted.added[*j]))
        .collect();
    let (old, new): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
    let mut index = 0..;
    sorted
        .removed
        .retain(|_| index.next().is_some_and(|index| !old.contains(&index)));
    let mut index = 0..;
    sorted
        .added
        .retain(|_| index.next().is_some_and(|index| !new.contains(&index)));
    taken
}

/// An entry of the old map and one of the new map, with their names.
type Pair<'a, T> = ((&'a str, &'a T), (&'a str, &'a T));

fn added(kind: Kind, mut new: Declaration) -> Change {
    // A handle looks the same wherever it points to.
    if kind == Kind::Handle {
        new.fact = Fact::Exists {};
    }
    Change {
        kind,
        difference: Difference::Added(Occupant::Other),
        old: None,
        new: Some(new),
    }
}

fn removed(kind: Kind, mut old: Declaration) -> Change {
    if kind == Kind::Handle {
        old.fact = Fact::Exists {};
    }
    Change {
        kind,
        difference: Difference::Removed(Occupant::Other),
        old: Some(old),
        new: None,
    }
}

fn changed(kind: Kind, difference: Difference, old: &Declaration, new: &Declaration) -> Change {
    Change {
        kind,
        difference,
        old: Some(old.clone()),
        new: Some(new.clone()),
    }
}

/// The same thing on another matter: what annotations say of it.
fn saying(stated: &Declaration, said: &str) -> Declaration {
    Declaration {
        fact: Fact::Said {
            said: said.to_owned(),
        },
        ..stated.clone()
    }
}

/// A thing that both sides have, in two headers.
fn rehoused(kind: Kind, old: &Declaration, new: &Declaration) -> Option<Change> {
    (old.header != new.header).then(|| changed(kind, Difference::Rehoused, old, new))
}
