//! Compares structs and unions as wholes, and recognises those that only got another name.

use super::names::{alike, likeness};
use super::{
    Both, Change, Difference, Entry, Fact, Kind, TypeChange, Types, entries, fields, sorted,
};
use crate::model::document::{Document, Record};
use crate::model::hash::HashMap;

/// The new keys of renamed records by their old keys, with their members' types.
pub(super) fn renamed(old: &Document, new: &Document) -> HashMap<String, String> {
    let mut found = sorted(records(old), records(new));
    let whole =
        |record: &Entry<'_, Record>| !record.name().contains('.') && record.kind != Kind::Handle;
    found.removed.retain(whole);
    found.added.retain(whole);
    let pairs = found.take_pairs(|old, new| {
        let (a, b) = (old.name(), new.name());
        let same_header = old.item.header == new.item.header;
        let near = alike(a, b) || (same_header && old.item.fields.len() > 2);
        (near && shape(old.item) == shape(new.item)).then(|| likeness(a, b))
    });
    let mut renamed = HashMap::default();
    for Both {
        old: before,
        new: after,
    } in pairs
    {
        for key in old.records.keys() {
            let rest = key.strip_prefix(before.name());
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                let key_after = format!("{}{rest}", after.name());
                if new.records.contains_key(&key_after) {
                    renamed.insert(key.clone(), key_after);
                }
            }
        }
    }
    renamed
}

/// All of a record that survives another name.
fn shape(record: &Record) -> impl PartialEq {
    let fields = record.fields.iter();
    let fields = fields.map(|field| (&field.name, field.offset_bits, field.size_bits));
    let fields: Vec<_> = fields.collect();
    (record.kind, record.size, record.align, fields)
}

/// The changes of records and their members.
pub(super) fn compare(sides: &Types<'_>) -> Vec<Change> {
    let mut found = sorted(records(sides.old), records(sides.new));
    let renamed =
        found.take_pairs(|old, new| (sides.new_key(old.name()) == new.name()).then_some(1.0));
    let mut changes = Vec::new();
    for record in &renamed {
        if !record.old.name().contains('.') {
            changes.push(record.renamed());
        }
    }
    for record in renamed.iter().chain(&found.both) {
        both(sides, record, &mut changes);
    }
    // Of a record that one side lacks as a whole, its members' own types are not told of.
    found
        .removed
        .retain(|record| outer(record.name(), sides.old).is_none_or(|outer| sides.new_has(outer)));
    found
        .added
        .retain(|record| outer(record.name(), sides.new).is_none_or(|outer| sides.old_has(outer)));
    changes.extend(found.one_sided());
    changes
}

/// The record that a record is a member's own type in.
fn outer<'a>(key: &'a str, document: &Document) -> Option<&'a str> {
    let mut outer = key.match_indices('.').map(|(at, _)| &key[..at]);
    outer.find(|outer| document.records.contains_key(*outer))
}

fn records(document: &Document) -> Vec<Entry<'_, Record>> {
    entries(Kind::Record, &document.records, |record| {
        let fact = Fact::Record {
            kind: record.kind,
            size: record.size,
            align: record.align,
        };
        (&record.header, record.line, fact)
    })
}

/// A record that both sides have, but for its name.
fn both(sides: &Types<'_>, record: &Both<'_, Record>, changes: &mut Vec<Change>) {
    let (old, new) = (record.old.item, record.new.item);
    let members = fields::compare(sides, record);
    if old.kind != new.kind {
        changes.push(record.differs(Difference::Shape));
    }
    if old.size != new.size {
        let opened = fields::open_end(old) != fields::open_end(new)
            && members.iter().all(|change| {
                matches!(
                    change.difference,
                    Difference::Annotation
                        | Difference::Words
                        | Difference::Renamed { .. }
                        | Difference::Type(TypeChange::OpenEnd | TypeChange::Spelling)
                )
            });
        changes.push(record.differs(if opened {
            Difference::OpenEnd
        } else {
            Difference::Size
        }));
    }
    if old.align != new.align {
        changes.push(record.differs(Difference::Alignment));
    }
    changes.extend(record.rehoused());
    changes.extend(members);
}
