//! The back end's trait: how hypercalls are made, and how Xen gets at the caller's memory.
//!
//! # Memory of the caller
//!
//! Xen reads and writes the caller's memory by address. A kernel's memory stays where it is, so a
//! kernel passes the address that it has. A program under Linux cannot: the kernel below it may
//! move a page, share it after a fork or not have it mapped yet, and the call then fails with
//! [`EFAULT`](crate::Errno::EFAULT), possibly after Xen has acted. Such a back end copies what is
//! passed into memory that stays, and copies back what Xen wrote.
//!
//! So every function of the generated modules passes memory by
//! [`Hypercall::with_buffer`], with its size and its direction, and gives Xen the address that the
//! back end chooses, in registers and in the records' handles alike. Not passed in this way is:
//!
//! * memory that Xen uses after the call has returned, such as a vCPU's runstate area or the frames
//!   of a ring. It is named by frame numbers or by addresses that the caller obtains otherwise, and
//!   these functions are unsafe.
//! * memory of which no header says how long it is: behind a raw pointer of unknown type, within
//!   the entries of a multicall, or in one member of a union. The caller obtains the address by
//!   `with_buffer`, or knows that the back end does not copy.
//!
//! # Safe and unsafe functions
//!
//! The generated functions follow one rule: a function is safe only if no value of its parameters
//! lets Xen, the toolstack or the processor change memory, mappings or processor state that Rust
//! code relies on. All others are `unsafe`, and their documentation says what must hold. Event
//! channels are no such state: a vCPU takes events at any instruction, as far as the mask in its
//! shared memory lets it, and kernels keep them out by that mask.

use core::fmt;

use crate::buffer::{Buffer, Elements, Nested};
use crate::domain_events::DomainEvents;
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
/// returns the result word. It may narrow the result to its low 32 bits and extend it with its
/// sign, as a system call that returns an `int` does. All results fit but those of the few calls
/// that return a whole word ([`returns::long`](crate::returns::long)) above `i32::MAX`.
///
/// It has no effect on memory that the caller can observe, other than Xen's effects on the buffers
/// that it was lent, and it treats all memory reachable from the arguments as read and written by
/// the call.
///
/// An implementation that overrides [`with_buffer`](Self::with_buffer) keeps what that method
/// promises.
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

    /// Calls `call` with an address at which Xen finds the memory of `buffer`, and returns its
    /// result.
    ///
    /// By default that is the buffer's own address. A back end that copies overrides the method:
    ///
    /// * `call` runs exactly once, and the address is valid until it returns. Calls nest, as one
    ///   hypercall may use several buffers.
    /// * Before `call`, the memory at the address has the contents of the buffer, unless Xen only
    ///   writes it. After `call`, the buffer has the contents of that memory, unless Xen only
    ///   reads it: a buffer that Xen only reads is never written, as it may be borrowed immutably.
    ///   Bytes that Xen did not write keep their value, whatever the direction.
    /// * Memory that the buffer's records lead to ([`Buffer::nested`]) is treated likewise: while
    ///   `call` runs, the records at the address have handles to memory with the same contents, and
    ///   afterwards those of the buffer have their own again.
    /// * A buffer at the null address is passed as 0, every other one as some other address, even
    ///   if it is empty.
    /// * Contents may be uninitialized: they are copied as such and not looked at.
    /// * A back end without room for a copy passes any address other than 0 and lets the hypercalls
    ///   made within `call` fail with [`ENOMEM`](crate::Errno::ENOMEM), without making them.
    ///
    /// # Safety
    ///
    /// The buffer's memory, and what its handles lead to, must be valid until the method returns:
    /// for reads, unless Xen only writes it, and for writes, unless Xen only reads it. Meanwhile
    /// nothing else may write it, nor read what Xen writes, other than through the address.
    #[inline(always)]
    unsafe fn with_buffer<R>(&self, buffer: Buffer, call: impl FnOnce(usize) -> R) -> R {
        call(buffer.expose_address())
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

    #[inline(always)]
    unsafe fn with_buffer<R>(&self, buffer: Buffer, call: impl FnOnce(usize) -> R) -> R {
        // SAFETY: the caller keeps the same contract.
        unsafe { X::with_buffer(self, buffer, call) }
    }
}

/// A way to make the call that leaves the kernel by what is on its stack: `iret`, of
/// PV guests.
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
    /// The operations among which this one is, as an enum of their numbers.
    type Family;
    /// The record that the operation takes.
    type Arg;
    /// The number of the hypercall.
    const HYPERCALL: u32;
    /// The number of the operation within the hypercall.
    const CMD: u32;
    /// The operation's name in C.
    const NAME: &'static str;
    /// The handles in an [`Arg`](Self::Arg) that lead to memory whose size the headers give.
    const NESTED: &'static [Nested] = &[];
    /// What follows the [`Arg`](Self::Arg) in memory.
    const ELEMENTS: Option<Elements> = None;

    /// Performs the operation on `argument`, and returns the result as it comes.
    ///
    /// # Safety
    ///
    /// As for [`Hypercall::with_buffer`] and [`Hypercall::hypercall`].
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn perform<X: Hypercall>(xen: &X, argument: Buffer) -> usize {
        // SAFETY: the caller keeps the same contracts.
        unsafe {
            xen.with_buffer(argument, |address| {
                xen.hypercall(Self::HYPERCALL, [Self::CMD as usize, address])
            })
        }
    }
}

/// Says that Xen lets guests of kind `G` perform an operation.
#[diagnostic::on_unimplemented(
    message = "Xen refuses the operation `{Self}` to a guest of kind `{G}`",
    label = "this operation is not for guests of kind `{G}`"
)]
pub trait PermittedTo<G: Guest>: Op {}
