//! The start of a paravirtualised guest: ring 3, page tables made by Xen, upcalls on the kernel's own stack.

use core::sync::atomic::{AtomicU8, Ordering};

use xen_abi::backend::HypercallPage;
use xen_abi::callback::{self, Flags, Type};
use xen_abi::frame::MachineAddress;
use xen_abi::guest::Pv64;
use xen_abi::sched;
use xen_abi::xen::{self, StartInfo, UvmFlags};

use super::entry::{HYPERCALL_PAGE, pv_failsafe, pv_upcall};
use super::{memory, upcall};

/// A PV guest's way to call Xen.
pub(super) type Xen = HypercallPage<Pv64>;

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
    // SAFETY: the list lies behind the image, where nothing is handed out.
    unsafe { memory::use_machine_frames(start) };
    map_shared_info(&xen, MachineAddress::new(start.shared_info as u64));
    for (occasion, entry) in [(Type::EVENT, pv_upcall as usize), (Type::FAILSAFE, pv_failsafe as usize)] {
        // SAFETY: both entries are made for what Xen leaves on the stack. Events stay masked until `let_in`.
        unsafe { callback::register(&xen, occasion, Flags::MASK_EVENTS, entry) }.expect("Xen takes the entries");
    }
    super::run(&xen, &start.cmd_line)
}

/// Puts the page that Xen shares with the guest in the place of one of the image's.
fn map_shared_info(xen: &Xen, page: MachineAddress) {
    let here = upcall::shared_info().addr().get();
    // SAFETY: the page that was there is the kernel's, and held nothing.
    unsafe { xen::update_va_mapping(xen, here, page.get() | ENTRY, UvmFlags::INVLPG) }.expect("Xen maps the shared page");
}

/// Lets in an upcall that waits.
///
/// This is done nowhere else, so that an upcall never comes in the middle of compiled code. Such code may keep values below the
/// stack pointer, where Xen puts the frame: the target has a red zone.
pub(super) fn let_in(xen: &Xen) {
    // Where an event waits, the call unmasks events and returns at once, by way of the entry for events.
    sched::block(xen).expect("a processor may always block");
    let mask = upcall::vcpu_info();
    // SAFETY: the field is a byte that lives as long as the program, and is only accessed atomically.
    unsafe { &*(&raw const (*mask.as_ptr()).evtchn_upcall_mask).cast::<AtomicU8>() }.store(1, Ordering::Release);
}

/// Xen could not go back to a program. There is none, so this does not happen.
pub(super) extern "C" fn failsafe() -> ! {
    panic!("Xen entered the failsafe callback");
}
