//! Compares the sets of headers.
//!
//! The items of a header that only one side has become part of one change.

use std::collections::{BTreeMap, BTreeSet};

use super::{ADDED, Change, Declaration, Difference, Entry, Fact, Kind, REMOVED, Types, sorted_by};
use crate::model::document::{Document, Skipped};

/// Adds the changes of headers and of macros without a value.
///
/// Removes the changes of items in headers that were added or removed.
pub(super) fn compare(sides: &Types<'_>, changes: &mut Vec<Change>) {
    let old: BTreeSet<String> = sides.old.headers.iter().cloned().collect();
    let new: BTreeSet<String> = sides.new.headers.iter().cloned().collect();
    let (gone, fresh) = (&old - &new, &new - &old);
    changes.extend(macros(sides));
    changes.retain(|change| match (&change.old, &change.new) {
        (Some(old), None) => !gone.contains(&old.header) || lives_on(change.kind, old, sides.new),
        (None, Some(new)) => !fresh.contains(&new.header) || lives_on(change.kind, new, sides.old),
        _ => true,
    });
    changes.extend(
        gone.iter()
            .map(|path| whole(path, sides.old).only_old(REMOVED)),
    );
    changes.extend(
        fresh
            .iter()
            .map(|path| whole(path, sides.new).only_new(ADDED)),
    );
}

/// Whether the other side has, in another header, the record or the enum that a member is part of.
fn lives_on(kind: Kind, member: &Declaration, other: &Document) -> bool {
    let is_enum = |owner| other.c_enums.contains_key(owner);
    // Members are compared of records that both sides have.
    kind == Kind::Field || (kind == Kind::Enumerator && member.owner.as_ref().is_some_and(is_enum))
}

/// A header with how much it states.
fn whole<'a>(path: &str, document: &'a Document) -> Entry<'a, Document> {
    let here = |header: &&String| *header == path;
    let constants = document.constants.values().map(|found| &found.header);
    let records = document.records.values().map(|found| &found.header);
    let typedefs = document.typedefs.values().map(|found| &found.header);
    let strings = document.strings.values().map(|found| &found.header);
    let enums = document.c_enum_places.values().map(|found| &found.header);
    let fact = Fact::Holds {
        constants: constants.filter(here).count(),
        records: records.filter(here).count(),
        others: typedefs.chain(strings).chain(enums).filter(here).count(),
    };
    Entry::new(Kind::Header, path, (path, 0), fact, document)
}

/// What has no value on either side: by name and header, with the reasons.
fn macros(sides: &Types<'_>) -> Vec<Change> {
    let mut found = sorted_by(
        reasons(sides.old, sides.new),
        reasons(sides.new, sides.old),
        |entry| (entry.stated.name.clone(), entry.stated.header.clone()),
    );
    let mut changes = Vec::new();
    for both in &found.both {
        if both.old.stated.fact != both.new.stated.fact {
            changes.push(both.differs(Difference::Annotation));
        }
    }
    // A header that is not read is no header that is gone: it is told of as what it is, a remark.
    let header = |_: &Document, entry: &Entry<'_, Document>| entry.kind == Kind::Header;
    changes.extend(found.take_as(sides, Difference::Annotation, header));
    changes.extend(found.one_sided());
    changes
}

/// The reasons on one side, but for what the other side has in another list, where it is told of.
fn reasons<'a>(document: &'a Document, other: &Document) -> Vec<Entry<'a, Document>> {
    let elsewhere = |name: &String| {
        other.constants.contains_key(name)
            || other.strings.contains_key(name)
            || other.headers.contains(name)
    };
    let target = format!(" for {}", document.target.name());
    let mut found: BTreeMap<_, (u32, BTreeSet<&str>)> = BTreeMap::new();
    for Skipped {
        name,
        header,
        line,
        reason,
    } in &document.skipped
    {
        if !elsewhere(name) {
            let (_, reasons) = found
                .entry((name, header))
                .or_insert((*line, BTreeSet::new()));
            // What holds for every target is to read the same on every target.
            reasons.insert(reason.strip_suffix(&target).unwrap_or(reason));
        }
    }
    let entries = found.into_iter().map(|((name, header), (line, reasons))| {
        let kind = if name.ends_with(".h") {
            Kind::Header
        } else {
            Kind::Macro
        };
        let said = reasons.into_iter().collect::<Vec<_>>().join("; ");
        Entry::new(kind, name, (header, line), Fact::Said { said }, document)
    });
    entries.collect()
}
