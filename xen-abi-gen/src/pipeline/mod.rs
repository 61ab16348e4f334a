//! The passes from headers to the crate. `run` carries them out in order: resolve, name, lower,
//! merge, since.

pub mod annotate;
pub mod annotation_index;
pub mod conflicts;
mod features;
pub mod filter;
pub mod lower;
pub mod merge;
pub mod name;
pub mod releases;
pub mod resolve;
pub mod reuse;
pub mod rings;
pub mod run;
pub mod since;
mod table;
mod toolstack;
pub mod types;
