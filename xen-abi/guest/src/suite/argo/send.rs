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
    check!(
        send(machine, own(FROM), own(PORT), b"x"),
        Err(Errno::ECONNREFUSED)
    );
    let ring = ring(machine)?;
    check!(send(machine, own(FROM), own(PORT), b"a message"), Ok(9));
    check!(
        send(
            machine,
            Addr {
                domain_id: ANY,
                ..own(FROM)
            },
            own(PORT),
            b"a message"
        ),
        Ok(9)
    );
    check!(
        send(machine, own(FROM), own(Port(8)), b"x"),
        Err(Errno::ECONNREFUSED)
    );
    check!(
        send(
            machine,
            own(FROM),
            Addr {
                domain_id: NOBODY,
                ..own(PORT)
            },
            b"x"
        ),
        Err(Errno::ESRCH)
    );
    check!(
        send(
            machine,
            own(FROM),
            Addr {
                domain_id: DomId::SELF,
                ..own(PORT)
            },
            b"x"
        ),
        Err(Errno::ESRCH)
    );
    check!(
        send(
            machine,
            Addr {
                domain_id: NOBODY,
                ..own(FROM)
            },
            own(PORT),
            b"x"
        ),
        Err(Errno::EPERM)
    );
    check!(
        send(
            machine,
            Addr {
                pad: 1,
                ..own(FROM)
            },
            own(PORT),
            b"x"
        ),
        Err(Errno::EINVAL)
    );
    check!(
        send(
            machine,
            own(FROM),
            Addr {
                pad: 1,
                ..own(PORT)
            },
            b"x"
        ),
        Err(Errno::EINVAL)
    );
    check!(
        send(machine, own(FROM), own(PORT), &[0; MOST + 1]),
        Err(Errno::EMSGSIZE)
    );
    let addresses = SendAddr {
        src: own(FROM),
        dst: own(PORT),
    };
    check!(
        // SAFETY: empty pieces.
        unsafe { argo::sendv(machine.xen(), &addresses, &[Iov::zeroed(); 9], 5) },
        Err(Errno::EINVAL)
    );
    let long = Iov {
        iov_len: (1 << 24) + 1,
        ..Iov::zeroed()
    };
    check!(
        // SAFETY: Xen refuses the length before it reads the piece.
        unsafe { argo::sendv(machine.xen(), &addresses, &[long], 5) },
        Err(Errno::EINVAL)
    );
    check!(
        // SAFETY: Xen refuses the padding.
        unsafe {
            argo::sendv(
                machine.xen(),
                &addresses,
                &[Iov {
                    pad: 1,
                    ..Iov::zeroed()
                }],
                5,
            )
        },
        Err(Errno::EINVAL)
    );
    drop(ring);
    Ok(())
}
