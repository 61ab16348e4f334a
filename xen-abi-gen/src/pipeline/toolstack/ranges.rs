//! The ranges of releases in which a unit stays the same.

use std::collections::BTreeSet;
use std::ops::Range;

use super::requests::Requests;
use super::units::{Units, Version, distinct};
use crate::model::hash::HashMap;
use crate::model::projection::{Body, ItemPath, Projection};

/// The releases at which the ranges of each unit begin, as indices.
pub(super) struct Ranges<'u> {
    starts: HashMap<&'u ItemPath, BTreeSet<usize>>,
    /// The units that are in the module of a range even if they have one range only.
    particular: BTreeSet<&'u ItemPath>,
}

/// Finds where the ranges of each unit begin: where it differs from the release before that has it,
/// or where a unit that it names does.
pub(super) fn ranges<'u>(
    units: &'u Units<'_>,
    requests: &Requests,
    views: &[Projection],
) -> Ranges<'u> {
    let releases = views.len();
    let starts = units
        .0
        .iter()
        .map(|(path, versions)| (path, own_starts(versions)));
    let mut ranges = Ranges {
        starts: starts.collect(),
        particular: BTreeSet::new(),
    };
    loop {
        let mut found: Vec<(&ItemPath, usize)> = Vec::new();
        for (path, versions) in &units.0 {
            let mut before = None;
            for release in (0..releases).filter(|release| versions[*release].is_some()) {
                if let (Some(before), Some(version)) = (before.replace(release), &versions[release])
                    && !ranges.starts[path].contains(&release)
                    && version
                        .names()
                        .any(|used| ranges.changes(used, before, release))
                {
                    found.push((path, release));
                }
            }
        }
        if found.is_empty() {
            break;
        }
        for (path, release) in found {
            ranges.starts.entry(path).or_default().insert(release);
        }
    }
    ranges.split(units, requests, views);
    ranges
}

/// Where a unit itself differs.
fn own_starts(versions: &[Option<Version<'_>>]) -> BTreeSet<usize> {
    let mut starts = BTreeSet::new();
    let mut range: Vec<&Version<'_>> = Vec::new();
    for (release, version) in distinct(versions) {
        // A family may lose a member and gain another one of that name later.
        if range.is_empty() || !range.iter().all(|earlier| earlier.is_like(version)) {
            range.clear();
            starts.insert(release);
        }
        range.push(version);
    }
    starts
}

impl<'u> Ranges<'u> {
    /// Splits the ranges of functions where a constant that they fill in changes.
    ///
    /// A function with one range takes the constant as a parameter, unless its operation's number
    /// means another operation in another release.
    fn split(&mut self, units: &'u Units<'_>, requests: &Requests, views: &[Projection]) {
        for (path, versions) in &units.0 {
            let items = |at: usize| versions[at].iter().flat_map(|version| &version.placed);
            let mut forms = distinct(versions).flat_map(|(_, version)| &version.placed);
            let is_reused = forms.any(|placed| {
                matches!(&placed.item.body, Body::Function(one) if Requests::is_reused(one, views))
            });
            if is_reused {
                self.particular.insert(path);
            }
            let Some(starts) = self.starts.get_mut(path) else {
                continue;
            };
            if starts.len() == 1 && !is_reused {
                continue;
            }
            let mut before = None;
            for release in (0..views.len()).filter(|release| versions[*release].is_some()) {
                if let Some(before) = before.replace(release)
                    && items(release).any(|one| requests.changes(&one.item, before, release))
                {
                    starts.insert(release);
                }
            }
        }
    }

    /// Whether a unit differs between two releases.
    fn changes(&self, path: &ItemPath, before: usize, release: usize) -> bool {
        let starts = self.starts.get(path);
        starts.is_some_and(|starts| {
            let first = starts.first().copied().unwrap_or_default();
            starts
                .range(before + 1..=release)
                .any(|start| *start != first)
        })
    }

    /// The start of the range that a release lies in, where there are several.
    pub(super) fn start(&self, path: &ItemPath, release: usize) -> Option<usize> {
        let starts = self.starts.get(path)?;
        if starts.len() == 1 && !self.particular.contains(path) {
            return None;
        }
        starts.range(..=release).next_back().copied()
    }

    /// Whether it is one of the units.
    pub(super) fn has(&self, path: &ItemPath) -> bool {
        self.starts.contains_key(path)
    }

    /// The ranges of a unit.
    pub(super) fn of(&self, path: &ItemPath, releases: usize) -> Vec<Range<usize>> {
        let starts: Vec<usize> = self
            .starts
            .get(path)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        let ends = starts.iter().skip(1).copied().chain([releases]);
        starts
            .iter()
            .copied()
            .zip(ends)
            .map(|(start, end)| start..end)
            .collect()
    }
}
