//! What a program has to bring itself where there is no standard library below it.

use core::panic::PanicInfo;

use xen_abi::sched::{self, ShutdownReason};
use xen_abi::xen;
use xen_guest::Text;

/// Tells Xen's console what went wrong, and ends the domain. The runner misses the last line of the tests.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let xen = super::anyhow();
    let _ = xen::console_io_write(&xen, Text::<1024>::of(format_args!("{info}\n")).as_str().as_bytes());
    loop {
        let _ = sched::shutdown(&xen, ShutdownReason::CRASH);
    }
}

/// Named by the precompiled core library, which could unwind; this program cannot, so that nobody calls it.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
