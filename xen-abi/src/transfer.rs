//! Copies between private memory and memory that somebody else may write at the same time.

/// The widest access that a machine of this kind makes in one piece.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
type Wide = core::arch::x86_64::__m128i;
/// The widest access that a machine of this kind makes in one piece.
#[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
type Wide = core::arch::aarch64::uint8x16_t;
/// The widest access that a machine of this kind makes in one piece, or that a kernel without
/// vector registers can make.
#[cfg(not(any(
    all(target_arch = "x86_64", target_feature = "sse2"),
    all(target_arch = "aarch64", target_feature = "neon")
)))]
type Wide = usize;

const WIDE: usize = size_of::<Wide>();

/// From how many bytes on the processor's own instruction for copying is the faster one.
#[cfg(target_arch = "x86_64")]
const STRING: usize = 512;

/// How many wide accesses are made in each turn of a loop, whose overhead would be felt otherwise.
const TURN: usize = 4;

/// Copies `len` bytes out of memory that others write.
///
/// Each byte is read once: the compiler neither repeats nor invents a read, so what is in the
/// target does not change any more when the source does. A copy of what is being written meanwhile
/// is some mixture of old and new bytes.
///
/// # Safety
///
/// `source` must be valid for reads of `len` bytes and `target` for writes, and the two must not
/// overlap.
#[inline]
pub(crate) unsafe fn read(mut source: *const u8, mut target: *mut u8, mut len: usize) {
    #[cfg(target_arch = "x86_64")]
    if len >= STRING {
        // SAFETY: reads and writes the `len` bytes that the caller vouches for; the direction flag
        // is clear, as it always is.
        unsafe {
            core::arch::asm!(
                "rep movsb",
                inout("rcx") len => _,
                inout("rsi") source => _,
                inout("rdi") target => _,
                options(nostack, preserves_flags),
            );
        }
        return;
    }
    // SAFETY: each step stays within the `len` bytes that the caller vouches for, and moves on by
    // what it copied; wide reads are made at multiples of their size.
    unsafe {
        while len > 0 && (source.addr() % WIDE != 0 || len < WIDE) {
            target.write(source.read_volatile());
            (source, target, len) = (source.add(1), target.add(1), len - 1);
        }
        while len >= TURN * WIDE {
            let wide: [Wide; TURN] =
                core::array::from_fn(|index| source.cast::<Wide>().add(index).read_volatile());
            target.cast::<[Wide; TURN]>().write_unaligned(wide);
            (source, target, len) = (
                source.add(TURN * WIDE),
                target.add(TURN * WIDE),
                len - TURN * WIDE,
            );
        }
        while len >= WIDE {
            target
                .cast::<Wide>()
                .write_unaligned(source.cast::<Wide>().read_volatile());
            (source, target, len) = (source.add(WIDE), target.add(WIDE), len - WIDE);
        }
        while len > 0 {
            target.write(source.read_volatile());
            (source, target, len) = (source.add(1), target.add(1), len - 1);
        }
    }
}

/// Copies `len` bytes into memory that others read, each written once.
///
/// # Safety
///
/// `source` must be valid for reads of `len` bytes and `target` for writes, and the two must not
/// overlap.
#[cfg(feature = "mock")]
pub(crate) unsafe fn write(mut source: *const u8, mut target: *mut u8, mut len: usize) {
    // SAFETY: as for reading, with the sides exchanged.
    unsafe {
        while len > 0 && (target.addr() % WIDE != 0 || len < WIDE) {
            target.write_volatile(source.read());
            (source, target, len) = (source.add(1), target.add(1), len - 1);
        }
        while len >= WIDE {
            target
                .cast::<Wide>()
                .write_volatile(source.cast::<Wide>().read_unaligned());
            (source, target, len) = (source.add(WIDE), target.add(WIDE), len - WIDE);
        }
        while len > 0 {
            target.write_volatile(source.read());
            (source, target, len) = (source.add(1), target.add(1), len - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn copies_what_it_was_asked_to_and_nothing_else(from in 0_usize..40, to in 0_usize..40, len in 0_usize..1000) {
            let source: [u8; 1040] = core::array::from_fn(|index| index as u8 ^ (index >> 8) as u8);
            let mut read = [0xa5; 1040];
            // SAFETY: 40 and 1000 are 1040 at most.
            unsafe { super::read(source.as_ptr().add(from), read.as_mut_ptr().add(to), len) };
            prop_assert_eq!(&read[to..to + len], &source[from..from + len]);
            prop_assert!(read[..to].iter().chain(&read[to + len..]).all(|byte| *byte == 0xa5));
            #[cfg(feature = "mock")]
            {
                let mut written = [0xa5; 1040];
                // SAFETY: as above.
                unsafe { super::write(source.as_ptr().add(from), written.as_mut_ptr().add(to), len) };
                prop_assert_eq!(written, read);
            }
        }
    }
}
