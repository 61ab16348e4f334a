//! The ranges of releases in which a unit stays the same.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::units::{Units, Version};
use crate::model::projection::ItemPath;

/// The releases at which the ranges of each unit begin, as indices.
pub(super) struct Ranges<'u>(BTreeMap<&'u ItemPath, BTreeSet<usize>>);

/// Finds where the ranges of each unit begin: where it differs from the release before that has it,
/// or where a unit that it names does.
pub(super) fn ranges<'u>(units: &'u Units<'_>, releases: usize) -> Ranges<'u> {
    let starts = units
        .0
        .iter()
        .map(|(path, versions)| (path, own_starts(versions)));
    let mut ranges = Ranges(starts.collect());
    loop {
        let mut found: Vec<(&ItemPath, usize)> = Vec::new();
        for (path, versions) in &units.0 {
            let mut before = None;
            for release in (0..releases).filter(|release| versions[*release].is_some()) {
                if let (Some(before), Some(version)) = (before.replace(release), &versions[release])
                    && !ranges.0[path].contains(&release)
                    && version
                        .names()
                        .any(|used| ranges.changes(used, before, release))
                {
                    found.push((path, release));
                }
            }
        }
        if found.is_empty() {
            return ranges;
        }
        for (path, release) in found {
            ranges.0.entry(path).or_default().insert(release);
        }
    }
}

/// Where a unit itself differs.
fn own_starts(versions: &[Option<Version<'_>>]) -> BTreeSet<usize> {
    let mut starts = BTreeSet::new();
    let mut range: Vec<&Version<'_>> = Vec::new();
    for (release, version) in versions.iter().enumerate() {
        let Some(version) = version else { continue };
        // A family may lose a member and gain another one of that name later.
        if range.is_empty() || !range.iter().all(|earlier| earlier.is_like(version)) {
            range.clear();
            starts.insert(release);
        }
        range.push(version);
    }
    starts
}

impl Ranges<'_> {
    /// Whether a unit differs between two releases.
    fn changes(&self, path: &ItemPath, before: usize, release: usize) -> bool {
        let starts = self.0.get(path);
        starts.is_some_and(|starts| {
            let first = starts.first().copied().unwrap_or_default();
            starts
                .range(before + 1..=release)
                .any(|start| *start != first)
        })
    }

    /// The start of the range that a release lies in, where there are several.
    pub(super) fn start(&self, path: &ItemPath, release: usize) -> Option<usize> {
        let starts = self.0.get(path).filter(|starts| starts.len() > 1)?;
        starts.range(..=release).next_back().copied()
    }

    /// Whether it is one of the units.
    pub(super) fn has(&self, path: &ItemPath) -> bool {
        self.0.contains_key(path)
    }

    /// The ranges of a unit.
    pub(super) fn of(&self, path: &ItemPath, releases: usize) -> Vec<Range<usize>> {
        let starts: Vec<usize> = self.0.get(path).into_iter().flatten().copied().collect();
        let ends = starts.iter().skip(1).copied().chain([releases]);
        starts
            .iter()
            .copied()
            .zip(ends)
            .map(|(start, end)| start..end)
            .collect()
    }
}
