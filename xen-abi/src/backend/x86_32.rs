//! The registers of hypercalls in 32-bit x86 code.

/// Loads eax and the arguments, runs the instruction and returns eax.
///
/// The fourth argument belongs in esi, which the compiler reserves. The compiler chooses any free
/// register for it, which mostly is esi. If it is another one, the assembler's `.ifnc` emits an
/// exchange of the two before and after the instruction, which restores esi.
macro_rules! enter {
    ($instruction:literal, $eax:expr, $arguments:ident, [$($options:tt)*]) => {{
        let result: usize;
        let eax: usize = $eax;
        match *$arguments.as_slice() {
            [] => core::arch::asm!($instruction, inlateout("eax") eax => result, $($options)*),
            [a1] => core::arch::asm!(
                $instruction,
                inlateout("eax") eax => result,
                inlateout("ebx") a1 => _,
                $($options)*
            ),
            [a1, a2] => core::arch::asm!(
                $instruction,
                inlateout("eax") eax => result,
                inlateout("ebx") a1 => _,
                inlateout("ecx") a2 => _,
                $($options)*
            ),
            [a1, a2, a3] => core::arch::asm!(
                $instruction,
                inlateout("eax") eax => result,
                inlateout("ebx") a1 => _,
                inlateout("ecx") a2 => _,
                inlateout("edx") a3 => _,
                $($options)*
            ),
            [a1, a2, a3, a4] => core::arch::asm!(
                ".ifnc {a4:e}, esi",
                "xchg esi, {a4:e}",
                ".endif",
                $instruction,
                ".ifnc {a4:e}, esi",
                "xchg esi, {a4:e}",
                ".endif",
                a4 = inlateout(reg) a4 => _,
                inlateout("eax") eax => result,
                inlateout("ebx") a1 => _,
                inlateout("ecx") a2 => _,
                inlateout("edx") a3 => _,
                $($options)*
            ),
            [a1, a2, a3, a4, a5] => core::arch::asm!(
                ".ifnc {a4:e}, esi",
                "xchg esi, {a4:e}",
                ".endif",
                $instruction,
                ".ifnc {a4:e}, esi",
                "xchg esi, {a4:e}",
                ".endif",
                a4 = inlateout(reg) a4 => _,
                inlateout("eax") eax => result,
                inlateout("ebx") a1 => _,
                inlateout("ecx") a2 => _,
                inlateout("edx") a3 => _,
                inlateout("edi") a5 => _,
                $($options)*
            ),
            _ => unreachable!(),
        }
        result
    }};
}

/// Calls an entry of the hypercall page.
///
/// The empty assembly makes the compiler load the page's address before it adds the offset.
/// Otherwise it adds in the other order, which needs another register.
macro_rules! enter_page {
    ($page:expr, $offset:expr, $arguments:ident) => {{
        let mut entry = $page;
        core::arch::asm!(
            "/* {} */",
            inlateout(reg) entry,
            options(pure, nomem, nostack, preserves_flags)
        );
        entry += $offset;
        enter!("call eax", entry, $arguments, [])
    }};
}
