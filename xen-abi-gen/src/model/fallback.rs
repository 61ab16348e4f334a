//! The annotations that a tree may borrow, by C name.
//!
//! They contain no numbers and no layouts.

use super::abi::{Family, Hypercall, MemberNotes};
use super::annotations::Nature;
use crate::model::hash::{HashMap, IndexMap};

/// One target's annotations, detached from the headers that they stand in.
#[derive(Clone, Debug, Default)]
pub struct Fallback {
    /// Families by name, in order.
    pub families: IndexMap<String, Family>,
    /// Hypercalls by name without prefix, in order, each with its operations.
    pub hypercalls: IndexMap<String, Hypercall<String>>,
    /// What is said of the members of records.
    pub members: MemberNotes,
    /// The typedefs that are to be types of their own, and what they carry.
    pub distinct: HashMap<String, Nature>,
}
