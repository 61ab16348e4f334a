//! System time and wall-clock time, and their records in guest memory.

use core::mem::offset_of;
use core::sync::atomic::{AtomicU32, Ordering, fence};
use core::time::Duration;
use std::sync::Mutex;
use std::time::{Instant, UNIX_EPOCH};

use super::lock::lock;
use super::memory::Frame;
use crate::clock::SystemTime;
use crate::plain::Plain;
use crate::xen::{SharedInfo, VcpuTimeInfo};

/// The system time, which starts at 0 when the machine is created.
pub(super) struct Time(Mutex<Reading>);

/// The system time at one moment, and how it goes on from there.
struct Reading {
    at: Instant,
    time: SystemTime,
    runs: bool,
    /// The conversion from the TSC, on x86.
    info: Option<VcpuTimeInfo>,
    /// The wall-clock time at which the system time was 0.
    date: Duration,
}

impl Reading {
    fn new(time: SystemTime, runs: bool, date: Duration) -> Self {
        let info = rate::measured().map(|rate| VcpuTimeInfo {
            tsc_timestamp: rate::ticks(),
            system_time: time.as_nanos(),
            // A clock that stands still has no nanoseconds per tick.
            tsc_to_system_mul: if runs { rate.tsc_to_system_mul } else { 0 },
            ..rate
        });
        Self {
            at: Instant::now(),
            time,
            runs,
            info,
            date,
        }
    }

    fn now(&self) -> SystemTime {
        match &self.info {
            // Computed as guests do, so that both agree.
            Some(info) => crate::clock::at(info, rate::ticks()),
            None if self.runs => self.time + self.at.elapsed(),
            None => self.time,
        }
    }
}

impl Time {
    pub(super) fn start() -> Self {
        // Miri isolates the program from the host's date.
        let date = if cfg!(miri) {
            Duration::ZERO
        } else {
            UNIX_EPOCH.elapsed().unwrap_or_default()
        };
        Self(Mutex::new(Reading::new(SystemTime::default(), true, date)))
    }

    pub(super) fn now(&self) -> SystemTime {
        lock(&self.0).now()
    }

    /// Changes the time, whether it runs, or both.
    pub(super) fn change(&self, change: impl FnOnce(SystemTime) -> SystemTime, runs: Option<bool>) {
        let mut reading = lock(&self.0);
        let (time, runs) = (change(reading.now()), runs.unwrap_or(reading.runs));
        *reading = Reading::new(time, runs, reading.date);
    }

    /// Sets the wall-clock time of this moment.
    pub(super) fn set_date(&self, date: Duration) {
        let mut reading = lock(&self.0);
        reading.date = date.saturating_sub(Duration::from_nanos(reading.now().as_nanos()));
    }

    /// Writes a vCPU's `vcpu_time_info`, as Xen does on x86.
    pub(super) fn tell_time(&self, page: &Frame, offset: usize) {
        let Some(info) = lock(&self.0).info else {
            return;
        };
        publish(page.word(offset), || {
            let words = info.as_bytes().chunks_exact(size_of::<u32>());
            let offsets = (offset..).step_by(size_of::<u32>());
            // The version is the first word.
            for (word, bytes) in offsets.zip(words).skip(1) {
                let value = bytes
                    .iter()
                    .rev()
                    .fold(0, |value, byte| value << 8 | u32::from(*byte));
                page.word(word).store(value, Ordering::Relaxed);
            }
        });
    }

    /// Writes the wall-clock time at which the system time was 0.
    pub(super) fn tell_date(&self, page: &Frame) {
        let start = lock(&self.0).date;
        let store = |offset: usize, value: u32| {
            page.word(offset).store(value, Ordering::Relaxed);
        };
        publish(page.word(offset_of!(SharedInfo, wc_version)), || {
            store(offset_of!(SharedInfo, wc_sec), start.as_secs() as u32);
            store(SECONDS_HIGH, (start.as_secs() >> 32) as u32);
            store(offset_of!(SharedInfo, wc_nsec), start.subsec_nanos());
        });
    }
}

/// Changes a record under its version: odd during the change, and even afterwards.
fn publish(version: &AtomicU32, write: impl FnOnce()) {
    let before = version.load(Ordering::Relaxed);
    version.store(before.wrapping_add(1), Ordering::Relaxed);
    // Readers that see a part of the change see the odd version.
    fence(Ordering::Release);
    write();
    version.store(before.wrapping_add(2), Ordering::Release);
}

/// The offset of the high half of the seconds.
#[cfg(target_arch = "x86")]
const SECONDS_HIGH: usize = offset_of!(SharedInfo, arch.wc_sec_hi);
/// The offset of the high half of the seconds.
#[cfg(not(target_arch = "x86"))]
const SECONDS_HIGH: usize = offset_of!(SharedInfo, wc_sec_hi);

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
