//! The back end of Arm guests, 64-bit and 32-bit.

use crate::guest;
use crate::hypercall::{Hypercall, MAX_ARGUMENTS};
use core::arch::asm;

/// `hvc` with the immediate of Xen's hypercalls (`XEN_HYPERCALL_TAG`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hvc(());

impl Hvc {
    /// Creates the back end of a program that runs on Xen.
    ///
    /// # Safety
    ///
    /// The program must run in a guest of Xen: on aarch64 at exception level 1, on armv7 in
    /// supervisor mode.
    #[inline]
    pub const unsafe fn new() -> Self {
        Self(())
    }
}

/// Runs the instruction with the given operands.
///
/// The register of the number counts as destroyed.
#[cfg(target_arch = "aarch64")]
macro_rules! hvc {
    ($number:expr, $($operands:tt)*) => {
        asm!("hvc #0xea1", inlateout("x16") $number => _, $($operands)* options(nostack))
    };
}

/// Runs the instruction with the given operands.
///
/// The register of the number counts as destroyed. The targets lack the extension that has the
/// instruction. The directive enables it for this block only; written as a number, the instruction
/// would need one encoding for Arm and one for Thumb.
#[cfg(target_arch = "arm")]
macro_rules! hvc {
    ($number:expr, $($operands:tt)*) => {
        asm!(
            ".arch_extension virt",
            "hvc #0xea1",
            inlateout("r12") $number => _,
            $($operands)*
            options(nostack)
        )
    };
}

/// Loads the arguments, enters Xen and returns the register of the first.
///
/// All argument registers count as destroyed.
macro_rules! enter {
    ($number:expr, $arguments:expr, [$r0:tt, $r1:tt, $r2:tt, $r3:tt, $r4:tt]) => {{
        let number = $number as usize;
        let result: usize;
        match *$arguments.as_slice() {
            [] => hvc!(number, lateout($r0) result,),
            [a0] => hvc!(number, inlateout($r0) a0 => result,),
            [a0, a1] => hvc!(
                number,
                inlateout($r0) a0 => result,
                inlateout($r1) a1 => _,
            ),
            [a0, a1, a2] => hvc!(
                number,
                inlateout($r0) a0 => result,
                inlateout($r1) a1 => _,
                inlateout($r2) a2 => _,
            ),
            [a0, a1, a2, a3] => hvc!(
                number,
                inlateout($r0) a0 => result,
                inlateout($r1) a1 => _,
                inlateout($r2) a2 => _,
                inlateout($r3) a3 => _,
            ),
            [a0, a1, a2, a3, a4] => hvc!(
                number,
                inlateout($r0) a0 => result,
                inlateout($r1) a1 => _,
                inlateout($r2) a2 => _,
                inlateout($r3) a3 => _,
                inlateout($r4) a4 => _,
            ),
            _ => unreachable!(),
        }
        result
    }};
}

// SAFETY: the registers are those of the guest's ABI; memory is an implicit operand.
unsafe impl Hypercall for Hvc {
    type Guest = guest::Arm;

    #[inline(always)]
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        const {
            assert!(
                N <= MAX_ARGUMENTS,
                "a hypercall takes at most five arguments"
            )
        }
        // SAFETY: the caller answers for the call; its registers are declared.
        unsafe {
            #[cfg(target_arch = "aarch64")]
            return enter!(number, arguments, ["x0", "x1", "x2", "x3", "x4"]);
            #[cfg(target_arch = "arm")]
            return enter!(number, arguments, ["r0", "r1", "r2", "r3", "r4"]);
        }
    }
}
