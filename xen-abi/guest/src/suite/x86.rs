//! Tests of guests on x86: timers, vCPU information, PIRQs, parameters.

use xen_abi::events::Channel;
use xen_abi::guest::{HvmGuest, PvGuest, X86Guest};
use xen_abi::hvm::hvm_op;
use xen_abi::hvm::params::{HVM_NR_PARAMS, HvmParam};
use xen_abi::vcpu::{self, Runstate, SingleshotFlags};
use xen_abi::xen::{self, DomId, Virq};
use xen_abi::{Errno, Hypercall, physdev};

use super::delivery::{UPCALL_LIMIT, take};
use super::ports::NOBODY;
use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(transcript: &mut Transcript<'_, M>) {
    if transcript.machine.is_software() {
        transcript.test("x86", |_| {
            skip!("the software Xen has no timers, hvm_op and physdev_op")
        });
        return;
    }
    transcript.test("vcpu::runstate", runstate);
    transcript.test("vcpu::is_up", is_up);
    transcript.test("timer::set_timer_op", set_timer);
    transcript.test("timer::singleshot", singleshot);
    transcript.test("timer::periodic", periodic);
}

pub(super) fn run_pv<M: Machine<Xen: Hypercall<Guest: PvGuest>>>(
    transcript: &mut Transcript<'_, M>,
) {
    if transcript.machine.is_software() {
        return;
    }
    transcript.test("hvm::params_refused", params_refused);
    transcript.test("physdev::iopl", iopl);
    transcript.test("physdev::lines", lines);
    transcript.test("physdev::devices", devices);
}

pub(super) fn run_hvm<M: Machine<Xen: Hypercall<Guest: HvmGuest>>>(
    transcript: &mut Transcript<'_, M>,
) {
    if transcript.machine.is_software() {
        return;
    }
    transcript.test("hvm::params", params);
    transcript.test("hvm::time", time);
    transcript.test("hvm::flush_tlbs", flush_tlbs);
    #[cfg(target_arch = "x86_64")]
    transcript.test("hvm::upcall_vector_refused", upcall_vector_refused);
    transcript.test("physdev::no_lines", no_lines);
    transcript.test("physdev::devices", devices);
}

fn runstate<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    let first = attempt!(vcpu::get_runstate_info(machine.xen(), 0));
    check!(first.state, Runstate::RUNNING);
    let second = attempt!(vcpu::get_runstate_info(machine.xen(), 0));
    check!(second.time[0] > first.time[0], true);
    check!(
        vcpu::get_runstate_info(machine.xen(), 1).map(|_| ()),
        Err(Errno::ENOENT)
    );
    Ok(())
}

fn is_up<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    check!(vcpu::is_up(machine.xen(), 0), Ok(1));
    check!(vcpu::is_up(machine.xen(), 1), Err(Errno::ENOENT));
    Ok(())
}

/// Binds the timer's VIRQ, calls `start`, and waits for it.
///
/// `start` sets the timer to five milliseconds from now.
fn rings<M: Machine>(machine: &M, start: impl FnOnce(u64) -> Result<(), Errno>) -> Outcome {
    let Some(now) = machine.system_time() else {
        skip!("this kernel does not know Xen's system time")
    };
    let timer = attempt!(Channel::virq(machine.xen(), Virq::TIMER, 0));
    take(machine);
    let seen = machine.upcalls();
    attempt!(start(now + 5_000_000));
    check!(machine.wait_for_upcall(seen, UPCALL_LIMIT), true);
    // Xen runs timers that expire within 50 microseconds together.
    check!(
        machine.system_time() >= Some(now + 5_000_000 - 50_000),
        true
    );
    check!(take(machine).ports(), [timer.port()]);
    Ok(())
}

fn set_timer<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    rings(machine, |until| xen::set_timer_op(machine.xen(), until))?;
    attempt!(xen::set_timer_op(machine.xen(), 0));
    Ok(())
}

fn singleshot<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    let xen = machine.xen();
    rings(machine, |until| {
        vcpu::set_singleshot_timer(xen, 0, until, SingleshotFlags::empty())
    })?;
    // A time in the past is no error, with any flags.
    check!(
        vcpu::set_singleshot_timer(xen, 0, 1, SingleshotFlags::FUTURE),
        Ok(())
    );
    check!(
        vcpu::set_singleshot_timer(xen, 1, 1, SingleshotFlags::empty()),
        Err(Errno::ENOENT)
    );
    attempt!(vcpu::stop_singleshot_timer(xen, 0));
    Ok(())
}

fn periodic<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let timer = attempt!(Channel::virq(xen, Virq::TIMER, 0));
    attempt!(vcpu::set_periodic_timer(xen, 0, 2_000_000));
    for _ in 0..3 {
        take(machine);
        let seen = machine.upcalls();
        check!(machine.wait_for_upcall(seen, UPCALL_LIMIT), true);
    }
    attempt!(vcpu::stop_periodic_timer(xen, 0));
    take(machine);
    check!(vcpu::set_periodic_timer(xen, 0, 1), Err(Errno::EINVAL));
    attempt!(timer.close());
    Ok(())
}

fn params_refused<M: Machine<Xen: Hypercall<Guest: PvGuest>>>(machine: &M) -> Outcome {
    check!(
        hvm_op::get_param(machine.xen(), DomId::SELF, HvmParam::CALLBACK_IRQ),
        Err(Errno::EINVAL)
    );
    // SAFETY: a PV guest has no parameters to set.
    let refused =
        unsafe { hvm_op::set_param(machine.xen(), DomId::SELF, HvmParam::CALLBACK_IRQ, 0) };
    check!(refused, Err(Errno::EINVAL));
    Ok(())
}

fn params<M: Machine<Xen: Hypercall<Guest: HvmGuest>>>(machine: &M) -> Outcome {
    let xen = machine.xen();
    // The value that start of day set.
    let callback = attempt!(hvm_op::get_param(xen, DomId::SELF, HvmParam::CALLBACK_IRQ));
    check!(callback != 0, true);
    let set = |parameter, value| {
        // SAFETY: the delivery of events stays as start of day set it, and Xen refuses the others.
        unsafe { hvm_op::set_param(xen, DomId::SELF, parameter, value) }
    };
    attempt!(set(HvmParam::CALLBACK_IRQ, callback));
    check!(
        hvm_op::get_param(xen, machine.id(), HvmParam::CALLBACK_IRQ),
        Ok(callback)
    );
    check!(
        hvm_op::get_param(xen, DomId::SELF, HvmParam(HVM_NR_PARAMS as u32)),
        Err(Errno::EINVAL)
    );
    check!(set(HvmParam(HVM_NR_PARAMS as u32), 0), Err(Errno::EINVAL));
    check!(set(HvmParam::STORE_PFN, 1), Err(Errno::EPERM));
    check!(
        hvm_op::get_param(xen, NOBODY, HvmParam::CALLBACK_IRQ),
        Err(Errno::ESRCH)
    );
    Ok(())
}

fn time<M: Machine<Xen: Hypercall<Guest: HvmGuest>>>(machine: &M) -> Outcome {
    let first = attempt!(hvm_op::get_time(machine.xen()));
    check!(attempt!(hvm_op::get_time(machine.xen())) > first, true);
    Ok(())
}

fn flush_tlbs<M: Machine<Xen: Hypercall<Guest: HvmGuest>>>(machine: &M) -> Outcome {
    attempt!(hvm_op::flush_tlbs(machine.xen()));
    Ok(())
}

#[cfg(target_arch = "x86_64")]
fn upcall_vector_refused<M: Machine<Xen: Hypercall<Guest: HvmGuest>>>(machine: &M) -> Outcome {
    let set = |vcpu, vector| {
        // SAFETY: Xen refuses them.
        unsafe { hvm_op::set_evtchn_upcall_vector(machine.xen(), vcpu, vector) }
    };
    // The first sixteen vectors are reserved for exceptions.
    check!(set(0, 5), Err(Errno::EINVAL));
    check!(set(1, 0x41), Err(Errno::ENOENT));
    Ok(())
}

fn iopl<M: Machine<Xen: Hypercall<Guest: PvGuest>>>(machine: &M) -> Outcome {
    // SAFETY: nothing here uses I/O ports.
    let set = |iopl| unsafe { physdev::set_iopl(machine.xen(), iopl) };
    attempt!(set(1));
    check!(set(4), Err(Errno::EINVAL));
    attempt!(set(0));
    Ok(())
}

fn lines<M: Machine<Xen: Hypercall<Guest: PvGuest>>>(machine: &M) -> Outcome {
    attempt!(physdev::irq_status_query(machine.xen(), 1));
    check!(
        physdev::irq_status_query(machine.xen(), 100_000).map(|_| ()),
        Err(Errno::EINVAL)
    );
    check!(physdev::eoi(machine.xen(), 100_000), Err(Errno::EINVAL));
    Ok(())
}

/// A PVH guest has emulated interrupt controllers instead.
fn no_lines<M: Machine<Xen: Hypercall<Guest: HvmGuest>>>(machine: &M) -> Outcome {
    check!(
        physdev::irq_status_query(machine.xen(), 1).map(|_| ()),
        Err(Errno::ENOSYS)
    );
    check!(physdev::eoi(machine.xen(), 1), Err(Errno::ENOSYS));
    Ok(())
}

fn devices<M: Machine>(machine: &M) -> Outcome {
    check!(
        physdev::pci_device_remove(machine.xen(), 0, 0xff, 0),
        Err(Errno::ENODEV)
    );
    Ok(())
}
