//! A hypervisor stand-in that records calls and returns results set by a test.

use super::lock::lock;
use crate::errno::Errno;
use crate::events::DomainEvents;
use crate::guest::{self, Guest, PvGuest};
use crate::hypercall::{Hypercall, HypercallOnStack, MAX_ARGUMENTS};
use crate::plain::Plain;
use core::fmt;
use core::marker::PhantomData;
use core::ptr;
use std::boxed::Box;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::vec::Vec;

/// A recorded hypercall.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    number: u32,
    arguments: Vec<usize>,
}

impl Call {
    /// Creates a call to compare recorded ones with.
    pub fn new(number: u32, arguments: &[usize]) -> Self {
        Self {
            number,
            arguments: arguments.to_vec(),
        }
    }

    /// Returns the number of the hypercall.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the arguments, as many as the caller passed.
    pub fn arguments(&self) -> &[usize] {
        &self.arguments
    }
}

type Handler = Box<dyn FnMut(&Call) -> usize + Send>;

#[derive(Default)]
struct State {
    calls: Vec<Call>,
    answers: VecDeque<usize>,
}

/// A hypervisor stand-in that records calls and returns results set by a test.
///
/// A call returns the first queued result. If none is queued, the handler determines the result.
/// Without a handler the call returns `-ENOSYS`, as Xen does for unknown hypercalls.
///
/// The mock calls as the kind of guest `G`, so that functions bounded to some guests can be tested
/// on any machine: `Mock::<Pv64>::for_guest()`.
///
/// ```
/// use xen_abi::mock::{Mock, copy_to_guest};
/// use xen_abi::{Errno, Hypercall, returns};
///
/// let xen = Mock::new();
/// xen.answer_with(|call| {
///     // SAFETY: the code under test passes the address of a `u32` that it owns.
///     unsafe { copy_to_guest(call.arguments()[1], 42_u32) }.map_or_else(Errno::into_raw, |()| 0)
/// });
///
/// let mut port = 0_u32;
/// let address = (&raw mut port).expose_provenance();
/// // SAFETY: the argument is the address of a `u32`.
/// let raw = unsafe { xen.hypercall(32, [6, address]) };
/// assert_eq!(returns::neg_errnoval(raw), Ok(()));
/// assert_eq!(port, 42);
/// ```
pub struct Mock<G = guest::Native> {
    state: Mutex<State>,
    // Not within the state, so that a handler may read the calls.
    handler: Mutex<Option<Handler>>,
    events: DomainEvents,
    guest: PhantomData<fn() -> G>,
}

impl Mock {
    /// Creates a mock for the native kind of guest.
    pub fn new() -> Self {
        Self::for_guest()
    }
}

impl<G: Guest> Mock<G> {
    /// Creates a mock for a kind of guest.
    pub fn for_guest() -> Self {
        Self {
            state: Mutex::default(),
            handler: Mutex::default(),
            events: DomainEvents::new(),
            guest: PhantomData,
        }
    }

    /// Queues the result word of a call.
    pub fn answer(&self, raw: usize) {
        self.state().answers.push_back(raw);
    }

    /// Queues an error as the result of a call.
    pub fn answer_error(&self, errno: Errno) {
        self.answer(errno.into_raw());
    }

    /// Sets the handler for calls without a queued result, and replaces the former one.
    ///
    /// The handler runs for one call at a time. It may read [`calls`](Self::calls), the last of
    /// which is the current one. It must not make a hypercall on the same mock, which would
    /// deadlock.
    pub fn answer_with(&self, handler: impl FnMut(&Call) -> usize + Send + 'static) {
        *lock(&self.handler) = Some(Box::new(handler));
    }

    /// Returns the recorded calls, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// Returns the recorded calls, oldest first, and clears the record.
    pub fn take_calls(&self) -> Vec<Call> {
        core::mem::take(&mut self.state().calls)
    }

    /// Returns the number of queued results that no call has returned yet.
    pub fn pending_answers(&self) -> usize {
        self.state().answers.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl<G: Guest> Default for Mock<G> {
    fn default() -> Self {
        Self::for_guest()
    }
}

impl<G: Guest> fmt::Debug for Mock<G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        formatter
            .debug_struct("Mock")
            .field("guest", &G::NAME)
            .field("calls", &state.calls)
            .field("answers", &state.answers)
            .finish_non_exhaustive()
    }
}

// SAFETY: does not access the caller's memory. A handler that does has its own contract.
unsafe impl<G: Guest> Hypercall for Mock<G> {
    type Guest = G;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        const {
            assert!(
                N <= MAX_ARGUMENTS,
                "a hypercall takes at most five arguments"
            )
        }
        let call = Call::new(number, &arguments);
        let queued = {
            let mut state = self.state();
            state.calls.push(call.clone());
            state.answers.pop_front()
        };
        queued.unwrap_or_else(|| match lock(&self.handler).as_mut() {
            Some(handler) => handler(&call),
            None => Errno::ENOSYS.into_raw(),
        })
    }

    fn domain_events(&self) -> &DomainEvents {
        &self.events
    }
}

// SAFETY: as above; it does not return, like the call.
unsafe impl<G: PvGuest> HypercallOnStack for Mock<G> {
    /// Records the call with the address of the frame, then panics: it cannot return.
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        self.state()
            .calls
            .push(Call::new(number, &[stack.expose_provenance()]));
        panic!("the call {number} does not come back")
    }
}

/// Reads a value at an address passed to the mock, like Xen's `copy_from_guest`.
///
/// A null address is `EFAULT`. The address may have any alignment.
///
/// # Safety
///
/// An address other than null must be one that the code under test exposed, as passing a pointer to
/// a hypercall does, and its memory must be valid for reads of a `T` during the call.
pub unsafe fn copy_from_guest<T: Plain>(address: usize) -> Result<T, Errno> {
    let source = not_null(ptr::with_exposed_provenance::<T>(address))?;
    // SAFETY: the caller ensures that the memory is valid.
    Ok(unsafe { source.read_unaligned() })
}

/// Writes a value at an address passed to the mock, like Xen's `copy_to_guest`.
///
/// A null address is `EFAULT`. The address may have any alignment.
///
/// # Safety
///
/// As for [`copy_from_guest`], for writes.
pub unsafe fn copy_to_guest<T: Plain>(address: usize, value: T) -> Result<(), Errno> {
    let target = not_null(ptr::with_exposed_provenance_mut::<T>(address))?;
    // SAFETY: the caller ensures that the memory is valid.
    unsafe { target.cast_mut().write_unaligned(value) };
    Ok(())
}

/// Reads `count` values at an address. With 0, the address is ignored.
///
/// # Safety
///
/// As for [`copy_from_guest`], for all the values.
pub unsafe fn copy_many_from_guest<T: Plain>(
    address: usize,
    count: usize,
) -> Result<Vec<T>, Errno> {
    (0..count)
        .map(|index| {
            let source = not_null(ptr::with_exposed_provenance::<T>(address))?;
            // SAFETY: the caller ensures that the memory is valid.
            Ok(unsafe { source.add(index).read_unaligned() })
        })
        .collect()
}

/// Writes values at an address. Without values, the address is ignored.
///
/// # Safety
///
/// As for [`copy_to_guest`], for all the values.
pub unsafe fn copy_many_to_guest<T: Plain>(address: usize, values: &[T]) -> Result<(), Errno> {
    values.iter().enumerate().try_for_each(|(index, value)| {
        let target = not_null(ptr::with_exposed_provenance_mut::<T>(address))?;
        // SAFETY: the caller ensures that the memory is valid.
        unsafe { target.cast_mut().add(index).write_unaligned(*value) };
        Ok(())
    })
}

fn not_null<T>(pointer: *const T) -> Result<*const T, Errno> {
    if pointer.is_null() {
        Err(Errno::EFAULT)
    } else {
        Ok(pointer)
    }
}
