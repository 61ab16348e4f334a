//! Xen's system time, computed from the processor's time-stamp counter without a call.

use core::arch::x86_64::_rdtsc;
use core::ptr::{NonNull, read_volatile};
use core::sync::atomic::{Ordering, fence};

use xen_abi::xen::{VcpuInfo, VcpuTimeInfo};

/// Nanoseconds since Xen started.
///
/// # Safety
///
/// `info` must be the `vcpu_info` of the calling processor, mapped.
pub(super) unsafe fn now(info: NonNull<VcpuInfo>) -> u64 {
    loop {
        // SAFETY: the structure is mapped, as the caller says; Xen may be writing to it, which the
        // version tells.
        let (before, time, after) = unsafe {
            let time = &raw const (*info.as_ptr()).time;
            let before = read_volatile(&raw const (*time).version);
            fence(Ordering::Acquire);
            let copy = read_volatile(time);
            fence(Ordering::Acquire);
            (before, copy, read_volatile(&raw const (*time).version))
        };
        if before == after && before % 2 == 0 {
            // SAFETY: the instruction touches no memory.
            return at(&time, unsafe { _rdtsc() });
        }
    }
}

/// The moment at which the time-stamp counter stood at `ticks`.
fn at(time: &VcpuTimeInfo, ticks: u64) -> u64 {
    let since = ticks.wrapping_sub(time.tsc_timestamp);
    let shifted = if time.tsc_shift < 0 {
        since >> -time.tsc_shift
    } else {
        since << time.tsc_shift
    };
    let nanoseconds = (u128::from(shifted) * u128::from(time.tsc_to_system_mul)) >> 32;
    time.system_time.wrapping_add(nanoseconds as u64)
}
