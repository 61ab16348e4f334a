//! The FIFO ABI: queues in the guest's pages, and the return to the 2-level ABI.

use xen_abi::Errno;
use xen_abi::event_channel::{self as ec, ChannelState, Port};
use xen_abi::events::{Channel, Fifo, FifoArray, FifoError, FifoVcpu};
use xen_abi::frame::Gfn;
use xen_abi::pages::GuestPages;
use xen_abi::xen::DomId;

use super::delivery::{Found, UPCALL_LIMIT, take};
use crate::checks::pages;
use crate::machine::Machine;
use crate::transcript::{Outcome, Stop, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    transcript.test("fifo::init_control_refused", init_control_refused);
    transcript.test("fifo::expand_array_refused", expand_array_refused);
    transcript.test("fifo::delivers", delivers);
    transcript.test("fifo::by_priority", by_priority);
    transcript.test("fifo::masks", masks);
    transcript.test("fifo::early_events", early_events);
    transcript.test("fifo::way_back", way_back);
}

/// A frame without memory.
const NOWHERE: Gfn = Gfn::new(0xff_ffff_ffff);

/// Switches to the FIFO ABI.
fn start<M: Machine>(machine: &M) -> Outcome<Fifo<&M::Xen, M::Pages>> {
    Ok(attempt!(Fifo::start(
        machine.xen(),
        1,
        pages(machine, 1)?,
        pages(machine, 1)?
    )))
}

/// The queues of the vCPU.
fn queues<'a, M: Machine>(machine: &M, fifo: &'a Fifo<&M::Xen, M::Pages>) -> FifoVcpu<'a> {
    // SAFETY: the words are the vCPU's, and each test creates one value for them.
    unsafe { fifo.vcpu(0, machine.vcpu_info()) }
}

fn found(queues: &mut FifoVcpu<'_>, array: FifoArray<'_>) -> Outcome<Found> {
    let mut found = Found::default();
    attempt!(queues.handle(array, |port| found.push(port)));
    Ok(found)
}

fn init_control_refused<M: Machine>(machine: &M) -> Outcome {
    let page = pages(machine, 1)?;
    let init = |frame, offset, vcpu| {
        // SAFETY: the page has no other use, and Xen refuses all of these.
        unsafe { ec::init_control(machine.xen(), frame, offset, vcpu) }
    };
    check!(init(page.frame(0), 0, 1), Err(Errno::ENOENT));
    check!(init(page.frame(0), 4, 0), Err(Errno::EINVAL));
    check!(init(page.frame(0), 4096, 0), Err(Errno::EINVAL));
    check!(init(page.frame(0), 4096 - 64, 0), Err(Errno::EINVAL));
    check!(init(NOWHERE, 0, 0), Err(Errno::EINVAL));
    Ok(())
}

fn expand_array_refused<M: Machine>(machine: &M) -> Outcome {
    let page = pages(machine, 1)?;
    check!(
        // SAFETY: the page has no other use, and Xen refuses it.
        unsafe { ec::expand_array(machine.xen(), page.frame(0)) },
        Err(Errno::EOPNOTSUPP)
    );
    let fifo = start(machine)?;
    check!(
        // SAFETY: as above.
        unsafe { ec::expand_array(machine.xen(), NOWHERE) },
        Err(Errno::EINVAL)
    );
    check!(
        // SAFETY: as above.
        unsafe { ec::init_control(machine.xen(), page.frame(0), 0, 0) },
        Err(Errno::EINVAL)
    );
    drop(fifo);
    Ok(())
}

/// Calls `raise`, waits for the upcall, and takes the events.
fn announced<M: Machine>(
    machine: &M,
    array: FifoArray<'_>,
    queues: &mut FifoVcpu<'_>,
    raise: impl FnOnce() -> Result<(), Errno>,
) -> Outcome<Found> {
    found(queues, array)?;
    let seen = machine.upcalls();
    attempt!(raise());
    if !machine.wait_for_upcall(seen, UPCALL_LIMIT) {
        return Err(Stop::failed(format_args!("no upcall came")));
    }
    found(queues, array)
}

fn delivers<M: Machine>(machine: &M) -> Outcome {
    let fifo = start(machine)?;
    let (array, mut queues) = (fifo.array(), queues(machine, &fifo));
    check!(array.ports(), 1024);
    let (first, second) = attempt!(Channel::loopback(machine.xen()));
    for (from, to) in [(&first, &second), (&second, &first), (&first, &second)] {
        check!(
            announced(machine, array, &mut queues, || from.send())?.ports(),
            [to.port()]
        );
        check!(
            (array.is_pending(to.port()), queues.has_news()),
            (false, false)
        );
    }
    // In the order of the events, not of the port numbers.
    let ipis = [
        attempt!(Channel::ipi(machine.xen(), 0)),
        attempt!(Channel::ipi(machine.xen(), 0)),
    ];
    for order in [[0, 1], [1, 0]] {
        order
            .iter()
            .try_for_each(|index: &usize| ipis[*index].send())
            .map_err(|why| Stop::failed(format_args!("send: {why}")))?;
        check!(
            found(&mut queues, array)?.ports(),
            [ipis[order[0]].port(), ipis[order[1]].port()]
        );
    }
    Ok(())
}

fn by_priority<M: Machine>(machine: &M) -> Outcome {
    let fifo = start(machine)?;
    let (array, mut queues) = (fifo.array(), queues(machine, &fifo));
    let [low, middle, high] = [
        attempt!(Channel::ipi(machine.xen(), 0)),
        attempt!(Channel::ipi(machine.xen(), 0)),
        attempt!(Channel::ipi(machine.xen(), 0)),
    ];
    attempt!(low.set_priority(15));
    attempt!(high.set_priority(0));
    check!(middle.set_priority(16), Err(Errno::EINVAL));
    check!(
        ec::set_priority(machine.xen(), Port(high.port().0 + 1), 3),
        Err(Errno::EACCES)
    );
    check!(
        ec::set_priority(machine.xen(), Port(0), 3),
        Err(Errno::EACCES)
    );
    check!(
        ec::set_priority(machine.xen(), Port(4000), 3),
        Err(Errno::EINVAL)
    );
    for channel in [&low, &middle, &high] {
        attempt!(channel.send());
    }
    check!(
        found(&mut queues, array)?.ports(),
        [high.port(), middle.port(), low.port()]
    );
    Ok(())
}

fn masks<M: Machine>(machine: &M) -> Outcome {
    let fifo = start(machine)?;
    let (array, mut queues) = (fifo.array(), queues(machine, &fifo));
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    check!(array.mask(channel.port()), false);
    attempt!(channel.send());
    check!(
        (array.is_pending(channel.port()), queues.has_news()),
        (true, false)
    );
    check!(found(&mut queues, array)?.ports(), []);
    let unmasked = announced(machine, array, &mut queues, || {
        array.unmask(machine.xen(), channel.port())
    })?;
    check!(unmasked.ports(), [channel.port()]);
    // A port that is not pending is unmasked without a hypercall.
    array.mask(channel.port());
    check!(array.unmask_if_quiet(channel.port()), true);
    Ok(())
}

/// An event that precedes its word is raised when the word is added.
fn early_events<M: Machine>(machine: &M) -> Outcome {
    let control = pages(machine, 1)?;
    let words = pages(machine, 1)?;
    // SAFETY: the pages have no other use until the reset below.
    let bits = attempt!(unsafe { ec::init_control(machine.xen(), control.frame(0), 0, 0) });
    check!(u32::from(bits), ec::EVTCHN_FIFO_LINK_BITS as u32);
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    attempt!(channel.send());
    // SAFETY: as above.
    attempt!(unsafe { ec::expand_array(machine.xen(), words.frame(0)) });
    // SAFETY: only Xen and this slice access the page, both atomically.
    let array: FifoArray<'_> =
        FifoArray::new(unsafe { core::slice::from_raw_parts(words.start().as_ptr().cast(), 1024) });
    let pending = array.is_pending(channel.port());
    attempt!(ec::reset(machine.xen(), DomId::SELF));
    check!(pending, true);
    Ok(())
}

/// A reset returns to the 2-level ABI, in which events are delivered as before.
fn way_back<M: Machine>(machine: &M) -> Outcome {
    let fifo = start(machine)?;
    // A channel keeps its port while it is open.
    let open = attempt!(Channel::ipi(machine.xen(), 0));
    let fifo = match fifo.close() {
        Ok(_) => return Err(Stop::failed(format_args!("closed while a channel is open"))),
        Err(refused) => {
            check!(refused.why, FifoError::ChannelsOpen(1));
            refused.value
        }
    };
    check!(attempt!(open.status()).status, ChannelState::IPI);
    drop(open);
    attempt!(fifo.close());
    take(machine);
    let channel = attempt!(Channel::ipi(machine.xen(), 0));
    check!(channel.set_priority(3), Err(Errno::ENOSYS));
    let seen = machine.upcalls();
    attempt!(channel.send());
    check!(machine.wait_for_upcall(seen, UPCALL_LIMIT), true);
    check!(take(machine).ports(), [channel.port()]);
    Ok(())
}
