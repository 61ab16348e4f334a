//! Fast copies between private memory and memory that the peer accesses.
//!
//! Copying word by word is too slow. The assembly below uses wide accesses. To Rust's memory model
//! it means: *each word is loaded once, atomically and relaxed; if a store of the peer races with
//! the load, the resulting bytes are arbitrary.* The processor gives at least that. Miri and the
//! sanitizers run a loop over words.

use super::memory::WORD;
use core::sync::atomic::{AtomicU32, Ordering};

/// The number of bytes from which `rep movsb` is the fastest.
#[cfg(all(target_arch = "x86_64", not(any(miri, sanitizer))))]
const STRING: usize = 512;

/// The bytes that [`block`] loads.
#[cfg(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(any(miri, sanitizer))
))]
const BLOCK: usize = 32;

/// Fills `target` from shared memory, and loads each word once.
///
/// # Safety
///
/// `source` must be aligned to a word, `target` must be a multiple of words, and as many words at
/// `source` must be valid for atomic loads.
#[inline]
pub(super) unsafe fn load(mut source: *const u8, target: &mut [u8]) {
    debug_assert!(target.is_empty() || source.addr() % WORD == 0 && target.len() % WORD == 0);
    #[cfg(all(target_arch = "x86_64", not(any(miri, sanitizer))))]
    if target.len() >= STRING {
        // SAFETY: loads what the caller allows, and writes to all of the target; the direction flag
        // is clear, as it always is.
        unsafe {
            core::arch::asm!(
                "rep movsb",
                inout("rcx") target.len() => _,
                inout("rsi") source => _,
                inout("rdi") target.as_mut_ptr() => _,
                options(nostack, preserves_flags),
            );
        }
        return;
    }
    #[cfg(all(
        any(target_arch = "x86_64", target_arch = "aarch64"),
        not(any(miri, sanitizer))
    ))]
    let target = {
        let (blocks, rest) = target.split_at_mut(target.len() / BLOCK * BLOCK);
        for part in blocks.chunks_exact_mut(BLOCK) {
            // SAFETY: the caller allows loads of these words; the next ones follow.
            unsafe {
                part.copy_from_slice(&block(source));
                source = source.add(BLOCK);
            }
        }
        rest
    };
    for part in target.chunks_exact_mut(WORD) {
        // SAFETY: as above; atomics load from memory that they do not change.
        unsafe {
            let word = AtomicU32::from_ptr(source.cast_mut().cast()).load(Ordering::Relaxed);
            part.copy_from_slice(&word.to_ne_bytes());
            source = source.add(WORD);
        }
    }
}

/// Stores whole words in shared memory, each of them once.
///
/// # Safety
///
/// `target` must be aligned to a word, `source` must be a multiple of words, and as many words at
/// `target` must be valid for atomic stores.
#[inline]
pub(super) unsafe fn store(source: &[u8], mut target: *mut u8) {
    debug_assert!(source.is_empty() || target.addr() % WORD == 0 && source.len() % WORD == 0);
    for part in source.chunks_exact(WORD) {
        let mut word = [0; WORD];
        word.copy_from_slice(part);
        // SAFETY: the caller allows the store; the next word follows.
        unsafe {
            AtomicU32::from_ptr(target.cast()).store(u32::from_ne_bytes(word), Ordering::Relaxed);
            target = target.add(WORD);
        }
    }
}

/// Loads [`BLOCK`] bytes.
///
/// # Safety
///
/// As for [`load`], with a target of that size.
#[cfg(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(any(miri, sanitizer))
))]
#[inline]
unsafe fn block(source: *const u8) -> [u8; BLOCK] {
    let (first, second, third, fourth): (u64, u64, u64, u64);
    // SAFETY: loads what the caller allows, and changes registers only.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::asm!(
            "mov {first}, [{source}]",
            "mov {second}, [{source} + 8]",
            "mov {third}, [{source} + 16]",
            "mov {fourth}, [{source} + 24]",
            source = in(reg) source,
            first = out(reg) first,
            second = out(reg) second,
            third = out(reg) third,
            fourth = lateout(reg) fourth,
            options(nostack, preserves_flags),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!(
            "ldp {first}, {second}, [{source}]",
            "ldp {third}, {fourth}, [{source}, #16]",
            source = in(reg) source,
            first = out(reg) first,
            second = out(reg) second,
            third = lateout(reg) third,
            fourth = lateout(reg) fourth,
            options(nostack, preserves_flags),
        );
    }
    let mut bytes = [0; BLOCK];
    for (part, word) in bytes
        .chunks_exact_mut(8)
        .zip([first, second, third, fourth])
    {
        part.copy_from_slice(&word.to_ne_bytes());
    }
    bytes
}
