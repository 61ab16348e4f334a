//! Turns the model into what a person or a compiler reads: the crate's files, the dump.

pub mod dump;
pub mod features;
pub mod files;
pub mod rust;
