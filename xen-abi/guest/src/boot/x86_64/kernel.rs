//! The [`Machine`] of both kinds of x86 guest.

use core::ptr::NonNull;

use xen_abi::clock::{PvClock, SystemClock, SystemTime};
use xen_abi::events;
use xen_abi::frame::Gfn;
use xen_abi::guest::Guest;
use xen_abi::sched::{self, ShutdownReason};
use xen_abi::xen::{DomId, SharedInfo, StartInfoFlags, VcpuInfo};
use xen_abi::{Errno, Hypercall};
use xen_guest::{CommandLine, Kind, Machine, PageArea, Stub};

use super::memory::Pages;
use super::upcall;

/// A back end, with what differs between the kinds of guest.
pub(super) trait Way: Hypercall<Guest: Kind> {
    /// The boot's name in the transcript.
    const BOOT: &'static str;

    /// Lets Xen deliver a pending upcall.
    fn let_in(&self);

    /// Blocks until an upcall is pending, and lets Xen deliver it.
    fn sleep(&self) -> Result<(), Errno>;

    /// The code of the back ends of this kind of guest.
    fn stubs() -> &'static [Stub];

    /// Maps a machine frame in place of a page, in guests that change page tables by hypercall.
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

// SAFETY: the shared info page is mapped before the kernel is created, and stays mapped; only
// `events` accesses its event bits.
unsafe impl<X: Way> Machine for Kernel<X> {
    type Xen = X;
    type Pages = Pages;
    type Area = PageArea<Pages>;

    fn boot(&self) -> &'static str {
        X::BOOT
    }

    fn xen(&self) -> &X {
        &self.xen
    }

    fn id(&self) -> DomId {
        // These machines have no toolstack to create other domains.
        DomId(0)
    }

    fn pages(&self, count: usize) -> Option<Pages> {
        Pages::take(count)
    }

    fn area(&self, count: usize) -> Option<PageArea<Pages>> {
        let paravirtual = X::Guest::NAME == "pv64";
        Pages::take(count).map(|pages| PageArea::new(pages, paravirtual))
    }

    fn shared_info(&self) -> NonNull<SharedInfo> {
        upcall::shared_info()
    }

    fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        upcall::vcpu_info()
    }

    unsafe fn map_machine_frame(&self, page: NonNull<u8>, frame: Gfn) -> bool {
        // SAFETY: as the caller promises for the page.
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
        // SAFETY: the shared info page is mapped, and only Xen writes its clock.
        let clock = unsafe { PvClock::in_vcpu_info(upcall::vcpu_info()) };
        clock.now().as_nanos()
    }

    fn system_time(&self) -> Option<u64> {
        Some(self.now())
    }

    /// Blocks the vCPU until an event is pending, or for a short time.
    ///
    /// It is a poll without ports. The time is short because the periodic timer stops while a vCPU
    /// blocks.
    fn pause(&self) {
        let until = self.now() + 1_000_000;
        events::wait(&self.xen, &[], Some(SystemTime::from_nanos(until)))
            .expect("a vCPU may always sleep");
    }
}

/// Runs what the command line requests, and ends the machine.
pub(super) fn run<X: Way>(xen: X, flags: StartInfoFlags, command_line: &[u8]) -> ! {
    assert!(
        flags.contains(StartInfoFlags::INITDOMAIN),
        "this guest is made to be domain 0"
    );
    let kernel = Kernel { xen };
    xen_guest::run(&kernel, &CommandLine::parse(command_line));
    // Xen reboots the machine with dom0, which ends QEMU; a power-off would not.
    let refused = sched::shutdown(&kernel.xen, ShutdownReason::REBOOT);
    panic!("Xen did not restart the machine: {refused:?}");
}
