//! The records that a record leads to.

use std::collections::BTreeSet;

use super::types::{canonical, record_by_value, record_within};
use crate::model::document::{Document, Field};

/// A member, by the key of its record and its name.
pub(super) type MemberKey = (String, String);

/// These records, and all that their members lead to.
pub(super) fn reachable(document: &Document, roots: Vec<String>) -> BTreeSet<String> {
    reachable_without(document, roots, &BTreeSet::new())
}

/// The same, without what only these members lead to.
pub(super) fn reachable_without(
    document: &Document,
    roots: Vec<String>,
    without: &BTreeSet<MemberKey>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = roots;
    while let Some(key) = open.pop() {
        let record = document.records.get(&key);
        if let Some(record) = record.filter(|_| found.insert(key.clone())) {
            let mut anonymous = 0..;
            for field in &record.fields {
                let own = match field.name.as_str() {
                    "" => format!("{key}.(anon{})", anonymous.next().unwrap_or(0)),
                    name => format!("{key}.{name}"),
                };
                if !without.contains(&(key.clone(), field.name.clone())) {
                    open.extend(
                        record_within(&canonical(document, &field.r#type)).map(str::to_owned),
                    );
                    open.push(own);
                }
            }
        }
    }
    found
}

/// These records, and all that contain one of them.
pub(super) fn with_containers(document: &Document, roots: Vec<String>) -> Vec<String> {
    let mut found: BTreeSet<String> = roots.into_iter().collect();
    loop {
        let contains = |field: &Field| {
            record_by_value(&canonical(document, &field.r#type))
                .is_some_and(|key| found.contains(key))
        };
        let more = document
            .records
            .iter()
            .filter(|(key, record)| !found.contains(*key) && record.fields.iter().any(contains));
        let more: Vec<String> = more.map(|(key, _)| key.clone()).collect();
        if more.is_empty() {
            return found.into_iter().collect();
        }
        found.extend(more);
    }
}
