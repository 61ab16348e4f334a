//! The safe event channel types, on the software Xen.

mod fifo;
mod properties;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use xen_abi::clock::{SystemClock, SystemTime};
use xen_abi::event_channel::{self, ChannelState, Port};
use xen_abi::events::{Channel, PortSet, wait};
use xen_abi::mock::{Domain, Fault, Machine, Setup};
use xen_abi::xen::{DomId, Virq};
use xen_abi::{Errno, Hypercall};

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

/// The ports that the domain's vCPU takes, in order.
fn found(domain: &Domain) -> Vec<Port> {
    let mut ports = Vec::new();
    domain
        .two_level()
        .handle(&domain.two_level_vcpu(), |port| ports.push(port));
    ports
}

/// The ports that the domain's vCPU takes of `own`.
fn found_of(domain: &Domain, own: &PortSet) -> Vec<Port> {
    let mut ports = Vec::new();
    domain
        .two_level()
        .handle(&domain.two_level_vcpu().only(own), |port| ports.push(port));
    ports
}

#[test]
fn vcpus_that_share_a_word_take_their_own_ports() {
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
fn a_port_is_closed_when_its_channel_is_dropped() {
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
fn a_partial_failure_leaves_no_port_open() {
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
fn every_kind_of_port_is_delivered() {
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
fn ports_beyond_the_limit_of_the_abi_are_never_pending() {
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
fn a_handler_that_raises_its_own_port_does_not_starve_others() {
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
fn waiting_ends_with_an_event_or_the_timeout() {
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

#[test]
#[should_panic(expected = "the domain was destroyed")]
fn a_destroyed_domain_makes_no_calls() {
    let machine = Machine::new();
    let old = machine.domain(DomId(1));
    machine.destroy(DomId(1));
    let _new = machine.domain(DomId(1));
    let _ = event_channel::bind_ipi(&old, 0);
}

/// The mask is the guest's: Xen does not change it.
#[test]
fn a_port_keeps_its_mask_for_the_next_channel() {
    let one = Machine::new().domain(DomId(1));
    let first = Channel::ipi(&one, 0).unwrap();
    let port = first.port();
    one.two_level().mask(port);
    drop(first);
    let second = Channel::ipi(&one, 0).unwrap();
    assert_eq!(second.port(), port);
    assert!(one.two_level().is_masked(port));
}
