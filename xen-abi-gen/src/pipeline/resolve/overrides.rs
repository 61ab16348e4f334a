//! What became of the entries of an added table.

use std::collections::BTreeMap;

use super::conventions::Tables;
use crate::diagnostics::{Diagnostic, Diagnostics};

/// What became of an added table's entries on one target, by operation: whether they said anything
/// new; `None` if they name no type that the tree declares.
pub(crate) type Uses = BTreeMap<String, Option<bool>>;

/// The entries of an added table that are of no use to any target: they say what is known without
/// them, or name types that nothing declares.
pub(crate) fn useless(tables: &Tables, uses: &[Uses]) -> Diagnostics {
    let outcomes = |op: &str| -> Vec<Option<bool>> {
        uses.iter()
            .filter_map(|uses| uses.get(op))
            .copied()
            .collect()
    };
    let judged = tables.overrides.iter().filter_map(|entry| {
        let found = outcomes(&entry.op);
        let help = format!(
            "mend the entry, or take it out; its reason was: {}",
            entry.reason
        );
        if found.is_empty() || found.contains(&Some(true)) {
            return None;
        }
        let (code, message, label) = if found.contains(&Some(false)) {
            (
                "redundant-argument",
                format!("what `{}` takes is known without this entry", entry.op),
                "says nothing new",
            )
        } else {
            (
                "unknown-argument-type",
                format!("no type that `{}` is said to take is declared", entry.op),
                "this operation",
            )
        };
        Some(
            Diagnostic::error(code, message)
                .at(entry.location.clone(), label)
                .help(help),
        )
    });
    judged.collect()
}
