//! The entry code of upcalls.

use core::arch::global_asm;
use core::mem::offset_of;

use xen_abi::arch_x86::xen_x86_64::IretContext;
use xen_abi::backend::PageMemory;
use xen_abi::xen::HypercallNum;

use super::hypercall_page::HYPERCALL_PAGE;
use super::upcall::COUNT;

/// The interrupt flag in rflags; in the frame of a PV guest it stands for unmasked events.
const INTERRUPTS: u64 = 1 << 9;

// An upcall increments the count and returns with upcalls masked, so that pending events are
// handled outside of it. It changes no register; a handler that does more must save those that it
// uses.
//
// A PV upcall uses the current stack: rcx and r11, which `syscall` overwrites, then the frame of
// `iret`.
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
    /// The event callback of a PV guest.
    pub(super) fn pv_upcall();
    /// The failsafe callback of a PV guest, for user programs, which this kernel does not have.
    pub(super) fn pv_failsafe();
    /// Halts until an interrupt comes, with interrupts enabled.
    ///
    /// An interrupt between `sti` and `hlt` would disable interrupts before the `hlt`, which would
    /// then never end: the handler therefore returns behind it. Hardware does not interrupt
    /// between the two instructions, but an emulated CPU may.
    pub(super) fn pvh_sleep();
    /// The handler of the upcall vector of a PVH guest.
    pub(super) fn pvh_upcall();
}

/// Never called, as there are no user programs.
extern "C" fn failsafe() -> ! {
    panic!("Xen entered the failsafe callback");
}
