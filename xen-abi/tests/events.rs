//! Event channels through the safe types, against the software Xen.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;
use xen_abi::Errno;
use xen_abi::Hypercall;
use xen_abi::clock::{SystemClock, SystemTime};
use xen_abi::event_channel::{self, ChannelState, Port};
use xen_abi::events::{
    BrokenQueue, Channel, Fifo, FifoArray, FifoError, FifoVcpu, NotStarted, PortSet, TwoLevel,
    TwoLevelVcpu, XenWord, wait,
};
use xen_abi::mock::{Domain, Fault, Machine, Pages, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};

const VCPUS: Setup = Setup {
    vcpus: 3,
    privileged: false,
    argo: false,
    max_port: u32::MAX,
};

fn pair() -> (Domain, Domain) {
    let machine = Machine::new();
    (
        machine.start(DomId(1), VCPUS),
        machine.start(DomId(2), VCPUS),
    )
}

/// The ports that the domain's processor finds, in their order.
fn found(domain: &Domain) -> Vec<Port> {
    let mut ports = Vec::new();
    domain
        .two_level()
        .handle(&domain.two_level_vcpu(), |port| ports.push(port));
    ports
}

/// The ports that the domain's processor finds if it takes only these.
fn found_of(domain: &Domain, own: &PortSet) -> Vec<Port> {
    let mut ports = Vec::new();
    domain
        .two_level()
        .handle(&domain.two_level_vcpu().only(own), |port| ports.push(port));
    ports
}

#[test]
fn processors_that_share_a_word_take_what_is_their_own() {
    let (one, _) = pair();
    let (here, there) = (
        Channel::ipi(&one, 0).unwrap(),
        Channel::ipi(&one, 1).unwrap(),
    );
    let own = [here.port(), there.port()].map(|port| {
        let set = PortSet::new();
        set.insert(port);
        set
    });
    assert!(
        own[0].contains(here.port())
            && !own[0].contains(there.port())
            && !own[0].contains(Port(u32::MAX))
    );
    for _ in 0..2 {
        here.send().unwrap();
        there.send().unwrap();
        assert_eq!(found_of(&one, &own[0]), [here.port()]);
        assert_eq!(found_of(&one.on_vcpu(1), &own[1]), [there.port()]);
    }
    own[0].remove(here.port());
    here.send().unwrap();
    assert_eq!(found_of(&one, &own[0]), []);
}

#[test]
fn a_port_is_closed_with_its_value() {
    let (one, two) = pair();
    let offered = Channel::offer(&one, DomId(2)).unwrap();
    {
        let connected = Channel::connect(&two, DomId(1), offered.port()).unwrap();
        assert_eq!(
            connected.status().unwrap().u.interdomain_untagged().port,
            offered.port()
        );
        assert_eq!(
            found(&two),
            [connected.port()],
            "the first event is a question"
        );
        connected.send().unwrap();
        assert_eq!(found(&one), [offered.port()]);
    }
    assert_eq!(
        offered.status().unwrap().status,
        ChannelState::UNBOUND,
        "the far end waits again"
    );
    assert_eq!(offered.send(), Ok(()), "into the void");
    let port = offered.into_port();
    assert_eq!(one.domain_events().channels(), 0);
    // SAFETY: the port is open, and the only channel that held it gave it up.
    let adopted = unsafe { Channel::adopt(one.clone(), port) }.unwrap();
    assert_eq!(one.domain_events().channels(), 1);
    assert_eq!(adopted.status().unwrap().status, ChannelState::UNBOUND);
    one.fail_next(Fault::Policy);
    let refused = adopted.close().unwrap_err();
    assert_eq!(refused.why, Errno::EACCES);
    assert!(refused.to_string().contains("EACCES"));
    assert_eq!(
        refused.value.status().unwrap().status,
        ChannelState::UNBOUND,
        "the channel is as before"
    );
    refused.value.close().unwrap();
    assert_eq!(one.domain_events().channels(), 0);
    assert_eq!(
        event_channel::status(&one, DomId::SELF, port)
            .unwrap()
            .status,
        ChannelState::CLOSED
    );
}

#[test]
fn what_fails_halfway_leaves_no_port_behind() {
    let machine = Machine::new();
    let one: Domain = machine.start(
        DomId(1),
        Setup {
            max_port: 1,
            ..VCPUS
        },
    );
    assert_eq!(Channel::loopback(&one).unwrap_err(), Errno::ENOSPC);
    let whole = Channel::offer(&one, DomId::SELF).unwrap();
    assert_eq!(whole.port(), Port(1));
}

#[test]
fn every_kind_of_port_is_raised_and_found() {
    let (one, _) = pair();
    let (left, right) = Channel::loopback(one.clone()).unwrap();
    let virq = Channel::virq(&one, Virq::ARGO, 0).unwrap();
    let ipi = Channel::ipi(&one, 1).unwrap();
    let other = PortSet::new();
    other.insert(ipi.port());
    let line = one.give_pirq(Some(1), true);
    let pirq = Channel::pirq(&one, line, event_channel::BindPirqFlags::empty()).unwrap();
    assert_eq!(found(&one), [right.port()]);
    right.send().unwrap();
    left.send().unwrap();
    ipi.send().unwrap();
    assert!(one.raise_virq(Virq::ARGO) && one.raise_pirq(line));
    assert_eq!(found_of(&one.on_vcpu(1), &other), [ipi.port()]);
    assert_eq!(
        found(&one),
        [left.port(), right.port(), virq.port(), pirq.port()]
    );
    virq.notify_vcpu(2).unwrap();
    assert!(one.raise_virq(Virq::ARGO));
    assert_eq!(
        (found(&one), found(&one.on_vcpu(2))),
        (vec![], vec![virq.port()])
    );
    assert_eq!(virq.set_priority(1), Err(Errno::ENOSYS));
}

#[test]
fn a_masked_port_waits_until_it_is_unmasked() {
    let (one, _) = pair();
    let ipi = Channel::ipi(&one, 0).unwrap();
    let bits = one.two_level();
    assert!(!bits.mask(ipi.port()) && bits.mask(ipi.port()) && bits.is_masked(ipi.port()));
    ipi.send().unwrap();
    assert!(bits.is_pending(ipi.port()) && !one.has_news());
    assert_eq!(found(&one), []);
    bits.unmask(&one, ipi.port()).unwrap();
    assert_eq!(found(&one), [ipi.port()]);

    bits.mask(ipi.port());
    assert!(
        !bits.unmask_here(&one.two_level_vcpu(), ipi.port()),
        "nothing came"
    );
    bits.mask(ipi.port());
    ipi.send().unwrap();
    assert!(bits.unmask_here(&one.two_level_vcpu(), ipi.port()));
    assert_eq!(found(&one), [ipi.port()]);

    bits.mask(ipi.port());
    ipi.send().unwrap();
    assert!(bits.clear(ipi.port()) && !bits.clear(ipi.port()), "polled");
    bits.unmask(&one, ipi.port()).unwrap();
    assert_eq!(found(&one), []);
}

#[test]
fn ports_beyond_the_layout_are_nobodys() {
    let (one, _) = pair();
    let bits = one.two_level();
    assert_eq!(
        bits.ports(),
        if cfg!(target_arch = "x86") {
            1024
        } else {
            4096
        }
    );
    for port in [bits.ports(), u32::MAX].map(Port) {
        assert!(
            !bits.is_pending(port)
                && !bits.clear(port)
                && !bits.is_masked(port)
                && !bits.mask(port)
        );
        assert!(!bits.unmask_here(&one.two_level_vcpu(), port));
        assert_eq!(bits.unmask(&one, port), Ok(()));
    }
}

#[test]
fn a_handler_that_raises_its_own_port_lets_the_others_come() {
    let (one, _) = pair();
    let (greedy, other) = (
        Channel::ipi(&one, 0).unwrap(),
        Channel::ipi(&one, 0).unwrap(),
    );
    greedy.send().unwrap();
    other.send().unwrap();
    let mut turns = Vec::new();
    one.two_level().handle(&one.two_level_vcpu(), |port| {
        turns.push(port);
        if port == greedy.port() && turns.len() < 6 {
            greedy.send().unwrap();
        }
    });
    assert_eq!(turns[..2], [greedy.port(), other.port()]);
    assert_eq!(turns.len(), 6 + usize::from(turns.len() > 6));
}

#[test]
fn waiting_ends_with_the_event_or_in_time() {
    let (one, two) = pair();
    let offered = Channel::offer(&one, DomId(2)).unwrap();
    let connected = Channel::connect(&two, DomId(1), offered.port()).unwrap();
    for past in [0, 1] {
        wait(&one, &[offered.port()], Some(SystemTime::from_nanos(past))).unwrap();
    }
    assert!(!one.is_pending(offered.port()), "it was late");
    for relative in [false, true] {
        let begin = one.now();
        if relative {
            offered.wait_for(Duration::from_millis(3), &one).unwrap();
        } else {
            let deadline = begin + Duration::from_millis(3);
            offered.wait(Some(deadline)).unwrap();
        }
        assert!(one.now().since(begin) >= Duration::from_millis(3));
    }
    let sent = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(20));
            sent.store(true, Ordering::SeqCst);
            connected.send().unwrap();
        });
        offered.wait(None).unwrap();
        assert!(sent.load(Ordering::SeqCst));
    });
    assert_eq!(found(&one), [offered.port()]);
    assert_eq!(wait(&one, &[Port(1); 129], None), Err(Errno::EINVAL));
}

/// A domain in the FIFO layout.
fn fifo(domain: &Domain, pages: usize) -> Result<Fifo<&Domain, Pages>, NotStarted<Pages>> {
    Fifo::start(domain, 3, domain.pages(1), domain.pages(pages))
}

/// The queues of a domain's processor.
fn queues<'a>(fifo: &'a Fifo<&Domain, Pages>, vcpu: u32, domain: &'a Domain) -> FifoVcpu<'a> {
    // SAFETY: the domain keeps the words, which are accessed atomically.
    unsafe { fifo.vcpu(vcpu, domain.on_vcpu(vcpu).vcpu_info()) }
}

fn taken(fifo: &Fifo<&Domain, Pages>, queues: &mut FifoVcpu<'_>) -> Vec<Port> {
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
    // More urgent than what waits already: the next.
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
fn masks_hold_in_queues_too() {
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
    // Masked while it stands in the queue: the event stays.
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
fn what_waited_in_the_old_layout_is_found_in_the_new_one() {
    let (one, _) = pair();
    let ipi = Channel::ipi(&one, 0).unwrap();
    ipi.send().unwrap();
    let fifo = fifo(&one, 1).unwrap();
    let mut queues = queues(&fifo, 0, &one);
    assert_eq!(taken(&fifo, &mut queues), [ipi.port()]);
}

#[test]
fn the_layout_ends_with_its_value() {
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
fn what_xen_would_refuse_is_refused_with_the_reason() {
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

/// A port that Xen gave to another channel is closed by nobody else.
#[test]
fn the_layout_does_not_end_behind_a_channels_back() {
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
    // The pages are lost, and nobody else takes the layout for his own.
    let again = Fifo::start(&one, 1, one.pages(1), one.pages(1)).unwrap_err();
    assert_eq!(again.why, FifoError::InUse);
    assert!(again.pages.is_some());
}

#[test]
fn closing_the_layout_gives_its_pages_back() {
    let (one, _) = pair();
    let (control, array) = (one.pages(1), one.pages(1));
    let frames = (control.frame(0), array.frame(0));
    let mut fifo = Fifo::start(&one, 3, control, array).unwrap();
    for _ in 0..2 {
        let ipi = Channel::ipi(&one, 0).unwrap();
        let refused = fifo.close().unwrap_err();
        assert_eq!(refused.why, FifoError::ChannelsOpen(1));
        assert_eq!(ipi.status().unwrap().status, ChannelState::IPI);
        // A second layout changes nothing of the first.
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
    // A channel that was forgotten still has its port.
    std::mem::forget(Channel::ipi(&one, 0).unwrap());
    assert_eq!(fifo.close().unwrap_err().why, FifoError::ChannelsOpen(1));
}

#[test]
fn a_start_that_fails_closes_no_channel() {
    let (one, _) = pair();
    let ipi = Channel::ipi(&one, 0).unwrap();
    // The processor that does not exist is found before anything changes.
    let refused = Fifo::start(&one, 4, one.pages(1), one.pages(1)).unwrap_err();
    assert_eq!(refused.why, FifoError::Xen(Errno::ENOENT));
    assert!(refused.pages.is_some());
    assert_eq!(ipi.set_priority(3), Err(Errno::ENOSYS), "still 2-level");
    // A page of somebody else, after Xen has the control block.
    let elsewhere = Machine::new().domain(DomId(1)).pages(1);
    let refused = Fifo::start(&one, 1, one.pages(1), elsewhere).unwrap_err();
    assert_eq!(refused.why, FifoError::Xen(Errno::EINVAL));
    assert!(refused.pages.is_none(), "Xen has the control block");
    assert!(refused.to_string().contains("EINVAL") && format!("{refused:?}").contains("false"));
    assert_eq!(ipi.status().unwrap().status, ChannelState::IPI);
}

/// Channels that are opened by other threads, while the layout changes all the time.
#[test]
fn channels_keep_their_ports_while_the_layout_comes_and_goes() {
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

#[test]
#[should_panic(expected = "the domain was destroyed")]
fn a_domain_does_not_act_for_the_next_one_of_its_number() {
    let machine = Machine::new();
    let old = machine.domain(DomId(1));
    machine.destroy(DomId(1));
    let _new = machine.domain(DomId(1));
    let _ = event_channel::bind_ipi(&old, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 64 }))]

    /// Whatever is raised, in whatever order and under whatever masks, is found once and by the right processor.
    #[test]
    fn both_layouts_deliver_the_same(
        steps in proptest::collection::vec((0_usize..12, 0_u8..4), 1..if cfg!(miri) { 12 } else { 120 }),
        in_queues: bool,
    ) {
        let (one, _) = pair();
        let fifo = in_queues.then(|| fifo(&one, 1).unwrap());
        let mut queues: Vec<_> = fifo.iter().flat_map(|fifo| (0..3).map(|vcpu| queues(fifo, vcpu, &one))).collect();
        let channels: Vec<_> = (0..12).map(|index| Channel::ipi(&one, index % 3).unwrap()).collect();
        let own = [0, 1, 2].map(|vcpu| {
            let set = PortSet::new();
            channels.iter().skip(vcpu).step_by(3).for_each(|channel| set.insert(channel.port()));
            set
        });
        let (mut waiting, mut masked) = (BTreeSet::new(), BTreeSet::new());
        for (index, step) in steps {
            let port = channels[index].port();
            match step {
                0 => {
                    channels[index].send().unwrap();
                    waiting.insert(port);
                }
                1 => {
                    let before = fifo.as_ref().map_or_else(|| one.two_level().mask(port), |fifo| fifo.array().mask(port));
                    prop_assert_eq!(before, !masked.insert(port));
                }
                2 => {
                    match &fifo {
                        Some(fifo) => fifo.array().unmask(&one, port).unwrap(),
                        None => one.two_level().unmask(&one, port).unwrap(),
                    }
                    masked.remove(&port);
                }
                _ => {
                    let vcpu = index % 3;
                    let seen: BTreeSet<_> = match &fifo {
                        Some(fifo) => taken(fifo, &mut queues[vcpu]),
                        None => found_of(&one.on_vcpu(vcpu as u32), &own[vcpu]),
                    }.into_iter().collect();
                    let mine = channels.iter().skip(vcpu).step_by(3).map(Channel::port);
                    let expected: BTreeSet<_> = mine.filter(|port| waiting.contains(port) && !masked.contains(port)).collect();
                    prop_assert_eq!(&seen, &expected);
                    waiting.retain(|port| !seen.contains(port));
                }
            }
        }
    }

    /// Words that no Xen writes end in an error or in nothing, never in a port that is not there or in an endless loop.
    #[test]
    fn any_words_are_survived(
        words in proptest::collection::vec(any::<u32>(), 64),
        heads in proptest::collection::vec(prop_oneof![0_u32..80, any::<u32>()], 16),
        ready: u32,
        bits in proptest::collection::vec(any::<u64>(), 1..64),
        selector: u64,
    ) {
        let words: Vec<_> = words.into_iter().map(AtomicU32::new).collect();
        let heads: Vec<_> = heads.into_iter().map(AtomicU32::new).collect();
        let (upcall, ready) = (std::sync::atomic::AtomicU8::new(1), AtomicU32::new(ready));
        let mut queues = FifoVcpu::new(&upcall, &ready, &heads);
        let mut calls = 0;
        // Each error takes a queue away, and each call takes an event away.
        for _ in 0..=16 {
            let outcome = queues.handle(FifoArray::new(&words), |port| {
                assert!(port.0 < 64);
                calls += 1;
            });
            match outcome {
                Ok(()) => break,
                Err(BrokenQueue { priority, port }) => prop_assert!(priority < 16 && (port.0 >= 64 || port.0 == 0)),
            }
        }
        prop_assert!(calls <= 64 && !queues.has_news());

        let pending: Vec<_> = bits.iter().map(|bits| word(*bits)).collect();
        let mask: Vec<_> = bits.iter().map(|bits| word(bits.rotate_left(9))).collect();
        let (upcall, selector) = (std::sync::atomic::AtomicU8::new(0xff), word(selector));
        let layout = TwoLevel::new(&pending, &mask);
        let count = AtomicUsize::new(0);
        layout.handle(&TwoLevelVcpu::new(&upcall, &selector), |port| {
            assert!(port.0 < layout.ports());
            count.fetch_add(1, Ordering::Relaxed);
        });
        prop_assert!(count.into_inner() <= layout.ports() as usize);
    }
}

fn word(bits: u64) -> XenWord {
    XenWord::new(bits as _)
}
