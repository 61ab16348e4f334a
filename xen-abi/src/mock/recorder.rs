//! A hypervisor that knows nothing: it records the calls made to it, and answers as a test tells it
//! to.

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

/// One hypercall as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    number: u32,
    arguments: Vec<usize>,
}

impl Call {
    /// A call to compare others with.
    pub fn new(number: u32, arguments: &[usize]) -> Self {
        Self {
            number,
            arguments: arguments.to_vec(),
        }
    }

    /// The number of the hypercall.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The arguments, exactly as many as the caller passed.
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

/// A hypervisor that records every call and answers as a test tells it to.
///
/// A call takes the first answer that is queued; where none is, the handler is asked; where there
/// is no handler either, the answer is `-ENOSYS`, as a hypervisor gives to a call it does not know.
///
/// The mock stands for the kind of guest `G`, so that calls bounded to some guests can be tested on
/// any machine: `Mock::<Pv64>::for_guest()`.
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
    // Apart from the state, so that a handler may look at the calls.
    handler: Mutex<Option<Handler>>,
    events: DomainEvents,
    guest: PhantomData<fn() -> G>,
}

impl Mock {
    /// A mock for the kind of guest that this target is by nature, without answers.
    pub fn new() -> Self {
        Self::for_guest()
    }
}

impl<G: Guest> Mock<G> {
    /// A mock for a kind of guest, without answers.
    pub fn for_guest() -> Self {
        Self {
            state: Mutex::default(),
            handler: Mutex::default(),
            events: DomainEvents::new(),
            guest: PhantomData,
        }
    }

    /// Queues the result word of a call to come.
    pub fn answer(&self, raw: usize) {
        self.state().answers.push_back(raw);
    }

    /// Queues a failure of a call to come.
    pub fn answer_error(&self, errno: Errno) {
        self.answer(errno.into_raw());
    }

    /// Lets `handler` answer the calls for which nothing is queued, in place of any earlier
    /// handler.
    ///
    /// Calls are answered one at a time. The handler may read [`calls`](Self::calls), the last of
    /// which is the one it answers; it must not make a hypercall on the same mock, which would wait
    /// for itself.
    pub fn answer_with(&self, handler: impl FnMut(&Call) -> usize + Send + 'static) {
        *lock(&self.handler) = Some(Box::new(handler));
    }

    /// The calls so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// The calls so far, which the mock then forgets.
    pub fn take_calls(&self) -> Vec<Call> {
        core::mem::take(&mut self.state().calls)
    }

    /// The number of queued answers that no call has taken yet.
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

// SAFETY: touches no memory of the caller's; a handler that does, does it under its own contract.
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

// SAFETY: as above; and it does not come back, as the call does not.
unsafe impl<G: PvGuest> HypercallOnStack for Mock<G> {
    /// Records the call with the frame's address, then panics, because in a test there is nowhere
    /// to go.
    unsafe fn hypercall_on_stack(&self, number: u32, stack: *const u8) -> ! {
        self.state()
            .calls
            .push(Call::new(number, &[stack.expose_provenance()]));
        panic!("the call {number} does not come back")
    }
}

/// Reads a value at an address that was passed to the mock, as Xen's `copy_from_guest` does.
///
/// A null address is `EFAULT`. Alignment does not matter.
///
/// # Safety
///
/// An address other than null must be one that the code under test exposed (as taking a pointer
/// for a hypercall does), of memory valid for reads of a `T` while the call lasts.
pub unsafe fn copy_from_guest<T: Plain>(address: usize) -> Result<T, Errno> {
    let source = not_null(ptr::with_exposed_provenance::<T>(address))?;
    // SAFETY: the caller answers for the memory.
    Ok(unsafe { source.read_unaligned() })
}

/// Writes a value at an address that was passed to the mock, as Xen's `copy_to_guest` does.
///
/// A null address is `EFAULT`. Alignment does not matter.
///
/// # Safety
///
/// As for [`copy_from_guest`], for writes.
pub unsafe fn copy_to_guest<T: Plain>(address: usize, value: T) -> Result<(), Errno> {
    let target = not_null(ptr::with_exposed_provenance_mut::<T>(address))?;
    // SAFETY: the caller answers for the memory.
    unsafe { target.cast_mut().write_unaligned(value) };
    Ok(())
}

/// Reads `count` values from an address on. No values need no address.
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
            // SAFETY: the caller answers for the memory.
            Ok(unsafe { source.add(index).read_unaligned() })
        })
        .collect()
}

/// Writes values from an address on. No values need no address.
///
/// # Safety
///
/// As for [`copy_to_guest`], for all the values.
pub unsafe fn copy_many_to_guest<T: Plain>(address: usize, values: &[T]) -> Result<(), Errno> {
    values.iter().enumerate().try_for_each(|(index, value)| {
        let target = not_null(ptr::with_exposed_provenance_mut::<T>(address))?;
        // SAFETY: the caller answers for the memory.
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
