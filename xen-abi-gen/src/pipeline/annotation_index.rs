//! The index of annotations that other trees may borrow.
//!
//! The generator contains it, so that a run reads one tree only.
//!
//! The index is made of the project's own headers whenever the crate is: one line of JSON for a
//! family, a hypercall, an operation, a record or a distinct typedef. `xen-abi-gen check` compares
//! it with the headers, as it does the crate.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diagnostics::Diagnostic;
use crate::model::abi::{Family, Hypercall, Interface, MemberNote, NamedType, Op, Prototype};
use crate::model::annotations::Nature;
use crate::model::fallback::Fallback;
use crate::model::hash::IndexMap;
use crate::model::target::Target;
use crate::parallel;

/// The index's path in the workspace.
pub const PATH: &str = "xen-abi-gen/annotations.jsonl";

/// The index that this generator carries: the annotations of the project's own headers.
pub const OWN: &str = include_str!("../../annotations.jsonl");

/// One line: one thing, and the targets that it holds for where these are not all. Types are text
/// as it is read, and resolved as it is written.
#[derive(Serialize, Deserialize)]
struct Line<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    targets: Option<BTreeSet<Target>>,
    entry: Entry<T>,
}

/// What a line is about.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Entry<T> {
    Family(Family),
    Hypercall(Prototype<T>),
    Op {
        of: String,
        op: Op<T>,
    },
    Record {
        name: String,
        members: IndexMap<String, MemberNote>,
    },
    Distinct {
        name: String,
        nature: Nature,
    },
}

/// The annotations of an index, for each of these targets.
///
/// # Errors
/// When it is damaged.
pub fn read(index: &str, targets: &[Target]) -> Result<Vec<Fallback>, Diagnostic> {
    let mut fallbacks = vec![Fallback::default(); targets.len()];
    for (text, number) in index.lines().zip(1..) {
        let line: Line<String> = serde_json::from_str(text).map_err(|error| {
            let error = error.to_string();
            let reason = error.split(" at line").next().unwrap_or_default();
            Diagnostic::error(
                "annotation-index",
                format!(
                    "the index of annotations, which this program was built with, is damaged in \
                     line {number}: {reason}"
                ),
            )
            .help(format!(
                "run `cargo run -p xen-abi-gen`, which writes {PATH} anew, and build again"
            ))
        })?;
        let Line {
            targets: meant,
            entry,
        } = line;
        let is_meant = |target| meant.as_ref().is_none_or(|meant| meant.contains(target));
        let mut each = fallbacks
            .iter_mut()
            .zip(targets)
            .filter(|(_, target)| is_meant(target));
        // The usual one target gets the original.
        if let Some((first, _)) = each.next() {
            each.for_each(|(other, _)| add(other, entry.clone()));
            add(first, entry);
        }
    }
    Ok(fallbacks)
}

fn add(fallback: &mut Fallback, entry: Entry<String>) {
    let hypercalls = &mut fallback.hypercalls;
    match entry {
        Entry::Family(family) => {
            fallback.families.insert(family.name.clone(), family);
        }
        Entry::Hypercall(prototype) => {
            hypercalls.insert(prototype.name.clone(), Hypercall::single(prototype));
        }
        Entry::Op { of, op } => {
            if let Some(call) = hypercalls.get_mut(&of) {
                call.ops.push(op);
            }
        }
        Entry::Record { name, members } => fallback.members.insert(name, members),
        Entry::Distinct { name, nature } => {
            fallback.distinct.insert(name, nature);
        }
    }
}

/// The index of what these interfaces, one per target, say.
///
/// # Errors
/// When the lines cannot be written as JSON: a fault of the generator's own.
pub fn index(interfaces: &[Interface]) -> Result<String, serde_json::Error> {
    let lines = parallel::map(interfaces.iter().collect(), |interface| {
        let entries = entries(interface).into_iter();
        let lines = entries.map(|entry| {
            let targets = None;
            let line = Line { targets, entry };
            Ok((serde_json::to_string(&line)?, line.entry))
        });
        (interface.facts.target, lines.collect())
    });
    let mut merged: IndexMap<String, (Entry<NamedType>, BTreeSet<Target>)> = IndexMap::default();
    for (target, lines) in lines {
        let mut at = 0;
        let lines: Result<Vec<_>, _> = lines;
        for (text, entry) in lines? {
            if let Some(known) = merged.get_index_of(&text) {
                at = known;
            } else {
                merged.shift_insert(at, text, (entry, BTreeSet::new()));
            }
            merged[at].1.insert(target);
            at += 1;
        }
    }
    let mut index = String::new();
    for (text, (entry, targets)) in merged {
        if targets.len() == interfaces.len() {
            index += &text;
        } else {
            let targets = Some(targets);
            index += &serde_json::to_string(&Line { targets, entry })?;
        }
        index.push('\n');
    }
    Ok(index)
}

/// What one target's lines are about, in the headers' order.
fn entries(interface: &Interface) -> Vec<Entry<NamedType>> {
    let mut entries: Vec<_> = interface
        .families
        .values()
        .cloned()
        .map(Entry::Family)
        .collect();
    for call in interface.hypercalls.values() {
        entries.push(Entry::Hypercall(call.prototype.clone()));
        entries.extend(call.ops.iter().map(|op| Entry::Op {
            of: call.prototype.name.clone(),
            op: Op {
                arguments: call.arguments_of(op).to_vec(),
                ..op.clone()
            },
        }));
    }
    entries.extend(interface.facts.records.keys().filter_map(|name| {
        let mut members = interface.members.of_record(name)?.clone();
        members.retain(|_, note| note.is_annotated());
        let name = name.clone();
        (!members.is_empty()).then_some(Entry::Record { name, members })
    }));
    entries.extend(interface.facts.typedefs.keys().filter_map(|name| {
        let nature = *interface.distinct.get(name)?;
        let name = name.clone();
        Some(Entry::Distinct { name, nature })
    }));
    entries
}
