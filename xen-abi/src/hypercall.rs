//! The back end's trait: how to make hypercalls and pass memory to Xen.
//!
//! # Memory of the caller
//!
//! Xen reads and writes the caller's memory by address. A kernel passes the addresses of its own
//! memory, which stays mapped. A program under Linux cannot: the kernel may move a page, share it
//! after a fork or not have mapped it yet. The call then fails with
//! [`EFAULT`](crate::Errno::EFAULT), possibly after Xen has acted. The back end of such a program
//! copies the arguments to pinned memory, and copies back what Xen wrote.
//!
//! Every function of the generated modules therefore passes memory by [`Hypercall::with_buffer`],
//! with its size and direction. Registers and handles in records carry the address that the back
//! end chooses. There are two exceptions:
//!
//! * Memory that Xen uses after the call has returned, such as a vCPU's runstate area or the frames
//!   of a ring. The caller passes frame numbers or addresses, and these functions are unsafe.
//! * Memory whose size no header states: behind a raw pointer of unknown type, within the entries
//!   of a multicall, or in one member of a union. The caller obtains the address by `with_buffer`,
//!   or uses a back end that does not copy.
//!
//! # Safe and unsafe functions
//!
//! A generated function is safe only if no value of its parameters lets Xen, the toolstack or the
//! processor change memory, mappings or processor state that Rust code relies on. All others are
//! `unsafe`, and their documentation states what the caller must ensure. Event channels are no such
//! state: a vCPU may take an event at any instruction, and a kernel prevents that by the mask in
//! its shared memory.

use core::fmt;

use crate::Errno;
use crate::buffer::{Buffer, Elements, Nested};
use crate::domain_events::DomainEvents;
use crate::guest::Guest;

/// The maximum number of arguments of a hypercall.
pub const MAX_ARGUMENTS: usize = 5;

/// A back end: makes hypercalls.
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
/// passed to it. It treats all memory reachable from the arguments as read and written by the call.
///
/// An implementation that overrides [`with_buffer`](Self::with_buffer) follows that method's
/// contract.
pub unsafe trait Hypercall {
    /// The kind of guest that the back end calls as.
    type Guest: Guest;

    /// Makes a hypercall and returns the undecoded result word.
    ///
    /// [`returns`](crate::returns) decodes the word, by the convention of the call.
    ///
    /// # Safety
    ///
    /// The effects of the call must keep the program sound. Each address among the arguments points
    /// to memory that is valid for Xen's accesses. A call may change mappings, frames or processor
    /// state only if no Rust code relies on them.
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize;

    /// Returns the state of the calling domain's event channels.
    ///
    /// A program runs in one domain, so the provided method returns one value for all back ends. An
    /// implementation that represents one of several domains, as in tests, returns one value per
    /// domain. An implementation that wraps another forwards the call.
    #[inline]
    fn domain_events(&self) -> &DomainEvents {
        DomainEvents::of_this_program()
    }

    /// Runs `call` with an address at which Xen can access `buffer`.
    ///
    /// Returns the result of `call`.
    ///
    /// The provided method passes the buffer's own address. A back end that copies overrides it,
    /// and ensures:
    ///
    /// * `call` runs exactly once, and the address is valid until it returns. Calls nest, since a
    ///   hypercall may use several buffers.
    /// * Before `call`, the memory at the address has the contents of the buffer, unless Xen only
    ///   writes it. After `call`, the buffer has the contents of that memory, unless Xen only reads
    ///   it. A buffer that Xen only reads may be borrowed immutably and is never written. Bytes
    ///   that Xen did not write keep their value in every direction.
    /// * The same holds for memory that the buffer's records point to ([`Buffer::nested`]). During
    ///   `call`, the handles at the address point to memory with the same contents. Afterwards the
    ///   handles in the buffer are unchanged.
    /// * A null buffer is passed as 0, every other one as a non-zero address, even if it is empty.
    /// * Contents may be uninitialised: they are copied, but not read.
    /// * A back end without memory for a copy passes any non-zero address. The hypercalls made
    ///   within `call` then fail with [`ENOMEM`](crate::Errno::ENOMEM) and do not reach Xen.
    ///
    /// # Safety
    ///
    /// The buffer's memory, and the memory that its handles point to, must be valid until the
    /// method returns: for reads, unless Xen only writes it, and for writes, unless Xen only reads
    /// it. Until then nothing may write it, or read what Xen writes, except through the address.
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

/// A back end of PV guests for `iret`, which takes its argument on the stack.
///
/// The call takes no argument registers and does not return, so [`Hypercall::hypercall`] cannot
/// make it.
///
/// # Safety
///
/// An implementation enters Xen with the stack pointer at the given address, as the entry in the
/// hypercall page does.
pub unsafe trait HypercallOnStack: Hypercall {
    /// Makes the call `number` with the frame at `stack`, and does not return.
    ///
    /// # Safety
    ///
    /// The memory from `stack` upwards must hold the frame that the call takes, and the code that
    /// it returns to must be ready to run. The caller's values are never dropped.
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> !;
}

/// The error for a number that is no operation of its hypercall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnknownOperation(
    /// The number of the unknown operation.
    pub u32,
);

impl fmt::Display for UnknownOperation {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no operation has the number {}", self.0)
    }
}

impl core::error::Error for UnknownOperation {}

/// What Xen returns for such an operation: [`ENOSYS`](Errno::ENOSYS).
impl From<UnknownOperation> for Errno {
    #[inline]
    fn from(_: UnknownOperation) -> Self {
        Self::ENOSYS
    }
}

/// An operation of a hypercall, with the type of its argument.
///
/// The generated modules implement it for one zero-sized marker type per operation.
///
/// # Safety
///
/// Called with `HYPERCALL` and `CMD`, Xen must access nothing but an [`Arg`](Self::Arg) at the
/// given address, and the memory that handles and counts in that record describe.
pub unsafe trait Op {
    /// The enum of the hypercall's operations.
    type Family;
    /// The argument struct.
    type Arg;
    /// The number of the hypercall.
    const HYPERCALL: u32;
    /// The number of the operation within the hypercall.
    const CMD: u32;
    /// The operation's name in C.
    const NAME: &'static str;
    /// The handles in an [`Arg`](Self::Arg) to memory of known size.
    const NESTED: &'static [Nested] = &[];
    /// The elements that follow the [`Arg`](Self::Arg) in memory.
    const ELEMENTS: Option<Elements> = None;

    /// Performs the operation on `argument` and returns the undecoded result.
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

/// Marks an operation that Xen permits to guests of kind `G`.
#[diagnostic::on_unimplemented(
    message = "Xen refuses the operation `{Self}` to a guest of kind `{G}`",
    label = "this operation is not for guests of kind `{G}`"
)]
pub trait PermittedTo<G: Guest>: Op {}
