//! Code that loads all registers, makes a hypercall by a back end, and stores all registers.

use core::arch::global_asm;

use xen_abi::backend::PageMemory;
use xen_guest::{MOST_REGISTERS, Stub};

use super::hypercall_page::HYPERCALL_PAGE;

/// The registers in the order of the array: general of 8 bytes, vectors of 16.
const NAMES: [&str; 47] = [
    "rax",
    "rbx",
    "rcx",
    "rdx",
    "rsi",
    "rdi",
    "rbp",
    "r8",
    "r9",
    "r10",
    "r11",
    "r12",
    "r13",
    "r14",
    "r15",
    "xmm0",
    "xmm0 high",
    "xmm1",
    "xmm1 high",
    "xmm2",
    "xmm2 high",
    "xmm3",
    "xmm3 high",
    "xmm4",
    "xmm4 high",
    "xmm5",
    "xmm5 high",
    "xmm6",
    "xmm6 high",
    "xmm7",
    "xmm7 high",
    "xmm8",
    "xmm8 high",
    "xmm9",
    "xmm9 high",
    "xmm10",
    "xmm10 high",
    "xmm11",
    "xmm11 high",
    "xmm12",
    "xmm12 high",
    "xmm13",
    "xmm13 high",
    "xmm14",
    "xmm14 high",
    "xmm15",
    "xmm15 high",
];

const RAX: usize = 0;
const RCX: usize = 2;
const R11: usize = 10;

/// rdi, rsi, rdx, r10, r8.
const ARGUMENTS: [usize; 5] = [5, 4, 3, 9, 7];

global_asm!(
    ".macro each_register general, vector",
    ".set place, 0",
    // Without rdi, at place 5, which is the pointer to the array.
    ".irp register, rax, rbx, rcx, rdx, rsi, skip, rbp, r8, r9, r10, r11, r12, r13, r14, r15",
    ".ifnc \\register, skip",
    "\\general \\register",
    ".endif",
    ".set place, place + 8",
    ".endr",
    ".irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15",
    "\\vector xmm\\register",
    ".set place, place + 16",
    ".endr",
    ".endm",
    ".macro load register",
    "mov \\register, [rdi + place]",
    ".endm",
    ".macro load_vector register",
    "movups \\register, [rdi + place]",
    ".endm",
    ".macro store register",
    "mov [rdi + place], \\register",
    ".endm",
    ".macro store_vector register",
    "movups [rdi + place], \\register",
    ".endm",
    ".pushsection .text.registers, \"ax\", @progbits",
    // between_patterns(array, code)
    "between_patterns:",
    ".irp register, rbx, rbp, r12, r13, r14, r15, rdi, rsi",
    "push \\register",
    ".endr",
    "each_register load, load_vector",
    "mov rdi, [rdi + 40]",
    "call [rsp]",
    // The value of rdi is kept on the stack until the pointer to the array is not needed.
    "xchg rdi, [rsp + 8]",
    "each_register store, store_vector",
    "pop rsi",
    "pop qword ptr [rdi + 40]",
    ".irp register, r15, r14, r13, r12, rbp, rbx",
    "pop \\register",
    ".endr",
    "ret",
    "just_syscall:",
    "syscall",
    "ret",
    "just_vmmcall:",
    "vmmcall",
    "ret",
    "just_vmcall:",
    "vmcall",
    "ret",
    ".popsection",
);

unsafe extern "C" {
    fn between_patterns(registers: &mut [u64; MOST_REGISTERS], code: usize);
    fn just_syscall();
    fn just_vmmcall();
    fn just_vmcall();
}

/// Runs one of the instructions, with the hypercall number in rax.
fn instruction(code: unsafe extern "C" fn(), number: u32, registers: &mut [u64; MOST_REGISTERS]) {
    registers[RAX] = u64::from(number);
    // SAFETY: the code restores the stack, and the calls of the test change nothing.
    unsafe { between_patterns(registers, code as *const () as usize) };
}

/// Runs an entry of the hypercall page, which sets the number itself.
fn page(number: u32, registers: &mut [u64; MOST_REGISTERS]) {
    let entry = HYPERCALL_PAGE.as_ptr().addr() + number as usize * PageMemory::ENTRY_SIZE;
    // SAFETY: as above; the page is filled.
    unsafe { between_patterns(registers, entry) };
}

const PAGE: Stub = Stub {
    name: "HypercallPage",
    names: &NAMES,
    call: page,
    arguments: ARGUMENTS,
    result: RAX,
    lost: &[],
};

/// The back ends of a PV guest.
pub(super) static PV: [Stub; 2] = [
    PAGE,
    Stub {
        name: "PvSyscall",
        call: |number, registers| instruction(just_syscall, number, registers),
        lost: &[RCX, R11],
        ..PAGE
    },
];

/// The back ends of a PVH guest on an AMD CPU.
pub(super) static AMD: [Stub; 2] = [
    PAGE,
    Stub {
        name: "Vmmcall",
        call: |number, registers| instruction(just_vmmcall, number, registers),
        ..PAGE
    },
];

/// The back ends of a PVH guest on an Intel CPU.
pub(super) static INTEL: [Stub; 2] = [
    PAGE,
    Stub {
        name: "Vmcall",
        call: |number, registers| instruction(just_vmcall, number, registers),
        ..PAGE
    },
];
