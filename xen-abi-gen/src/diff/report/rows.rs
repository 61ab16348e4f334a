//! The lines of a report for people: what reads the same on several targets, or is no more than a
//! list of names, is one line.

use super::super::change::{Change, Declaration, Difference, Fact, Kind, TypeChange};
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
    /// Behind the rule: the targets, where they are not all.
    pub(super) targets: String,
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
#[derive(PartialEq)]
enum Sort<'a> {
    /// Members of one record that moved by so many bits.
    Moved(Option<&'a str>, i128),
    /// Constants of another type, in words.
    Retyped(&'a str),
    /// Declarations of a kind that stand in another place, in words.
    Rehoused(Kind, &'a str),
    /// Declarations of a kind that are only spelled differently.
    Respelled(Kind),
    /// Declarations of a kind that only one side has, in a word.
    OneSided(Kind, &'static str),
    /// Declarations of a kind of which the annotations say something else.
    Annotated(Kind),
}

/// The lines by header. `arrow` stands between what was and what is.
pub(super) fn rows<'a>(report: &'a Report, arrow: &str) -> Vec<(&'a str, Vec<Row>)> {
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
    let alike = |a: usize, b: usize| {
        let (one, other) = (&told[a], &told[b]);
        sorts[a] == sorts[b] && one.rule == other.rule && one.targets == other.targets
    };
    let mut rows = Vec::new();
    let mut done = vec![false; told.len()];
    for (index, one) in told.iter().enumerate() {
        if done[index] {
            continue;
        }
        let (mut subject, mut text) = (one.subject.clone(), one.text.clone());
        if let Some(sort) = &sorts[index] {
            let group: Vec<_> = (index..told.len()).filter(|at| alike(index, *at)).collect();
            if group.len() >= LIST {
                group.iter().for_each(|at| done[*at] = true);
                let group: Vec<_> = group.into_iter().map(|at| &told[at]).collect();
                (subject, text) = together(sort, &group);
            }
        }
        let targets = report.only_on(&one.targets);
        rows.push(Row {
            rule: one.rule,
            // A saved dump may hold any text.
            subject: visible(&subject).into_owned(),
            text: visible(&text).into_owned(),
            targets: targets.map_or_else(String::new, |targets| format!("; {targets}")),
        });
    }
    rows
}

/// The changes in words, each once with the targets of all that read so.
fn told<'a>(changes: &'a [Judged], arrow: &str) -> Vec<Told<'a>> {
    let remark = |change: &Change| change.difference == Difference::Annotation;
    let of_header = |judged: &&Judged| judged.change.kind == Kind::Header;
    let one_sided = changes
        .iter()
        .filter(of_header)
        .any(|judged| !remark(&judged.change));
    let mut told: Vec<Told<'a>> = Vec::new();
    for judged in changes {
        let Judged {
            change,
            targets,
            rule,
        } = judged;
        // Where a header is new or gone, why it is not read elsewhere is no news.
        if one_sided && of_header(&judged) && remark(change) {
            continue;
        }
        let (subject, text) = (words::subject(change), words::difference(change, arrow));
        let same = told
            .iter_mut()
            .find(|one| one.rule == *rule && one.subject == subject && one.text == text);
        match same {
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

fn sort_of<'a>(told: &'a Told<'_>) -> Option<Sort<'a>> {
    let Change {
        kind,
        difference,
        old,
        new,
    } = told.change;
    Some(match (kind, difference) {
        (_, Difference::Offset) => {
            let (old, new) = (old.as_ref()?, new.as_ref()?);
            Sort::Moved(new.owner.as_deref(), offset(new)? - offset(old)?)
        }
        (Kind::Constant, Difference::Type(_)) => Sort::Retyped(&told.text),
        (_, Difference::Rehoused) => Sort::Rehoused(*kind, &told.text),
        (Kind::Typedef | Kind::Handle | Kind::Macro, Difference::Added(_)) => {
            Sort::OneSided(*kind, "added")
        }
        (Kind::Typedef | Kind::Handle | Kind::Macro, Difference::Removed(_)) => {
            Sort::OneSided(*kind, "removed")
        }
        (_, Difference::Annotation) => Sort::Annotated(*kind),
        (_, Difference::Type(TypeChange::Spelling)) => Sort::Respelled(*kind),
        _ => return None,
    })
}

/// Where a member stands in its record, in bits.
fn offset(stated: &Declaration) -> Option<i128> {
    match stated.fact {
        Fact::Field { offset_bits, .. } => Some(i128::from(offset_bits)),
        _ => None,
    }
}

/// What a group of changes is about, and what is different.
fn together(sort: &Sort<'_>, group: &[&Told<'_>]) -> (String, String) {
    let listed = |names: Vec<&str>| names.join(", ");
    let subjects = listed(group.iter().map(|told| told.subject.as_str()).collect());
    let stated = group.iter().filter_map(|told| told.change.stated());
    let names: Vec<_> = stated.map(|stated| stated.name.as_str()).collect();
    let count = |what: &str| format!("{} {what}", group.len());
    match sort {
        Sort::Moved(owner, bits) => {
            let by = match bits % 8 {
                0 => format!("{:+} bytes", bits / 8),
                _ => format!("{bits:+} bits"),
            };
            (
                format!("{}: {}", owner.unwrap_or_default(), count("members")),
                format!("moved by {by}: {}", listed(names)),
            )
        }
        Sort::Retyped(text) => (count("constants"), format!("{text}: {}", listed(names))),
        Sort::Rehoused(_, text) => (count("declarations"), format!("{text}: {subjects}")),
        Sort::Respelled(_) => (
            count("members or types"),
            format!("the same, spelled otherwise: {subjects}"),
        ),
        Sort::OneSided(Kind::Handle, verb) => {
            let pointees = names.into_iter().map(words::pointee).collect();
            (
                format!("handles of {} types", group.len()),
                format!("{verb}: {}", listed(pointees)),
            )
        }
        Sort::OneSided(kind, verb) => {
            let what = if *kind == Kind::Macro {
                "macros"
            } else {
                "typedefs"
            };
            (count(what), format!("{verb}: {}", listed(names)))
        }
        Sort::Annotated(_) => (count("annotations"), subjects),
    }
}
