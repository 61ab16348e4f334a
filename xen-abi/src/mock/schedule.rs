//! Schedules: threads of domains in an order that a seed determines.

use core::fmt;
use core::time::Duration;
use std::boxed::Box;
use std::string::{String, ToString};
use std::sync::Arc;
use std::thread;
use std::vec::Vec;

use super::course::Course;
use super::machine::Machine;
use super::schedule_error::ScheduleError;
use super::turns::Turns;
use crate::clock::SystemTime;

/// Threads that run one at a time, in an order that a seed determines.
///
/// [`Machine::schedule`] creates it. At each switch point, a pseudo-random generator decides which
/// thread runs next. Switch points are hypercalls, other uses of a [`Domain`](super::Domain), and
/// accesses to memory that domains share: through
/// [`SharedMemory`](crate::shared::SharedMemory), the event channel ABIs and the clocks. The same
/// seed leads to the same order, so that a failure can be repeated in a debugger.
///
/// ```
/// use xen_abi::events::Channel;
/// use xen_abi::mock::{Machine, ScheduleError, ScheduleFault};
/// use xen_abi::xen::DomId;
///
/// /// One domain sends an event, and another one waits for it.
/// fn run(seed: u64, clears_first: bool) -> Result<(), ScheduleError> {
///     let machine = Machine::new();
///     let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
///     let receiver = Channel::offer(one.clone(), two.id()).unwrap();
///     let sender = Channel::connect(two, one.id(), receiver.port()).unwrap();
///     one.two_level().mask(receiver.port());
///     let schedule = machine.schedule(seed).thread("receiver", move || {
///         let bits = one.two_level();
///         if clears_first {
///             // Wrong: the event may have come.
///             bits.clear(receiver.port());
///         }
///         while !bits.clear(receiver.port()) {
///             receiver.wait(None).unwrap();
///         }
///     });
///     let schedule = schedule.thread("sender", move || sender.send().unwrap());
///     schedule.run()
/// }
///
/// assert!((0..100).all(|seed| run(seed, false).is_ok()));
/// let error = (0..100).find_map(|seed| run(seed, true).err()).unwrap();
/// let threads = vec!["receiver".to_owned()];
/// assert_eq!(error.fault, ScheduleFault::Deadlock { threads });
/// assert_eq!(run(error.seed, true), Err(error), "the same again");
/// ```
///
/// # Rules for the threads
///
/// * A hypercall is one step, and so is a copy of many bytes.
/// * A thread that waits for another one does so in Xen, by
///   [`Channel::wait`](crate::events::Channel::wait) for instance. One that waits elsewhere, for a
///   mutex or in a loop without a switch point, stops all: after a second,
///   [`ScheduleFault::Stuck`](super::ScheduleFault::Stuck) names it.
/// * The system time stands still, but for a microsecond at each switch point. If all threads wait,
///   it moves to the first deadline. [`run`](Self::run) stops it at a full second, and it stays
///   stopped afterwards.
/// * Random numbers and dates of the host would make two runs differ.
#[must_use = "`run` runs the threads"]
pub struct Schedule {
    machine: Machine,
    seed: u64,
    steps: u64,
    limit: Duration,
    threads: Vec<(String, Box<dyn FnOnce() + Send>)>,
}

impl Machine {
    /// Creates a schedule, in which threads run in an order that the seed determines.
    pub fn schedule(&self, seed: u64) -> Schedule {
        Schedule {
            machine: self.clone(),
            seed,
            steps: 1_000_000,
            limit: Duration::from_secs(1),
            threads: Vec::new(),
        }
    }
}

impl Schedule {
    /// Adds a thread with a name, which errors contain.
    pub fn thread(mut self, name: &str, work: impl FnOnce() + Send + 'static) -> Self {
        self.threads.push((name.to_string(), Box::new(work)));
        self
    }

    /// Sets the number of switch points after which the schedule fails; 1,000,000 by default.
    pub fn steps(self, steps: u64) -> Self {
        Self { steps, ..self }
    }

    /// Sets the time without a switch point after which the schedule fails; a second by default.
    pub fn limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Runs the threads to their end.
    ///
    /// After a failure, the other threads unwind at their next switch point. A thread that does not
    /// reach one within a second is left behind.
    ///
    /// # Panics
    ///
    /// If the host cannot create a thread.
    pub fn run(self) -> Result<(), ScheduleError> {
        if self.threads.is_empty() {
            return Ok(());
        }
        self.machine
            .stop_time(full_second(self.machine.system_time()));
        let (names, works): (Vec<_>, Vec<_>) = self.threads.into_iter().unzip();
        let course = Course::new(self.seed, names.clone(), self.steps);
        let turns = Turns::new(self.machine.shared(), course);
        let mut threads = Vec::new();
        for (index, (name, work)) in names.into_iter().zip(works).enumerate() {
            let turns = Arc::clone(&turns);
            let thread = thread::Builder::new().name(name);
            let thread = thread.spawn(move || turns.run(index, work));
            threads.push(thread.expect("a thread"));
        }
        let (failure, ended) = turns.watch(self.limit);
        if ended {
            threads.into_iter().for_each(|thread| drop(thread.join()));
        }
        match failure {
            None => Ok(()),
            Some((step, fault)) => Err(ScheduleError {
                seed: self.seed,
                step,
                fault,
            }),
        }
    }
}

/// Returns the next full second, so that the time is the same in each run.
fn full_second(now: SystemTime) -> SystemTime {
    const SECOND: u64 = 1_000_000_000;
    SystemTime::from_nanos(now.as_nanos().div_ceil(SECOND).saturating_mul(SECOND))
}

impl fmt::Debug for Schedule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.threads.iter().map(|(name, _)| name);
        formatter
            .debug_struct("Schedule")
            .field("seed", &self.seed)
            .field("threads", &names.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
