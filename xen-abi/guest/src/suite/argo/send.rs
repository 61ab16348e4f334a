//! Messages of the domain to itself, and refusals.

use xen_abi::argo::{self, Addr, Iov, Port, SendAddr};
use xen_abi::argo_endpoint::Receiver;
use xen_abi::handle::GuestHandle;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Plain};

use super::rings::{ANY, FROM, MOST, PORT, ring, sender};
use crate::machine::Machine;
use crate::suite::ports::NOBODY;
use crate::transcript::{Outcome, Stop};

/// The expected message.
pub(super) fn expect<M: Machine>(
    machine: &M,
    ring: &mut Receiver<&M::Xen, M::Pages>,
    kind: u32,
    data: &[u8],
) -> Outcome {
    let mut buffer = [0; 512];
    let Some(message) = attempt!(ring.receive(&mut buffer).map_err(|error| match error {
        xen_abi::argo_endpoint::ReceiveError::Announce(errno) => errno,
        xen_abi::argo_endpoint::ReceiveError::Ring(_) => Errno::EBADMSG,
    })) else {
        return Err(Stop::failed(format_args!("there is no message")));
    };
    check!(
        (
            message.message_type,
            message.source.domain_id,
            message.source.aport
        ),
        (kind, machine.id(), FROM)
    );
    check!(&buffer[..message.len], data);
    Ok(())
}

pub(super) fn one_to_eight_pieces<M: Machine>(machine: &M) -> Outcome {
    let mut ring = ring(machine)?;
    let sender = sender(machine)?;
    let text = b"one piece after the other, none of them as long as its neighbour";
    // Split at offsets that are no multiples of a slot: 0, 1, 3, 6, 10 ...
    let cut = |index: usize| index * (index + 1) / 2;
    for count in 0..=8 {
        let mut list: [&[u8]; 8] = [&[]; 8];
        for (index, piece) in list.iter_mut().enumerate().take(count) {
            *piece = &text[cut(index)..cut(index + 1)];
        }
        attempt!(sender.send(count as u32, &list[..count]));
        expect(machine, &mut ring, count as u32, &text[..cut(count)])?;
    }
    check!(matches!(ring.peek(), Ok(None)), true);
    Ok(())
}

/// Messages that fill the ring many times, so that some wrap around its end.
pub(super) fn around_the_ring<M: Machine>(machine: &M) -> Outcome {
    let mut ring = ring(machine)?;
    let sender = sender(machine)?;
    for round in 0..100_u32 {
        let data: [u8; 500] = core::array::from_fn(|index| (index as u32 * 7 + round) as u8);
        let len = 100 + 3 * round as usize;
        attempt!(sender.send(round, &[&data[..len]]));
        expect(machine, &mut ring, round, &data[..len])?;
    }
    Ok(())
}

/// Sends one piece between any addresses.
pub(super) fn send<M: Machine>(
    machine: &M,
    source: Addr,
    destination: Addr,
    data: &[u8],
) -> Result<u32, Errno> {
    let piece = Iov {
        iov_hnd: GuestHandle::from_slice(data),
        iov_len: data.len() as u32,
        pad: 0,
    };
    // SAFETY: the piece is borrowed for the call.
    unsafe {
        argo::sendv(
            machine.xen(),
            &SendAddr {
                src: source,
                dst: destination,
            },
            &[piece],
            5,
        )
    }
}

pub(super) fn send_refused<M: Machine>(machine: &M) -> Outcome {
    let own = |aport| Addr {
        aport,
        domain_id: machine.id(),
        pad: 0,
    };
    let (from, to) = (own(FROM), own(PORT));
    let of = |domain_id, addr| Addr { domain_id, ..addr };
    let padded = |addr| Addr { pad: 1, ..addr };
    let send = |from, to, message: &[u8]| send(machine, from, to, message);
    check!(send(from, to, b"x"), Err(Errno::ECONNREFUSED));
    let ring = ring(machine)?;
    check!(send(from, to, b"a message"), Ok(9));
    check!(send(of(ANY, from), to, b"a message"), Ok(9));
    check!(send(from, own(Port(8)), b"x"), Err(Errno::ECONNREFUSED));
    check!(send(from, of(NOBODY, to), b"x"), Err(Errno::ESRCH));
    check!(send(from, of(DomId::SELF, to), b"x"), Err(Errno::ESRCH));
    check!(send(of(NOBODY, from), to, b"x"), Err(Errno::EPERM));
    check!(send(padded(from), to, b"x"), Err(Errno::EINVAL));
    check!(send(from, padded(to), b"x"), Err(Errno::EINVAL));
    check!(send(from, to, &[0; MOST + 1]), Err(Errno::EMSGSIZE));
    pieces_refused(machine, &SendAddr { src: from, dst: to })?;
    drop(ring);
    Ok(())
}

/// Too many pieces, a piece that is too long, and one with padding.
fn pieces_refused<M: Machine>(machine: &M, addresses: &SendAddr) -> Outcome {
    check!(
        // SAFETY: empty pieces.
        unsafe { argo::sendv(machine.xen(), addresses, &[Iov::zeroed(); 9], 5) },
        Err(Errno::EINVAL)
    );
    let long = Iov {
        iov_len: (1 << 24) + 1,
        ..Iov::zeroed()
    };
    check!(
        // SAFETY: Xen refuses the length before it reads the piece.
        unsafe { argo::sendv(machine.xen(), addresses, &[long], 5) },
        Err(Errno::EINVAL)
    );
    let padded = Iov {
        pad: 1,
        ..Iov::zeroed()
    };
    check!(
        // SAFETY: Xen refuses the padding.
        unsafe { argo::sendv(machine.xen(), addresses, &[padded], 5) },
        Err(Errno::EINVAL)
    );
    Ok(())
}
