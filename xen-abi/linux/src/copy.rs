//! A fast copy out of shared memory.
//!
//! To Rust's memory model it means, as the copy of [`xen_abi::shared`]: each word of 32 bits is loaded
//! once, atomically and relaxed; if a store of the peer races with the load, the resulting bytes are
//! arbitrary. The processor splits the accesses at 8 bytes at the most.

use xen_abi::shared::{Mapped, SharedMemory as _};

/// The bytes of a step.
const BLOCK: usize = 64;

/// Copies bytes out of shared memory.
///
/// # Panics
///
/// If they extend beyond the memory.
pub(crate) fn read(memory: Mapped, offset: usize, bytes: &mut [u8]) {
    let end = offset.checked_add(bytes.len());
    assert!(
        end.is_some_and(|end| end <= memory.size()),
        "bytes beyond the shared memory"
    );
    let to_word = offset.wrapping_neg() % size_of::<u32>();
    if bytes.len() < to_word + BLOCK {
        return memory.read(offset, bytes);
    }
    let (head, rest) = bytes.split_at_mut(to_word);
    let (blocks, tail) = rest.split_at_mut(rest.len() / BLOCK * BLOCK);
    memory.read(offset, head);
    let first = offset + to_word;
    // SAFETY: the blocks lie in the memory, as was checked, from a word on.
    unsafe { load(memory.base().as_ptr().add(first), blocks) };
    memory.read(first + blocks.len(), tail);
}

/// Fills `target` from shared memory.
///
/// # Safety
///
/// `source` must be aligned to a word, `target` must be a multiple of blocks, and as many bytes at
/// `source` must be valid for atomic loads.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
unsafe fn load(source: *const u8, target: &mut [u8]) {
    if target.is_empty() {
        return;
    }
    // SAFETY: loads what the caller allows, and writes to all of the target, block by block.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::asm!(
            "2:",
            "movups {a}, [{source}]",
            "movups {b}, [{source} + 16]",
            "movups {c}, [{source} + 32]",
            "movups {d}, [{source} + 48]",
            "movups [{target}], {a}",
            "movups [{target} + 16], {b}",
            "movups [{target} + 32], {c}",
            "movups [{target} + 48], {d}",
            "add {source}, 64",
            "add {target}, 64",
            "dec {blocks}",
            "jnz 2b",
            source = inout(reg) source => _,
            target = inout(reg) target.as_mut_ptr() => _,
            blocks = inout(reg) target.len() / BLOCK => _,
            a = out(xmm_reg) _,
            b = out(xmm_reg) _,
            c = out(xmm_reg) _,
            d = out(xmm_reg) _,
            options(nostack),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!(
            "2:",
            "ldp {a:q}, {b:q}, [{source}]",
            "ldp {c:q}, {d:q}, [{source}, #32]",
            "add {source}, {source}, #64",
            "stp {a:q}, {b:q}, [{target}]",
            "stp {c:q}, {d:q}, [{target}, #32]",
            "add {target}, {target}, #64",
            "subs {blocks}, {blocks}, #1",
            "b.ne 2b",
            source = inout(reg) source => _,
            target = inout(reg) target.as_mut_ptr() => _,
            blocks = inout(reg) target.len() / BLOCK => _,
            a = out(vreg) _,
            b = out(vreg) _,
            c = out(vreg) _,
            d = out(vreg) _,
            options(nostack),
        );
    }
}

/// Fills `target` from shared memory, word by word.
///
/// # Safety
///
/// As above.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
unsafe fn load(source: *const u8, target: &mut [u8]) {
    use std::sync::atomic::{AtomicU32, Ordering};

    for (index, part) in target.chunks_exact_mut(size_of::<u32>()).enumerate() {
        // SAFETY: the caller allows loads of these words.
        let word = unsafe { AtomicU32::from_ptr(source.cast_mut().cast::<u32>().add(index)) };
        part.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::ptr::NonNull;

    use super::*;

    #[test]
    fn every_offset_and_size() {
        let mut words: Vec<u32> = (0..100)
            .map(|word: u32| word.wrapping_mul(0x0123_4567))
            .collect();
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        let base = NonNull::new(words.as_mut_ptr().cast()).unwrap();
        // SAFETY: the words live longer, and nothing else accesses them.
        let memory = unsafe { Mapped::new(base, 400) }.unwrap();
        for offset in 0..80 {
            for size in 0..=320 {
                let mut copy = vec![0; size];
                read(memory, offset, &mut copy);
                assert_eq!(copy, bytes[offset..offset + size], "{offset} {size}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "beyond the shared memory")]
    fn beyond_the_end() {
        let mut words = [0_u32; 100];
        let base = NonNull::new(words.as_mut_ptr().cast()).unwrap();
        // SAFETY: as above.
        let memory = unsafe { Mapped::new(base, 400) }.unwrap();
        read(memory, 1, &mut [0; 400]);
    }
}
