//! Compares each operation's union member in the model with the one that Xen's source uses.

use std::collections::BTreeSet;

use xen_abi_gen::model::abi::{Form, Interface, Op, Provenance};

use super::resolved;
use crate::common::amount::Amount;
use crate::common::releases::releases_in_time;
use crate::common::trees;

/// The releases of the table with all four targets. Those that are not fetched are compared if
/// their headers are beside the fetched ones.
const KNOWN: [&str; 17] = [
    "4.6", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12", "4.13", "4.14", "4.15", "4.16", "4.17",
    "4.18", "4.19", "4.20", "4.21", "4.22",
];

/// An operation in the table: the members that Xen uses, if any.
struct Row<'a> {
    op: &'a str,
    members: BTreeSet<&'a str>,
    /// First and last release of each range.
    releases: Vec<(Release, Release)>,
}

/// A release, ordered by number: `4.9` precedes `4.10`.
type Release = (u32, u32);

fn release(text: &str) -> Release {
    let (major, minor) = text.split_once('.').expect("a release");
    let number = |text: &str| text.parse().expect("a number");
    (number(major), number(minor))
}

fn table() -> Vec<Row<'static>> {
    let text = include_str!("../fixtures/hypervisor_members.txt");
    let rows = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let [op, members, releases] = words.as_slice() else {
            panic!("not understood: {line}")
        };
        let ranges = releases.split(',').map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            (release(first), release(last))
        });
        Row {
            op,
            members: members.split('|').filter(|name| *name != "-").collect(),
            releases: ranges.collect(),
        }
    })
    .collect()
}

/// The union member that the model gives an operation, if it knows the argument.
fn member<'a>(interface: &'a Interface, hypercall: &str, op: &'a Op) -> Option<Option<&'a str>> {
    let arguments = interface.hypercalls[hypercall].arguments_of(op);
    match arguments {
        [] => (op.provenance != Provenance::None).then_some(None),
        [first, ..] => {
            let in_union = first.form == Form::Member;
            in_union.then(|| first.name.rsplit('.').next())
        }
    }
}

#[test]
fn each_operation_has_the_member_that_xen_uses() {
    let table = table();
    for name in KNOWN {
        let required = releases_in_time().contains(&name);
        let at_hand = Amount::wanted() != Amount::Sample
            && trees::upstream(name).is_some_and(|folder| folder.join("xen.h").exists());
        if !required && !at_hand {
            continue;
        }
        let Some(models) = resolved(name, true, None) else {
            return;
        };
        let this = release(name);
        let mut right = 0;
        for interface in models.iter() {
            for (hypercall, call) in &interface.hypercalls {
                for op in &call.ops {
                    let applies = |row: &&Row<'_>| {
                        let covers = |(first, last)| first <= this && this <= last;
                        row.op == op.constant && row.releases.iter().copied().any(covers)
                    };
                    let Some(row) = table.iter().find(applies) else {
                        continue;
                    };
                    let Some(found) = member(interface, hypercall, op) else {
                        continue;
                    };
                    assert_eq!(
                        found.is_none(),
                        row.members.is_empty(),
                        "{name}: {}: the model says {found:?}, the hypervisor uses {:?}",
                        row.op,
                        row.members
                    );
                    if let Some(found) = found {
                        assert!(
                            row.members.contains(found),
                            "{name}: {}: the model says {found}, the hypervisor uses {:?}",
                            row.op,
                            row.members
                        );
                        right += 1;
                    }
                }
            }
        }
        assert!(right > 300, "{name}: only {right} operations were compared");
    }
}
