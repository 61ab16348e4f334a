//! Argo messages between the two domains.

use xen_abi::Errno;
use xen_abi::argo::{self, Port};
use xen_abi::argo_endpoint::{Partner, Receiver, SendError, Sender};
use xen_abi::events::Channel;
use xen_abi::xen::Virq;

use super::pair::{End, Pair};
use crate::checks::pages;
use crate::machine::Machine;
use crate::transcript::{Outcome, Stop};

/// The Argo ports of the receiver's ring and of the sender.
const INBOX: Port = Port(0x1234);
const OUTBOX: Port = Port(0x4321);

/// The types of the messages.
const GREETING: u32 = 0xabcd_1234;
const FILLING: u32 = 1;
const LAST: u32 = 2;

/// Each domain registers a ring, to which the other sends.
///
/// It sends a message of several pieces, then messages until the ring is full, and another after
/// Xen's notification of space.
pub(super) fn messages<M: Machine>(pair: &Pair<'_, M>) -> Outcome {
    let machine = pair.other.machine;
    // SAFETY: the list of queries is empty.
    match unsafe { argo::notify(machine.xen(), core::ptr::null_mut()) } {
        Err(Errno::ENOSYS) => skip!("Argo is not in this hypervisor (ENOSYS)"),
        Err(Errno::EOPNOTSUPP) => skip!("Argo is off in this hypervisor (EOPNOTSUPP)"),
        outcome => attempt!(outcome),
    }
    let news = attempt!(Channel::virq(machine.xen(), Virq::ARGO, 0));
    pair.other.bits().mask(news.port());
    let outcome = pair.take_turns(|pair| receive(pair, &news), |pair| send(pair, &news));
    // Closing a port does not clear its mask.
    let _ = pair
        .other
        .bits()
        .unmask_here(&pair.other.vcpu(), news.port());
    outcome
}

fn receive<M: Machine>(pair: &Pair<'_, M>, news: &End<'_, M>) -> Outcome {
    let (machine, peer) = (pair.other.machine, pair.other.peer);
    pair.other.bits().clear(news.port());
    // The sender finds no ring.
    pair.step()?;
    let ring = Receiver::register(
        machine.xen(),
        pages(machine, 1)?,
        INBOX,
        Partner::Domain(peer),
    );
    let mut inbox =
        ring.map_err(|refused| Stop::failed(format_args!("the ring was refused: {refused}")))?;
    pair.step()?;
    told(pair, news)?;
    let mut buffer = [0; 64];
    let Some(message) = attempt!(inbox.receive(&mut buffer)) else {
        return Err(Stop::failed(format_args!("an event, and no message")));
    };
    check!(
        (
            message.source.domain_id,
            message.source.aport,
            message.message_type
        ),
        (peer, OUTBOX, GREETING)
    );
    check!(buffer[..message.len], *b"three pieces, one message");
    check!(
        attempt!(inbox.receive(&mut buffer)).map(|message| message.len),
        None
    );
    pair.step()?;
    // The sender fills the ring.
    pair.step()?;
    let mut count = 0_u32;
    while let Some(message) = attempt!(inbox.receive(&mut buffer)) {
        match message.message_type {
            FILLING => check!(
                (message.len, buffer[..4] == count.to_le_bytes()),
                (48, true)
            ),
            // When there is space again.
            LAST => break,
            other => return Err(Stop::failed(format_args!("a message of type {other}"))),
        }
        count += 1;
    }
    // Each takes 64 of the ring's 4032 bytes, of which 16 stay free.
    check!(count, 62);
    // The sender sends once more.
    pair.step()?;
    drop(inbox);
    pair.step()
}

fn send<M: Machine>(pair: &Pair<'_, M>, news: &End<'_, M>) -> Outcome {
    let (machine, peer) = (pair.other.machine, pair.other.peer);
    let outbox = attempt!(Sender::new(machine.xen(), OUTBOX, peer, INBOX));
    check!(
        outbox.send(GREETING, &[b"nobody there"]),
        Err(SendError::NoRing)
    );
    check!(outbox.room_for(1).map(|room| room.is_none()), Ok(true));
    pair.step()?;
    pair.step()?;
    attempt!(outbox.send(GREETING, &[b"three ", b"pieces, ", b"one message"]));
    pair.step()?;
    pair.other.bits().clear(news.port());
    let mut count = 0_u32;
    let full = loop {
        match outbox.send(FILLING, &[&count.to_le_bytes(), &[0; 44]]) {
            Ok(()) => count += 1,
            Err(error) => break error,
        }
    };
    check!((count, full), (62, SendError::Full));
    pair.step()?;
    told(pair, news)?;
    check!(
        attempt!(outbox.room_for(48)).map(|room| room.sufficient),
        Some(true)
    );
    attempt!(outbox.send(LAST, &[b"there is room"]));
    pair.step()?;
    pair.step()?;
    check!(
        outbox.send(LAST, &[b"nobody there"]),
        Err(SendError::NoRing)
    );
    Ok(())
}

/// Waits for a notification of Xen about rings.
fn told<M: Machine>(pair: &Pair<'_, M>, news: &End<'_, M>) -> Outcome {
    pair.other.until("for news about rings", || {
        Ok(pair.other.bits().clear(news.port()).then_some(()))
    })
}
