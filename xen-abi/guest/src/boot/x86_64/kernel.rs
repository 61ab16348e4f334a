//! What the suite asks of a kernel, on either kind of x86 guest.

use core::ptr::NonNull;

use xen_abi::clock::{PvClock, SystemClock, SystemTime};
use xen_abi::events;
use xen_abi::frame::Gfn;
use xen_abi::sched::{self, ShutdownReason};
use xen_abi::xen::{DomId, SharedInfo, StartInfoFlags, VcpuInfo};
use xen_abi::{Errno, Hypercall};
use xen_guest::{CommandLine, Kind, Machine, Stub};

use super::memory::Pages;
use super::upcall;

/// A way to call Xen, with what differs by the kind of guest that it belongs to.
pub(super) trait Way: Hypercall<Guest: Kind> {
    /// What the transcript calls the boot.
    const BOOT: &'static str;

    /// Lets in an upcall that waits.
    fn let_in(&self);

    /// Sleeps until an upcall comes, and lets it in.
    fn sleep(&self) -> Result<(), Errno>;

    /// The code of the back ends of this kind of guest.
    fn stubs() -> &'static [Stub];

    /// Puts a frame of Xen's in the place of a page, where page tables are made by calls.
    ///
    /// # Safety
    ///
    /// As for [`Machine::map_machine_frame`].
    unsafe fn map(&self, _page: NonNull<u8>, _frame: Gfn) -> bool {
        false
    }
}

/// A kernel after its start of day.
struct Kernel<X> {
    xen: X,
}

// SAFETY: the shared page is mapped before there is a kernel, and stays so; only `events` accesses
// its event bits.
unsafe impl<X: Way> Machine for Kernel<X> {
    type Xen = X;
    type Pages = Pages;

    fn boot(&self) -> &'static str {
        X::BOOT
    }

    fn xen(&self) -> &X {
        &self.xen
    }

    fn id(&self) -> DomId {
        // There is nobody on these machines who could build another domain.
        DomId(0)
    }

    fn pages(&self, count: usize) -> Option<Pages> {
        Pages::take(count)
    }

    fn shared_info(&self) -> NonNull<SharedInfo> {
        upcall::shared_info()
    }

    fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        upcall::vcpu_info()
    }

    unsafe fn map_machine_frame(&self, page: NonNull<u8>, frame: Gfn) -> bool {
        // SAFETY: the caller answers for the page.
        unsafe { self.xen.map(page, frame) }
    }

    fn upcalls(&self) -> u64 {
        upcall::count(|| self.xen.let_in())
    }

    fn block(&self, raise: &mut dyn FnMut()) -> Result<(), Errno> {
        raise();
        self.xen.sleep()
    }

    fn stubs(&self) -> &'static [Stub] {
        X::stubs()
    }

    fn now(&self) -> u64 {
        // SAFETY: the shared page is mapped, and its clock is Xen's to write.
        let clock = unsafe { PvClock::in_vcpu_info(upcall::vcpu_info()) };
        clock.now().as_nanos()
    }

    fn system_time(&self) -> Option<u64> {
        Some(self.now())
    }

    /// Without a port, the vCPU sleeps until an event is pending or the time has come: a short
    /// time, since the periodic timer of a vCPU that sleeps stands still.
    fn pause(&self) {
        let until = self.now() + 1_000_000;
        events::wait(&self.xen, &[], Some(SystemTime::from_nanos(until)))
            .expect("a vCPU may always sleep");
    }
}

/// Runs what the command line asks for, and ends the machine.
pub(super) fn run<X: Way>(xen: X, flags: StartInfoFlags, command_line: &[u8]) -> ! {
    assert!(
        flags.contains(StartInfoFlags::INITDOMAIN),
        "this guest is made to be domain 0"
    );
    let kernel = Kernel { xen };
    xen_guest::run(&kernel, &CommandLine::parse(command_line));
    // Xen restarts the machine with its first domain. Were it switched off, QEMU would not end.
    let refused = sched::shutdown(&kernel.xen, ShutdownReason::REBOOT);
    panic!("Xen did not restart the machine: {refused:?}");
}
