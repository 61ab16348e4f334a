//! Checks the changes of a report against the versions of both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{Gate, Interface, StableOp, State, VersionConstant};
use super::reach::{self, Reach, SideOf};
use crate::diff::rules::Verdict;
use crate::diff::{Judged, Report, Side};
use crate::model::document::Document;
use crate::model::target::Target;

/// Two documents of one target.
type Pair<'a> = (&'a Document, &'a Document);

/// Checks the changes of a report against the versions of both sides.
pub fn check(old: &Side, new: &Side, report: &Report) -> Gate {
    let pairs = old.documents.iter().filter_map(|before| {
        let mut others = new.documents.iter();
        let after = others.find(|after| after.target == before.target)?;
        Some((before.target, (before, after)))
    });
    let pairs: BTreeMap<Target, Pair<'_>> = pairs.collect();
    let documents = || pairs.values().flat_map(|(old, new)| [*old, *new]);
    let mut versions: BTreeSet<String> = documents().flat_map(reach::versions).collect();
    // A tree may lack the constant that a member is said to hold.
    versions.retain(|version| documents().any(|one| one.constants.contains_key(version)));
    let mut gate = Gate {
        interfaces: Vec::new(),
        stable: Vec::new(),
    };
    for version in versions {
        let reaches = pairs.iter().map(|(target, (old, new))| {
            let both = [Reach::of(old, &version), Reach::of(new, &version)];
            (*target, both)
        });
        let reaches: Reaches = reaches.collect();
        gate.interfaces
            .push(interface(version, &pairs, &reaches, report));
        gate.stable.extend(stable(&reaches, report));
    }
    gate.interfaces.sort_by(|a, b| a.header().cmp(b.header()));
    gate
}

/// What an interface reaches on both sides, by target.
type Reaches = BTreeMap<Target, [Reach; 2]>;

fn interface(
    version: String,
    pairs: &BTreeMap<Target, Pair<'_>>,
    reaches: &Reaches,
    report: &Report,
) -> Interface {
    let stated = |document: &Document| {
        let constant = document.constants.get(&version)?;
        Some(VersionConstant {
            value: constant.value,
            header: constant.header.clone(),
            line: constant.line,
        })
    };
    let old = pairs.values().find_map(|(old, _)| stated(old));
    let new = pairs.values().find_map(|(_, new)| stated(new));
    let changes = within(report, reaches, Reach::has);
    let count = |verdict| {
        let of_verdict = changes.iter().filter(|one| one.rule.verdict() == verdict);
        of_verdict.count()
    };
    let additive = count(Verdict::Additive);
    let breaks = count(Verdict::Breaking) > 0;
    let values = |stated: &Option<VersionConstant>| stated.as_ref().map(|stated| stated.value);
    let state = match (values(&old), values(&new)) {
        (None, _) => State::Added,
        (_, None) => State::Removed,
        (old, new) if old == new && breaks => State::MustMove,
        (old, new) if old == new => State::Stayed,
        _ if breaks => State::Moved,
        _ => State::MovedWithoutNeed,
    };
    Interface {
        version,
        old,
        new,
        state,
        breaking: breaking(changes),
        additive,
    }
}

/// The stable operations of an interface that changed.
fn stable(reaches: &Reaches, report: &Report) -> Vec<StableOp> {
    let ops = reaches.values().flat_map(|[old, _]| old.stable.iter());
    let ops: BTreeMap<&String, &reach::Stable> = ops.collect();
    let changed = ops.into_iter().filter_map(|(name, op)| {
        let breaking = breaking(within(report, reaches, |reach, change| {
            reach
                .stable
                .get(name)
                .is_some_and(|op| op.has(name, change))
        }));
        let lost = reaches
            .values()
            .any(|[old, new]| old.stable.contains_key(name) && new.ops.contains(name));
        let changed = lost || !breaking.is_empty();
        changed.then(|| StableOp {
            name: name.clone(),
            place: op.place.clone(),
            breaking,
            lost,
        })
    });
    changed.collect()
}

fn breaking(mut changes: Vec<Judged>) -> Vec<Judged> {
    changes.retain(|judged| judged.rule.verdict() == Verdict::Breaking);
    changes
}

/// The changes that one side's reach has, each with the targets for which it does.
fn within(
    report: &Report,
    reaches: &Reaches,
    has: impl Fn(&Reach, SideOf<'_>) -> bool,
) -> Vec<Judged> {
    let reached = report.changes.iter().filter_map(|judged| {
        let change = &judged.change;
        let is_in = |target: &&Target| {
            reaches.get(*target).is_some_and(|[old, new]| {
                let mut sides = [(old, &change.old), (new, &change.new)].into_iter();
                sides.any(|(reach, stated)| {
                    stated.as_ref().is_some_and(|stated| {
                        has(
                            reach,
                            SideOf {
                                kind: change.kind,
                                name: &stated.name,
                                owner: stated.owner.as_deref(),
                            },
                        )
                    })
                })
            })
        };
        let targets: BTreeSet<Target> = judged.targets.iter().filter(is_in).copied().collect();
        (!targets.is_empty()).then(|| Judged {
            targets,
            ..judged.clone()
        })
    });
    reached.collect()
}
