//! The back ends of x86 guests that execute one instruction.

use super::cpuid::{Instruction, XenLeaves, hvm_instruction};
use crate::guest;
use crate::hypercall::{Hypercall, HypercallOnStack, MAX_ARGUMENTS};

macro_rules! instruction {
    ($(#[$doc:meta])* $name:ident, $guest:ty, $instruction:literal, [$($operands:tt)*]) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(());

        impl $name {
            /// Creates the back end of a program that runs on Xen.
            ///
            /// # Safety
            ///
            /// The program must run in a guest of the back end's kind, on a processor that has the
            /// instruction, at a privilege level from which Xen accepts hypercalls.
            #[inline]
            pub const unsafe fn new() -> Self {
                Self(())
            }
        }

        // SAFETY: the registers are those of the guest's ABI; memory is an implicit operand.
        unsafe impl Hypercall for $name {
            type Guest = $guest;

            #[inline(always)]
            unsafe fn hypercall<const N: usize>(
                &self,
                number: u32,
                arguments: [usize; N],
            ) -> usize {
                const { assert!(N <= MAX_ARGUMENTS, "a hypercall takes at most five arguments") }
                // SAFETY: the caller answers for the call; its registers are declared below.
                unsafe { enter!($instruction, number as usize, arguments, [$($operands)*]) }
            }
        }
    };
}

instruction! {
    /// `vmcall`: HVM or PVH guests on processors by Intel, Centaur and Zhaoxin.
    Vmcall, guest::Native, "vmcall", [options(nostack)]
}

instruction! {
    /// `vmmcall`: HVM or PVH guests on processors by AMD and Hygon.
    Vmmcall, guest::Native, "vmmcall", [options(nostack)]
}

#[cfg(target_arch = "x86_64")]
instruction! {
    /// `syscall`: 64-bit PV guests.
    ///
    /// The instruction itself leaves the return address in rcx and the flags in r11.
    PvSyscall, guest::Pv64, "syscall",
    [lateout("rcx") _, lateout("r11") _, options(nostack)]
}

#[cfg(target_arch = "x86")]
instruction! {
    /// `int 0x82`: 32-bit PV guests.
    Int82, guest::Pv32, "int 0x82", [options(nostack)]
}

#[cfg(target_arch = "x86_64")]
// SAFETY: the page's entry pushes rcx, r11 and rax, then executes the instruction; here they lie at
// the frame's start already.
unsafe impl HypercallOnStack for PvSyscall {
    #[inline]
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        // SAFETY: the caller answers for the frame; nothing comes back.
        unsafe {
            core::arch::asm!(
                "mov rsp, {stack}",
                "syscall",
                "ud2",
                stack = in(reg) stack,
                in("rax") number as usize,
                options(noreturn)
            )
        }
    }
}

#[cfg(target_arch = "x86")]
// SAFETY: the page's entry pushes eax, then executes the instruction; here it lies at the frame's
// start already.
unsafe impl HypercallOnStack for Int82 {
    #[inline]
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        // SAFETY: the caller answers for the frame; nothing comes back.
        unsafe {
            core::arch::asm!(
                "mov esp, {stack}",
                "int 0x82",
                "ud2",
                stack = in(reg) stack,
                in("eax") number,
                options(noreturn)
            )
        }
    }
}

/// `vmcall` or `vmmcall`, chosen at run time by the processor's vendor.
///
/// A kernel that knows the vendor uses [`Vmcall`] or [`Vmmcall`] and saves the branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hvm {
    /// Calls by [`Vmcall`].
    Vmcall(Vmcall),
    /// Calls by [`Vmmcall`].
    Vmmcall(Vmmcall),
}

impl Hvm {
    /// Detects Xen and the vendor of the processor by `cpuid`.
    ///
    /// Returns `None` outside Xen, in a PV guest, and on processors of a vendor that Xen's hardware
    /// virtualisation does not support. Detection traps several times: keep the value.
    #[inline]
    pub fn detect() -> Option<Self> {
        if XenLeaves::find()?.is_paravirtualised() {
            return None;
        }
        Some(match hvm_instruction()? {
            Instruction::Vmcall => Self::Vmcall(Vmcall(())),
            Instruction::Vmmcall => Self::Vmmcall(Vmmcall(())),
        })
    }
}

// SAFETY: both alternatives keep the contract.
unsafe impl Hypercall for Hvm {
    type Guest = guest::Native;

    #[inline]
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        // SAFETY: the caller keeps the same contract.
        unsafe {
            match self {
                Self::Vmcall(vmcall) => vmcall.hypercall(number, arguments),
                Self::Vmmcall(vmmcall) => vmmcall.hypercall(number, arguments),
            }
        }
    }
}
