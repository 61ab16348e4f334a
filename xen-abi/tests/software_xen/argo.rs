//! Argo operations, in each situation of the table.

mod situations;

use super::address;
use super::table::{documented, rows, walk};
use situations::{SENDV, SITUATIONS};
use std::collections::BTreeSet;
use xen_abi::argo::{
    self, Addr, Gfn, Iov, Port, RegisterFlags, RegisterRing, SendAddr, UnregisterRing,
};
use xen_abi::argo_ring::max_data;
use xen_abi::mock::{Domain, Machine, Pages, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Errno, GuestHandle, Hypercall, returns};

const TABLE: &str = include_str!("../../src/mock/argo.md");
pub(crate) const ANY: DomId = DomId(argo::XEN_ARGO_DOMID_ANY as u16);
pub(crate) const LEN: u32 = 4032;
const NO_ARGO: Setup = Setup {
    vcpus: 1,
    privileged: false,
    argo: false,
    max_port: u32::MAX,
};

/// Two domains; the first has memory for a ring.
pub(crate) struct Scene {
    pub(crate) machine: Machine,
    pub(crate) one: Domain,
    pub(crate) two: Domain,
    pub(crate) pages: Pages,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::on(Machine::new())
    }

    fn on(machine: Machine) -> Self {
        let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
        let pages = one.pages(2);
        Self {
            machine,
            one,
            two,
            pages,
        }
    }

    fn frames(&self, count: usize) -> Vec<Gfn> {
        (0..count)
            .map(|page| Gfn(self.pages.frame(page).0))
            .collect()
    }

    fn register_as(
        &self,
        ring: RegisterRing,
        pages: usize,
        flags: RegisterFlags,
    ) -> Result<(), Errno> {
        // SAFETY: the pages have no other use, and the mock keeps them.
        unsafe { argo::register_ring(&self.one, &ring, &self.frames(pages), flags) }
    }

    pub(crate) fn register(&self, partner: DomId) -> Result<(), Errno> {
        self.register_as(ring(partner, LEN), 1, RegisterFlags::empty())
    }

    /// Sends from the second domain to the first one's port 7.
    pub(crate) fn send(&self, pieces: &[&[u8]]) -> Result<u32, Errno> {
        send(
            &self.two,
            addresses(ANY, DomId(1), 7),
            &pieces.iter().map(|piece| iov(piece)).collect::<Vec<_>>(),
        )
    }

    /// A scene with a ring for domain 2 that has no space for a message of the maximum length.
    pub(crate) fn with_little_room(partner: DomId) -> Self {
        let scene = Self::new();
        scene.register(partner).unwrap();
        scene.send(&[&[0; 100]]).unwrap();
        scene
    }
}

pub(crate) fn ring(partner_id: DomId, len: u32) -> RegisterRing {
    RegisterRing {
        aport: Port(7),
        partner_id,
        pad: 0,
        len,
    }
}

pub(crate) fn addresses(source: DomId, to: DomId, port: u32) -> SendAddr {
    let addr = |port, domain_id| Addr {
        aport: Port(port),
        domain_id,
        pad: 0,
    };
    SendAddr {
        src: addr(3, source),
        dst: addr(port, to),
    }
}

/// Registers a ring of `len` bytes in `count` pages.
fn long_ring(len: u32, count: usize) -> Result<(), Errno> {
    let scene = Scene::new();
    let pages = scene.one.pages(count);
    let frames: Vec<_> = (0..count).map(|page| Gfn(pages.frame(page).0)).collect();
    // SAFETY: the pages have no other use, and the mock keeps them.
    unsafe { argo::register_ring(&scene.one, &ring(ANY, len), &frames, RegisterFlags::empty()) }
}

fn iov(piece: &[u8]) -> Iov {
    Iov {
        iov_hnd: GuestHandle::from_slice(piece),
        iov_len: piece.len() as u32,
        pad: 0,
    }
}

pub(crate) fn send(from: &Domain, addresses: SendAddr, pieces: &[Iov]) -> Result<u32, Errno> {
    // SAFETY: the pieces outlive the call, or Xen refuses them.
    unsafe { argo::sendv(from, &addresses, pieces, 0) }
}

/// Makes a call with any arguments.
fn raw(domain: &Domain, arguments: [usize; 5]) -> Result<(), Errno> {
    // SAFETY: the tests pass addresses of their records, or invalid ones, which Xen refuses.
    returns::neg_errnoval(unsafe { domain.hypercall(HypercallNum::ARGO_OP.0, arguments) })
}

fn sent(result: Result<u32, Errno>, len: u32) -> Result<(), Errno> {
    result.map(|count| assert_eq!(count, len))
}

fn without_argo(first: bool) -> Scene {
    let machine = Machine::new();
    let (one, two) = if first {
        (machine.start(DomId(1), NO_ARGO), machine.domain(DomId(2)))
    } else {
        (machine.domain(DomId(1)), machine.start(DomId(2), NO_ARGO))
    };
    let pages = one.pages(2);
    Scene {
        machine,
        one,
        two,
        pages,
    }
}

/// The maximum length of a message in the ring of these tests.
const MOST: usize = max_data(LEN) as usize;

fn send_in(bring_about: impl Fn(&Scene) -> Result<u32, Errno>) -> Result<(), Errno> {
    let scene = Scene::new();
    scene.register(DomId(2))?;
    let before = scene
        .pages
        .word(4)
        .load(std::sync::atomic::Ordering::SeqCst);
    let result = bring_about(&scene);
    let after = scene
        .pages
        .word(4)
        .load(std::sync::atomic::Ordering::SeqCst);
    assert_eq!(
        before == after,
        result.is_err(),
        "the writing position moves for a message only"
    );
    result.map(|_| ())
}

/// Lets 32 domains wait for space in the scene's ring, which any domain may send to.
pub(crate) fn let_others_wait(scene: &Scene) {
    for id in 10..42 {
        let other = scene.machine.domain(DomId(id));
        assert_eq!(
            send(&other, addresses(ANY, DomId(1), 7), &[iov(&[0; MOST])]),
            Err(Errno::EAGAIN)
        );
    }
}

fn unregister(domain: &Domain, partner_id: DomId) -> Result<(), Errno> {
    argo::unregister_ring(
        domain,
        &UnregisterRing {
            aport: Port(7),
            partner_id,
            pad: 0,
        },
    )
}

fn notify(domain: &Domain) -> Result<(), Errno> {
    // SAFETY: the list of queries is empty.
    unsafe { argo::notify(domain, std::ptr::null_mut()) }
}

#[test]
fn every_situation_has_the_result_of_the_table() {
    walk(&rows(TABLE, "Operations of Argo"), SITUATIONS);
}

#[test]
fn every_documented_error_is_in_the_table() {
    let mut listed: BTreeSet<(String, String)> = BTreeSet::new();
    for row in &rows(TABLE, "Operations of Argo")[1..] {
        listed.insert((
            if row[0] == "any" { "argo_op" } else { row[0] }.to_owned(),
            row[2].to_owned(),
        ));
    }
    // An error of all operations, tested for one.
    listed.insert(("argo_op".to_owned(), "EINVAL".to_owned()));
    let documented = documented(include_str!("../../src/generated/argo.rs"));
    assert!(documented.len() > 25, "{}", documented.len());
    let missing: Vec<_> = documented.difference(&listed).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn late_errors_of_a_send_are_not_sign_extended() {
    let scene = Scene::new();
    let call = |to| {
        let mut addresses = addresses(ANY, to, 7);
        let addresses = address(&mut addresses);
        // SAFETY: no pieces.
        unsafe {
            scene
                .two
                .hypercall(HypercallNum::ARGO_OP.0, [SENDV, addresses, 0, 0, 0])
        }
    };
    assert_eq!(
        call(DomId(1)),
        0xffff_ff91,
        "ECONNREFUSED, found after the domain was"
    );
    assert_eq!(call(DomId(3)), (-3_isize) as usize, "ESRCH");
}
