//! `vcpu_op`: the state of a vCPU, and the areas where Xen writes it.

use core::ptr;
use core::sync::atomic::{AtomicU8, Ordering};

use xen_abi::Errno;
use xen_abi::events::Channel;
use xen_abi::handle::GuestHandle;
use xen_abi::pages::GuestPages;
use xen_abi::plain::Plain;
use xen_abi::sched;
use xen_abi::vcpu::{self, RegisterRunstateMemoryAreaAddr, Runstate, RunstateInfo};
use xen_abi::xen::VcpuInfo;

use super::delivery::take;
use super::differences::VCPU_INFO_BEYOND;
use crate::checks::pages;
use crate::machine::Machine;
use crate::transcript::{Outcome, Stop, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    if transcript.machine.is_software() {
        transcript.test("vcpu", |_| skip!("the software Xen has no vcpu_op"));
        return;
    }
    transcript.test("vcpu::runstate_area", runstate_area);
    transcript.test("vcpu::info_refused", info_refused);
}

/// The tests that cannot be undone, and so come last: they move the vCPU's words.
pub(super) fn run_last<M: Machine>(transcript: &mut Transcript<'_, M>) {
    if !transcript.machine.is_software() {
        transcript.test("vcpu::info", info);
    }
}

fn runstate_area<M: Machine>(machine: &M) -> Outcome {
    let page = pages(machine, 1)?;
    let area = page.start().as_ptr().cast::<RunstateInfo>();
    let mut addr = RegisterRunstateMemoryAreaAddr::zeroed();
    addr.set_h(GuestHandle::from_ptr(area));
    // SAFETY: the area is never freed, and only read as below.
    let register = |vcpu| unsafe { vcpu::register_runstate_memory_area(machine.xen(), vcpu, addr) };
    check!(register(1), Err(Errno::ENOENT));
    attempt!(register(0));
    // SAFETY: Xen writes before the vCPU runs, and so not now.
    let read = || unsafe { ptr::read_volatile(area) };
    let Some(now) = machine.system_time() else {
        skip!("this kernel does not know Xen's system time")
    };
    take(machine);
    let first = slept(machine, read)?;
    check!(
        (first.state, first.state_entry_time > now),
        (Runstate::RUNNING, true)
    );
    let second = slept(machine, read)?;
    let grew = |state: Runstate| second.time[state.0 as usize] > first.time[state.0 as usize];
    check!(second.state_entry_time > first.state_entry_time, true);
    check!(
        (grew(Runstate::RUNNING), grew(Runstate::BLOCKED)),
        (true, true)
    );
    // Xen still writes there.
    core::mem::forget(page);
    Ok(())
}

/// Blocks until Xen has counted the blocked time.
///
/// Xen counts it when the vCPU runs again. On a slow machine, the timeout may have passed before
/// the call, and the vCPU does not block; then a later one is tried.
pub(super) fn slept<M: Machine>(
    machine: &M,
    read: impl Fn() -> RunstateInfo,
) -> Outcome<RunstateInfo> {
    const FIRST: u64 = 10_000_000;
    const LAST: u64 = 600_000_000_000;
    let blocked = |info: &RunstateInfo| info.time[Runstate::BLOCKED.0 as usize];
    let before = read();
    let mut ahead = FIRST;
    while ahead < LAST {
        let until = machine.system_time().unwrap_or_default() + ahead;
        attempt!(sched::poll(machine.xen(), &[], until));
        let after = read();
        if blocked(&after) > blocked(&before) {
            return Ok(after);
        }
        ahead *= 2;
    }
    Err(Stop::failed(format_args!("Xen counted no sleep")))
}

fn info_refused<M: Machine>(machine: &M) -> Outcome {
    let page = pages(machine, 1)?;
    // SAFETY: the page has no other use, and Xen refuses all of these.
    let register = |vcpu, offset| unsafe {
        vcpu::register_vcpu_info(machine.xen(), vcpu, page.frame(0), offset)
    };
    check!(register(1, 0), Err(Errno::ENOENT));
    VCPU_INFO_BEYOND.allows(machine, "offset 4096", &register(0, 4096))?;
    check!(register(0, 4096 - 8), Err(Errno::ENXIO));
    check!(register(0, 1), Err(Errno::ENXIO));
    Ok(())
}

fn info<M: Machine>(machine: &M) -> Outcome {
    const OFFSET: usize = 1024;
    let page = pages(machine, 1)?;
    // SAFETY: the page has no other use, and is kept.
    let register =
        || unsafe { vcpu::register_vcpu_info(machine.xen(), 0, page.frame(0), OFFSET as u32) };
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    attempt!(register());
    // SAFETY: within the page.
    let info = unsafe { page.start().as_ptr().add(OFFSET) }.cast::<VcpuInfo>();
    // SAFETY: the flag is accessed atomically by Xen and here.
    let flag = unsafe { AtomicU8::from_ptr(&raw mut (*info).evtchn_upcall_pending) };
    // Xen sets the flag, as it may have missed an event.
    flag.store(0, Ordering::SeqCst);
    machine.two_level().clear(channel.port());
    // SAFETY: a field of the same structure.
    unsafe { (&raw mut (*info).evtchn_pending_sel).write_volatile(0) };
    attempt!(channel.send());
    // The handler does not clear the flag.
    check!(
        (
            flag.load(Ordering::SeqCst),
            machine.two_level().is_pending(channel.port())
        ),
        (1, true)
    );
    flag.store(0, Ordering::SeqCst);
    check!(register().is_err(), true);
    core::mem::forget(page);
    Ok(())
}
