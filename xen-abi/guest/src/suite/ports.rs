//! Operations on event channels: their effects and errors.

use core::ptr;

use xen_abi::Errno;
use xen_abi::event_channel::{
    self as ec, ChannelState, Port, StatusVariant, event_channel_op as op,
};
use xen_abi::events::Channel;
use xen_abi::guest::Guest;
use xen_abi::hypercall::{Hypercall, Op, PermittedTo};
use xen_abi::xen::{DomId, NR_VIRQS, Virq};

use super::differences::{
    BIND_PIRQ_BEYOND_ON_ARM, BIND_PIRQ_ON_ARM, GLOBAL_VIRQ_OF_ANOTHER, OFFER_TO_NOBODY,
};
use crate::machine::{KindOf, Machine};
use crate::transcript::{Outcome, Transcript};

/// A domain that does not exist.
pub(super) const NOBODY: DomId = DomId(0x1234);

/// A port beyond those that Xen has allocated.
const BEYOND: Port = Port(4000);

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("evtchn::alloc_unbound", alloc_unbound);
    transcript.test("evtchn::alloc_unbound_refused", alloc_unbound_refused);
    transcript.test("evtchn::bind_interdomain", bind_interdomain);
    transcript.test("evtchn::bind_interdomain_refused", bind_interdomain_refused);
    transcript.test("evtchn::bind_virq", bind_virq);
    transcript.test("evtchn::bind_virq_refused", bind_virq_refused);
    transcript.test("evtchn::bind_pirq_refused", bind_pirq_refused);
    transcript.test("evtchn::bind_ipi", bind_ipi);
    transcript.test("evtchn::bind_ipi_refused", bind_ipi_refused);
    transcript.test("evtchn::bind_vcpu", bind_vcpu);
    transcript.test("evtchn::bind_vcpu_refused", bind_vcpu_refused);
    transcript.test("evtchn::send", send);
    transcript.test("evtchn::send_refused", send_refused);
    transcript.test("evtchn::status", status);
    transcript.test("evtchn::status_refused", status_refused);
    transcript.test("evtchn::unmask", unmask);
    transcript.test("evtchn::close", close);
    transcript.test("evtchn::close_refused", close_refused);
    transcript.test("evtchn::set_priority_refused", set_priority_refused);
    transcript.test("evtchn::unreadable_arguments", unreadable_arguments);
    transcript.test("evtchn::unknown_operation", unknown_operation);
}

/// Xen's status of a port of this domain.
pub(super) fn state<M: Machine>(
    machine: &M,
    port: Port,
) -> Result<(ChannelState, StatusVariant), Errno> {
    ec::status(machine.xen(), DomId::SELF, port).map(|status| (status.status, status.variant()))
}

fn alloc_unbound<M: Machine>(machine: &M) -> Outcome {
    let channel = attempt!(Channel::offer(machine.xen(), DomId::SELF));
    let status = attempt!(channel.status());
    check!(status.status, ChannelState::UNBOUND);
    check!(status.u.unbound_untagged().dom, machine.id());
    check!(status.vcpu, 0);
    let second = attempt!(Channel::offer(machine.xen(), machine.id()));
    check!(second.port().0, channel.port().0 + 1);
    // The lowest free number is allocated.
    let number = channel.port();
    attempt!(channel.close());
    let third = attempt!(Channel::offer(machine.xen(), DomId::SELF));
    check!(third.port(), number);
    if let Some(stranger) = stranger(machine)? {
        check!(attempt!(stranger.status()).u.unbound_untagged().dom, NOBODY);
    }
    Ok(())
}

/// A port for a domain that does not exist; `None` if Xen refuses that.
fn stranger<M: Machine>(machine: &M) -> Outcome<Option<Channel<&M::Xen>>> {
    let mut offered = None;
    let outcome = Channel::offer(machine.xen(), NOBODY).map(|channel| offered = Some(channel));
    OFFER_TO_NOBODY.allows(machine, "a port for nobody", &outcome)?;
    Ok(offered)
}

fn alloc_unbound_refused<M: Machine>(machine: &M) -> Outcome {
    check!(
        ec::alloc_unbound(machine.xen(), NOBODY, DomId::SELF),
        Err(Errno::ESRCH)
    );
    if !machine.is_privileged() {
        check!(
            ec::alloc_unbound(machine.xen(), DomId(0), DomId::SELF),
            Err(Errno::EPERM)
        );
    }
    Ok(())
}

fn bind_interdomain<M: Machine>(machine: &M) -> Outcome {
    let offered = attempt!(Channel::offer(machine.xen(), DomId::SELF));
    let bound = attempt!(Channel::connect(
        machine.xen(),
        machine.id(),
        offered.port()
    ));
    for (one, other) in [(&offered, &bound), (&bound, &offered)] {
        let status = attempt!(one.status());
        check!(status.status, ChannelState::INTERDOMAIN);
        let far = status.u.interdomain_untagged();
        check!((far.dom, far.port), (machine.id(), other.port()));
    }
    let bits = machine.two_level();
    check!(bits.clear(bound.port()), true);
    check!(bits.is_pending(offered.port()), false);
    Ok(())
}

fn bind_interdomain_refused<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    check!(
        ec::bind_interdomain(xen, NOBODY, Port(1)),
        Err(Errno::ESRCH)
    );
    for port in [Port(0), BEYOND] {
        check!(
            ec::bind_interdomain(xen, DomId::SELF, port),
            Err(Errno::EINVAL)
        );
    }
    let (first, second) = attempt!(Channel::loopback(xen));
    check!(
        ec::bind_interdomain(xen, DomId::SELF, first.port()),
        Err(Errno::EINVAL)
    );
    if let Some(stranger) = stranger(machine)? {
        check!(
            ec::bind_interdomain(xen, DomId::SELF, stranger.port()),
            Err(Errno::EINVAL)
        );
    }
    let waiting = attempt!(Channel::offer(xen, DomId::SELF));
    let number = waiting.port();
    attempt!(waiting.close());
    check!(
        ec::bind_interdomain(xen, DomId::SELF, number),
        Err(Errno::EINVAL)
    );
    // No port was allocated.
    check!(attempt!(Channel::offer(xen, DomId::SELF)).port(), number);
    drop((first, second));
    Ok(())
}

fn bind_virq<M: Machine>(machine: &M) -> Outcome {
    for virq in [Virq::TIMER, Virq::DEBUG, Virq::ARGO] {
        let channel = attempt!(Channel::virq(machine.xen(), virq, 0));
        let status = attempt!(channel.status());
        check!(
            (status.status, status.u.virq_untagged(), status.vcpu),
            (ChannelState::VIRQ, virq, 0)
        );
        attempt!(channel.close());
        drop(attempt!(Channel::virq(machine.xen(), virq, 0)));
    }
    Ok(())
}

fn bind_virq_refused<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let bound = attempt!(Channel::virq(xen, Virq::DEBUG, 0));
    check!(ec::bind_virq(xen, Virq::DEBUG, 0), Err(Errno::EEXIST));
    check!(
        ec::bind_virq(xen, Virq(NR_VIRQS as u32), 0),
        Err(Errno::EINVAL)
    );
    check!(ec::bind_virq(xen, Virq(u32::MAX), 0), Err(Errno::EINVAL));
    check!(ec::bind_virq(xen, Virq::ARGO, 1), Err(Errno::EINVAL));
    if !machine.is_privileged() {
        let outcome = Channel::virq(xen, Virq::CON_RING, 0).map(drop);
        GLOBAL_VIRQ_OF_ANOTHER.allows(machine, "VIRQ_CON_RING", &outcome)?;
    }
    check!(ec::bind_virq(xen, Virq::TIMER, 1), Err(Errno::ENOENT));
    drop(bound);
    Ok(())
}

/// The PIRQs depend on the machine, but none has this number. On Arm there are none at all.
fn bind_pirq_refused<M: Machine>(machine: &M) -> Outcome {
    let bind = |line| ec::bind_pirq(machine.xen(), line, ec::BindPirqFlags::empty());
    if KindOf::<M>::NAME == "arm" {
        BIND_PIRQ_BEYOND_ON_ARM.allows(machine, "line 0x7fffffff", &bind(0x7fff_ffff))?;
        BIND_PIRQ_ON_ARM.allows(machine, "line 0", &bind(0))?;
    } else {
        check!(bind(0x7fff_ffff), Err(Errno::EINVAL));
    }
    Ok(())
}

fn bind_ipi<M: Machine>(machine: &M) -> Outcome {
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    check!(attempt!(channel.status()).status, ChannelState::IPI);
    attempt!(channel.send());
    check!(machine.two_level().clear(channel.port()), true);
    Ok(())
}

fn bind_ipi_refused<M: Machine>(machine: &M) -> Outcome {
    check!(ec::bind_ipi(machine.xen(), 1), Err(Errno::ENOENT));
    check!(ec::bind_ipi(machine.xen(), u32::MAX), Err(Errno::ENOENT));
    Ok(())
}

fn bind_vcpu<M: Machine>(machine: &M) -> Outcome {
    let (first, second) = attempt!(Channel::loopback(machine.xen()));
    let waiting = attempt!(Channel::offer(machine.xen(), DomId::SELF));
    let global = attempt!(Channel::virq(machine.xen(), Virq::ARGO, 0));
    for channel in [&first, &second, &waiting, &global] {
        attempt!(channel.notify_vcpu(0));
        check!(attempt!(channel.status()).vcpu, 0);
    }
    Ok(())
}

fn bind_vcpu_refused<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let waiting = attempt!(Channel::offer(xen, DomId::SELF));
    check!(waiting.notify_vcpu(1), Err(Errno::ENOENT));
    check!(waiting.notify_vcpu(u32::MAX), Err(Errno::ENOENT));
    let ipi = attempt!(Channel::ipi(xen, 0));
    check!(ipi.notify_vcpu(0), Err(Errno::EINVAL));
    let timer = attempt!(Channel::virq(xen, Virq::TIMER, 0));
    check!(timer.notify_vcpu(0), Err(Errno::EINVAL));
    for port in [Port(0), Port(timer.port().0 + 1), BEYOND] {
        check!(ec::bind_vcpu(xen, port, 0), Err(Errno::EINVAL));
    }
    Ok(())
}

fn send<M: Machine>(machine: &M) -> Outcome {
    let bits = machine.two_level();
    let (first, second) = attempt!(Channel::loopback(machine.xen()));
    bits.clear(second.port());
    for (from, to) in [(&first, &second), (&second, &first)] {
        attempt!(from.send());
        check!(
            (bits.is_pending(from.port()), bits.clear(to.port())),
            (false, true)
        );
    }
    // Raised three times, pending once.
    for _ in 0..3 {
        attempt!(first.send());
    }
    check!(
        (bits.clear(second.port()), bits.clear(second.port())),
        (true, false)
    );
    // Not connected yet: the event is dropped.
    let waiting = attempt!(Channel::offer(machine.xen(), DomId::SELF));
    attempt!(waiting.send());
    check!(bits.is_pending(waiting.port()), false);
    Ok(())
}

fn send_refused<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let timer = attempt!(Channel::virq(xen, Virq::TIMER, 0));
    check!(timer.send(), Err(Errno::EINVAL));
    for port in [Port(0), Port(timer.port().0 + 1), BEYOND, Port(u32::MAX)] {
        check!(ec::send(xen, port), Err(Errno::EINVAL));
    }
    Ok(())
}

fn status<M: Machine>(machine: &M) -> Outcome {
    let free = attempt!(Channel::offer(machine.xen(), DomId::SELF));
    let number = free.port();
    attempt!(free.close());
    for port in [Port(0), number] {
        check!(attempt!(state(machine, port)).0, ChannelState::CLOSED);
    }
    // By the domain ID as by DOMID_SELF.
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    let status = attempt!(ec::status(machine.xen(), machine.id(), channel.port()));
    check!(
        (status.dom, status.port, status.status),
        (machine.id(), channel.port(), ChannelState::IPI)
    );
    Ok(())
}

fn status_refused<M: Machine>(machine: &M) -> Outcome {
    check!(state(machine, BEYOND).map(|_| ()), Err(Errno::EINVAL));
    check!(
        ec::status(machine.xen(), NOBODY, Port(1)).map(|_| ()),
        Err(Errno::ESRCH)
    );
    if !machine.is_privileged() {
        check!(
            ec::status(machine.xen(), DomId(0), Port(1)).map(|_| ()),
            Err(Errno::EPERM)
        );
    }
    Ok(())
}

fn unmask<M: Machine>(machine: &M) -> Outcome {
    let bits = machine.two_level();
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    bits.mask(channel.port());
    attempt!(ec::unmask(machine.xen(), channel.port()));
    check!(bits.is_masked(channel.port()), false);
    // A free port is ignored, one beyond the allocated ports refused.
    let free = Port(channel.port().0 + 1);
    check!(ec::unmask(machine.xen(), free), Ok(()));
    check!(ec::unmask(machine.xen(), Port(0)), Ok(()));
    check!(ec::unmask(machine.xen(), BEYOND), Err(Errno::EINVAL));
    Ok(())
}

fn close<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let bits = machine.two_level();
    let (first, second) = attempt!(Channel::loopback(xen));
    let number = second.port();
    check!(bits.is_pending(number), true);
    attempt!(second.close());
    // Its event is cleared, and the remote port is unbound again.
    check!(bits.is_pending(number), false);
    check!(attempt!(state(machine, number)).0, ChannelState::CLOSED);
    let status = attempt!(first.status());
    check!(
        (status.status, status.u.unbound_untagged().dom),
        (ChannelState::UNBOUND, machine.id())
    );
    let again = attempt!(Channel::connect(xen, machine.id(), first.port()));
    check!(again.port(), number);
    for kind in [
        Channel::ipi(xen, 0),
        Channel::virq(xen, Virq::TIMER, 0),
        Channel::offer(xen, DomId::SELF),
    ] {
        let channel = attempt!(kind);
        let number = channel.port();
        attempt!(channel.close());
        check!(attempt!(state(machine, number)).0, ChannelState::CLOSED);
    }
    Ok(())
}

fn close_refused<M: Machine>(machine: &M) -> Outcome {
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    let number = channel.port();
    attempt!(channel.close());
    for port in [number, Port(0), BEYOND, Port(u32::MAX)] {
        check!(ec::close(machine.xen(), port), Err(Errno::EINVAL));
    }
    Ok(())
}

/// The 2-level ABI has no priorities.
fn set_priority_refused<M: Machine>(machine: &M) -> Outcome {
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    check!(channel.set_priority(3), Err(Errno::ENOSYS));
    check!(
        ec::set_priority(machine.xen(), BEYOND, 3),
        Err(Errno::EINVAL)
    );
    Ok(())
}

/// Passes an invalid address for the record.
fn unreadable<O, M: Machine>(machine: &M) -> Result<(), Errno>
where
    O: Op<Family = ec::EventChannelOp> + PermittedTo<<M::Xen as Hypercall>::Guest>,
{
    // SAFETY: no memory is mapped at the end of the address space, and a record there would exceed
    // it.
    unsafe {
        ec::event_channel_op::<O, _>(machine.xen(), ptr::without_provenance_mut(usize::MAX - 1))
    }
}

fn unreadable_arguments<M: Machine>(machine: &M) -> Outcome {
    check!(
        unreadable::<op::AllocUnbound, M>(machine),
        Err(Errno::EFAULT)
    );
    check!(
        unreadable::<op::BindInterdomain, M>(machine),
        Err(Errno::EFAULT)
    );
    check!(unreadable::<op::BindVirq, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::BindPirq, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::BindIpi, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::BindVcpu, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::Close, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::Send, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::Status, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::Unmask, M>(machine), Err(Errno::EFAULT));
    check!(unreadable::<op::Reset, M>(machine), Err(Errno::EFAULT));
    check!(
        unreadable::<op::InitControl, M>(machine),
        Err(Errno::EFAULT)
    );
    check!(
        unreadable::<op::ExpandArray, M>(machine),
        Err(Errno::EFAULT)
    );
    check!(
        unreadable::<op::SetPriority, M>(machine),
        Err(Errno::EFAULT)
    );
    Ok(())
}

/// An operation that no Xen has.
struct Unknown;

// SAFETY: Xen refuses the number before it looks at the argument.
unsafe impl Op for Unknown {
    type Family = ec::EventChannelOp;
    type Arg = u8;
    const HYPERCALL: u32 = op::Send::HYPERCALL;
    const CMD: u32 = 200;
    const NAME: &'static str = "none";
}

impl<G: Guest> PermittedTo<G> for Unknown {}

fn unknown_operation<M: Machine>(machine: &M) -> Outcome {
    check!(unreadable::<Unknown, M>(machine), Err(Errno::ENOSYS));
    Ok(())
}
