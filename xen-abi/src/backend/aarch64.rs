//! The back end of 64-bit Arm guests.

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
    /// The program must run in a guest of Xen, at exception level 1.
    #[inline]
    pub const unsafe fn new() -> Self {
        Self(())
    }
}

/// Enters Xen with the operands that are given, beside x16, which Xen may overwrite as it may
/// overwrite the arguments.
macro_rules! enter {
    ($number:expr, $($operands:tt)*) => {
        asm!(
            "hvc #0xea1",
            inlateout("x16") $number as usize => _,
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
                    lateout("x0") result,
                ),
                [a1] => enter!(
                    number,
                    inlateout("x0") a1 => result,
                ),
                [a1, a2] => enter!(
                    number,
                    inlateout("x0") a1 => result,
                    inlateout("x1") a2 => _,
                ),
                [a1, a2, a3] => enter!(
                    number,
                    inlateout("x0") a1 => result,
                    inlateout("x1") a2 => _,
                    inlateout("x2") a3 => _,
                ),
                [a1, a2, a3, a4] => enter!(
                    number,
                    inlateout("x0") a1 => result,
                    inlateout("x1") a2 => _,
                    inlateout("x2") a3 => _,
                    inlateout("x3") a4 => _,
                ),
                [a1, a2, a3, a4, a5] => enter!(
                    number,
                    inlateout("x0") a1 => result,
                    inlateout("x1") a2 => _,
                    inlateout("x2") a3 => _,
                    inlateout("x3") a4 => _,
                    inlateout("x4") a5 => _,
                ),
                _ => unreachable!(),
            }
        }
        result
    }
}
