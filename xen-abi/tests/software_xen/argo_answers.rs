//! Argo's results of `notify`, notifications of space, and contents of rings.

use super::argo::{ANY, LEN, Scene, addresses, let_others_wait, send};
use super::table::rows;
use proptest::collection::vec;
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

/// Queries port 7 of the first domain from the second.
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
    // SAFETY: one query follows, as `nent` says.
    unsafe { argo::notify(&scene.two, questions.as_mut_ptr()) }?;
    Ok(questions.elements()[0])
}

#[test]
fn queries_have_the_results_of_the_table() {
    let most = max_data(LEN);
    for row in &rows(TABLE, "Results of `notify` for a query")[1..] {
        let registered = |partner| {
            let scene = Scene::new();
            scene.register(partner).unwrap();
            scene
        };
        let (scene, space) = match row[0] {
            "none" => (Scene::new(), 0),
            "empty, one partner, no space requested" => (registered(DomId(2)), 0),
            "empty, any partner, no space requested" => (registered(ANY), 0),
            "empty, maximum space requested" => (registered(DomId(2)), most),
            "empty, more than the maximum requested" => (registered(DomId(2)), most + 1),
            "one message, little space requested" => (Scene::with_little_room(DomId(2)), 16),
            "one message, maximum space requested" => (Scene::with_little_room(DomId(2)), most),
            "one message, maximum space requested, 32 domains wait" => {
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

/// The port of a domain's VIRQ for Argo.
struct Ear<'a>(&'a Domain, events::Port);

impl<'a> Ear<'a> {
    fn of(domain: &'a Domain) -> Self {
        Self(domain, events::bind_virq(domain, Virq::ARGO, 0).unwrap())
    }

    /// Clears the port's event; returns whether it was pending.
    fn heard(&self) -> bool {
        let heard = self.0.is_pending(self.1);
        events::close(self.0, self.1).unwrap();
        assert_eq!(events::bind_virq(self.0, Virq::ARGO, 0), Ok(self.1));
        heard
    }
}

fn reader(scene: &Scene) -> RingReader {
    // SAFETY: the pages outlive the reader in each test, and are accessed by words only.
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
fn a_refused_sender_is_notified_of_space() {
    let scene = Scene::with_little_room(DomId(2));
    let ear = Ear::of(&scene.two);
    let (small, large) = (vec![0; 3900], vec![0; max_data(LEN) as usize]);
    assert_eq!(scene.send(&[&small]), Err(Errno::EAGAIN));
    assert_eq!(scene.send(&[&large]), Err(Errno::EAGAIN));
    assert_eq!(scene.send(&[&small]), Err(Errno::EAGAIN));
    told(&scene.one);
    assert!(!ear.heard(), "nothing was read");
    // Enough for the small message, but not for the larger one, which decides.
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
fn a_query_that_finds_space_causes_no_notification() {
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
fn a_ring_for_one_partner_precedes_the_ring_for_all() {
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
fn nothing_remains_of_a_destroyed_domain() {
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
fn invalid_indices_are_reset_by_registration() {
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
    fn a_ring_contains_what_was_sent(
        messages in vec(vec(vec(any::<u8>(), 0..700), 0..=8), 1..30),
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

    /// Whatever the receiver writes, Xen stays within the ring: the memory behind it is unchanged.
    #[test]
    fn xen_stays_within_a_ring_with_any_contents(
        moves in vec((any::<u32>(), 0_usize..4000), 1..40),
    ) {
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
