//! Argo through the safe types, against the software Xen and against rings that hold anything at
//! all.

use proptest::prelude::*;
use std::collections::VecDeque;
use std::sync::atomic::Ordering::SeqCst;
use xen_abi::argo::{self, Addr, Port, RingFlags, UnregisterRing};
use xen_abi::argo_endpoint::{
    MAX_MESSAGE, Partner, ReceiveError, Receiver, Refused, SendError, Sender, WhyRefused,
};
use xen_abi::argo_ring::{HEADER_SIZE, MESSAGE_HEADER_SIZE, Message, RingError, SLOT, slot_len};
use xen_abi::events::Channel;
use xen_abi::frame::Gfn;
use xen_abi::mock::{Argo, Domain, Fault, Machine, Pages};
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};
use xen_abi::{Errno, Plain};

const TWO: Partner = Partner::Domain(DomId(2));

fn pair() -> (Domain, Domain) {
    let machine = Machine::new();
    (machine.domain(DomId(1)), machine.domain(DomId(2)))
}

fn inbox(domain: &Domain, pages: usize) -> Receiver<&Domain, Pages> {
    Receiver::register(domain, domain.pages(pages), Port(7), TWO).unwrap()
}

fn sender(domain: &Domain) -> Sender<&Domain> {
    Sender::new(domain, Port(3), DomId(1), Port(7)).unwrap()
}

fn why<X: xen_abi::Hypercall>(refused: Result<Receiver<X, Pages>, Refused<Pages>>) -> WhyRefused {
    match refused {
        Ok(_) => panic!("it was registered"),
        Err(refused) => refused.why,
    }
}

#[test]
fn a_ring_lives_as_long_as_its_receiver() {
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
fn rules_are_checked_before_xen_is_asked() {
    let (one, _) = pair();
    // Any call would fail in another way.
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
fn closing_gives_the_pages_back_or_says_that_xen_has_them() {
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
    // They serve again, also for a ring that Xen forgets.
    let inbox = Receiver::register(&one, pages, Port(7), TWO).unwrap();
    let ring = UnregisterRing {
        aport: Port(7),
        partner_id: DomId(2),
        pad: 0,
    };
    argo::unregister_ring(&one, &ring).unwrap();
    assert_eq!(inbox.close().unwrap().count(), 1);
}

/// Pages that say when they are given back.
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

/// Memory that Xen may write to is never given back.
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
fn the_longest_ring_is_one_that_xen_takes() {
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

/// Xen would write to memory that belongs to somebody else.
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

/// Pages of which there are none.
struct NoPages;

// SAFETY: no memory is spoken of.
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
fn xens_refusals_are_told() {
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

#[test]
fn a_message_says_who_sent_it_and_can_be_answered() {
    let (one, two) = pair();
    let mut here = inbox(&one, 1);
    let mut there = Receiver::register(&two, two.pages(1), Port(3), Partner::Any).unwrap();
    sender(&two)
        .send(0xabcd_1234, &[b"hello ", b"", b"argo"])
        .unwrap();
    assert_eq!(here.peek().unwrap().unwrap().len, 10);
    let mut buffer = [0; 16];
    assert_eq!(
        here.receive(&mut buffer[..9]),
        Err(ReceiveError::Ring(RingError::Buffer { needed: 10 }))
    );
    let message = here.receive(&mut buffer).unwrap().unwrap();
    assert_eq!(
        (message.message_type, &buffer[..message.len]),
        (0xabcd_1234, &b"hello argo"[..])
    );
    assert_eq!(
        message.source,
        Addr {
            aport: Port(3),
            domain_id: DomId(2),
            pad: 0
        }
    );
    Sender::answering(&one, Port(7), message.source)
        .unwrap()
        .send(2, &[b"hello"])
        .unwrap();
    assert_eq!(there.skip().unwrap().unwrap().source.domain_id, DomId(1));
    assert_eq!(there.skip(), Ok(None));
}

#[test]
fn who_waits_for_room_is_told_when_it_was_made() {
    let (one, two) = pair();
    let mut inbox = inbox(&one, 1);
    let (sender, news) = (sender(&two), Channel::virq(&two, Virq::ARGO, 0).unwrap());
    assert_eq!(
        sender.room_for(100).unwrap().unwrap().flags,
        RingFlags::EXISTS | RingFlags::EMPTY | RingFlags::SUFFICIENT
    );
    while sender.send(0, &[&[1; 84]]) != Err(SendError::Full) {}
    let room = sender.room_for(4000).unwrap().unwrap();
    assert_eq!((room.sufficient, room.max_message), (false, 4000));
    let mut buffer = [0; 84];
    // The largest of what it waits for needs the whole ring.
    let mut received = 0;
    while inbox.receive(&mut buffer).unwrap().is_some() {
        assert!(!two.is_pending(news.port()));
        received += 1;
    }
    assert_eq!(received, 35);
    assert!(two.is_pending(news.port()));
    assert!(two.two_level().clear(news.port()));
    assert!(sender.room_for(4000).unwrap().unwrap().sufficient);

    // Half of the ring is enough for those who want less, even if the reader never comes to the
    // end.
    while sender.send(0, &[&[1; 84]]) != Err(SendError::Full) {}
    for _ in 0..18 {
        assert!(!two.is_pending(news.port()));
        inbox.receive(&mut buffer).unwrap().unwrap();
    }
    inbox.receive(&mut buffer).unwrap().unwrap();
    assert!(two.two_level().clear(news.port()));
    sender.send(0, &[&[1; 84]]).unwrap();
    while sender.send(0, &[&[1; 84]]) != Err(SendError::Full) {}
    inbox.clear().unwrap();
    assert!(two.is_pending(news.port()) && inbox.peek().unwrap().is_none());
    assert_eq!(
        Sender::new(&two, Port(3), DomId(1), Port(8))
            .unwrap()
            .room_for(1),
        Ok(None)
    );
}

#[test]
fn errors_say_what_is_wrong() {
    let texts = [
        (WhyRefused::Length(50).to_string(), "50"),
        (
            WhyRefused::Pages {
                needed: 2,
                given: 1,
            }
            .to_string(),
            "2 pages, not 1",
        ),
        (WhyRefused::Partner(DomId::SELF).to_string(), "32752"),
        (WhyRefused::Xen(Errno::EPERM).to_string(), "EPERM"),
        (SendError::Pieces(9).to_string(), "9 pieces: 8"),
        (SendError::Length(1 << 25).to_string(), "33554432"),
        (SendError::Destination(DomId::SELF).to_string(), "32752"),
        (SendError::Full.to_string(), "now"),
        (SendError::FullForAll.to_string(), "too many"),
        (SendError::TooLong.to_string(), "too short"),
        (SendError::NoRing.to_string(), "no ring"),
        (SendError::Xen(Errno::ESRCH).to_string(), "ESRCH"),
        (ReceiveError::Ring(RingError::Length(3)).to_string(), "3"),
        (ReceiveError::Announce(Errno::ENODEV).to_string(), "ENODEV"),
    ];
    for (text, expected) in texts {
        assert!(text.contains(expected), "{text}");
    }
}

/// The pages of a ring, kept in view of the test while a receiver owns them.
struct Seen(std::sync::Arc<Pages>);

// SAFETY: the pages' own promises; the test accesses them by words.
unsafe impl GuestPages for Seen {
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

/// The next message by the letter of the headers, from a copy of the ring's bytes; nothing is
/// shared with the code under test.
fn next_message(ring: &[u8], from: usize, to: usize) -> Option<(usize, u32, Vec<u8>)> {
    let written = (to + ring.len() - from) % ring.len();
    let byte = |at: usize| ring[(from + at) % ring.len()];
    let word = |at: usize| u32::from_ne_bytes([0, 1, 2, 3].map(|index| byte(at + index)));
    let len = word(0) as usize;
    let whole = len.checked_next_multiple_of(16)?;
    (written > 0 && len >= 16 && whole <= written).then(|| {
        (
            (from + whole) % ring.len(),
            word(12),
            (16..len).map(byte).collect(),
        )
    })
}

/// A generator of numbers that is the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.next() % bound
    }
}

/// Fills rings with all kinds of nonsense and reads them, beside a reader that was written for
/// these tests alone.
#[test]
fn no_bytes_confuse_the_reader() {
    let rounds = if cfg!(miri) {
        40
    } else if cfg!(debug_assertions) {
        4_000
    } else {
        500_000
    };
    let (one, _) = pair();
    let mut numbers = Numbers(1);
    let mut buffer = vec![0; 400];
    let (mut messages, mut errors) = (0, 0);
    for round in 0..rounds {
        let slots = 3 + numbers.below(20);
        let len = slots * SLOT;
        let pages = std::sync::Arc::new(one.pages(1));
        let mut inbox =
            Receiver::register_len(&one, Seen(pages.clone()), Port(7), TWO, len).unwrap();
        for word in 0..len / 4 {
            // Lengths that might be right, more often than chance would have it.
            let value = if numbers.below(20) == 0 {
                numbers.next()
            } else {
                numbers.below(90)
            };
            pages
                .word((HEADER_SIZE + word * 4) as usize)
                .store(value, SeqCst);
        }
        let end = if numbers.below(8) == 0 {
            numbers.next()
        } else {
            numbers.below(slots) * SLOT
        };
        pages.word(4).store(end, SeqCst);
        // The reading position is the reader's own, whatever stands there.
        pages.word(0).store(numbers.next(), SeqCst);
        let bytes: Vec<u8> = (0..len / 4)
            .flat_map(|word| {
                pages
                    .word((HEADER_SIZE + word * 4) as usize)
                    .load(SeqCst)
                    .to_ne_bytes()
            })
            .collect();
        let (mut from, mut turns) = (0, 0);
        loop {
            turns += 1;
            assert!(turns <= slots + 1, "round {round}: no end");
            let outcome = inbox.receive(&mut buffer);
            let expected = (end < len && end % SLOT == 0)
                .then(|| next_message(&bytes, from, end as usize))
                .flatten();
            match (outcome, expected) {
                (
                    Ok(Some(Message {
                        message_type, len, ..
                    })),
                    Some((next, expected_type, data)),
                ) => {
                    assert_eq!(
                        (message_type, &buffer[..len]),
                        (expected_type, &data[..]),
                        "round {round}"
                    );
                    from = next;
                    messages += 1;
                }
                (Ok(None), None) => {
                    assert_eq!(from, end as usize, "round {round}: not all was read");
                    break;
                }
                (Err(ReceiveError::Ring(_)), None) => {
                    errors += 1;
                    break;
                }
                (outcome, expected) => panic!("round {round}: {outcome:?} for {expected:?}"),
            }
        }
    }
    assert!(
        messages > rounds / 4 && errors > rounds / 4,
        "{messages} messages, {errors} errors"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 32 }))]

    /// Every message that was sent arrives once, whole and in order, through rings of all lengths, from several senders.
    #[test]
    fn what_is_sent_arrives_once_and_in_order(
        slots in 3_u32..600,
        steps in proptest::collection::vec((0_usize..3, proptest::collection::vec(any::<u8>(), 0..if cfg!(miri) { 60 } else { 900 }), any::<bool>()), 1..if cfg!(miri) { 8 } else { 150 }),
    ) {
        let machine = Machine::new();
        let one = machine.domain(DomId(1));
        let others = [2, 3, 4].map(|id| machine.domain(DomId(id)));
        let mut inbox = Receiver::register_len(&one, one.pages(3), Port(7), Partner::Any, slots * SLOT).unwrap();
        let mut queue = VecDeque::new();
        let mut buffer = vec![0; 900];
        let mut used = 0;
        for (number, (who, data, receive)) in (0..).zip(steps) {
            let sender = Sender::new(&others[who], Port(100 + who as u32), DomId(1), Port(7)).unwrap();
            let taken = slot_len(MESSAGE_HEADER_SIZE + data.len() as u32).unwrap();
            let (left, right) = data.split_at(data.len() / 3);
            let expected = match () {
                () if taken >= slots * SLOT => Err(SendError::TooLong),
                () if used + taken >= slots * SLOT => Err(SendError::Full),
                () => Ok(()),
            };
            prop_assert_eq!(sender.send(number, &[left, right]), expected);
            if expected.is_ok() {
                used += taken;
                queue.push_back((who, number, data, taken));
            }
            if !receive {
                continue;
            }
            while let Some(message) = inbox.receive(&mut buffer).unwrap() {
                let (who, number, data, taken) = queue.pop_front().unwrap();
                prop_assert_eq!(&buffer[..message.len], &data[..]);
                prop_assert_eq!(message.message_type, number);
                let source = Addr { aport: Port(100 + who as u32), domain_id: others[who].id(), pad: 0 };
                prop_assert_eq!(message.source.as_bytes(), source.as_bytes());
                used -= taken;
            }
            prop_assert!(queue.is_empty());
        }
    }
}

#[test]
fn a_conversation_across_threads_loses_nothing() {
    const MESSAGES: u32 = if cfg!(miri) { 60 } else { 1_500 };
    let (one, two) = pair();
    let news = Channel::virq(&one, Virq::ARGO, 0).unwrap();
    let mut inbox = inbox(&one, 1);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (sender, news) = (sender(&two), Channel::virq(&two, Virq::ARGO, 0).unwrap());
            for number in 0..MESSAGES {
                let data = vec![number as u8; number as usize % 1500];
                loop {
                    match sender.send(number, &[&data]) {
                        Ok(()) => break,
                        Err(SendError::Full) => {
                            news.wait(None).unwrap();
                            two.two_level().clear(news.port());
                            two.two_level().handle(&two.two_level_vcpu(), |_| {});
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        });
        let (mut expected, mut buffer) = (0, [0; 1500]);
        while expected < MESSAGES {
            news.wait(None).unwrap();
            one.two_level().handle(&one.two_level_vcpu(), |_| {});
            while let Some(message) = inbox.receive(&mut buffer).unwrap() {
                assert_eq!(
                    (message.message_type, message.len),
                    (expected, expected as usize % 1500)
                );
                assert!(
                    buffer[..message.len]
                        .iter()
                        .all(|byte| *byte == expected as u8)
                );
                expected += 1;
            }
        }
    });
}
