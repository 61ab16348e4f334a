//! What a program has to bring itself where there is no standard library below it.

use core::panic::PanicInfo;

#[cfg(target_arch = "aarch64")]
use super::aarch64::die;
#[cfg(target_arch = "x86_64")]
use super::x86_64::die;

/// Tells Xen's console what went wrong, and ends the domain. The runner misses the last line of the
/// tests.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    die(info)
}

/// Named by the precompiled core library, which could unwind; this program cannot, so that nobody
/// calls it.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
