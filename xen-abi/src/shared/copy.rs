//! Fast copies between private memory and memory that the peer accesses.
//!
//! Copying word by word is too slow, so assembly with wide accesses comes first. To Rust's memory
//! model it means: *each word is loaded or stored once, atomically and relaxed; if a store of the
//! peer races with a load, the resulting bytes are arbitrary.* The processor gives at least that.
//! Miri, the sanitizers and 32-bit architectures only run a loop over words.

use super::memory::WORD;
use core::sync::atomic::{AtomicU32, Ordering};

#[cfg(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(any(miri, sanitizer))
))]
use super::wide;

/// Copies nothing.
#[cfg(not(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(any(miri, sanitizer))
)))]
mod wide {
    #[inline]
    pub(super) unsafe fn load(_source: *const u8, _target: *mut u8, _len: usize) -> usize {
        0
    }

    pub(super) use load as store;
}

/// Fills `target` from shared memory, and loads each word once.
///
/// # Safety
///
/// `source` must be aligned to a word, `target` must be a multiple of words, and as many words at
/// `source` must be valid for atomic loads.
#[inline(always)]
pub(super) unsafe fn load(source: *const u8, target: &mut [u8]) {
    debug_assert!(target.is_empty() || source.addr() % WORD == 0 && target.len() % WORD == 0);
    // SAFETY: the caller allows loads of these words, and the target is as long.
    let done = unsafe { wide::load(source, target.as_mut_ptr(), target.len()) };
    for (index, part) in target[done..].chunks_exact_mut(WORD).enumerate() {
        // SAFETY: the caller allows the load; atomics load from memory that they do not change.
        let word =
            unsafe { AtomicU32::from_ptr(source.add(done + index * WORD).cast_mut().cast()) };
        part.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
    }
}

/// Stores whole words in shared memory, each of them once.
///
/// # Safety
///
/// `target` must be aligned to a word, `source` must be a multiple of words, and as many words at
/// `target` must be valid for atomic stores.
#[inline(always)]
pub(super) unsafe fn store(source: &[u8], target: *mut u8) {
    debug_assert!(source.is_empty() || target.addr() % WORD == 0 && source.len() % WORD == 0);
    // SAFETY: the caller allows stores to these words, and the source is as long.
    let done = unsafe { wide::store(source.as_ptr(), target, source.len()) };
    for (index, part) in source[done..].chunks_exact(WORD).enumerate() {
        let mut bytes = [0; WORD];
        bytes.copy_from_slice(part);
        // SAFETY: the caller allows the store.
        let word = unsafe { AtomicU32::from_ptr(target.add(done + index * WORD).cast()) };
        word.store(u32::from_ne_bytes(bytes), Ordering::Relaxed);
    }
}
