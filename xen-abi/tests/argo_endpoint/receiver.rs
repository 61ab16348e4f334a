//! Registering and unregistering a ring.

use super::{TWO, inbox, pair, sender, why};
use std::sync::atomic::Ordering::SeqCst;
use xen_abi::Errno;
use xen_abi::argo::{self, Port, UnregisterRing};
use xen_abi::argo_endpoint::{
    MAX_MESSAGE, Partner, ReceiveError, Receiver, SendError, Sender, WhyRefused,
};
use xen_abi::frame::Gfn;
use xen_abi::mock::{Argo, Fault, Machine, Pages};
use xen_abi::pages::GuestPages;
use xen_abi::xen::DomId;

#[test]
fn a_ring_is_registered_as_long_as_its_receiver_exists() {
    let (one, two) = pair();
    {
        let inbox = inbox(&one, 1);
        assert_eq!(
            (inbox.port(), inbox.ring_len(), one.rings()),
            (Port(7), 4032, 1)
        );
        let again = Receiver::register(&one, one.pages(1), Port(7), TWO);
        assert_eq!(
            why(again),
            WhyRefused::Xen(Errno::EEXIST),
            "nor is a ring replaced"
        );
        sender(&two).send(0, &[]).unwrap();
    }
    assert_eq!(one.rings(), 0);
    assert_eq!(sender(&two).send(0, &[]), Err(SendError::NoRing));
    drop(inbox(&one, 3));
}

#[test]
fn invalid_rings_are_refused_without_a_hypercall() {
    let (one, _) = pair();
    // A hypercall would fail with another error.
    one.fail_next(Fault::Policy);
    let with_len = |len, pages| {
        why(Receiver::register_len(
            &one,
            one.pages(pages),
            Port(7),
            TWO,
            len,
        ))
    };
    for len in [0, 16, 32, 47, 50, (16 << 20) - 48, 16 << 20, u32::MAX] {
        assert_eq!(with_len(len, 2), WhyRefused::Length(len));
    }
    assert_eq!(
        with_len(4096, 1),
        WhyRefused::Pages {
            needed: 2,
            given: 1
        },
        "the head takes its share"
    );
    for domain in [DomId::SELF, DomId::INVALID, DomId(0x7ff0)] {
        let refused = Receiver::register(&one, one.pages(1), Port(7), Partner::Domain(domain));
        assert_eq!(why(refused), WhyRefused::Partner(domain));
        assert_eq!(
            Sender::new(&one, Port(3), domain, Port(7)).unwrap_err(),
            SendError::Destination(domain)
        );
    }
    let sender = Sender::new(&one, Port(3), DomId(1), Port(7)).unwrap();
    assert_eq!(
        sender.send(0, &[[].as_slice(); 9]),
        Err(SendError::Pieces(9))
    );
    let half = vec![0; MAX_MESSAGE as usize / 2 + 1];
    assert_eq!(
        sender.send(0, &[&half, &half]),
        Err(SendError::Length(half.len() * 2))
    );

    let refused = Receiver::register(&one, one.pages(1), Port(7), TWO).unwrap_err();
    assert_eq!(refused.why, WhyRefused::Xen(Errno::EACCES));
    assert!(refused.to_string().contains("EACCES"));
    assert!(
        Receiver::register(&one, refused.pages, Port(7), TWO).is_ok(),
        "the pages came back"
    );
}

#[test]
fn closing_returns_the_pages_unless_xen_keeps_them() {
    let (one, two) = pair();
    let inbox = inbox(&one, 1);
    one.fail_next(Fault::Policy);
    let refused = inbox.close().unwrap_err();
    assert_eq!((refused.why, one.rings()), (Errno::EACCES, 1));
    let mut inbox = refused.value;
    sender(&two).send(5, &[b"still there"]).unwrap();
    assert_eq!(inbox.skip().unwrap().unwrap().message_type, 5);
    let pages = inbox.close().unwrap();
    assert_eq!(one.rings(), 0);
    // The pages can be registered again, also if Xen has unregistered the ring itself.
    let inbox = Receiver::register(&one, pages, Port(7), TWO).unwrap();
    let ring = UnregisterRing {
        aport: Port(7),
        partner_id: DomId(2),
        pad: 0,
    };
    argo::unregister_ring(&one, &ring).unwrap();
    assert_eq!(inbox.close().unwrap().count(), 1);
}

/// Pages that record when they are dropped.
struct Noted(Pages, std::sync::Arc<std::sync::atomic::AtomicBool>);

impl Drop for Noted {
    fn drop(&mut self) {
        self.1.store(true, SeqCst);
    }
}

// SAFETY: the pages' own promises.
unsafe impl GuestPages for Noted {
    fn start(&self) -> std::ptr::NonNull<u8> {
        self.0.start()
    }

    fn count(&self) -> usize {
        self.0.count()
    }

    fn frame(&self, page: usize) -> Gfn {
        self.0.frame(page)
    }
}

/// Memory that Xen may write to is never freed.
#[test]
fn pages_that_xen_keeps_stay_allocated() {
    for refused in [false, true] {
        let (one, two) = pair();
        let given_back = std::sync::Arc::default();
        let pages = Noted(one.pages(1), std::sync::Arc::clone(&given_back));
        let inbox = Receiver::register(&one, pages, Port(7), TWO).unwrap();
        if refused {
            one.fail_next(Fault::Policy);
        }
        drop(inbox);
        assert_eq!(given_back.load(SeqCst), !refused);
        assert_eq!(one.rings(), usize::from(refused));
        assert_eq!(sender(&two).send(0, &[]).is_ok(), refused);
    }
}

#[test]
#[cfg_attr(miri, ignore = "16 MiB of ring take minutes there")]
fn xen_accepts_the_longest_ring() {
    for pages in [4096, 4097] {
        let (one, two) = pair();
        let mut inbox = inbox(&one, pages);
        assert_eq!(inbox.ring_len(), (16 << 20) - 64);
        sender(&two)
            .send(0, &[&vec![7; MAX_MESSAGE as usize]])
            .unwrap();
        let mut buffer = vec![0; MAX_MESSAGE as usize];
        assert_eq!(
            inbox.receive(&mut buffer).unwrap().unwrap().len,
            buffer.len()
        );
        assert!(buffer.iter().all(|byte| *byte == 7));
    }
}

/// Xen would write to memory of another domain.
#[test]
fn pages_of_another_domain_or_machine_are_refused() {
    let (one, two) = pair();
    let (elsewhere, _) = pair();
    let mine = one.pages(1);
    let gone = {
        let machine = Machine::new();
        let pages = machine.domain(DomId(1)).pages(1);
        machine.destroy(DomId(1));
        pages
    };
    for foreign in [two.pages(1), elsewhere.pages(1), gone] {
        assert_ne!(foreign.frame(0), mine.frame(0));
        let refused = Receiver::register(&one, foreign, Port(7), TWO);
        assert_eq!(why(refused), WhyRefused::Xen(Errno::EINVAL));
    }
    assert_eq!(one.rings(), 0);
    assert!(Receiver::register(&one, mine, Port(7), TWO).is_ok());
}

/// No pages.
struct NoPages;

// SAFETY: there is no memory.
unsafe impl GuestPages for NoPages {
    fn start(&self) -> std::ptr::NonNull<u8> {
        std::ptr::NonNull::<u64>::dangling().cast()
    }

    fn count(&self) -> usize {
        0
    }

    fn frame(&self, _: usize) -> Gfn {
        unreachable!("there is none")
    }
}

#[test]
fn no_pages_are_refused() {
    let (one, _) = pair();
    let refused = Receiver::register(&one, NoPages, Port(7), Partner::Any)
        .map(drop)
        .map_err(|refused| refused.why);
    assert_eq!(
        refused,
        Err(WhyRefused::Pages {
            needed: 1,
            given: 0
        })
    );
}

#[test]
fn errors_of_xen_are_returned() {
    let one = Machine::with_argo(Argo::On).domain(DomId(1));
    let refused = Receiver::register(&one, one.pages(1), Port(7), Partner::Any);
    assert_eq!(why(refused), WhyRefused::Xen(Errno::EPERM));
    let one = Machine::with_argo(Argo::NotBuilt).domain(DomId(1));
    let refused = Receiver::register(&one, one.pages(1), Port(7), Partner::Any);
    assert_eq!(why(refused), WhyRefused::Xen(Errno::ENOSYS));
    assert_eq!(
        Sender::new(&one, Port(3), DomId(1), Port(7))
            .unwrap()
            .room_for(0),
        Err(Errno::ENOSYS)
    );

    let (one, two) = pair();
    let mut inbox = inbox(&one, 1);
    let sender = sender(&two);
    assert_eq!(sender.send(0, &[&[0; 4001]]), Err(SendError::TooLong));
    assert_eq!(sender.send(0, &[&[0; 4000]]), Ok(()));
    assert_eq!(sender.send(0, &[&[0; 4000]]), Err(SendError::Full));
    let nobody = Sender::new(&two, Port(3), DomId(9), Port(7)).unwrap();
    assert_eq!(nobody.send(0, &[]), Err(SendError::Xen(Errno::ESRCH)));
    one.fail_next(Fault::Policy);
    assert_eq!(
        inbox.announce_room(),
        Err(ReceiveError::Announce(Errno::EACCES))
    );
}
