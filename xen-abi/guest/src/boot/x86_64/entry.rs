//! The ELF notes that Xen reads, and the entry code of PV and PVH.

use core::arch::global_asm;

use xen_abi::features::XenFeature;

// There are two entry points; Xen's command line selects one.
xen_abi::elf_note!(XEN_VERSION, "xen-3.0");
xen_abi::elf_note!(LOADER, "generic");
xen_abi::elf_note!(GUEST_OS, "xen-guest");
// SAFETY: both entry points match the boot protocol of their kind of guest.
xen_abi::elf_note!(unsafe ENTRY, address start_pv);
xen_abi::elf_note!(unsafe PHYS32_ENTRY, physical start_pvh);
// SAFETY: file, physical and virtual addresses are equal.
xen_abi::elf_note!(unsafe VIRT_BASE, number 0);
xen_abi::elf_note!(unsafe PADDR_OFFSET, number 0);
// Without the feature DOM0, Xen refuses the kernel as dom0.
// SAFETY: the kernel does not change its page tables itself, and runs as dom0 as well as domU.
xen_abi::elf_note!(
    unsafe SUPPORTED_FEATURES,
    number 1 << XenFeature::WRITABLE_PAGE_TABLES.0 | 1 << XenFeature::DOM0.0
);

// Xen enters a PV guest in 64-bit mode with its pages mapped; the entry code sets a larger stack.
global_asm!(
    ".pushsection .text.entry, \"ax\", @progbits",
    ".globl start_pv",
    "start_pv:",
    "cld",
    "lea rsp, [rip + boot_stack_end]",
    "xor ebp, ebp",
    "mov rdi, rsi",
    "call {main}",
    "ud2",
    ".popsection",
    ".pushsection .bss.boot_stack, \"aw\", @nobits",
    ".balign 4096",
    ".skip 262144",
    "boot_stack_end:",
    ".popsection",
    main = sym super::pv::main,
);

// Xen enters a PVH guest in 32-bit mode without paging. The entry code maps memory below 4 GiB
// one-to-one, and enables SSE, which compiled code uses.
global_asm!(
    ".pushsection .text.entry, \"ax\", @progbits",
    ".code32",
    ".globl start_pvh",
    "start_pvh:",
    "cld",
    "mov eax, cr4",
    "or eax, 0x620", // physical address extension, and SSE with its exceptions
    "mov cr4, eax",
    "mov eax, offset page_table_4",
    "mov cr3, eax",
    "mov ecx, 0xc0000080", // the register that holds the switch for long mode
    "rdmsr",
    "or eax, 0x100",
    "wrmsr",
    "mov eax, 0x80000033", // paging, floating point with native errors, protected mode
    "mov cr0, eax",
    "lgdt [boot_gdt_register]",
    // A far jump, for which the assembler has no mnemonic in this syntax.
    ".byte 0xea",
    ".long 3f",
    ".word 8",
    ".code64",
    "3:",
    "mov eax, 16",
    "mov ds, eax",
    "mov es, eax",
    "mov ss, eax",
    "xor eax, eax",
    "mov fs, eax",
    "mov gs, eax",
    "lea rsp, [rip + boot_stack_end]",
    "xor ebp, ebp",
    "mov edi, ebx",
    "call {main}",
    "ud2",
    ".popsection",
    ".pushsection .data.boot_tables, \"aw\", @progbits",
    ".balign 8",
    "boot_gdt:",
    ".quad 0",
    ".quad 0x00af9b000000ffff", // 64-bit code
    ".quad 0x00cf93000000ffff", // data
    "boot_gdt_register:",
    ".word boot_gdt_register - boot_gdt - 1",
    ".quad boot_gdt",
    ".balign 4096",
    "page_table_4:",
    ".quad page_table_3 + 3",
    ".fill 511, 8, 0",
    "page_table_3:",
    ".quad page_table_2 + 0x0003",
    ".quad page_table_2 + 0x1003",
    ".quad page_table_2 + 0x2003",
    ".quad page_table_2 + 0x3003",
    ".fill 508, 8, 0",
    "page_table_2:",
    ".set page, 0",
    ".rept 2048",
    ".quad page * 0x200000 + 0x83",
    ".set page, page + 1",
    ".endr",
    ".popsection",
    main = sym super::pvh::main,
);
