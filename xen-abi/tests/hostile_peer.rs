//! A peer writes arbitrary values to shared memory at any time.
//!
//! This causes no data race, no panic, no endless loop, and no change of the guest's private
//! memory.
//!
//! Miri and ThreadSanitizer run the same tests.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::thread;
use xen_abi::argo::Ring;
use xen_abi::argo_ring::{HEADER_SIZE, RingReader, SLOT};
use xen_abi::events::{FifoArray, FifoVcpu, TwoLevel, TwoLevelVcpu, XenWord};
use xen_abi::ring::{
    BackRing, FrontRing, RingError, RingProtocol, Stream, StreamReader, StreamWriter, layout,
};
use xen_abi::shared::{Mapped, SharedMemory, SharedPage, Window};

/// The number of the peer's writes.
const WRITES: u32 = if cfg!(miri) { 200 } else { 200_000 };
/// The least number of rounds of work beside them.
const ROUNDS: u32 = if cfg!(miri) { 1 } else { 2000 };

/// A random generator (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as u32
    }

    fn below(&mut self, limit: usize) -> usize {
        self.next() as usize % limit
    }

    /// Mostly a plausible index or length, sometimes any number.
    fn value(&mut self) -> u32 {
        match self.below(4) {
            0 => self.next(),
            _ => self.next() % 64,
        }
    }
}

/// Sets the flag on drop.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Calls `peer` in another thread at least [`WRITES`] times, and `work` meanwhile [`ROUNDS`] times.
///
/// Before that, both take turns in one thread: what the tests count does not depend on the
/// scheduler.
fn beside(mut peer: impl FnMut(&mut Numbers) + Send, mut work: impl FnMut(&mut Numbers)) {
    let [mut writes, mut works] = [
        Numbers(0x6a09_e667_f3bc_c909),
        Numbers(0xbb67_ae85_84ca_a73b),
    ];
    for _ in 0..ROUNDS {
        peer(&mut writes);
        work(&mut works);
    }
    let (written, worked) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            // Also after a panic of the peer, or the work would never end.
            let _written = Done(&written);
            let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
            (0..WRITES).for_each(|_| peer(&mut numbers));
            while !worked.load(Ordering::Acquire) {
                peer(&mut numbers);
            }
        });
        // Likewise.
        let enough = Done(&worked);
        let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
        (0..ROUNDS).for_each(|_| work(&mut numbers));
        drop(enough);
        while !written.load(Ordering::Acquire) {
            work(&mut numbers);
        }
        // ThreadSanitizer only sees the end of a thread that is joined.
        other.join().expect("the peer only writes");
    });
}

/// Writes a random value at a random offset, by one of the methods of the trait.
fn scribble(memory: &impl SharedMemory, numbers: &mut Numbers) {
    let size = memory.size();
    let word = numbers.below(size / 4) * 4;
    let value = numbers.value();
    match numbers.below(6) {
        0 | 1 => memory.store(word, value, Ordering::Release),
        2 => memory.store_u16(word + 2, value as u16, Ordering::Release),
        3 => {
            let seen = memory.load(word, Ordering::Relaxed);
            let _ = memory.compare_exchange(word, seen, value, Ordering::AcqRel, Ordering::Relaxed);
        }
        4 => {
            let count = numbers.below(size.min(40));
            let start = numbers.below(size - count);
            memory.write(start, &vec![value as u8; count]);
        }
        _ => memory.write(numbers.below(size), &[value as u8]),
    }
}

/// Memory without spare bytes, so that the sanitizers find an access beyond its end.
struct Memory(Box<[AtomicU32]>);

impl Memory {
    fn new(bytes: usize) -> Self {
        Self((0..bytes / 4).map(|_| AtomicU32::new(0)).collect())
    }

    fn mapped(&self) -> Mapped {
        let base = NonNull::new(self.0.as_ptr().cast_mut().cast::<u8>()).unwrap();
        // SAFETY: the words are accessed as words only, and outlive their users in each test.
        unsafe { Mapped::new(base, self.0.len() * 4) }.unwrap()
    }
}

#[derive(Debug)]
enum Probe {}

impl RingProtocol for Probe {
    // A request ends within a word, and the next entry does not start at a word.
    type Request = [u8; 10];
    type Response = [u16; 3];
    type Entry = [u32; 3];
    const NAME: &'static str = "probe";
}

#[test]
fn a_ring_withstands_a_hostile_peer() {
    let memory = Memory::new(layout::ENTRIES + 8 * 12);
    let shared = memory.mapped();
    let mut front = FrontRing::<Probe, _>::init(shared).unwrap();
    let mut back = BackRing::<Probe, _>::attach(shared, 0).unwrap();
    let [mut sent, mut answered, mut refused] = [0_u32; 3];
    beside(
        |numbers| scribble(&shared, numbers),
        |numbers| {
            match numbers.below(8) {
                0 | 1 => sent += u32::from(front.queue(&[numbers.next() as u8; 10]).is_ok()),
                2 => drop(front.push()),
                3 => refused += u32::from(front.take().is_err()),
                4 => match back.take() {
                    Ok(Some(_)) => answered += u32::from(back.queue(&[7; 3]).is_ok()),
                    Ok(None) => {}
                    Err(_) => refused += 1,
                },
                5 => drop(back.push()),
                6 => refused += u32::from(front.final_check().is_err()),
                _ => refused += u32::from(back.final_check_after(3).is_err()),
            }
            assert!(front.outstanding() <= front.len() && back.outstanding() <= back.len());
        },
    );
    assert!(
        cfg!(miri) || (sent > 0 && answered > 0 && refused > 0),
        "{sent} {answered} {refused}"
    );
    let (_, queued, _) = front.detach();
    assert_eq!(queued, sent, "the front end counts for itself");
}

const STREAM: Stream = Stream {
    name: "in",
    cons: 4,
    prod: 0,
    error: Some(8),
    data: None,
};

#[test]
fn a_stream_withstands_a_hostile_peer() {
    static INDICES: SharedPage = SharedPage::new();
    static BYTES: SharedPage = SharedPage::new();
    let indices = || Window::new(&INDICES, 0, 12).unwrap();
    // The first and the last byte of the data share a word with other bytes.
    let data = || Window::new(&BYTES, 1021, 1024).unwrap();
    let mut writer = StreamWriter::attach(STREAM, indices(), data()).unwrap();
    let mut reader = StreamReader::attach(STREAM, indices(), data()).unwrap();
    let mut bytes = [0; 700];
    let [mut written, mut read, mut refused] = [0; 3];
    beside(
        |numbers| {
            scribble(&indices(), numbers);
            // At any byte, so that the words of the window and of the memory differ.
            let count = numbers.below(40);
            data().write(
                numbers.below(1024 - count),
                &[numbers.next() as u8; 40][..count],
            );
        },
        |numbers| {
            let count = numbers.below(bytes.len());
            let moved = match numbers.below(4) {
                0 => writer
                    .write(&bytes[..count])
                    .inspect(|count| written += count),
                1 => reader
                    .read(&mut bytes[..count])
                    .inspect(|count| read += count),
                2 => reader.peek(&mut bytes[..count]),
                _ => reader.skip(count % 8),
            };
            match moved {
                Ok(moved) => assert!(moved <= count),
                Err(RingError::Producer { limit, .. } | RingError::Consumer { limit, .. }) => {
                    assert_eq!(limit, 1024);
                    refused += 1;
                }
                Err(other) => panic!("{other}"),
            }
        },
    );
    assert!(
        cfg!(miri) || (written > 0 && read > 0 && refused > 0),
        "{written} {read} {refused}"
    );
    // Bytes beside the data are unchanged.
    for beside in [1020, 1021 + 1024] {
        assert_eq!((&BYTES).get::<u8>(beside), 0);
    }
}

/// A peer that writes to the same words does not undo the guest's writes.
#[test]
fn a_stream_next_to_a_hostile_one_is_unchanged() {
    static INDICES: SharedPage = SharedPage::new();
    static BYTES: SharedPage = SharedPage::new();
    let data = || Window::new(&BYTES, 1021, 64).unwrap();
    let mut writer = StreamWriter::attach(STREAM, &INDICES, data()).unwrap();
    let mut reader = StreamReader::attach(STREAM, &INDICES, data()).unwrap();
    let (mut next, mut expected) = (0_u8, 0_u8);
    beside(
        |numbers| {
            let neighbour = [1018, 1021 + 64][numbers.below(2)];
            (&BYTES).write(neighbour, &[numbers.next() as u8; 3]);
        },
        |numbers| {
            let bytes: Vec<u8> = (0..numbers.below(70) as u8)
                .map(|at| next.wrapping_add(at))
                .collect();
            let count = writer.write(&bytes).unwrap();
            next = next.wrapping_add(count as u8);
            let mut found = [0; 70];
            let most = numbers.below(70);
            let count = reader.read(&mut found[..most]).unwrap();
            for byte in &found[..count] {
                assert_eq!(*byte, expected);
                expected = expected.wrapping_add(1);
            }
        },
    );
}

#[test]
fn a_reader_of_argo_withstands_a_hostile_peer() {
    let len = 128 * SLOT;
    let memory = Memory::new((HEADER_SIZE + len) as usize);
    let shared = memory.mapped();
    // SAFETY: the memory holds the header and the ring, and is only accessed by words.
    let reader = unsafe { RingReader::new(shared.base().cast::<Ring>(), len) };
    let mut reader = reader.unwrap();
    let mut buffer = [0; 2048];
    let [mut messages, mut refused] = [0_u32; 2];
    beside(
        |numbers| match numbers.below(3) {
            // Plausible positions and lengths.
            0 => shared.store(4, numbers.next() % 128 * SLOT, Ordering::Release),
            1 => {
                let slot = HEADER_SIZE + numbers.next() % 128 * SLOT;
                shared.store(slot as usize, 16 + numbers.next() % 1400, Ordering::Relaxed);
            }
            _ => scribble(&shared, numbers),
        },
        |numbers| match reader.read(&mut buffer) {
            Ok(Some(message)) => {
                assert!(message.len <= buffer.len());
                messages += 1;
            }
            Ok(None) => {}
            Err(_) => {
                refused += 1;
                let _ = if numbers.below(2) == 0 {
                    reader.clear()
                } else {
                    Ok(0)
                };
            }
        },
    );
    assert!(
        cfg!(miri) || (messages > 0 && refused > 0),
        "{messages} {refused}"
    );
}

#[test]
fn handlers_of_events_withstand_a_hostile_peer() {
    const PORTS: u32 = 64;
    let words: Vec<_> = (0..PORTS).map(|_| AtomicU32::new(0)).collect();
    let heads: Vec<_> = (0..16).map(|_| AtomicU32::new(0)).collect();
    let (upcall, ready) = (AtomicU8::new(0), AtomicU32::new(0));
    let array = FifoArray::new(&words);
    let mut queues = FifoVcpu::new(&upcall, &ready, &heads);
    let mut events = 0_u32;
    beside(
        |numbers| {
            let link = (numbers.next() & 0xe000_0000) | (numbers.next() % (PORTS + 4));
            words[numbers.below(64)].store(link, Ordering::Release);
            heads[numbers.below(16)].store(numbers.next() % (PORTS + 4), Ordering::Release);
            ready.fetch_or(1 << numbers.below(16), Ordering::Release);
            upcall.store(1, Ordering::Release);
        },
        |_| {
            let handled = queues.handle(array, |port| {
                assert!(port.0 < PORTS);
                events += 1;
            });
            if let Err(broken) = handled {
                assert!(broken.port.0 == 0 || broken.port.0 >= PORTS, "{broken}");
            }
        },
    );
    assert!(cfg!(miri) || events > 0);

    let bits = || -> Vec<XenWord> { (0..4).map(|_| XenWord::new(0)).collect() };
    let (pending, mask, selector) = (bits(), bits(), XenWord::new(0));
    let two_level = TwoLevel::new(&pending, &mask);
    let mut events = 0_u32;
    beside(
        |numbers| {
            pending[numbers.below(4)].fetch_or(1 << numbers.below(32), Ordering::AcqRel);
            mask[numbers.below(4)].store(numbers.next() as _, Ordering::Release);
            selector.fetch_or(numbers.next() as _, Ordering::AcqRel);
            upcall.store(numbers.next() as u8, Ordering::Release);
        },
        |_| {
            two_level.handle(&TwoLevelVcpu::new(&upcall, &selector), |port| {
                assert!(port.0 < two_level.ports());
                events += 1;
            });
        },
    );
    assert!(cfg!(miri) || events > 0);
}
