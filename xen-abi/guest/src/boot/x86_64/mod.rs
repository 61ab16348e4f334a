//! The start of an x86_64 guest, PV or PVH, from one image: Xen's command line says which of the two entries is used.

mod clock;
mod entry;
mod memory;
mod pv;
mod pvh;
mod upcall;

/// The bit of the flags register that lets interrupts in, or in the frames of a PV guest, events.
const INTERRUPTS: u64 = 1 << 9;

/// TEMPORARY
fn run<X: xen_abi::Hypercall, T>(xen: &X, _command_line: &[T]) -> ! {
    xen_abi::xen::console_io_write(xen, b"hello\n").unwrap();
    let _ = xen_abi::sched::shutdown(xen, xen_abi::sched::ShutdownReason::REBOOT);
    panic!()
}
