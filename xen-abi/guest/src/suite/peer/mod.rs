//! Two domains that talk. Each runs these tests, and what the one does is what the other waits for.
//!
//! The domain with the lower number *offers* ports, the other *connects*. Without a xenstore they
//! agree on the numbers beforehand.

mod argo;
mod channel;
mod memory;
mod pair;

use xen_abi::event_channel::Port;
use xen_abi::events::Channel;
use xen_abi::xen::DomId;

use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

use pair::{DATA, FAREWELL, Other, Pair, STEP_LIMIT, STEPS};

/// How long a domain that is done waits for the other's whole suite, in nanoseconds.
const FAREWELL_LIMIT: u64 = 600_000_000_000;

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
