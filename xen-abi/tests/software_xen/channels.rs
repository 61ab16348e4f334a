//! Operations on event channels, in each situation of the table.

mod situations;

use super::issue;
use super::table::{documented, rows, walk};
use situations::SITUATIONS;
use std::collections::BTreeSet;
use xen_abi::Errno;
use xen_abi::event_channel::{self as events, BindPirqFlags, EventChannelOp as Op, Port};
use xen_abi::guest::{Guest, Pv64};
use xen_abi::mock::{Domain, Fault, Machine, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::xen::DomId;

const TABLE: &str = include_str!("../../src/mock/ports.md");
const SELF: DomId = DomId::SELF;

const USUAL: Setup = Setup {
    vcpus: 2,
    privileged: false,
    argo: true,
    max_port: u32::MAX,
};

fn one_of<G: Guest>(setup: Setup) -> Domain<G> {
    Machine::new().start(DomId(1), setup)
}

fn one() -> Domain<Pv64> {
    one_of(USUAL)
}

/// Two domains; if `privileged`, the first controls the second.
fn two(privileged: bool) -> (Domain<Pv64>, Domain<Pv64>) {
    let machine = Machine::new();
    (
        machine.start(
            DomId(1),
            Setup {
                privileged,
                ..USUAL
            },
        ),
        machine.start(DomId(2), USUAL),
    )
}

fn dying() -> Domain<Pv64> {
    let machine = Machine::new();
    let domain = machine.start(DomId(1), USUAL);
    machine.begin_destroying(DomId(1));
    domain
}

/// A domain that has used all of its three ports.
fn full() -> Domain<Pv64> {
    let domain = one_of(Setup {
        max_port: 3,
        ..USUAL
    });
    let ports = [(); 3].map(|()| events::alloc_unbound(&domain, SELF, SELF).unwrap());
    assert_eq!(ports, [1, 2, 3].map(Port));
    domain
}

/// A domain without memory for a further group of ports.
fn without_memory() -> Domain<Pv64> {
    let domain = one();
    for _ in 1..64 {
        events::alloc_unbound(&domain, SELF, SELF).unwrap();
    }
    domain.give_pirq(Some(9), true);
    domain.fail_next(Fault::OutOfMemory);
    domain
}

fn unwritable() -> Domain<Pv64> {
    let domain = one();
    domain.give_pirq(Some(9), true);
    domain.fail_next(Fault::WriteBack);
    domain
}

/// The operation was performed, although its result could not be written.
fn and_port_is_used(
    domain: &Domain<Pv64>,
    port: u32,
    result: Result<(), Errno>,
) -> Result<(), Errno> {
    assert_ne!(
        events::status(domain, SELF, Port(port)).unwrap().status,
        events::ChannelState::CLOSED
    );
    result
}

fn at_zero(op: Op) -> Result<(), Errno> {
    // Any other invalid address gives the same error.
    assert_eq!(issue(&one(), op as u32, 4095), Err(Errno::EFAULT));
    issue(&one(), op as u32, 0)
}

fn done<T>(result: Result<T, Errno>) -> Result<(), Errno> {
    result.map(|_| ())
}

fn control(domain: &Domain<Pv64>, offset: u32, vcpu: u32) -> Result<(), Errno> {
    let pages = domain.pages(1);
    // SAFETY: the page has no other use, and the mock keeps it.
    done(
        unsafe { events::init_control(domain, pages.frame(0), offset, vcpu) }
            .inspect(|bits| assert_eq!(*bits, 17)),
    )
}

fn expand(domain: &Domain<Pv64>, pages: usize) -> Result<(), Errno> {
    let memory = domain.pages(pages);
    // SAFETY: as above.
    (0..pages).try_for_each(|page| unsafe { events::expand_array(domain, memory.frame(page)) })
}

fn fifo() -> Domain<Pv64> {
    let domain = one();
    control(&domain, 0, 0).unwrap();
    domain
}

fn pirq_between(first: BindPirqFlags, second: BindPirqFlags) -> Result<(), Errno> {
    let (one, two) = two(false);
    let (here, there) = (one.give_pirq(Some(4), true), two.give_pirq(Some(4), true));
    events::bind_pirq(&two, there, first).unwrap();
    done(events::bind_pirq(&one, here, second))
}

fn pirq<G: Guest>(line: Option<u32>, permitted: bool) -> Result<(), Errno> {
    let domain = one_of::<G>(USUAL);
    let pirq = domain.give_pirq(line, permitted);
    let port = events::bind_pirq(&domain, pirq, BindPirqFlags::empty())?;
    assert!(domain.raise_pirq(pirq) && domain.is_pending(port));
    events::close(&domain, port)?;
    assert!(!domain.raise_pirq(pirq));
    done(events::bind_pirq(&domain, pirq, BindPirqFlags::empty()))
}

#[test]
fn every_situation_has_the_result_of_the_table() {
    walk(
        &rows(TABLE, "The other operations on event channels"),
        SITUATIONS,
    );
}

#[test]
fn every_documented_error_is_in_a_table() {
    let mut listed: BTreeSet<(String, String)> = BTreeSet::new();
    for row in &rows(TABLE, "The other operations on event channels")[1..] {
        listed.insert((
            if row[0] == "any" {
                "event_channel_op"
            } else {
                row[0]
            }
            .to_owned(),
            row[2].to_owned(),
        ));
    }
    let ports = rows(TABLE, "Operations on a port");
    for row in &ports[1..] {
        for (operation, cell) in ports[0].iter().zip(row).skip(1) {
            let operation = operation.split(' ').next().unwrap().to_owned();
            listed.insert((operation, cell.to_string()));
        }
    }
    let documented = documented(include_str!("../../src/generated/event_channel.rs"));
    assert!(documented.len() > 50, "{}", documented.len());
    // The software Xen lacks the older form of the hypercall.
    let missing: Vec<_> = documented
        .difference(&listed)
        .filter(|error| error.0 != "event_channel_op_compat")
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Xen records an event of a port whose word does not exist yet.
///
/// It raises the event when the word is added, whatever happened to the port in between.
#[test]
fn an_early_event_is_raised_when_its_word_is_added() {
    let domain = one();
    let memory = domain.pages(2);
    for round in 0..2 {
        // SAFETY: the pages have no other use, and outlive it.
        unsafe { events::init_control(&domain, memory.frame(0), 0, 0) }.unwrap();
        if round == 0 {
            let port = events::bind_ipi(&domain, 0).unwrap();
            assert_eq!(port, Port(1));
            events::send(&domain, port).unwrap();
            events::close(&domain, port).unwrap();
        }
        // SAFETY: as above.
        unsafe { events::expand_array(&domain, memory.frame(1)) }.unwrap();
        assert!(domain.is_pending(Port(1)), "round {round}");
        // The port is still queued, so it is not allocated.
        assert_eq!(events::bind_ipi(&domain, 0), Ok(Port(2)));
        events::reset(&domain, SELF).unwrap();
        memory
            .word(4096 + 4)
            .store(0, std::sync::atomic::Ordering::SeqCst);
    }
}
