//! The start of a PVH guest: hardware virtualisation, page tables and interrupt table of its own.

use core::arch::asm;
use core::cell::UnsafeCell;
use core::ffi::{CStr, c_char};
use core::ptr::with_exposed_provenance;

use xen_abi::Errno;
use xen_abi::arch_x86::hvm::start_info::{StartInfo, XEN_HVM_START_MAGIC_VALUE};
use xen_abi::backend::HypercallPage;
use xen_abi::backend::cpuid::{Instruction, XenLeaves, hvm_instruction};
use xen_abi::frame::{GuestAddress, VirtualAddress, XenPfn};
use xen_abi::guest::Hvm64;
use xen_abi::hvm::hvm_op;
use xen_abi::hvm::params::{HVM_PARAM_CALLBACK_IRQ_TYPE_MASK, HvmCallbackType, HvmParam};
use xen_abi::memory::{PhysMapSpace, add_to_physmap};
use xen_abi::xen::DomId;

use xen_guest::Stub;

use super::hypercall_page::HYPERCALL_PAGE;
use super::kernel::Way;
use super::upcall_entry::{pvh_sleep, pvh_upcall};
use super::{memory, registers, upcall};

/// A PVH guest's way to call Xen.
type Xen = HypercallPage<Hvm64>;

/// The interrupt vector for events: any above those of the processor's exceptions.
const VECTOR: u8 = 0x40;

/// The code segment of the entry code's table.
const CODE: u16 = 8;

/// Called by the entry code with what Xen passed.
///
/// # Safety
///
/// To be entered once, with the address of the start information of this guest, all memory mapped
/// where it is.
pub(super) unsafe extern "C" fn main(start: &'static StartInfo) -> ! {
    let leaves = XenLeaves::find().expect("the processor tells of Xen");
    let page = VirtualAddress::from_ptr(HYPERCALL_PAGE.as_ptr());
    // SAFETY: the page is the kernel's, for this use only, and mapped where it is.
    let xen = unsafe {
        Xen::install(
            leaves,
            HYPERCALL_PAGE.as_ptr(),
            GuestAddress::new(page.get()),
        )
    }
    .expect("Xen has a hypercall page");
    assert_eq!(
        start.magic, XEN_HVM_START_MAGIC_VALUE as u32,
        "the start information begins with its number"
    );
    map_shared_info(&xen);
    take_events(&xen);
    let text = match start.cmdline_paddr.get() {
        0 => c"".as_ptr(),
        address => with_exposed_provenance::<c_char>(address as usize),
    };
    // SAFETY: Xen put a text there that ends with a NUL, and nobody changes it.
    super::kernel::run(xen, start.flags, unsafe { CStr::from_ptr(text) }.to_bytes())
}

/// Puts the page that Xen shares with the guest in the place of one of the image's.
fn map_shared_info(xen: &Xen) {
    let page = memory::frame(upcall::shared_info().cast()).get() as usize;
    // SAFETY: the page that was there is the kernel's, and held nothing.
    unsafe {
        add_to_physmap(
            xen,
            DomId::SELF,
            0,
            PhysMapSpace::SHARED_INFO,
            0,
            XenPfn(page),
        )
    }
    .expect("Xen maps the shared page");
}

/// Has Xen announce events by an interrupt vector.
fn take_events(xen: &Xen) {
    INTERRUPTS.set(VECTOR, pvh_upcall as *const () as u64);
    INTERRUPTS.load();
    let way =
        u64::from(HvmCallbackType::VECTOR.0) << HVM_PARAM_CALLBACK_IRQ_TYPE_MASK.trailing_zeros();
    // SAFETY: the table has the handler of the vector.
    unsafe {
        hvm_op::set_param(
            xen,
            DomId::SELF,
            HvmParam::CALLBACK_IRQ,
            way | u64::from(VECTOR),
        )
    }
    .expect("Xen takes the vector");
}

impl Way for Xen {
    const BOOT: &'static str = "x86_64-pvh";

    /// For the length of an instruction; nowhere else are interrupts on.
    fn let_in(&self) {
        // SAFETY: the table has an entry for the only vector that is ever raised. It uses the
        // stack, of which this block may not assume that nothing lies below its pointer, as
        // it would if it were said to leave the stack alone.
        unsafe { asm!("sti", "nop", "nop", "cli") };
    }

    /// By the instruction that Xen makes the same operation of. The call itself would sleep through
    /// an upcall that came before it.
    fn sleep(&self) -> Result<(), Errno> {
        // SAFETY: as above; a call leaves nothing below the stack pointer.
        unsafe { pvh_sleep() };
        Ok(())
    }

    fn stubs() -> &'static [Stub] {
        match hvm_instruction() {
            Some(Instruction::Vmcall) => &registers::INTEL,
            Some(Instruction::Vmmcall) => &registers::AMD,
            None => &[],
        }
    }
}

/// The processor's table of entry points.
#[repr(C, align(16))]
struct Interrupts(UnsafeCell<[[u64; 2]; 256]>);

// SAFETY: written by the one processor, before it is loaded.
unsafe impl Sync for Interrupts {}

static INTERRUPTS: Interrupts = Interrupts(UnsafeCell::new([[0; 2]; 256]));

impl Interrupts {
    /// Enters the kernel at `entry` for `vector`, with further interrupts off.
    fn set(&self, vector: u8, entry: u64) {
        const PRESENT_INTERRUPT_GATE: u64 = 0x8e00 << 32;
        let low = entry & 0xffff
            | u64::from(CODE) << 16
            | PRESENT_INTERRUPT_GATE
            | (entry & 0xffff_0000) << 32;
        // SAFETY: no interrupt can come yet, and nobody else writes.
        unsafe { (*self.0.get())[usize::from(vector)] = [low, entry >> 32] };
    }

    /// Shows the table to the processor.
    fn load(&'static self) {
        #[repr(C, packed)]
        struct Register {
            limit: u16,
            base: u64,
        }
        let register = Register {
            limit: (size_of::<Self>() - 1) as u16,
            base: VirtualAddress::from_ptr(self.0.get()).get(),
        };
        // SAFETY: the table lives for ever and its entries are complete.
        unsafe {
            asm!("lidt [{}]", in(reg) &raw const register, options(readonly, nostack, preserves_flags))
        };
    }
}
