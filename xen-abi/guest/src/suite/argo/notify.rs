//! Space in a ring: notifications and queries.

use xen_abi::argo::{self, Addr, RingData, RingFlags};
use xen_abi::events::Channel;
use xen_abi::xen::Virq;
use xen_abi::{Errno, Plain};

use super::rings::{FROM, MOST, PORT, ring, sender};
use super::send::send;
use crate::machine::Machine;
use crate::ring_query::ring_query;
use crate::suite::delivery::{UPCALL_LIMIT, take};
use crate::time_limit::TimeLimit;
use crate::transcript::{Outcome, Stop};

/// Polls until the port is pending, with upcalls masked.
fn raised<M: Machine>(machine: &M, virq: &Channel<&M::Xen>) -> Outcome {
    let mut limit = TimeLimit::new(machine.now(), UPCALL_LIMIT);
    while !machine.two_level().clear(virq.port()) {
        if limit.is_passed(machine.now()) {
            return Err(Stop::failed(format_args!("VIRQ_ARGO was not raised")));
        }
    }
    Ok(())
}

/// Fills a ring; the refused sender is notified when there is space.
pub(super) fn full_then_room<M: Machine>(machine: &M) -> Outcome {
    let virq = attempt!(Channel::virq(machine.xen(), Virq::ARGO, 0));
    let bits = machine.two_level();
    bits.mask(virq.port());
    let mut ring = ring(machine)?;
    let own = |aport| Addr {
        aport,
        domain_id: machine.id(),
        pad: 0,
    };
    let data = [0x5a; 1000];
    // Three messages of 1024 bytes in the ring leave too little for a fourth.
    for _ in 0..3 {
        check!(send(machine, own(FROM), own(PORT), &data), Ok(1000));
    }
    check!(
        send(machine, own(FROM), own(PORT), &data),
        Err(Errno::EAGAIN)
    );
    bits.clear(virq.port());
    // Xen only sees the space when the receiver notifies it of its reads.
    check!(
        ring.skip()
            .map(|message| message.map(|message| message.len)),
        Ok(Some(1000))
    );
    check!(bits.is_pending(virq.port()), false);
    check!(ring.announce_room(), Ok(()));
    raised(machine, &virq)?;
    check!(send(machine, own(FROM), own(PORT), &data), Ok(1000));
    attempt!(bits.unmask(machine.xen(), virq.port()));
    Ok(())
}

pub(super) fn virq<M: Machine>(machine: &M) -> Outcome {
    let virq = attempt!(Channel::virq(machine.xen(), Virq::ARGO, 0));
    let ring = ring(machine)?;
    let sender = sender(machine)?;
    take(machine);
    for _ in 0..3 {
        let seen = machine.upcalls();
        attempt!(sender.send(1, &[b"news"]));
        check!(machine.wait_for_upcall(seen, UPCALL_LIMIT), true);
        check!(take(machine).ports(), [virq.port()]);
    }
    drop(ring);
    Ok(())
}

/// Xen's answer about a ring, for a request of this much space.
pub(super) fn ask<M: Machine>(machine: &M, len: u32) -> Outcome<(RingFlags, u32)> {
    let ring = Addr {
        aport: PORT,
        domain_id: machine.id(),
        pad: 0,
    };
    let answer = attempt!(ring_query(machine.xen(), ring, len));
    Ok((answer.flags, answer.max_message_size))
}

pub(super) fn notify<M: Machine>(machine: &M) -> Outcome {
    use RingFlags as F;
    check!(ask(machine, 16)?.0, F::empty());
    let mut ring = ring(machine)?;
    let sender = sender(machine)?;
    let most = MOST as u32;
    check!(
        ask(machine, 16)?,
        (F::EXISTS | F::EMPTY | F::SUFFICIENT, most)
    );
    check!(
        ask(machine, most)?,
        (F::EXISTS | F::EMPTY | F::SUFFICIENT, most)
    );
    check!(
        ask(machine, 100_000)?,
        (F::EXISTS | F::EMPTY | F::EMSGSIZE, most)
    );
    attempt!(sender.send(1, &[b"something"]));
    check!(ask(machine, 16)?, (F::EXISTS | F::SUFFICIENT, most));
    check!(ask(machine, most)?, (F::EXISTS, most));
    check!(ring.clear(), Ok(()));
    check!(
        ask(machine, most)?,
        (F::EXISTS | F::EMPTY | F::SUFFICIENT, most)
    );
    Ok(())
}

pub(super) fn notify_refused<M: Machine>(machine: &M) -> Outcome {
    let mut many = RingData {
        nent: 257,
        ..RingData::zeroed()
    };
    check!(
        // SAFETY: Xen refuses the number of queries.
        unsafe { argo::notify(machine.xen(), &raw mut many) },
        Err(Errno::EACCES)
    );
    Ok(())
}
