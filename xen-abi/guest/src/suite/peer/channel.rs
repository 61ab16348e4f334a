//! The interdomain channel between the two domains.

use xen_abi::Errno;
use xen_abi::event_channel::{self, Port, StatusVariant};
use xen_abi::xen::DomId;

use super::pair::{DATA, End, Pair, STEP_LIMIT};
use crate::machine::Machine;
use crate::transcript::{Outcome, Stop};

/// A port that only its own domain may connect to.
const PRIVATE: Port = Port(66);
/// How long a test waits for an event that must not come, in nanoseconds.
const QUIET: u64 = 30_000_000;
/// The number of round trips of [`Pair::play`].
const ROUNDS: u32 = 100;

impl<'a, M: Machine> Pair<'a, M> {
    /// The status of each end names the other. Only a privileged domain may query the other's end.
    pub(super) fn status(&self, data: &End<'a, M>) -> Outcome {
        let far = self.far(data);
        self.step()?;
        let Some(far) = far else {
            check!(
                event_channel::status(self.other.machine.xen(), self.other.peer, DATA).err(),
                Some(Errno::EPERM)
            );
            self.other.is_connected(data.port(), DATA)?;
            return self.step();
        };
        self.other.is_connected(DATA, far)?;
        let seen = attempt!(event_channel::status(
            self.other.machine.xen(),
            self.other.peer,
            far
        ));
        let StatusVariant::Interdomain(wire) = seen.variant() else {
            return Err(Stop::failed(format_args!(
                "the other end is not connected: {seen:?}"
            )));
        };
        check!((wire.dom, wire.port), (self.other.machine.id(), DATA));
        self.step()
    }

    /// The other domain's port, in the domain that offers, which does not know it in advance.
    pub(super) fn far(&self, data: &End<'a, M>) -> Option<Port> {
        match data.status().ok()?.variant() {
            StatusVariant::Interdomain(wire) if self.other.offers => Some(wire.port),
            _ => None,
        }
    }

    /// The ends send each other events in turn; each event has an upcall.
    pub(super) fn play(&self, channel: &End<'a, M>) -> Outcome {
        let other = &self.other;
        attempt!(other.bits().unmask(other.machine.xen(), channel.port()));
        // Clears the event that Xen raised when it connected the channel.
        other.bits().handle(&other.vcpu(), |_| {});
        let before = other.machine.upcalls();
        self.step()?;
        for _ in 0..ROUNDS {
            if other.offers {
                attempt!(channel.send());
                other.receive(channel.port())?;
            } else {
                other.receive(channel.port())?;
                attempt!(channel.send());
            }
        }
        let calls = other.machine.upcalls() - before;
        // In software upcalls are polled: one that comes between a poll and the handling is not
        // counted.
        if calls < u64::from(ROUNDS) && !other.machine.is_software() {
            return Err(Stop::failed(format_args!(
                "Xen called {calls} times for {ROUNDS} events"
            )));
        }
        self.step()
    }

    /// A port that is not open for this domain cannot be connected to.
    pub(super) fn refusals(&self, data: &End<'a, M>) -> Outcome {
        let (xen, peer) = (self.other.machine.xen(), self.other.peer);
        let private = if self.other.offers {
            Some(self.other.open(PRIVATE, DomId::SELF)?)
        } else {
            None
        };
        self.step()?;
        if !self.other.offers {
            check!(
                event_channel::bind_interdomain(xen, peer, DATA),
                Err(Errno::EINVAL)
            );
            check!(
                event_channel::bind_interdomain(xen, peer, PRIVATE),
                Err(Errno::EINVAL)
            );
            check!(
                event_channel::bind_interdomain(xen, peer, Port(0)),
                Err(Errno::EINVAL)
            );
            check!(
                event_channel::bind_interdomain(xen, peer, Port(u32::MAX)),
                Err(Errno::EINVAL)
            );
            check!(
                event_channel::bind_vcpu(xen, data.port(), 1),
                Err(Errno::ENOENT)
            );
        }
        self.step()?;
        drop(private);
        Ok(())
    }

    /// An event on a masked port stays pending without an upcall; unmasking causes the upcall.
    pub(super) fn masked(&self, data: &End<'a, M>) -> Outcome {
        let (bits, machine) = (self.other.bits(), self.other.machine);
        self.take_turns(
            |pair| {
                bits.mask(data.port());
                bits.handle(&self.other.vcpu(), |_| {});
                let seen = machine.upcalls();
                pair.step()?;
                pair.other.until("for a masked event", || {
                    Ok(bits.is_pending(data.port()).then_some(()))
                })?;
                check!(machine.wait_for_upcall(seen, QUIET), false);
                attempt!(bits.unmask(machine.xen(), data.port()));
                check!(machine.wait_for_upcall(seen, STEP_LIMIT), true);
                pair.other.receive(data.port())?;
                pair.step()
            },
            |pair| {
                pair.step()?;
                attempt!(data.send());
                pair.step()
            },
        )
    }

    /// A domain that polls a port wakes when it is raised.
    pub(super) fn polled(&self, data: &End<'a, M>) -> Outcome {
        let (bits, machine) = (self.other.bits(), self.other.machine);
        self.take_turns(
            |pair| {
                bits.mask(data.port());
                pair.step()?;
                pair.other.until("for an event that ends a sleep", || {
                    data.wait(None)?;
                    Ok(bits.clear(data.port()).then_some(()))
                })?;
                attempt!(bits.unmask(machine.xen(), data.port()));
                pair.step()
            },
            |pair| {
                pair.step()?;
                // Long enough for the other domain to block.
                machine.wait_for_upcall(machine.upcalls(), QUIET);
                attempt!(data.send());
                pair.step()
            },
        )
    }

    /// When one end is closed, the other becomes unbound again, for the same domain only.
    pub(super) fn close(&self, data: End<'a, M>) -> Outcome {
        self.step()?;
        let data = if self.other.offers {
            self.step()?;
            self.other.is_open(DATA)?;
            check!(data.send(), Ok(()));
            self.step()?;
            data
        } else {
            attempt!(data.close());
            self.step()?;
            self.step()?;
            self.other.meet(DATA)?
        };
        self.step()?;
        if self.other.offers {
            self.step()?;
            attempt!(data.close());
            return self.step();
        }
        self.other.is_connected(data.port(), DATA)?;
        self.step()?;
        self.step()?;
        self.other.is_open(data.port())
    }
}
