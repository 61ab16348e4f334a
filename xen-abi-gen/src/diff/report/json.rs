//! The report as JSON: stable, versioned, described in the README.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::change::{Declaration, Difference, Kind, Occupant, TypeChange};
use super::super::gate::{Gate, State, VersionConstant};
use super::super::rules::{Rule, Verdict};
use super::super::versions::Unmoved;
use super::super::{Judged, Report};
use crate::model::characters::visible_json;
use crate::model::release::Release;
use crate::model::target::Target;

/// The version of the form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    old: &'a str,
    new: &'a str,
    old_release: Option<Release>,
    new_release: Option<Release>,
    targets: &'a [Target],
    breaking: usize,
    additive: usize,
    cosmetic: usize,
    unmoved: &'a [Unmoved],
    changes: Vec<Shown<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<Shut<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    header: &'a str,
    kind: Kind,
    change: &'static str,
    verdict: Verdict,
    rule: Rule,
    because: &'static str,
    targets: &'a BTreeSet<Target>,
    old: &'a Option<Declaration>,
    new: &'a Option<Declaration>,
}

/// What the gate says.
#[derive(Serialize)]
struct Shut<'a> {
    passes: bool,
    interfaces: Vec<ShownInterface<'a>>,
    stable: Vec<ShownStable<'a>>,
}

#[derive(Serialize)]
struct ShownInterface<'a> {
    header: &'a str,
    version: &'a str,
    old: Option<i128>,
    new: Option<i128>,
    state: State,
    additive: usize,
    breaking: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct ShownStable<'a> {
    header: &'a str,
    op: &'a str,
    lost: bool,
    breaking: Vec<Shown<'a>>,
}

/// The report, with a final newline.
///
/// # Errors
/// When the serialiser says no: a fault of the generator's own.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    written(report, None)
}

/// The report with what the gate says.
///
/// # Errors
/// When the serialiser says no: a fault of the generator's own.
pub fn gate_json(report: &Report, gate: &Gate) -> Result<String, serde_json::Error> {
    written(report, Some(gate))
}

fn written(report: &Report, gate: Option<&Gate>) -> Result<String, serde_json::Error> {
    let document = Document {
        format: FORMAT,
        old: &report.old,
        new: &report.new,
        old_release: report.old_release,
        new_release: report.new_release,
        targets: &report.targets,
        breaking: report.count(Verdict::Breaking),
        additive: report.count(Verdict::Additive),
        cosmetic: report.count(Verdict::Cosmetic),
        unmoved: &report.unmoved,
        changes: report.changes.iter().map(shown).collect(),
        gate: gate.map(shut),
    };
    let mut json = serde_json::to_string_pretty(&document)?;
    json.push('\n');
    Ok(visible_json(json))
}

fn shut(gate: &Gate) -> Shut<'_> {
    let value = |stated: &Option<VersionConstant>| stated.as_ref().map(|stated| stated.value);
    let interfaces = gate.interfaces.iter().map(|one| ShownInterface {
        header: one.header(),
        version: &one.version,
        old: value(&one.old),
        new: value(&one.new),
        state: one.state,
        additive: one.additive,
        breaking: one.breaking.iter().map(shown).collect(),
    });
    let stable = gate.stable.iter().map(|op| ShownStable {
        header: &op.place.0,
        op: &op.name,
        lost: op.lost,
        breaking: op.breaking.iter().map(shown).collect(),
    });
    Shut {
        passes: !gate.fails(),
        interfaces: interfaces.collect(),
        stable: stable.collect(),
    }
}

fn shown(judged: &Judged) -> Shown<'_> {
    let change = &judged.change;
    Shown {
        header: change.header(),
        kind: change.kind,
        change: name(change.difference),
        verdict: judged.rule.verdict(),
        rule: judged.rule,
        because: judged.rule.because(),
        targets: &judged.targets,
        old: &change.old,
        new: &change.new,
    }
}

const fn name(difference: Difference) -> &'static str {
    match difference {
        Difference::Added(Occupant::Padding) => "added-in-padding",
        Difference::Added(Occupant::Hole) => "added-in-hole",
        Difference::Added(_) => "added",
        Difference::Removed(Occupant::Padding) => "became-padding",
        Difference::Removed(Occupant::Hole) => "became-hole",
        Difference::Removed(_) => "removed",
        Difference::Renamed { .. } => "renamed",
        Difference::Rehoused => "rehoused",
        Difference::Value => "value",
        Difference::Type(TypeChange::Spelling) => "type-spelling",
        Difference::Type(TypeChange::Sign) => "type-sign",
        Difference::Type(TypeChange::Meaning) => "type-meaning",
        Difference::Type(TypeChange::Width) => "type-width",
        Difference::Type(TypeChange::Within) => "type-within",
        Difference::Type(TypeChange::OpenEnd) => "type-length",
        Difference::Size => "size",
        Difference::OpenEnd => "size-length",
        Difference::Alignment => "alignment",
        Difference::Shape => "shape",
        Difference::Offset => "offset",
        Difference::Padding => "padding",
        Difference::Number => "number",
        Difference::Reused => "number-reused",
        Difference::Returns => "returns",
        Difference::Arguments => "arguments",
        Difference::Annotation => "annotation",
        Difference::Words => "words",
    }
}
