//! Makes time pass unevenly: busy loops, and a process that is stopped and continued.

use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use std::{hint, thread};

use fastrand::Rng;
use rustix::process::{Pid, Signal, kill_process};

/// The number of busy loops.
const LOOPS: usize = 4;

/// The longest time in milliseconds between two stops of QEMU, and the longest ordinary stop.
const LONGEST: u64 = 300;

/// The length of a long stop in milliseconds, and how many stops there are per long one.
const LONG: u64 = 3000;
const ONE_LONG_AMONG: u32 = 20;

/// Random stops of one boot, by a seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stops {
    pub(crate) seed: u64,
}

/// Runs `work` while four threads spin.
pub(crate) fn under_load<T>(work: impl FnOnce() -> T) -> T {
    struct EndsOnDrop<'a>(&'a AtomicBool);

    impl Drop for EndsOnDrop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..LOOPS {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        let _ends = EndsOnDrop(&done);
        work()
    })
}

/// Runs `work`, and stops and continues the process meanwhile if there are stops.
///
/// The process must not have been waited for. It runs when this returns.
pub(crate) fn with_stops<T>(stops: Option<Stops>, process: &Child, work: impl FnOnce() -> T) -> T {
    let Some(stops) = stops else { return work() };
    let process = Pid::from_child(process);
    let (done, ended) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut random = Rng::with_seed(stops.seed);
            // If a signal cannot be sent, the process has ended, and `work` ends soon.
            let pause = |length| ended.recv_timeout(Duration::from_millis(length));
            while pause(random.u64(1..=LONGEST)) == Err(RecvTimeoutError::Timeout) {
                let length = match random.u32(0..ONE_LONG_AMONG) {
                    0 => LONG,
                    _ => random.u64(1..=LONGEST),
                };
                let _ = kill_process(process, Signal::STOP);
                let over = pause(length);
                let _ = kill_process(process, Signal::CONT);
                if over != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        // Dropped at the end of the work, also after a panic.
        let _done = done;
        work()
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;
    use std::time::Instant;

    use super::*;

    /// The state of a process in /proc.
    fn state(process: &Child) -> char {
        let stat = fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
        let (_, rest) = stat.rsplit_once(") ").unwrap();
        rest.chars().next().unwrap()
    }

    #[test]
    fn a_process_is_stopped_again_and_again_and_runs_at_the_end() {
        let mut process = Command::new("sleep").arg("600").spawn().unwrap();
        let mut changes = 0;
        with_stops(Some(Stops { seed: 7 }), &process, || {
            let began = Instant::now();
            let mut last = false;
            while changes < 6 && began.elapsed() < Duration::from_secs(60) {
                let stopped = state(&process) == 'T';
                changes += u32::from(stopped != last);
                last = stopped;
                thread::sleep(Duration::from_millis(1));
            }
        });
        assert_eq!(changes, 6);
        let began = Instant::now();
        while state(&process) == 'T' && began.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(1));
        }
        assert_ne!(state(&process), 'T');
        process.kill().unwrap();
        process.wait().unwrap();
    }

    #[test]
    fn the_loops_end_with_the_work() {
        assert_eq!(under_load(|| 7), 7);
        assert!(std::panic::catch_unwind(|| under_load(|| panic!("on purpose"))).is_err());
    }
}
