//! Clocks in shared memory: the arithmetic, and a writer that writes all the time.

use proptest::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering, fence};
use std::time::Duration;
use xen_abi::Plain;
use xen_abi::clock::{PvClock, SystemClock, SystemTime, TIME_WORDS, at};
use xen_abi::xen::VcpuTimeInfo;

/// Publishes a record as Xen does: an odd version, the rest, an even version.
fn publish(words: &[AtomicU32; TIME_WORDS], info: VcpuTimeInfo) {
    let odd = (words[0].load(Ordering::Relaxed) + 1) | 1;
    words[0].store(odd, Ordering::Relaxed);
    fence(Ordering::Release);
    for (word, bytes) in words.iter().zip(info.as_bytes().chunks_exact(4)).skip(1) {
        word.store(
            u32::from_ne_bytes(bytes.try_into().unwrap()),
            Ordering::Relaxed,
        );
    }
    words[0].store(odd.wrapping_add(1), Ordering::Release);
}

fn words() -> [AtomicU32; TIME_WORDS] {
    Default::default()
}

/// A rate of one nanosecond per tick.
fn nanoseconds(tsc_timestamp: u64, system_time: u64) -> VcpuTimeInfo {
    VcpuTimeInfo {
        tsc_timestamp,
        system_time,
        tsc_to_system_mul: 1 << 31,
        tsc_shift: 1,
        ..VcpuTimeInfo::zeroed()
    }
}

#[test]
fn known_rates_give_known_times() {
    let info = nanoseconds(1000, 5_000_000);
    assert_eq!(at(&info, 1000), SystemTime::from_nanos(5_000_000));
    assert_eq!(at(&info, 1_001_000), SystemTime::from_nanos(6_000_000));
    // Before the record's time stamp: the counter of another CPU.
    assert_eq!(at(&info, 999), SystemTime::from_nanos(5_000_000));
    // A record taken before the guest's counter was 0.
    let info = nanoseconds(0_u64.wrapping_sub(500), 10);
    assert_eq!(at(&info, 500), SystemTime::from_nanos(1010));
    // 2.5 GHz: 0.4 ns per tick, in Xen's form.
    let info = VcpuTimeInfo {
        tsc_to_system_mul: 0xcccc_cccc,
        tsc_shift: -1,
        ..VcpuTimeInfo::zeroed()
    };
    assert_eq!(
        at(&info, 2_500_000_000),
        SystemTime::from_nanos(999_999_999)
    );
    // A year of ticks, whose product exceeds 64 bits.
    let year = 365 * 24 * 3600_u64;
    let error = at(&info, 2_500_000_000 * year)
        .as_nanos()
        .abs_diff(1_000_000_000 * year);
    assert!(error < 10_000_000, "{error}");
}

#[test]
fn moments_do_not_overflow() {
    let late = SystemTime::from_nanos(u64::MAX - 1);
    let latest = SystemTime::LATEST;
    assert_eq!(latest.as_nanos(), (1 << 63) - 1);
    assert_eq!(SystemTime::default() + Duration::MAX, latest);
    assert_eq!(late + Duration::from_nanos(1), latest);
    assert_eq!(SystemTime::default().since(late), Duration::ZERO);
    assert_eq!(SystemTime::default().checked_since(late), None);
    assert_eq!(SystemTime::default() - Duration::MAX, SystemTime::default());
    let mut time = late - Duration::from_nanos(4);
    assert_eq!(late.checked_since(time), Some(Duration::from_nanos(4)));
    assert_eq!(late - time, Duration::from_nanos(4));
    time += Duration::MAX;
    assert_eq!(time, latest);
}

/// Xen rewrites the record all the time; the clock advances at one rate.
#[test]
fn a_reader_never_sees_a_partial_record() {
    let words = words();
    let (ticks, done) = (AtomicU64::new(0), AtomicBool::new(false));
    publish(&words, nanoseconds(0, 7));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Both halves of both numbers change in each record.
            let rounds = if cfg!(miri) { 30 } else { 200_000 };
            for round in 1..rounds {
                let now = round * 0x0001_0000_0001_u64;
                ticks.store(now, Ordering::SeqCst);
                publish(&words, nanoseconds(now, now + 7));
            }
            done.store(true, Ordering::SeqCst);
        });
        let clock = PvClock::new(&words, || ticks.load(Ordering::SeqCst));
        let (mut last, mut versions) = (SystemTime::default(), 0);
        let mut version = u32::MAX;
        while !done.load(Ordering::SeqCst) {
            let (info, ticks) = clock.read();
            assert_eq!(info.system_time, info.tsc_timestamp + 7);
            assert_eq!(info.tsc_to_system_mul, 1 << 31);
            assert_eq!(info.version % 2, 0);
            let now = at(&info, ticks);
            assert_eq!(now.as_nanos(), ticks + 7);
            assert!(now >= last);
            versions += u32::from(version != info.version);
            (last, version) = (now, info.version);
        }
        assert!(versions > 0);
        assert!(clock.now() >= last);
    });
}

proptest! {
    /// The definition, in integers without overflow.
    ///
    /// It is `system_time + (((ticks - tsc_timestamp) << shift) * mul >> 32)`.
    #[test]
    fn times_agree_with_the_definition(
        tsc_timestamp: u64,
        system_time: u64,
        since in prop_oneof![0..1_u64 << 32, 0..1_u64 << 63],
        tsc_to_system_mul: u32,
        tsc_shift in -63_i8..=32,
    ) {
        let info = VcpuTimeInfo {
            tsc_timestamp,
            system_time,
            tsc_to_system_mul,
            tsc_shift,
            ..VcpuTimeInfo::zeroed()
        };
        // In halves of 32 bits, so that nothing overflows.
        let shifted = if tsc_shift < 0 {
            u128::from(since >> -tsc_shift)
        } else {
            u128::from(since) << tsc_shift
        };
        let (high, low) = (shifted >> 32, shifted & 0xffff_ffff);
        let nanoseconds =
            high * u128::from(tsc_to_system_mul) + ((low * u128::from(tsc_to_system_mul)) >> 32);
        let expected = system_time.wrapping_add(nanoseconds as u64);
        prop_assert_eq!(
            at(&info, tsc_timestamp.wrapping_add(since)).as_nanos(),
            expected
        );
    }

    /// Any record gives a time.
    #[test]
    fn no_record_causes_an_overflow(
        tsc_timestamp: u64,
        ticks: u64,
        tsc_to_system_mul: u32,
        tsc_shift: i8,
    ) {
        at(
            &VcpuTimeInfo {
                tsc_timestamp,
                tsc_to_system_mul,
                tsc_shift,
                ..VcpuTimeInfo::zeroed()
            },
            ticks,
        );
    }
}
