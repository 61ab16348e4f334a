//! Both ends of a ring and of a stream on two threads, in each order that the memory model allows.
//!
//! loom runs each test once for each order. To show that the tests can fail, three tests remove a
//! barrier, and loom must find the failure.
//!
//! Not for sanitizers: they report memory on loom's stacks as leaked after a failed model.
#![cfg(not(sanitizer))]

use loom::sync::atomic::{AtomicU32, Ordering, fence};
use loom::sync::{Condvar, Mutex};
use loom::thread;
use std::sync::Arc;
use xen_abi::ring::{
    BackRing, FrontRing, RingProtocol, Stream, StreamReader, StreamWriter, layout,
};
use xen_abi::shared::SharedMemory;

// Not loom's `Arc`, which panics if it is dropped while a failure unwinds.

/// The barrier that a test removes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Nothing,
    Fence,
    Release,
    Acquire,
}

/// Memory of loom's atomic words.
#[derive(Clone)]
struct Watched {
    words: Arc<Vec<AtomicU32>>,
    missing: Missing,
}

impl Watched {
    fn new(words: usize, missing: Missing) -> Self {
        Self {
            words: Arc::new((0..words).map(|_| AtomicU32::new(0)).collect()),
            missing,
        }
    }

    /// An initialised ring. Modelling its initialisation would only multiply the orders.
    fn ring(entries: usize, missing: Missing) -> Self {
        let event =
            |word: usize| u32::from([layout::REQ_EVENT, layout::RSP_EVENT].contains(&(word * 4)));
        let words = (0..layout::ENTRIES / 4 + entries)
            .map(|word| AtomicU32::new(event(word)))
            .collect();
        Self {
            words: Arc::new(words),
            missing,
        }
    }
}

impl SharedMemory for Watched {
    fn size(&self) -> usize {
        self.words.len() * 4
    }

    fn load(&self, offset: usize, order: Ordering) -> u32 {
        let order = if self.missing == Missing::Acquire {
            Ordering::Relaxed
        } else {
            order
        };
        self.words[offset / 4].load(order)
    }

    fn store(&self, offset: usize, word: u32, order: Ordering) {
        let order = if self.missing == Missing::Release {
            Ordering::Relaxed
        } else {
            order
        };
        self.words[offset / 4].store(word, order);
    }

    fn compare_exchange(
        &self,
        offset: usize,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.words[offset / 4].compare_exchange(current, new, success, failure)
    }

    fn read(&self, offset: usize, bytes: &mut [u8]) {
        for (word, bytes) in self.words[offset / 4..]
            .iter()
            .zip(bytes.chunks_exact_mut(4))
        {
            bytes.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
        }
    }

    fn write(&self, offset: usize, bytes: &[u8]) {
        for (word, bytes) in self.words[offset / 4..].iter().zip(bytes.chunks_exact(4)) {
            word.store(
                u32::from_ne_bytes(bytes.try_into().unwrap()),
                Ordering::Relaxed,
            );
        }
    }

    fn fence(&self) {
        if self.missing != Missing::Fence {
            fence(Ordering::SeqCst);
        }
    }
}

/// An event channel: an event stays pending until a wait takes it.
#[derive(Clone)]
struct Channel(Arc<(Mutex<bool>, Condvar)>);

impl Channel {
    fn new() -> Self {
        Self(Arc::new((Mutex::new(false), Condvar::new())))
    }

    fn notify(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_one();
    }

    fn wait(&self) {
        let mut pending = self.0.0.lock().unwrap();
        while !*pending {
            pending = self.0.1.wait(pending).unwrap();
        }
        *pending = false;
    }
}

enum Words {}

impl RingProtocol for Words {
    type Request = u32;
    type Response = u32;
    type Entry = u32;
    const NAME: &'static str = "words";
}

fn explore(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(model);
}

/// The frontend sends numbers from 1 on; the backend answers each number plus 100.
fn exchange(entries: usize, count: u32, preemptions: usize, missing: Missing) {
    explore(preemptions, move || {
        let memory = Watched::ring(entries, missing);
        let (to_back, to_front) = (Channel::new(), Channel::new());
        let back_end = thread::spawn({
            let (memory, to_back, to_front) = (memory.clone(), to_back.clone(), to_front.clone());
            move || {
                let mut back = BackRing::<Words, _>::attach(memory, 0).unwrap();
                let mut answered = 0;
                while answered < count {
                    while let Some(number) = back.take().unwrap() {
                        answered += 1;
                        assert_eq!(
                            number, answered,
                            "a request is lost, doubled, or not yet written"
                        );
                        back.queue(&(number + 100)).unwrap();
                    }
                    if back.push() {
                        to_front.notify();
                    }
                    if answered < count && !back.final_check().unwrap() {
                        to_back.wait();
                    }
                }
            }
        });
        let mut front = FrontRing::<Words, _>::attach(memory, 0).unwrap();
        let (mut sent, mut received) = (0, 0);
        while received < count {
            while sent < count && front.queue(&(sent + 1)).is_ok() {
                sent += 1;
            }
            if front.push() {
                to_back.notify();
            }
            while let Some(number) = front.take().unwrap() {
                received += 1;
                assert_eq!(
                    number,
                    received + 100,
                    "a response is lost, doubled, or not yet written"
                );
            }
            let can_send = sent < count && !front.is_full();
            if received < count && !can_send && !front.final_check().unwrap() {
                to_front.wait();
            }
        }
        back_end.join().unwrap();
    });
}

#[test]
fn one_entry_serves_one_request_after_the_other() {
    exchange(1, 2, 2, Missing::Nothing);
}

#[test]
fn two_entries_serve_three_requests() {
    exchange(2, 3, 2, Missing::Nothing);
}

#[test]
#[should_panic = "deadlock"]
fn without_the_fence_a_notification_is_lost() {
    exchange(1, 2, 2, Missing::Fence);
}

#[test]
#[should_panic = "not yet written"]
fn without_release_an_index_is_seen_before_its_entry() {
    exchange(1, 1, 3, Missing::Release);
}

#[test]
#[should_panic = "not yet written"]
fn without_acquire_an_entry_is_read_before_its_index() {
    exchange(1, 1, 3, Missing::Acquire);
}

/// Passes several words through a stream with space for one.
fn pass(count: u32, preemptions: usize, missing: Missing) {
    const STREAM: Stream = Stream {
        name: "words",
        cons: 0,
        prod: 4,
        error: None,
        data: None,
    };
    explore(preemptions, move || {
        let (indices, data) = (Watched::new(2, missing), Watched::new(1, missing));
        let writing = thread::spawn({
            let (indices, data) = (indices.clone(), data.clone());
            move || {
                let mut writer = StreamWriter::attach(STREAM, indices, data).unwrap();
                for number in 1..=count {
                    while writer.write(&number.to_ne_bytes()).unwrap() == 0 {
                        thread::yield_now();
                    }
                }
            }
        });
        let mut reader = StreamReader::attach(STREAM, indices, data).unwrap();
        for number in 1..=count {
            let mut bytes = [0; 4];
            while reader.read(&mut bytes).unwrap() == 0 {
                thread::yield_now();
            }
            assert_eq!(
                u32::from_ne_bytes(bytes),
                number,
                "a word is lost, doubled, or not yet written"
            );
        }
        writing.join().unwrap();
    });
}

#[test]
fn a_stream_passes_words_in_order() {
    pass(2, 3, Missing::Nothing);
}

#[test]
#[should_panic = "not yet written"]
fn without_release_a_stream_passes_what_was_there_before() {
    pass(1, 3, Missing::Release);
}
