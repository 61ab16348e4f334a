//! Exceptions: counts Xen's upcalls, and panics on faults.

use core::arch::asm;
use core::cell::Cell;
use core::sync::atomic::{AtomicU64, Ordering};

use super::gic::Gic;

/// The vector of an interrupt from the current exception level; the others are faults.
const INTERRUPT: u32 = 5;

/// The number of upcalls.
static UPCALLS: AtomicU64 = AtomicU64::new(0);

/// The interrupt of upcalls, and its controller.
static UPCALL: Upcall = Upcall(Cell::new(None));

struct Upcall(Cell<Option<(Gic, u32)>>);

// SAFETY: the guest has one vCPU, and sets this before it enables interrupts.
unsafe impl Sync for Upcall {}

/// Enables the interrupt of upcalls.
pub(super) fn accept(gic: Gic, interrupt: u32) {
    UPCALL.0.set(Some((gic, interrupt)));
    gic.enable(interrupt);
    let_in();
}

/// Unmasks interrupts.
pub(super) fn let_in() {
    // SAFETY: the vectors are installed, and the handler restores all registers.
    unsafe { asm!("msr daifclr, #2", options(nostack)) };
}

/// Masks interrupts, until the program or a hypercall unmasks them.
pub(super) fn hold_off() {
    // SAFETY: masking interrupts changes no memory.
    unsafe { asm!("msr daifset, #2", options(nostack)) };
}

/// The number of upcalls so far.
pub(super) fn upcalls() -> u64 {
    UPCALLS.load(Ordering::Acquire)
}

/// The registers at an exception, in the order in which its entry saves them.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Frame {
    /// x0 to x30.
    pub(super) registers: [u64; 31],
    /// The return address.
    address: u64,
    /// The saved program state.
    pub(super) state: u64,
    /// Keeps the stack aligned.
    _unused: u64,
    /// q0 to q31, as the handler may use any of them.
    pub(super) vectors: [u128; 32],
    /// The control and status registers of floating point.
    vector_state: [u64; 2],
}

/// Handles an exception, after its entry has saved the registers.
pub(super) extern "C" fn exception(frame: &Frame, vector: u32) {
    if vector == INTERRUPT {
        if let Some((gic, upcall)) = UPCALL.0.get() {
            while let Some(interrupt) = gic.acknowledge() {
                // The events stay pending: the code that waits for them takes them.
                if interrupt == upcall {
                    UPCALLS.fetch_add(1, Ordering::AcqRel);
                }
                gic.end(interrupt);
            }
        }
        return;
    }
    let (syndrome, fault): (u64, u64);
    // SAFETY: reads two registers.
    unsafe {
        asm!(
            "mrs {}, esr_el1",
            "mrs {}, far_el1",
            out(reg) syndrome,
            out(reg) fault,
            options(nomem, nostack),
        )
    };
    panic!(
        "exception {vector} at {:#x}, syndrome {syndrome:#x}, address {fault:#x}",
        frame.address
    );
}
