//! The two domains: the ports that they agree on, and how they wait for each other.

use xen_abi::Errno;
use xen_abi::event_channel::{self, ChannelState, Port, StatusVariant};
use xen_abi::events::{Channel, TwoLevel, TwoLevelVcpu};
use xen_abi::sched;
use xen_abi::xen::DomId;

use crate::machine::Machine;
use crate::time_limit::TimeLimit;
use crate::transcript::{Outcome, Stop};

/// The port of the tests' channel in the domain that offers: above all ports opened before.
pub(super) const DATA: Port = Port(64);
/// The port of the channel by which the domains keep step.
pub(super) const STEPS: Port = Port(65);
/// The port of the channel that the domains open when both are done, above all others.
pub(super) const FAREWELL: Port = Port(200);

/// How long a domain waits for the other's next step, in nanoseconds of a [`TimeLimit`].
///
/// The other may not have started yet.
pub(super) const STEP_LIMIT: u64 = 20_000_000_000;

/// A channel that is closed when it is dropped.
pub(super) type End<'a, M> = Channel<&'a <M as Machine>::Xen>;

/// What a domain knows of the other.
pub(super) struct Other<'a, M> {
    pub(super) machine: &'a M,
    pub(super) peer: DomId,
    pub(super) limit: u64,
    pub(super) offers: bool,
}

/// The same, with a channel by which the two keep step.
pub(super) struct Pair<'a, M: Machine> {
    pub(super) other: Other<'a, M>,
    pub(super) steps: End<'a, M>,
}

impl<'a, M: Machine> Other<'a, M> {
    pub(super) fn bits(&self) -> TwoLevel<'a> {
        // SAFETY: the machine answers for the page.
        unsafe { TwoLevel::in_shared_info(self.machine.shared_info()) }
    }

    pub(super) fn vcpu(&self) -> TwoLevelVcpu<'a> {
        // SAFETY: the machine answers for the structure.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.machine.vcpu_info()) }
    }

    /// Asks again and again until there is an answer, and lets the other domain run meanwhile.
    pub(super) fn until<T>(
        &self,
        what: &str,
        mut ask: impl FnMut() -> Result<Option<T>, Errno>,
    ) -> Outcome<T> {
        let mut limit = TimeLimit::new(self.machine.now(), self.limit);
        loop {
            match ask() {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) if !limit.is_passed(self.machine.now()) => {}
                Ok(None) => return Err(Stop::failed(format_args!("waited in vain {what}"))),
                Err(error) => {
                    return Err(Stop::failed(format_args!("while waiting {what}: {error}")));
                }
            }
            attempt!(sched::yield_(self.machine.xen()));
        }
    }

    /// Opens this very port for a domain: the lower ones are opened until it is its turn, and
    /// closed again.
    pub(super) fn open(&self, port: Port, remote: DomId) -> Outcome<End<'a, M>> {
        let mut lower = [const { None }; FAREWELL.0 as usize];
        for place in &mut lower {
            let channel = attempt!(Channel::offer(self.machine.xen(), remote));
            match channel.port() {
                opened if opened == port => return Ok(channel),
                opened if opened > port => break,
                _ => *place = Some(channel),
            }
        }
        Err(Stop::failed(format_args!(
            "port {} is in use already",
            port.0
        )))
    }

    /// Makes a channel with the other domain, on a port that both know.
    pub(super) fn meet(&self, port: Port) -> Outcome<End<'a, M>> {
        if self.offers {
            let offered = self.open(port, self.peer)?;
            self.until("for the other domain to connect", || {
                Ok((offered.status()?.status == ChannelState::INTERDOMAIN).then_some(()))
            })?;
            return Ok(offered);
        }
        let connected = self.until("for the other domain's port", || {
            match Channel::connect(self.machine.xen(), self.peer, port) {
                Ok(channel) => Ok(Some(channel)),
                // What Xen says of a port that is not open for this domain, or not yet.
                Err(Errno::EINVAL) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        // Xen raises a new port once.
        self.bits().clear(connected.port());
        Ok(connected)
    }

    /// That a port of this domain leads to a port of the other.
    pub(super) fn is_connected(&self, port: Port, far: Port) -> Outcome {
        let status = attempt!(event_channel::status(self.machine.xen(), DomId::SELF, port));
        match status.variant() {
            StatusVariant::Interdomain(wire) => {
                check!((wire.dom, wire.port), (self.peer, far));
                Ok(())
            }
            state => Err(Stop::failed(format_args!(
                "port {} is not connected: {state:?}",
                port.0
            ))),
        }
    }

    /// That a port of this domain waits for the other.
    pub(super) fn is_open(&self, port: Port) -> Outcome {
        let status = attempt!(event_channel::status(self.machine.xen(), DomId::SELF, port));
        match status.variant() {
            StatusVariant::Unbound(unbound) => {
                check!(unbound.dom, self.peer);
                Ok(())
            }
            state => Err(Stop::failed(format_args!(
                "port {} is not open: {state:?}",
                port.0
            ))),
        }
    }

    /// Waits for an event of a port by Xen's call, and takes it.
    pub(super) fn receive(&self, port: Port) -> Outcome {
        loop {
            // Looked at before the events are: what comes later makes it another number.
            let seen = self.machine.upcalls();
            let mut came = false;
            self.bits()
                .handle(&self.vcpu(), |raised| came |= raised == port);
            if came {
                return Ok(());
            }
            if !self.machine.wait_for_upcall(seen, STEP_LIMIT) {
                return Err(Stop::failed(format_args!(
                    "waited in vain for an event on port {}",
                    port.0
                )));
            }
        }
    }
}

impl<'a, M: Machine> Pair<'a, M> {
    /// Waits until the other domain is here too. Only ever one event is under way, or two would be
    /// one.
    pub(super) fn step(&self) -> Outcome {
        if self.other.offers {
            self.take_step()?;
            attempt!(self.steps.send());
        } else {
            attempt!(self.steps.send());
            self.take_step()?;
        }
        Ok(())
    }

    pub(super) fn take_step(&self) -> Outcome {
        self.other.until("for the other domain's step", || {
            Ok(self.other.bits().clear(self.steps.port()).then_some(()))
        })
    }

    /// Does one thing in the domain that offers and the other in the one that connects; then the
    /// same with the parts exchanged.
    pub(super) fn take_turns(
        &self,
        one: impl Fn(&Self) -> Outcome,
        other: impl Fn(&Self) -> Outcome,
    ) -> Outcome {
        for first in [true, false] {
            self.step()?;
            if self.other.offers == first {
                one(self)
            } else {
                other(self)
            }?;
        }
        Ok(())
    }
}
