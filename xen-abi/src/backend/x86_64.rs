//! The registers of hypercalls in 64-bit x86 code.

/// Loads rax and the arguments, runs the instruction and returns rax.
///
/// `$operands` lists what else the instruction destroys, and its options.
macro_rules! enter {
    ($instruction:literal, $rax:expr, $arguments:ident, [$($operands:tt)*]) => {{
        let result: usize;
        let rax: usize = $rax;
        match *$arguments.as_slice() {
            [] => core::arch::asm!($instruction, inlateout("rax") rax => result, $($operands)*),
            [a1] => core::arch::asm!(
                $instruction,
                inlateout("rax") rax => result,
                inlateout("rdi") a1 => _,
                $($operands)*
            ),
            [a1, a2] => core::arch::asm!(
                $instruction,
                inlateout("rax") rax => result,
                inlateout("rdi") a1 => _,
                inlateout("rsi") a2 => _,
                $($operands)*
            ),
            [a1, a2, a3] => core::arch::asm!(
                $instruction,
                inlateout("rax") rax => result,
                inlateout("rdi") a1 => _,
                inlateout("rsi") a2 => _,
                inlateout("rdx") a3 => _,
                $($operands)*
            ),
            [a1, a2, a3, a4] => core::arch::asm!(
                $instruction,
                inlateout("rax") rax => result,
                inlateout("rdi") a1 => _,
                inlateout("rsi") a2 => _,
                inlateout("rdx") a3 => _,
                inlateout("r10") a4 => _,
                $($operands)*
            ),
            [a1, a2, a3, a4, a5] => core::arch::asm!(
                $instruction,
                inlateout("rax") rax => result,
                inlateout("rdi") a1 => _,
                inlateout("rsi") a2 => _,
                inlateout("rdx") a3 => _,
                inlateout("r10") a4 => _,
                inlateout("r8") a5 => _,
                $($operands)*
            ),
            _ => unreachable!(),
        }
        result
    }};
}

/// Calls an entry of the hypercall page. The entry saves rcx and r11 itself.
macro_rules! enter_page {
    ($page:expr, $offset:expr, $arguments:ident) => {
        enter!("call rax", $page + $offset, $arguments, [])
    };
}
