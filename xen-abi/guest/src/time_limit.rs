//! Time limits for polling.

/// A limit requires one poll per this many nanoseconds.
const NANOSECONDS_PER_POLL: u64 = 10_000_000;

/// A limit in time and in polls, both of which must be exceeded. Time alone proves nothing: while
/// the machine is stopped or its host busy, time passes, but the program does not poll.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit {
    begin: u64,
    nanoseconds: u64,
    polls: u64,
}

impl TimeLimit {
    /// A limit of `nanoseconds` after `now`, by any clock.
    pub const fn new(now: u64, nanoseconds: u64) -> Self {
        Self {
            begin: now,
            nanoseconds,
            polls: 0,
        }
    }

    /// Whether the limit is exceeded; to be called after each poll.
    pub const fn is_passed(&mut self, now: u64) -> bool {
        self.polls += 1;
        // A clock may go back slightly when it is adjusted.
        now.saturating_sub(self.begin) > self.nanoseconds
            && self.polls > self.nanoseconds / NANOSECONDS_PER_POLL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_time_and_polls_count() {
        // A stop of a minute after the first poll.
        let mut limit = TimeLimit::new(1000, 10 * NANOSECONDS_PER_POLL);
        assert!((0..10).all(|_| !limit.is_passed(60_000_000_000)));
        assert!(limit.is_passed(60_000_000_000));
        // Many polls in little time, and a clock that goes back.
        let mut limit = TimeLimit::new(1000, 10 * NANOSECONDS_PER_POLL);
        assert!((0..1000).all(|poll| !limit.is_passed(1500 - poll)));
        assert!(limit.is_passed(1001 + 10 * NANOSECONDS_PER_POLL));
    }
}
