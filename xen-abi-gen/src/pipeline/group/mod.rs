//! Groups constants into families, and families into hypercalls with operations and arguments.

mod arguments;
mod completeness;
mod families;
mod hypercalls;

pub use completeness::{completeness, is_padding};
pub use hypercalls::NUMBER_PREFIX;

use std::collections::HashSet;

use super::annotate::{self, Annotations};
use crate::diagnostics::Diagnostics;
use crate::model::abi::Interface;
use crate::model::facts::Facts;
use crate::model::lender::Lender;

/// What the passes of this stage read.
pub(super) struct Context<'a> {
    /// What C says.
    pub(super) facts: &'a Facts,
    /// What the comments say.
    pub(super) annotations: &'a Annotations,
    /// Whose annotations may be used where there are none.
    pub(super) borrow: Option<&'a Lender>,
    /// The definitions that were carried out: name, header, line.
    pub(super) active: HashSet<(&'a str, &'a str, u32)>,
}

/// The resolved ABI of one target.
pub fn interface(facts: Facts, annotations: &Annotations, borrow: Option<&Lender>) -> (Interface, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let members = annotate::member_notes(&facts, annotations, borrow);
    let distinct = annotate::distinct_typedefs(&facts, annotations, borrow);
    let active = facts.definitions.iter().map(|d| (d.name.as_str(), &*d.location.header, d.location.line)).collect();
    let context = Context { facts: &facts, annotations, borrow, active };
    let mut families = families::collect(&context, &mut diagnostics);
    let hypercalls = hypercalls::collect(&context, &mut families, &members, &mut diagnostics);
    hypercalls::without_prototype(&context, &mut families, &hypercalls, &members, &mut diagnostics);
    families::check(&context, &families, &members, &mut diagnostics);
    families::check_tags(&context, &mut diagnostics);
    (Interface { facts, families, hypercalls, members, distinct }, diagnostics)
}
