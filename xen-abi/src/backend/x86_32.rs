//! Register loading of hypercalls made from 32-bit x86 code.

/// Loads eax and the arguments, runs the instruction and gives eax.
///
/// The compiler does not let anybody name esi, which carries the fourth argument. That one is given
/// any register that is left. With the others taken this is esi, as the only one or the one that
/// the compiler prefers, and the text costs nothing; otherwise the assembler, which compares the
/// names, exchanges the two around the instruction, and esi comes out of it as it went in.
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
/// The text that holds nothing has the compiler load the page's address before it adds to it: left
/// alone, it adds the other way round, and takes a further register to do it.
macro_rules! enter_page {
    ($page:expr, $offset:expr, $arguments:ident) => {{
        let mut entry = $page;
        core::arch::asm!("/* {} */", inlateout(reg) entry, options(pure, nomem, nostack, preserves_flags));
        entry += $offset;
        enter!("call eax", entry, $arguments, [])
    }};
}
