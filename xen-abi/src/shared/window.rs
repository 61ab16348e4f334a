//! Parts of shared memory.

use super::memory::{SharedMemory, WORD};
use core::sync::atomic::Ordering;

/// A part of other shared memory.
#[derive(Clone, Copy, Debug)]
pub struct Window<M> {
    memory: M,
    start: usize,
    size: usize,
}

impl<M: SharedMemory> Window<M> {
    /// Selects `size` bytes at `start`; `None` if they extend beyond the memory.
    #[inline]
    pub fn new(memory: M, start: usize, size: usize) -> Option<Self> {
        let end = start.checked_add(size)?;
        (end <= memory.size()).then_some(Self {
            memory,
            start,
            size,
        })
    }

    /// Returns the offset in the memory of `count` bytes at an offset in the window.
    #[inline]
    fn at(&self, offset: usize, count: usize) -> usize {
        let inside = offset
            .checked_add(count)
            .is_some_and(|end| end <= self.size);
        assert!(inside, "bytes beyond the window");
        self.start + offset
    }
}

impl<M: SharedMemory> SharedMemory for Window<M> {
    #[inline]
    fn size(&self) -> usize {
        self.size
    }

    #[inline]
    fn load(&self, offset: usize, order: Ordering) -> u32 {
        self.memory.load(self.at(offset, WORD), order)
    }

    #[inline]
    fn store(&self, offset: usize, word: u32, order: Ordering) {
        self.memory.store(self.at(offset, WORD), word, order);
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
        self.memory
            .compare_exchange(self.at(offset, WORD), current, new, success, failure)
    }

    // The word around 16 bits may reach beyond the window, but not beyond its memory.
    #[inline]
    fn load_u16(&self, offset: usize, order: Ordering) -> u16 {
        self.memory.load_u16(self.at(offset, 2), order)
    }

    #[inline]
    fn store_u16(&self, offset: usize, value: u16, order: Ordering) {
        self.memory.store_u16(self.at(offset, 2), value, order);
    }

    #[inline]
    fn compare_exchange_u16(
        &self,
        offset: usize,
        current: u16,
        new: u16,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u16, u16> {
        self.memory
            .compare_exchange_u16(self.at(offset, 2), current, new, success, failure)
    }

    #[inline]
    fn read(&self, offset: usize, bytes: &mut [u8]) {
        self.memory.read(self.at(offset, bytes.len()), bytes);
    }

    #[inline]
    fn write(&self, offset: usize, bytes: &[u8]) {
        self.memory.write(self.at(offset, bytes.len()), bytes);
    }

    #[inline]
    fn fence(&self) {
        self.memory.fence();
    }
}
