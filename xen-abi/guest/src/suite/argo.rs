//! Argo: rings that this domain registers for itself, messages through them, and every way to be
//! refused.

use xen_abi::argo::{
    self, Addr, Gfn, Iov, Port, RegisterFlags, RegisterRing, RingData, RingDataEnt, RingFlags,
    SendAddr, UnregisterRing, XEN_ARGO_DOMID_ANY,
};
use xen_abi::argo_endpoint::{Partner, Receiver, Sender, WhyRefused};
use xen_abi::events::Channel;
use xen_abi::flex::WithElements;
use xen_abi::handle::GuestHandle;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, HypercallNum, Virq};
use xen_abi::{Errno, Hypercall, Plain, returns};

use super::delivery::{UPCALL_LIMIT, take};
use super::fifo::pages;
use super::ports::NOBODY;
use crate::machine::Machine;
use crate::time_limit::TimeLimit;
use crate::transcript::{Outcome, Stop, Transcript};

/// Where the rings are.
const PORT: Port = Port(7);

/// Where messages come from.
const FROM: Port = Port(3);

/// The bytes of a ring of one page.
const LEN: u32 = 4032;

/// The most data that one message to such a ring can carry.
const MOST: usize = 4000;

const ANY: DomId = DomId(XEN_ARGO_DOMID_ANY as u16);

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, required: bool) {
    let available = available(transcript.machine, required);
    let there = available.is_ok();
    transcript.record("argo::available", available);
    if !there {
        return;
    }
    transcript.test("argo::register", register);
    transcript.test("argo::register_refused", register_refused);
    transcript.test("argo::unregister", unregister);
    transcript.test("argo::one_to_eight_pieces", one_to_eight_pieces);
    transcript.test("argo::around_the_ring", around_the_ring);
    transcript.test("argo::send_refused", send_refused);
    transcript.test("argo::full_then_room", full_then_room);
    transcript.test("argo::virq", virq);
    transcript.test("argo::notify", notify);
    transcript.test("argo::notify_refused", notify_refused);
    transcript.test("argo::for_everybody", for_everybody);
    transcript.test("argo::unreadable_arguments", unreadable_arguments);
}

/// Asks nothing, which a Xen with Argo answers.
fn available<M: Machine>(machine: &M, required: bool) -> Outcome {
    // SAFETY: no questions.
    let why = match unsafe { argo::notify(machine.xen(), core::ptr::null_mut()) } {
        Ok(()) => return Ok(()),
        Err(Errno::ENOSYS) => "ENOSYS: it is not in this hypervisor",
        Err(Errno::EOPNOTSUPP) => "EOPNOTSUPP: it is not switched on, argo=1 does so",
        Err(errno) => {
            return Err(Stop::failed(format_args!(
                "a call without a question: {errno}"
            )));
        }
    };
    if required {
        Err(Stop::failed(format_args!("{why}")))
    } else {
        Err(Stop::skipped(format_args!("{why}")))
    }
}

/// A ring for this domain's own messages.
fn ring<M: Machine>(machine: &M) -> Outcome<Receiver<&M::Xen, M::Pages>> {
    Ok(attempt!(Receiver::register(
        machine.xen(),
        pages(machine, 1)?,
        PORT,
        Partner::Domain(machine.id())
    )))
}

/// The other end.
fn sender<M: Machine>(machine: &M) -> Outcome<Sender<&M::Xen>> {
    Ok(attempt!(Sender::new(
        machine.xen(),
        FROM,
        machine.id(),
        PORT
    )))
}

/// Registers the first pages as a ring, whatever the description says.
fn describe<M: Machine>(
    machine: &M,
    memory: &M::Pages,
    ring: RegisterRing,
    count: usize,
    flags: RegisterFlags,
) -> Result<(), Errno> {
    let frames = [memory.frame(0), memory.frame(memory.count() - 1)].map(|frame| Gfn(frame.get()));
    // SAFETY: nothing else lives in the pages, which outlive what is registered.
    unsafe { argo::register_ring(machine.xen(), &ring, &frames[..count], flags) }
}

fn own_ring<M: Machine>(machine: &M) -> RegisterRing {
    RegisterRing {
        aport: PORT,
        partner_id: machine.id(),
        pad: 0,
        len: LEN,
    }
}

fn give_up<M: Machine>(machine: &M, partner: DomId) -> Result<(), Errno> {
    argo::unregister_ring(
        machine.xen(),
        &UnregisterRing {
            aport: PORT,
            partner_id: partner,
            pad: 0,
        },
    )
}

fn register<M: Machine>(machine: &M) -> Outcome {
    let memory = pages(machine, 1)?;
    let ring = own_ring(machine);
    check!(
        describe(machine, &memory, ring, 1, RegisterFlags::FAIL_EXIST),
        Ok(())
    );
    check!(
        describe(machine, &memory, ring, 1, RegisterFlags::FAIL_EXIST),
        Err(Errno::EEXIST)
    );
    // Without the flag it is replaced, as after a migration, if it is as long.
    check!(
        describe(machine, &memory, ring, 1, RegisterFlags::empty()),
        Ok(())
    );
    check!(
        describe(
            machine,
            &memory,
            RegisterRing {
                len: LEN - 16,
                ..ring
            },
            1,
            RegisterFlags::empty()
        ),
        Err(Errno::EEXIST)
    );
    check!(give_up(machine, machine.id()), Ok(()));
    // The shortest one.
    check!(
        describe(
            machine,
            &memory,
            RegisterRing { len: 48, ..ring },
            1,
            RegisterFlags::FAIL_EXIST
        ),
        Ok(())
    );
    check!(give_up(machine, machine.id()), Ok(()));
    Ok(())
}

fn register_refused<M: Machine>(machine: &M) -> Outcome {
    let memory = pages(machine, 2)?;
    let ring = own_ring(machine);
    let none = RegisterFlags::empty();
    for len in [0, 32, 56, LEN + 8, (1 << 24) + 16, u32::MAX] {
        check!(
            (
                len,
                describe(machine, &memory, RegisterRing { len, ..ring }, 1, none)
            ),
            (len, Err(Errno::EINVAL))
        );
    }
    // A page too many, one too few, none.
    check!(
        describe(machine, &memory, ring, 2, none),
        Err(Errno::EINVAL)
    );
    check!(
        describe(
            machine,
            &memory,
            RegisterRing { len: 4096, ..ring },
            1,
            none
        ),
        Err(Errno::EINVAL)
    );
    check!(
        describe(machine, &memory, ring, 0, none),
        Err(Errno::EINVAL)
    );
    check!(
        describe(machine, &memory, RegisterRing { pad: 1, ..ring }, 1, none),
        Err(Errno::EINVAL)
    );
    check!(
        describe(
            machine,
            &memory,
            ring,
            1,
            RegisterFlags::from_bits_retain(2)
        ),
        Err(Errno::EINVAL)
    );
    check!(
        describe(
            machine,
            &memory,
            RegisterRing {
                partner_id: NOBODY,
                ..ring
            },
            1,
            none
        ),
        Err(Errno::ESRCH)
    );
    check!(
        describe(
            machine,
            &memory,
            RegisterRing {
                partner_id: DomId::SELF,
                ..ring
            },
            1,
            none
        ),
        Err(Errno::ESRCH)
    );
    // None of it left a ring behind.
    check!(give_up(machine, machine.id()), Err(Errno::ENOENT));
    Ok(())
}

fn unregister<M: Machine>(machine: &M) -> Outcome {
    check!(give_up(machine, machine.id()), Err(Errno::ENOENT));
    drop(ring(machine)?);
    check!(give_up(machine, machine.id()), Err(Errno::ENOENT));
    let padded = UnregisterRing {
        aport: PORT,
        partner_id: machine.id(),
        pad: 1,
    };
    check!(
        argo::unregister_ring(machine.xen(), &padded),
        Err(Errno::EINVAL)
    );
    Ok(())
}

/// What a message should be read as.
fn expect<M: Machine>(
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

fn one_to_eight_pieces<M: Machine>(machine: &M) -> Outcome {
    let mut ring = ring(machine)?;
    let sender = sender(machine)?;
    let text = b"one piece after the other, none of them as long as its neighbour";
    // Cut at places that fit no slot: 0, 1, 3, 6, 10 ...
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

/// Messages that fill the ring many times over, so that some lie across its end.
fn around_the_ring<M: Machine>(machine: &M) -> Outcome {
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

/// Sends one piece from and to wherever is asked.
fn send<M: Machine>(
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
    // SAFETY: the piece is borrowed until the call is over.
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

fn send_refused<M: Machine>(machine: &M) -> Outcome {
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
        // SAFETY: refused by its length, before it is read.
        unsafe { argo::sendv(machine.xen(), &addresses, &[long], 5) },
        Err(Errno::EINVAL)
    );
    check!(
        // SAFETY: refused by its padding.
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

/// Waits until the port has been raised, without an upcall.
fn raised<M: Machine>(machine: &M, virq: &Channel<&M::Xen>) -> Outcome {
    let mut limit = TimeLimit::new(machine.now(), UPCALL_LIMIT);
    while !machine.two_level().clear(virq.port()) {
        if limit.is_passed(machine.now()) {
            return Err(Stop::failed(format_args!("VIRQ_ARGO was not raised")));
        }
    }
    Ok(())
}

/// Until there is no room any more; and who waited for it is told when there is.
fn full_then_room<M: Machine>(machine: &M) -> Outcome {
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
    // There is as much room as was asked for only when the receiver says that it has read.
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

fn virq<M: Machine>(machine: &M) -> Outcome {
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

/// What Xen says of a ring, if so much room is asked for.
fn ask<M: Machine>(machine: &M, len: u32) -> Outcome<(RingFlags, u32)> {
    let ring = Addr {
        aport: PORT,
        domain_id: machine.id(),
        pad: 0,
    };
    let question = RingDataEnt {
        ring,
        space_required: len,
        ..RingDataEnt::zeroed()
    };
    let mut questions = WithElements::new(
        RingData {
            nent: 1,
            ..RingData::zeroed()
        },
        [question],
    );
    // SAFETY: one question follows, as the record says.
    attempt!(unsafe { argo::notify(machine.xen(), questions.as_mut_ptr()) });
    let answer = questions.elements()[0];
    Ok((answer.flags, answer.max_message_size))
}

fn notify<M: Machine>(machine: &M) -> Outcome {
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

fn notify_refused<M: Machine>(machine: &M) -> Outcome {
    let mut many = RingData {
        nent: 257,
        ..RingData::zeroed()
    };
    check!(
        // SAFETY: refused by their number.
        unsafe { argo::notify(machine.xen(), &raw mut many) },
        Err(Errno::EACCES)
    );
    Ok(())
}

/// A ring that takes messages of any domain, where that is permitted; one for the sender alone
/// comes before it.
fn for_everybody<M: Machine>(machine: &M) -> Outcome {
    let mut everybody =
        match Receiver::register(machine.xen(), pages(machine, 1)?, PORT, Partner::Any) {
            Err(refused) if refused.why == WhyRefused::Xen(Errno::EPERM) => {
                skip!("EPERM: mac-permissive=1 permits it")
            }
            outcome => attempt!(outcome),
        };
    check!(
        ask(machine, 16)?
            .0
            .contains(RingFlags::EXISTS | RingFlags::SHARED),
        true
    );
    let sender = sender(machine)?;
    attempt!(sender.send(1, &[b"to everybody"]));
    expect(machine, &mut everybody, 1, b"to everybody")?;
    let mut own = ring(machine)?;
    attempt!(sender.send(2, &[b"to one"]));
    check!(matches!(everybody.peek(), Ok(None)), true);
    expect(machine, &mut own, 2, b"to one")?;
    Ok(())
}

fn unreadable_arguments<M: Machine>(machine: &M) -> Outcome {
    const NOWHERE: usize = usize::MAX - 7;
    for operation in [
        argo::ArgoOp::RegisterRing,
        argo::ArgoOp::UnregisterRing,
        argo::ArgoOp::Sendv,
        argo::ArgoOp::Notify,
    ] {
        let (second, count) = match operation {
            argo::ArgoOp::RegisterRing => (NOWHERE, 1),
            argo::ArgoOp::Sendv => (NOWHERE, 1),
            _ => (0, 0),
        };
        // SAFETY: the last bytes of all addresses are nobody's memory.
        let result = unsafe {
            machine.xen().hypercall(
                HypercallNum::ARGO_OP.0,
                [operation as usize, NOWHERE, second, count, 0],
            )
        };
        check!(
            (operation, returns::neg_errnoval(result)),
            (operation, Err(Errno::EFAULT))
        );
    }
    Ok(())
}
