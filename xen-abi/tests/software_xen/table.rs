//! Reads the tables that describe the software Xen.

use std::collections::BTreeSet;
use std::fmt::Display;
use xen_abi::Errno;

/// The cells of the first table under a heading; the first row has the names of the columns.
pub(crate) fn rows<'a>(text: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let (_, section) = text
        .split_once(&format!("## {heading}\n"))
        .unwrap_or_else(|| panic!("no section `{heading}`"));
    let lines = section
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &'a str| {
        line.trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect::<Vec<_>>()
    };
    lines
        .filter(|line| !line.starts_with("|-"))
        .map(cells)
        .collect()
}

/// A situation of a table, and a function that makes the call in it.
pub(crate) type Situation<E = Errno> = (&'static str, &'static str, fn() -> Result<(), E>);

/// Makes the call of each row of operation, situation and result. Each row has a situation, and
/// each situation a row.
pub(crate) fn walk<E: Display>(rows: &[Vec<&str>], situations: &[Situation<E>]) {
    let listed: BTreeSet<_> = rows[1..].iter().map(|row| (row[0], row[1])).collect();
    let known: BTreeSet<_> = situations
        .iter()
        .map(|(operation, situation, _)| (*operation, *situation))
        .collect();
    assert_eq!(listed.len(), rows.len() - 1, "a row twice");
    assert_eq!(known.len(), situations.len(), "a situation twice");
    assert_eq!(listed, known);
    for row in &rows[1..] {
        let (_, _, bring_about) = situations
            .iter()
            .find(|(operation, situation, _)| (*operation, *situation) == (row[0], row[1]))
            .unwrap();
        let result = bring_about().map_or_else(|errno| errno.to_string(), |()| "ok".into());
        assert_eq!(result, row[2], "{}: {}", row[0], row[1]);
    }
}

/// The errors in the documentation of the generated functions, as pairs of operation and error.
pub(crate) fn documented(module: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut errors = Vec::new();
    for line in module.lines().map(str::trim_start) {
        if let Some((name, _)) = line
            .strip_prefix("/// * [`")
            .and_then(|rest| rest.split_once("`](xen_abi::Errno::"))
        {
            errors.push(name.to_owned());
        } else if let Some((name, _)) = line
            .strip_prefix("pub ")
            .and_then(|rest| rest.split_once("fn ")?.1.split_once(['<', '(']))
        {
            found.extend(errors.drain(..).map(|error| (name.to_owned(), error)));
        } else if line == "}" {
            errors.clear();
        }
    }
    found
}
