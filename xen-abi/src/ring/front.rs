//! The frontend of a ring.

use super::end::{End, FRONT};
use super::error::RingError;
use super::index::distance;
use super::layout::{ENTRIES, PRIVATE, REQ_EVENT, REQ_PROD, RSP_EVENT, RSP_PROD};
use super::protocol::RingProtocol;
use crate::plain::Plain;
use crate::shared::SharedMemory;
use core::fmt;
use core::sync::atomic::Ordering;

/// The frontend of a ring: sends requests and takes responses.
///
/// The [module](super) describes how a ring works.
#[doc(alias = "DEFINE_RING_TYPES")]
pub struct FrontRing<P: RingProtocol, M> {
    end: End<P, M>,
}

impl<P: RingProtocol, M: SharedMemory> FrontRing<P, M> {
    /// Initialises memory that no backend uses yet, like `XEN_FRONT_RING_INIT`.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the memory fits no entry.
    #[doc(alias = "FRONT_RING_INIT")]
    #[doc(alias = "XEN_FRONT_RING_INIT")]
    #[doc(alias = "SHARED_RING_INIT")]
    pub fn init(memory: M) -> Result<Self, RingError> {
        let front = Self::attach(memory, 0)?;
        let memory = &front.end.memory;
        for (offset, value) in [(REQ_PROD, 0), (REQ_EVENT, 1), (RSP_PROD, 0), (RSP_EVENT, 1)] {
            memory.store(offset, value, Ordering::Relaxed);
        }
        memory.write(PRIVATE, &[0; ENTRIES - PRIVATE]);
        Ok(front)
    }

    /// Attaches the frontend of a ring in use at an index, like `FRONT_RING_ATTACH`.
    ///
    /// The next request and the next response have that index. Requests before it have their
    /// responses, or are abandoned. The memory is not written.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the memory fits no entry.
    #[doc(alias = "FRONT_RING_ATTACH")]
    pub fn attach(memory: M, index: u32) -> Result<Self, RingError> {
        Ok(Self {
            end: End::new(memory, FRONT, index)?,
        })
    }

    /// Returns the memory, and the indices of the next request and the next response.
    ///
    /// If the two indices are equal, [`attach`](Self::attach) continues at that index.
    pub fn detach(self) -> (M, u32, u32) {
        (self.end.memory, self.end.queued, self.end.taken)
    }

    /// Returns the number of entries (`RING_SIZE`).
    #[doc(alias = "RING_SIZE")]
    #[inline]
    #[allow(clippy::len_without_is_empty, reason = "a ring always has entries")]
    pub fn len(&self) -> u32 {
        self.end.entries
    }

    /// Returns the number of queued requests whose response was not taken.
    #[inline]
    pub fn outstanding(&self) -> u32 {
        distance(self.end.taken, self.end.queued)
    }

    /// Returns how many more requests can be queued (`RING_FREE_REQUESTS`).
    #[doc(alias = "RING_FREE_REQUESTS")]
    #[inline]
    pub fn free(&self) -> u32 {
        self.end.entries - self.outstanding()
    }

    /// Returns whether no more requests can be queued (`RING_FULL`).
    #[doc(alias = "RING_FULL")]
    #[inline]
    pub fn is_full(&self) -> bool {
        self.free() == 0
    }

    /// Writes a request, which the next [`push`](Self::push) publishes.
    ///
    /// # Errors
    ///
    /// [`RingError::Full`] while every entry holds a request without its response.
    #[doc(alias = "RING_GET_REQUEST")]
    #[doc(alias = "RING_REQUEST_PROD_OVERFLOW")]
    #[inline]
    pub fn queue(&mut self, request: &P::Request) -> Result<(), RingError> {
        if self.is_full() {
            return Err(RingError::Full);
        }
        self.end.write(request);
        Ok(())
    }

    /// As [`queue`](Self::queue), for a request with another record (`blkif_request_indirect`).
    ///
    /// The record takes the place of a request, and compiles only if it fits.
    ///
    /// # Errors
    ///
    /// As [`queue`](Self::queue).
    #[inline]
    pub fn queue_as<T: Plain>(&mut self, request: &T) -> Result<(), RingError> {
        const {
            assert!(
                size_of::<T>() <= size_of::<P::Entry>(),
                "an entry is smaller"
            )
        };
        if self.is_full() {
            return Err(RingError::Full);
        }
        self.end.write(request);
        Ok(())
    }

    /// Publishes the queued requests, and returns whether to notify the backend.
    ///
    /// C: `RING_PUSH_REQUESTS_AND_CHECK_NOTIFY`.
    #[doc(alias = "RING_PUSH_REQUESTS")]
    #[doc(alias = "RING_PUSH_REQUESTS_AND_CHECK_NOTIFY")]
    #[inline]
    #[must_use = "a backend that requested a notification sleeps until it gets one"]
    pub fn push(&mut self) -> bool {
        self.end.push()
    }

    /// Returns the number of responses to take (`XEN_RING_NR_UNCONSUMED_RESPONSES`).
    ///
    /// # Errors
    ///
    /// [`RingError::Producer`] if the backend claims more responses than there were requests.
    #[doc(alias = "XEN_RING_NR_UNCONSUMED_RESPONSES")]
    #[doc(alias = "RING_HAS_UNCONSUMED_RESPONSES")]
    #[inline]
    pub fn unconsumed(&self) -> Result<u32, RingError> {
        self.end.unconsumed(self.limit())
    }

    /// Takes the next response, if there is one.
    ///
    /// [`Plain::read_as`] reads a response with another record.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed), once the responses that it has seen before are taken.
    #[doc(alias = "RING_COPY_RESPONSE")]
    #[doc(alias = "RING_GET_RESPONSE")]
    #[doc(alias = "RING_RESPONSE_PROD_OVERFLOW")]
    #[inline]
    pub fn take(&mut self) -> Result<Option<P::Response>, RingError> {
        self.end.take(self.limit())
    }

    /// Requests a notification of the next response, unless there is one already.
    ///
    /// Returns whether there is one.
    ///
    /// Call it before waiting. After `true`, a notification may never come.
    ///
    /// C: `RING_FINAL_CHECK_FOR_RESPONSES`.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[doc(alias = "RING_FINAL_CHECK_FOR_RESPONSES")]
    #[inline]
    #[must_use = "if there is a response already, a notification may never come"]
    pub fn final_check(&mut self) -> Result<bool, RingError> {
        self.final_check_after(1)
    }

    /// As [`final_check`](Self::final_check), but after `count` responses.
    ///
    /// The count is limited to the responses that can still come.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[inline]
    #[must_use = "if there is a response already, a notification may never come"]
    pub fn final_check_after(&mut self, count: u32) -> Result<bool, RingError> {
        self.end.final_check(self.limit(), count)
    }

    /// Returns the most responses that can come: one per pushed request.
    #[inline]
    fn limit(&self) -> u32 {
        distance(self.end.taken, self.end.pushed)
    }
}

impl<P: RingProtocol, M> fmt::Debug for FrontRing<P, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.end.debug(formatter, "FrontRing")
    }
}
