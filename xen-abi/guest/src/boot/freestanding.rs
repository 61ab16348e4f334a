//! The items that a program without the standard library must define.

use core::panic::PanicInfo;

#[cfg(target_arch = "aarch64")]
use super::aarch64::die;
#[cfg(target_arch = "x86_64")]
use super::x86_64::die;

/// Prints the panic on Xen's console, and ends the domain. The runner then misses the last line of
/// the tests.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    die(info)
}

/// The precompiled library of allocations refers to this symbol; it is never called, either.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    die(&"an unwinding in a program without it")
}

/// The precompiled core library refers to this symbol; it is never called, as nothing unwinds.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
