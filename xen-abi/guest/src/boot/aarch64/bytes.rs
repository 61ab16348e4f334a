//! The functions on bytes that compiled code calls and no library brings here.
//!
//! Their loops are assembly: of a loop in Rust the compiler may make a call of the very function
//! that it stands in.

use core::arch::asm;

/// Copies bytes between places that do not overlap.
///
/// # Safety
///
/// As many bytes must be readable at the one place and writable at the other.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: each byte is copied once, as the caller lets it; eight at a time as long as there are
    // eight.
    unsafe {
        asm!(
            "subs {count}, {count}, #8",
            "b.lo 3f",
            "2: ldr {word}, [{from}], #8",
            "str {word}, [{to}], #8",
            "subs {count}, {count}, #8",
            "b.hs 2b",
            "3: adds {count}, {count}, #8",
            "b.eq 5f",
            "4: ldrb {word:w}, [{from}], #1",
            "strb {word:w}, [{to}], #1",
            "subs {count}, {count}, #1",
            "b.ne 4b",
            "5:",
            count = inout(reg) count => _,
            from = inout(reg) from => _,
            to = inout(reg) to => _,
            word = out(reg) _,
            options(nostack)
        );
    }
    to
}

/// Copies bytes between places that may overlap.
///
/// # Safety
///
/// As many bytes must be readable at the one place and writable at the other.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    if to.addr().wrapping_sub(from.addr()) >= count {
        // Upwards, what is read has not been written yet, unless the target begins within the
        // source. SAFETY: as the caller says.
        return unsafe { memcpy(to, from, count) };
    }
    // SAFETY: each byte is copied once, as the caller lets it, from the last to the first; there is
    // one at least.
    unsafe {
        asm!(
            "2: subs {count}, {count}, #1",
            "ldrb {byte:w}, [{from}, {count}]",
            "strb {byte:w}, [{to}, {count}]",
            "b.ne 2b",
            count = inout(reg) count => _,
            from = in(reg) from,
            to = in(reg) to,
            byte = out(reg) _,
            options(nostack)
        );
    }
    to
}

/// Fills memory with a byte.
///
/// # Safety
///
/// As many bytes must be writable.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(to: *mut u8, byte: i32, count: usize) -> *mut u8 {
    // SAFETY: each byte is written once, as the caller lets it.
    unsafe {
        asm!(
            "cbz {count}, 3f",
            "2: subs {count}, {count}, #1",
            "strb {byte:w}, [{to}, {count}]",
            "b.ne 2b",
            "3:",
            count = inout(reg) count => _,
            to = in(reg) to,
            byte = in(reg) byte,
            options(nostack)
        );
    }
    to
}

/// Compares bytes: what the first two that differ differ by, or 0.
///
/// # Safety
///
/// As many bytes must be readable at both places.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    for index in 0..count {
        // SAFETY: within what the caller lets be read; a volatile access is not made into a call.
        let (left, right) = unsafe {
            (
                one.add(index).read_volatile(),
                other.add(index).read_volatile(),
            )
        };
        if left != right {
            return i32::from(left) - i32::from(right);
        }
    }
    0
}

/// Compares bytes: whether any differ.
///
/// # Safety
///
/// As many bytes must be readable at both places.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    // SAFETY: as the caller says.
    unsafe { memcmp(one, other, count) }
}
