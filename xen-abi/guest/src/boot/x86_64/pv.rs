//! The start of a paravirtualised guest: ring 3, page tables made by Xen, upcalls on the kernel's
//! own stack.

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

/// A PV guest's way to call Xen.
type Xen = HypercallPage<Pv64>;

/// An entry of the lowest page table: present, writable, for ring 3, accessed and written to.
const ENTRY: u64 = 0x67;

/// Called by the entry code with what Xen passed.
///
/// # Safety
///
/// To be entered once, with the address of the start information of this guest.
pub(super) unsafe extern "C" fn main(start: &'static StartInfo) -> ! {
    // SAFETY: Xen filled the page before it entered the kernel.
    let xen = unsafe { Xen::new(HYPERCALL_PAGE.as_ptr()) };
    // SAFETY: the list lies behind the image, where nobody takes memory.
    unsafe { memory::use_machine_frames(start) };
    let shared_info = MachineAddress::new(start.shared_info as u64).frame();
    // SAFETY: the page that was there is the kernel's, and held nothing.
    let mapped = unsafe { xen.map(upcall::shared_info().cast(), Gfn::new(shared_info.get())) };
    assert!(mapped, "Xen maps the shared page");
    for (occasion, entry) in [
        (Type::EVENT, pv_upcall as *const () as usize),
        (Type::FAILSAFE, pv_failsafe as *const () as usize),
    ] {
        // SAFETY: both entries are made for what Xen leaves on the stack. Events stay masked until
        // they are let in.
        unsafe { callback::register(&xen, occasion, Flags::MASK_EVENTS, entry) }
            .expect("Xen takes the entries");
    }
    // Xen starts a PV guest with a tick of 10 milliseconds, from times when kernels had one.
    vcpu::stop_periodic_timer(&xen, 0).expect("Xen stops the tick");
    let command_line = start.cmd_line.map(|character| character as u8);
    super::kernel::run(xen, start.flags, &command_line)
}

impl Way for Xen {
    const BOOT: &'static str = "x86_64-pv";

    /// Where an event waits, there is no sleep.
    fn let_in(&self) {
        self.sleep().expect("a processor may always block");
    }

    /// Such code as the compiler makes may keep values below the stack pointer, where Xen puts its
    /// frame: the target has a red zone. Therefore an upcall comes inside of this call only,
    /// behind which there is nothing on the stack.
    fn sleep(&self) -> Result<(), Errno> {
        // The call unmasks events, and returns by way of the entry for them.
        let slept = sched::block(self);
        let info = upcall::vcpu_info();
        // SAFETY: the field is a byte that lives as long as the program, and is only accessed
        // atomically.
        unsafe { &*(&raw const (*info.as_ptr()).evtchn_upcall_mask).cast::<AtomicU8>() }
            .store(1, Ordering::Release);
        slept
    }

    fn stubs() -> &'static [Stub] {
        &registers::PV
    }

    unsafe fn map(&self, page: NonNull<u8>, frame: Gfn) -> bool {
        let address = Mfn::new(frame.get()).base().map_or(0, MachineAddress::get);
        // SAFETY: nothing relies on the page that was there, as the caller says.
        unsafe {
            xen::update_va_mapping(self, page.addr().get(), address | ENTRY, UvmFlags::INVLPG)
        }
        .is_ok()
    }
}
