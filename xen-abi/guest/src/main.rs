//! private
#![no_std]
#![no_main]
#![allow(missing_docs)]
mod boot { pub(crate) mod aarch64; }

use core::fmt::Write;
struct Console;
impl Write for Console { fn write_str(&mut self, s: &str) -> core::fmt::Result { let _ = xen_abi::xen::console_io_write(&unsafe { xen_abi::backend::Hvc::new() }, s.as_bytes()); Ok(()) } }
#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    let _ = writeln!(Console, "{info}");
    let _ = xen_abi::sched::shutdown(&unsafe { xen_abi::backend::Hvc::new() }, xen_abi::sched::ShutdownReason::CRASH);
    loop {}
}
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, n: usize) -> i32 {
    let mut i = 0;
    while i < n { if unsafe { a.add(i).read_volatile() != b.add(i).read_volatile() } { return 1; } i += 1; }
    0
}
