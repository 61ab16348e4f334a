//! Compares constants, strings and the members of C's enums.

use std::collections::BTreeSet;

use super::super::change::{Change, Declaration, Difference, Fact, Kind, TypeChange};
use super::super::names::{alike, likeness};
use super::super::types::Types;
use super::entries::{Both, Entry, Sorted, sorted};
use crate::model::document::{Document, Enumerator};

/// The changes of values. Those of operations have told of some constants already.
pub(super) fn compare(sides: &Types<'_>, operations: &[Change]) -> Vec<Change> {
    let (old, new) = (sides.old, sides.new);
    let told = Told::by(operations);
    let mut found = sorted(constants(old), constants(new));
    found
        .removed
        .retain(|entry| !told.old.contains(entry.name()));
    found.added.retain(|entry| !told.new.contains(entry.name()));
    let mut changes = values(found, &told.both);
    let untold = BTreeSet::new();
    changes.extend(values(sorted(strings(old), strings(new)), &untold));
    // Enumerators by name, since C has one name space for all of them.
    changes.extend(values(sorted(enumerators(old), enumerators(new)), &untold));
    changes.extend(sorted(enums(old), enums(new)).one_sided());
    changes
}

/// The constants that changes of operations have told of already.
#[derive(Default)]
struct Told<'a> {
    /// Those that are gone or have another name.
    old: BTreeSet<&'a str>,
    /// Those that are new or have another name.
    new: BTreeSet<&'a str>,
    /// Those with another number.
    both: BTreeSet<&'a str>,
}

impl<'a> Told<'a> {
    fn by(changes: &'a [Change]) -> Self {
        let mut told = Self::default();
        let name = |stated: &'a Declaration| stated.name.as_str();
        for change in changes.iter().filter(|change| change.kind == Kind::Op) {
            match change.difference {
                Difference::Added(_)
                | Difference::Removed(_)
                | Difference::Renamed { .. }
                | Difference::Reused => {
                    told.old.extend(change.old.as_ref().map(name));
                    told.new.extend(change.new.as_ref().map(name));
                }
                Difference::Number => told.both.extend(change.new.as_ref().map(name)),
                _ => {}
            }
        }
        told
    }
}

/// The changes of values of one sort, but for the other values that were told of.
fn values<T>(mut found: Sorted<'_, T>, told: &BTreeSet<&str>) -> Vec<Change> {
    let mut changes = Vec::new();
    let renamed = found.take_pairs(|old, new| {
        let (a, b) = (&old.stated, &new.stated);
        (same_value(&a.fact, &b.fact) && a.header == b.header && alike(&a.name, &b.name))
            .then(|| likeness(&a.name, &b.name))
    });
    for value in renamed {
        changes.push(value.renamed());
        changes.extend(retyped(&value));
    }
    for value in &found.both {
        if same_value(&value.old.stated.fact, &value.new.stated.fact) {
            changes.extend(retyped(value));
        } else if !told.contains(value.new.name()) {
            changes.push(value.differs(Difference::Value));
        }
        changes.extend(value.rehoused());
    }
    changes.extend(found.one_sided());
    changes
}

/// Whether the values are the same, whatever their types.
fn same_value(old: &Fact, new: &Fact) -> bool {
    match (old, new) {
        (Fact::Integer { value: old, .. }, Fact::Integer { value: new, .. }) => old == new,
        _ => old == new,
    }
}

/// Another type of the same value; with another value, the type follows from it.
fn retyped<T>(value: &Both<'_, T>) -> Option<Change> {
    (value.old.stated.fact != value.new.stated.fact)
        .then(|| value.differs(Difference::Type(TypeChange::Sign)))
}

fn constants(document: &Document) -> Vec<Entry<'_, impl Sized>> {
    let entries = document.constants.iter().map(|(name, constant)| {
        let fact = Fact::Integer {
            value: constant.value,
            r#type: constant.r#type.clone(),
        };
        let place = (constant.header.as_str(), constant.line);
        Entry::new(Kind::Constant, name, place, fact, constant)
    });
    entries.collect()
}

fn strings(document: &Document) -> Vec<Entry<'_, impl Sized>> {
    let entries = document.strings.iter().map(|(name, text)| {
        let value = text.value.clone();
        let place = (text.header.as_str(), text.line);
        Entry::new(Kind::String, name, place, Fact::Text { value }, text)
    });
    entries.collect()
}

/// An enum without a name has a key that depends on its neighbours, which says nothing.
fn is_named(key: &str) -> bool {
    !key.starts_with('(')
}

fn enum_place<'a>(document: &'a Document, key: &str) -> (&'a str, u32) {
    let place = document.c_enum_places.get(key);
    place.map_or(("", 0), |place| (&place.header, place.line))
}

fn enumerators(document: &Document) -> Vec<Entry<'_, Enumerator>> {
    let members = document.c_enums.iter();
    let members =
        members.flat_map(|(key, members)| members.iter().map(move |member| (key, member)));
    let entries = members.map(|(key, member)| {
        let value = member.value;
        let place = enum_place(document, key);
        let fact = Fact::Value { value };
        let mut entry = Entry::new(Kind::Enumerator, &member.name, place, fact, member);
        entry.stated.owner = is_named(key).then(|| key.clone());
        entry
    });
    entries.collect()
}

/// The enums that have a name.
fn enums(document: &Document) -> Vec<Entry<'_, impl Sized>> {
    let named = document.c_enums.iter().filter(|(key, _)| is_named(key));
    let entries = named.map(|(key, members)| {
        let place = enum_place(document, key);
        Entry::new(Kind::Enum, key, place, Fact::Exists {}, members)
    });
    entries.collect()
}
