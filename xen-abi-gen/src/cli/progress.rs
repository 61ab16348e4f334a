//! What a longer run says while it lasts.

use std::time::{Duration, Instant};

use super::outcome::say;

/// How long a run may be silent.
const SILENCE: Duration = Duration::from_secs(1);

/// Says what begins now, if the run has been silent since its start for long enough.
pub(super) fn stage(started: Instant, what: &str) {
    let elapsed = started.elapsed();
    if elapsed >= SILENCE {
        say(&format!("[{:4.1} s] {what}\n", elapsed.as_secs_f32()));
    }
}
