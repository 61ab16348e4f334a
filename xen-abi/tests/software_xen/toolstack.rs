//! The calls of toolstacks, in each situation of the table and on each release.

mod calls;
mod changes;
mod contexts;
mod domains;
mod host;
mod saved_states;

use super::table::{documented, rows};
use calls::Dom0;
use std::collections::BTreeSet;
use xen_abi::Errno;
use xen_abi::toolstack::Release;

const TABLE: &str = include_str!("../../src/mock/toolstack.md");

/// A situation of the table, and a function that makes the call in it.
type Situation = (&'static str, &'static str, fn(&Dom0) -> Result<(), Errno>);

/// The result on a release: `ESRCH, since 4.22 EPERM`.
fn expected(cell: &str, release: Release) -> &str {
    let mut result = cell;
    for part in cell.split(", ") {
        let Some((since, later)) = part
            .strip_prefix("since ")
            .and_then(|rest| rest.split_once(' '))
        else {
            result = part;
            continue;
        };
        let (major, minor) = since.split_once('.').expect("a release");
        if release.numbers() >= (major.parse().unwrap(), minor.parse().unwrap()) {
            result = later;
        }
    }
    result
}

#[test]
fn a_cell_tells_the_result_of_each_release() {
    let cell = "ok, since 4.18 ESRCH, since 4.22 EPERM";
    assert_eq!(expected(cell, Release::V4_17), "ok");
    assert_eq!(expected(cell, Release::V4_18), "ESRCH");
    assert_eq!(expected(cell, Release::V4_21), "ESRCH");
    assert_eq!(expected(cell, Release::V4_22), "EPERM");
}

#[test]
fn calls_of_toolstacks_have_the_results_of_the_table_on_each_release() {
    let situations: Vec<Situation> = [
        domains::SITUATIONS,
        contexts::SITUATIONS,
        saved_states::SITUATIONS,
        host::SITUATIONS,
    ]
    .concat();
    let rows = rows(TABLE, "Operations of toolstacks");
    let listed: BTreeSet<_> = rows[1..].iter().map(|row| (row[0], row[1])).collect();
    let known: BTreeSet<_> = situations
        .iter()
        .map(|(call, when, _)| (*call, *when))
        .collect();
    assert_eq!(listed.len(), rows.len() - 1, "a row twice");
    assert_eq!(known.len(), situations.len(), "a situation twice");
    assert_eq!(listed, known);
    for row in &rows[1..] {
        let of_row = |situation: &&Situation| (situation.0, situation.1) == (row[0], row[1]);
        let (_, _, call) = situations.iter().find(of_row).expect("its situation");
        for release in Release::ALL {
            let result = call(&Dom0::new(*release));
            let result = result.map_or_else(|errno| errno.to_string(), |()| "ok".into());
            assert_eq!(
                result,
                expected(row[2], *release),
                "{}: {}, on {release}",
                row[0],
                row[1]
            );
        }
    }
}

/// A caller can look up the cause of each error that the software Xen returns.
#[test]
fn every_error_of_the_table_is_documented() {
    let documented: BTreeSet<(String, String)> = [
        include_str!("../../src/generated/toolstack/memory.rs"),
        include_str!("../../src/generated/toolstack/domctl.rs"),
        include_str!("../../src/generated/toolstack/domctl/any.rs"),
        include_str!("../../src/generated/toolstack/sysctl.rs"),
        include_str!("../../src/generated/toolstack/sysctl/any.rs"),
        include_str!("../../src/generated/toolstack/platform.rs"),
        include_str!("../../src/generated/toolstack/platform/any.rs"),
    ]
    .into_iter()
    .flat_map(documented)
    .collect();
    assert!(documented.len() > 100, "{}", documented.len());
    // Errors of every operation of the hypercall, and of an operation that a release lacks.
    let general = ["EFAULT", "ENOSYS"];
    let mut missing = Vec::new();
    for row in &rows(TABLE, "Operations of toolstacks")[1..] {
        let is_error = |word: &&str| word.starts_with('E') && !general.contains(word);
        for error in row[2].split([' ', ',']).filter(is_error) {
            let entry = (row[0].to_owned(), error.to_owned());
            if !row[0].starts_with("any ") && !documented.contains(&entry) {
                missing.push(entry);
            }
        }
    }
    missing.sort();
    missing.dedup();
    // The version of the others is wrong for a stable operation.
    missing.retain(|(operation, _)| operation != "get_domain_state");
    assert!(missing.is_empty(), "{missing:?}");
}
