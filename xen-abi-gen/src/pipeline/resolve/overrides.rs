//! What became of the entries of an added table.

use std::collections::BTreeMap;

use super::tables::Tables;
use crate::diagnostics::{Diagnostic, Diagnostics};

/// What became of an added table's entries on one target, by operation: whether they said anything
/// new; `None` if they name no type that the tree declares.
pub(crate) type Uses = BTreeMap<String, Option<bool>>;

/// The entries of an added table that are of no use to any target: they say what is known without
/// them, or name types that nothing declares.
pub(crate) fn useless(tables: &Tables, uses: &[Uses]) -> Diagnostics {
    let judged = tables.overrides.iter().filter_map(|entry| {
        let outcomes = uses.iter().filter_map(|uses| uses.get(&entry.op));
        // Something new on one target is worth the entry; something known on one explains it.
        let (code, message, label) = match outcomes.max()? {
            Some(true) => return None,
            Some(false) => (
                "redundant-argument",
                format!("what `{}` takes is known without this entry", entry.op),
                "says nothing new",
            ),
            None => (
                "unknown-argument-type",
                format!("no type that `{}` is said to take is declared", entry.op),
                "this operation",
            ),
        };
        let help = format!(
            "mend the entry, or take it out; its reason was: {}",
            entry.reason
        );
        Some(
            Diagnostic::error(code, message)
                .at(&entry.location, label)
                .help(help),
        )
    });
    judged.collect()
}
