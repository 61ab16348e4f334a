//! The turns of scheduled threads: one runs at a time, and hands over at switch points.

use core::cell::RefCell;
use core::time::Duration;
use std::string::String;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::vec::Vec;

use super::course::{Condition, Course, Next};
use super::holding::Holding;
use super::lock::lock;
use super::schedule_error::ScheduleFault;
use super::state::Shared;
use crate::clock::SystemTime;
use crate::switch;

/// The system time that passes from one switch point to the next.
const STEP: Duration = Duration::from_micros(1);

/// How often the watching thread looks.
const LOOK: Duration = Duration::from_millis(50);

/// How long threads may take to end after a failure, before they are left behind.
const GRACE: Duration = Duration::from_secs(1);

/// The payload that unwinds a thread because another one failed.
struct Stopped;

/// What the threads of a schedule share.
pub(super) struct Turns {
    machine: Arc<Shared>,
    course: Mutex<Course>,
    /// One for each thread, to wait for its turn.
    turn: Vec<Condvar>,
    /// Notified when a thread ends or fails.
    ended: Condvar,
}

/// A thread of a schedule.
struct Member {
    turns: Arc<Turns>,
    index: usize,
}

std::thread_local! {
    static MEMBER: RefCell<Option<Member>> = const { RefCell::new(None) };
}

/// Returns the turns of the calling thread, if it is scheduled and may hand over.
fn member() -> Option<(Arc<Turns>, usize)> {
    // Destructors of an unwinding thread run to their end: nobody else would let them.
    if thread::panicking() || Holding::is_held() {
        return None;
    }
    let member = MEMBER.try_with(|member| {
        let member = member.borrow();
        let member = member.as_ref()?;
        Some((Arc::clone(&member.turns), member.index))
    });
    member.ok().flatten()
}

/// Hands over at a switch point, if the calling thread is scheduled.
fn at_switch_point() {
    if let Some((turns, index)) = member() {
        turns.pass(index, Condition::Ready);
    }
}

/// Waits until other threads have run, or until a deadline.
///
/// Returns `false` if the calling thread is not scheduled.
pub(super) fn wait(until: Option<SystemTime>) -> bool {
    let Some((turns, index)) = member() else {
        return false;
    };
    turns.pass(index, Condition::Waiting { since: 0, until });
    true
}

/// Returns whether the calling thread is scheduled.
pub(super) fn is_scheduled() -> bool {
    MEMBER
        .try_with(|member| member.borrow().is_some())
        .unwrap_or(false)
}

impl Turns {
    pub(super) fn new(machine: Arc<Shared>, course: Course) -> Arc<Self> {
        let turn = (0..course.count()).map(|_| Condvar::new()).collect();
        Arc::new(Self {
            machine,
            course: Mutex::new(course),
            turn,
            ended: Condvar::new(),
        })
    }

    /// Ends the calling thread's turn, and waits for the next one.
    fn pass(&self, index: usize, condition: Condition) {
        let mut course = lock(&self.course);
        if !course.has_failed() {
            self.machine.advance(STEP);
            self.hand_over(&mut course, index, condition);
        }
        self.wait_for_turn(course, index);
    }

    /// Selects the next thread, and moves the time where all wait for it.
    fn hand_over(&self, course: &mut Course, index: usize, condition: Condition) {
        let next = loop {
            match course.step(index, condition, self.machine.time.now()) {
                Next::Later(deadline) => {
                    let now = self.machine.time.now();
                    self.machine.advance(deadline.since(now));
                }
                next => break next,
            }
        };
        match next {
            Next::Thread(next) if next != index => self.turn[next].notify_one(),
            Next::Thread(_) => {}
            _ => self.tell_all(),
        }
    }

    fn tell_all(&self) {
        self.turn.iter().for_each(Condvar::notify_one);
        self.ended.notify_all();
    }

    /// Blocks until it is the thread's turn; unwinds if the schedule has failed.
    fn wait_for_turn(&self, mut course: MutexGuard<'_, Course>, index: usize) {
        while !course.has_failed() && !course.is_turn_of(index) {
            course = self.turn[index]
                .wait(course)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let failed = course.has_failed();
        drop(course);
        if failed {
            // Without a message: the thread that failed has one.
            std::panic::resume_unwind(std::boxed::Box::new(Stopped));
        }
    }

    /// Runs a thread of the schedule.
    pub(super) fn run(self: &Arc<Self>, index: usize, work: impl FnOnce()) {
        switch::enter(at_switch_point);
        let turns = Arc::clone(self);
        MEMBER.set(Some(Member { turns, index }));
        let outcome = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| {
            self.wait_for_turn(lock(&self.course), index);
            work();
        }));
        MEMBER.set(None);
        switch::leave();
        let mut course = lock(&self.course);
        match outcome {
            Err(payload) if !payload.is::<Stopped>() => {
                let message = message(&*payload);
                course.panicked(index, message);
                self.tell_all();
            }
            _ if !course.has_failed() => self.hand_over(&mut course, index, Condition::Ended),
            _ => course.ended(index),
        }
        self.ended.notify_all();
    }

    /// Waits until every thread has ended, and returns the failure.
    ///
    /// Returns whether every thread has ended; after a failure, one may not.
    pub(super) fn watch(&self, limit: Duration) -> (Option<(u64, ScheduleFault)>, bool) {
        let mut course = lock(&self.course);
        let mut seen = course.steps();
        let mut quiet = Duration::ZERO;
        while !course.all_ended() {
            let began = std::time::Instant::now();
            let waited = self.ended.wait_timeout(course, LOOK);
            course = waited.unwrap_or_else(PoisonError::into_inner).0;
            if course.steps() == seen {
                quiet += began.elapsed();
            } else {
                quiet = Duration::ZERO;
            }
            seen = course.steps();
            if course.has_failed() && quiet >= GRACE {
                break;
            }
            if !course.has_failed() && quiet >= limit {
                quiet = Duration::ZERO;
                course.stuck();
                self.tell_all();
            }
        }
        (course.failure(), course.all_ended())
    }
}

/// Returns the message of a panic.
fn message(payload: &(dyn core::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a value that is no text").into()
}
