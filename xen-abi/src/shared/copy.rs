//! Copies words out of, and into, memory that another party accesses meanwhile.
//!
//! One by one they come out too slowly. The assembly below is wide, and Rust's memory model knows nothing of it but what it stands for:
//! *each word is loaded once, atomically and relaxed, and where a store of another party meets the
//! load, the bytes that result are arbitrary.* The processor does no worse. Miri and the sanitizers
//! see words that are loaded one by one.

use super::memory::WORD;
use core::sync::atomic::{AtomicU32, Ordering};

/// From how many bytes on the processor's own instruction for copying is the fastest.
#[cfg(all(target_arch = "x86_64", not(any(miri, sanitizer))))]
const STRING: usize = 512;

/// The bytes that [`block`] loads.
#[cfg(all(
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(any(miri, sanitizer))
))]
const BLOCK: usize = 32;

/// Fills `target` from shared memory, each word once.
///
/// # Safety
///
/// `source` must be aligned to a word, `target` must be whole words, and the program must be
/// allowed to load as many words from `source` on atomically.
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
            // SAFETY: the words of the part are the caller's, and those behind them follow.
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

/// Stores whole words in shared memory, each once.
///
/// # Safety
///
/// `target` must be aligned to a word, `source` must be whole words, and the program must be
/// allowed to store as many words from `target` on atomically.
#[inline]
pub(super) unsafe fn store(source: &[u8], mut target: *mut u8) {
    debug_assert!(source.is_empty() || target.addr() % WORD == 0 && source.len() % WORD == 0);
    for part in source.chunks_exact(WORD) {
        let mut word = [0; WORD];
        word.copy_from_slice(part);
        // SAFETY: the word is the caller's, and that behind it follows.
        unsafe {
            AtomicU32::from_ptr(target.cast()).store(u32::from_ne_bytes(word), Ordering::Relaxed);
            target = target.add(WORD);
        }
    }
}

/// Loads a block.
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
