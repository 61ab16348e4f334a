//! Operations of Argo, in every situation of the table.

use super::address;
use super::table::{Situation, documented, rows, walk};
use std::collections::BTreeSet;
use xen_abi::argo::{
    self, Addr, ArgoOp, Gfn, Iov, Port, RegisterFlags, RegisterRing, RingData, SendAddr,
    UnregisterRing,
};
use xen_abi::argo_ring::max_data;
use xen_abi::mock::{Argo, Domain, Fault, Machine, Pages, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Errno, GuestHandle, Hypercall, Plain, returns};

const TABLE: &str = include_str!("../../src/mock/argo.md");
pub(crate) const ANY: DomId = DomId(argo::XEN_ARGO_DOMID_ANY as u16);
pub(crate) const LEN: u32 = 4032;
const NO_ARGO: Setup = Setup {
    vcpus: 1,
    privileged: false,
    argo: false,
    max_port: u32::MAX,
};

/// Two domains, the first of which has memory for a ring.
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
        // SAFETY: the pages are used for nothing else, and the mock keeps them.
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

    /// A scene with a ring for domain 2 that has no room for a message of the largest size.
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

/// Registers a ring of so many bytes in so many pages.
fn long_ring(len: u32, count: usize) -> Result<(), Errno> {
    let scene = Scene::new();
    let pages = scene.one.pages(count);
    let frames: Vec<_> = (0..count).map(|page| Gfn(pages.frame(page).0)).collect();
    // SAFETY: the pages are used for nothing else, and the mock keeps them.
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
    // SAFETY: the pieces are alive, or are to be refused.
    unsafe { argo::sendv(from, &addresses, pieces, 0) }
}

/// Makes a call with arguments of the test's choice.
fn raw(domain: &Domain, arguments: [usize; 5]) -> Result<(), Errno> {
    // SAFETY: the tests pass addresses of their own records, or some that are to be refused.
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

/// The most data for the ring of these tests.
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

/// Lets 32 domains wait for room in the scene's ring, which is for everybody.
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
    // SAFETY: no questions.
    unsafe { argo::notify(domain, std::ptr::null_mut()) }
}

const REGISTER: usize = ArgoOp::RegisterRing as usize;
const SENDV: usize = ArgoOp::Sendv as usize;

const SITUATIONS: &[Situation] = &[
    ("register_ring", "for one partner", || {
        Scene::new().register(DomId(2))
    }),
    ("register_ring", "for itself", || {
        Scene::new().register(DomId(1))
    }),
    ("register_ring", "for everybody", || {
        Scene::new().register(ANY)
    }),
    ("register_ring", "the shortest ring", || {
        Scene::new().register_as(ring(ANY, 48), 1, RegisterFlags::empty())
    }),
    ("register_ring", "again with the same length", || {
        let scene = Scene::with_little_room(DomId(2));
        scene.register(DomId(2))?;
        assert_eq!(scene.one.rings(), 1);
        assert_eq!(
            scene
                .pages
                .word(4)
                .load(std::sync::atomic::Ordering::SeqCst),
            128,
            "the position is kept"
        );
        Ok(())
    }),
    ("register_ring", "the argument is at address 0", || {
        let scene = Scene::new();
        raw(
            &scene.one,
            [
                REGISTER,
                0,
                scene.frames(1).as_ptr().expose_provenance(),
                1,
                0,
            ],
        )
    }),
    ("register_ring", "the frames are at address 0", || {
        raw(
            &Scene::new().one,
            [REGISTER, address(&mut ring(ANY, LEN)), 0, 1, 0],
        )
    }),
    ("register_ring", "an unknown flag", || {
        Scene::new().register_as(ring(ANY, LEN), 1, RegisterFlags::from_bits_retain(2))
    }),
    ("register_ring", "padding that is not 0", || {
        Scene::new().register_as(
            RegisterRing {
                pad: 1,
                ..ring(ANY, LEN)
            },
            1,
            RegisterFlags::empty(),
        )
    }),
    ("register_ring", "32 bytes", || {
        Scene::new().register_as(ring(ANY, 32), 1, RegisterFlags::empty())
    }),
    ("register_ring", "56 bytes", || {
        Scene::new().register_as(ring(ANY, 56), 1, RegisterFlags::empty())
    }),
    (
        "register_ring",
        "the longest ring, 16 MiB with its head",
        || long_ring((16 << 20) - 64, 4096),
    ),
    ("register_ring", "16 MiB and its head", || {
        long_ring(16 << 20, 4097)
    }),
    ("register_ring", "16 MiB in a page too few", || {
        long_ring(16 << 20, 4096)
    }),
    ("register_ring", "16 MiB and a slot", || {
        long_ring((16 << 20) + 16, 4097)
    }),
    ("register_ring", "a page too few", || {
        Scene::new().register_as(ring(ANY, 4096), 1, RegisterFlags::empty())
    }),
    ("register_ring", "a page too many", || {
        Scene::new().register_as(ring(ANY, LEN), 2, RegisterFlags::empty())
    }),
    ("register_ring", "a frame of somebody else", || {
        let scene = Scene::new();
        scene.register(ANY)?;
        let other = scene.two.pages(1);
        // SAFETY: refused.
        let result = unsafe {
            argo::register_ring(
                &scene.one,
                &ring(ANY, LEN),
                &[Gfn(other.frame(0).get())],
                RegisterFlags::empty(),
            )
        };
        assert_eq!(
            scene.one.rings(),
            0,
            "the ring that was to be replaced is gone"
        );
        result
    }),
    ("register_ring", "a number of more than 32 bits", || {
        let scene = Scene::new();
        let pages = usize::MAX - (u32::MAX - 1) as usize + usize::from(usize::BITS == 32) * 7;
        raw(
            &scene.one,
            [
                REGISTER,
                address(&mut ring(ANY, LEN)),
                scene.frames(1).as_ptr().expose_provenance(),
                pages,
                0,
            ],
        )
    }),
    ("register_ring", "for everybody, not permitted", || {
        Scene::on(Machine::with_argo(Argo::On)).register(ANY)
    }),
    ("register_ring", "no such partner", || {
        Scene::new().register(DomId(3))
    }),
    ("register_ring", "DOMID_SELF as the partner", || {
        Scene::new().register(DomId::SELF)
    }),
    ("register_ring", "the partner cannot use Argo", || {
        without_argo(false).register(DomId(2))
    }),
    ("register_ring", "the caller cannot use Argo", || {
        without_argo(true).register(DomId(2))
    }),
    ("register_ring", "the 129th", || {
        let scene = Scene::new();
        (0..129).try_for_each(|port| {
            scene.register_as(
                RegisterRing {
                    aport: Port(port),
                    ..ring(ANY, LEN)
                },
                1,
                RegisterFlags::empty(),
            )
        })
    }),
    ("register_ring", "the same one for the 129th time", || {
        let scene = Scene::new();
        (0..128).try_for_each(|_| scene.register(ANY))?;
        assert_eq!(scene.one.rings(), 1);
        scene.register(ANY)
    }),
    ("register_ring", "the 129th time, to be refused", || {
        let scene = Scene::new();
        (0..128).try_for_each(|_| scene.register(ANY))?;
        scene.register_as(ring(ANY, LEN), 1, RegisterFlags::FAIL_EXIST)
    }),
    ("register_ring", "again, to be refused", || {
        let scene = Scene::new();
        scene.register_as(ring(ANY, LEN), 1, RegisterFlags::FAIL_EXIST)?;
        scene.register_as(ring(ANY, LEN), 1, RegisterFlags::FAIL_EXIST)
    }),
    ("register_ring", "again with another length", || {
        let scene = Scene::new();
        scene.register(ANY)?;
        scene.register_as(ring(ANY, LEN - 16), 1, RegisterFlags::empty())
    }),
    ("register_ring", "a frame in use by a migration", || {
        let scene = Scene::new();
        scene.one.fail_next(Fault::FrameInUse);
        scene.register(ANY)
    }),
    ("register_ring", "no memory", || {
        let scene = Scene::new();
        scene.one.fail_next(Fault::OutOfMemory);
        scene.register(ANY)
    }),
    ("unregister_ring", "a ring that exists", || {
        let scene = Scene::new();
        scene.register(DomId(2))?;
        unregister(&scene.one, DomId(2))?;
        assert_eq!(
            (scene.one.rings(), scene.send(&[b"late"])),
            (0, Err(Errno::ECONNREFUSED))
        );
        Ok(())
    }),
    ("unregister_ring", "the argument is at address 0", || {
        raw(&Scene::new().one, [2, 0, 0, 0, 0])
    }),
    ("unregister_ring", "padding that is not 0", || {
        argo::unregister_ring(
            &Scene::new().one,
            &UnregisterRing {
                aport: Port(7),
                partner_id: ANY,
                pad: 1,
            },
        )
    }),
    ("unregister_ring", "an unused argument", || {
        let mut ring = UnregisterRing::zeroed();
        assert_eq!(
            raw(&Scene::new().one, [2, address(&mut ring), 0, 0, 1]),
            Err(Errno::EINVAL)
        );
        assert_eq!(
            raw(&Scene::new().one, [2, address(&mut ring), 0, 1, 0]),
            Err(Errno::EINVAL)
        );
        raw(&Scene::new().one, [2, address(&mut ring), 1, 0, 0])
    }),
    ("unregister_ring", "no such ring", || {
        unregister(&Scene::new().one, ANY)
    }),
    ("unregister_ring", "twice", || {
        let scene = Scene::new();
        scene.register(ANY)?;
        unregister(&scene.one, ANY)?;
        unregister(&scene.one, ANY)
    }),
    ("unregister_ring", "of another domain", || {
        let scene = Scene::new();
        scene.register(ANY)?;
        unregister(&scene.two, ANY)
    }),
    ("unregister_ring", "the caller cannot use Argo", || {
        unregister(&without_argo(true).one, ANY)
    }),
    ("sendv", "one piece", || {
        send_in(|scene| scene.send(&[b"hello"]))
    }),
    ("sendv", "eight pieces", || {
        send_in(|scene| {
            scene
                .send(&[b"ab".as_slice(); 8])
                .inspect(|len| assert_eq!(*len, 16))
        })
    }),
    ("sendv", "no piece", || send_in(|scene| scene.send(&[]))),
    ("sendv", "pieces of 0 bytes", || {
        send_in(|scene| {
            scene
                .send(&[b"", b"a", b""])
                .inspect(|len| assert_eq!(*len, 1))
        })
    }),
    ("sendv", "the most that fits", || {
        send_in(|scene| scene.send(&[&[1; MOST]]))
    }),
    ("sendv", "the source by number", || {
        send_in(|scene| send(&scene.two, addresses(DomId(2), DomId(1), 7), &[]))
    }),
    ("sendv", "to a ring for everybody", || {
        let scene = Scene::new();
        scene.register(ANY)?;
        sent(scene.send(&[b"hello"]), 5)
    }),
    ("sendv", "the addresses are at address 0", || {
        raw(&Scene::new().two, [SENDV, 0, 0, 0, 0])
    }),
    ("sendv", "the pieces are at address 0", || {
        raw(
            &Scene::new().two,
            [SENDV, address(&mut addresses(ANY, DomId(1), 7)), 0, 1, 0],
        )
    }),
    ("sendv", "a piece cannot be read", || {
        let lost = Iov {
            iov_hnd: GuestHandle::from_address(8),
            iov_len: 9,
            pad: 0,
        };
        send_in(|scene| {
            send(
                &scene.two,
                addresses(ANY, DomId(1), 7),
                &[iov(b"seen"), lost],
            )
        })
    }),
    ("sendv", "nine pieces", || {
        send_in(|scene| scene.send(&[b"ab".as_slice(); 9]))
    }),
    ("sendv", "padding of a piece that is not 0", || {
        send_in(|scene| {
            send(
                &scene.two,
                addresses(ANY, DomId(1), 7),
                &[Iov {
                    pad: 1,
                    ..iov(b"a")
                }],
            )
        })
    }),
    ("sendv", "padding of an address that is not 0", || {
        let mut padded = [addresses(ANY, DomId(1), 7); 2];
        padded[0].src.pad = 1;
        padded[1].dst.pad = 1;
        let [first, second] =
            padded.map(|addresses| send_in(|scene| send(&scene.two, addresses, &[])));
        assert_eq!(first, second);
        first
    }),
    ("sendv", "a piece longer than any ring", || {
        let long = Iov {
            iov_len: (16 << 20) - 31,
            ..iov(b"")
        };
        send_in(|scene| send(&scene.two, addresses(ANY, DomId(1), 7), &[long]))
    }),
    ("sendv", "pieces longer than any ring together", || {
        let half = Iov {
            iov_len: 9 << 20,
            ..iov(b"")
        };
        send_in(|scene| send(&scene.two, addresses(ANY, DomId(1), 7), &[half, half]))
    }),
    ("sendv", "in the name of another domain", || {
        send_in(|scene| send(&scene.two, addresses(DomId(1), DomId(1), 7), &[]))
    }),
    ("sendv", "no such destination", || {
        send_in(|scene| send(&scene.two, addresses(ANY, DomId(3), 7), &[]))
    }),
    ("sendv", "DOMID_SELF as the destination", || {
        send_in(|scene| send(&scene.two, addresses(ANY, DomId::SELF, 7), &[]))
    }),
    ("sendv", "no ring under the port", || {
        send_in(|scene| send(&scene.two, addresses(ANY, DomId(1), 8), &[]))
    }),
    ("sendv", "a ring for somebody else", || {
        let scene = Scene::new();
        scene.register(DomId(1))?;
        sent(scene.send(&[b"hello"]), 5)
    }),
    ("sendv", "the destination cannot use Argo", || {
        sent(without_argo(true).send(&[b"hello"]), 5)
    }),
    ("sendv", "the caller cannot use Argo", || {
        sent(without_argo(false).send(&[b"hello"]), 5)
    }),
    ("sendv", "one byte more than ever fits", || {
        send_in(|scene| scene.send(&[&[1; MOST + 1]]))
    }),
    ("sendv", "no room now", || {
        sent(Scene::with_little_room(DomId(2)).send(&[&[0; MOST]]), 0)
    }),
    ("sendv", "no room now, and 32 domains wait", || {
        let scene = Scene::with_little_room(ANY);
        let_others_wait(&scene);
        sent(scene.send(&[&[0; MOST]]), 0)
    }),
    ("sendv", "no room now, and no memory", || {
        let scene = Scene::with_little_room(ANY);
        scene.two.fail_next(Fault::OutOfMemory);
        sent(scene.send(&[&[0; MOST]]), 0)
    }),
    ("notify", "without questions", || notify(&Scene::new().one)),
    ("notify", "with a question", || {
        super::argo_answers::ask(&Scene::new(), 0).map(|_| ())
    }),
    ("notify", "the questions are at an odd address", || {
        raw(&Scene::new().one, [4, 8, 0, 0, 0])
    }),
    ("notify", "an unused argument", || {
        raw(&Scene::new().one, [4, 0, 0, 0, 1])
    }),
    ("notify", "257 questions", || {
        raw(
            &Scene::new().one,
            [
                4,
                address(&mut RingData {
                    nent: 257,
                    ..RingData::zeroed()
                }),
                0,
                0,
                0,
            ],
        )
    }),
    ("notify", "the caller cannot use Argo", || {
        notify(&without_argo(true).one)
    }),
    ("notify", "no room now, and no memory", || {
        let scene = Scene::with_little_room(ANY);
        scene.two.fail_next(Fault::OutOfMemory);
        super::argo_answers::ask(&scene, MOST as u32).map(|_| ())
    }),
    ("any", "built without Argo", || {
        notify(&Scene::on(Machine::with_argo(Argo::NotBuilt)).one)
    }),
    ("any", "Argo switched off", || {
        notify(&Scene::on(Machine::with_argo(Argo::Off)).one)
    }),
    ("any", "no operation has the number", || {
        raw(&Scene::new().one, [5, 0, 0, 0, 0])
    }),
    ("any", "a policy forbids it", || {
        let scene = Scene::new();
        scene.one.fail_next(Fault::Policy);
        scene.register(ANY)
    }),
];

#[test]
fn every_situation_ends_as_the_table_says() {
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
    // Of the call as a whole: shown for one operation.
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
