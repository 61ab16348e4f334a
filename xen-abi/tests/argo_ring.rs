//! The reader of Argo rings, on what Xen writes and on what it never writes.

use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use xen_abi::Plain;
use xen_abi::argo::Ring;
use xen_abi::argo_ring::{
    HEADER_SIZE, MAX_LEN, MESSAGE_HEADER_SIZE, MIN_LEN, RingError, RingReader, SLOT, is_valid_len,
    len_in_pages, max_data, pages, slot_len,
};

/// The sender's address in each message of these tests.
const SENDER: [u32; 2] = [5, 0x0000_0001];

/// The memory of a ring without spare bytes, and Xen's side of the ring.
struct Memory {
    words: Box<[AtomicU32]>,
    len: u32,
}

impl Memory {
    fn new(len: u32) -> Self {
        let words = (0..(HEADER_SIZE + len) / 4)
            .map(|_| AtomicU32::new(0))
            .collect();
        Self { words, len }
    }

    fn with_words(words: &[u32]) -> Self {
        let len = words.len() as u32 * 4 - HEADER_SIZE;
        Self {
            words: words.iter().copied().map(AtomicU32::new).collect(),
            len,
        }
    }

    fn reader(&self) -> Result<RingReader, RingError> {
        let ring = NonNull::new(self.words.as_ptr().cast_mut().cast::<Ring>()).unwrap();
        // SAFETY: the words cover the header and the ring, are only accessed atomically, and every
        // test drops its reader before the memory.
        unsafe { RingReader::new(ring, self.len) }
    }

    fn rx(&self) -> u32 {
        self.words[0].load(Ordering::Acquire)
    }

    fn tx(&self) -> u32 {
        self.words[1].load(Ordering::Acquire)
    }

    fn set_positions(&self, rx: u32, tx: u32) {
        self.words[0].store(rx, Ordering::Release);
        self.words[1].store(tx, Ordering::Release);
    }

    /// Writes a word behind the ring's header.
    fn put(&self, position: u32, word: u32) {
        self.words[((HEADER_SIZE + position % self.len) / 4) as usize]
            .store(word, Ordering::Relaxed);
    }

    /// Queues a message as Xen does; returns `false` if there is no space.
    fn send(&self, message_type: u32, data: &[u8]) -> bool {
        let (rx, tx) = (self.rx(), self.tx());
        let used = (tx + self.len - rx) % self.len;
        let len = MESSAGE_HEADER_SIZE + data.len() as u32;
        let slots = slot_len(len).unwrap();
        if used + slots >= self.len {
            return false;
        }
        self.put(tx, len);
        self.put(tx + 4, SENDER[0]);
        self.put(tx + 8, SENDER[1]);
        self.put(tx + 12, message_type);
        for (index, part) in (0..).zip(data.chunks(4)) {
            let mut word = [0xa5; 4];
            word[..part.len()].copy_from_slice(part);
            self.put(
                tx + MESSAGE_HEADER_SIZE + 4 * index,
                u32::from_ne_bytes(word),
            );
        }
        self.words[1].store((tx + slots) % self.len, Ordering::Release);
        true
    }
}

#[test]
fn lengths_are_those_of_xen() {
    assert_eq!((HEADER_SIZE, MESSAGE_HEADER_SIZE, SLOT), (64, 16, 16));
    assert_eq!(len_in_pages(1), Some(4032));
    assert_eq!(max_data(4032), 4000);
    assert_eq!(pages(4032), 1);
    assert_eq!(pages(4048), 2);
    assert_eq!(len_in_pages(0), None);
    for pages in [4096, 4097, usize::MAX] {
        assert_eq!(len_in_pages(pages), Some((16 << 20) - 64));
    }
    assert!(is_valid_len(MAX_LEN) && !is_valid_len(MAX_LEN + SLOT));
    assert_eq!(slot_len(35), Some(48));
    assert_eq!(slot_len(48), Some(48));
    assert_eq!(slot_len(u32::MAX), None);
}

#[test]
fn a_message_comes_out_as_it_went_in() {
    let memory = Memory::new(4032);
    let mut reader = memory.reader().unwrap();
    assert_eq!(reader.ring_len(), 4032);
    assert!(reader.is_empty().unwrap());
    assert!(memory.send(0xabcd_1234, b"hello argo loopback"));
    assert_eq!(memory.tx(), 48);
    assert!(!reader.is_empty().unwrap());

    let mut buffer = [0xff; 32];
    let message = reader.read(&mut buffer).unwrap().unwrap();
    assert_eq!(message.message_type, 0xabcd_1234);
    assert_eq!(message.source.as_bytes(), SENDER.as_bytes());
    assert_eq!(&buffer[..message.len], b"hello argo loopback");
    assert!(
        buffer[message.len..].iter().all(|byte| *byte == 0xff),
        "beyond the message"
    );
    assert_eq!(memory.rx(), 48);
    assert!(reader.read(&mut buffer).unwrap().is_none());
}

#[test]
fn reading_goes_on_where_the_last_reader_stopped() {
    let memory = Memory::new(64);
    memory.set_positions(48, 48);
    assert!(memory.send(1, &[1, 2, 3]));
    assert_eq!(memory.tx(), 16, "the data continues at the start");
    let mut reader = memory.reader().unwrap();
    let mut buffer = [0; 3];
    assert_eq!(reader.read(&mut buffer).unwrap().unwrap().len, 3);
    assert_eq!(buffer, [1, 2, 3]);
}

#[test]
fn a_small_buffer_leaves_the_message() {
    let memory = Memory::new(128);
    let mut reader = memory.reader().unwrap();
    assert!(memory.send(1, &[7; 20]));
    assert!(memory.send(2, &[]));
    assert_eq!(
        reader.read(&mut [0; 19]).unwrap_err(),
        RingError::Buffer { needed: 20 }
    );
    assert_eq!(reader.peek().unwrap().unwrap().len, 20);
    assert_eq!(reader.skip().unwrap().unwrap().message_type, 1);
    assert_eq!(reader.read(&mut []).unwrap().unwrap().message_type, 2);
    assert!(reader.skip().unwrap().is_none());
}

#[test]
fn invalid_contents_are_an_error_and_can_be_cleared() {
    let memory = Memory::new(128);
    let mut reader = memory.reader().unwrap();
    for (len, written) in [
        (0, 32),
        (15, 32),
        (33, 32),
        (u32::MAX, 112),
        (u32::MAX - 15, 112),
    ] {
        memory.put(memory.rx(), len);
        memory.words[1].store((memory.rx() + written) % 128, Ordering::Release);
        assert_eq!(
            reader.skip().unwrap_err(),
            RingError::MessageLength { len, written }
        );
        assert_eq!(reader.clear(), Ok(written));
        assert!(reader.is_empty().unwrap());
    }
    for tx in [8, 128, 144, u32::MAX] {
        memory.words[1].store(tx, Ordering::Release);
        assert_eq!(reader.peek().unwrap_err(), RingError::WritePosition(tx));
        assert_eq!(reader.clear(), Err(RingError::WritePosition(tx)));
    }
}

#[test]
fn the_guest_alone_moves_the_reading_position() {
    let memory = Memory::new(128);
    let mut reader = memory.reader().unwrap();
    assert!(memory.send(1, &[]));
    memory.words[0].store(12_345, Ordering::Release);
    assert_eq!(reader.skip().unwrap().unwrap().message_type, 1);
    assert_eq!(memory.rx(), 16, "what others wrote there has no effect");
}

#[test]
fn rings_that_xen_would_refuse_are_refused() {
    let memory = Memory::new(64);
    let ring = NonNull::new(memory.words.as_ptr().cast_mut().cast::<Ring>()).unwrap();
    for len in [0, 16, 47, 49, 56, MAX_LEN + 16, u32::MAX] {
        // SAFETY: the length is refused before any memory is touched.
        let refused = unsafe { RingReader::new(ring, len) };
        assert_eq!(refused.unwrap_err(), RingError::Length(len));
    }
    // SAFETY: refused as well.
    let refused = unsafe { RingReader::new(ring.byte_add(2), 48) };
    assert_eq!(refused.unwrap_err(), RingError::Alignment);
    memory.set_positions(24, 0);
    assert_eq!(memory.reader().unwrap_err(), RingError::ReadPosition(24));
    memory.set_positions(64, 0);
    assert_eq!(memory.reader().unwrap_err(), RingError::ReadPosition(64));
}

#[test]
fn errors_say_what_is_wrong() {
    let texts = [
        (RingError::Length(50), "50"),
        (RingError::Alignment, "4"),
        (RingError::ReadPosition(9), "9"),
        (RingError::WritePosition(9), "9"),
        (
            RingError::MessageLength {
                len: 3,
                written: 32,
            },
            "3 bytes where 32",
        ),
        (RingError::Buffer { needed: 77 }, "77"),
    ];
    for (error, expected) in texts {
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn messages_of_another_thread_arrive() {
    const MESSAGES: u32 = if cfg!(miri) { 60 } else { 20_000 };
    let memory = Arc::new(Memory::new(256));
    let start = Arc::new(Barrier::new(2));
    let writer = std::thread::spawn({
        let (memory, start) = (Arc::clone(&memory), Arc::clone(&start));
        move || {
            start.wait();
            for number in 0..MESSAGES {
                let data = vec![number as u8; number as usize % 97];
                while !memory.send(number, &data) {
                    std::thread::yield_now();
                }
            }
        }
    });
    let mut reader = memory.reader().unwrap();
    let mut buffer = [0; 97];
    start.wait();
    for number in 0..MESSAGES {
        let message = loop {
            match reader.read(&mut buffer).unwrap() {
                Some(message) => break message,
                None => std::thread::yield_now(),
            }
        };
        assert_eq!(
            (message.message_type, message.len),
            (number, number as usize % 97)
        );
        assert!(
            buffer[..message.len]
                .iter()
                .all(|byte| *byte == number as u8)
        );
    }
    writer.join().unwrap();
}

#[derive(Clone, Debug)]
enum Step {
    Send(Vec<u8>),
    Read(usize),
    Skip,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => vec(any::<u8>(), 0..if cfg!(miri) { 40 } else { 200 }).prop_map(Step::Send),
        4 => (0_usize..200).prop_map(Step::Read),
        1 => Just(Step::Skip),
    ]
}

proptest! {
    #[test]
    fn a_ring_is_a_queue(
        slots in 3_u32..40,
        start in 0_u32..40,
        steps in vec(step(), 0..if cfg!(miri) { 12 } else { 200 }),
    ) {
        let memory = Memory::new(slots * SLOT);
        let position = start % slots * SLOT;
        memory.set_positions(position, position);
        let mut reader = memory.reader().unwrap();
        let mut model = VecDeque::new();
        for (number, step) in (0..).zip(steps) {
            match step {
                Step::Send(data) => {
                    if memory.send(number, &data) {
                        model.push_back((number, data));
                    }
                }
                Step::Read(size) => {
                    let mut buffer = vec![0; size];
                    match (reader.read(&mut buffer), model.front()) {
                        (Ok(None), None) => {}
                        (Ok(Some(message)), Some((number, data))) => {
                            prop_assert_eq!(message.message_type, *number);
                            prop_assert_eq!(&buffer[..message.len], &data[..]);
                            model.pop_front();
                        }
                        (Err(RingError::Buffer { needed }), Some((_, data))) => {
                            prop_assert!(needed == data.len() && needed > size);
                        }
                        (outcome, expected) => {
                            prop_assert!(false, "{:?} for {:?}", outcome, expected);
                        }
                    }
                }
                Step::Skip => {
                    let skipped = reader.skip().unwrap().map(|message| message.message_type);
                    prop_assert_eq!(skipped, model.pop_front().map(|(number, _)| number));
                }
            }
            prop_assert_eq!(reader.is_empty().unwrap(), model.is_empty());
        }
    }

    #[test]
    fn reading_ends_with_any_contents(
        slots in 3_u32..20,
        tx in prop_oneof![(0_u32..20).prop_map(|slot| slot * SLOT), any::<u32>()],
        rx in prop_oneof![(0_u32..20).prop_map(|slot| slot * SLOT), any::<u32>()],
        words in vec(prop_oneof![0_u32..400, any::<u32>()], 80),
        size in 0_usize..300,
    ) {
        let mut memory = vec![0; (HEADER_SIZE / 4) as usize];
        memory[..2].copy_from_slice(&[rx, tx]);
        memory.extend(words.into_iter().take((slots * SLOT / 4) as usize));
        let memory = Memory::with_words(&memory);
        let Ok(mut reader) = memory.reader() else {
            prop_assert!(rx >= memory.len || rx % SLOT != 0);
            return Ok(());
        };
        let mut buffer = vec![0; size];
        // Each message takes at least one slot.
        for _ in 0..slots {
            match reader.read(&mut buffer) {
                Ok(Some(message)) => prop_assert!(message.len <= buffer.len()),
                Ok(None) => return Ok(()),
                Err(_) => {
                    let cleared = reader.clear();
                    prop_assert_eq!(cleared.is_ok(), tx < memory.len && tx % SLOT == 0);
                    return Ok(());
                }
            }
        }
        prop_assert!(reader.is_empty().unwrap());
    }

    #[test]
    fn lengths_and_pages_agree(len in 0_u32..3 * MAX_LEN / 2, count in 0_usize..5000) {
        prop_assert_eq!(is_valid_len(len), (MIN_LEN..=MAX_LEN).contains(&len) && len % 16 == 0);
        if let Some(longest) = len_in_pages(count) {
            prop_assert!(is_valid_len(longest));
            prop_assert!(pages(longest) <= count);
            prop_assert!(longest == MAX_LEN || pages(longest + SLOT) > count);
        }
    }
}
