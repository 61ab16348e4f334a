//! The processor's clock, and Xen's system time by it.

use core::arch::asm;
use core::cell::UnsafeCell;

use xen_abi::Errno;
use xen_abi::backend::Hvc;
use xen_abi::handle::GuestHandle;
use xen_abi::plain::Plain;
use xen_abi::sched;
use xen_abi::vcpu::{self, RegisterRunstateMemoryAreaAddr, RunstateInfo};

/// Nanoseconds of a second.
const SECOND: u128 = 1_000_000_000;

/// Nanoseconds of a millisecond, after which a processor that has stopped goes on.
const MILLISECOND: u64 = 1_000_000;

/// How long a processor may have been running when the clock is started: ten minutes.
const LONGEST: u64 = 600_000_000_000;

/// How often the clocks are compared.
const STOPS: u32 = 8;

/// How the two clocks stand to each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// Xen's system time when the processor's clock showed 0; the difference of both, which may
    /// wrap.
    offset: u64,
}

/// Where Xen writes since when the processor has been running.
struct Runstate(UnsafeCell<RunstateInfo>);

// SAFETY: the guest has one processor, and `Clock::start` is all that reads it.
unsafe impl Sync for Runstate {}

static RUNSTATE: Runstate = Runstate(UnsafeCell::new(RunstateInfo { ..UNKNOWN }));

/// Nothing written yet.
const UNKNOWN: RunstateInfo = RunstateInfo {
    state: xen_abi::vcpu::Runstate(0),
    _padding0: [0; 4],
    state_entry_time: 0,
    time: [0; 4],
};

impl Clock {
    /// Compares the two clocks.
    ///
    /// An Arm guest is not told Xen's system time, but since when its processor has been running.
    /// So it stops for a moment, and looks at both clocks as soon as it goes on. Of several
    /// stops, the one after which it did so soonest counts.
    pub(super) fn start(xen: &Hvc) -> Result<Self, Errno> {
        let mut addr = RegisterRunstateMemoryAreaAddr::zeroed();
        addr.set_h(GuestHandle::from_ptr(RUNSTATE.0.get()));
        // SAFETY: the structure is there for good, and only read as below.
        unsafe { vcpu::register_runstate_memory_area(xen, 0, addr)? };
        let (mut best, mut stops, mut reach) = (None, 0, MILLISECOND);
        while stops < STOPS {
            let last = running_since();
            // Some time after the last stop. It may have passed; then the processor goes on at
            // once, and a later one is tried.
            sched::poll(xen, &[], last.wrapping_add(reach))?;
            let (since, after) = (running_since(), now());
            if since == last {
                reach *= 2;
                if reach > LONGEST {
                    return Err(Errno::EAGAIN);
                }
            } else {
                best = best.max(Some(since as i64 - after as i64));
                (stops, reach) = (stops + 1, MILLISECOND);
            }
        }
        best.map(|offset| Self {
            offset: offset as u64,
        })
        .ok_or(Errno::EAGAIN)
    }

    /// Xen's system time, in nanoseconds; rather a little less than more.
    pub(super) fn system_time(self) -> u64 {
        now().wrapping_add(self.offset)
    }
}

/// Since when the processor has been running, in Xen's system time.
fn running_since() -> u64 {
    // SAFETY: Xen writes before the processor runs, thus not now.
    unsafe { (&raw const (*RUNSTATE.0.get()).state_entry_time).read_volatile() }
}

/// The processor's clock, in nanoseconds.
pub(super) fn now() -> u64 {
    let (ticks, frequency): (u64, u64);
    // SAFETY: reads two registers, not before what comes before it is done.
    unsafe {
        asm!("isb", "mrs {}, cntvct_el0", "mrs {}, cntfrq_el0", out(reg) ticks, out(reg) frequency, options(nomem, nostack, preserves_flags));
    }
    (u128::from(ticks) * SECOND / u128::from(frequency)) as u64
}
