//! The reader of an Argo ring handles any contents, also while they change.
//!
//! It terminates, stays within the ring, and returns no message that was not sent.

#![no_main]

use std::collections::VecDeque;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

use libfuzzer_sys::fuzz_target;
use xen_abi::argo::Ring;
use xen_abi::argo_ring::{HEADER_SIZE, MAX_LEN, MESSAGE_HEADER_SIZE, RingReader, SLOT, slot_len};

/// The length of the longest ring, in slots. Short rings wrap more often.
const SLOTS: u32 = 64;

/// A ring without spare memory behind it, so that the sanitizer finds an access beyond its end.
struct Memory {
    words: Box<[AtomicU32]>,
    len: u32,
}

impl Memory {
    fn new(len: u32, content: &[u8]) -> Self {
        let mut bytes = content.iter().copied();
        let mut word = || u32::from_le_bytes(std::array::from_fn(|_| bytes.next().unwrap_or(0)));
        let words = (0..(HEADER_SIZE + len) / 4)
            .map(|_| AtomicU32::new(word()))
            .collect();
        Self { words, len }
    }

    fn reader(&self) -> Option<RingReader> {
        let ring = NonNull::new(self.words.as_ptr().cast_mut().cast::<Ring>())?;
        // SAFETY: the words cover header and ring, are accessed atomically only, and outlive the
        // reader.
        unsafe { RingReader::new(ring, self.len) }.ok()
    }

    fn put(&self, position: u32, word: u32) {
        self.words[((HEADER_SIZE + position % self.len) / 4) as usize]
            .store(word, Ordering::Relaxed);
    }

    /// Queues a message as Xen does, if there is space.
    fn send(&self, message_type: u32, data: &[u8]) -> bool {
        let [rx, tx] = [0, 1].map(|word: usize| self.words[word].load(Ordering::Acquire));
        let len = MESSAGE_HEADER_SIZE + data.len() as u32;
        let slots = slot_len(len).expect("a short message");
        if (tx + self.len - rx) % self.len + slots >= self.len {
            return false;
        }
        for (index, word) in (0..).zip([len, 5, 1, message_type]) {
            self.put(tx + 4 * index, word);
        }
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

/// Xen alone writes: each message arrives whole, once and in order.
fn honest(memory: &Memory, script: &[u8]) {
    let Some(mut reader) = memory.reader() else {
        return;
    };
    let mut sent: VecDeque<(u32, Vec<u8>)> = VecDeque::new();
    let mut buffer = [0; (SLOTS * SLOT) as usize];
    for (number, step) in (0..).zip(script) {
        let data: Vec<u8> = (0..*step >> 1).map(|byte| byte ^ number as u8).collect();
        if step & 1 == 0 && memory.send(number, &data) {
            sent.push_back((number, data));
        } else {
            let found = reader.read(&mut buffer).expect("Xen writes nothing else");
            let wanted = sent.pop_front();
            assert_eq!(
                found.map(|message| (message.message_type, buffer[..message.len].to_vec())),
                wanted
            );
        }
    }
}

/// Arbitrary words are written to the ring between calls of the reader.
fn hostile(memory: &Memory, script: &[u8]) {
    let Some(mut reader) = memory.reader() else {
        return;
    };
    let mut buffer = [0; (SLOTS * SLOT) as usize];
    for step in script.chunks(4) {
        let place = step
            .get(1)
            .map_or(0, |place| usize::from(*place) % memory.words.len());
        match step[0] % 6 {
            0 => memory.words[place].store(
                u32::from_le_bytes(std::array::from_fn(|at| step.get(at).copied().unwrap_or(0))),
                Ordering::Relaxed,
            ),
            // A valid position.
            1 => memory.words[1].store(
                u32::from(step.get(2).copied().unwrap_or(0)) * SLOT % memory.len,
                Ordering::Relaxed,
            ),
            2 => drop(reader.clear()),
            3 => drop(reader.peek()),
            4 => {
                // Each message takes at least one slot.
                let taken = (0..=memory.len / SLOT)
                    .take_while(|_| matches!(reader.skip(), Ok(Some(_))))
                    .count();
                assert!(
                    taken as u32 <= memory.len / SLOT,
                    "more messages than slots"
                );
            }
            _ => {
                let room = usize::from(step.get(2).copied().unwrap_or(255)) * 4;
                if let Ok(Some(message)) = reader.read(&mut buffer[..room]) {
                    assert!(message.len <= room && (message.len as u32) < memory.len);
                }
            }
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let [kind, size, rest @ ..] = input else {
        return;
    };
    let len = (u32::from(*size) % SLOTS + 1) * SLOT;
    // Sometimes a length that Xen refuses.
    let len = if *kind == 0xff {
        len.saturating_sub(1).min(MAX_LEN) / 4 * 4
    } else {
        len
    };
    match kind & 1 {
        0 => honest(&Memory::new(len, &[]), rest),
        _ => {
            let (content, script) = rest.split_at(rest.len().min((HEADER_SIZE + len) as usize));
            hostile(&Memory::new(len, content), script);
        }
    }
});
