//! Macros that end a test early, and helpers of all tests.

use crate::machine::Machine;
use crate::transcript::{Outcome, Stop};

/// Ends the test unless both values are equal.
macro_rules! check {
    ($seen:expr, $expected:expr) => {
        match (&$seen, &$expected) {
            (seen, expected) if seen == expected => {}
            (seen, expected) => {
                return Err($crate::transcript::Stop::failed(format_args!(
                    "{}: expected {expected:?}, saw {seen:?}",
                    stringify!($seen)
                )));
            }
        }
    };
}

/// Returns the value of a call; ends the test if it failed.
macro_rules! attempt {
    ($call:expr) => {
        match $call {
            Ok(value) => value,
            Err(error) => {
                return Err($crate::transcript::Stop::failed(format_args!(
                    "{}: {error}",
                    stringify!($call)
                )));
            }
        }
    };
}

/// Ends the test as not applicable, with the reason.
macro_rules! skip {
    ($($why:tt)*) => {
        return Err($crate::transcript::Stop::skipped(format_args!($($why)*)))
    };
}

/// Allocates pages; ends the test if there are none.
pub(crate) fn pages<M: Machine>(machine: &M, count: usize) -> Outcome<M::Pages> {
    machine
        .pages(count)
        .ok_or(Stop::failed(format_args!("the kernel has no pages left")))
}
