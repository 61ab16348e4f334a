//! Reads Xen's annotated public headers and emits typed Rust.

pub mod annotation;
pub mod cli;
pub mod diagnostics;
pub mod emit;
pub mod model;
pub mod pipeline;
pub mod source;
