//! Both ends of a shared ring, with a model of queues and with a hostile peer.

use proptest::prelude::*;
use std::collections::VecDeque;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};
use xen_abi::ring::{BackRing, FrontRing, RingError, RingProtocol, index, layout};
use xen_abi::shared::{Mapped, SharedMemory};

/// Requests of three words, responses of two.
#[derive(Debug)]
enum Probe {}

impl RingProtocol for Probe {
    type Request = [u32; 3];
    type Response = [u32; 2];
    type Entry = [u32; 3];
    const NAME: &'static str = "probe";
}

/// Memory without spare bytes, so that the sanitizers find an access beyond its end.
struct Memory(Box<[AtomicU32]>);

impl Memory {
    fn for_entries(entries: usize) -> Self {
        Self(
            (0..layout::ENTRIES / 4 + entries * 3)
                .map(|_| AtomicU32::new(0))
                .collect(),
        )
    }

    fn mapped(&self) -> Mapped {
        let base = NonNull::new(self.0.as_ptr().cast_mut().cast::<u8>()).unwrap();
        // SAFETY: the words are only accessed atomically, and each test drops its rings before the
        // memory.
        unsafe { Mapped::new(base, self.0.len() * 4) }.unwrap()
    }

    fn word(&self, offset: usize) -> &AtomicU32 {
        &self.0[offset / 4]
    }

    /// A ring whose entries before `index` have been processed.
    fn starting_at(self, index: u32) -> Self {
        self.word(layout::REQ_PROD).store(index, Ordering::Relaxed);
        self.word(layout::RSP_PROD).store(index, Ordering::Relaxed);
        self.word(layout::REQ_EVENT)
            .store(index.wrapping_add(1), Ordering::Relaxed);
        self.word(layout::RSP_EVENT)
            .store(index.wrapping_add(1), Ordering::Relaxed);
        self
    }
}

/// An operation of one end.
#[derive(Clone, Copy, Debug)]
enum Step {
    Request(u32),
    PushRequests,
    TakeResponse,
    CheckResponses(u32),
    TakeRequest,
    Respond(u32),
    PushResponses,
    CheckRequests(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<u32>().prop_map(Step::Request),
        2 => Just(Step::PushRequests),
        4 => Just(Step::TakeResponse),
        1 => (0_u32..5).prop_map(Step::CheckResponses),
        4 => Just(Step::TakeRequest),
        4 => any::<u32>().prop_map(Step::Respond),
        2 => Just(Step::PushResponses),
        1 => (0_u32..5).prop_map(Step::CheckRequests),
    ]
}

/// An index, often near 0 or another index, or about to wrap.
fn any_index() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0),
        (0_u32..32).prop_map(|back| 0_u32.wrapping_sub(back)),
        0_u32..40,
        any::<u32>()
    ]
}

/// A model of one direction.
#[derive(Default)]
struct Direction {
    queued: VecDeque<u32>,
    pushed: VecDeque<u32>,
    /// The number of entries until the receiver is notified; `None` without a request for it.
    wanted: Option<u32>,
}

impl Direction {
    fn push(&mut self) -> bool {
        let count = self.queued.len() as u32;
        self.pushed.append(&mut self.queued);
        match self.wanted {
            Some(wanted) if wanted <= count => {
                self.wanted = None;
                true
            }
            Some(wanted) => {
                self.wanted = Some(wanted - count);
                false
            }
            None => false,
        }
    }

    fn check(&mut self, count: u32, limit: usize) -> bool {
        if self.pushed.is_empty() {
            self.wanted = Some(count.clamp(1, (limit as u32).max(1)));
        }
        !self.pushed.is_empty()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 512 }))]

    #[test]
    fn a_ring_is_two_queues(
        power in 0_u32..4,
        start in any_index(),
        steps in proptest::collection::vec(step(), 0..if cfg!(miri) { 12 } else { 200 }),
    ) {
        let entries = 1_usize << power;
        let memory = Memory::for_entries(entries).starting_at(start);
        let mut front = FrontRing::<Probe, _>::attach(memory.mapped(), start).unwrap();
        let mut back = BackRing::<Probe, _>::attach(memory.mapped(), start).unwrap();
        let (mut requests, mut responses) = (Direction::default(), Direction::default());
        (requests.wanted, responses.wanted) = (Some(1), Some(1));
        // Requests that were queued, without those whose response was taken; and requests that
        // were taken, without those whose response was queued.
        let (mut outstanding, mut open) = (0, 0);
        for step in steps {
            match step {
                Step::Request(value) => {
                    let queued = front.queue(&[value, !value, 7]);
                    prop_assert_eq!(
                        queued,
                        if outstanding < entries {
                            Ok(())
                        } else {
                            Err(RingError::Full)
                        }
                    );
                    if queued.is_ok() {
                        requests.queued.push_back(value);
                        outstanding += 1;
                    }
                }
                Step::PushRequests => prop_assert_eq!(front.push(), requests.push()),
                Step::TakeRequest => {
                    let value = requests.pushed.pop_front();
                    prop_assert_eq!(back.take(), Ok(value.map(|value| [value, !value, 7])));
                    open += usize::from(value.is_some());
                }
                Step::Respond(value) => {
                    let queued = back.queue(&[value, 9]);
                    prop_assert_eq!(
                        queued,
                        if open > 0 {
                            Ok(())
                        } else {
                            Err(RingError::Full)
                        }
                    );
                    if queued.is_ok() {
                        responses.queued.push_back(value);
                        open -= 1;
                    }
                }
                Step::PushResponses => prop_assert_eq!(back.push(), responses.push()),
                Step::TakeResponse => {
                    let value = responses.pushed.pop_front();
                    prop_assert_eq!(front.take(), Ok(value.map(|value| [value, 9])));
                    outstanding -= usize::from(value.is_some());
                }
                Step::CheckResponses(count) => {
                    let limit = outstanding - requests.queued.len();
                    prop_assert_eq!(
                        front.final_check_after(count),
                        Ok(responses.check(count, limit))
                    );
                }
                Step::CheckRequests(count) => {
                    prop_assert_eq!(
                        back.final_check_after(count),
                        Ok(requests.check(count, entries - open))
                    );
                }
            }
            prop_assert_eq!(
                (front.len() as usize, back.len() as usize),
                (entries, entries)
            );
            prop_assert_eq!(
                (front.outstanding() as usize, back.outstanding() as usize),
                (outstanding, open)
            );
            prop_assert_eq!(
                (front.free() as usize, front.is_full()),
                (entries - outstanding, outstanding == entries)
            );
            prop_assert_eq!(front.unconsumed(), Ok(responses.pushed.len() as u32));
            prop_assert_eq!(back.unconsumed(), Ok(requests.pushed.len() as u32));
        }
        let ((_, next_request, next_response), (_, taken, responded)) =
            (front.detach(), back.detach());
        prop_assert_eq!(
            index::distance(taken, next_request) as usize,
            requests.pushed.len() + requests.queued.len()
        );
        prop_assert_eq!(
            index::distance(next_response, responded) as usize,
            responses.pushed.len() + responses.queued.len()
        );
    }

    /// An access beyond the ring panics or is found by a sanitizer, as the memory ends there.
    #[test]
    fn a_hostile_peer_causes_errors_only(
        bytes in 0_usize..100,
        start in any_index(),
        steps in proptest::collection::vec(
            (
                step(),
                proptest::option::of((0_usize..4, any_index(), any::<bool>())),
            ),
            0..if cfg!(miri) { 12 } else { 60 },
        ),
    ) {
        let memory = Memory::for_entries(0);
        let memory = Memory(
            memory
                .0
                .into_iter()
                .chain((0..bytes).map(|_| AtomicU32::new(0)))
                .collect(),
        );
        let front = FrontRing::<Probe, _>::attach(memory.mapped(), start);
        let back = BackRing::<Probe, _>::attach(memory.mapped(), start);
        prop_assert_eq!(front.is_ok(), bytes >= 3);
        let (Ok(mut front), Ok(mut back)) = (front, back) else {
            return Ok(());
        };
        let entries = front.len();
        for (step, poke) in steps {
            if let Some((word, value, near)) = poke {
                let value = if near {
                    start.wrapping_add(value % 40)
                } else {
                    value
                };
                memory.word(word * 4).store(value, Ordering::Relaxed);
            }
            let claimed = index::distance(
                front_position(&front),
                memory.word(layout::RSP_PROD).load(Ordering::Relaxed),
            );
            match step {
                Step::Request(value) => drop(front.queue(&[value; 3])),
                Step::PushRequests => drop(front.push()),
                Step::TakeResponse => {
                    let outstanding = front.outstanding();
                    match front.take() {
                        Ok(taken) => prop_assert_eq!(
                            u32::from(taken.is_some()),
                            outstanding - front.outstanding()
                        ),
                        Err(RingError::Producer { ahead, limit }) => {
                            prop_assert_eq!(ahead, claimed);
                            prop_assert!(
                                ahead > limit
                                    && limit <= outstanding
                                    && front.outstanding() == outstanding
                            );
                        }
                        Err(other) => prop_assert!(false, "{other}"),
                    }
                }
                Step::CheckResponses(count) => drop(front.final_check_after(count)),
                Step::TakeRequest => drop(back.take()),
                Step::Respond(value) => drop(back.queue(&[value; 2])),
                Step::PushResponses => drop(back.push()),
                Step::CheckRequests(count) => drop(back.final_check_after(count)),
            }
            prop_assert!(front.outstanding() <= entries && back.outstanding() <= entries);
            prop_assert!(
                front.unconsumed().is_ok_and(|count| count <= entries)
                    || front.unconsumed().is_err()
            );
            prop_assert!(
                back.unconsumed()
                    .is_ok_and(|count| count <= entries - back.outstanding())
                    || back.unconsumed().is_err()
            );
        }
    }

    /// Upstream's `RING_REQUEST_PROD_OVERFLOW`, and a producer that goes backwards.
    ///
    /// The macro accepts the latter.
    #[test]
    fn a_back_end_refuses_impossible_indices(
        start in any_index(),
        taken in 0_u32..8,
        responded in 0_u32..8,
        claimed in any_index(),
        near: bool,
    ) {
        let memory = Memory::for_entries(8).starting_at(start);
        memory
            .word(layout::REQ_PROD)
            .store(start.wrapping_add(8), Ordering::Relaxed);
        let mut back = BackRing::<Probe, _>::attach(memory.mapped(), start).unwrap();
        let (taken, responded) = (taken.max(responded), responded.min(taken));
        (0..taken).for_each(|_| assert!(back.take().unwrap().is_some()));
        (0..responded).for_each(|_| back.queue(&[0, 0]).unwrap());
        let claimed = if near {
            start.wrapping_add(claimed % 24).wrapping_sub(4)
        } else {
            claimed
        };
        memory
            .word(layout::REQ_PROD)
            .store(claimed, Ordering::Relaxed);
        let overflow = index::distance(start.wrapping_add(responded), claimed) > 8;
        let backwards = index::distance(start, claimed) < taken;
        prop_assert_eq!(back.unconsumed().is_err(), overflow || backwards);
        prop_assert_eq!(back.final_check().is_err(), overflow || backwards);
        // The requests that the back end saw before are still there.
        if taken > 0 {
            (taken..8).for_each(|_| assert!(back.take().unwrap().is_some()));
            let beyond = index::distance(start.wrapping_add(8), claimed) > responded;
            prop_assert_eq!(back.take().is_err(), beyond);
        } else {
            prop_assert_eq!(back.take().is_err(), overflow || backwards);
        }
    }

    #[test]
    fn a_front_end_refuses_responses_without_a_request(
        start in any_index(),
        asked in 0_u32..9,
        queued in 0_u32..9,
        claimed in any_index(),
        near: bool,
    ) {
        let memory = Memory::for_entries(8).starting_at(start);
        let mut front = FrontRing::<Probe, _>::attach(memory.mapped(), start).unwrap();
        (0..asked).for_each(|_| front.queue(&[0; 3]).unwrap());
        let _ = front.push();
        for _ in 0..queued {
            let _ = front.queue(&[0; 3]);
        }
        let claimed = if near {
            start.wrapping_add(claimed % 24).wrapping_sub(4)
        } else {
            claimed
        };
        memory
            .word(layout::RSP_PROD)
            .store(claimed, Ordering::Relaxed);
        let ahead = index::distance(start, claimed);
        let expected = if ahead > asked {
            Err(RingError::Producer {
                ahead,
                limit: asked,
            })
        } else {
            Ok(ahead)
        };
        prop_assert_eq!(front.unconsumed(), expected);
        prop_assert_eq!(front.final_check(), expected.map(|count| count > 0));
        prop_assert_eq!(
            front.take().map(|taken| u32::from(taken.is_some())),
            expected.map(|count| count.min(1))
        );
    }
}

/// The index of the next response that a frontend takes.
fn front_position(front: &FrontRing<Probe, Mapped>) -> u32 {
    let shown = format!("{front:?}");
    let number = shown
        .rsplit("rsp_cons: ")
        .next()
        .unwrap()
        .trim_end_matches([' ', '}']);
    number.parse().unwrap()
}

#[test]
fn preparing_clears_the_memory_of_the_indices() {
    let memory = Memory::for_entries(4);
    memory
        .0
        .iter()
        .for_each(|word| word.store(0xdead_beef, Ordering::Relaxed));
    let front = FrontRing::<Probe, _>::init(memory.mapped()).unwrap();
    let header: Vec<u32> = memory.0[..16]
        .iter()
        .map(|word| word.load(Ordering::Relaxed))
        .collect();
    assert_eq!(header, [0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        memory.0[16].load(Ordering::Relaxed),
        0xdead_beef,
        "entries are left alone"
    );
    assert_eq!((front.len(), front.free()), (4, 4));
}

#[test]
fn a_back_end_carries_on_where_the_last_one_stopped() {
    let memory = Memory::for_entries(4).starting_at(u32::MAX);
    let mut front = FrontRing::<Probe, _>::attach(memory.mapped(), u32::MAX).unwrap();
    (0..3).for_each(|number| front.queue(&[number, 0, 0]).unwrap());
    assert!(front.push());
    let mut back = BackRing::<Probe, _>::resume(memory.mapped()).unwrap();
    assert_eq!(
        (back.take(), back.take()),
        (Ok(Some([0, 0, 0])), Ok(Some([1, 0, 0])))
    );
    back.queue(&[10, 0]).unwrap();
    assert!(back.push());
    back.queue(&[11, 0]).unwrap(); // never pushed
    // The second response overwrites the entry of its request, so that protocols which resume
    // backends answer requests one by one.
    let mut back = BackRing::<Probe, _>::resume(back.detach().0).unwrap();
    assert_eq!((back.unconsumed(), back.outstanding()), (Ok(2), 0));
    assert!(back.take().unwrap().is_some());
    assert_eq!(back.take(), Ok(Some([2, 0, 0])));
    assert_eq!(front.take(), Ok(Some([10, 0])));

    memory.word(layout::REQ_PROD).store(9, Ordering::Relaxed);
    assert_eq!(
        BackRing::<Probe, _>::resume(memory.mapped()).unwrap_err(),
        RingError::Producer { ahead: 9, limit: 4 }
    );
}

#[test]
fn errors_say_what_was_wrong() {
    let memory = Memory::for_entries(0);
    let error = FrontRing::<Probe, _>::init(memory.mapped()).unwrap_err();
    assert_eq!(
        (error, error.to_string().as_str()),
        (
            RingError::Size(64),
            "64 bytes of memory do not make such a ring"
        )
    );
    assert_eq!(memory.mapped().size(), 64);
    assert_eq!(RingError::Full.to_string(), "the ring has no room now");
    let error = RingError::Producer { ahead: 9, limit: 4 };
    assert_eq!(
        error.to_string(),
        "the peer's producer is 9 ahead, where 4 is the most"
    );
    let error = RingError::Consumer {
        behind: 9,
        limit: 4,
    };
    assert_eq!(
        error.to_string(),
        "the peer's consumer is 9 behind, where 4 is the most"
    );
}

#[test]
fn ends_show_their_indices() {
    let memory = Memory::for_entries(4);
    let mut front = FrontRing::<Probe, _>::init(memory.mapped()).unwrap();
    front.queue(&[0; 3]).unwrap();
    assert_eq!(
        format!("{front:?}"),
        r#"FrontRing { protocol: "probe", entries: 4, req_prod_pvt: 1, req_prod: 0, rsp_cons: 0 }"#
    );
    let back = BackRing::<Probe, _>::attach(memory.mapped(), 6).unwrap();
    assert_eq!(
        format!("{back:?}"),
        r#"BackRing { protocol: "probe", entries: 4, rsp_prod_pvt: 6, rsp_prod: 6, req_cons: 6 }"#
    );
}
