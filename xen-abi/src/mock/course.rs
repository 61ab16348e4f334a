//! The course of a schedule: which thread runs next, chosen by a random generator.

use std::string::String;
use std::vec::Vec;

use super::schedule_error::ScheduleFault;
use crate::clock::SystemTime;

/// What a thread does when its turn ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Condition {
    /// It could go on.
    Ready,
    /// It waits in Xen.
    Waiting {
        /// The progress of the others when it last checked its condition.
        since: u64,
        until: Option<SystemTime>,
    },
    Ended,
}

/// What follows a turn.
pub(super) enum Next {
    Thread(usize),
    /// Every thread waits, and this is the first deadline.
    Later(SystemTime),
    /// Every thread has ended, or the schedule has failed.
    Nothing,
}

/// A generator of pseudo-random numbers: SplitMix64.
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }
}

/// The threads of a schedule, and whose turn it is.
pub(super) struct Course {
    generator: Generator,
    /// One of so many switch points switches.
    odds: usize,
    threads: Vec<(String, Condition)>,
    current: usize,
    steps: u64,
    limit: u64,
    /// The number of turns after which a condition may have changed.
    progress: u64,
    failure: Option<(u64, ScheduleFault)>,
}

impl Course {
    /// Selects the first thread.
    pub(super) fn new(seed: u64, names: Vec<String>, limit: u64) -> Self {
        let mut generator = Generator(seed);
        // Some faults need many switches, and others a long turn.
        let odds = 1 << (1 + generator.below(4));
        let current = generator.below(names.len().max(1));
        let threads = names.into_iter().map(|name| (name, Condition::Ready));
        Self {
            generator,
            odds,
            threads: threads.collect(),
            current,
            steps: 0,
            limit,
            progress: 1,
            failure: None,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.threads.len()
    }

    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    pub(super) fn failure(&self) -> Option<(u64, ScheduleFault)> {
        self.failure.clone()
    }

    pub(super) fn is_turn_of(&self, index: usize) -> bool {
        self.current == index
    }

    pub(super) fn all_ended(&self) -> bool {
        let mut threads = self.threads.iter();
        threads.all(|(_, condition)| matches!(condition, Condition::Ended))
    }

    pub(super) fn ended(&mut self, index: usize) {
        self.threads[index].1 = Condition::Ended;
    }

    fn fail(&mut self, fault: ScheduleFault) {
        self.failure.get_or_insert((self.steps, fault));
    }

    pub(super) fn panicked(&mut self, index: usize, message: String) {
        self.ended(index);
        let thread = self.threads[index].0.clone();
        self.fail(ScheduleFault::Panicked { thread, message });
    }

    /// The thread whose turn it is has passed no switch point for too long.
    pub(super) fn stuck(&mut self) {
        let thread = self.threads[self.current].0.clone();
        self.fail(ScheduleFault::Stuck { thread });
    }

    /// Ends the turn of a thread, and selects the next one.
    pub(super) fn step(&mut self, index: usize, condition: Condition, now: SystemTime) -> Next {
        self.steps += 1;
        if self.steps > self.limit {
            self.fail(ScheduleFault::Endless);
            return Next::Nothing;
        }
        self.threads[index].1 = match condition {
            Condition::Waiting { until, .. } => {
                let since = self.progress;
                Condition::Waiting { since, until }
            }
            condition => {
                self.progress += 1;
                condition
            }
        };
        self.select(index, now)
    }

    fn select(&mut self, index: usize, now: SystemTime) -> Next {
        let goes_on = matches!(self.threads[index].1, Condition::Ready);
        if goes_on && self.generator.below(self.odds) != 0 {
            return Next::Thread(index);
        }
        let progress = self.progress;
        let can_run = |condition: &Condition| match *condition {
            Condition::Ready => true,
            Condition::Waiting { since, until } => {
                since != progress || until.is_some_and(|until| until <= now)
            }
            Condition::Ended => false,
        };
        let others = self.threads.iter().enumerate();
        let others: Vec<usize> = others
            .filter(|(other, (_, condition))| (*other != index || !goes_on) && can_run(condition))
            .map(|(other, _)| other)
            .collect();
        if !others.is_empty() {
            self.current = others[self.generator.below(others.len())];
            return Next::Thread(self.current);
        }
        if goes_on {
            return Next::Thread(index);
        }
        self.nobody_runs()
    }

    /// Returns the first deadline, or fails if threads wait without one.
    fn nobody_runs(&mut self) -> Next {
        let waiting = self.threads.iter();
        let waiting = waiting.filter_map(|(name, condition)| match condition {
            Condition::Waiting { until, .. } => Some((name, *until)),
            _ => None,
        });
        let (names, deadlines): (Vec<_>, Vec<_>) = waiting.unzip();
        if let Some(first) = deadlines.into_iter().flatten().min() {
            return Next::Later(first);
        }
        if !names.is_empty() {
            let threads = names.into_iter().cloned().collect();
            self.fail(ScheduleFault::Deadlock { threads });
        }
        Next::Nothing
    }
}
