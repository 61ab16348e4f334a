//! The backend of a ring.

use super::end::{BACK, End};
use super::error::RingError;
use super::index::distance;
use super::layout::RSP_PROD;
use super::protocol::RingProtocol;
use crate::plain::Plain;
use crate::shared::SharedMemory;
use core::fmt;
use core::sync::atomic::Ordering;

/// The backend of a ring: takes requests and sends responses.
///
/// The [module](super) describes how a ring works.
#[doc(alias = "DEFINE_RING_TYPES")]
pub struct BackRing<P: RingProtocol, M> {
    end: End<P, M>,
}

impl<P: RingProtocol, M: SharedMemory> BackRing<P, M> {
    /// Attaches the backend at an index, like `BACK_RING_ATTACH`.
    ///
    /// The next request and the next response have that index. It is 0 if the frontend has just
    /// initialised the memory (`BACK_RING_INIT`).
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the memory fits no entry.
    #[doc(alias = "BACK_RING_ATTACH")]
    #[doc(alias = "BACK_RING_INIT")]
    pub fn attach(memory: M, index: u32) -> Result<Self, RingError> {
        Ok(Self {
            end: End::new(memory, BACK, index)?,
        })
    }

    /// Attaches the backend after the last response that a former backend pushed.
    ///
    /// Requests that the former backend took without a response are taken again.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] as for [`attach`](Self::attach), and [`RingError::Producer`] if the
    /// indices in the memory contradict each other.
    pub fn resume(memory: M) -> Result<Self, RingError> {
        let mut back = Self::attach(memory, 0)?;
        // Acquire: later reads may rely on the requests that the former backend responded to.
        let index = back.end.memory.load(RSP_PROD, Ordering::Acquire);
        back.end.start_at(index);
        back.unconsumed()?;
        Ok(back)
    }

    /// Returns the memory, and the indices of the next request and the next response.
    pub fn detach(self) -> (M, u32, u32) {
        (self.end.memory, self.end.taken, self.end.queued)
    }

    /// Returns the number of entries (`RING_SIZE`).
    #[doc(alias = "RING_SIZE")]
    #[inline]
    #[allow(clippy::len_without_is_empty, reason = "a ring always has entries")]
    pub fn len(&self) -> u32 {
        self.end.entries
    }

    /// Returns the number of requests taken without a queued response.
    #[inline]
    pub fn outstanding(&self) -> u32 {
        distance(self.end.queued, self.end.taken)
    }

    /// Returns the number of requests to take (`XEN_RING_NR_UNCONSUMED_REQUESTS`).
    ///
    /// # Errors
    ///
    /// [`RingError::Producer`] if the frontend claims more requests than the ring holds
    /// (`RING_REQUEST_PROD_OVERFLOW`), or has moved its index back.
    #[doc(alias = "XEN_RING_NR_UNCONSUMED_REQUESTS")]
    #[doc(alias = "RING_HAS_UNCONSUMED_REQUESTS")]
    #[inline]
    pub fn unconsumed(&self) -> Result<u32, RingError> {
        self.end.unconsumed(self.limit())
    }

    /// Takes the next request, if there is one.
    ///
    /// [`Plain::read_as`] reads a request with another record.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed), once the requests that it has seen before are taken.
    #[doc(alias = "RING_COPY_REQUEST")]
    #[doc(alias = "RING_GET_REQUEST")]
    #[doc(alias = "RING_REQUEST_CONS_OVERFLOW")]
    #[inline]
    pub fn take(&mut self) -> Result<Option<P::Request>, RingError> {
        self.end.take(self.limit())
    }

    /// Writes a response, which the next [`push`](Self::push) publishes.
    ///
    /// Responses may come in another order than their requests. The protocol matches them, usually
    /// by an ID in both.
    ///
    /// # Errors
    ///
    /// [`RingError::Full`] if every request taken has its response: another response would
    /// overwrite a request.
    #[doc(alias = "RING_GET_RESPONSE")]
    #[inline]
    pub fn queue(&mut self, response: &P::Response) -> Result<(), RingError> {
        if self.outstanding() == 0 {
            return Err(RingError::Full);
        }
        self.end.write(response);
        Ok(())
    }

    /// As [`queue`](Self::queue), for a response with another record (`netif_extra_info`).
    ///
    /// The record takes the place of a response, and compiles only if it fits.
    ///
    /// # Errors
    ///
    /// As [`queue`](Self::queue).
    #[inline]
    pub fn queue_as<T: Plain>(&mut self, response: &T) -> Result<(), RingError> {
        const {
            assert!(
                size_of::<T>() <= size_of::<P::Entry>(),
                "an entry is smaller"
            )
        };
        if self.outstanding() == 0 {
            return Err(RingError::Full);
        }
        self.end.write(response);
        Ok(())
    }

    /// Publishes the queued responses, and returns whether to notify the frontend.
    ///
    /// C: `RING_PUSH_RESPONSES_AND_CHECK_NOTIFY`.
    #[doc(alias = "RING_PUSH_RESPONSES")]
    #[doc(alias = "RING_PUSH_RESPONSES_AND_CHECK_NOTIFY")]
    #[inline]
    #[must_use = "a frontend that requested a notification sleeps until it gets one"]
    pub fn push(&mut self) -> bool {
        self.end.push()
    }

    /// Requests a notification of the next request, unless there is one already.
    ///
    /// Returns whether there is one.
    ///
    /// Call it before waiting. After `true`, a notification may never come.
    ///
    /// C: `RING_FINAL_CHECK_FOR_REQUESTS`.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[doc(alias = "RING_FINAL_CHECK_FOR_REQUESTS")]
    #[inline]
    #[must_use = "if there is a request already, a notification may never come"]
    pub fn final_check(&mut self) -> Result<bool, RingError> {
        self.final_check_after(1)
    }

    /// As [`final_check`](Self::final_check), but after `count` requests.
    ///
    /// The count is limited to the requests that the ring can hold.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[inline]
    #[must_use = "if there is a request already, a notification may never come"]
    pub fn final_check_after(&mut self, count: u32) -> Result<bool, RingError> {
        self.end.final_check(self.limit(), count)
    }

    /// Returns the most requests that the frontend can have pushed.
    ///
    /// An entry whose request lacks its response cannot hold another request.
    #[inline]
    fn limit(&self) -> u32 {
        self.end.entries - self.outstanding()
    }
}

impl<P: RingProtocol, M> fmt::Debug for BackRing<P, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.end.debug(formatter, "BackRing")
    }
}
