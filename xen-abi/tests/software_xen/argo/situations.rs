//! The rows of the table in `argo.md`, each with the calls that produce it.

use super::super::address;
use super::super::table::Situation;
use super::{
    ANY, LEN, MOST, Scene, addresses, iov, let_others_wait, long_ring, notify, raw, ring, send,
    send_in, sent, unregister, without_argo,
};
use xen_abi::argo::{
    self, ArgoOp, Gfn, Iov, Port, RegisterFlags, RegisterRing, RingData, UnregisterRing,
};
use xen_abi::mock::{Argo, Fault, Machine};
use xen_abi::pages::GuestPages;
use xen_abi::xen::DomId;
use xen_abi::{Errno, GuestHandle, Plain};

const REGISTER: usize = ArgoOp::RegisterRing as usize;
pub(super) const SENDV: usize = ArgoOp::Sendv as usize;

pub(super) const SITUATIONS: &[Situation] = &[
    ("register_ring", "for one partner", || {
        Scene::new().register(DomId(2))
    }),
    ("register_ring", "for itself", || {
        Scene::new().register(DomId(1))
    }),
    ("register_ring", "for any partner", || {
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
        "the longest ring, 16 MiB with its header",
        || long_ring((16 << 20) - 64, 4096),
    ),
    ("register_ring", "16 MiB without its header", || {
        long_ring(16 << 20, 4097)
    }),
    ("register_ring", "16 MiB in one page too few", || {
        long_ring(16 << 20, 4096)
    }),
    ("register_ring", "16 MiB and a slot", || {
        long_ring((16 << 20) + 16, 4097)
    }),
    ("register_ring", "one page too few", || {
        Scene::new().register_as(ring(ANY, 4096), 1, RegisterFlags::empty())
    }),
    ("register_ring", "one page too many", || {
        Scene::new().register_as(ring(ANY, LEN), 2, RegisterFlags::empty())
    }),
    ("register_ring", "a frame of another domain", || {
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
    ("register_ring", "a count of more than 32 bits", || {
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
    ("register_ring", "for any partner, not permitted", || {
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
    ("register_ring", "the 129th ring", || {
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
    ("register_ring", "the same ring for the 129th time", || {
        let scene = Scene::new();
        (0..128).try_for_each(|_| scene.register(ANY))?;
        assert_eq!(scene.one.rings(), 1);
        scene.register(ANY)
    }),
    (
        "register_ring",
        "the 129th time, without replacement",
        || {
            let scene = Scene::new();
            (0..128).try_for_each(|_| scene.register(ANY))?;
            scene.register_as(ring(ANY, LEN), 1, RegisterFlags::FAIL_EXIST)
        },
    ),
    ("register_ring", "again, without replacement", || {
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
    ("sendv", "the longest message", || {
        send_in(|scene| scene.send(&[&[1; MOST]]))
    }),
    ("sendv", "the source by domain ID", || {
        send_in(|scene| send(&scene.two, addresses(DomId(2), DomId(1), 7), &[]))
    }),
    ("sendv", "to a ring for any partner", || {
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
    (
        "sendv",
        "with the ID of another domain as the source",
        || send_in(|scene| send(&scene.two, addresses(DomId(1), DomId(1), 7), &[])),
    ),
    ("sendv", "no such destination", || {
        send_in(|scene| send(&scene.two, addresses(ANY, DomId(3), 7), &[]))
    }),
    ("sendv", "DOMID_SELF as the destination", || {
        send_in(|scene| send(&scene.two, addresses(ANY, DomId::SELF, 7), &[]))
    }),
    ("sendv", "no ring under the port", || {
        send_in(|scene| send(&scene.two, addresses(ANY, DomId(1), 8), &[]))
    }),
    ("sendv", "a ring for another domain", || {
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
    ("sendv", "one byte more than the longest message", || {
        send_in(|scene| scene.send(&[&[1; MOST + 1]]))
    }),
    ("sendv", "no space", || {
        sent(Scene::with_little_room(DomId(2)).send(&[&[0; MOST]]), 0)
    }),
    ("sendv", "no space, and 32 domains wait", || {
        let scene = Scene::with_little_room(ANY);
        let_others_wait(&scene);
        sent(scene.send(&[&[0; MOST]]), 0)
    }),
    ("sendv", "no space, and no memory", || {
        let scene = Scene::with_little_room(ANY);
        scene.two.fail_next(Fault::OutOfMemory);
        sent(scene.send(&[&[0; MOST]]), 0)
    }),
    ("notify", "without queries", || notify(&Scene::new().one)),
    ("notify", "with one query", || {
        super::super::argo_answers::ask(&Scene::new(), 0).map(|_| ())
    }),
    ("notify", "the queries are at an unaligned address", || {
        raw(&Scene::new().one, [4, 8, 0, 0, 0])
    }),
    ("notify", "an unused argument", || {
        raw(&Scene::new().one, [4, 0, 0, 0, 1])
    }),
    ("notify", "257 queries", || {
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
    ("notify", "no space, and no memory", || {
        let scene = Scene::with_little_room(ANY);
        scene.two.fail_next(Fault::OutOfMemory);
        super::super::argo_answers::ask(&scene, MOST as u32).map(|_| ())
    }),
    ("any", "built without Argo", || {
        notify(&Scene::on(Machine::with_argo(Argo::NotBuilt)).one)
    }),
    ("any", "Argo disabled", || {
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
