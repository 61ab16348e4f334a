//! Makes one list of the targets' changes: what is the same on several is said once.

use super::change::{Change, Fact, Kind};
use crate::model::hash::HashMap;
use crate::model::target::Target;

/// The changes by header, kind, place and name, each with its targets.
pub(super) fn merge(found: Vec<(Target, Vec<Change>)>) -> Vec<(Change, Vec<Target>)> {
    let mut merged: Vec<(Change, Vec<Target>)> = Vec::new();
    let mut index: HashMap<Change, usize> = HashMap::default();
    for (target, changes) in found {
        for change in changes {
            match index.get(&change.without_lines()) {
                Some(at) => merged[*at].1.push(target),
                None => {
                    index.insert(change.without_lines(), merged.len());
                    merged.push((change, vec![target]));
                }
            }
        }
    }
    for (_, targets) in &mut merged {
        targets.sort_unstable();
        targets.dedup();
    }
    let lines = lines(&merged);
    merged.sort_by_cached_key(|(change, targets)| {
        let stated = change.stated();
        let line = lines.get(&whole(change)).map(|(_, line)| *line);
        let name = stated.map(|stated| (stated.owner.clone(), stated.name.clone()));
        // Members stand with the records, enumerators with the enums; a whole before its parts.
        let kind = change.kind.whole();
        let place = (change.header().to_owned(), kind, line, whole(change));
        (
            place,
            part(change),
            change.kind != kind,
            position(change),
            name,
            change.difference,
            targets.clone(),
        )
    });
    merged
}

/// The record that a change is part of, however deep; of anything else, its own name.
fn whole(change: &Change) -> String {
    let part = part(change);
    let whole = part.split_once('.').map(|(whole, _)| whole.to_owned());
    whole.unwrap_or(part)
}

/// The record, or the anonymous record within one, that a change is about.
fn part(change: &Change) -> String {
    let stated = change.stated();
    stated.map_or_else(String::new, |stated| match change.kind {
        Kind::Field => stated.owner.clone().unwrap_or_default(),
        _ => stated.name.clone(),
    })
}

/// The line of each of these, after whether the new side lacks it: the new side's line comes first,
/// and what belongs together is to stand together.
fn lines(changes: &[(Change, Vec<Target>)]) -> HashMap<String, (bool, u32)> {
    let mut lines = HashMap::default();
    for (change, _) in changes {
        let line = change.stated().map_or(0, |stated| stated.line);
        let line = (change.new.is_none(), line);
        let known = lines.entry(whole(change)).or_insert(line);
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
