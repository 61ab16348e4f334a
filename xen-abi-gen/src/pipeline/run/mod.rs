//! Runs the passes: from headers to each target's ABI, and from there to the crate.

mod input;
mod project;
mod resolve;
mod resolved;
mod views;

pub use input::{FallbackSource, Input, Toolstacks};
pub use project::{Part, TableChecks, features, project};
pub use resolve::resolve;
pub use resolved::{Messages, Resolved, ToolstackView};
