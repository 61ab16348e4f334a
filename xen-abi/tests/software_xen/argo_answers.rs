//! What Argo tells: answers to questions, notices of room, and what lies in a ring.

use super::argo::{ANY, LEN, Scene, addresses, let_others_wait, send};
use super::table::rows;
use proptest::prelude::*;
use std::sync::atomic::Ordering::SeqCst;
use xen_abi::argo::{self, Addr, Port, RingData, RingDataEnt, RingFlags};
use xen_abi::argo_ring::{RingReader, max_data};
use xen_abi::event_channel as events;
use xen_abi::flags::Flags;
use xen_abi::mock::Domain;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};
use xen_abi::{Errno, Plain, WithElements};

const TABLE: &str = include_str!("../../src/mock/argo.md");

/// Asks from the second domain about the first one's port 7.
pub(crate) fn ask(scene: &Scene, space_required: u32) -> Result<RingDataEnt, Errno> {
    let ring = Addr {
        aport: Port(7),
        domain_id: DomId(1),
        pad: 0,
    };
    let question = RingDataEnt {
        ring,
        space_required,
        max_message_size: 0xdead,
        ..RingDataEnt::zeroed()
    };
    let mut questions = WithElements::new(
        RingData {
            nent: 1,
            ..RingData::zeroed()
        },
        [question],
    );
    // SAFETY: one question follows, as it says.
    unsafe { argo::notify(&scene.two, questions.as_mut_ptr()) }?;
    Ok(questions.elements()[0])
}

#[test]
fn questions_are_answered_as_the_table_says() {
    let most = max_data(LEN);
    for row in &rows(TABLE, "What `notify` answers to a question")[1..] {
        let registered = |partner| {
            let scene = Scene::new();
            scene.register(partner).unwrap();
            scene
        };
        let (scene, space) = match row[0] {
            "none" => (Scene::new(), 0),
            "empty, one partner, no room asked for" => (registered(DomId(2)), 0),
            "empty, for everybody, no room asked for" => (registered(ANY), 0),
            "empty, as much room as there ever is" => (registered(DomId(2)), most),
            "empty, more room than there ever is" => (registered(DomId(2)), most + 1),
            "one message, little room asked for" => (Scene::with_little_room(DomId(2)), 16),
            "one message, as much room as there ever is" => {
                (Scene::with_little_room(DomId(2)), most)
            }
            "one message, as much room as there ever is, 32 domains wait" => {
                let scene = Scene::with_little_room(ANY);
                let_others_wait(&scene);
                (scene, most)
            }
            unknown => panic!("{unknown}"),
        };
        let answer = ask(&scene, space).unwrap();
        let shared = if row[0].ends_with("domains wait") {
            RingFlags::SHARED
        } else {
            RingFlags::empty()
        };
        let expected = row[1]
            .split(' ')
            .filter(|name| !name.is_empty())
            .map(|name| RingFlags::from_name(name).unwrap());
        assert_eq!(
            answer.flags,
            expected.fold(shared, |all, one| all | one),
            "{}",
            row[0]
        );
        assert_eq!(
            answer.max_message_size,
            if row[0] == "none" { 0xdead } else { most },
            "{}",
            row[0]
        );
    }
}

/// The port by which a domain hears of Argo, which nobody has raised yet.
struct Ear<'a>(&'a Domain, events::Port);

impl<'a> Ear<'a> {
    fn of(domain: &'a Domain) -> Self {
        Self(domain, events::bind_virq(domain, Virq::ARGO, 0).unwrap())
    }

    /// Whether there was news, which then is taken.
    fn heard(&self) -> bool {
        let heard = self.0.is_pending(self.1);
        events::close(self.0, self.1).unwrap();
        assert_eq!(events::bind_virq(self.0, Virq::ARGO, 0), Ok(self.1));
        heard
    }
}

fn reader(scene: &Scene) -> RingReader {
    // SAFETY: the pages outlive the reader in these tests, which access them by words only.
    unsafe { RingReader::new(scene.pages.start().cast(), LEN) }.unwrap()
}

fn told(domain: &Domain) {
    // SAFETY: no questions.
    unsafe { argo::notify(domain, std::ptr::null_mut()) }.unwrap();
}

#[test]
fn a_message_is_announced_to_its_receiver() {
    let scene = Scene::new();
    scene.register(DomId(2)).unwrap();
    let (one, two) = (Ear::of(&scene.one), Ear::of(&scene.two));
    scene.send(&[b"hello"]).unwrap();
    assert!(one.heard() && !two.heard());
    assert_eq!(
        send(&scene.two, addresses(ANY, DomId(1), 9), &[]),
        Err(Errno::ECONNREFUSED)
    );
    assert!(!one.heard(), "an error is no message");
}

#[test]
fn who_found_no_room_hears_when_there_is_some() {
    let scene = Scene::with_little_room(DomId(2));
    let ear = Ear::of(&scene.two);
    let (small, large) = (vec![0; 3900], vec![0; max_data(LEN) as usize]);
    assert_eq!(scene.send(&[&small]), Err(Errno::EAGAIN));
    assert_eq!(scene.send(&[&large]), Err(Errno::EAGAIN));
    assert_eq!(scene.send(&[&small]), Err(Errno::EAGAIN));
    told(&scene.one);
    assert!(!ear.heard(), "nothing was read");
    // Enough for the small message, but the larger one counts.
    scene.pages.word(0).store(96, SeqCst);
    told(&scene.one);
    assert!(!ear.heard());
    scene.pages.word(0).store(0, SeqCst);
    reader(&scene).clear().unwrap();
    assert!(!ear.heard(), "Xen does not look by itself");
    told(&scene.one);
    assert!(ear.heard());
    told(&scene.one);
    assert!(!ear.heard(), "told once");
    assert_eq!(scene.send(&[&large]), Ok(max_data(LEN)));
}

#[test]
fn a_ring_is_never_filled() {
    let scene = Scene::new();
    scene.register(DomId(2)).unwrap();
    for _ in 1..LEN / 16 {
        scene.send(&[]).unwrap();
    }
    assert_eq!(
        scene.send(&[]),
        Err(Errno::EAGAIN),
        "or it would look empty"
    );
}

#[test]
fn who_asks_and_finds_room_is_not_told_again() {
    let scene = Scene::with_little_room(DomId(2));
    let ear = Ear::of(&scene.two);
    assert!(
        !ask(&scene, max_data(LEN))
            .unwrap()
            .flags
            .contains(RingFlags::SUFFICIENT)
    );
    reader(&scene).clear().unwrap();
    assert!(
        ask(&scene, max_data(LEN))
            .unwrap()
            .flags
            .contains(RingFlags::SUFFICIENT)
    );
    told(&scene.one);
    assert!(!ear.heard());
}

#[test]
fn a_ring_of_ones_own_comes_before_the_one_for_everybody() {
    let scene = Scene::new();
    scene.register(ANY).unwrap();
    let other = scene.one.pages(1);
    let frames = [argo::Gfn(other.frame(0).0)];
    // SAFETY: the page is used for nothing else.
    unsafe {
        argo::register_ring(
            &scene.one,
            &super::argo::ring(DomId(2), LEN),
            &frames,
            argo::RegisterFlags::empty(),
        )
    }
    .unwrap();
    scene.send(&[b"mine"]).unwrap();
    assert_eq!(
        (scene.pages.word(4).load(SeqCst), other.word(4).load(SeqCst)),
        (0, 32)
    );
    let three = scene.machine.domain(DomId(3));
    send(&three, addresses(ANY, DomId(1), 7), &[]).unwrap();
    assert_eq!(
        (scene.pages.word(4).load(SeqCst), other.word(4).load(SeqCst)),
        (16, 32)
    );
}

#[test]
fn a_domain_that_is_gone_leaves_nothing_behind() {
    let scene = Scene::with_little_room(DomId(2));
    scene.machine.destroy(DomId(2));
    assert_eq!(scene.one.rings(), 0, "the ring was for it alone");
    scene.register(ANY).unwrap();
    let three = scene.machine.domain(DomId(3));
    scene.machine.destroy(DomId(1));
    assert_eq!(
        send(&three, addresses(ANY, DomId(1), 7), &[]),
        Err(Errno::ESRCH)
    );
}

#[test]
fn a_ring_that_is_a_mess_is_emptied_when_it_is_registered() {
    for (rx, tx, expected) in [
        (0, 64, 64),
        (40, 4032, 48),
        (5000, 7, 0),
        (u32::MAX, 24, 0),
        (4020, 24, 0),
    ] {
        let scene = Scene::new();
        scene.pages.word(0).store(rx, SeqCst);
        scene.pages.word(4).store(tx, SeqCst);
        scene.register(ANY).unwrap();
        assert_eq!(scene.pages.word(4).load(SeqCst), expected, "{rx} {tx}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_sent_is_what_lies_in_the_ring(
        messages in proptest::collection::vec(proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..700), 0..=8), 1..30),
    ) {
        let scene = Scene::new();
        scene.register(ANY).unwrap();
        let mut reader = reader(&scene);
        let mut buffer = vec![0; LEN as usize];
        for pieces in &messages {
            let whole = pieces.concat();
            let slices: Vec<_> = pieces.iter().map(Vec::as_slice).collect();
            let result = scene.send(&slices);
            if whole.len() > max_data(LEN) as usize {
                prop_assert_eq!(result, Err(Errno::EMSGSIZE));
                continue;
            }
            prop_assert_eq!(result, Ok(whole.len() as u32));
            let message = reader.read(&mut buffer).unwrap().unwrap();
            prop_assert_eq!(&buffer[..message.len], &whole);
            prop_assert_eq!((message.source.domain_id, message.source.aport), (DomId(2), Port(3)));
            prop_assert!(reader.is_empty().unwrap());
        }
    }

    /// The receiver may write what it likes: Xen stays within the ring, and what follows the pages stays as it was.
    #[test]
    fn a_mad_receiver_hurts_nobody(moves in proptest::collection::vec((any::<u32>(), 0_usize..4000), 1..40)) {
        let scene = Scene::new();
        scene.register(ANY).unwrap();
        scene.pages.word(4096).store(0x1234_5678, SeqCst);
        let data = vec![0xee; 4000];
        for (rx, len) in moves {
            scene.pages.word(0).store(rx, SeqCst);
            scene.pages.word(4).store(rx.rotate_left(7), SeqCst);
            let result = scene.send(&[&data[..len]]);
            prop_assert!(matches!(result, Ok(_) | Err(Errno::EAGAIN)), "{:?}", result);
            ask(&scene, len as u32).unwrap();
        }
        prop_assert_eq!(scene.pages.word(4096).load(SeqCst), 0x1234_5678);
    }
}
