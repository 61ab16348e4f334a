//! System time and wall-clock time, and their records in guest memory.

use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use std::time::{Instant, UNIX_EPOCH};

use super::memory::Frame;
use crate::clock::SystemTime;
use crate::plain::Plain;
use crate::xen::{SharedInfo, VcpuTimeInfo};

/// The system time, which starts at 0 when the machine is created.
pub(super) struct Time {
    started: Instant,
    /// The conversion from the TSC, on x86.
    info: Option<VcpuTimeInfo>,
}

impl Time {
    pub(super) fn start() -> Self {
        let info = rate::measured().map(|rate| VcpuTimeInfo {
            tsc_timestamp: rate::ticks(),
            system_time: 0,
            ..rate
        });
        let started = Instant::now();
        Self { started, info }
    }

    pub(super) fn now(&self) -> SystemTime {
        match &self.info {
            // Computed as guests do, so that both agree.
            Some(info) => crate::clock::at(info, rate::ticks()),
            None => SystemTime::default() + self.started.elapsed(),
        }
    }

    /// Writes a vCPU's `vcpu_time_info`, as Xen does on x86.
    pub(super) fn tell_time(&self, page: &Frame, offset: usize) {
        let Some(info) = &self.info else { return };
        let words = info.as_bytes().chunks_exact(size_of::<u32>());
        for (word, bytes) in (offset..).step_by(size_of::<u32>()).zip(words) {
            let value = bytes
                .iter()
                .rev()
                .fold(0, |value, byte| value << 8 | u32::from(*byte));
            page.word(word).store(value, Ordering::Relaxed);
        }
        // The version: even, and not the first.
        page.word(offset).store(2, Ordering::Release);
    }

    /// Writes the wall-clock time at which the system time was 0.
    pub(super) fn tell_date(&self, page: &Frame) {
        // Miri isolates the program from the host's date.
        if cfg!(miri) {
            return;
        }
        let start = UNIX_EPOCH
            .elapsed()
            .unwrap_or_default()
            .saturating_sub(Duration::from_nanos(self.now().as_nanos()));
        let store = |offset: usize, value: u32| {
            let word: &AtomicU32 = page.word(offset);
            word.store(value, Ordering::Relaxed);
        };
        store(
            core::mem::offset_of!(SharedInfo, wc_sec),
            start.as_secs() as u32,
        );
        store(SECONDS_HIGH, (start.as_secs() >> 32) as u32);
        store(
            core::mem::offset_of!(SharedInfo, wc_nsec),
            start.subsec_nanos(),
        );
        page.word(core::mem::offset_of!(SharedInfo, wc_version))
            .store(2, Ordering::Release);
    }
}

/// The offset of the high half of the seconds.
#[cfg(target_arch = "x86")]
const SECONDS_HIGH: usize = core::mem::offset_of!(SharedInfo, arch.wc_sec_hi);
/// The offset of the high half of the seconds.
#[cfg(not(target_arch = "x86"))]
const SECONDS_HIGH: usize = core::mem::offset_of!(SharedInfo, wc_sec_hi);

/// The rate of the time-stamp counter.
#[cfg(all(any(target_arch = "x86", target_arch = "x86_64"), not(miri)))]
mod rate {
    use std::sync::OnceLock;
    use std::time::{Duration, Instant};

    use crate::clock::{TickCounter, TimeStampCounter};
    use crate::plain::Plain;
    use crate::xen::VcpuTimeInfo;

    pub(super) fn ticks() -> u64 {
        TimeStampCounter.ticks()
    }

    /// Reads both clocks at the same time: the fastest of 16 readings.
    fn both() -> (Instant, u64) {
        let readings = [(); 16].map(|()| {
            let (before, ticks) = (Instant::now(), ticks());
            (before.elapsed(), before, ticks)
        });
        let [(_, instant, ticks), ..] = {
            let mut sorted = readings;
            sorted.sort_unstable_by_key(|(took, ..)| *took);
            sorted
        };
        (instant, ticks)
    }

    /// Returns the TSC rate in Xen's format, measured once per process.
    pub(super) fn measured() -> Option<VcpuTimeInfo> {
        static RATE: OnceLock<(u32, i8)> = OnceLock::new();
        let (tsc_to_system_mul, tsc_shift) = *RATE.get_or_init(|| {
            let (begin, first) = both();
            while begin.elapsed() < Duration::from_millis(5) {
                core::hint::spin_loop();
            }
            let (end, last) = both();
            let nanoseconds = end.duration_since(begin).as_nanos();
            scale(nanoseconds, u128::from(last.wrapping_sub(first).max(1)))
        });
        Some(VcpuTimeInfo {
            tsc_to_system_mul,
            tsc_shift,
            ..VcpuTimeInfo::zeroed()
        })
    }

    /// Returns the most precise factor that fits, and the shift.
    fn scale(nanoseconds: u128, ticks: u128) -> (u32, i8) {
        let factor = |shift: i8| ((nanoseconds << (64 - shift)) / ticks) >> 32;
        let shift = (-8..=31).find(|shift| factor(*shift) <= u128::from(u32::MAX));
        let shift = shift.unwrap_or(31);
        (u32::try_from(factor(shift)).unwrap_or(u32::MAX), shift)
    }
}

/// Without a TSC, the records stay empty, as on Arm.
#[cfg(not(all(any(target_arch = "x86", target_arch = "x86_64"), not(miri))))]
mod rate {
    use crate::xen::VcpuTimeInfo;

    pub(super) fn ticks() -> u64 {
        0
    }

    pub(super) fn measured() -> Option<VcpuTimeInfo> {
        None
    }
}
