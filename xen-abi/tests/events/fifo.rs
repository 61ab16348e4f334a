//! The FIFO ABI.

use super::{found, pair};
use xen_abi::event_channel::{self, ChannelState, Port};
use xen_abi::events::{Channel, Fifo, FifoError, FifoVcpu, NotStarted};
use xen_abi::mock::{Domain, Fault, Machine, Pages};
use xen_abi::pages::GuestPages;
use xen_abi::sched::{self, Resumed};
use xen_abi::xen::{DomId, Virq};
use xen_abi::{Errno, Hypercall};

/// Switches a domain to the FIFO ABI.
pub(super) fn fifo(
    domain: &Domain,
    pages: usize,
) -> Result<Fifo<&Domain, Pages>, NotStarted<Pages>> {
    Fifo::start(domain, 3, domain.pages(1), domain.pages(pages))
}

/// The queues of a domain's vCPU.
pub(super) fn queues<'a>(
    fifo: &'a Fifo<&Domain, Pages>,
    vcpu: u32,
    domain: &'a Domain,
) -> FifoVcpu<'a> {
    // SAFETY: the domain keeps the words, which are accessed atomically.
    unsafe { fifo.vcpu(vcpu, domain.on_vcpu(vcpu).vcpu_info()) }
}

pub(super) fn taken(fifo: &Fifo<&Domain, Pages>, queues: &mut FifoVcpu<'_>) -> Vec<Port> {
    let mut ports = Vec::new();
    queues
        .handle(fifo.array(), |port| ports.push(port))
        .unwrap();
    ports
}

#[test]
fn queues_keep_the_order_and_the_priorities() {
    let (one, _) = pair();
    let fifo = fifo(&one, 1).unwrap();
    let mut queues = queues(&fifo, 0, &one);
    let channels: Vec<_> = (0..4).map(|_| Channel::ipi(&one, 0).unwrap()).collect();
    channels[3].set_priority(2).unwrap();
    for index in [2, 0, 3, 1, 2] {
        channels[index].send().unwrap();
    }
    assert_eq!(
        taken(&fifo, &mut queues),
        [3, 2, 0, 1].map(|index: usize| channels[index].port())
    );
    assert_eq!(taken(&fifo, &mut queues), []);
    channels[1].send().unwrap();
    assert_eq!(
        taken(&fifo, &mut queues),
        [channels[1].port()],
        "a queue starts anew"
    );
    // Of higher priority than the pending ports: it is the next.
    for index in [0, 1, 2] {
        channels[index].send().unwrap();
    }
    let mut order = Vec::new();
    queues
        .handle(fifo.array(), |port| {
            order.push(port);
            if order.len() == 1 {
                channels[3].send().unwrap();
            }
        })
        .unwrap();
    assert_eq!(
        order,
        [0, 3, 1, 2].map(|index: usize| channels[index].port())
    );
}

#[test]
fn masks_apply_to_queued_ports() {
    let (one, _) = pair();
    let fifo = fifo(&one, 1).unwrap();
    let (array, mut queues) = (fifo.array(), queues(&fifo, 0, &one));
    let (first, second) = (
        Channel::ipi(&one, 0).unwrap(),
        Channel::ipi(&one, 0).unwrap(),
    );
    assert!(!array.mask(first.port()) && array.mask(first.port()));
    first.send().unwrap();
    second.send().unwrap();
    assert_eq!(taken(&fifo, &mut queues), [second.port()]);
    assert!(array.is_pending(first.port()) && array.is_masked(first.port()));
    array.unmask(&one, first.port()).unwrap();
    assert_eq!(taken(&fifo, &mut queues), [first.port()]);
    // Masked while it is queued: the event stays pending.
    first.send().unwrap();
    array.mask(first.port());
    assert_eq!(taken(&fifo, &mut queues), []);
    array.unmask(&one, first.port()).unwrap();
    assert_eq!(taken(&fifo, &mut queues), [first.port()]);
    array.mask(first.port());
    assert!(array.unmask_if_quiet(first.port()), "nothing waits");
    first.send().unwrap();
    assert!(array.clear(first.port()) && !array.clear(first.port()));
    assert_eq!(taken(&fifo, &mut queues), [], "polled");
    for port in [1024, u32::MAX].map(Port) {
        assert!(
            !array.is_pending(port)
                && !array.clear(port)
                && !array.mask(port)
                && array.unmask_if_quiet(port)
        );
    }
    assert_eq!(array.ports(), 1024);
}

#[test]
fn processors_have_queues_of_their_own() {
    let (one, _) = pair();
    let fifo = fifo(&one, 2).unwrap();
    let mut both = [queues(&fifo, 0, &one), queues(&fifo, 1, &one)];
    let (ipi, virq) = (
        Channel::ipi(&one, 1).unwrap(),
        Channel::virq(&one, Virq::ARGO, 0).unwrap(),
    );
    ipi.send().unwrap();
    one.raise_virq(Virq::ARGO);
    assert_eq!(
        both.each_mut().map(|queues| taken(&fifo, queues)),
        [vec![virq.port()], vec![ipi.port()]]
    );
    virq.notify_vcpu(1).unwrap();
    one.raise_virq(Virq::ARGO);
    ipi.send().unwrap();
    assert_eq!(
        both.each_mut().map(|queues| taken(&fifo, queues)),
        [vec![], vec![virq.port(), ipi.port()]]
    );
}

#[test]
fn pending_events_are_found_after_a_change_of_the_abi() {
    let (one, _) = pair();
    let ipi = Channel::ipi(&one, 0).unwrap();
    ipi.send().unwrap();
    let fifo = fifo(&one, 1).unwrap();
    let mut queues = queues(&fifo, 0, &one);
    assert_eq!(taken(&fifo, &mut queues), [ipi.port()]);
}

#[test]
fn the_fifo_abi_ends_when_its_value_is_dropped() {
    let (one, _) = pair();
    for pages in [1, 2] {
        let fifo = fifo(&one, pages).unwrap();
        let port = Channel::ipi(&one, 0).unwrap().into_port();
        drop(fifo);
        assert_eq!(
            event_channel::status(&one, DomId::SELF, port)
                .unwrap()
                .status,
            ChannelState::CLOSED
        );
    }
    let ipi = Channel::ipi(&one, 0).unwrap();
    ipi.send().unwrap();
    assert_eq!(found(&one), [ipi.port()], "2-level again");
}

#[test]
fn invalid_starts_are_refused_with_a_reason() {
    let (one, _) = pair();
    let start = |vcpus, control: usize, array: usize| {
        Fifo::start(&one, vcpus, one.pages(control), one.pages(array))
            .map(drop)
            .map_err(|refused| {
                let pages = refused.pages.expect("Xen has none of them");
                assert_eq!(
                    (pages.control.count(), pages.array.count()),
                    (control, array)
                );
                refused.why
            })
    };
    assert_eq!(
        start(57, 1, 1),
        Err(FifoError::ControlPages {
            needed: 2,
            given: 1
        })
    );
    assert_eq!(
        start(0, 1, 1),
        Err(FifoError::ControlPages {
            needed: 1,
            given: 1
        })
    );
    assert_eq!(
        start(1, 1, 129),
        Err(FifoError::ArrayPages {
            most: 128,
            given: 129
        })
    );
    assert_eq!(
        start(4, 1, 1),
        Err(FifoError::Xen(Errno::ENOENT)),
        "three processors"
    );
    assert_eq!(start(3, 1, 1), Ok(()), "nothing was left behind");
    one.fail_next(Fault::OutOfMemory);
    assert_eq!(start(1, 1, 1), Err(FifoError::Xen(Errno::ENOMEM)));
    one.fail_next(Fault::WriteBack);
    assert_eq!(start(1, 1, 1), Err(FifoError::Xen(Errno::EFAULT)));
    assert_eq!(start(1, 1, 128), Ok(()));
    assert!(
        FifoError::ControlPages {
            needed: 2,
            given: 1
        }
        .to_string()
        .contains("2 pages, not 1")
    );
    assert!(
        FifoError::ArrayPages {
            most: 128,
            given: 0
        }
        .to_string()
        .contains("128 pages, not 0")
    );
    assert!(FifoError::Xen(Errno::EPERM).to_string().contains("EPERM"));
    assert!(FifoError::InUse.to_string().contains("already"));
    assert!(
        FifoError::ChannelsOpen(3)
            .to_string()
            .contains("3 channels")
    );
}

/// Leaving the FIFO ABI closes all ports, and must not close those of open channels.
#[test]
fn the_fifo_abi_does_not_end_while_a_channel_is_open() {
    let (one, _) = pair();
    let fifo = fifo(&one, 1).unwrap();
    let old = Channel::offer(&one, DomId(2)).unwrap();
    drop(fifo);
    assert_eq!(old.status().unwrap().status, ChannelState::UNBOUND);
    let new = Channel::offer(&one, DomId(2)).unwrap();
    assert_ne!(old.port(), new.port());
    drop(old);
    assert_eq!(new.status().unwrap().status, ChannelState::UNBOUND);
    assert_eq!(new.set_priority(3), Ok(()), "the layout is as it was");
    drop(new);
    // The pages are leaked, and the FIFO ABI stays in use.
    let again = Fifo::start(&one, 1, one.pages(1), one.pages(1)).unwrap_err();
    assert_eq!(again.why, FifoError::InUse);
    assert!(again.pages.is_some());
}

#[test]
fn closing_the_fifo_abi_returns_its_pages() {
    let (one, _) = pair();
    let (control, array) = (one.pages(1), one.pages(1));
    let frames = (control.frame(0), array.frame(0));
    let mut fifo = Fifo::start(&one, 3, control, array).unwrap();
    for _ in 0..2 {
        let ipi = Channel::ipi(&one, 0).unwrap();
        let refused = fifo.close().unwrap_err();
        assert_eq!(refused.why, FifoError::ChannelsOpen(1));
        assert_eq!(ipi.status().unwrap().status, ChannelState::IPI);
        // A second start leaves the first unchanged.
        let second = Fifo::start(&one, 2, one.pages(1), one.pages(1)).unwrap_err();
        assert_eq!(second.why, FifoError::InUse);
        drop(ipi);
        one.fail_next(Fault::ResetUnderWay);
        let refused = refused.value.close().unwrap_err();
        assert_eq!(refused.why, FifoError::Xen(Errno::EBUSY));
        let pages = refused.value.close().unwrap();
        assert_eq!((pages.control.frame(0), pages.array.frame(0)), frames);
        fifo = Fifo::start(&one, 3, pages.control, pages.array).unwrap();
    }
    // A channel that was leaked by `mem::forget` still owns its port.
    std::mem::forget(Channel::ipi(&one, 0).unwrap());
    assert_eq!(fifo.close().unwrap_err().why, FifoError::ChannelsOpen(1));
}

#[test]
fn a_start_that_fails_closes_no_channel() {
    let (one, _) = pair();
    let ipi = Channel::ipi(&one, 0).unwrap();
    // The vCPU that does not exist is found before anything changes.
    let refused = Fifo::start(&one, 4, one.pages(1), one.pages(1)).unwrap_err();
    assert_eq!(refused.why, FifoError::Xen(Errno::ENOENT));
    assert!(refused.pages.is_some());
    assert_eq!(ipi.set_priority(3), Err(Errno::ENOSYS), "still 2-level");
    // A page of another domain, after Xen has the control block.
    let elsewhere = Machine::new().domain(DomId(1)).pages(1);
    let refused = Fifo::start(&one, 1, one.pages(1), elsewhere).unwrap_err();
    assert_eq!(refused.why, FifoError::Xen(Errno::EINVAL));
    assert!(refused.pages.is_none(), "Xen has the control block");
    assert!(refused.to_string().contains("EINVAL") && format!("{refused:?}").contains("false"));
    assert_eq!(ipi.status().unwrap().status, ChannelState::IPI);
}

/// Other threads open channels while the ABI is switched repeatedly.
#[test]
fn channels_keep_their_ports_while_the_abi_changes() {
    let (one, _) = pair();
    std::thread::scope(|scope| {
        let threads = [(), ()].map(|()| {
            scope.spawn(|| {
                for _ in 0..if cfg!(miri) { 20 } else { 400 } {
                    let channel = match Channel::ipi(&one, 1) {
                        Ok(channel) => channel,
                        Err(errno) => {
                            assert_eq!(errno, Errno::EAGAIN, "only during a reset");
                            continue;
                        }
                    };
                    std::thread::yield_now();
                    let status = channel.status().unwrap();
                    assert_eq!((status.status, status.vcpu), (ChannelState::IPI, 1));
                    channel.close().unwrap();
                    std::thread::yield_now();
                }
            })
        });
        while !threads.iter().all(|thread| thread.is_finished()) {
            let mut fifo = fifo(&one, 1).unwrap();
            while let Err(refused) = fifo.close() {
                assert!(matches!(refused.why, FifoError::ChannelsOpen(1..=2)));
                fifo = refused.value;
                std::thread::yield_now();
            }
        }
    });
    assert_eq!(one.domain_events().channels(), 0);
}

/// Xen drops them before it looks at the port's word: polling finds nothing either.
#[test]
fn events_for_a_vcpu_without_queues_are_lost() {
    let (one, _) = pair();
    let fifo = Fifo::start(&one, 1, one.pages(1), one.pages(1)).unwrap();
    let channels = [0, 1].map(|vcpu| Channel::ipi(&one, vcpu).unwrap());
    for (channel, is_pending) in channels.iter().zip([true, false]) {
        channel.send().unwrap();
        assert_eq!(fifo.array().is_pending(channel.port()), is_pending);
    }
}

/// A restored domain keeps the ports that the toolstack has opened, and starts the ABI again.
#[test]
fn the_fifo_abi_starts_again_after_a_restore() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    let fifo = Fifo::start(&one, 1, one.pages(1), one.pages(1)).unwrap();
    machine.resume(one.id(), Resumed::Restored);
    // SAFETY: the domain has one vCPU, and what it shared is not used afterwards.
    let resumed = unsafe { sched::suspend(&one, None) };
    assert_eq!(resumed, Ok(Resumed::Restored));
    let of_toolstack = event_channel::alloc_unbound(&one, DomId::SELF, DomId(0)).unwrap();
    let channel = Channel::ipi(&one, 0).unwrap();
    // SAFETY: the domain has been restored, and uses the 2-level ABI.
    let pages = unsafe { fifo.into_pages() };
    let fifo = Fifo::start(&one, 1, pages.control, pages.array).unwrap();
    let status = event_channel::status(&one, DomId::SELF, of_toolstack).unwrap();
    assert_eq!(status.status, ChannelState::UNBOUND);
    channel.send().unwrap();
    assert_eq!(taken(&fifo, &mut queues(&fifo, 0, &one)), [channel.port()]);
}
