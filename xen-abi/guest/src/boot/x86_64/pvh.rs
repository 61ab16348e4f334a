//! Start of day of a PVH guest, which has its own page tables and interrupt table.

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

/// The back end of a PVH guest.
type Xen = HypercallPage<Hvm64>;

/// The interrupt vector of upcalls: any that is not an exception of the CPU.
const VECTOR: u8 = 0x40;

/// The code segment in the GDT of the entry code.
const CODE: u16 = 8;

/// Called by the entry code with the start info.
///
/// # Safety
///
/// Must be called once, with the address of this guest's start info, and all memory mapped
/// one-to-one.
pub(super) unsafe extern "C" fn main(start: &'static StartInfo) -> ! {
    let leaves = XenLeaves::find().expect("the processor tells of Xen");
    let page = VirtualAddress::from_ptr(HYPERCALL_PAGE.as_ptr());
    // SAFETY: the page is the kernel's, for this use only, and mapped one-to-one.
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
        "the start info has its magic number"
    );
    map_shared_info(&xen);
    take_events(&xen);
    let text = match start.cmdline_paddr.get() {
        0 => c"".as_ptr(),
        address => with_exposed_provenance::<c_char>(address as usize),
    };
    // SAFETY: Xen wrote a string with a NUL there, and nothing changes it.
    super::kernel::run(xen, start.flags, unsafe { CStr::from_ptr(text) }.to_bytes())
}

/// Maps the shared info page in place of a page of the image.
fn map_shared_info(xen: &Xen) {
    let page = memory::frame(upcall::shared_info().cast()).get() as usize;
    // SAFETY: the page that is replaced is the kernel's, and unused.
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

/// Makes Xen deliver upcalls by an interrupt vector.
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

    /// Enables interrupts for one instruction; elsewhere they are off.
    fn let_in(&self) {
        // SAFETY: the table has an entry for the only vector that is raised. The handler uses the
        // stack: without `nostack`, the compiler keeps nothing below the stack pointer here.
        unsafe { asm!("sti", "nop", "nop", "cli") };
    }

    /// Xen treats `hlt` as `SCHEDOP_block`. The hypercall would sleep through an upcall that came
    /// before it.
    fn sleep(&self) -> Result<(), Errno> {
        // SAFETY: as above; after a call, nothing is below the stack pointer.
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

/// The interrupt descriptor table.
#[repr(C, align(16))]
struct Interrupts(UnsafeCell<[[u64; 2]; 256]>);

// SAFETY: written by the only vCPU, before it is loaded.
unsafe impl Sync for Interrupts {}

static INTERRUPTS: Interrupts = Interrupts(UnsafeCell::new([[0; 2]; 256]));

impl Interrupts {
    /// Sets the entry of `vector`, as an interrupt gate.
    fn set(&self, vector: u8, entry: u64) {
        const PRESENT_INTERRUPT_GATE: u64 = 0x8e00 << 32;
        let low = entry & 0xffff
            | u64::from(CODE) << 16
            | PRESENT_INTERRUPT_GATE
            | (entry & 0xffff_0000) << 32;
        // SAFETY: interrupts are off, and nothing else writes.
        unsafe { (*self.0.get())[usize::from(vector)] = [low, entry >> 32] };
    }

    /// Loads the table.
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
        // SAFETY: the table is static, and its entries are complete.
        unsafe {
            asm!(
                "lidt [{}]",
                in(reg) &raw const register,
                options(readonly, nostack, preserves_flags),
            )
        };
    }
}
