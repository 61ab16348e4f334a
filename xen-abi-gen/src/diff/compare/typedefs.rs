//! Compares typedefs: what they name, and what they carry.

use super::super::change::{Change, Declaration, Difference, Fact, Kind, TypeChange};
use super::super::names::{alike, likeness, pair};
use super::super::types::{Canonical, Types, canonical};
use super::{HANDLE, added, changed, rehoused, removed, saying, sorted, take_pairs};
use crate::model::document::{Document, Typedef};

/// The changes of typedefs; one that is only another name of a record that is itself new or gone is
/// not told again.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let mut found = sorted(&sides.old.typedefs, &sides.new.typedefs);
    let is_old = |key: &str| {
        sides.old.records.contains_key(key) || sides.renamed.values().any(|after| after == key)
    };
    let is_new = |key: &str| sides.new.records.contains_key(key) || sides.renamed.contains_key(key);
    found
        .removed
        .retain(|(name, _)| record(sides.old, name).is_none_or(|key| is_new(&key)));
    found
        .added
        .retain(|(name, _)| record(sides.new, name).is_none_or(|key| is_old(&key)));
    let pairs = pair(&found.removed, &found.added, |(a, old), (b, new)| {
        let known = sides.renamed.get(*a).is_some_and(|after| after == b);
        let near = known || (old.header == new.header && alike(a, b));
        let same = matches!(
            difference(sides, (a, old), (b, new)),
            None | Some(TypeChange::Spelling)
        ) && old.align == new.align;
        (near && same).then(|| if known { 2.0 } else { likeness(a, b) })
    });
    let mut changes = Vec::new();
    for ((a, old), (b, new)) in take_pairs(&mut found, &pairs) {
        // The record of that name was told of.
        if sides.renamed.get(a).is_none_or(|after| after != b) {
            changes.push(changed(
                kind(b),
                Difference::Renamed { similar: true },
                &stated(a, old),
                &stated(b, new),
            ));
        }
        both(sides, (a, old), (b, new), &mut changes);
    }
    for (name, old, new) in &found.both {
        both(sides, (name, old), (name, new), &mut changes);
    }
    changes.extend(
        found
            .removed
            .iter()
            .map(|(name, old)| removed(kind(name), stated(name, old))),
    );
    changes.extend(
        found
            .added
            .iter()
            .map(|(name, new)| added(kind(name), stated(name, new))),
    );
    changes
}

/// The record that a typedef is another name of.
fn record(document: &Document, name: &str) -> Option<String> {
    match canonical(document, name) {
        Canonical::Record(key) if document.records.contains_key(&key) => Some(key),
        _ => None,
    }
}

fn kind(name: &str) -> Kind {
    if name.starts_with(HANDLE) {
        Kind::Handle
    } else {
        Kind::Typedef
    }
}

fn stated(name: &str, typedef: &Typedef) -> Declaration {
    let fact = Fact::Typedef {
        r#type: typedef.r#type.clone(),
        size: typedef.size,
        align: typedef.align,
    };
    Declaration {
        header: typedef.header.clone(),
        line: typedef.line,
        owner: None,
        name: name.to_owned(),
        fact,
    }
}

fn difference(
    sides: &Types<'_>,
    old: (&str, &Typedef),
    new: (&str, &Typedef),
) -> Option<TypeChange> {
    sides.change(
        (&old.1.r#type, old.1.size * 8),
        (&new.1.r#type, new.1.size * 8),
    )
}

fn both(
    sides: &Types<'_>,
    old: (&str, &Typedef),
    new: (&str, &Typedef),
    changes: &mut Vec<Change>,
) {
    let (before, after) = (stated(old.0, old.1), stated(new.0, new.1));
    let kind = kind(new.0);
    let layout = |document: &Document, (name, typedef): (&str, &Typedef)| {
        let key = record(document, name)?;
        let record = document.records.get(&key)?;
        (record.size == typedef.size && record.align == typedef.align).then_some(key)
    };
    let behind = layout(sides.old, old).zip(layout(sides.new, new));
    let follows = behind.is_some_and(|(a, b)| sides.renamed.get(&a).unwrap_or(&a) == &b);
    match difference(sides, old, new) {
        // The record was told of, with its size.
        Some(TypeChange::Within) if follows => {}
        Some(change) => changes.push(changed(kind, Difference::Type(change), &before, &after)),
        None => {}
    }
    if old.1.align != new.1.align && !follows {
        changes.push(changed(kind, Difference::Alignment, &before, &after));
    }
    let says = |typedef: &Typedef| {
        typedef
            .distinct
            .as_ref()
            .map_or_else(String::new, |nature| format!("distinct {nature}"))
    };
    let (said_before, said_after) = (says(old.1), says(new.1));
    if said_before != said_after {
        changes.push(changed(
            kind,
            Difference::Annotation,
            &saying(&before, &said_before),
            &saying(&after, &said_after),
        ));
    }
    changes.extend(rehoused(kind, &before, &after));
}
