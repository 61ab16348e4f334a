//! The lines of a report.
//!
//! Equal changes of several targets, and mere lists of names, are one line.

use std::collections::BTreeSet;

use super::super::change::{Change, Declaration, Difference, Fact, Kind, TypeChange};
use super::super::rules::Rule;
use super::super::{Judged, Report, words};
use crate::model::characters::visible;
use crate::model::hash::IndexMap;
use crate::model::target::Target;

/// How many changes of one sort make a list.
const LIST: usize = 3;

/// A line.
pub(crate) struct Row {
    /// The rule that judged it.
    pub(crate) rule: Rule,
    /// What it is about.
    pub(crate) subject: String,
    /// What is different.
    pub(crate) text: String,
    /// Behind the rule: the targets, where they are not all.
    pub(crate) targets: String,
    /// These targets.
    pub(crate) shown_on: BTreeSet<Target>,
    /// The key of the record that it is about, or whose members.
    pub(crate) record: Option<String>,
}

/// A change in words.
struct Told<'a> {
    change: &'a Change,
    rule: Rule,
    subject: String,
    text: String,
    targets: BTreeSet<Target>,
}

/// What changes have in common that are told in one line: `4 members`, `moved by +4 bytes`.
#[derive(PartialEq)]
struct Sort {
    kind: Kind,
    /// What stands before their number.
    before: String,
    /// What stands behind it.
    noun: &'static str,
    /// What is different about each of them; nothing, where that cannot be said in short.
    text: String,
}

/// The lines by header. `arrow` stands between what was and what is.
pub(crate) fn rows<'a>(report: &'a Report, arrow: &str) -> Vec<(&'a str, Vec<Row>)> {
    let by_header = report
        .changes
        .chunk_by(|a, b| a.change.header() == b.change.header());
    by_header
        .map(|changes| {
            let rows = of_header(report, changes, arrow);
            (changes[0].change.header(), rows)
        })
        .collect()
}

fn of_header(report: &Report, changes: &[Judged], arrow: &str) -> Vec<Row> {
    let told = told(changes, arrow);
    let sorts: Vec<_> = told.iter().map(sort_of).collect();
    let mut rows = Vec::new();
    let mut done = vec![false; told.len()];
    for (index, one) in told.iter().enumerate() {
        if done[index] {
            continue;
        }
        let (mut subject, mut text) = (one.subject.clone(), one.text.clone());
        if let Some((sort, _)) = &sorts[index] {
            let alike = |at: &usize| {
                let (rule, targets) = (told[*at].rule, &told[*at].targets);
                let same_sort = sorts[*at].as_ref().is_some_and(|(other, _)| other == sort);
                same_sort && rule == one.rule && *targets == one.targets
            };
            let group: Vec<_> = (index..told.len()).filter(alike).collect();
            if group.len() >= LIST {
                for at in &group {
                    done[*at] = true;
                }
                let names = group.iter().filter_map(|at| sorts[*at].as_ref());
                let names: Vec<_> = names.map(|(_, name)| *name).collect();
                subject = format!("{}{} {}", sort.before, group.len(), sort.noun);
                text = names.join(", ");
                if !sort.text.is_empty() {
                    text = format!("{}: {text}", sort.text);
                }
            }
        }
        rows.push(Row {
            rule: one.rule,
            // A saved dump may hold any text.
            subject: visible(&subject).into_owned(),
            text: visible(&text).into_owned(),
            targets: report.only_on("; ", &one.targets, ""),
            record: one.change.record().map(str::to_owned),
            shown_on: one.targets.clone(),
        });
    }
    rows
}

/// The changes in words, each once with the targets of all that read so.
fn told<'a>(changes: &'a [Judged], arrow: &str) -> Vec<Told<'a>> {
    let is_remark = |change: &Change| change.difference == Difference::Annotation;
    let mut of_header = changes.iter().map(|judged| &judged.change);
    let one_sided = of_header.any(|change| change.kind == Kind::Header && !is_remark(change));
    let mut told: IndexMap<_, Told<'a>> = IndexMap::default();
    for Judged {
        change,
        targets,
        rule,
    } in changes
    {
        // Where a header is new or gone, why it is not read elsewhere is no news.
        if one_sided && change.kind == Kind::Header && is_remark(change) {
            continue;
        }
        let (subject, text) = (words::subject(change), words::difference(change, arrow));
        let same = told.entry((*rule, subject.clone(), text.clone()));
        let same = same.or_insert_with(|| Told {
            change,
            rule: *rule,
            subject,
            text,
            targets: BTreeSet::new(),
        });
        same.targets.extend(targets);
    }
    told.into_values().collect()
}

/// The sort of a change, if there is a short way to tell of several, and its name among them.
fn sort_of<'a>(told: &'a Told<'_>) -> Option<(Sort, &'a str)> {
    let change = told.change;
    let stated = change.stated()?;
    let (name, subject) = (stated.name.as_str(), told.subject.as_str());
    let sort = |before: &str, noun, text: &str, name| {
        let sort = Sort {
            kind: change.kind,
            before: before.to_owned(),
            noun,
            text: text.to_owned(),
        };
        Some((sort, name))
    };
    let verb = match change.new {
        Some(_) => "added",
        None => "removed",
    };
    match (change.kind, change.difference) {
        (_, Difference::Offset) => {
            let bits = offset(stated)? - offset(change.old.as_ref()?)?;
            let by = match bits % 8 {
                0 => format!("{:+} bytes", bits / 8),
                _ => format!("{bits:+} bits"),
            };
            let record = stated.owner.as_deref().unwrap_or_default();
            let text = format!("moved by {by}");
            sort(&format!("{record}: "), "members", &text, name)
        }
        (Kind::Constant, Difference::Type(_)) => sort("", "constants", &told.text, name),
        (_, Difference::Rehoused) => sort("", "declarations", &told.text, subject),
        (_, Difference::Type(TypeChange::Spelling)) => {
            let text = "the same, spelled otherwise";
            sort("", "members or types", text, subject)
        }
        (_, Difference::Annotation) => sort("", "annotations", "", subject),
        (Kind::Handle, Difference::Added(_) | Difference::Removed(_)) => {
            sort("handles of ", "types", verb, words::pointee(name))
        }
        (Kind::Typedef, Difference::Added(_) | Difference::Removed(_)) => {
            sort("", "typedefs", verb, name)
        }
        (Kind::Macro, Difference::Added(_) | Difference::Removed(_)) => {
            sort("", "macros", verb, name)
        }
        _ => None,
    }
}

/// Where a member stands in its record, in bits.
fn offset(stated: &Declaration) -> Option<i128> {
    match stated.fact {
        Fact::Field { offset_bits, .. } => Some(i128::from(offset_bits)),
        _ => None,
    }
}
