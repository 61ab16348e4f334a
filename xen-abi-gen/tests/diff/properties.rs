//! Properties of a comparison of any two ABIs.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use xen_abi_gen::diagnostics::SourceTexts;
use xen_abi_gen::diff::change::{Change, Difference, Kind, Occupant};
use xen_abi_gen::diff::versions::Versions;
use xen_abi_gen::diff::{Report, Side, diff, load, report};
use xen_abi_gen::model::document::Document;

use crate::common::amount::Amount;

use super::models::{Step, WAYS, base, change, essence};

fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec((0..WAYS, any::<u8>(), any::<u8>()), 0..8)
}

fn changed(from: &Document, steps: &[Step]) -> Document {
    let mut document = from.clone();
    steps.iter().for_each(|step| change(&mut document, *step));
    document
}

fn compared(old: &Document, new: &Document) -> Report {
    let side = |document: &Document| Side {
        name: "a side".to_owned(),
        documents: vec![document.clone()],
    };
    diff(
        &side(old),
        &side(new),
        &Versions::load().expect("the table"),
    )
}

/// The changes without line numbers, sorted.
fn set(changes: impl Iterator<Item = Change>) -> BTreeSet<String> {
    changes
        .map(|change| format!("{:?}", change.without_lines()))
        .collect()
}

fn changes(report: &Report) -> impl Iterator<Item = Change> {
    report.changes.iter().map(|judged| judged.change.clone())
}

/// The change of the reverse comparison.
fn mirrored(change: Change) -> Change {
    let difference = match change.difference {
        Difference::Added(occupant) => Difference::Removed(occupant),
        Difference::Removed(occupant) => Difference::Added(occupant),
        same => same,
    };
    Change {
        difference,
        old: change.new,
        new: change.old,
        ..change
    }
}

/// The names in a text.
fn words(report: &Report) -> BTreeSet<String> {
    let text: String = changes(report)
        .map(|change| format!("{change:?}\n"))
        .collect();
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .map(str::to_owned)
        .collect()
}

/// The names of a change on both sides, with their owners.
fn subject(change: &Change) -> BTreeSet<String> {
    let names = change.sides().flat_map(|stated| {
        [
            Some(&stated.name),
            stated.owner.as_ref(),
            Some(&stated.header),
        ]
    });
    let words = names
        .flatten()
        .flat_map(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words
        .filter(|word| !["h", "xen", "sched", "io", "ring", "", "u", "outer"].contains(word))
        .map(str::to_owned)
        .collect()
}

/// The changes of a comparison, mirrored, and those of the reverse comparison.
fn there_and_back(first: &[Step], second: &[Step]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (old, new) = (changed(&base(), first), changed(&base(), second));
    let (there, back) = (compared(&old, &new), compared(&new, &old));
    (set(changes(&there).map(mirrored)), set(changes(&back)))
}

/// A type may mention the old name of a renamed record.
#[test]
fn a_name_that_is_not_declared_is_not_that_of_a_renamed_record() {
    let (there, back) = there_and_back(&[(14, 172, 72)], &[(8, 72, 0), (14, 43, 8)]);
    assert!(there.iter().any(|change| change.contains("Renamed")));
    assert_eq!(there, back);
}

/// A record that moves out of a removed header is compared, with its members.
#[test]
fn members_of_records_that_leave_a_header() {
    let mut old = base();
    let mut new = base();
    new.headers.retain(|header| header != "xen.h");
    for (document, header) in [(&mut old, "xen.h"), (&mut new, "sched.h")] {
        let record = document.records.get_mut("outer.u").expect("the record");
        record.header = header.to_owned();
        document.c_enum_places["kind"].header = header.to_owned();
    }
    let fields = &mut new.records.get_mut("outer.u").expect("the record").fields;
    fields.retain(|field| field.name != "x");
    new.c_enums.get_mut("kind").expect("the enum").clear();
    let told = |report: &Report, difference: Difference| -> BTreeSet<String> {
        let told = changes(report).filter(|change| change.difference == difference);
        told.flat_map(|change| {
            change
                .sides()
                .map(|stated| stated.name.clone())
                .collect::<Vec<_>>()
        })
        .collect()
    };
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    let (there, back) = (compared(&old, &new), compared(&new, &old));
    assert_eq!(
        told(&there, Difference::Removed(Occupant::Union)),
        names(&["x"])
    );
    assert_eq!(
        told(&back, Difference::Added(Occupant::Union)),
        names(&["x"])
    );
    assert!(told(&there, Difference::Removed(Occupant::Other)).contains("KIND_a"));
    assert!(told(&back, Difference::Added(Occupant::Other)).contains("KIND_a"));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: Amount::wanted().of(200, 1500, 100_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Equal ABIs have no changes, and different ones have some.
    #[test]
    fn a_report_is_empty_only_for_equal_sides(first in steps(), second in steps()) {
        let (old, new) = (changed(&base(), &first), changed(&base(), &second));
        prop_assert!(compared(&old, &old).changes.is_empty());
        let report = compared(&old, &new);
        prop_assert_eq!(
            report.changes.is_empty(),
            essence(&old) == essence(&new),
            "{}",
            report::text(&report)
        );
    }

    /// An addition is a removal in the reverse comparison.
    #[test]
    fn the_reverse_comparison_is_the_mirror_image(first in steps(), second in steps()) {
        let there_and_back = there_and_back(&first, &second);
        prop_assert_eq!(&there_and_back.0, &there_and_back.1);
    }

    /// A difference between the first and the last of three releases shows in one of the steps.
    #[test]
    fn two_steps_report_the_same_as_one(first in steps(), second in steps()) {
        let one = base();
        let two = changed(&one, &first);
        let three = changed(&two, &second);
        let (there, on) = (compared(&one, &two), compared(&two, &three));
        let told: BTreeSet<String> = words(&there).union(&words(&on)).cloned().collect();
        // The items of a removed or added header are not listed one by one.
        let whole = |report: &Report| {
            changes(report)
                .filter(|change| change.kind == Kind::Header)
                .collect::<Vec<_>>()
        };
        let gone: Vec<Change> = [whole(&there), whole(&on)].concat();
        for change in changes(&compared(&one, &three)) {
            let folded = change
                .sides()
                .any(|stated| gone.iter().any(|header| header.header() == stated.header));
            let names = subject(&change);
            prop_assert!(
                folded || names.is_empty() || !names.is_disjoint(&told),
                "nothing told of {change:#?}"
            );
        }
    }

    /// A saved dump that is read back is unchanged.
    #[test]
    fn saved_and_read_back(steps in steps()) {
        let document = changed(&base(), &steps);
        let text = serde_json::to_string_pretty(&document).expect("JSON");
        // Some mutations give impossible layouts, which are refused.
        if let Ok(read) = load::load("saved.json", &text, &mut SourceTexts::default()) {
            prop_assert_eq!(read, vec![document]);
        }
    }

    /// A truncated or changed text gives an error with a place, or a report, but never a panic.
    #[test]
    fn damaged_text(at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<bool>()) {
        let text = serde_json::to_string_pretty(&base()).expect("JSON");
        let at = at.index(text.len());
        let damaged = if cut {
            text[..at].to_owned()
        } else {
            format!(
                "{}{}{}",
                &text[..at],
                char::from(with % 128),
                &text[at + 1..]
            )
        };
        match load::load("saved.json", &damaged, &mut SourceTexts::default()) {
            Ok(_) => prop_assert!(!cut || damaged.trim_end() == text.trim_end()),
            Err(wrong) => {
                prop_assert!(wrong.place.is_some() && !wrong.help.is_empty(), "{wrong:?}")
            }
        }
    }
}
