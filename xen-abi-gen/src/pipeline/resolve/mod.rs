//! Resolves facts and annotations into the ABI.
//!
//! Constants become families, and families hypercalls with operations and arguments.

mod argument_block;
mod argument_rules;
mod by_constant;
mod carrier;
mod checks;
mod completeness;
mod context;
mod families;
mod from_fallback;
mod hypercalls;
mod lines;
mod load_tables;
mod membership;
mod nearest;
mod operation_scope;
mod operations;
mod prototypes;
mod tables;

pub use completeness::completeness;
pub use context::NUMBER_PREFIX;
pub use tables::Tables;
pub(super) use tables::Uses;

use std::cell::RefCell;

use super::annotate::{self, Annotations};
use crate::diagnostics::Diagnostics;
use crate::model::abi::Interface;
use crate::model::facts::Facts;
use crate::model::fallback::Fallback;
use by_constant::ByConstant;
use context::ResolveContext;
use operation_scope::OperationScope;

/// The resolved ABI of one target, and what became of an added table's entries.
pub(super) fn interface(
    facts: Facts,
    annotations: &Annotations,
    fallback: Option<&Fallback>,
    tables: &Tables,
) -> (Interface, Uses, Diagnostics) {
    let distinct = annotate::distinct_typedefs(&facts, annotations, fallback);
    let context = ResolveContext {
        facts: &facts,
        annotations,
        fallback,
        by_constant: ByConstant::new(&facts, annotations),
        tables,
        uses: RefCell::default(),
        diagnostics: RefCell::default(),
    };
    let mut families = families::collect(&context);
    let members = annotate::member_notes(&facts, annotations, fallback, &families);
    let prototypes = prototypes::collect(&context, &families);
    families::make_operations(&context, &prototypes, &mut families);
    let scope = OperationScope {
        context: &context,
        families: &families,
        notes: &members,
    };
    let (hypercalls, arguments) = hypercalls::with_operations(&scope, prototypes);
    let stated = checks::stated(&context);
    checks::families(&context, &families, &stated);
    checks::tags(&context, &stated);
    checks::counts(&context, &stated);
    checks::texts(&context, &stated);
    checks::constants(&context, &stated);
    checks::errors(&context, &families);
    let (uses, diagnostics) = (context.uses, context.diagnostics);
    let interface = Interface {
        facts,
        families,
        hypercalls,
        arguments,
        members,
        distinct,
    };
    (interface, uses.into_inner(), diagnostics.into_inner())
}
