//! The resolved ABI in C's terms.
//!
//! It has families of constants, hypercalls and their operations, each with its arguments.
//!
//! What these types say in words is also the fallback of trees that have no annotations, as the
//! index of annotations holds it. There they name types as text, since each tree has its own, and
//! what `serde` skips is the tree's own too: values, documentation, locations.

mod families;
mod hypercalls;
mod notes;
mod operations;
mod provenance;
mod types;

pub use families::{Family, Member, Role};
pub use hypercalls::{Dispatch, Hypercall, Param, Prototype, RecordPlace, Returns};
pub use notes::{MemberNote, MemberNotes};
pub use operations::{Form, Op, OpArgument};
pub use provenance::Provenance;
pub use types::{NamedType, Referent};

use super::annotations::Nature;
use super::facts::Facts;
use crate::model::hash::{HashMap, IndexMap};

/// One target's ABI: the facts, and what the annotations make of them.
#[derive(Clone, Debug)]
pub struct Interface {
    /// What C says.
    pub facts: Facts,
    /// The annotated families by name, in order of their headers and lines.
    pub families: IndexMap<String, Family>,
    /// The annotated hypercalls by name without prefix (`event_channel_op`).
    pub hypercalls: IndexMap<String, Hypercall>,
    /// The type of each operation's argument, by family and constant.
    pub arguments: HashMap<String, HashMap<String, NamedType>>,
    /// What is said of the members of records.
    pub members: MemberNotes,
    /// The typedefs that are to be types of their own, and what they carry.
    pub distinct: HashMap<String, Nature>,
}

/// The default of what the fallback is known to be.
const fn yes() -> bool {
    true
}
