//! Compares structs and unions as wholes, and recognises those that only got another name.

use super::super::change::{Change, Declaration, Difference, Fact, Kind};
use super::super::names::{alike, likeness, pair};
use super::super::types::Types;
use super::{HANDLE, added, changed, fields, rehoused, removed, sorted};
use crate::model::document::{Document, Record};
use crate::model::hash::HashMap;

/// The new keys of the records that have another name, by the old ones; those of their members' own
/// types included.
pub(in crate::diff) fn renamed(old: &Document, new: &Document) -> HashMap<String, String> {
    let mut found = sorted(&old.records, &new.records);
    let whole = |key: &str| !key.contains('.') && !key.starts_with(HANDLE);
    found.removed.retain(|(key, _)| whole(key));
    found.added.retain(|(key, _)| whole(key));
    let pairs = pair(&found.removed, &found.added, |(a, old), (b, new)| {
        let near = alike(a, b) || (old.header == new.header && old.fields.len() > 2);
        (near && shape(old) == shape(new)).then(|| likeness(a, b))
    });
    let mut renamed = HashMap::default();
    for (i, j) in pairs {
        let (before, after) = (found.removed[i].0, found.added[j].0);
        renamed.insert(before.to_owned(), after.to_owned());
        for key in old.records.keys() {
            let inner = key
                .strip_prefix(before)
                .filter(|rest| rest.starts_with('.'));
            let key_after = inner.map(|rest| format!("{after}{rest}"));
            if let Some(key_after) =
                key_after.filter(|key_after| new.records.contains_key(key_after))
            {
                renamed.insert(key.clone(), key_after);
            }
        }
    }
    renamed
}

/// All of a record that survives another name.
fn shape(record: &Record) -> impl PartialEq {
    let fields = record
        .fields
        .iter()
        .map(|field| (field.name.clone(), field.offset_bits, field.size_bits));
    (
        record.kind,
        record.size,
        record.align,
        fields.collect::<Vec<_>>(),
    )
}

/// The changes of records and their members.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let (old, new) = (sides.old, sides.new);
    let mut changes = Vec::new();
    for (key, before) in &old.records {
        let renamed = sides.renamed.get(key);
        let key_after = renamed.unwrap_or(key);
        let Some(after) = new.records.get(key_after) else {
            if !within_one_sided(key, old, |outer| {
                new.records.contains_key(outer) || sides.renamed.contains_key(outer)
            }) {
                changes.push(removed(kind(key), stated(key, before)));
            }
            continue;
        };
        if renamed.is_some() && !key.contains('.') {
            changes.push(changed(
                Kind::Record,
                Difference::Renamed { similar: true },
                &stated(key, before),
                &stated(key_after, after),
            ));
        }
        both(sides, (key, before), (key_after, after), &mut changes);
    }
    let taken = |key: &str| {
        old.records.contains_key(key) || sides.renamed.values().any(|after| after == key)
    };
    for (key, after) in new.records.iter().filter(|(key, _)| !taken(key)) {
        if !within_one_sided(key, new, taken) {
            changes.push(added(kind(key), stated(key, after)));
        }
    }
    changes
}

/// Whether a record is a member's own type in a record that the other side lacks as a whole.
fn within_one_sided(key: &str, own: &Document, other_has: impl Fn(&str) -> bool) -> bool {
    let outer = key
        .match_indices('.')
        .map(|(at, _)| &key[..at])
        .find(|outer| own.records.contains_key(*outer));
    outer.is_some_and(|outer| !other_has(outer))
}

fn kind(key: &str) -> Kind {
    if key.starts_with(HANDLE) {
        Kind::Handle
    } else {
        Kind::Record
    }
}

fn stated(key: &str, record: &Record) -> Declaration {
    let fact = Fact::Record {
        kind: record.kind,
        size: record.size,
        align: record.align,
    };
    Declaration {
        header: record.header.clone(),
        line: record.line,
        owner: None,
        name: key.to_owned(),
        fact,
    }
}

fn both(sides: &Types<'_>, old: (&str, &Record), new: (&str, &Record), changes: &mut Vec<Change>) {
    let (before, after) = (stated(old.0, old.1), stated(new.0, new.1));
    let kind = kind(new.0);
    let members = fields::compare(sides, old, new);
    let mut differs = |difference| changes.push(changed(kind, difference, &before, &after));
    if old.1.kind != new.1.kind {
        differs(Difference::Shape);
    }
    if old.1.size != new.1.size {
        let layout = |change: &&Change| {
            !matches!(
                change.difference,
                Difference::Annotation | Difference::Renamed { .. }
            )
        };
        let opened = fields::open_end(old.1) != fields::open_end(new.1)
            && members.iter().filter(layout).all(|change| {
                matches!(
                    change.difference,
                    Difference::Type(
                        super::super::change::TypeChange::OpenEnd
                            | super::super::change::TypeChange::Spelling
                    )
                )
            });
        differs(if opened {
            Difference::OpenEnd
        } else {
            Difference::Size
        });
    }
    if old.1.align != new.1.align {
        differs(Difference::Alignment);
    }
    changes.extend(rehoused(kind, &before, &after));
    changes.extend(members);
}
