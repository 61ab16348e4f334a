//! `sched_op`: yielding, blocking and polling.

use core::ptr;

use xen_abi::Errno;
use xen_abi::clock::SystemTime;
use xen_abi::event_channel::Port;
use xen_abi::events::{Channel, wait};
use xen_abi::guest::Guest;
use xen_abi::hypercall::{Hypercall, Op, PermittedTo};
use xen_abi::sched::{self, SchedOp, ShutdownReason, sched_op};
use xen_abi::xen::DomId;

use super::delivery::take;
use super::ports::NOBODY;
use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("sched::yield", yields);
    transcript.test("sched::block", block);
    transcript.test("sched::poll", poll);
    transcript.test("sched::poll_until", poll_until);
    transcript.test("sched::poll_refused", poll_refused);
    transcript.test("sched::shutdown_refused", shutdown_refused);
    transcript.test("sched::watchdog", watchdog);
    transcript.test("sched::pin_override", pin_override);
    transcript.test("sched::unknown_operation", unknown_operation);
}

fn yields<M: Machine>(machine: &M) -> Outcome {
    for _ in 0..10 {
        attempt!(sched::yield_(machine.xen()));
    }
    Ok(())
}

/// The test passes if the call returns: with a lost event it would block forever.
fn block<M: Machine>(machine: &M) -> Outcome {
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    take(machine);
    for _ in 0..10 {
        let mut sent = Ok(());
        let mut raise = || sent = channel.send();
        attempt!(machine.block(&mut raise));
        attempt!(sent);
        check!(take(machine).ports(), [channel.port()]);
    }
    Ok(())
}

fn poll<M: Machine>(machine: &M) -> Outcome {
    let bits = machine.two_level();
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    let other = attempt!(Channel::ipi(machine.xen(), 0));
    take(machine);
    // Masked, so that only the poll sees it.
    bits.mask(channel.port());
    attempt!(channel.send());
    attempt!(channel.wait(None));
    attempt!(wait(machine.xen(), &[other.port(), channel.port()], None));
    // Xen looks at no port behind a pending one.
    let poll = |ports: &[Port], until| sched::poll(machine.xen(), ports, until).map(|_| ());
    check!(poll(&[channel.port(), Port(4000)], 0), Ok(()));
    check!(poll(&[Port(4000), channel.port()], 0), Err(Errno::EINVAL));
    // It stays pending.
    check!(bits.clear(channel.port()), true);
    bits.mask(other.port());
    // Times are signed: these have passed.
    for past in [1 << 63, u64::MAX] {
        check!(poll(&[other.port()], past), Ok(()));
    }
    // A timeout in the past ends it, with ports and without.
    let past = Some(SystemTime::from_nanos(1));
    attempt!(other.wait(past));
    attempt!(wait(machine.xen(), &[], past));
    bits.clear(channel.port());
    attempt!(bits.unmask(machine.xen(), channel.port()));
    attempt!(bits.unmask(machine.xen(), other.port()));
    Ok(())
}

fn poll_until<M: Machine>(machine: &M) -> Outcome {
    let Some(now) = machine.system_time() else {
        skip!("a guest of this kind does not know Xen's system time")
    };
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    take(machine);
    let until = now + 50_000_000;
    attempt!(channel.wait(Some(SystemTime::from_nanos(until))));
    // How long the vCPU was blocked is not checked: a guest may know the time with a small error,
    // and the timeout may have passed before the call.
    check!(machine.system_time() >= Some(until - 25_000_000), true);
    Ok(())
}

fn poll_refused<M: Machine>(machine: &M) -> Outcome {
    take(machine);
    check!(
        sched::poll(machine.xen(), &[Port(1); 129], 1).map(|_| ()),
        Err(Errno::EINVAL)
    );
    check!(
        sched::poll(machine.xen(), &[Port(4000)], 1).map(|_| ()),
        Err(Errno::EINVAL)
    );
    check!(unreadable::<sched_op::Poll, M>(machine), Err(Errno::EFAULT));
    Ok(())
}

/// Passes an invalid address for the record.
fn unreadable<O, M: Machine>(machine: &M) -> Result<(), Errno>
where
    O: Op<Family = SchedOp> + PermittedTo<<M::Xen as Hypercall>::Guest>,
{
    // SAFETY: no memory is mapped at the end of the address space, and a record there would exceed
    // it.
    unsafe { sched::sched_op::<O, _>(machine.xen(), ptr::without_provenance_mut(usize::MAX - 1)) }
        .map(|_| ())
}

/// The valid call ends the run.
fn shutdown_refused<M: Machine>(machine: &M) -> Outcome {
    check!(
        unreadable::<sched_op::Shutdown, M>(machine),
        Err(Errno::EFAULT)
    );
    check!(
        unreadable::<sched_op::ShutdownCode, M>(machine),
        Err(Errno::EFAULT)
    );
    if machine.is_software() {
        skip!("the software Xen has no remote_shutdown");
    }
    let shut_down = |domain| {
        // SAFETY: the reason is not suspend.
        unsafe { sched::remote_shutdown(machine.xen(), domain, ShutdownReason::CRASH) }.map(|_| ())
    };
    check!(shut_down(NOBODY), Err(Errno::ESRCH));
    if !machine.is_privileged() {
        check!(shut_down(DomId(0)), Err(Errno::EPERM));
    }
    Ok(())
}

fn watchdog<M: Machine>(machine: &M) -> Outcome {
    if machine.is_software() {
        skip!("the software Xen has no watchdog");
    }
    let xen = machine.xen();
    check!(sched::watchdog(xen, 7, 1000), Err(Errno::EINVAL));
    check!(sched::watchdog(xen, 1, 1000), Err(Errno::EINVAL));
    check!(sched::watchdog(xen, 0, 1000), Ok(1));
    check!(sched::watchdog(xen, 0, 1000), Ok(2));
    check!(sched::watchdog(xen, 0, 1000), Err(Errno::ENOSPC));
    for number in [1, 2] {
        check!(sched::watchdog(xen, number, 2000), Ok(0));
        check!(sched::watchdog(xen, number, 0), Ok(0));
    }
    Ok(())
}

fn pin_override<M: Machine>(machine: &M) -> Outcome {
    if machine.is_software() {
        skip!("the software Xen has no pin_override");
    }
    if !machine.is_privileged() {
        check!(sched::pin_override(machine.xen(), 0), Err(Errno::EPERM));
        return Ok(());
    }
    check!(sched::pin_override(machine.xen(), 0), Ok(0));
    check!(sched::pin_override(machine.xen(), -1), Ok(0));
    check!(
        sched::pin_override(machine.xen(), 100_000),
        Err(Errno::EINVAL)
    );
    Ok(())
}

/// An operation that no Xen has.
struct Unknown;

// SAFETY: Xen refuses the number before it looks at the argument.
unsafe impl Op for Unknown {
    type Family = SchedOp;
    type Arg = u8;
    const HYPERCALL: u32 = <sched_op::Poll as Op>::HYPERCALL;
    const CMD: u32 = SchedOp::PinOverride as u32 + 100;
    const NAME: &'static str = "none";
}

impl<G: Guest> PermittedTo<G> for Unknown {}

fn unknown_operation<M: Machine>(machine: &M) -> Outcome {
    check!(unreadable::<Unknown, M>(machine), Err(Errno::ENOSYS));
    Ok(())
}
