//! The virtual counter, and Xen's system time computed from it.

use core::arch::asm;
use core::cell::UnsafeCell;

use xen_abi::Errno;
use xen_abi::backend::Hvc;
use xen_abi::handle::GuestHandle;
use xen_abi::plain::Plain;
use xen_abi::sched;
use xen_abi::vcpu::{self, RegisterRunstateMemoryAreaAddr, RunstateInfo};

/// Nanoseconds per second.
const SECOND: u128 = 1_000_000_000;

/// How long the vCPU blocks when the clocks are compared: a millisecond, in nanoseconds.
const MILLISECOND: u64 = 1_000_000;

/// The longest time that the vCPU may have been running at [`Clock::start`]: ten minutes.
const LONGEST: u64 = 600_000_000_000;

/// The number of comparisons of the clocks.
const STOPS: u32 = 8;

/// The difference of the two clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// Xen's system time minus the virtual counter, in wrapping nanoseconds.
    offset: u64,
}

/// Where Xen writes the time at which the vCPU entered its state.
struct Runstate(UnsafeCell<RunstateInfo>);

// SAFETY: the guest has one vCPU, and only `Clock::start` reads it.
unsafe impl Sync for Runstate {}

static RUNSTATE: Runstate = Runstate(UnsafeCell::new(RunstateInfo { ..UNKNOWN }));

/// Before Xen writes.
const UNKNOWN: RunstateInfo = RunstateInfo {
    state: xen_abi::vcpu::Runstate(0),
    _padding0: [0; 4],
    state_entry_time: 0,
    time: [0; 4],
};

impl Clock {
    /// Compares the two clocks.
    ///
    /// Xen does not publish its system time to Arm guests, but the time at which a vCPU started to
    /// run. The vCPU therefore blocks for a moment, and reads the counter as soon as it runs
    /// again. Of several tries, the one with the shortest delay counts.
    pub(super) fn start(xen: &Hvc) -> Result<Self, Errno> {
        let mut addr = RegisterRunstateMemoryAreaAddr::zeroed();
        addr.set_h(GuestHandle::from_ptr(RUNSTATE.0.get()));
        // SAFETY: the structure is never freed, and only read as below.
        unsafe { vcpu::register_runstate_memory_area(xen, 0, addr)? };
        let (mut best, mut stops, mut reach) = (None, 0, MILLISECOND);
        while stops < STOPS {
            let last = running_since();
            // A time after the last block. If it has passed already, the vCPU does not block,
            // and a later time is tried.
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

    /// Xen's system time in nanoseconds, or slightly less.
    pub(super) fn system_time(self) -> u64 {
        now().wrapping_add(self.offset)
    }
}

/// The system time at which the vCPU started to run.
fn running_since() -> u64 {
    // SAFETY: Xen writes before the vCPU runs, and so not now.
    unsafe { (&raw const (*RUNSTATE.0.get()).state_entry_time).read_volatile() }
}

/// The virtual counter, in nanoseconds.
pub(super) fn now() -> u64 {
    let (ticks, frequency): (u64, u64);
    // SAFETY: reads two registers; `isb` orders the read after earlier instructions.
    unsafe {
        asm!(
            "isb",
            "mrs {}, cntvct_el0",
            "mrs {}, cntfrq_el0",
            out(reg) ticks,
            out(reg) frequency,
            options(nomem, nostack, preserves_flags),
        );
    }
    (u128::from(ticks) * SECOND / u128::from(frequency)) as u64
}
