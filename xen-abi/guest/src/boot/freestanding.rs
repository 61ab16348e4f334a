//! What a program has to bring itself where there is no standard library below it.

use core::panic::PanicInfo;

/// Tells Xen's console what went wrong, and ends the domain. The runner misses the last line of the
/// tests.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    super::die(info)
}

/// Named by the precompiled core library, which could unwind; this program cannot, so that nobody
/// calls it.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
