//! Messages from one domain to another.

use super::{inbox, pair, sender};
use proptest::prelude::*;
use std::collections::VecDeque;
use xen_abi::argo::{Addr, Port, RingFlags};
use xen_abi::argo_endpoint::{Partner, ReceiveError, Receiver, SendError, Sender, WhyRefused};
use xen_abi::argo_ring::{MESSAGE_HEADER_SIZE, RingError, SLOT, slot_len};
use xen_abi::events::Channel;
use xen_abi::mock::Machine;
use xen_abi::xen::{DomId, Virq};
use xen_abi::{Errno, Plain};

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
fn a_sender_is_notified_when_there_is_space() {
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
    // The largest message that it waits for needs the whole ring.
    let mut received = 0;
    while inbox.receive(&mut buffer).unwrap().is_some() {
        assert!(!two.is_pending(news.port()));
        received += 1;
    }
    assert_eq!(received, 35);
    assert!(two.is_pending(news.port()));
    assert!(two.two_level().clear(news.port()));
    assert!(sender.room_for(4000).unwrap().unwrap().sufficient);

    // Half of the ring is enough for smaller messages, even if the ring is never empty.
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 32 }))]

    /// Messages of several senders arrive once, whole and in order, for all lengths of rings.
    #[test]
    fn what_is_sent_arrives_once_and_in_order(
        slots in 3_u32..600,
        steps in proptest::collection::vec(
            (
                0_usize..3,
                proptest::collection::vec(any::<u8>(), 0..if cfg!(miri) { 60 } else { 900 }),
                any::<bool>(),
            ),
            1..if cfg!(miri) { 8 } else { 150 },
        ),
    ) {
        let machine = Machine::new();
        let one = machine.domain(DomId(1));
        let others = [2, 3, 4].map(|id| machine.domain(DomId(id)));
        let mut inbox =
            Receiver::register_len(&one, one.pages(3), Port(7), Partner::Any, slots * SLOT)
                .unwrap();
        let mut queue = VecDeque::new();
        let mut buffer = vec![0; 900];
        let mut used = 0;
        for (number, (who, data, receive)) in (0..).zip(steps) {
            let sender =
                Sender::new(&others[who], Port(100 + who as u32), DomId(1), Port(7)).unwrap();
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
                let source = Addr {
                    aport: Port(100 + who as u32),
                    domain_id: others[who].id(),
                    pad: 0,
                };
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
