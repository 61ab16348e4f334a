//! Xen would enter the kernel in its data.
#![forbid(unsafe_code)]

xen_abi::elf_note!(ENTRY, address memory);
