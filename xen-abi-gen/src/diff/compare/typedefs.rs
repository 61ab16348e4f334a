//! Compares typedefs: what they name, and what they carry.

use super::super::types::{Canonical, canonical};
use super::names::{alike, likeness};
use super::{Both, Change, Difference, Entry, Fact, Kind, TypeChange, Types, entries, sorted};
use crate::model::document::{Document, Record, Typedef};

/// The changes of typedefs.
///
/// A typedef of a record that was added or removed is not a change of its own.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let mut found = sorted(typedefs(sides.old), typedefs(sides.new));
    found
        .removed
        .retain(|entry| record(sides.old, entry.name()).is_none_or(|(key, _)| sides.new_has(&key)));
    found
        .added
        .retain(|entry| record(sides.new, entry.name()).is_none_or(|(key, _)| sides.old_has(&key)));
    // The record of that name was told of.
    let known = |old: &str, new: &str| sides.renamed.get(old).is_some_and(|after| after == new);
    let renamed = found.take_pairs(|old, new| {
        let (a, b) = (old.name(), new.name());
        let near = known(a, b) || (old.item.header == new.item.header && alike(a, b));
        let same =
            sides.is_same(typed(old.item), typed(new.item)) && old.item.align == new.item.align;
        (near && same).then(|| if known(a, b) { 2.0 } else { likeness(a, b) })
    });
    let mut changes = Vec::new();
    for typedef in &renamed {
        if !known(typedef.old.name(), typedef.new.name()) {
            changes.push(typedef.renamed());
        }
    }
    for typedef in renamed.iter().chain(&found.both) {
        both(sides, typedef, &mut changes);
    }
    changes.extend(found.one_sided());
    changes
}

/// The record that a typedef is another name of, with its key.
fn record<'a>(document: &'a Document, name: &str) -> Option<(String, &'a Record)> {
    match canonical(document, name) {
        Canonical::Record(key) => document.records.get(&key).map(|record| (key, record)),
        _ => None,
    }
}

fn typedefs(document: &Document) -> Vec<Entry<'_, Typedef>> {
    entries(Kind::Typedef, &document.typedefs, |typedef| {
        let fact = Fact::Typedef {
            r#type: typedef.r#type.clone(),
            size: typedef.size,
            align: typedef.align,
        };
        (&typedef.header, typedef.line, fact)
    })
}

/// What a typedef names, and its width.
fn typed(typedef: &Typedef) -> (&str, u64) {
    (&typedef.r#type, typedef.size * 8)
}

/// A typedef that both sides have, but for its name.
fn both(sides: &Types<'_>, typedef: &Both<'_, Typedef>, changes: &mut Vec<Change>) {
    let (old, new) = (typedef.old.item, typedef.new.item);
    let laid_out_as = |document, entry: &Entry<'_, Typedef>| {
        let (key, record) = record(document, entry.name())?;
        ((record.size, record.align) == (entry.item.size, entry.item.align)).then_some(key)
    };
    let before = laid_out_as(sides.old, &typedef.old);
    let records = before.zip(laid_out_as(sides.new, &typedef.new));
    let follows = records.is_some_and(|(old, new)| sides.new_key(&old) == new);
    match sides.change(typed(old), typed(new)) {
        // The record was told of, with its size.
        Some(TypeChange::Within) if follows => {}
        Some(change) => changes.push(typedef.differs(Difference::Type(change))),
        None => {}
    }
    if old.align != new.align && !follows {
        changes.push(typedef.differs(Difference::Alignment));
    }
    let says = |typedef: &Typedef| {
        let nature = typedef.distinct.as_ref();
        nature.map_or_else(String::new, |nature| format!("distinct {nature}"))
    };
    changes.extend(typedef.said(says(old), says(new)));
    changes.extend(typedef.rehoused());
}
