//! Copies by the widest accesses of the processor, in assembly.
//!
//! Only the access to shared memory is assembly. The private side is a value, which may be in
//! registers anyway: memory would cost a store and a load that has to wait for it.

use core::ptr;

/// The number of bytes from which `rep movsb` is the fastest.
#[cfg(target_arch = "x86_64")]
const STRING: usize = 512;

/// What one access moves, and as many of them as are under way at once.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
type Wide = core::arch::x86_64::__m128i;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
type Block = [Wide; 4];

/// General registers, since a kernel leaves the vector registers to its programs.
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
type Wide = [u64; 2];
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
type Block = [Wide; 2];

const WIDE: usize = size_of::<Wide>();
const BLOCK: usize = size_of::<Block>();

/// Copies bytes out from the front on, and returns how many: all but less than a block.
///
/// Always inline, as its callers: of a record little is left then, since its size is known.
///
/// # Safety
///
/// `source` must be valid for reads of `len` bytes, and `target` for writes of them.
#[inline(always)]
pub(super) unsafe fn load(source: *const u8, target: *mut u8, len: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    if len >= STRING {
        // SAFETY: the caller's promise.
        unsafe { string(source, target, len) };
        return len;
    }
    let mut done = 0;
    while len - done >= BLOCK {
        // SAFETY: accesses bytes below `len`.
        unsafe {
            let block: Block = core::array::from_fn(|at| load_wide(source.add(done + at * WIDE)));
            ptr::write_unaligned(target.add(done).cast(), block);
        }
        done += BLOCK;
    }
    done
}

/// Copies bytes in from the front on, and returns how many: all but less than a block.
///
/// # Safety
///
/// As for [`load`].
#[inline(always)]
pub(super) unsafe fn store(source: *const u8, target: *mut u8, len: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    if len >= STRING {
        // SAFETY: the caller's promise.
        unsafe { string(source, target, len) };
        return len;
    }
    let mut done = 0;
    while len - done >= BLOCK {
        // SAFETY: accesses bytes below `len`.
        unsafe {
            let block: Block = ptr::read_unaligned(source.add(done).cast());
            for (at, wide) in block.into_iter().enumerate() {
                store_wide(target.add(done + at * WIDE), wide);
            }
        }
        done += BLOCK;
    }
    done
}

/// Copies bytes with the instruction for it.
///
/// # Safety
///
/// As for [`load`].
#[cfg(target_arch = "x86_64")]
#[inline]
unsafe fn string(source: *const u8, target: *mut u8, len: usize) {
    // SAFETY: accesses what the caller allows; the direction flag is clear, as it always is.
    unsafe {
        core::arch::asm!(
            "rep movsb",
            inout("rcx") len => _,
            inout("rsi") source => _,
            inout("rdi") target => _,
            options(nostack, preserves_flags),
        );
    }
}

/// Loads a value.
///
/// # Safety
///
/// `source` must be valid for reads of its size.
#[inline]
unsafe fn load_wide(source: *const u8) -> Wide {
    // SAFETY: reads what the caller allows, and changes no other register.
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    unsafe {
        let value;
        core::arch::asm!(
            "movups {value}, [{source}]",
            source = in(reg) source,
            value = out(xmm_reg) value,
            options(nostack, preserves_flags, readonly),
        );
        value
    }
    // SAFETY: as above.
    #[cfg(all(target_arch = "x86_64", not(target_feature = "sse2")))]
    unsafe {
        let (low, high);
        core::arch::asm!(
            "mov {low}, [{source}]",
            "mov {high}, [{source} + 8]",
            source = in(reg) source,
            low = out(reg) low,
            high = lateout(reg) high,
            options(nostack, preserves_flags, readonly),
        );
        [low, high]
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        let (low, high);
        core::arch::asm!(
            "ldp {low}, {high}, [{source}]",
            source = in(reg) source,
            low = lateout(reg) low,
            high = lateout(reg) high,
            options(nostack, preserves_flags, readonly),
        );
        [low, high]
    }
}

/// Stores a value.
///
/// # Safety
///
/// `target` must be valid for writes of its size.
#[inline]
unsafe fn store_wide(target: *mut u8, value: Wide) {
    // SAFETY: writes what the caller allows, and changes no register.
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    unsafe {
        core::arch::asm!(
            "movups [{target}], {value}",
            target = in(reg) target,
            value = in(xmm_reg) value,
            options(nostack, preserves_flags),
        );
    }
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
    let [low, high] = value;
    // SAFETY: as above.
    #[cfg(all(target_arch = "x86_64", not(target_feature = "sse2")))]
    unsafe {
        core::arch::asm!(
            "mov [{target}], {low}",
            "mov [{target} + 8], {high}",
            target = in(reg) target,
            low = in(reg) low,
            high = in(reg) high,
            options(nostack, preserves_flags),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!(
            "stp {low}, {high}, [{target}]",
            target = in(reg) target,
            low = in(reg) low,
            high = in(reg) high,
            options(nostack, preserves_flags),
        );
    }
}
