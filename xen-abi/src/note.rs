//! ELF notes, which describe to Xen how an x86 kernel is started.

/// Adds an ELF note to the kernel: a name of [`elfnote`](crate::elfnote), and its value.
///
/// A value is a string, a number (`number`, of 8 bytes), or the address of a symbol, in 8 bytes
/// (`address`) or in 4 (`physical`), for
/// [`PHYS32_ENTRY`](crate::elfnote::XenElfnote::PHYS32_ENTRY). A kernel with an address in a note
/// must be linked at a fixed address. The linker script must keep the section `.note.Xen` and put
/// it into a program header of type `PT_NOTE`, where Xen looks for it.
///
/// ```ignore
/// xen_abi::elf_note!(XEN_VERSION, "xen-3.0");
/// xen_abi::elf_note!(LOADER, "generic");
/// // SAFETY: the kernel's entry, which expects what Xen passes; the kernel can be domain 0.
/// xen_abi::elf_note!(unsafe ENTRY, address start);
/// xen_abi::elf_note!(unsafe SUPPORTED_FEATURES, number 1 << XenFeature::DOM0.0);
/// ```
///
/// # Safety
///
/// `XEN_VERSION`, `GUEST_OS`, `GUEST_VERSION` and `LOADER` describe the kernel. Other notes make
/// Xen enter the kernel, map or write its memory, or rely on its features. They need the word
/// `unsafe`: the value must be true of the kernel.
#[cfg(feature = "elfnote")]
#[macro_export]
macro_rules! elf_note {
    (XEN_VERSION, $text:literal) => {
        $crate::elf_note!(unsafe XEN_VERSION, $text);
    };
    (GUEST_OS, $text:literal) => {
        $crate::elf_note!(unsafe GUEST_OS, $text);
    };
    (GUEST_VERSION, $text:literal) => {
        $crate::elf_note!(unsafe GUEST_VERSION, $text);
    };
    (LOADER, $text:literal) => {
        $crate::elf_note!(unsafe LOADER, $text);
    };
    (unsafe $kind:ident, $text:literal) => {
        const _: () = $crate::note::check_text($text);

        $crate::elf_note!(@ $kind, concat!(".asciz \"", $text, "\""),);
    };
    (unsafe $kind:ident, number $number:expr) => {
        $crate::elf_note!(@ $kind, ".quad {number}", number = const $number as u64,);
    };
    (unsafe $kind:ident, address $symbol:ident) => {
        $crate::elf_note!(@ $kind, concat!(".quad ", stringify!($symbol)),);
    };
    (unsafe $kind:ident, physical $symbol:ident) => {
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
    ($kind:ident, $($value:tt)*) => {
        ::core::compile_error!(concat!(
            "Xen acts on the note `",
            stringify!($kind),
            "`, which must be true of the kernel: write `unsafe ",
            stringify!($kind),
            "`"
        ));
    };
}

/// Panics where the assembler would take a text for more than a text.
#[doc(hidden)]
#[inline]
pub const fn check_text(text: &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let plain =
            matches!(bytes[at], b' '..=b'~') && !matches!(bytes[at], b'"' | b'\\' | b'{' | b'}');
        assert!(
            plain,
            "the text of a note is printable ASCII without quotes, backslashes and braces"
        );
        at += 1;
    }
}
