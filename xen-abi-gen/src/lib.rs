//! Reads Xen's annotated public headers and emits typed Rust, in a build script or on the command
//! line.
//!
//! A crate that needs more of Xen's ABI than `xen-abi` has, for instance the operations of a
//! vendor's own hypercall, generates the rest from that vendor's headers:
//!
//! ```toml
//! [dependencies]
//! xen-abi = "0.1"
//!
//! [build-dependencies]
//! xen-abi-gen = { version = "0.1", default-features = false }
//! ```
//!
//! ```no_run
//! // build.rs
//! use std::error::Error;
//! use std::path::PathBuf;
//!
//! fn main() -> Result<(), Box<dyn Error>> {
//!     let out = PathBuf::from(std::env::var("OUT_DIR")?);
//!     xen_abi_gen::Builder::new()
//!         .headers("include/acme")
//!         .include("include/xen")
//!         .generate()?
//!         .tell_cargo()
//!         .write_to(out.join("acme"))?;
//!     Ok(())
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! #![no_std]
//!
//! include!(concat!(env!("OUT_DIR"), "/acme/include-mod.rs"));
//! ```
//!
//! The crate then has a module `acme` with a module per header. `examples/acme` is such a crate.
//!
//! The generator loads libclang 14 or later: the one that `LIBCLANG_PATH` names, or an installed
//! one. The feature `cli`, on by default, is the program `xen-abi-gen`.

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

// What is hidden serves the command line and the tests, and changes with any version.
#[doc(hidden)]
pub mod annotation;
mod builder;
mod c_text;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod diagnostics;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod emit;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod page;
#[doc(hidden)]
pub mod parallel;
#[doc(hidden)]
pub mod pipeline;
#[doc(hidden)]
pub mod source;

pub use builder::{Bindings, Builder, Error};
pub use model::release::Release;
pub use model::target::Target;
