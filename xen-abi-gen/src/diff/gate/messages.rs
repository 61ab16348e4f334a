//! What the gate says as messages: where a version is that must move, and what changed under it.

use super::findings::{Gate, Interface, StableOp, State, VersionConstant};
use crate::diagnostics::{Diagnostic, Diagnostics, SourceTexts};
use crate::diff::change::{Change, Declaration};
use crate::diff::{Judged, Report, words};
use crate::model::hash::IndexMap;
use crate::model::location::{HeaderPath, Location};

/// How many places a message shows, besides its own.
const PLACES: usize = 4;

/// How many changes of one record are put into words.
const CHANGES: usize = 2;

/// The headers of both sides. What was saved has none.
#[derive(Clone, Debug, Default)]
pub struct SideTexts {
    texts: SourceTexts,
}

/// One of the sides.
#[derive(Clone, Copy)]
enum Which {
    Old,
    New,
}

impl Which {
    /// The key of a header of this side among the texts of both.
    fn key(self, header: &str) -> HeaderPath {
        match self {
            Self::Old => format!("old:{header}").into(),
            Self::New => format!("new:{header}").into(),
        }
    }
}

impl SideTexts {
    /// Joins the texts of both sides.
    pub fn new(old: SourceTexts, new: SourceTexts) -> Self {
        let mut texts = old.renamed(|header| Which::Old.key(header));
        texts.extend(new.renamed(|header| Which::New.key(header)));
        Self { texts }
    }

    /// Both sides' texts, for messages.
    pub fn into_texts(self) -> SourceTexts {
        self.texts
    }

    /// A word on a line of a side, and the words under it; of a side without texts, the line alone.
    fn place(
        &self,
        side: Which,
        place: (&str, u32),
        word: &str,
        label: &str,
    ) -> (Location, String) {
        let (header, line) = place;
        let key = side.key(header);
        let Some(text) = self.texts.line(&key, line) else {
            return (Location::line(&header.into(), line), String::new());
        };
        let column = find_word(text, word);
        let length = column.map_or(0, |_| word.len());
        let column = 1 + column.unwrap_or(0);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let location = Location::new(&key, line, number(column), number(length));
        (location, label.to_owned())
    }
}

/// Where a line has a word.
fn find_word(line: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = line.match_indices(word);
    found.find_map(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        (!before.is_some_and(part) && !after.is_some_and(part)).then_some(at)
    })
}

/// The messages: errors where the gate fails, warnings where a version moved without need.
pub fn messages(gate: &Gate, report: &Report, texts: &SideTexts) -> Diagnostics {
    let interfaces = gate.interfaces.iter().filter_map(|one| match one.state {
        State::MustMove => Some(must_move(one, report, texts)),
        State::MovedWithoutNeed => Some(without_need(one, report, texts)),
        _ => None,
    });
    let stable = gate.stable.iter().map(|op| stable(op, report, texts));
    interfaces.chain(stable).collect()
}

/// The place of a version on the new side.
fn place_of(one: &Interface, texts: &SideTexts, label: &str) -> Option<(Location, String)> {
    let VersionConstant { header, line, .. } = one.new.as_ref()?;
    Some(texts.place(Which::New, (header, *line), &one.version, label))
}

fn must_move(one: &Interface, report: &Report, texts: &SideTexts) -> Diagnostic {
    let value = one.new.as_ref().map_or(0, |stated| stated.value);
    let message = format!(
        "`{}` is still {value:#x}, although {} callers of its operations",
        one.version,
        changes(one.breaking.len(), "breaks", "break")
    );
    let mut wrong = Diagnostic::error("version-not-moved", message);
    if let Some((location, label)) = place_of(one, texts, "the value of both sides") {
        wrong = wrong.at(location, label);
    }
    with_places(wrong, &one.breaking, report, texts).help(format!(
        "give `{}` another value: callers that were built from {} would pass or read the wrong \
         bytes, and Xen refuses them if the version differs",
        one.version, report.old
    ))
}

fn without_need(one: &Interface, report: &Report, texts: &SideTexts) -> Diagnostic {
    let value = |stated: &Option<VersionConstant>| stated.as_ref().map_or(0, |stated| stated.value);
    let message = format!(
        "`{}` moved from {:#x} to {:#x}, although nothing breaks callers of {}",
        one.version,
        value(&one.old),
        value(&one.new),
        report.old
    );
    let mut note = Diagnostic::warning("version-moved-without-need", message);
    if let Some((location, label)) = place_of(one, texts, "the new value") {
        note = note.at(location, label);
    }
    note.help(format!(
        "keep {:#x}, unless an operation behaves otherwise: Xen refuses callers of {} for nothing",
        value(&one.old),
        report.old
    ))
}

fn stable(op: &StableOp, report: &Report, texts: &SideTexts) -> Diagnostic {
    let message = match op.breaking.len() {
        0 => format!("`{}` is no longer a stable operation", op.name),
        count => format!(
            "{} callers of `{}`, which is stable",
            changes(count, "breaks", "break"),
            op.name
        ),
    };
    let place = (op.place.0.as_str(), op.place.1);
    let label = format!("stable in {}", report.old);
    let (location, label) = texts.place(Which::Old, place, &op.name, &label);
    let wrong = Diagnostic::error("stable-operation-changed", message).at(location, label);
    with_places(wrong, &op.breaking, report, texts).help(
        "add an operation with a number of its own, and leave this one as it is: its callers state \
         no version that Xen could refuse",
    )
}

/// `1 change breaks …`, `2 changes break …`.
fn changes(count: usize, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 change {one}"),
        count => format!("{count} changes {several}"),
    }
}

/// Points at the declarations that changed, or at some of them.
fn with_places(
    mut message: Diagnostic,
    breaking: &[Judged],
    report: &Report,
    texts: &SideTexts,
) -> Diagnostic {
    let mut wholes: IndexMap<&str, Vec<&Judged>> = IndexMap::default();
    for judged in breaking {
        wholes
            .entry(whole(&judged.change))
            .or_default()
            .push(judged);
    }
    let left = wholes.len().saturating_sub(PLACES);
    for (name, changes) in wholes.into_iter().take(PLACES) {
        let Some((side, stated)) = changes.iter().find_map(|judged| stated(judged)) else {
            continue;
        };
        let line = stated.line.map_or(1, std::num::NonZeroU32::get);
        let place = (stated.header.as_str(), line);
        let (location, label) = texts.place(side, place, name, &label(&changes, report));
        message = message.related(location, label);
    }
    match left {
        0 => message,
        left => message.help(format!("the report lists {left} more declarations")),
    }
}

/// The side on which to look at a change.
fn stated(judged: &Judged) -> Option<(Which, &Declaration)> {
    let change = &judged.change;
    let new = change.new.as_ref().map(|stated| (Which::New, stated));
    new.or_else(|| change.old.as_ref().map(|stated| (Which::Old, stated)))
}

/// The first changes of a declaration, in words.
fn label(changes: &[&Judged], report: &Report) -> String {
    let mut told: Vec<String> = changes
        .iter()
        .take(CHANGES)
        .map(|judged| {
            let change = &judged.change;
            let words = words::difference(change, "->");
            let on = report.only_on(" on ", &judged.targets, "");
            let member = change.stated().filter(|stated| stated.owner.is_some());
            match member.filter(|_| change.record().is_some()) {
                Some(stated) => format!("`{}` {words}{on}", stated.name),
                None => format!("{words}{on}"),
            }
        })
        .collect();
    if changes.len() > CHANGES {
        told.push(format!("{} more", changes.len() - CHANGES));
    }
    told.join("; ")
}

/// The record or the operation that a change is part of: what the reader looks for in the header.
fn whole(change: &Change) -> &str {
    let part = change.record().unwrap_or_default();
    let whole = part.split('.').next().unwrap_or(part);
    match whole {
        "" => change.stated().map_or("", |stated| &stated.name),
        whole => whole,
    }
}
