//! Counts the items of each release by target and view, and the skipped ones by reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use xen_abi_gen::model::abi::Interface;
use xen_abi_gen::model::facts::Facts;
use xen_abi_gen::model::target::Target;

use super::{VIEWS, resolved};
use crate::accepted::Accepted;
use crate::common::releases::releases_in_time;
use crate::common::trees::RELEASES;

/// The columns of the table.
const COLUMNS: [&str; 9] = [
    "headers",
    "records",
    "fields",
    "typedefs",
    "constants",
    "strings",
    "enumerators",
    "ops",
    "skipped",
];

fn counts(model: &Interface) -> [usize; 9] {
    let facts = &model.facts;
    // Members of families from the fallback depend on headers/.
    let own = |family: Option<&str>| {
        family
            .and_then(|name| model.families.get(name))
            .is_some_and(|family| !family.borrowed)
    };
    [
        facts.headers.len(),
        facts.records.len(),
        facts
            .records
            .values()
            .map(|record| record.fields.len())
            .sum(),
        facts.typedefs.len(),
        facts.constants.len(),
        facts.strings.len(),
        facts.enums.values().map(|found| found.members.len()).sum(),
        model
            .hypercalls
            .values()
            .filter(|call| own(call.prototype.dispatch.family()))
            .map(|call| call.ops.len())
            .sum(),
        facts.skipped.len(),
    ]
}

/// A reason without names.
fn kind(reason: &str) -> String {
    let parts: Vec<&str> = reason.split('`').collect();
    if parts.len() < 3 {
        reason.to_owned()
    } else {
        parts
            .iter()
            .step_by(2)
            .copied()
            .collect::<Vec<_>>()
            .join("`…`")
    }
}

/// The skipped items, without headers, by reason; a column for each view.
fn reasons(readers: &[(String, &Facts)]) -> String {
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (column, (_, facts)) in readers.iter().enumerate() {
        for skipped in facts
            .skipped
            .iter()
            .filter(|skipped| !skipped.name.ends_with(".h"))
        {
            rows.entry(kind(&skipped.reason))
                .or_insert_with(|| vec![0; readers.len()])[column] += 1;
        }
    }
    let mut text = String::new();
    for (reason, row) in rows {
        let row: String = row.iter().map(|count| format!("{count:>5}")).collect();
        let _ = writeln!(text, "{row}  {reason}");
    }
    text
}

/// The skipped headers, each with its reason and views.
fn headers(readers: &[(String, &Facts)]) -> String {
    let mut rows: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for (name, facts) in readers {
        for skipped in facts
            .skipped
            .iter()
            .filter(|skipped| skipped.name.ends_with(".h"))
        {
            rows.entry((skipped.name.clone(), skipped.reason.clone()))
                .or_default()
                .push(name);
        }
    }
    let mut text = String::new();
    for ((header, reason), who) in rows {
        let targets: BTreeSet<&str> = who
            .iter()
            .filter_map(|name| name.split_whitespace().next())
            .collect();
        let everywhere = who.len() == targets.len() * VIEWS.len();
        let who: Vec<&str> = if everywhere {
            targets.into_iter().collect()
        } else {
            who
        };
        let _ = writeln!(text, "  {header}: {reason} [{}]", who.join(", "));
    }
    text
}

#[test]
fn every_declaration_is_counted() {
    let accepted = Accepted::new("counts");
    let releases = releases_in_time();
    for &release in releases {
        let mut models = Vec::new();
        for (view, tools, version) in VIEWS {
            let Some(found) = resolved(release, tools, version) else {
                return;
            };
            models.push((view, found));
        }
        let mut readers = Vec::new();
        let mut text = format!(
            "{:<16}{}\n",
            "",
            COLUMNS.map(|column| format!("{column:>12}")).concat()
        );
        for (index, target) in Target::ALL.iter().enumerate() {
            for (view, found) in &models {
                let name = format!("{} {view}", target.name());
                let row = counts(&found[index])
                    .map(|count| format!("{count:>12}"))
                    .concat();
                let _ = writeln!(text, "{name:<16}{row}");
                readers.push((name, &found[index].facts));
            }
        }
        let _ = writeln!(
            text,
            "\nleft out, by reason, for each of these readers\n{}",
            reasons(&readers)
        );
        let _ = write!(text, "headers that are left out\n{}", headers(&readers));
        accepted.compare(release, &text);
    }
    if releases.len() == RELEASES.len() {
        accepted.finish();
    } else {
        accepted.finish_part();
    }
}

#[test]
fn the_latest_release_has_the_known_counts() {
    let Some(models) = resolved("4.20", true, None) else {
        return;
    };
    let facts = &models[0].facts;
    assert_eq!(facts.target, Target::X86_64);
    assert!(
        facts.records.len() >= 1160,
        "{} records",
        facts.records.len()
    );
    assert!(
        facts.constants.len() >= 2110,
        "{} constants",
        facts.constants.len()
    );
}
