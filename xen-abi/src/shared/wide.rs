//! Copies by the widest accesses of the processor, in assembly.

/// The number of bytes from which `rep movsb` is the fastest.
#[cfg(target_arch = "x86_64")]
const STRING: usize = 512;

/// The bytes that [`block`] copies.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
const BLOCK: usize = 64;
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
const BLOCK: usize = 32;

/// Copies bytes from the front on, and returns how many: all but less than a block.
///
/// # Safety
///
/// `source` must be valid for reads of `len` bytes, and `target` for writes of them.
#[inline]
pub(super) unsafe fn copy(source: *const u8, target: *mut u8, len: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    if len >= STRING {
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
        return len;
    }
    let mut done = 0;
    while len - done >= BLOCK {
        // SAFETY: accesses bytes below `len`.
        unsafe { block(source.add(done), target.add(done)) };
        done += BLOCK;
    }
    done
}

/// Copies [`BLOCK`] bytes.
///
/// # Safety
///
/// As for [`copy`].
#[inline]
unsafe fn block(source: *const u8, target: *mut u8) {
    // SAFETY: accesses what the caller allows, and changes no other register.
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    unsafe {
        core::arch::asm!(
            "movups {first}, [{source}]",
            "movups {second}, [{source} + 16]",
            "movups {third}, [{source} + 32]",
            "movups {fourth}, [{source} + 48]",
            "movups [{target}], {first}",
            "movups [{target} + 16], {second}",
            "movups [{target} + 32], {third}",
            "movups [{target} + 48], {fourth}",
            source = in(reg) source,
            target = in(reg) target,
            first = out(xmm_reg) _,
            second = out(xmm_reg) _,
            third = out(xmm_reg) _,
            fourth = out(xmm_reg) _,
            options(nostack, preserves_flags),
        );
    }
    // A kernel that leaves the vector registers to its programs.
    // SAFETY: as above.
    #[cfg(all(target_arch = "x86_64", not(target_feature = "sse2")))]
    unsafe {
        core::arch::asm!(
            "mov {first}, [{source}]",
            "mov {second}, [{source} + 8]",
            "mov {third}, [{source} + 16]",
            "mov {fourth}, [{source} + 24]",
            "mov [{target}], {first}",
            "mov [{target} + 8], {second}",
            "mov [{target} + 16], {third}",
            "mov [{target} + 24], {fourth}",
            source = in(reg) source,
            target = in(reg) target,
            first = out(reg) _,
            second = out(reg) _,
            third = out(reg) _,
            fourth = out(reg) _,
            options(nostack, preserves_flags),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!(
            "ldp {first}, {second}, [{source}]",
            "ldp {third}, {fourth}, [{source}, #16]",
            "stp {first}, {second}, [{target}]",
            "stp {third}, {fourth}, [{target}, #16]",
            source = in(reg) source,
            target = in(reg) target,
            first = out(reg) _,
            second = out(reg) _,
            third = out(reg) _,
            fourth = out(reg) _,
            options(nostack, preserves_flags),
        );
    }
}
