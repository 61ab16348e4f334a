//! Makes one list of the targets' changes: what is the same on several is said once.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use super::change::{Change, Fact, Kind};
use crate::model::hash::{HashMap, IndexMap};
use crate::model::target::Target;

/// The changes by header, kind, place and name, each with its targets.
pub(super) fn merge(found: Vec<(Target, Vec<Change>)>) -> Vec<(Change, BTreeSet<Target>)> {
    let mut merged: IndexMap<Change, (Change, BTreeSet<Target>)> = IndexMap::default();
    for (target, changes) in found {
        for change in changes {
            let same = merged.entry(change.without_lines());
            let (_, targets) = same.or_insert((change, BTreeSet::new()));
            targets.insert(target);
        }
    }
    let mut merged: Vec<_> = merged.into_values().collect();
    let lines = lines(&merged);
    merged.sort_by(|(a, on_a), (b, on_b)| (key(a, &lines), on_a).cmp(&(key(b, &lines), on_b)));
    merged
}

/// What decides where a change stands in the list.
fn key<'a>(
    change: &'a Change,
    lines: &HashMap<String, (bool, Option<NonZeroU32>)>,
) -> impl Ord + use<'a> {
    let stated = change.stated();
    let whole = whole(change);
    // Members stand with the records, enumerators with the enums; a whole before its parts.
    let kind = change.kind.whole();
    (
        change.header(),
        kind,
        lines.get(whole).and_then(|(_, line)| *line),
        whole,
        part(change),
        change.kind != kind,
        position(change),
        stated.map(|stated| (&stated.owner, &stated.name)),
        change.difference,
    )
}

/// The record that a change is part of, however deep; of anything else, its own name.
fn whole(change: &Change) -> &str {
    let part = part(change);
    part.split_once('.').map_or(part, |(whole, _)| whole)
}

/// The record, or the anonymous record within one, that a change is about.
fn part(change: &Change) -> &str {
    change.stated().map_or("", |stated| match &stated.owner {
        Some(owner) if change.kind == Kind::Field => owner,
        _ => &stated.name,
    })
}

/// The sort key of each change: whether the new side lacks it, and its line.
///
/// Changes of one declaration have one key, so that they are adjacent.
fn lines(changes: &[(Change, BTreeSet<Target>)]) -> HashMap<String, (bool, Option<NonZeroU32>)> {
    let mut lines = HashMap::default();
    for (change, _) in changes {
        let line = change.stated().and_then(|stated| stated.line);
        let line = (change.new.is_none(), line);
        let known = lines.entry(whole(change).to_owned()).or_insert(line);
        *known = line.min(*known);
    }
    lines
}

/// Where a member stands in its record.
fn position(change: &Change) -> u64 {
    match change.stated().map(|stated| &stated.fact) {
        Some(Fact::Field { offset_bits, .. }) => *offset_bits,
        _ => 0,
    }
}
