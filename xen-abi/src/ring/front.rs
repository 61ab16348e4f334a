//! The end of a ring that sends requests.

use super::end::{End, FRONT};
use super::error::RingError;
use super::index::distance;
use super::layout::{ENTRIES, PRIVATE, REQ_EVENT, REQ_PROD, RSP_EVENT, RSP_PROD};
use super::protocol::RingProtocol;
use crate::shared::SharedMemory;
use core::fmt;
use core::sync::atomic::Ordering;

/// The front end of a ring: sends requests, takes responses.
///
/// The [module](super) says how a ring works.
#[doc(alias = "DEFINE_RING_TYPES")]
pub struct FrontRing<P: RingProtocol, M> {
    end: End<P, M>,
}

impl<P: RingProtocol, M: SharedMemory> FrontRing<P, M> {
    /// Prepares memory that no back end uses yet, as `XEN_FRONT_RING_INIT` does, and takes its
    /// front end.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the memory has no room for one entry.
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

    /// Takes the front end of a ring that is in use, as `FRONT_RING_ATTACH` does: the next request
    /// and the next response have that index.
    ///
    /// Requests before it are answered, or given up. The memory is not written.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the memory has no room for one entry.
    #[doc(alias = "FRONT_RING_ATTACH")]
    pub fn attach(memory: M, index: u32) -> Result<Self, RingError> {
        Ok(Self {
            end: End::new(memory, FRONT, index)?,
        })
    }

    /// The memory, and the indices of the next request and of the next response.
    ///
    /// Where the two are the same, [`attach`](Self::attach) carries on from there.
    pub fn detach(self) -> (M, u32, u32) {
        (self.end.memory, self.end.queued, self.end.taken)
    }

    /// The number of entries (`RING_SIZE`).
    #[doc(alias = "RING_SIZE")]
    #[inline]
    #[allow(clippy::len_without_is_empty, reason = "a ring always has entries")]
    pub fn len(&self) -> u32 {
        self.end.entries
    }

    /// How many requests were queued and have no response that was taken.
    #[inline]
    pub fn outstanding(&self) -> u32 {
        distance(self.end.taken, self.end.queued)
    }

    /// How many more requests can be queued (`RING_FREE_REQUESTS`).
    #[doc(alias = "RING_FREE_REQUESTS")]
    #[inline]
    pub fn free(&self) -> u32 {
        self.end.entries - self.outstanding()
    }

    /// Whether no more can (`RING_FULL`).
    #[doc(alias = "RING_FULL")]
    #[inline]
    pub fn is_full(&self) -> bool {
        self.free() == 0
    }

    /// Writes a request, of which the back end learns by the next [`push`](Self::push).
    ///
    /// # Errors
    ///
    /// [`RingError::Full`] while as many as there are entries lack their response.
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

    /// Tells the back end of what was queued, and says whether it is to be notified
    /// (`RING_PUSH_REQUESTS_AND_CHECK_NOTIFY`).
    #[doc(alias = "RING_PUSH_REQUESTS")]
    #[doc(alias = "RING_PUSH_REQUESTS_AND_CHECK_NOTIFY")]
    #[inline]
    #[must_use = "a back end that asked to be notified sleeps until it is"]
    pub fn push(&mut self) -> bool {
        self.end.push()
    }

    /// How many responses there are to take (`XEN_RING_NR_UNCONSUMED_RESPONSES`).
    ///
    /// # Errors
    ///
    /// [`RingError::Producer`] if the back end claims more than it was sent requests.
    #[doc(alias = "XEN_RING_NR_UNCONSUMED_RESPONSES")]
    #[doc(alias = "RING_HAS_UNCONSUMED_RESPONSES")]
    #[inline]
    pub fn unconsumed(&self) -> Result<u32, RingError> {
        self.end.unconsumed(self.limit())
    }

    /// Takes the next response; `None` where there is none.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[doc(alias = "RING_COPY_RESPONSE")]
    #[doc(alias = "RING_GET_RESPONSE")]
    #[doc(alias = "RING_RESPONSE_PROD_OVERFLOW")]
    #[inline]
    pub fn take(&mut self) -> Result<Option<P::Response>, RingError> {
        self.end.take(self.limit())
    }

    /// Asks to be notified of the next response, unless there is one now, which is what it says
    /// (`RING_FINAL_CHECK_FOR_RESPONSES`).
    ///
    /// To be called before waiting, and to be heeded: with `true` no notification may come.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[doc(alias = "RING_FINAL_CHECK_FOR_RESPONSES")]
    #[inline]
    #[must_use = "where there is a response now, waiting for a notification may be in vain"]
    pub fn final_check(&mut self) -> Result<bool, RingError> {
        self.final_check_after(1)
    }

    /// As [`final_check`](Self::final_check), but asks to be notified when `count` responses have
    /// come, or all that can.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[inline]
    #[must_use = "where there is a response now, waiting for a notification may be in vain"]
    pub fn final_check_after(&mut self, count: u32) -> Result<bool, RingError> {
        self.end.final_check(self.limit(), count)
    }

    /// How many responses there can be: one for each request that the back end was told of.
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
