//! What interrupts the program: Xen's upcall, which is counted, and faults, which end it.

use core::arch::asm;
use core::cell::Cell;
use core::sync::atomic::{AtomicU64, Ordering};

use super::gic::Gic;

/// The vector of an interrupt that comes while the program runs; all others are faults.
const INTERRUPT: u32 = 5;

/// How often Xen has called.
static UPCALLS: AtomicU64 = AtomicU64::new(0);

/// The upcall's interrupt and its controller, once there is one.
static UPCALL: Upcall = Upcall(Cell::new(None));

struct Upcall(Cell<Option<(Gic, u32)>>);

// SAFETY: the guest has one processor, and sets this before it lets interrupts through.
unsafe impl Sync for Upcall {}

/// Lets Xen's upcall through, from now on.
pub(super) fn accept(gic: Gic, interrupt: u32) {
    UPCALL.0.set(Some((gic, interrupt)));
    gic.enable(interrupt);
    let_in();
}

/// Lets interrupts in.
pub(super) fn let_in() {
    // SAFETY: the vectors are in place; an interrupt's handler leaves everything as it found it.
    unsafe { asm!("msr daifclr, #2", options(nostack)) };
}

/// Holds interrupts off, until the program or a call to Xen lets them in.
pub(super) fn hold_off() {
    // SAFETY: an interrupt that does not come changes nothing.
    unsafe { asm!("msr daifset, #2", options(nostack)) };
}

/// How often Xen has called so far.
pub(super) fn upcalls() -> u64 {
    UPCALLS.load(Ordering::Acquire)
}

/// What an exception interrupted, as its entry saves it.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Frame {
    /// x0 to x30.
    pub(super) registers: [u64; 31],
    /// Where the program goes on.
    address: u64,
    /// The processor's state there.
    pub(super) state: u64,
    /// Keeps the stack aligned.
    _unused: u64,
    /// q0 to q31, of which an interrupt's handler may use any.
    pub(super) vectors: [u128; 32],
    /// Two control registers of theirs.
    vector_state: [u64; 2],
}

/// Where every exception comes to, after its entry has saved what it interrupted.
pub(super) extern "C" fn exception(frame: &Frame, vector: u32) {
    if vector == INTERRUPT {
        if let Some((gic, upcall)) = UPCALL.0.get() {
            while let Some(interrupt) = gic.acknowledge() {
                // The events stay pending: whoever waits for them looks, and not the handler.
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
        asm!("mrs {}, esr_el1", "mrs {}, far_el1", out(reg) syndrome, out(reg) fault, options(nomem, nostack))
    };
    panic!(
        "exception {vector} at {:#x}, syndrome {syndrome:#x}, address {fault:#x}",
        frame.address
    );
}
