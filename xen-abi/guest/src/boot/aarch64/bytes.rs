//! The functions of a C library that compiled code calls.
//!
//! Their loops are assembly: the compiler could turn a loop in Rust into a call of the function
//! that contains it.

use core::arch::asm;

/// Copies bytes between areas that do not overlap.
///
/// # Safety
///
/// `count` bytes must be readable at `from` and writable at `to`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: copies each byte of the areas once, eight at a time while there are eight.
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

/// Copies bytes between areas that may overlap.
///
/// # Safety
///
/// `count` bytes must be readable at `from` and writable at `to`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    if to.addr().wrapping_sub(from.addr()) >= count {
        // Unless the target begins within the source, copying upwards reads each byte before it
        // is overwritten. SAFETY: as the caller promises.
        return unsafe { memcpy(to, from, count) };
    }
    // SAFETY: copies each byte of the areas once, from the last to the first; there is at least
    // one.
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
/// `count` bytes must be writable at `to`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(to: *mut u8, byte: i32, count: usize) -> *mut u8 {
    // SAFETY: writes each byte of the area once.
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

/// Compares bytes: returns the difference of the first two that differ, or 0.
///
/// # Safety
///
/// `count` bytes must be readable in both areas.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    for index in 0..count {
        // SAFETY: within the areas; the compiler does not turn a volatile read into a call.
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

/// Compares bytes: returns 0 if the areas are equal.
///
/// # Safety
///
/// `count` bytes must be readable in both areas.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { memcmp(one, other, count) }
}
