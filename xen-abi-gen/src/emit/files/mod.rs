//! Checks or writes an output folder.
//!
//! A write leaves each file either old or new. Links are not followed: what they lead to is not the
//! folder's.

mod block;
mod lock;
mod plan;
mod refusal;
mod write;

pub use block::{Block, WithBlock};
pub use plan::{Change, Plan, plan};
pub use write::{bring_in_line, replace};
