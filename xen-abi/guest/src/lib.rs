//! A test suite for Xen, which runs on real Xen and on the software Xen.
//!
//! A kernel implements [`Machine`] and calls [`run`] with its command line. `suite` has the tests,
//! area by area, and `sequences` has random sequences of operations. They are the same for both.
#![no_std]
// A failure contains its text, since there is no allocator.
#![allow(clippy::result_large_err)]

#[cfg(feature = "mock")]
extern crate std;

mod area;
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

pub use area::PageArea;
pub use command_line::CommandLine;
pub use machine::{Machine, print};
pub use stub::{MOST_REGISTERS, Stub};
pub use suite::{Kind, run};
pub use text::Text;
pub use time_limit::TimeLimit;
pub use transcript::{Transcript, Verdict};
