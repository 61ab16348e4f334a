//! Accesses of 16 bits, made of accesses to the word around them.

use super::{SharedMemory, WORD};
use core::sync::atomic::Ordering;

/// The offset of the word around 16 bits, and their place in it.
#[inline]
fn place(offset: usize) -> (usize, usize) {
    assert!(offset % 2 == 0, "16 bits at an odd offset");
    (offset - offset % WORD, offset % WORD)
}

/// The 16 bits at a place in a word.
#[inline]
fn half(word: u32, at: usize) -> u16 {
    let bytes = word.to_ne_bytes();
    u16::from_ne_bytes([bytes[at], bytes[at + 1]])
}

/// A word with other 16 bits at a place in it.
#[inline]
fn with_half(word: u32, at: usize, half: u16) -> u32 {
    let mut bytes = word.to_ne_bytes();
    bytes[at..at + 2].copy_from_slice(&half.to_ne_bytes());
    u32::from_ne_bytes(bytes)
}

#[inline]
pub(super) fn load<M: SharedMemory + ?Sized>(memory: &M, offset: usize, order: Ordering) -> u16 {
    let (word, at) = place(offset);
    half(memory.load(word, order), at)
}

#[inline]
pub(super) fn store<M: SharedMemory + ?Sized>(
    memory: &M,
    offset: usize,
    value: u16,
    order: Ordering,
) {
    let (word, at) = place(offset);
    let mut seen = memory.load(word, Ordering::Relaxed);
    while let Err(now) = memory.compare_exchange(
        word,
        seen,
        with_half(seen, at, value),
        order,
        Ordering::Relaxed,
    ) {
        seen = now;
    }
}

#[inline]
pub(super) fn compare_exchange<M: SharedMemory + ?Sized>(
    memory: &M,
    offset: usize,
    [current, new]: [u16; 2],
    [success, failure]: [Ordering; 2],
) -> Result<u16, u16> {
    let (word, at) = place(offset);
    let mut seen = memory.load(word, failure);
    loop {
        let found = half(seen, at);
        if found != current {
            return Err(found);
        }
        // Fails where the other half has changed meanwhile, too.
        match memory.compare_exchange(word, seen, with_half(seen, at, new), success, failure) {
            Ok(_) => return Ok(found),
            Err(now) => seen = now,
        }
    }
}
