//! Delivery of events: upcalls, and finding pending ports.

use xen_abi::Errno;
use xen_abi::event_channel::{self as ec, ChannelState, Port};
use xen_abi::events::Channel;
use xen_abi::xen::{DomId, Virq};

use super::ports::{NOBODY, state};
use crate::machine::Machine;
use crate::time_limit::TimeLimit;
use crate::transcript::{Outcome, Stop, Transcript};

/// The time limit for an upcall, in nanoseconds of a [`TimeLimit`].
pub(super) const UPCALL_LIMIT: u64 = 10_000_000_000;

/// How long the suite waits for an upcall that must not come. On a busy host, the test proves less
/// but does not fail.
const QUIET: u64 = 20_000_000;

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("upcall::arrives", arrives);
    transcript.test("upcall::for_every_port", for_every_port);
    transcript.test("upcall::not_for_a_masked_port", not_for_a_masked_port);
    transcript.test("upcall::by_unmasking", by_unmasking);
    transcript.test("upcall::by_unmasking_here", by_unmasking_here);
}

/// The tests that change the whole domain, after those that have open ports.
pub(super) fn run_resets<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("evtchn::reset", reset);
    transcript.test("evtchn::reset_refused", reset_refused);
}

/// The first eight pending ports, in the order in which they are found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    ports: [Port; 8],
    len: usize,
}

impl Found {
    pub(super) fn push(&mut self, port: Port) {
        if let Some(place) = self.ports.get_mut(self.len) {
            *place = port;
            self.len += 1;
        }
    }

    pub(super) fn ports(&self) -> &[Port] {
        &self.ports[..self.len]
    }
}

/// Takes all events of the 2-level ABI.
pub(super) fn take<M: Machine>(machine: &M) -> Found {
    let mut found = Found::default();
    machine
        .two_level()
        .handle(&machine.two_level_vcpu(), |port| found.push(port));
    found
}

/// Calls `raise`, which raises a port, waits for the upcall, and takes the events.
fn announced<M: Machine>(machine: &M, raise: impl FnOnce() -> Result<(), Errno>) -> Outcome<Found> {
    take(machine);
    let seen = machine.upcalls();
    attempt!(raise());
    if !machine.wait_for_upcall(seen, UPCALL_LIMIT) {
        return Err(Stop::failed(format_args!("no upcall came")));
    }
    Ok(take(machine))
}

fn arrives<M: Machine>(machine: &M) -> Outcome {
    let (first, second) = attempt!(Channel::loopback(machine.xen()));
    for (from, to) in [(&first, &second), (&second, &first), (&first, &second)] {
        check!(announced(machine, || from.send())?.ports(), [to.port()]);
    }
    // Each event had one upcall.
    let seen = machine.upcalls();
    check!(machine.wait_for_upcall(seen, QUIET), false);
    Ok(())
}

fn for_every_port<M: Machine>(machine: &M) -> Outcome {
    let ipi = attempt!(Channel::ipi(machine.xen(), 0));
    check!(announced(machine, || ipi.send())?.ports(), [ipi.port()]);
    let waiting = attempt!(Channel::offer(machine.xen(), DomId::SELF));
    // Binding raises the new port.
    let mut bound = None;
    let found = announced(machine, || {
        bound = Some(Channel::connect(
            machine.xen(),
            machine.id(),
            waiting.port(),
        )?);
        Ok(())
    })?;
    check!(
        found.ports(),
        [attempt!(
            bound.as_ref().map(Channel::port).ok_or("not bound")
        )]
    );
    // Three ports in one pass.
    let others = [
        attempt!(Channel::ipi(machine.xen(), 0)),
        attempt!(Channel::ipi(machine.xen(), 0)),
    ];
    take(machine);
    attempt!(others[1].send());
    attempt!(others[0].send());
    check!(
        announced_later(machine)?.ports(),
        [others[0].port(), others[1].port()]
    );
    Ok(())
}

/// Waits for an upcall, which may have come already, and takes the events.
fn announced_later<M: Machine>(machine: &M) -> Outcome<Found> {
    let mut limit = TimeLimit::new(machine.now(), UPCALL_LIMIT);
    while !machine.two_level_vcpu().has_news() {
        if limit.is_passed(machine.now()) {
            return Err(Stop::failed(format_args!(
                "the vCPU's upcall flag is not set"
            )));
        }
    }
    machine.upcalls();
    Ok(take(machine))
}

fn not_for_a_masked_port<M: Machine>(machine: &M) -> Outcome {
    let bits = machine.two_level();
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    take(machine);
    bits.mask(channel.port());
    let seen = machine.upcalls();
    attempt!(channel.send());
    check!(machine.wait_for_upcall(seen, QUIET), false);
    check!(bits.is_pending(channel.port()), true);
    check!(take(machine).ports(), []);
    attempt!(bits.unmask(machine.xen(), channel.port()));
    Ok(())
}

fn by_unmasking<M: Machine>(machine: &M) -> Outcome {
    let bits = machine.two_level();
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    bits.mask(channel.port());
    attempt!(channel.send());
    check!(
        announced(machine, || ec::unmask(machine.xen(), channel.port()))?.ports(),
        [channel.port()]
    );
    check!(bits.is_masked(channel.port()), false);
    Ok(())
}

/// Xen does not see the unmasking, so there is no upcall; the result says that an event is pending.
fn by_unmasking_here<M: Machine>(machine: &M) -> Outcome {
    let bits = machine.two_level();
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    take(machine);
    bits.mask(channel.port());
    check!(
        bits.unmask_here(&machine.two_level_vcpu(), channel.port()),
        false
    );
    bits.mask(channel.port());
    attempt!(channel.send());
    check!(
        bits.unmask_here(&machine.two_level_vcpu(), channel.port()),
        true
    );
    check!(take(machine).ports(), [channel.port()]);
    Ok(())
}

fn reset<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let (first, second) = attempt!(Channel::loopback(xen));
    let ports = [
        first.into_port(),
        second.into_port(),
        attempt!(Channel::ipi(xen, 0)).into_port(),
        attempt!(Channel::virq(xen, Virq::TIMER, 0)).into_port(),
        attempt!(Channel::offer(xen, DomId::SELF)).into_port(),
    ];
    attempt!(ec::reset(xen, DomId::SELF));
    for port in ports {
        check!(attempt!(state(machine, port)).0, ChannelState::CLOSED);
        check!(machine.two_level().is_pending(port), false);
    }
    // The ports are free again.
    drop(attempt!(Channel::virq(xen, Virq::TIMER, 0)));
    attempt!(ec::reset(xen, machine.id()));
    let channel = attempt!(Channel::ipi(xen, 0));
    check!(
        announced(machine, || channel.send())?.ports(),
        [channel.port()]
    );
    Ok(())
}

fn reset_refused<M: Machine>(machine: &M) -> Outcome {
    check!(ec::reset(machine.xen(), NOBODY), Err(Errno::ESRCH));
    if !machine.is_privileged() {
        check!(ec::reset(machine.xen(), DomId(0)), Err(Errno::EPERM));
    }
    Ok(())
}
