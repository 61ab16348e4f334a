//! Reads Xen's annotated public headers and emits typed Rust.

#![warn(clippy::pedantic)]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    clippy::items_after_statements,
    clippy::naive_bytecount,
    clippy::needless_pass_by_value,
    clippy::option_option,
    reason = "headers end in `.h`, not `.H`; texts are short; some repetition is readable"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
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
    reason = "a `match` shows alternatives side by side; the rest is for a library's callers"
)]

pub mod annotation;
mod c_text;
pub mod cli;
pub mod diagnostics;
pub mod diff;
pub mod emit;
pub mod model;
pub mod parallel;
pub mod pipeline;
pub mod source;
