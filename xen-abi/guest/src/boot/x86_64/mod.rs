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
struct Console<'a, X>(&'a X);
impl<X: xen_abi::Hypercall> core::fmt::Write for Console<'_, X> {
    fn write_str(&mut self, s: &str) -> core::fmt::Result { let _ = xen_abi::xen::console_io_write(self.0, s.as_bytes()); Ok(()) }
}
fn run<X: xen_abi::Hypercall, T>(xen: &X, _command_line: &[T], let_in: fn(&X)) -> ! {
    use core::fmt::Write;
    use xen_abi::events::*;
    let mut c = Console(xen);
    let _ = writeln!(c, "now {}", unsafe { clock::now(upcall::vcpu_info()) });
    let two = unsafe { TwoLevel::in_shared_info(upcall::shared_info()) };
    let vcpu = unsafe { TwoLevelVcpu::in_vcpu_info(upcall::vcpu_info()) };
    let (a, b) = Channel::loopback(xen).unwrap();
    for round in 0..3 {
        let deadline = unsafe { clock::now(upcall::vcpu_info()) } + 5_000_000;
        let r = upcall::wait(xen, let_in, deadline);
        let _ = writeln!(c, "{round}: came {r} count {} now {}", upcall::count(), unsafe { clock::now(upcall::vcpu_info()) });
        two.handle(&vcpu, |port| { let _ = writeln!(c, "port {port:?}"); });
        a.send().unwrap();
        if round == 1 { two.handle(&vcpu, |port| { let _ = writeln!(c, "port {port:?}"); }); }
    }
    drop(b);
    let _ = xen_abi::sched::shutdown(xen, xen_abi::sched::ShutdownReason::REBOOT);
    panic!()
}
