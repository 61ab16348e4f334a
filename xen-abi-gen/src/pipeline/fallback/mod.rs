//! The annotations that other trees may borrow, as an index that the generator carries: so that no
//! run reads two trees.
//!
//! The index is made of the project's own headers whenever the crate is: one line of JSON for a
//! family, a hypercall, an operation, a record or a distinct typedef. `xen-abi-gen check` compares
//! it with the headers, as it does the crate.

mod entry;

use std::collections::BTreeSet;

use crate::diagnostics::Diagnostic;
use crate::model::abi::Interface;
use crate::model::fallback::Fallback;
use crate::model::hash::IndexMap;
use crate::model::target::Target;
use entry::{DistinctEntry, FamilyEntry, HypercallEntry, Line, NoteEntry, OpEntry, RecordEntry};

/// The index's path in the workspace.
pub const PATH: &str = "xen-abi-gen/annotations.jsonl";

/// The index that this generator carries.
const INDEX: &str = include_str!("../../../annotations.jsonl");

/// What the project's own headers lend, for each of these targets.
///
/// # Errors
/// When the generator was built with an index that is damaged.
pub fn own(targets: &[Target]) -> Result<Vec<Fallback>, Diagnostic> {
    read(INDEX, targets)
}

fn read(index: &str, targets: &[Target]) -> Result<Vec<Fallback>, Diagnostic> {
    let mut fallbacks = vec![Fallback::default(); targets.len()];
    for (text, number) in index.lines().zip(1..) {
        let line: Line = serde_json::from_str(text).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line").next().unwrap_or_default();
            let message =
                format!("the index of annotations, which this program was built with, is damaged in line {number}: {reason}");
            Diagnostic::error("annotation-index", message)
                .help(format!("run `cargo run -p xen-abi-gen`, which writes {PATH} anew, and build again"))
        })?;
        let Line {
            targets: meant,
            family,
            hypercall,
            op,
            record,
            distinct,
        } = line;
        let meant = |target: &Target| meant.as_ref().is_none_or(|meant| meant.contains(target));
        let meant: Vec<usize> = (0..targets.len())
            .filter(|&one| meant(&targets[one]))
            .collect();
        each(
            &mut fallbacks,
            &meant,
            family.map(FamilyEntry::family),
            |fallback, family| {
                fallback.families.insert(family.name.clone(), family);
            },
        );
        each(
            &mut fallbacks,
            &meant,
            hypercall.map(HypercallEntry::hypercall),
            |fallback, call| {
                fallback.hypercalls.insert(call.name.clone(), call);
            },
        );
        each(
            &mut fallbacks,
            &meant,
            op.map(|op| (op.of.clone(), op.op())),
            |fallback, (call, op)| {
                if let Some(call) = fallback.hypercalls.get_mut(&call) {
                    call.ops.push(op);
                }
            },
        );
        let members = record.into_iter().flat_map(|record| {
            record
                .members
                .into_iter()
                .map(move |(member, note)| ((record.name.clone(), member), note.note()))
        });
        for member in members {
            each(
                &mut fallbacks,
                &meant,
                Some(member),
                |fallback, (place, note)| {
                    fallback.members.insert(place, note);
                },
            );
        }
        each(
            &mut fallbacks,
            &meant,
            distinct,
            |fallback, DistinctEntry { name, nature }| {
                fallback.distinct.insert(name, nature);
            },
        );
    }
    Ok(fallbacks)
}

/// Gives each of some fallbacks one thing; the usual one is alone and gets the original.
fn each<T: Clone>(
    fallbacks: &mut [Fallback],
    meant: &[usize],
    thing: Option<T>,
    give: fn(&mut Fallback, T),
) {
    let Some((thing, (last, others))) = thing.zip(meant.split_last()) else {
        return;
    };
    for &one in others {
        give(&mut fallbacks[one], thing.clone());
    }
    give(&mut fallbacks[*last], thing);
}

/// The index of what these interfaces, one per target, say.
///
/// # Errors
/// When the lines cannot be written as JSON: a fault of the generator's own.
pub fn index(interfaces: &[Interface]) -> Result<String, serde_json::Error> {
    let all: BTreeSet<Target> = interfaces
        .iter()
        .map(|interface| interface.facts.target)
        .collect();
    let mut merged: Vec<(Line, String, BTreeSet<Target>)> = Vec::new();
    for interface in interfaces {
        let mut at = 0;
        for line in lines(interface) {
            let text = serde_json::to_string(&line)?;
            // Targets differ little: most lines are where the one before leads to expect them.
            let (before, after) = merged.split_at(at);
            let found = after
                .iter()
                .chain(before)
                .position(|(_, other, _)| *other == text);
            let found = found.map(|place| (place + at) % merged.len());
            let place = found.unwrap_or(at);
            if found.is_none() {
                merged.insert(place, (line, text, BTreeSet::new()));
            }
            merged[place].2.insert(interface.facts.target);
            at = place + 1;
        }
    }
    let mut index = String::new();
    for (line, text, targets) in merged {
        index += &if targets == all {
            text
        } else {
            serde_json::to_string(&Line {
                targets: Some(targets.into_iter().collect()),
                ..line
            })?
        };
        index.push('\n');
    }
    Ok(index)
}

/// One target's lines, in the headers' order.
fn lines(interface: &Interface) -> Vec<Line> {
    let mut lines = Vec::new();
    for family in interface.families.values() {
        lines.push(Line {
            family: Some(FamilyEntry::new(family)),
            ..Line::default()
        });
    }
    for call in interface.hypercalls.values() {
        lines.push(Line {
            hypercall: Some(HypercallEntry::new(call)),
            ..Line::default()
        });
        for op in &call.ops {
            lines.push(Line {
                op: Some(OpEntry::new(call, op)),
                ..Line::default()
            });
        }
    }
    for (name, record) in &interface.facts.records {
        let note =
            |field: &str| NoteEntry::new(interface.members.get(&(name.clone(), field.to_owned()))?);
        let members = record
            .fields
            .iter()
            .filter_map(|field| Some((field.name.clone(), note(&field.name)?)));
        let members: IndexMap<_, _> = members.collect();
        if !members.is_empty() {
            lines.push(Line {
                record: Some(RecordEntry {
                    name: name.clone(),
                    members,
                }),
                ..Line::default()
            });
        }
    }
    for name in interface.facts.typedefs.keys() {
        if let Some(&nature) = interface.distinct.get(name) {
            lines.push(Line {
                distinct: Some(DistinctEntry {
                    name: name.clone(),
                    nature,
                }),
                ..Line::default()
            });
        }
    }
    lines
}
