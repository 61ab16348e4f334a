//! How Xen finds the kernel, the first instructions of both kinds of guest, and those that an
//! upcall interrupts it for.

use core::arch::global_asm;
use core::mem::offset_of;

use xen_abi::arch_x86::xen_x86_64::IretContext;
use xen_abi::backend::PageMemory;
use xen_abi::features::XenFeature;
use xen_abi::xen::HypercallNum;

xen_abi::hypercall_page! {
    /// Filled by Xen before a PV guest starts; a PVH guest asks for it.
    pub(super) static HYPERCALL_PAGE;
}

// What the kernel is. It names two entries, and Xen's command line says which is used.
xen_abi::elf_note!(XEN_VERSION, "xen-3.0");
xen_abi::elf_note!(LOADER, "generic");
xen_abi::elf_note!(GUEST_OS, "xen-guest");
// SAFETY: both entries expect what Xen passes to a guest of their kind.
xen_abi::elf_note!(unsafe ENTRY, address start_pv);
xen_abi::elf_note!(unsafe PHYS32_ENTRY, physical start_pvh);
// SAFETY: addresses are the same in the file, in memory and in the address space.
xen_abi::elf_note!(unsafe VIRT_BASE, number 0);
xen_abi::elf_note!(unsafe PADDR_OFFSET, number 0);
// Without the second of these features Xen refuses the kernel as domain 0.
// SAFETY: the kernel leaves its page tables to Xen, and does as domain 0 what it does as another.
xen_abi::elf_note!(unsafe SUPPORTED_FEATURES, number 1 << XenFeature::WRITABLE_PAGE_TABLES.0 | 1 << XenFeature::DOM0.0);

// A PV guest starts in 64-bit mode with its pages mapped: all it lacks is a stack of a size that it
// chose.
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

// A PVH guest starts in 32-bit mode without paging: memory below 4 GiB is mapped where it is, and
// SSE, which compiled code uses, is switched on.
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
    // A far jump, which the assembler cannot spell in this syntax.
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

// An upcall counts itself and takes care that no other comes once it has returned, so that what
// waits is looked at outside of it. It changes no register; a handler that does more saves those
// first that it uses.
//
// Under PV it stands on the stack that was in use. Behind rcx and r11, which `syscall` loses, is
// the frame that `iret` takes.
global_asm!(
    ".pushsection .text.upcall, \"ax\", @progbits",
    ".globl pv_upcall",
    "pv_upcall:",
    "lock inc qword ptr [rip + {upcalls}]",
    "and qword ptr [rsp + 16 + {flags}], {events_off}",
    "pop rcx",
    "pop r11",
    "push 0",
    "jmp {page} + {iret}",
    ".globl pv_failsafe",
    "pv_failsafe:",
    "and rsp, -16",
    "call {failsafe}",
    ".globl pvh_sleep",
    "pvh_sleep:",
    "sti",
    "pvh_asleep:",
    "hlt",
    "cli",
    "ret",
    ".globl pvh_upcall",
    "pvh_upcall:",
    "push rax",
    "lea rax, [rip + pvh_asleep]",
    "cmp rax, [rsp + 8]",
    "jne 4f",
    "inc qword ptr [rsp + 8]",
    "4:",
    "pop rax",
    "lock inc qword ptr [rip + {upcalls}]",
    "and qword ptr [rsp + {flags}], {events_off}",
    "iretq",
    ".popsection",
    upcalls = sym super::upcall::COUNT,
    flags = const offset_of!(IretContext, rflags) - offset_of!(IretContext, rip),
    events_off = const !super::INTERRUPTS,
    page = sym HYPERCALL_PAGE,
    iret = const HypercallNum::IRET.0 as usize * PageMemory::ENTRY_SIZE,
    failsafe = sym super::pv::failsafe,
);

unsafe extern "C" {
    /// Where Xen enters a PV guest when an event waits.
    pub(super) fn pv_upcall();
    /// Where Xen enters a PV guest when it cannot go back to a program; there is none here.
    pub(super) fn pv_failsafe();
    /// Sleeps until an interrupt comes, with interrupts on for so long.
    ///
    /// One that comes before the processor sleeps is no reason to sleep without interrupts, which
    /// would be for ever: the handler goes back behind the instruction. An emulated processor
    /// does not keep the two instructions together as hardware does.
    pub(super) fn pvh_sleep();
    /// Where the processor enters a PVH guest for the vector that announces events.
    pub(super) fn pvh_upcall();
}
