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
        let line = lines.get(&whole(change)).copied().unwrap_or_default();
        let name = stated.map(|stated| (stated.owner.clone(), stated.name.clone()));
        let place = (
            change.header().to_owned(),
            group(change),
            line,
            whole(change),
        );
        (
            place,
            part(change),
            rank(change),
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
    part(change)
        .split('.')
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The record, or the anonymous record within one, that a change is about.
fn part(change: &Change) -> String {
    let stated = change.stated();
    stated.map_or_else(String::new, |stated| match change.kind {
        Kind::Field => stated.owner.clone().unwrap_or_default(),
        _ => stated.name.clone(),
    })
}

/// The line of each of these; the new side's, where both know it: what belongs together is to stand
/// together.
fn lines(changes: &[(Change, Vec<Target>)]) -> HashMap<String, u32> {
    let mut lines: HashMap<String, (bool, u32)> = HashMap::default();
    for (change, _) in changes {
        let line = (
            change.new.is_none(),
            change.stated().map_or(0, |stated| stated.line),
        );
        let known = lines.entry(whole(change)).or_insert(line);
        *known = line.min(*known);
    }
    lines
        .into_iter()
        .map(|(name, (_, line))| (name, line))
        .collect()
}

/// Members stand with the records, handles with the typedefs.
const fn group(change: &Change) -> u8 {
    match change.kind {
        Kind::Header => 0,
        Kind::Hypercall => 1,
        Kind::Op => 2,
        Kind::Constant => 3,
        Kind::Enum | Kind::Enumerator => 4,
        Kind::String => 5,
        Kind::Record | Kind::Field => 6,
        Kind::Typedef => 7,
        Kind::Handle => 8,
        Kind::Family => 9,
        Kind::Macro => 10,
    }
}

/// A whole before its parts.
const fn rank(change: &Change) -> u8 {
    matches!(change.kind, Kind::Field | Kind::Enumerator) as u8
}

/// Where a member stands in its record.
fn position(change: &Change) -> u64 {
    match change.stated().map(|stated| &stated.fact) {
        Some(Fact::Field { offset_bits, .. }) => *offset_bits,
        _ => 0,
    }
}
