//! The image header, the entry code, and exception entry and return.
//!
//! The entry code sets up address space, relocation and stack.

use core::arch::global_asm;
use core::mem::offset_of;

use super::exceptions::{Frame, exception};
use super::kernel::begin;

/// MAIR_EL1: attribute 0 is normal write-back memory, attribute 1 device memory.
const MEMORY_ATTRIBUTES: u64 = 0xff | 0x04 << 8;

/// TCR_EL1: 39-bit addresses by one table of 512 gigabyte entries.
///
/// 4 KiB granules; cacheable, inner-shareable table walks; no TTBR1; 40-bit physical addresses.
const TRANSLATION_CONTROL: u64 = 25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 2 << 32;

/// SCTLR_EL1: translation and both caches on, and the bits that are reserved as one.
const SYSTEM_CONTROL: u64 = 0x30d0_0800 | 1 | 1 << 2 | 1 << 12;

/// A block of normal memory: present, accessed, inner-shareable.
const NORMAL_BLOCK: u64 = 1 | 3 << 8 | 1 << 10;

/// A block of device memory: attribute 1, not executable.
const DEVICE_BLOCK: u64 = 1 | 1 << 2 | 1 << 10 | 3 << 53;

/// The only kind of relocation of a position-independent image: adds the base.
const R_AARCH64_RELATIVE: u32 = 1027;

// The header of an arm64 Image. Flags: little-endian, pages of 4 KiB, anywhere in memory.
global_asm!(
    r#"
    .section .head, "ax"
    .global _start
_start:
    b       1f
    .long   0
    .quad   0
    .quad   _image_size
    .quad   0xa
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .long   0

    // x0 is the device tree. Translation and data cache are off. Nothing is written before they
    // are on, so that no cache line is older than its memory: the table is a constant.
1:  adrp    x9, {table}
    add     x9, x9, :lo12:{table}
    msr     ttbr0_el1, x9
    ldr     x9, ={memory_attributes}
    msr     mair_el1, x9
    ldr     x9, ={translation_control}
    msr     tcr_el1, x9
    isb
    tlbi    vmalle1
    ic      iallu
    dsb     nsh
    isb
    ldr     x9, ={system_control}
    msr     sctlr_el1, x9
    isb

    // Compiled code uses the vector registers.
    mov     x9, #(3 << 20)
    msr     cpacr_el1, x9
    adrp    x9, {vectors}
    add     x9, x9, :lo12:{vectors}
    msr     vbar_el1, x9
    // One stack for the program and for exceptions.
    msr     spsel, #1
    isb
    adrp    x9, _stack
    add     x9, x9, :lo12:_stack
    mov     sp, x9

    adrp    x9, _start
    adrp    x10, _relocations
    add     x10, x10, :lo12:_relocations
    adrp    x11, _relocations_end
    add     x11, x11, :lo12:_relocations_end
2:  cmp     x10, x11
    b.hs    3f
    ldp     x12, x13, [x10], #16
    ldr     x14, [x10], #8
    cmp     w13, #{relative}
    b.ne    9f
    add     x14, x14, x9
    str     x14, [x9, x12]
    b       2b

3:  adrp    x10, _bss
    add     x10, x10, :lo12:_bss
    adrp    x11, _bss_end
    add     x11, x11, :lo12:_bss_end
4:  cmp     x10, x11
    b.hs    5f
    stp     xzr, xzr, [x10], #16
    b       4b

5:  mov     x29, xzr
    mov     x30, xzr
    bl      {begin}
    // There is no way to report this.
9:  wfi
    b       9b
    .ltorg
"#,
    table = sym TABLE,
    vectors = sym exception_vectors,
    begin = sym begin,
    memory_attributes = const MEMORY_ATTRIBUTES,
    translation_control = const TRANSLATION_CONTROL,
    system_control = const SYSTEM_CONTROL,
    relative = const R_AARCH64_RELATIVE,
);

/// An identity mapping: the first gigabyte, which has no RAM, is device memory.
static TABLE: Table = Table(identity());

/// The one translation table.
#[repr(C, align(4096))]
struct Table([u64; 512]);

const fn identity() -> [u64; 512] {
    let mut entries = [0; 512];
    entries[0] = DEVICE_BLOCK;
    let mut gigabyte = 1;
    while gigabyte < entries.len() {
        entries[gigabyte] = (gigabyte as u64) << 30 | NORMAL_BLOCK;
        gigabyte += 1;
    }
    entries
}

unsafe extern "C" {
    /// The exception vectors: sixteen entries.
    fn exception_vectors();
}

// An interrupt saves all registers that compiled code may use; there is no red zone below the stack
// pointer.
global_asm!(
    r#"
    .macro vector kind
    .balign 0x80
    sub     sp, sp, #{frame}
    stp     x0, x1, [sp]
    mov     x1, #\kind
    b       enter_exception
    .endm

    .section .text.exceptions, "ax"
    .balign 0x800
    .global exception_vectors
exception_vectors:
    .irp    kind, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    vector  \kind
    .endr

enter_exception:
    stp     x2, x3, [sp, #16]
    stp     x4, x5, [sp, #32]
    stp     x6, x7, [sp, #48]
    stp     x8, x9, [sp, #64]
    stp     x10, x11, [sp, #80]
    stp     x12, x13, [sp, #96]
    stp     x14, x15, [sp, #112]
    stp     x16, x17, [sp, #128]
    stp     x18, x19, [sp, #144]
    stp     x20, x21, [sp, #160]
    stp     x22, x23, [sp, #176]
    stp     x24, x25, [sp, #192]
    stp     x26, x27, [sp, #208]
    stp     x28, x29, [sp, #224]
    mrs     x2, elr_el1
    mrs     x3, spsr_el1
    stp     x30, x2, [sp, #{pair15}]
    str     x3, [sp, #{state}]
    add     x2, sp, #{vectors}
    stp     q0, q1, [x2, #0]
    stp     q2, q3, [x2, #32]
    stp     q4, q5, [x2, #64]
    stp     q6, q7, [x2, #96]
    stp     q8, q9, [x2, #128]
    stp     q10, q11, [x2, #160]
    stp     q12, q13, [x2, #192]
    stp     q14, q15, [x2, #224]
    stp     q16, q17, [x2, #256]
    stp     q18, q19, [x2, #288]
    stp     q20, q21, [x2, #320]
    stp     q22, q23, [x2, #352]
    stp     q24, q25, [x2, #384]
    stp     q26, q27, [x2, #416]
    stp     q28, q29, [x2, #448]
    stp     q30, q31, [x2, #480]
    mrs     x3, fpsr
    mrs     x4, fpcr
    str     x3, [x2, #512]
    str     x4, [x2, #520]
    mov     x0, sp
    bl      {exception}

    add     x2, sp, #{vectors}
    ldr     x3, [x2, #512]
    ldr     x4, [x2, #520]
    msr     fpsr, x3
    msr     fpcr, x4
    ldp     q0, q1, [x2, #0]
    ldp     q2, q3, [x2, #32]
    ldp     q4, q5, [x2, #64]
    ldp     q6, q7, [x2, #96]
    ldp     q8, q9, [x2, #128]
    ldp     q10, q11, [x2, #160]
    ldp     q12, q13, [x2, #192]
    ldp     q14, q15, [x2, #224]
    ldp     q16, q17, [x2, #256]
    ldp     q18, q19, [x2, #288]
    ldp     q20, q21, [x2, #320]
    ldp     q22, q23, [x2, #352]
    ldp     q24, q25, [x2, #384]
    ldp     q26, q27, [x2, #416]
    ldp     q28, q29, [x2, #448]
    ldp     q30, q31, [x2, #480]
    ldr     x3, [sp, #{state}]
    ldp     x30, x2, [sp, #{pair15}]
    msr     elr_el1, x2
    msr     spsr_el1, x3
    ldp     x2, x3, [sp, #16]
    ldp     x4, x5, [sp, #32]
    ldp     x6, x7, [sp, #48]
    ldp     x8, x9, [sp, #64]
    ldp     x10, x11, [sp, #80]
    ldp     x12, x13, [sp, #96]
    ldp     x14, x15, [sp, #112]
    ldp     x16, x17, [sp, #128]
    ldp     x18, x19, [sp, #144]
    ldp     x20, x21, [sp, #160]
    ldp     x22, x23, [sp, #176]
    ldp     x24, x25, [sp, #192]
    ldp     x26, x27, [sp, #208]
    ldp     x28, x29, [sp, #224]
    ldp     x0, x1, [sp]
    add     sp, sp, #{frame}
    eret
"#,
    frame = const size_of::<Frame>(),
    pair15 = const offset_of!(Frame, registers) + 30 * 8,
    state = const offset_of!(Frame, state),
    vectors = const offset_of!(Frame, vectors),
    exception = sym exception,
);
