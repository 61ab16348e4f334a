//! Calls of emitted functions, with results that C can return too.
//!
//! A result that does not fit registers is split as in C: an `int` that is 0 or a negative errno,
//! and an output pointer. The generator's `tests/fixtures/instructions/stubs.c` has the same
//! functions in C, and a test compares the instructions.

use xen_abi::argo::{self, Gfn, Iov, RegisterFlags, RegisterRing, SendAddr};
use xen_abi::event_channel::{self, Port, Status};
use xen_abi::grant_table::{self, QuerySize};
use xen_abi::memory;
use xen_abi::sched;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Hypercall};

#[inline(always)]
fn answer<T>(result: Result<T, Errno>, out: &mut T) -> i32 {
    match result {
        Ok(value) => {
            *out = value;
            0
        }
        Err(errno) => errno.to_result(),
    }
}

/// No record and no argument.
#[inline(always)]
pub fn yield_<X: Hypercall>(xen: &X) -> Result<(), Errno> {
    sched::yield_(xen)
}

/// A record with one number.
#[inline(always)]
pub fn send<X: Hypercall>(xen: &X, port: Port) -> Result<(), Errno> {
    event_channel::send(xen, port)
}

/// A record with two numbers in and one out.
#[inline(always)]
pub fn alloc_unbound<X: Hypercall>(xen: &X, dom: DomId, remote: DomId, port: &mut Port) -> i32 {
    answer(event_channel::alloc_unbound(xen, dom, remote), port)
}

/// A record that comes back as a whole.
#[inline(always)]
pub fn status<X: Hypercall>(xen: &X, dom: DomId, port: Port, status: &mut Status) -> i32 {
    answer(event_channel::status(xen, dom, port), status)
}

/// Five words, one of them the address of a record that the caller holds.
///
/// # Safety
///
/// The frames are the caller's.
#[inline(always)]
pub unsafe fn register_ring<X: Hypercall>(
    xen: &X,
    ring: &RegisterRing,
    frames: &[Gfn],
    flags: RegisterFlags,
) -> Result<(), Errno> {
    // SAFETY: passed on.
    unsafe { argo::register_ring(xen, ring, frames, flags) }
}

/// A count or an error.
///
/// # Safety
///
/// The pieces of memory are the caller's.
#[inline(always)]
pub unsafe fn sendv<X: Hypercall>(
    xen: &X,
    addresses: &SendAddr,
    iovs: &[Iov],
    message_type: u32,
) -> Result<u32, Errno> {
    // SAFETY: passed on.
    unsafe { argo::sendv(xen, addresses, iovs, message_type) }
}

/// A word or an error.
#[inline(always)]
pub fn current_reservation<X: Hypercall>(xen: &X, dom: DomId, pages: &mut usize) -> i32 {
    answer(memory::current_reservation(xen, dom), pages)
}

/// An array and its length.
#[inline(always)]
pub fn query_size<X: Hypercall>(xen: &X, args: &mut [QuerySize]) -> Result<(), Errno> {
    grant_table::query_size(xen, args)
}

/// A number in, and a count or an error out, on x86.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[inline(always)]
pub fn is_up<X: Hypercall<Guest: xen_abi::guest::X86Guest>>(
    xen: &X,
    vcpu: u32,
) -> Result<u32, Errno> {
    xen_abi::vcpu::is_up(xen, vcpu)
}

/// A number of 64 bits, which takes two registers of 32.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[inline(always)]
pub fn set_timer<X: Hypercall<Guest: xen_abi::guest::X86Guest>>(
    xen: &X,
    timeout: u64,
) -> Result<(), Errno> {
    xen_abi::xen::set_timer_op(xen, timeout)
}
