//! Reads Xen's annotated public headers and emits typed Rust.

#![warn(clippy::pedantic)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::result_large_err,
    reason = "lines, columns and lengths of a header fit 32 bits; a message is large, and rare"
)]
#![allow(
    clippy::match_same_arms,
    clippy::must_use_candidate,
    clippy::match_bool,
    clippy::single_match_else,
    clippy::similar_names,
    clippy::implicit_hasher,
    reason = "a `match` shows equal ways side by side, a row each; the rest is about callers that this program does not have"
)]

pub mod annotation;
pub mod cli;
pub mod diagnostics;
pub mod emit;
pub mod model;
pub mod pipeline;
pub mod source;
