//! Register loading of hypercalls made from 32-bit x86 code.

/// Loads eax and the arguments, runs the instruction and gives eax.
///
/// The compiler keeps esi for itself, so the fourth argument cannot be an operand: it travels in
/// edi and the two registers are exchanged around the instruction. With five arguments no register
/// is left over; edi then carries the address of the last two, and esi is saved on the stack, which
/// is why the options (`nostack`) apply to fewer arguments only.
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
                "xchg esi, edi",
                $instruction,
                "xchg esi, edi",
                inlateout("eax") eax => result,
                inlateout("ebx") a1 => _,
                inlateout("ecx") a2 => _,
                inlateout("edx") a3 => _,
                inlateout("edi") a4 => _,
                $($options)*
            ),
            [a1, a2, a3, a4, a5] => {
                let last = [a4, a5];
                core::arch::asm!(
                    "push esi",
                    "mov esi, dword ptr [edi]",
                    "mov edi, dword ptr [edi + 4]",
                    $instruction,
                    "pop esi",
                    inlateout("eax") eax => result,
                    inlateout("ebx") a1 => _,
                    inlateout("ecx") a2 => _,
                    inlateout("edx") a3 => _,
                    inlateout("edi") last.as_ptr() => _,
                )
            }
            _ => unreachable!(),
        }
        result
    }};
}

/// Calls an entry of the hypercall page.
macro_rules! enter_page {
    ($entry:expr, $arguments:ident) => {
        enter!("call eax", $entry, $arguments, [])
    };
}
