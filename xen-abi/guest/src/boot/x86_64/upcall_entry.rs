//! What an upcall interrupts the kernel for.

use core::arch::global_asm;
use core::mem::offset_of;

use xen_abi::arch_x86::xen_x86_64::IretContext;
use xen_abi::backend::PageMemory;
use xen_abi::xen::HypercallNum;

use super::hypercall_page::HYPERCALL_PAGE;
use super::upcall::COUNT;

/// The bit of the flags register that lets interrupts in, or in the frames of a PV guest, events.
const INTERRUPTS: u64 = 1 << 9;

// An upcall counts itself and takes care that no other comes once it has returned, so that what
// waits is looked at outside of it. It changes no register; a handler that does more saves those
// first that it uses.
//
// Under PV it stands on the stack that was in use. Behind rcx and r11, which `syscall` loses, is
// the frame that `iret` takes.
global_asm!(
    ".pushsection .text.upcall, \"ax\", @progbits",
    ".globl pv_upcall",
    "pv_upcall:",
    "lock inc qword ptr [rip + {upcalls}]",
    "and qword ptr [rsp + 16 + {flags}], {events_off}",
    "pop rcx",
    "pop r11",
    "push 0",
    "jmp {page} + {iret}",
    ".globl pv_failsafe",
    "pv_failsafe:",
    "and rsp, -16",
    "call {failsafe}",
    ".globl pvh_sleep",
    "pvh_sleep:",
    "sti",
    "pvh_asleep:",
    "hlt",
    "cli",
    "ret",
    ".globl pvh_upcall",
    "pvh_upcall:",
    "push rax",
    "lea rax, [rip + pvh_asleep]",
    "cmp rax, [rsp + 8]",
    "jne 4f",
    "inc qword ptr [rsp + 8]",
    "4:",
    "pop rax",
    "lock inc qword ptr [rip + {upcalls}]",
    "and qword ptr [rsp + {flags}], {events_off}",
    "iretq",
    ".popsection",
    upcalls = sym COUNT,
    flags = const offset_of!(IretContext, rflags) - offset_of!(IretContext, rip),
    events_off = const !INTERRUPTS,
    page = sym HYPERCALL_PAGE,
    iret = const HypercallNum::IRET.0 as usize * PageMemory::ENTRY_SIZE,
    failsafe = sym failsafe,
);

unsafe extern "C" {
    /// Where Xen enters a PV guest when an event waits.
    pub(super) fn pv_upcall();
    /// Where Xen enters a PV guest when it cannot go back to a program; there is none here.
    pub(super) fn pv_failsafe();
    /// Sleeps until an interrupt comes, with interrupts on for so long.
    ///
    /// One that comes before the processor sleeps is no reason to sleep without interrupts, which
    /// would be for ever: the handler goes back behind the instruction. An emulated processor
    /// does not keep the two instructions together as hardware does.
    pub(super) fn pvh_sleep();
    /// Where the processor enters a PVH guest for the vector that announces events.
    pub(super) fn pvh_upcall();
}

/// Xen could not go back to a program. There is none, so this does not happen.
extern "C" fn failsafe() -> ! {
    panic!("Xen entered the failsafe callback");
}
