//! Code that loads all registers, makes a hypercall by the back end, and stores all registers.

use core::arch::global_asm;

use xen_abi::arch_arm::XEN_HYPERCALL_TAG;
use xen_guest::{MOST_REGISTERS, Stub};

/// The registers in the order of the array: general ones of 8 bytes, a gap, vectors of 16 bytes.
#[rustfmt::skip]
const NAMES: [&str; 96] = [
    "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
    "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27",
    "x28", "x29", "x30", "(none)", "v0", "v0 high", "v1", "v1 high", "v2", "v2 high", "v3",
    "v3 high", "v4", "v4 high", "v5", "v5 high", "v6", "v6 high", "v7", "v7 high", "v8", "v8 high",
    "v9", "v9 high", "v10", "v10 high", "v11", "v11 high", "v12", "v12 high", "v13", "v13 high",
    "v14", "v14 high", "v15", "v15 high", "v16", "v16 high", "v17", "v17 high", "v18", "v18 high",
    "v19", "v19 high", "v20", "v20 high", "v21", "v21 high", "v22", "v22 high", "v23", "v23 high",
    "v24", "v24 high", "v25", "v25 high", "v26", "v26 high", "v27", "v27 high", "v28", "v28 high",
    "v29", "v29 high", "v30", "v30 high", "v31", "v31 high",
];

global_asm!(
    ".pushsection .text.registers, \"ax\", @progbits",
    // between_patterns(array)
    "between_patterns:",
    "stp x29, x30, [sp, #-176]!",
    "stp x19, x20, [sp, #16]",
    "stp x21, x22, [sp, #32]",
    "stp x23, x24, [sp, #48]",
    "stp x25, x26, [sp, #64]",
    "stp x27, x28, [sp, #80]",
    "stp d8, d9, [sp, #96]",
    "stp d10, d11, [sp, #112]",
    "stp d12, d13, [sp, #128]",
    "stp d14, d15, [sp, #144]",
    "str x0, [sp, #160]",
    ".set place, 0",
    ".irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
     16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30",
    ".ifnc \\register, 0",
    "ldr x\\register, [x0, #place]",
    ".endif",
    ".set place, place + 8",
    ".endr",
    ".set place, 256",
    ".irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
     16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31",
    "ldr q\\register, [x0, #place]",
    ".set place, place + 16",
    ".endr",
    "ldr x0, [x0]",
    "hvc #{tag}",
    "str x0, [sp, #168]",
    "ldr x0, [sp, #160]",
    ".set place, 0",
    ".irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
     16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30",
    ".ifnc \\register, 0",
    "str x\\register, [x0, #place]",
    ".endif",
    ".set place, place + 8",
    ".endr",
    ".set place, 256",
    ".irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
     16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31",
    "str q\\register, [x0, #place]",
    ".set place, place + 16",
    ".endr",
    "ldr x1, [sp, #168]",
    "str x1, [x0]",
    "ldp x19, x20, [sp, #16]",
    "ldp x21, x22, [sp, #32]",
    "ldp x23, x24, [sp, #48]",
    "ldp x25, x26, [sp, #64]",
    "ldp x27, x28, [sp, #80]",
    "ldp d8, d9, [sp, #96]",
    "ldp d10, d11, [sp, #112]",
    "ldp d12, d13, [sp, #128]",
    "ldp d14, d15, [sp, #144]",
    "ldp x29, x30, [sp], #176",
    "ret",
    ".popsection",
    tag = const XEN_HYPERCALL_TAG,
);

unsafe extern "C" {
    fn between_patterns(registers: &mut [u64; MOST_REGISTERS]);
}

/// The register of the hypercall number.
const X16: usize = 16;

/// Runs the instruction.
fn call(number: u32, registers: &mut [u64; MOST_REGISTERS]) {
    registers[X16] = u64::from(number);
    // SAFETY: the code restores the stack, and the calls of the test change nothing.
    unsafe { between_patterns(registers) };
}

/// The only back end.
pub(super) static STUBS: [Stub; 1] = [Stub {
    name: "Hvc",
    names: &NAMES,
    call,
    arguments: [0, 1, 2, 3, 4],
    result: 0,
    lost: &[X16],
}];
