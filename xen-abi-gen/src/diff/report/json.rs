//! The report as JSON: stable, versioned, described in the README.

use serde::Serialize;

use super::super::change::{Fact, Kind, Room, Stated, TypeChange, What};
use super::super::judge::Verdict;
use super::super::versions::Unmoved;
use super::super::{Judged, Report};
use crate::model::characters::visible_json;
use crate::model::target::Target;

/// The version of the form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    old: &'a str,
    new: &'a str,
    targets: &'a [Target],
    breaking: usize,
    additive: usize,
    cosmetic: usize,
    unmoved: &'a [Unmoved],
    changes: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    header: &'a str,
    kind: Kind,
    change: &'static str,
    verdict: Verdict,
    rule: &'static str,
    because: &'static str,
    targets: &'a [Target],
    old: Option<Side<'a>>,
    new: Option<Side<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    name: &'a str,
    owner: Option<&'a str>,
    header: &'a str,
    line: Option<u32>,
    #[serde(flatten)]
    fact: &'a Fact,
}

/// The report, with a final newline.
///
/// # Errors
/// When the serialiser says no: a fault of the generator's own.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    let document = Document {
        format: FORMAT,
        old: &report.old,
        new: &report.new,
        targets: &report.targets,
        breaking: report.count(Verdict::Breaking),
        additive: report.count(Verdict::Additive),
        cosmetic: report.count(Verdict::Cosmetic),
        unmoved: &report.unmoved,
        changes: report.changes.iter().map(shown).collect(),
    };
    let mut json = serde_json::to_string_pretty(&document)?;
    json.push('\n');
    Ok(visible_json(&json).into_owned())
}

fn shown(judged: &Judged) -> Shown<'_> {
    let change = &judged.change;
    Shown {
        header: change.header(),
        kind: change.kind,
        change: name(change.what),
        verdict: judged.rule.verdict,
        rule: judged.rule.name,
        because: judged.rule.because,
        targets: &judged.targets,
        old: change.old.as_ref().map(side),
        new: change.new.as_ref().map(side),
    }
}

fn side(stated: &Stated) -> Side<'_> {
    let Stated {
        header,
        line,
        owner,
        name,
        fact,
    } = stated;
    Side {
        name,
        owner: owner.as_deref(),
        header,
        line: (*line > 0).then_some(*line),
        fact,
    }
}

const fn name(what: What) -> &'static str {
    match what {
        What::Added(Room::Padding) => "added-in-padding",
        What::Added(Room::Hole) => "added-in-hole",
        What::Added(_) => "added",
        What::Removed(Room::Padding) => "became-padding",
        What::Removed(Room::Hole) => "became-hole",
        What::Removed(_) => "removed",
        What::Renamed { .. } => "renamed",
        What::Rehoused => "rehoused",
        What::Value => "value",
        What::Type(TypeChange::Spelling) => "type-spelling",
        What::Type(TypeChange::Sign) => "type-sign",
        What::Type(TypeChange::Meaning) => "type-meaning",
        What::Type(TypeChange::Width) => "type-width",
        What::Type(TypeChange::Within) => "type-within",
        What::Type(TypeChange::OpenEnd) => "type-length",
        What::Size => "size",
        What::OpenEnd => "size-length",
        What::Alignment => "alignment",
        What::Shape => "shape",
        What::Offset => "offset",
        What::Padding => "padding",
        What::Number => "number",
        What::Reused => "number-reused",
        What::Returns => "returns",
        What::Arguments => "arguments",
        What::Annotation => "annotation",
    }
}
