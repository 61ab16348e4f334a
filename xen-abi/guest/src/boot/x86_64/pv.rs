//! Start of day of a PV guest: ring 3, page tables by Xen, upcalls on the kernel's stack.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, Ordering};

use xen_abi::Errno;
use xen_abi::backend::HypercallPage;
use xen_abi::callback::{self, Flags, Type};
use xen_abi::frame::{Gfn, MachineAddress, Mfn};
use xen_abi::guest::Pv64;
use xen_abi::sched;
use xen_abi::vcpu;
use xen_abi::xen::{self, StartInfo, UvmFlags};

use xen_guest::Stub;

use super::hypercall_page::HYPERCALL_PAGE;
use super::kernel::Way;
use super::upcall_entry::{pv_failsafe, pv_upcall};
use super::{memory, registers, upcall};

/// The back end of a PV guest.
type Xen = HypercallPage<Pv64>;

/// A level 1 page table entry: present, writable, user, accessed, dirty.
const ENTRY: u64 = 0x67;

/// Called by the entry code with the start info.
///
/// # Safety
///
/// Must be called once, with the address of this guest's start info.
pub(super) unsafe extern "C" fn main(start: &'static StartInfo) -> ! {
    // SAFETY: Xen filled the page before it entered the kernel.
    let xen = unsafe { Xen::new(HYPERCALL_PAGE.as_ptr()) };
    // SAFETY: the list is behind the image, in memory that the kernel does not use.
    unsafe { memory::use_machine_frames(start) };
    let shared_info = MachineAddress::new(start.shared_info as u64).frame();
    // SAFETY: the page that is replaced is the kernel's, and unused.
    let mapped = unsafe { xen.map(upcall::shared_info().cast(), Gfn::new(shared_info.get())) };
    assert!(mapped, "Xen maps the shared page");
    for (occasion, entry) in [
        (Type::EVENT, pv_upcall as *const () as usize),
        (Type::FAILSAFE, pv_failsafe as *const () as usize),
    ] {
        // SAFETY: both entry points expect Xen's frame on the stack. Events stay masked until the
        // kernel unmasks them.
        unsafe { callback::register(&xen, occasion, Flags::MASK_EVENTS, entry) }
            .expect("Xen takes the entries");
    }
    // Xen starts the periodic timer of a PV guest at 10 milliseconds, as old kernels expect.
    vcpu::stop_periodic_timer(&xen, 0).expect("Xen stops the tick");
    let command_line = start.cmd_line.map(|character| character as u8);
    super::kernel::run(xen, start.flags, &command_line)
}

impl Way for Xen {
    const BOOT: &'static str = "x86_64-pv";

    /// Does not block while an event is pending.
    fn let_in(&self) {
        self.sleep().expect("a processor may always block");
    }

    /// Upcalls are delivered in this call only.
    ///
    /// The target has a red zone: compiled code may keep values below the stack pointer, where Xen
    /// writes its frame. In this call, nothing is there.
    fn sleep(&self) -> Result<(), Errno> {
        // The call unmasks events, and the upcall's entry code returns to here.
        let slept = sched::block(self);
        let info = upcall::vcpu_info();
        // SAFETY: the field is a byte in static memory, and is only accessed atomically.
        unsafe { &*(&raw const (*info.as_ptr()).evtchn_upcall_mask).cast::<AtomicU8>() }
            .store(1, Ordering::Release);
        slept
    }

    fn stubs() -> &'static [Stub] {
        &registers::PV
    }

    unsafe fn map(&self, page: NonNull<u8>, frame: Gfn) -> bool {
        let address = Mfn::new(frame.get()).base().map_or(0, MachineAddress::get);
        // SAFETY: the caller promises that the replaced page is unused.
        unsafe {
            xen::update_va_mapping(self, page.addr().get(), address | ENTRY, UvmFlags::INVLPG)
        }
        .is_ok()
    }
}
