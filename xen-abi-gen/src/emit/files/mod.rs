//! Brings an output folder in line with the files that were generated: checks it, or writes it
//! without ever leaving half a result. Links are not followed: what they lead to is not the
//! folder's.

mod lock;
mod plan;
mod refusal;
mod write;

pub use plan::{Change, Plan, plan};
pub use write::{bring_in_line, replace};
