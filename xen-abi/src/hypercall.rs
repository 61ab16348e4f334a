//! The one door to the hypervisor, and the tie between an operation and its argument.
//!
//! # Safe and unsafe functions
//!
//! The generated functions follow one rule: a function is safe only if no value of its parameters
//! lets Xen, the toolstack or the processor change memory, mappings or processor state that Rust
//! code relies on. All others are `unsafe`, and their documentation says what must hold. Event
//! channels are no such state: a vCPU takes events at any instruction, as far as the mask in its
//! shared memory lets it, and kernels keep them out by that mask.

use core::fmt;

use crate::events::DomainEvents;
use crate::guest::Guest;

/// The most arguments that a hypercall takes.
pub const MAX_ARGUMENTS: usize = 5;

/// A way to call Xen.
///
/// The number of arguments is part of the type, so a back end loads exactly the registers that the
/// call uses and compiles to the bare instruction. More than [`MAX_ARGUMENTS`] do not compile:
#[cfg_attr(feature = "mock", doc = "```compile_fail,E0080")]
#[cfg_attr(not(feature = "mock"), doc = "```ignore")]
/// use xen_abi::{Hypercall, mock::Mock};
/// // SAFETY: the mock touches no memory unless it is told to.
/// unsafe { Mock::new().hypercall(63, [0; 6]) };
/// ```
///
/// # Safety
///
/// An implementation passes `number` and `arguments` to Xen by the ABI of [`Self::Guest`] and
/// returns the result word unchanged. It has no effect of its own on memory that the caller can
/// observe, and it treats all memory reachable from the arguments as read and written by the call.
pub unsafe trait Hypercall {
    /// The kind of guest that this way of calling belongs to.
    type Guest: Guest;

    /// Calls the hypervisor and returns the result word as it came back.
    ///
    /// [`returns`](crate::returns) decodes the word; which decoding applies depends on the call.
    ///
    /// # Safety
    ///
    /// The call must be one whose effects keep the program sound: each argument that carries an
    /// address points to memory valid for what Xen does with it, and a call that changes mappings,
    /// frames or the processor's state does so only where no Rust code is surprised by it.
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize;

    /// The state of the event channels of the domain that calls come from.
    ///
    /// A program runs in one domain, so the provided method answers one value for all back ends.
    /// Only an implementation that stands for one of several domains, as in tests, answers another:
    /// the same for all back ends of a domain. One that wraps another passes the question on.
    #[inline]
    fn domain_events(&self) -> &DomainEvents {
        DomainEvents::of_this_program()
    }
}

// SAFETY: forwards to an implementation that keeps the contract.
unsafe impl<X: Hypercall> Hypercall for &X {
    type Guest = X::Guest;

    #[inline(always)]
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        // SAFETY: the caller keeps the same contract.
        unsafe { X::hypercall(self, number, arguments) }
    }

    #[inline]
    fn domain_events(&self) -> &DomainEvents {
        X::domain_events(self)
    }
}

/// A way to make the call that leaves the kernel by what is on its stack: `iret`, of
/// paravirtualised guests.
///
/// It takes no registers and does not come back, so it is no call of [`Hypercall`]'s kind.
///
/// # Safety
///
/// An implementation enters Xen with the stack pointer at what it is given, as Xen finds it in the
/// hypercall page's own entry.
pub unsafe trait HypercallOnStack: Hypercall {
    /// Leaves for where the frame at `stack` says.
    ///
    /// # Safety
    ///
    /// The memory from `stack` upwards must hold the frame that the call `number` takes, and
    /// whatever runs after it must be ready to: nothing of the caller's is ever dropped or
    /// returned to.
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> !;
}

/// A number that names no operation of its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnknownOperation(
    /// The number.
    pub u32,
);

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no operation has the number {}", self.0)
    }
}

impl core::error::Error for UnknownOperation {}

/// An operation of a hypercall that multiplexes several, and the argument that belongs to it.
///
/// The generated modules implement it for one zero-sized marker per operation.
///
/// # Safety
///
/// Xen, called with `HYPERCALL` and `CMD`, must read and write nothing beyond an [`Arg`](Self::Arg)
/// at the address that it is given, other than through handles and counts inside that record.
pub unsafe trait Op {
    /// The record that the operation takes.
    type Arg;
    /// The number of the hypercall.
    const HYPERCALL: u32;
    /// The number of the operation within the hypercall.
    const CMD: u32;
    /// The operation's name in C.
    const NAME: &'static str;
}
