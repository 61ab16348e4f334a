//! Shared memory at an address.

use super::copy;
use super::memory::{SharedMemory, WORD};
use crate::switch;
use core::fmt;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU32, Ordering};

/// Shared memory that the caller has mapped: pages of another domain or its own.
///
/// A copy refers to the same memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mapped {
    base: NonNull<u8>,
    size: usize,
}

// SAFETY: the memory is only accessed atomically, and belongs to no thread.
unsafe impl Send for Mapped {}
// SAFETY: as above.
unsafe impl Sync for Mapped {}

impl Mapped {
    /// Uses `size` bytes at `base` as shared memory.
    ///
    /// Returns `None` if `base` is not aligned to 4 bytes or `size` is not a multiple of 4.
    ///
    /// # Safety
    ///
    /// While the value or a copy is in use, all the bytes must be mapped, readable, writable and
    /// initialised. Xen and other domains may access them in any way. The program must hold no
    /// reference to them. Its own accesses must be ordered with those of this type, or be atomic
    /// accesses to aligned words of 32 bits.
    #[inline]
    pub unsafe fn new(base: NonNull<u8>, size: usize) -> Option<Self> {
        (base.cast::<u32>().is_aligned() && size % WORD == 0).then_some(Self { base, size })
    }

    /// Returns the address of the first byte.
    #[inline]
    pub const fn base(self) -> NonNull<u8> {
        self.base
    }

    /// Panics if `count` bytes at an offset extend beyond the memory.
    #[inline]
    fn check(self, offset: usize, count: usize) {
        let inside = offset
            .checked_add(count)
            .is_some_and(|end| end <= self.size);
        assert!(inside, "bytes beyond the shared memory");
    }

    #[inline]
    fn word(&self, offset: usize) -> &AtomicU32 {
        assert!(
            offset % WORD == 0 && offset < self.size,
            "a word beyond the shared memory"
        );
        // SAFETY: the word lies in memory that the constructor's caller promised: base and size are
        // multiples of the word's size.
        unsafe { AtomicU32::from_ptr(self.base.as_ptr().add(offset).cast()) }
    }

    /// Copies bytes out that are not whole words, but lie in the memory.
    #[inline]
    fn read_bytes(self, offset: usize, bytes: &mut [u8]) {
        let (before, whole) = parts(offset, bytes.len());
        let (head, rest) = bytes.split_at_mut(before);
        let (words, tail) = rest.split_at_mut(whole);
        let first = offset + before;
        self.read_part(offset - offset % WORD, offset % WORD, head);
        // SAFETY: a multiple of words, from an aligned place on, all of it in the memory.
        unsafe { copy::load(self.base.as_ptr().add(first), words) };
        self.read_part(first + whole, 0, tail);
    }

    /// Copies bytes in that are not whole words, but lie in the memory.
    #[inline]
    fn write_bytes(self, offset: usize, bytes: &[u8]) {
        let (before, whole) = parts(offset, bytes.len());
        let (head, rest) = bytes.split_at(before);
        let (words, tail) = rest.split_at(whole);
        let first = offset + before;
        self.write_part(offset - offset % WORD, offset % WORD, head);
        // SAFETY: as for reading.
        unsafe { copy::store(words, self.base.as_ptr().add(first)) };
        self.write_part(first + whole, 0, tail);
    }

    /// Copies bytes out of one word, starting at `at` in it.
    #[inline]
    fn read_part(&self, word: usize, at: usize, part: &mut [u8]) {
        if !part.is_empty() {
            let bytes = self.word(word).load(Ordering::Relaxed).to_ne_bytes();
            part.copy_from_slice(&bytes[at..at + part.len()]);
        }
    }

    /// Copies bytes into one word, starting at `at` in it.
    #[inline]
    fn write_part(&self, word: usize, at: usize, part: &[u8]) {
        if part.is_empty() {
            return;
        }
        let word = self.word(word);
        let mut seen = word.load(Ordering::Relaxed);
        loop {
            let mut bytes = seen.to_ne_bytes();
            bytes[at..at + part.len()].copy_from_slice(part);
            let new = u32::from_ne_bytes(bytes);
            // The whole word, since the peer may write the other bytes at the same time.
            match word.compare_exchange_weak(seen, new, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => seen = now,
            }
        }
    }
}

/// Returns whether `count` bytes at an offset are whole words.
#[inline]
const fn are_words(offset: usize, count: usize) -> bool {
    (offset | count) % WORD == 0
}

/// Splits `count` bytes at an offset: those up to a word boundary, and whole words.
///
/// The rest lies in the word after these.
#[inline]
pub(super) const fn parts(offset: usize, count: usize) -> (usize, usize) {
    let to_word = offset.wrapping_neg() % WORD;
    let before = if to_word < count { to_word } else { count };
    (before, (count - before) / WORD * WORD)
}

impl SharedMemory for Mapped {
    #[inline]
    fn size(&self) -> usize {
        self.size
    }

    #[inline]
    fn load(&self, offset: usize, order: Ordering) -> u32 {
        switch::point();
        self.word(offset).load(order)
    }

    #[inline]
    fn store(&self, offset: usize, word: u32, order: Ordering) {
        switch::point();
        self.word(offset).store(word, order);
    }

    #[inline]
    fn compare_exchange(
        &self,
        offset: usize,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        switch::point();
        self.word(offset)
            .compare_exchange(current, new, success, failure)
    }

    #[inline(always)]
    fn read(&self, offset: usize, bytes: &mut [u8]) {
        switch::point();
        self.check(offset, bytes.len());
        if are_words(offset, bytes.len()) {
            // SAFETY: a multiple of words, from an aligned place on, all of it in the memory.
            unsafe { copy::load(self.base.as_ptr().add(offset), bytes) };
        } else {
            self.read_bytes(offset, bytes);
        }
    }

    #[inline(always)]
    fn write(&self, offset: usize, bytes: &[u8]) {
        switch::point();
        self.check(offset, bytes.len());
        if are_words(offset, bytes.len()) {
            // SAFETY: as for reading.
            unsafe { copy::store(bytes, self.base.as_ptr().add(offset)) };
        } else {
            self.write_bytes(offset, bytes);
        }
    }
}

impl fmt::Debug for Mapped {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes at {:p}", self.size, self.base)
    }
}
