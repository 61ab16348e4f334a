//! What is asked of a Xen, and of this crate's picture of it: the same questions to a real one and
//! to the software one.
//!
//! A kernel implements [`Machine`] and calls [`run`] with its command line. What then happens
//! stands in `suite`, area by area, and in `sequences`; not one line of it knows which Xen it talks
//! to.
#![no_std]
// A failure carries its own text, since there is nowhere else to put it.
#![allow(clippy::result_large_err)]

#[cfg(feature = "mock")]
extern crate std;

#[macro_use]
mod checks;
mod command_line;
pub mod device_tree;
#[cfg(feature = "mock")]
pub mod hosted;
mod machine;
mod ring_query;
mod sequences;
mod stub;
mod suite;
mod text;
mod time_limit;
mod transcript;

pub use command_line::CommandLine;
pub use machine::{Machine, print};
pub use stub::{MOST_REGISTERS, Stub};
pub use suite::{Kind, run};
pub use text::Text;
pub use time_limit::TimeLimit;
pub use transcript::{Transcript, Verdict};
