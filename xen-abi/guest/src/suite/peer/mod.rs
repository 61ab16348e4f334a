//! Two domains that talk. Each runs these tests, and what the one does is what the other waits for.
//!
//! The domain with the lower number *offers* ports, the other *connects*. Without a xenstore they
//! agree on the numbers beforehand.

mod argo;
mod memory;

use xen_abi::Errno;
use xen_abi::event_channel::{self, ChannelState, Port, StatusVariant};
use xen_abi::events::{Channel, TwoLevel, TwoLevelVcpu};
use xen_abi::sched;
use xen_abi::xen::DomId;

use crate::machine::Machine;
use crate::time_limit::TimeLimit;
use crate::transcript::{Outcome, Stop, Transcript};

/// Where the two ends of the tests' channel meet; no test before these has opened so many ports.
const DATA: Port = Port(64);
/// Where the channel is, by which the domains keep step.
const STEPS: Port = Port(65);
/// A port for nobody but its own domain.
const PRIVATE: Port = Port(66);
/// Where the domains meet when both are done, far from what other tests open.
const FAREWELL: Port = Port(200);

/// How long a domain waits for the other's next step, in nanoseconds of a [`TimeLimit`]. The other
/// may not have started yet.
const STEP_LIMIT: u64 = 20_000_000_000;
/// How long a domain that is done waits for the other: for all of its suite.
const FAREWELL_LIMIT: u64 = 600_000_000_000;
/// How long nothing must happen to be sure that nothing does.
const QUIET: u64 = 30_000_000;
/// How often a ball goes there and back.
const ROUNDS: u32 = 100;

/// A channel that is closed when it is dropped.
type End<'a, M> = Channel<&'a <M as Machine>::Xen>;

/// Runs the tests, with the domain `peer`, which runs them too. `wired` is the port of a channel
/// that is there without anybody's asking, at both ends.
pub(super) fn run<M: Machine>(
    transcript: &mut Transcript<'_, M>,
    peer: DomId,
    wired: Option<Port>,
) {
    let machine = transcript.machine;
    let other = Other {
        machine,
        peer,
        limit: STEP_LIMIT,
        offers: machine.id() < peer,
    };
    if let Some(port) = wired {
        transcript.test("peer::wired_before_the_first_call", |_| {
            other.is_connected(port, port)
        });
    }
    // Nothing can be said of a channel that did not come about, and both domains know it.
    let (data, steps) = match other
        .meet(DATA)
        .and_then(|data| Ok((data, other.meet(STEPS)?)))
    {
        Ok(both) => both,
        Err(stop) => return transcript.record("peer::meet", Err(stop)),
    };
    transcript.record("peer::meet", Ok(()));
    let pair = Pair { other, steps };
    pair.other.bits().mask(pair.steps.port());
    transcript.test("peer::status_at_both_ends", |_| pair.status(&data));
    transcript.test("peer::refusals", |_| pair.refusals(&data));
    transcript.test("peer::ping_pong", |_| pair.play(&data));
    if let Some(port) = wired {
        // Never closed: what the device tree asks for is there once.
        transcript.test("peer::ping_pong_on_the_wired_channel", |_| {
            // SAFETY: the port is there from the start, and this is its only channel.
            let channel = attempt!(unsafe { Channel::adopt(machine.xen(), port) });
            let outcome = pair.play(&channel);
            channel.into_port();
            outcome
        });
    }
    transcript.test("peer::masked_while_the_other_sends", |_| pair.masked(&data));
    transcript.test("peer::poll_until_the_other_sends", |_| pair.polled(&data));
    transcript.test("peer::memory_by_a_grant", |_| memory::lent(&pair));
    transcript.test("peer::messages_by_argo", |_| argo::messages(&pair));
    transcript.test("peer::close_and_connect_again", |_| pair.close(data));
    // A mask outlives its port, and the next one of this number would find it.
    let _ = pair
        .other
        .bits()
        .unmask_here(&pair.other.vcpu(), pair.steps.port());
    pair.other.bits().handle(&pair.other.vcpu(), |_| {});
}

/// Stays until the other domain is done as well, since the end of the first domain is the end of
/// all.
pub(super) fn farewell<M: Machine>(machine: &M, peer: DomId) -> Outcome {
    Other {
        machine,
        peer,
        limit: FAREWELL_LIMIT,
        offers: machine.id() < peer,
    }
    .meet(FAREWELL)
    .map(|channel| {
        // Closed by the domain's end, or else the other might find it gone before it has looked.
        let _ = channel.into_port();
    })
}

/// What a domain knows of the other.
struct Other<'a, M> {
    machine: &'a M,
    peer: DomId,
    limit: u64,
    offers: bool,
}

/// The same, with a channel by which the two keep step.
struct Pair<'a, M: Machine> {
    other: Other<'a, M>,
    steps: End<'a, M>,
}

impl<'a, M: Machine> Other<'a, M> {
    fn bits(&self) -> TwoLevel<'a> {
        // SAFETY: the machine answers for the page.
        unsafe { TwoLevel::in_shared_info(self.machine.shared_info()) }
    }

    fn vcpu(&self) -> TwoLevelVcpu<'a> {
        // SAFETY: the machine answers for the structure.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.machine.vcpu_info()) }
    }

    /// Asks again and again until there is an answer, and lets the other domain run meanwhile.
    fn until<T>(
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
    fn open(&self, port: Port, remote: DomId) -> Outcome<End<'a, M>> {
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
    fn meet(&self, port: Port) -> Outcome<End<'a, M>> {
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
    fn is_connected(&self, port: Port, far: Port) -> Outcome {
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
    fn is_open(&self, port: Port) -> Outcome {
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
    fn receive(&self, port: Port) -> Outcome {
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
    fn step(&self) -> Outcome {
        if self.other.offers {
            self.take_step()?;
            attempt!(self.steps.send());
        } else {
            attempt!(self.steps.send());
            self.take_step()?;
        }
        Ok(())
    }

    fn take_step(&self) -> Outcome {
        self.other.until("for the other domain's step", || {
            Ok(self.other.bits().clear(self.steps.port()).then_some(()))
        })
    }

    /// Does one thing in the domain that offers and the other in the one that connects; then the
    /// same with the parts exchanged.
    fn take_turns(
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

    /// Each end names the other; a privileged domain may look at the other's end too, and no other
    /// domain may.
    fn status(&self, data: &End<'a, M>) -> Outcome {
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

    /// The number of the other's port, in the domain that offers, which does not know it
    /// beforehand.
    fn far(&self, data: &End<'a, M>) -> Option<Port> {
        match data.status().ok()?.variant() {
            StatusVariant::Interdomain(wire) if self.other.offers => Some(wire.port),
            _ => None,
        }
    }

    /// A ball goes there and back, a hundred times, and each time Xen calls.
    fn play(&self, channel: &End<'a, M>) -> Outcome {
        let other = &self.other;
        attempt!(other.bits().unmask(other.machine.xen(), channel.port()));
        // What Xen raised when it made the channel is not the ball.
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
        if calls < u64::from(ROUNDS) {
            return Err(Stop::failed(format_args!(
                "Xen called {calls} times for {ROUNDS} events"
            )));
        }
        self.step()
    }

    /// What is not open for this domain cannot be connected to.
    fn refusals(&self, data: &End<'a, M>) -> Outcome {
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

    /// An event on a masked port waits, without a call; with the mask the call comes.
    fn masked(&self, data: &End<'a, M>) -> Outcome {
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

    /// A domain that sleeps until a port is raised wakes up by it.
    fn polled(&self, data: &End<'a, M>) -> Outcome {
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
                // Long enough for the other to be asleep.
                machine.wait_for_upcall(machine.upcalls(), QUIET);
                attempt!(data.send());
                pair.step()
            },
        )
    }

    /// Whichever end is closed, the other is open again, and only for the same domain.
    fn close(&self, data: End<'a, M>) -> Outcome {
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
