//! What a longer run says while it lasts.

use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How long a run may be silent.
const SILENCE: Duration = Duration::from_secs(1);

/// A run's clock.
#[derive(Debug)]
pub(super) struct Progress {
    started: Instant,
}

impl Progress {
    /// Starts it.
    pub(super) fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// Says what begins now, if the run has been silent for long enough.
    pub(super) fn stage(&self, what: &str) {
        let elapsed = self.started.elapsed();
        if elapsed >= SILENCE {
            // A closed standard error leaves nobody to tell.
            drop(writeln!(
                io::stderr(),
                "[{:4.1} s] {what}",
                elapsed.as_secs_f32()
            ));
        }
    }
}
