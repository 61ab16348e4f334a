//! The back end of 32-bit Arm guests.

use crate::guest;
use crate::hypercall::{Hypercall, MAX_ARGUMENTS};
use core::arch::asm;

/// `hvc`, with the immediate by which Xen tells its own calls from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hvc(());

impl Hvc {
    /// Vouches that the instruction reaches Xen.
    ///
    /// # Safety
    ///
    /// The program must run in a guest of Xen, in supervisor mode.
    #[inline]
    pub const unsafe fn new() -> Self {
        Self(())
    }
}

// The instruction belongs to an extension that the targets leave out. Naming the extension, rather
// than writing the bits, leaves it to the assembler to encode for Arm or for Thumb; it counts for
// this one block only.
/// Enters Xen with the operands that are given, beside r12, which Xen may overwrite as it may
/// overwrite the arguments.
macro_rules! enter {
    ($number:expr, $($operands:tt)*) => {
        asm!(
            ".arch_extension virt",
            "hvc #0xea1",
            inlateout("r12") $number as usize => _,
            $($operands)*
            options(nostack),
        )
    };
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
        let result: usize;
        // SAFETY: the caller answers for the call; its registers are declared.
        unsafe {
            match *arguments.as_slice() {
                [] => enter!(
                    number,
                    lateout("r0") result,
                ),
                [a1] => enter!(
                    number,
                    inlateout("r0") a1 => result,
                ),
                [a1, a2] => enter!(
                    number,
                    inlateout("r0") a1 => result,
                    inlateout("r1") a2 => _,
                ),
                [a1, a2, a3] => enter!(
                    number,
                    inlateout("r0") a1 => result,
                    inlateout("r1") a2 => _,
                    inlateout("r2") a3 => _,
                ),
                [a1, a2, a3, a4] => enter!(
                    number,
                    inlateout("r0") a1 => result,
                    inlateout("r1") a2 => _,
                    inlateout("r2") a3 => _,
                    inlateout("r3") a4 => _,
                ),
                [a1, a2, a3, a4, a5] => enter!(
                    number,
                    inlateout("r0") a1 => result,
                    inlateout("r1") a2 => _,
                    inlateout("r2") a3 => _,
                    inlateout("r3") a4 => _,
                    inlateout("r4") a5 => _,
                ),
                _ => unreachable!(),
            }
        }
        result
    }
}
