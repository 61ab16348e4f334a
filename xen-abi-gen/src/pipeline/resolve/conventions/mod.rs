//! The conventions of trees without annotations: which constants are operations, and what they
//! take.

mod carried;
mod load;
mod membership;
mod statements;
mod table;

pub(super) use carried::Carrier;
pub(super) use membership::family;
pub(super) use statements::Statements;
pub use table::Tables;
pub(super) use table::{Exception, FamilyRule};
