//! When to give up waiting.

/// Nanoseconds of waiting that one look must stand for, at the least.
const PER_LOOK: u64 = 10_000_000;

/// A limit in time and in looks, of which both must be passed. Time alone proves nothing: it goes on
/// while the machine is stopped or its host busy, and then the program has looked only once.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit {
    begin: u64,
    nanoseconds: u64,
    looks: u64,
}

impl TimeLimit {
    /// A limit so many nanoseconds after `now`, by any clock.
    pub const fn new(now: u64, nanoseconds: u64) -> Self {
        Self {
            begin: now,
            nanoseconds,
            looks: 0,
        }
    }

    /// Whether the limit is passed. To be asked after each look in vain.
    pub const fn is_passed(&mut self, now: u64) -> bool {
        self.looks += 1;
        // A clock may go back a little as it is adjusted.
        now.saturating_sub(self.begin) > self.nanoseconds
            && self.looks > self.nanoseconds / PER_LOOK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_time_and_polls_count() {
        // A stop of a minute after the first look.
        let mut limit = TimeLimit::new(1000, 10 * PER_LOOK);
        assert!((0..10).all(|_| !limit.is_passed(60_000_000_000)));
        assert!(limit.is_passed(60_000_000_000));
        // Many looks in no time, and a clock that goes back.
        let mut limit = TimeLimit::new(1000, 10 * PER_LOOK);
        assert!((0..1000).all(|look| !limit.is_passed(1500 - look)));
        assert!(limit.is_passed(1001 + 10 * PER_LOOK));
    }
}
