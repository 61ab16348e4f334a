//! Tests of two domains. Each domain runs them, and waits for what the other does.
//!
//! The domain with the lower ID *offers* ports, the other *connects*. There is no xenstore, so the
//! port numbers are fixed.

mod argo;
mod channel;
mod memory;
mod pair;
mod sequences;
mod store;

use xen_abi::event_channel::Port;
use xen_abi::events::Channel;
use xen_abi::xen::DomId;

use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) use sequences::run as sequences;

use pair::{DATA, FAREWELL, Other, Pair, STEP_LIMIT, STEPS};

/// How long a domain waits for the other's whole suite at the end, in nanoseconds.
const FAREWELL_LIMIT: u64 = 600_000_000_000;

/// Runs the tests with the domain `peer`, which runs them too. `wired` is the port, at both ends,
/// of a static event channel.
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
    // Without the channel, both domains skip the further tests.
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
        // Never closed: Xen creates a static channel only once.
        transcript.test("peer::ping_pong_on_the_wired_channel", |_| {
            // SAFETY: the port is open from the start, and this is its only channel.
            let channel = attempt!(unsafe { Channel::adopt(machine.xen(), port) });
            let outcome = pair.play(&channel);
            channel.into_port();
            outcome
        });
    }
    transcript.test("peer::masked_while_the_other_sends", |_| pair.masked(&data));
    transcript.test("peer::poll_until_the_other_sends", |_| pair.polled(&data));
    transcript.test("peer::memory_by_a_grant", |_| {
        memory::granted_both_ways(&pair)
    });
    transcript.test("peer::found_through_a_store", |_| store::meet(&pair));
    transcript.test("peer::messages_by_argo", |_| argo::messages(&pair));
    transcript.test("peer::close_and_connect_again", |_| pair.close(data));
    // Closing a port does not clear its mask, and the number is used again.
    let _ = pair
        .other
        .bits()
        .unmask_here(&pair.other.vcpu(), pair.steps.port());
    pair.other.bits().handle(&pair.other.vcpu(), |_| {});
}

/// Waits until the other domain is done, since dom0's shutdown ends the machine.
pub(super) fn farewell<M: Machine>(machine: &M, peer: DomId) -> Outcome {
    Other {
        machine,
        peer,
        limit: FAREWELL_LIMIT,
        offers: machine.id() < peer,
    }
    .meet(FAREWELL)
    .map(|channel| {
        // Closed by the domain's end: the other domain may not have seen the connection yet.
        let _ = channel.into_port();
    })
}
