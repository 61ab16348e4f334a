//! Compares constants, strings and the members of C's enums.

use std::collections::BTreeSet;

use super::names::{alike, likeness};
use super::{
    Both, Change, Difference, Entry, Fact, Kind, Sorted, TypeChange, Types, entries, sorted,
};
use crate::model::document::{Constant, Document, Enumerator, Text};
use crate::model::facts::is_named;

/// The changes of values. Those of operations have told of some constants already.
pub(super) fn compare(sides: &Types<'_>, operations: &[Change]) -> Vec<Change> {
    let (old, new) = (sides.old, sides.new);
    // Where an operation comes, goes or gets another name, its constant does too.
    let mut gone = BTreeSet::new();
    let mut fresh = BTreeSet::new();
    let mut renumbered = BTreeSet::new();
    for change in operations.iter().filter(|change| change.kind == Kind::Op) {
        let old_name = change.old.iter().map(|stated| stated.name.as_str());
        let new_name = change.new.iter().map(|stated| stated.name.as_str());
        match change.difference {
            Difference::Added(_)
            | Difference::Removed(_)
            | Difference::Renamed { .. }
            | Difference::Reused => {
                gone.extend(old_name);
                fresh.extend(new_name);
            }
            Difference::Number => renumbered.extend(new_name),
            _ => {}
        }
    }
    let mut found = sorted(constants(old), constants(new));
    found.removed.retain(|entry| !gone.contains(entry.name()));
    found.added.retain(|entry| !fresh.contains(entry.name()));
    let mut changes = values(found, &renumbered);
    let untold = BTreeSet::new();
    changes.extend(values(sorted(strings(old), strings(new)), &untold));
    // Enumerators by name, since C has one name space for all of them.
    changes.extend(values(sorted(enumerators(old), enumerators(new)), &untold));
    changes.extend(sorted(enums(old), enums(new)).one_sided());
    changes
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

fn constants(document: &Document) -> Vec<Entry<'_, Constant>> {
    entries(Kind::Constant, &document.constants, |constant| {
        let fact = Fact::Integer {
            value: constant.value,
            r#type: constant.r#type.clone(),
        };
        (&constant.header, constant.line, fact)
    })
}

fn strings(document: &Document) -> Vec<Entry<'_, Text>> {
    entries(Kind::String, &document.strings, |text| {
        let value = text.value.clone();
        (&text.header, text.line, Fact::Text { value })
    })
}

fn enum_place<'a>(document: &'a Document, key: &str) -> (&'a str, u32) {
    let place = document.c_enum_places.get(key);
    place.map_or(("", 0), |place| (&place.header, place.line))
}

fn enumerators(document: &Document) -> Vec<Entry<'_, Enumerator>> {
    let mut entries = Vec::new();
    for (key, members) in &document.c_enums {
        let place = enum_place(document, key);
        for member in members {
            let value = member.value;
            let fact = Fact::Value { value };
            let mut entry = Entry::new(Kind::Enumerator, &member.name, place, fact, member);
            // Another key depends on the enum's neighbours, and says nothing.
            entry.stated.owner = is_named(key).then(|| key.clone());
            entries.push(entry);
        }
    }
    entries
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
