//! The two domains: their port numbers, and how they wait for each other.

use xen_abi::Errno;
use xen_abi::event_channel::{self, ChannelState, Port, StatusVariant};
use xen_abi::events::{Channel, TwoLevel, TwoLevelVcpu};
use xen_abi::sched;
use xen_abi::xen::DomId;

use crate::machine::Machine;
use crate::time_limit::TimeLimit;
use crate::transcript::{Outcome, Stop};

/// The port of the tests' channel in the domain that offers: above all ports that are open.
pub(super) const DATA: Port = Port(64);
/// The port of the channel that synchronises the domains.
pub(super) const STEPS: Port = Port(65);
/// The port of the channel that the domains open at the end, above all others.
pub(super) const FAREWELL: Port = Port(200);

/// The time limit of the other's next step, in nanoseconds of a [`TimeLimit`].
///
/// The other domain may not have started yet.
pub(super) const STEP_LIMIT: u64 = 20_000_000_000;

/// A channel that is closed when it is dropped.
pub(super) type End<'a, M> = Channel<&'a <M as Machine>::Xen>;

/// The other domain.
pub(super) struct Other<'a, M> {
    pub(super) machine: &'a M,
    pub(super) peer: DomId,
    pub(super) limit: u64,
    pub(super) offers: bool,
}

/// The other domain, with a channel for synchronisation.
pub(super) struct Pair<'a, M: Machine> {
    pub(super) other: Other<'a, M>,
    pub(super) steps: End<'a, M>,
}

impl<'a, M: Machine> Other<'a, M> {
    pub(super) fn bits(&self) -> TwoLevel<'a> {
        // SAFETY: the machine guarantees that the page is valid.
        unsafe { TwoLevel::in_shared_info(self.machine.shared_info()) }
    }

    pub(super) fn vcpu(&self) -> TwoLevelVcpu<'a> {
        // SAFETY: the machine guarantees that the structure is valid.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.machine.vcpu_info()) }
    }

    /// Polls until there is a result, and yields to the other domain meanwhile.
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

    /// Opens this port number for a domain: opens all lower ports first, and closes them again.
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

    /// Opens a channel to the other domain, on a fixed port.
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
                // Xen's error for a port that is not open for this domain, or not yet.
                Err(Errno::EINVAL) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        // Connecting raises the port.
        self.bits().clear(connected.port());
        Ok(connected)
    }

    /// Checks that a port is connected to a port of the other domain.
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

    /// Checks that a port is open for the other domain.
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

    /// Waits for an upcall for a port, and takes the event.
    pub(super) fn receive(&self, port: Port) -> Outcome {
        loop {
            // Read before the events, so that a later upcall changes it.
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
    /// Waits until the other domain is here too. Only one event is sent at a time, as two could
    /// merge.
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

    /// Runs `one` in the offering domain and `other` in the other, then the reverse.
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
