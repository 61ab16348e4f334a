//! ELF notes, by which an x86 kernel tells Xen how to start it.

/// Puts a note into the kernel's file: one of [`elfnote`](crate::elfnote)'s by its name, and its
/// value.
///
/// A value is a text, a number (`number`, of 8 bytes), or the address of a symbol, in 8 bytes
/// (`address`) or in 4 (`physical`), which is
/// for [`PHYS32_ENTRY`](crate::elfnote::XenElfnote::PHYS32_ENTRY). With an address in a note the
/// kernel must be linked at one. Its linker script keeps the section `.note.Xen` and puts it into a
/// program header of type `PT_NOTE`, where Xen looks for it.
///
/// ```ignore
/// xen_abi::elf_note!(XEN_VERSION, "xen-3.0");
/// xen_abi::elf_note!(LOADER, "generic");
/// xen_abi::elf_note!(ENTRY, address start);
/// xen_abi::elf_note!(SUPPORTED_FEATURES, number 1 << XenFeature::DOM0.0);
/// ```
#[macro_export]
macro_rules! elf_note {
    ($kind:ident, $text:literal) => {
        $crate::elf_note!(@ $kind, concat!(".asciz \"", $text, "\""),);
    };
    ($kind:ident, number $number:expr) => {
        $crate::elf_note!(@ $kind, ".quad {number}", number = const $number as u64,);
    };
    ($kind:ident, address $symbol:ident) => {
        $crate::elf_note!(@ $kind, concat!(".quad ", stringify!($symbol)),);
    };
    ($kind:ident, physical $symbol:ident) => {
        $crate::elf_note!(@ $kind, concat!(".long ", stringify!($symbol)),);
    };
    (@ $kind:ident, $value:expr, $($operand:tt)*) => {
        ::core::arch::global_asm!(
            ".pushsection .note.Xen, \"a\", @note",
            ".balign 4",
            ".long 4",
            ".long 3f - 2f",
            ".long {kind}",
            ".asciz \"Xen\"",
            "2:",
            $value,
            "3:",
            ".balign 4",
            ".popsection",
            kind = const $crate::elfnote::XenElfnote::$kind.0,
            $($operand)*
        );
    };
}
