//! The registers in which x86_64 back ends pass arguments.
//!
//! The tests replace Xen's hypercall page with one whose entries record the registers and overwrite
//! those that a debug build of Xen overwrites.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use core::arch::global_asm;
use std::hint::black_box;
use std::sync::Mutex;
use xen_abi::backend::{HypercallPage, PvSyscall};
use xen_abi::guest::{Hvm64, Pv64};
use xen_abi::{Errno, Hypercall, returns};

/// The value that a debug build of Xen writes to argument registers.
const POISON: usize = 0xdead_beef_dead_f00d;

// Entry `n` is at byte 32 * n. Up to five, it overwrites the registers of the first `n` arguments,
// so that a back end fails which tells the compiler that they are preserved. Like Xen's, it
// preserves rcx and r11.
global_asm!(
    ".pushsection .text.test_hypercall_page, \"ax\", @progbits",
    ".balign 4096",
    "test_hypercall_page:",
    ".set number, 0",
    ".rept 128",
    ".balign 32",
    "mov eax, offset number",
    "jmp 2f",
    ".set number, number + 1",
    ".endr",
    "2:",
    "push rcx",
    "lea rcx, [rip + {seen}]",
    "mov [rcx], rax",
    "mov [rcx + 8], rdi",
    "mov [rcx + 16], rsi",
    "mov [rcx + 24], rdx",
    "mov [rcx + 32], r10",
    "mov [rcx + 40], r8",
    "movabs rcx, {poison}",
    "cmp eax, 5",
    "ja 3f",
    "cmp eax, 1",
    "jb 3f",
    "mov rdi, rcx",
    "je 3f",
    "cmp eax, 3",
    "mov rsi, rcx",
    "jb 3f",
    "mov rdx, rcx",
    "je 3f",
    "cmp eax, 5",
    "mov r10, rcx",
    "jb 3f",
    "mov r8, rcx",
    "3:",
    "lea rax, [rax + 1000]",
    "pop rcx",
    "ret",
    ".popsection",
    seen = sym SEEN,
    poison = const POISON,
);

unsafe extern "C" {
    #[link_name = "test_hypercall_page"]
    static PAGE: [u8; 4096];
}

/// The number and the five argument registers of the last call.
static mut SEEN: [usize; 6] = [0; 6];

/// Tests run in parallel, and the page records one call at a time.
static TURN: Mutex<()> = Mutex::new(());

fn page() -> HypercallPage<Hvm64> {
    // SAFETY: the page above is filled, and always mapped and executable.
    unsafe { HypercallPage::new((&raw const PAGE).cast()) }
}

fn seen() -> [usize; 6] {
    // SAFETY: read by the test that holds the lock, after its call.
    unsafe { (&raw const SEEN).read_volatile() }
}

/// Makes call number `N` with `N` arguments, all of which are used after the call.
fn check<const N: usize>() {
    let _turn = TURN.lock().unwrap();
    let xen = black_box(page());
    let arguments: [usize; N] = black_box(core::array::from_fn(|index| 0x1111 * (index + 1)));
    // SAFETY: the entries touch no memory of Rust's other than `SEEN`.
    let result = unsafe { xen.hypercall(N as u32, arguments) };
    assert_eq!(result, 1000 + N);
    assert_eq!(seen()[0], N);
    assert_eq!(seen()[1..=N], arguments);
}

#[test]
fn arguments_arrive_in_registers_that_are_then_overwritten() {
    check::<0>();
    check::<1>();
    check::<2>();
    check::<3>();
    check::<4>();
    check::<5>();
}

/// Makes one call twice. If a back end tells the compiler that it preserves an argument's register,
/// optimised code does not load the argument again, and the second call gets an overwritten one.
#[inline(never)]
fn twice(xen: HypercallPage<Hvm64>, a: usize, b: usize, c: usize, d: usize, e: usize) {
    // SAFETY: the entries touch no memory of Rust's other than `SEEN`.
    unsafe {
        xen.hypercall(5, [a, b, c, d, e]);
        xen.hypercall(5, [a, b, c, d, e]);
    }
}

#[test]
fn overwritten_arguments_are_loaded_again() {
    let _turn = TURN.lock().unwrap();
    twice(page(), 11, 22, 33, 44, 55);
    assert_eq!(seen(), [5, 11, 22, 33, 44, 55]);
}

#[test]
fn a_number_beyond_the_page_does_not_leave_it() {
    let _turn = TURN.lock().unwrap();
    let xen = page();
    for number in [128, 4096, u32::MAX] {
        // SAFETY: no entry is called.
        let result = unsafe { xen.hypercall(number, []) };
        assert_eq!(returns::neg_errnoval(result), Err(Errno::ENOSYS));
    }
    // SAFETY: the last entry is like the others.
    assert_eq!(unsafe { xen.hypercall(127, []) }, 1127);
}

#[test]
fn debug_output_of_a_page_names_its_guest() {
    // SAFETY: never called through.
    let page: HypercallPage<Pv64> =
        unsafe { HypercallPage::new(core::ptr::without_provenance(4096)) };
    assert_eq!(format!("{page:?}"), "HypercallPage<pv64>(0x1000)");
}

/// Linux's system calls use the registers of hypercalls of 64-bit PV guests.
///
/// They also overwrite the same two.
#[test]
fn syscall_passes_five_arguments_in_the_kernels_registers() {
    const GETPID: u32 = 39;
    const PRCTL: u32 = 157;
    const PR_GET_NO_NEW_PRIVS: usize = 39;
    // SAFETY: not a guest of Xen: the instruction makes a system call.
    let kernel = unsafe { PvSyscall::new() };
    // SAFETY: the system call accesses no memory.
    let pid = unsafe { kernel.hypercall(GETPID, []) };
    assert_eq!(pid, std::process::id() as usize);
    // SAFETY: as above.
    let state = unsafe { kernel.hypercall(PRCTL, [PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0]) };
    assert!(state <= 1, "{state:#x}");
    // The kernel requires zeros, so a call with another value in one of them fails.
    for index in 1..5 {
        let mut arguments = [PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0];
        arguments[index] = 1;
        // SAFETY: as above.
        let raw = unsafe { kernel.hypercall(PRCTL, arguments) };
        assert_eq!(returns::long(raw), Err(Errno::EINVAL), "argument {index}");
    }
}
