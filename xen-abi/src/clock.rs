//! System time and wall-clock time, read from shared memory.
//!
//! *System time* counts nanoseconds since Xen started, on every vCPU of every domain.
//! [`Channel::wait`], `SCHEDOP_poll` and
//! `VCPUOP_set_singleshot_timer` take their deadlines in system time. On x86 each vCPU has a
//! [`VcpuTimeInfo`] in its `vcpu_info`: the system time at one reading of the time-stamp counter,
//! and the counter's rate. [`PvClock`] extrapolates from it. On Arm, Xen leaves the record empty,
//! and a guest implements [`SystemClock`] in another way.
//!
//! [`WallClock`] reads the wall-clock time at which system time was 0, on both architectures.
//!
//! Xen may update both records at any time. Their version is odd during an update, so a reader
//! retries until it has read everything under one even version.
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use core::time::Duration;
//! use xen_abi::clock::SystemClock;
//! use xen_abi::events::Channel;
//! use xen_abi::mock::Machine;
//! use xen_abi::xen::DomId;
//!
//! let one = Machine::new().domain(DomId(1));
//! let channel = Channel::ipi(&one, 0)?;
//! let begin = one.now();
//! // A kernel passes its `PvClock`; a domain of the software Xen is a clock itself.
//! channel.wait_for(Duration::from_millis(2), &one)?;
//! assert!(one.now().since(begin) >= Duration::from_millis(2));
//! # Ok::<(), xen_abi::Errno>(())
//! ```
//!
#![cfg_attr(
    feature = "events",
    doc = "[`Channel::wait`]: crate::events::Channel::wait"
)]
#![cfg_attr(
    not(feature = "events"),
    doc = "[`Channel::wait`]: https://docs.rs/xen-abi/latest/xen_abi/events/struct.Channel.html"
)]

use core::ops::{Add, AddAssign, Sub};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU32, Ordering, fence};
use core::time::Duration;

use crate::plain::Plain;
use crate::switch;
use crate::xen::{SharedInfo, VcpuTimeInfo};

/// A system time: nanoseconds since Xen booted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemTime(u64);

impl SystemTime {
    /// The latest time that Xen knows, 292 years after it booted.
    ///
    /// Xen's times are signed numbers: a later deadline counts as one that has passed.
    pub const LATEST: Self = Self(i64::MAX as u64);

    /// Creates a system time from nanoseconds since Xen booted.
    #[inline]
    pub const fn from_nanos(nanoseconds: u64) -> Self {
        Self(nanoseconds)
    }

    /// Returns the nanoseconds since Xen booted, as in the ABI.
    #[inline]
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Returns the time since `earlier`; zero if `earlier` is later.
    #[inline]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// Returns the time since `earlier`; `None` if `earlier` is later.
    #[inline]
    pub fn checked_since(self, earlier: Self) -> Option<Duration> {
        self.0.checked_sub(earlier.0).map(Duration::from_nanos)
    }
}

impl Add<Duration> for SystemTime {
    type Output = Self;

    /// Adds a duration, up to [`LATEST`](SystemTime::LATEST).
    #[inline]
    fn add(self, duration: Duration) -> Self {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let sum = self.0.saturating_add(nanoseconds);
        Self(sum.min(Self::LATEST.0))
    }
}

impl AddAssign<Duration> for SystemTime {
    /// Adds a duration, up to [`LATEST`](SystemTime::LATEST).
    #[inline]
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for SystemTime {
    type Output = Self;

    /// Subtracts a duration, and stops at 0.
    #[inline]
    fn sub(self, duration: Duration) -> Self {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        Self(self.0.saturating_sub(nanoseconds))
    }
}

impl Sub for SystemTime {
    type Output = Duration;

    /// Returns the time [`since`](Self::since) another one.
    #[inline]
    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

/// A clock of system time.
pub trait SystemClock {
    /// Returns the current system time.
    fn now(&self) -> SystemTime;

    /// Returns the deadline of a timeout that starts now.
    ///
    /// Operations such as [`vcpu::set_singleshot_timer`] take an absolute time:
    ///
    #[cfg_attr(feature = "vcpu", doc = "```")]
    #[cfg_attr(not(feature = "vcpu"), doc = "```ignore")]
    /// use core::time::Duration;
    /// use xen_abi::clock::SystemClock;
    /// use xen_abi::guest::X86Guest;
    /// use xen_abi::vcpu::{self, SingleshotFlags};
    /// use xen_abi::{Errno, Hypercall};
    ///
    /// /// Raises `VIRQ_TIMER` on this vCPU after a delay.
    /// fn alarm<X: Hypercall<Guest: X86Guest>>(
    ///     xen: &X,
    ///     vcpu: u32,
    ///     clock: &impl SystemClock,
    ///     delay: Duration,
    /// ) -> Result<(), Errno> {
    ///     let deadline = clock.deadline(delay).as_nanos();
    ///     vcpu::set_singleshot_timer(xen, vcpu, deadline, SingleshotFlags::empty())
    /// }
    /// ```
    ///
    #[cfg_attr(
        feature = "vcpu",
        doc = "[`vcpu::set_singleshot_timer`]: crate::vcpu::set_singleshot_timer"
    )]
    #[cfg_attr(
        not(feature = "vcpu"),
        doc = "[`vcpu::set_singleshot_timer`]: \
               https://docs.rs/xen-abi/latest/xen_abi/vcpu/fn.set_singleshot_timer.html"
    )]
    #[inline]
    fn deadline(&self, timeout: Duration) -> SystemTime {
        self.now() + timeout
    }
}

impl<C: SystemClock + ?Sized> SystemClock for &C {
    #[inline]
    fn now(&self) -> SystemTime {
        C::now(self)
    }
}

/// A counter whose rate is in a [`VcpuTimeInfo`].
pub trait TickCounter {
    /// Returns the current value.
    fn ticks(&self) -> u64;
}

impl<F: Fn() -> u64> TickCounter for F {
    #[inline]
    fn ticks(&self) -> u64 {
        self()
    }
}

/// The TSC of x86.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[derive(Clone, Copy, Debug)]
pub struct TimeStampCounter;

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
impl TickCounter for TimeStampCounter {
    #[inline]
    fn ticks(&self) -> u64 {
        let (low, high): (u32, u32);
        // SAFETY: reads a counter that every guest may read. The fence keeps the reading behind
        // the loads before it.
        unsafe {
            core::arch::asm!(
                "lfence",
                "rdtsc",
                out("eax") low,
                out("edx") high,
                options(nostack, preserves_flags),
            );
        }
        u64::from(high) << 32 | u64::from(low)
    }
}

/// The number of words of a [`VcpuTimeInfo`].
pub const TIME_WORDS: usize = size_of::<VcpuTimeInfo>() / size_of::<u32>();

/// The PV clock of a vCPU: its [`VcpuTimeInfo`], and the counter.
///
/// The clocks of two vCPUs may differ slightly, and time go backwards between them, unless the
/// record's flags contain [`TSC_STABLE_BIT`](crate::xen::VcpuTimeFlags::TSC_STABLE_BIT).
#[derive(Clone, Copy, Debug)]
pub struct PvClock<'a, C> {
    words: &'a [AtomicU32; TIME_WORDS],
    counter: C,
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
impl PvClock<'_, TimeStampCounter> {
    /// Creates the clock of the calling vCPU.
    ///
    /// # Safety
    ///
    /// As long as the value or a copy of it lives, `info` must be the `vcpu_info` of the vCPU that
    /// reads it, mapped, and the program must not write to its `time`.
    #[inline]
    pub unsafe fn in_vcpu_info(info: NonNull<crate::xen::VcpuInfo>) -> Self {
        // SAFETY: the field is as long and as aligned as the words, and the caller lets it be read
        // as atomics.
        let words = unsafe { &*(&raw const (*info.as_ptr()).time).cast() };
        Self::new(words, TimeStampCounter)
    }
}

impl<'a, C: TickCounter> PvClock<'a, C> {
    /// The words of a [`VcpuTimeInfo`] wherever they lie, and the counter that it is about.
    #[inline]
    pub fn new(words: &'a [AtomicU32; TIME_WORDS], counter: C) -> Self {
        Self { words, counter }
    }

    /// Reads the record, and the counter while the record held.
    #[inline]
    pub fn read(&self) -> (VcpuTimeInfo, u64) {
        let (bytes, ticks) = consistent(&self.words[0], || {
            let mut bytes = [0; size_of::<VcpuTimeInfo>()];
            for (part, word) in bytes.chunks_exact_mut(size_of::<u32>()).zip(self.words) {
                part.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
            }
            (bytes, self.counter.ticks())
        });
        let Some(info) = VcpuTimeInfo::from_bytes(&bytes) else {
            unreachable!("as many bytes as the record has");
        };
        (info, ticks)
    }
}

impl<C: TickCounter> SystemClock for PvClock<'_, C> {
    #[inline]
    fn now(&self) -> SystemTime {
        switch::point();
        let (info, ticks) = self.read();
        at(&info, ticks)
    }
}

/// The system time at which the counter stood at `ticks`, by a record of its rate.
///
/// A counter that is behind the record, as one of another pCPU may be, gives the record's own time.
#[inline]
pub fn at(info: &VcpuTimeInfo, ticks: u64) -> SystemTime {
    let since = (ticks.wrapping_sub(info.tsc_timestamp) as i64).max(0) as u128;
    // Xen shifts by at most 32 bits either way; more would not fit the product.
    let shifted = match info.tsc_shift {
        shift @ 0.. => since << shift.min(32),
        shift => since >> shift.unsigned_abs().min(64),
    };
    let nanoseconds = (shifted * u128::from(info.tsc_to_system_mul)) >> 32;
    SystemTime(info.system_time.wrapping_add(nanoseconds as u64))
}

/// The wall-clock time of the domain: the host's, plus the domain's offset.
#[derive(Clone, Copy, Debug)]
pub struct WallClock<'a> {
    version: &'a AtomicU32,
    seconds: [&'a AtomicU32; 2],
    nanoseconds: &'a AtomicU32,
}

impl WallClock<'_> {
    /// Creates the clock from the domain's shared info page.
    ///
    /// # Safety
    ///
    /// As long as the value or a copy of it lives, `page` must be the domain's shared page, mapped,
    /// and the program must not write to the fields `wc_*`.
    #[inline]
    pub unsafe fn in_shared_info(page: NonNull<SharedInfo>) -> Self {
        let page = page.as_ptr();
        // SAFETY: the fields are words, which the caller lets be read as atomics.
        unsafe {
            #[cfg(target_arch = "x86")]
            let high = &raw mut (*page).arch.wc_sec_hi;
            #[cfg(not(target_arch = "x86"))]
            let high = &raw mut (*page).wc_sec_hi;
            Self {
                version: AtomicU32::from_ptr(&raw mut (*page).wc_version),
                seconds: [
                    AtomicU32::from_ptr(&raw mut (*page).wc_sec),
                    AtomicU32::from_ptr(high),
                ],
                nanoseconds: AtomicU32::from_ptr(&raw mut (*page).wc_nsec),
            }
        }
    }

    /// Returns the time from 1970 to system time 0.
    #[inline]
    pub fn start(&self) -> Duration {
        consistent(self.version, || {
            let [low, high] = self.seconds.map(|word| word.load(Ordering::Relaxed));
            let seconds = u64::from(high) << 32 | u64::from(low);
            let nanoseconds = u64::from(self.nanoseconds.load(Ordering::Relaxed));
            Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanoseconds))
        })
    }

    /// Returns the time from 1970 to a system time.
    #[inline]
    pub fn at(&self, time: SystemTime) -> Duration {
        self.start()
            .saturating_add(Duration::from_nanos(time.as_nanos()))
    }
}

/// Reads until the version before and after is the same, and even.
#[inline]
fn consistent<T>(version: &AtomicU32, read: impl Fn() -> T) -> T {
    loop {
        let before = version.load(Ordering::Acquire);
        if before % 2 == 0 {
            let value = read();
            // What was read above is read before the version is looked at again.
            fence(Ordering::Acquire);
            if version.load(Ordering::Relaxed) == before {
                return value;
            }
        }
        core::hint::spin_loop();
    }
}
