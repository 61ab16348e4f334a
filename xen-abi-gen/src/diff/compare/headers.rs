//! Compares which headers there are, and folds into one change what a header that only one side has
//! states.

use std::collections::{BTreeMap, BTreeSet};

use super::super::change::{Change, Declaration, Difference, Fact, Kind};
use super::{added, changed, removed, saying};
use crate::model::document::{Document, Skipped};

/// Adds the changes of headers and of macros without a value; takes out what is part of a header
/// that is new or gone.
pub(super) fn compare(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) = (names(old), names(new));
    changes.extend(macros(old, new));
    changes.retain(|change| match (&change.old, &change.new) {
        (Some(old), None) => {
            after.contains(old.header.as_str()) || !before.contains(old.header.as_str())
        }
        (None, Some(new)) => {
            before.contains(new.header.as_str()) || !after.contains(new.header.as_str())
        }
        _ => true,
    });
    changes.extend(
        before
            .difference(&after)
            .map(|path| removed(Kind::Header, stated(path, old))),
    );
    changes.extend(
        after
            .difference(&before)
            .map(|path| added(Kind::Header, stated(path, new))),
    );
}

fn names(document: &Document) -> BTreeSet<&str> {
    document.headers.iter().map(String::as_str).collect()
}

fn stated(path: &str, document: &Document) -> Declaration {
    let here = |header: &String| header == path;
    let constants = document
        .constants
        .values()
        .filter(|found| here(&found.header))
        .count();
    let records = document
        .records
        .values()
        .filter(|found| here(&found.header))
        .count();
    let others = document
        .typedefs
        .values()
        .filter(|found| here(&found.header))
        .count()
        + document
            .strings
            .values()
            .filter(|found| here(&found.header))
            .count()
        + document
            .c_enum_places
            .values()
            .filter(|found| here(&found.header))
            .count();
    let fact = Fact::Holds {
        constants,
        records,
        others,
    };
    Declaration {
        header: path.to_owned(),
        line: 0,
        owner: None,
        name: path.to_owned(),
        fact,
    }
}

/// What has no value on either side: by name and header, with the reasons.
fn macros(old: &Document, new: &Document) -> Vec<Change> {
    let (before, after) = (reasons(old, new), reasons(new, old));
    let all: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    let mut changes = Vec::new();
    for key in all {
        let (a, b) = (before.get(&key), after.get(&key));
        match (a, b) {
            (Some(a), Some(b)) if a.fact != b.fact => {
                let words = |stated: &Declaration| match &stated.fact {
                    Fact::Said { said } => said.clone(),
                    _ => String::new(),
                };
                changes.push(changed(
                    kind(key.0),
                    Difference::Annotation,
                    &saying(a, &words(a)),
                    &saying(b, &words(b)),
                ));
            }
            (Some(a), None) => changes.push(removed(kind(key.0), a.clone())),
            (None, Some(b)) => changes.push(added(kind(key.0), b.clone())),
            _ => {}
        }
    }
    // A header that is not read is no header that is gone: it is told of as what it is, a remark.
    for change in changes
        .iter_mut()
        .filter(|change| change.kind == Kind::Header)
    {
        change.difference = Difference::Annotation;
    }
    changes
}

fn kind(name: &str) -> Kind {
    if name.ends_with(".h") {
        Kind::Header
    } else {
        Kind::Macro
    }
}

/// The reasons on one side, but for what the other side has in another list, where it is told of.
fn reasons<'a>(
    document: &'a Document,
    other: &Document,
) -> BTreeMap<(&'a str, &'a str), Declaration> {
    let elsewhere = |skipped: &Skipped| {
        other.constants.contains_key(&skipped.name)
            || other.strings.contains_key(&skipped.name)
            || other.headers.contains(&skipped.name)
    };
    let target = format!(" for {}", document.target.name());
    let mut found: BTreeMap<(&str, &str), (u32, BTreeSet<&str>)> = BTreeMap::new();
    for skipped in document
        .skipped
        .iter()
        .filter(|skipped| !elsewhere(skipped))
    {
        let entry = found
            .entry((&skipped.name, &skipped.header))
            .or_insert((skipped.line, BTreeSet::new()));
        // What holds for every target is to read the same on every target.
        entry.1.insert(
            skipped
                .reason
                .strip_suffix(&target)
                .unwrap_or(&skipped.reason),
        );
    }
    let stated =
        |(name, header): (&str, &str), (line, reasons): (u32, BTreeSet<&str>)| Declaration {
            header: header.to_owned(),
            line,
            owner: None,
            name: name.to_owned(),
            fact: Fact::Said {
                said: reasons.into_iter().collect::<Vec<_>>().join("; "),
            },
        };
    found
        .into_iter()
        .map(|(key, reasons)| (key, stated(key, reasons)))
        .collect()
}
