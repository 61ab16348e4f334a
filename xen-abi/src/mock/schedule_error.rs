//! How a schedule fails.

use core::fmt;
use std::string::String;
use std::vec::Vec;

/// The failure of a [`Schedule`](super::Schedule).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleError {
    /// The seed, with which the failure happens again.
    pub seed: u64,
    /// The number of switch points that the threads had passed.
    pub step: u64,
    /// The failure.
    pub fault: ScheduleFault,
}

/// What went wrong in a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScheduleFault {
    /// A thread panicked.
    Panicked {
        /// The name of the thread.
        thread: String,
        /// The message of the panic.
        message: String,
    },
    /// Every thread waits, without a deadline, for an event that nobody sends.
    Deadlock {
        /// The names of the threads.
        threads: Vec<String>,
    },
    /// A thread passed no switch point for longer than the limit.
    Stuck {
        /// The name of the thread.
        thread: String,
    },
    /// The threads passed more switch points than the limit.
    Endless,
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "seed {}, step {}: ", self.seed, self.step)?;
        match &self.fault {
            ScheduleFault::Panicked { thread, message } => {
                write!(formatter, "thread `{thread}` panicked: {message}")
            }
            ScheduleFault::Deadlock { threads } => {
                formatter.write_str("all threads wait:")?;
                threads
                    .iter()
                    .try_for_each(|thread| write!(formatter, " `{thread}`"))
            }
            ScheduleFault::Stuck { thread } => {
                write!(formatter, "thread `{thread}` passes no switch point")
            }
            ScheduleFault::Endless => formatter.write_str("the threads do not end"),
        }
    }
}

impl core::error::Error for ScheduleError {}
