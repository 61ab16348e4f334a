//! Whether the version of each interface moved where a caller of the old side would break.
//!
//! The version of an interface is a constant that its records hold: the annotation `=> constant
//! NAME` on a member. An operation whose `Directions:` leave that member unused is stable: no
//! version can announce a change of it.

mod check;
mod findings;
mod messages;
mod reach;

pub use check::check;
pub use findings::{Gate, Interface, StableOp, State, VersionConstant};
pub use messages::{SideTexts, messages};
