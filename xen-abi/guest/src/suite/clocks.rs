//! System time and wall clock, as the guest reads them, beside Xen's own.

use core::ptr;
use core::time::Duration;

use xen_abi::clock::{SystemTime, WallClock};
use xen_abi::errno::Errno;
use xen_abi::handle::GuestHandle;
use xen_abi::pages::GuestPages;
use xen_abi::plain::Plain;
use xen_abi::toolstack::platform;
use xen_abi::vcpu::{self, RegisterRunstateMemoryAreaAddr, RunstateInfo};

use super::processors::slept;
use crate::checks::pages;
use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

/// How often the clocks are read.
const READS: u32 = 1000;

/// The error of a kernel that computes Xen's system time: 50 ms.
const ERROR: Duration = Duration::from_millis(50);

/// The wall-clock time that a test sets: 2031-04-15, 02:13:20 UTC, and some nanoseconds.
const MOMENT: Duration = Duration::new(1_934_000_000, 123_456_789);

/// The wall-clock time of a day in 2023.
const PAST: Duration = Duration::from_secs(1_700_000_000);

/// `shared`: whether another domain reads the wall clock meanwhile.
pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, shared: bool) {
    transcript.test("clock::system_time", system_time);
    transcript.test("clock::agrees_with_xen", agrees);
    transcript.test("clock::wall_clock", wall_clock);
    transcript.test("clock::set_wall_clock", |machine| {
        set_wall_clock(machine, shared)
    });
}

/// The system time as the guest reads it.
fn now<M: Machine>(machine: &M) -> Outcome<SystemTime> {
    match machine.system_time() {
        Some(nanoseconds) => Ok(SystemTime::from_nanos(nanoseconds)),
        None => skip!("this kernel does not know Xen's system time"),
    }
}

fn wall<M: Machine>(machine: &M) -> WallClock<'_> {
    // SAFETY: the machine guarantees that the page is valid.
    unsafe { WallClock::in_shared_info(machine.shared_info()) }
}

/// It never goes back, and goes forward.
fn system_time<M: Machine>(machine: &M) -> Outcome {
    let first = now(machine)?;
    let mut last = first;
    for _ in 0..READS {
        let next = now(machine)?;
        check!(next >= last, true);
        last = next;
    }
    // The clock of the software Xen stands still between hypercalls.
    check!(last > first || machine.is_software(), true);
    Ok(())
}

/// Xen writes its system time where a vCPU's state is recorded, when the vCPU runs again after a
/// block. That moment lies between two readings of the guest's clock.
fn agrees<M: Machine>(machine: &M) -> Outcome {
    if machine.is_software() {
        skip!("the software Xen has no vcpu_op");
    }
    let page = pages(machine, 1)?;
    let area = page.start().as_ptr().cast::<RunstateInfo>();
    let mut addr = RegisterRunstateMemoryAreaAddr::zeroed();
    addr.set_h(GuestHandle::from_ptr(area));
    // SAFETY: the area is never freed, and only read as below.
    attempt!(unsafe { vcpu::register_runstate_memory_area(machine.xen(), 0, addr) });
    core::mem::forget(page);
    // SAFETY: Xen writes before the vCPU runs, and so not now.
    let read = || unsafe { ptr::read_volatile(area) };
    super::delivery::take(machine);
    for _ in 0..4 {
        let before = now(machine)?;
        let since = SystemTime::from_nanos(slept(machine, read)?.state_entry_time);
        let after = now(machine)?;
        check!(
            (before < since + ERROR, since < after + ERROR),
            (true, true)
        );
    }
    Ok(())
}

/// The wall clock goes with the system time; dom0 of a host with a real-time clock knows the year.
fn wall_clock<M: Machine>(machine: &M) -> Outcome {
    let clock = wall(machine);
    let (start, first) = (clock.start(), clock.at(now(machine)?));
    let mut last = first;
    for _ in 0..READS {
        let next = clock.at(now(machine)?);
        check!(next >= last, true);
        last = next;
    }
    check!(clock.start(), start);
    check!(last > first || machine.is_software(), true);
    // Xen reads the real-time clock on x86 only.
    if cfg!(target_arch = "x86_64") && !machine.is_software() {
        check!(first > PAST, true);
    }
    Ok(())
}

/// What dom0 sets, it reads.
fn set_wall_clock<M: Machine>(machine: &M, shared: bool) -> Outcome {
    if machine.is_software() {
        skip!("the software Xen has no platform_op");
    }
    let set = |moment: Duration, mbz, at: SystemTime| {
        let (seconds, nanoseconds) = (moment.as_secs(), moment.subsec_nanos());
        platform::settime64(machine.xen(), seconds, nanoseconds, mbz, at.as_nanos())
    };
    let (clock, time) = (wall(machine), now(machine)?);
    let before = clock.start();
    if !machine.is_privileged() {
        check!(set(MOMENT, 0, time), Err(Errno::EPERM));
        check!(clock.start(), before);
        return Ok(());
    }
    if shared {
        skip!("the wall clock is that of the other domain, too");
    }
    check!(set(MOMENT, 1, time), Err(Errno::EINVAL));
    check!(clock.start(), before);
    check!(set(MOMENT, 0, time), Ok(()));
    check!(clock.at(time), MOMENT);
    let later = now(machine)?;
    check!(clock.at(later), MOMENT + later.since(time));
    // As it was: at the system time 0.
    check!(set(before, 0, SystemTime::from_nanos(0)), Ok(()));
    check!(clock.start(), before);
    Ok(())
}
