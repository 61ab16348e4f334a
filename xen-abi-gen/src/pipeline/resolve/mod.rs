//! Groups constants into families, and families into hypercalls with operations and arguments.

mod arguments;
mod block;
mod completeness;
mod conventions;
mod errors;
mod fallback;
mod families;
mod hypercalls;
mod index;
mod tags;
mod travels;

pub use completeness::{completeness, is_padding};
pub use conventions::Tables;
pub use hypercalls::NUMBER_PREFIX;

use std::cell::RefCell;
use std::collections::BTreeMap;

use conventions::Statements;
use index::Index;

use super::annotate::{self, Annotations};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::abi::Interface;
use crate::model::facts::Facts;
use crate::model::fallback::Fallback;

/// What the passes of this stage read.
pub(super) struct Context<'a> {
    /// What C says.
    pub(super) facts: &'a Facts,
    /// What the comments say.
    pub(super) annotations: &'a Annotations,
    /// Whose annotations may be used where there are none.
    pub(super) borrow: Option<&'a Fallback>,
    /// The same, by what it is about.
    index: Index<'a>,
    /// What the comments say in words.
    statements: Statements<'a>,
    /// What the headers leave unsaid.
    pub(super) tables: &'a Tables,
    /// What became of the added table's entries, by operation: whether it said anything new;
    /// nothing if it names no type that is declared.
    pub(super) used: RefCell<Uses>,
}

/// What became of an added table's entries on one target, by operation: whether they said anything
/// new; `None` if they name no type that the tree declares.
pub(super) type Uses = BTreeMap<String, Option<bool>>;

impl Context<'_> {
    /// Notes what became of an added table's entry.
    pub(super) fn note_use(&self, op: &str, outcome: Option<bool>) {
        self.used.borrow_mut().insert(op.to_owned(), outcome);
    }
}

/// The resolved ABI of one target, and what became of an added table's entries.
pub(super) fn interface(
    facts: Facts,
    annotations: &Annotations,
    borrow: Option<&Fallback>,
    tables: &Tables,
) -> (Interface, Uses, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let distinct = annotate::distinct_typedefs(&facts, annotations, borrow);
    let index = Index::new(&facts, annotations);
    let statements = Statements::new(&facts, annotations);
    let context = Context {
        facts: &facts,
        annotations,
        borrow,
        index,
        statements,
        tables,
        used: RefCell::default(),
    };
    let mut families = families::collect(&context, &mut diagnostics);
    let members = annotate::member_notes(&facts, annotations, borrow, &families);
    let hypercalls = hypercalls::collect(&context, &mut families, &members, &mut diagnostics);
    hypercalls::without_prototype(
        &context,
        &mut families,
        &hypercalls,
        &members,
        &mut diagnostics,
    );
    families::check(&context, &families, &members, &mut diagnostics);
    tags::check(&context, &mut diagnostics);
    errors::check(&context, &families, &mut diagnostics);
    let used = context.used.into_inner();
    (
        Interface {
            facts,
            families,
            hypercalls,
            members,
            distinct,
        },
        used,
        diagnostics,
    )
}

/// The entries of an added table that are of no use to any target: they say what is known without
/// them, or name types that nothing declares.
pub(super) fn useless(tables: &Tables, uses: &[Uses]) -> Diagnostics {
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
