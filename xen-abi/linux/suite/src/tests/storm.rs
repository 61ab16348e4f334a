//! Calls while other threads fork and move pages. Run on two vCPUs.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use xen_abi::event_channel::{self, Port};
use xen_abi::grant_table;
use xen_abi::version;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Hypercall};
use xen_abi_linux::{AnyGuest, Privcmd};

use super::fork::in_child;
use crate::checks::Test;

pub(crate) const TESTS: &[Test] = &[
    ("storm::copied_memory_holds", copied_memory_holds),
    ("storm::ordinary_memory_fails", ordinary_memory_fails),
];

/// How long the storm lasts.
const STORM: Duration = Duration::from_secs(10);
/// How long it takes at most until memory that is not copied fails.
const FAILURE: Duration = Duration::from_secs(60);

/// What the calls of a storm came to.
#[derive(Debug, Default)]
struct Log {
    calls: AtomicU64,
    forks: AtomicU64,
    compactions: AtomicU64,
    faults: AtomicU64,
    others: AtomicU64,
    wrong: AtomicU64,
}

impl Log {
    fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a call, and returns its value.
    fn call<T>(&self, result: Result<T, Errno>) -> Option<T> {
        Self::add(&self.calls);
        match result {
            Ok(value) => return Some(value),
            Err(Errno::EFAULT) => Self::add(&self.faults),
            Err(_) => Self::add(&self.others),
        }
        None
    }

    fn failed(&self) -> bool {
        let counters = [&self.faults, &self.others, &self.wrong];
        counters
            .iter()
            .any(|counter| counter.load(Ordering::Relaxed) != 0)
    }
}

/// Passes the addresses of the caller's memory, as a back end without copies does.
struct Uncopied<'a>(&'a Privcmd);

// SAFETY: forwards to an implementation that keeps the contract; the provided method passes memory.
// Calls may fail, since Linux does not keep the memory in place: that is the test.
unsafe impl Hypercall for Uncopied<'_> {
    type Guest = AnyGuest;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        // SAFETY: the caller keeps the same contract.
        unsafe { self.0.hypercall(number, arguments) }
    }
}

/// Makes typed calls until the end, and checks what they return.
fn calls<X: Hypercall>(xen: &X, log: &Log, end: &AtomicBool) {
    let text = version::capabilities(xen).ok();
    let sizes = grant_table::query_size_one(xen, DomId::SELF).ok();
    while !end.load(Ordering::Relaxed) {
        let port = log.call(event_channel::alloc_unbound(xen, DomId::SELF, DomId(0)));
        // What else runs may have swapped the page of the record.
        thread::yield_now();
        if let Some(port) = port {
            if port == Port(0) {
                Log::add(&log.wrong);
            }
            log.call(event_channel::close(xen, port));
        }
        let again = log.call(version::capabilities(xen));
        let other = grant_table::query_size_one(xen, DomId::SELF);
        let other = log.call(other.map_err(|_| Errno::EFAULT));
        let same = again.is_none_or(|again| text.is_none_or(|text| text == again))
            && other.is_none_or(|other| {
                let sizes = sizes.as_ref();
                sizes.is_none_or(|sizes| sizes.max_nr_frames == other.max_nr_frames)
            });
        if !same {
            Log::add(&log.wrong);
        }
    }
}

/// The number of ports that are open, among the first ones.
fn open_ports(xen: &Privcmd) -> usize {
    let ports = (1..1000).filter(|&port| {
        let status = event_channel::status(xen, DomId::SELF, Port(port));
        status.is_ok_and(|status| status.status.0 != 0)
    });
    ports.count()
}

/// Runs a storm for a time, or until a call fails if `until_failure` says so.
fn storm<X: Hypercall + Sync>(xen: &X, limit: Duration, until_failure: bool) -> Log {
    let (log, end) = (Log::default(), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| calls(xen, &log, &end));
        }
        scope.spawn(|| {
            while !end.load(Ordering::Relaxed) {
                assert_eq!(in_child(|| 0), 0);
                Log::add(&log.forks);
            }
        });
        scope.spawn(|| {
            while !end.load(Ordering::Relaxed) {
                fs::write("/proc/sys/vm/compact_memory", "1").expect("compact_memory");
                Log::add(&log.compactions);
                thread::sleep(Duration::from_millis(10));
            }
        });
        let began = Instant::now();
        while began.elapsed() < limit && !(until_failure && log.failed()) {
            thread::sleep(Duration::from_millis(20));
        }
        end.store(true, Ordering::Relaxed);
    });
    log
}

fn copied_memory_holds() {
    let xen = Privcmd::open().expect("privcmd");
    let before = open_ports(&xen);
    let log = storm(&xen, STORM, false);
    println!("  {log:?}");
    assert!(!log.failed(), "{log:?}");
    assert!(log.calls.load(Ordering::Relaxed) > 100 && log.forks.load(Ordering::Relaxed) > 2);
    assert_eq!(open_ports(&xen), before, "leaked ports");
}

/// The same calls with memory that is not copied, so that the storm is known to be one.
fn ordinary_memory_fails() {
    let xen = Privcmd::open().expect("privcmd");
    let began = Instant::now();
    let log = storm(&Uncopied(&xen), FAILURE, true);
    let took = began.elapsed().as_millis();
    println!("  failed after {took} ms: {log:?}");
    assert!(log.failed(), "ordinary memory held: {log:?}");
}
