//! The page of a comparison, for a review: verdicts, changes by header, and the layouts of changed
//! records above each other.

mod layouts;

use askama::Template;

use super::frame::{ASSETS, Assets, render};
use super::map::Map;
use crate::diagnostics::Diagnostic;
use crate::diff::report::VERDICTS;
use crate::diff::report::rows::{Row, rows};
use crate::diff::rules::{Rule, Verdict};
use crate::diff::{Report, Side};
use crate::model::target::Target;
use layouts::{Layouts, place};

#[derive(Template)]
#[template(path = "review.html")]
struct Page<'a> {
    assets: Assets,
    old: &'a str,
    new: &'a str,
    targets: Vec<&'static str>,
    target_names: String,
    counts: Vec<Count>,
    unmoved: Vec<Unmoved<'a>>,
    sections: Vec<Section<'a>>,
    rules: Vec<Rule>,
}

/// How many changes have a verdict.
struct Count {
    verdict: &'static str,
    sign: &'static str,
    changes: usize,
}

/// A layout that changed under a version that stayed.
struct Unmoved<'a> {
    header: &'a str,
    version: &'a str,
    targets: String,
    /// The records: name, the header it stands in if that is another, and the place of its layout.
    records: Vec<(&'a str, &'a str, String)>,
}

/// The changes of one header.
struct Section<'a> {
    header: &'a str,
    counts: String,
    changes: Vec<Shown>,
    layouts: Vec<layouts::Layout>,
}

/// A change.
struct Shown {
    verdict: &'static str,
    sign: &'static str,
    subject: String,
    text: String,
    rule: &'static str,
    because: &'static str,
    /// Behind the rule: the targets, where they are not all.
    targets: String,
    /// The targets, for the filter.
    on: String,
    /// The place of the layout of the record that it is about; empty where none is drawn.
    place: String,
}

/// A sign for a verdict, for those who do not see the colour.
const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Breaking => "!",
        Verdict::Additive => "+",
        Verdict::Cosmetic => "·",
    }
}

/// The page of a report on two sides.
///
/// # Errors
/// Where the page cannot be rendered: a fault of the generator's own.
pub fn review(report: &Report, old: &Side, new: &Side) -> Result<String, Diagnostic> {
    let mut layouts = Layouts::of(report, old, new);
    let drawn = layouts.places();
    let place_of = |key: &str| match drawn.contains(&place(key)) {
        true => place(key),
        false => String::new(),
    };
    let unmoved = report.unmoved.iter().map(|unmoved| Unmoved {
        header: &unmoved.header,
        version: &unmoved.version,
        targets: report.only_on(" (", &unmoved.targets, ")"),
        records: unmoved
            .records
            .iter()
            .map(|(key, header)| {
                let elsewhere = if *header == unmoved.header {
                    ""
                } else {
                    header
                };
                (key.as_str(), elsewhere, place_of(key))
            })
            .collect(),
    });
    let sections = rows(report, "→").into_iter().map(|(header, rows)| Section {
        header,
        counts: counts(&rows),
        changes: rows.into_iter().map(|row| shown(row, &place_of)).collect(),
        layouts: layouts.take(header),
    });
    let mut rules: Vec<Rule> = report.changes.iter().map(|judged| judged.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    render(&Page {
        assets: ASSETS,
        old: &report.old,
        new: &report.new,
        targets: report.targets.iter().map(|target| target.name()).collect(),
        target_names: report.target_names(),
        counts: VERDICTS
            .map(|verdict| Count {
                verdict: verdict.name(),
                sign: sign(verdict),
                changes: report.count(verdict),
            })
            .into(),
        unmoved: unmoved.collect(),
        sections: sections.collect(),
        rules,
    })
}

/// How many lines of each verdict there are, in words.
fn counts(rows: &[Row]) -> String {
    let of = |verdict: Verdict| {
        let count = rows
            .iter()
            .filter(|row| row.rule.verdict() == verdict)
            .count();
        (count > 0).then(|| format!("{count} {}", verdict.name()))
    };
    VERDICTS
        .into_iter()
        .filter_map(of)
        .collect::<Vec<_>>()
        .join(", ")
}

fn shown(row: Row, place_of: &impl Fn(&str) -> String) -> Shown {
    let on: Vec<_> = row
        .shown_on
        .iter()
        .map(|target: &Target| target.name())
        .collect();
    Shown {
        verdict: row.rule.verdict().name(),
        sign: sign(row.rule.verdict()),
        subject: row.subject,
        text: row.text,
        rule: row.rule.name(),
        because: row.rule.because(),
        targets: row.targets,
        on: on.join(" "),
        place: row.record.as_deref().map_or_else(String::new, place_of),
    }
}
