//! The lines of a report for people: what reads the same on several targets, or is no more than a
//! list of names, is one line.

use super::super::change::{Change, Difference, Fact, Kind, TypeChange};
use super::super::rules::Rule;
use super::super::{Judged, Report};
use super::words;
use crate::model::characters::visible;
use crate::model::target::Target;

/// How many changes of one sort make a list.
const LIST: usize = 3;

/// A line.
#[derive(Debug)]
pub(super) struct Row {
    /// The rule that judged it.
    pub(super) rule: Rule,
    /// What it is about.
    pub(super) subject: String,
    /// What is different.
    pub(super) text: String,
    /// The targets, where they are not all.
    pub(super) targets: Option<String>,
}

/// A change in words.
struct Told<'a> {
    change: &'a Change,
    rule: Rule,
    subject: String,
    text: String,
    targets: Vec<Target>,
}

/// What changes have in common that are told in one line.
#[derive(Clone, Debug, PartialEq)]
enum Sort {
    /// Members of one record that moved by so many bits.
    Moved(Option<String>, i128),
    /// Things of a kind that differ in the same way, in words.
    Same(Kind, String),
    /// Things of a kind of which the names say enough.
    Names(Kind, bool),
}

/// The lines by header. `arrow` stands between what was and what is.
pub(super) fn rows<'a>(report: &'a Report, arrow: &str) -> Vec<(&'a str, Vec<Row>)> {
    let by_header = report
        .changes
        .chunk_by(|a, b| a.change.header() == b.change.header());
    by_header
        .map(|changes| {
            (
                changes[0].change.header(),
                of_header(report, changes, arrow),
            )
        })
        .collect()
}

fn of_header(report: &Report, changes: &[Judged], arrow: &str) -> Vec<Row> {
    let told = told(changes, arrow);
    let sorts: Vec<Option<Sort>> = told.iter().map(sort_of).collect();
    let alike = |a: usize, b: usize| {
        let (one, other) = (&told[a], &told[b]);
        sorts[a].is_some()
            && sorts[a] == sorts[b]
            && one.rule == other.rule
            && one.targets == other.targets
    };
    let mut rows = Vec::new();
    let mut done = vec![false; told.len()];
    for (index, one) in told.iter().enumerate() {
        if done[index] {
            continue;
        }
        let group: Vec<usize> = (index..told.len()).filter(|at| alike(index, *at)).collect();
        let targets =
            (one.targets.len() < report.targets.len()).then(|| words::targets(&one.targets));
        let (subject, text) = if group.len() >= LIST {
            for at in &group {
                done[*at] = true;
            }
            together(&group.iter().map(|at| &told[*at]).collect::<Vec<_>>())
        } else {
            (one.subject.clone(), one.text.clone())
        };
        rows.push(Row {
            rule: one.rule,
            // A saved dump may hold any text.
            subject: visible(&subject).into_owned(),
            text: visible(&text).into_owned(),
            targets,
        });
    }
    rows
}

/// The changes in words, each once with the targets of all that read so.
fn told<'a>(changes: &'a [Judged], arrow: &str) -> Vec<Told<'a>> {
    let one_sided = changes.iter().any(|judged| {
        judged.change.kind == Kind::Header && judged.change.difference != Difference::Annotation
    });
    let mut told: Vec<Told<'a>> = Vec::new();
    for Judged {
        change,
        targets,
        rule,
    } in changes
    {
        // Where a header is new or gone, why it is not read elsewhere is no news.
        if one_sided && change.kind == Kind::Header && change.difference == Difference::Annotation {
            continue;
        }
        let (subject, text) = (words::subject(change), words::difference(change, arrow));
        match told
            .iter_mut()
            .find(|one| one.rule == *rule && one.subject == subject && one.text == text)
        {
            Some(same) => {
                same.targets.extend(targets);
                same.targets.sort_unstable();
                same.targets.dedup();
            }
            None => told.push(Told {
                change,
                rule: *rule,
                subject,
                text,
                targets: targets.clone(),
            }),
        }
    }
    told
}

fn sort_of(told: &Told<'_>) -> Option<Sort> {
    let change = told.change;
    match (change.kind, change.difference) {
        (_, Difference::Offset) => Some(Sort::Moved(
            change.new.as_ref()?.owner.clone(),
            distance(change)?,
        )),
        (Kind::Constant, Difference::Type(_)) => Some(Sort::Same(change.kind, told.text.clone())),
        (_, Difference::Rehoused) => Some(Sort::Same(change.kind, told.text.clone())),
        (Kind::Typedef | Kind::Handle | Kind::Macro, Difference::Added(_)) => {
            Some(Sort::Names(change.kind, true))
        }
        (Kind::Typedef | Kind::Handle | Kind::Macro, Difference::Removed(_)) => {
            Some(Sort::Names(change.kind, false))
        }
        (_, Difference::Annotation | Difference::Type(TypeChange::Spelling)) => {
            Some(Sort::Names(change.kind, true))
        }
        _ => None,
    }
}

/// How far a member moved, in bits.
fn distance(change: &Change) -> Option<i128> {
    let offset = |fact: &Fact| match fact {
        Fact::Field { offset_bits, .. } => Some(i128::from(*offset_bits)),
        _ => None,
    };
    Some(offset(&change.new.as_ref()?.fact)? - offset(&change.old.as_ref()?.fact)?)
}

fn together(group: &[&Told<'_>]) -> (String, String) {
    let change = group[0].change;
    let subjects: Vec<&str> = group.iter().map(|told| told.subject.as_str()).collect();
    let stated = group.iter().filter_map(|told| told.change.stated());
    let names: Vec<&str> = stated.map(|stated| stated.name.as_str()).collect();
    let count = |what: &str| format!("{} {what}", names.len());
    let side = match change.difference {
        Difference::Added(_) => "added: ",
        Difference::Removed(_) => "removed: ",
        _ => "",
    };
    match (change.kind, change.difference) {
        (_, Difference::Offset) => {
            let owner = change
                .stated()
                .and_then(|stated| stated.owner.as_deref())
                .unwrap_or_default();
            let bits = distance(change).unwrap_or(0);
            let by = if bits % 8 == 0 {
                format!("{:+} bytes", bits / 8)
            } else {
                format!("{bits:+} bits")
            };
            (
                format!("{owner}: {}", count("members")),
                format!("moved by {by}: {}", names.join(", ")),
            )
        }
        (Kind::Constant, Difference::Type(_)) => (
            count("constants"),
            format!("{}: {}", group[0].text, names.join(", ")),
        ),
        (_, Difference::Rehoused) => (
            count("declarations"),
            format!("{}: {}", group[0].text, subjects.join(", ")),
        ),
        (_, Difference::Type(_)) => (
            count("members or types"),
            format!("the same, spelled otherwise: {}", subjects.join(", ")),
        ),
        (Kind::Handle, Difference::Added(_) | Difference::Removed(_)) => {
            let pointees: Vec<&str> = names.iter().map(|name| words::pointee(name)).collect();
            (
                format!("handles of {} types", pointees.len()),
                format!("{side}{}", pointees.join(", ")),
            )
        }
        (Kind::Typedef, Difference::Added(_) | Difference::Removed(_)) => {
            (count("typedefs"), format!("{side}{}", names.join(", ")))
        }
        (Kind::Macro, Difference::Added(_) | Difference::Removed(_)) => {
            (count("macros"), format!("{side}{}", names.join(", ")))
        }
        _ => (count("annotations"), subjects.join(", ")),
    }
}
