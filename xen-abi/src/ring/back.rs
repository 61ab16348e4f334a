//! The end of a ring that answers requests.

use super::end::{BACK, End};
use super::error::RingError;
use super::index::distance;
use super::layout::RSP_PROD;
use super::protocol::RingProtocol;
use crate::shared::SharedMemory;
use core::fmt;
use core::sync::atomic::Ordering;

/// The back end of a ring: takes requests, sends responses.
///
/// The [module](super) says how a ring works.
#[doc(alias = "DEFINE_RING_TYPES")]
pub struct BackRing<P: RingProtocol, M> {
    end: End<P, M>,
}

impl<P: RingProtocol, M: SharedMemory> BackRing<P, M> {
    /// Takes the back end of a ring, as `BACK_RING_ATTACH` does: the next request and the next
    /// response have that index.
    ///
    /// It is 0 where the front end has just prepared the memory (`BACK_RING_INIT`).
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the memory has no room for one entry.
    #[doc(alias = "BACK_RING_ATTACH")]
    #[doc(alias = "BACK_RING_INIT")]
    pub fn attach(memory: M, index: u32) -> Result<Self, RingError> {
        Ok(Self {
            end: End::new(memory, BACK, index)?,
        })
    }

    /// Takes the back end where another one left it: after the last response that was pushed.
    ///
    /// Requests that the other one took and did not answer are taken once more.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] as for [`attach`](Self::attach), and [`RingError::Producer`] if the
    /// indices in the memory leave no room for each other.
    pub fn resume(memory: M) -> Result<Self, RingError> {
        let mut back = Self::attach(memory, 0)?;
        // Acquire: what follows may rest on the requests that the former back end had seen
        // answered.
        let index = back.end.memory.load(RSP_PROD, Ordering::Acquire);
        (back.end.queued, back.end.pushed, back.end.taken) = (index, index, index);
        back.unconsumed()?;
        Ok(back)
    }

    /// The memory, and the indices of the next request and of the next response.
    pub fn detach(self) -> (M, u32, u32) {
        (self.end.memory, self.end.taken, self.end.queued)
    }

    /// The number of entries (`RING_SIZE`).
    #[doc(alias = "RING_SIZE")]
    #[inline]
    #[allow(clippy::len_without_is_empty, reason = "a ring always has entries")]
    pub fn len(&self) -> u32 {
        self.end.entries
    }

    /// How many requests were taken and have no response that was queued.
    #[inline]
    pub fn outstanding(&self) -> u32 {
        distance(self.end.queued, self.end.taken)
    }

    /// How many requests there are to take (`XEN_RING_NR_UNCONSUMED_REQUESTS`).
    ///
    /// # Errors
    ///
    /// [`RingError::Producer`] if the front end claims more than the ring holds
    /// (`RING_REQUEST_PROD_OVERFLOW`), or has taken some back.
    #[doc(alias = "XEN_RING_NR_UNCONSUMED_REQUESTS")]
    #[doc(alias = "RING_HAS_UNCONSUMED_REQUESTS")]
    #[inline]
    pub fn unconsumed(&self) -> Result<u32, RingError> {
        self.end.unconsumed(self.limit())
    }

    /// Takes the next request; `None` where there is none.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[doc(alias = "RING_COPY_REQUEST")]
    #[doc(alias = "RING_GET_REQUEST")]
    #[doc(alias = "RING_REQUEST_CONS_OVERFLOW")]
    #[inline]
    pub fn take(&mut self) -> Result<Option<P::Request>, RingError> {
        self.end.take(self.limit())
    }

    /// Writes a response, of which the front end learns by the next [`push`](Self::push).
    ///
    /// Responses may come in another order than their requests did: what ties them is the
    /// protocol's, mostly a number in both.
    ///
    /// # Errors
    ///
    /// [`RingError::Full`] if every request that was taken has its response: another one would
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

    /// Tells the front end of what was queued, and says whether it is to be notified
    /// (`RING_PUSH_RESPONSES_AND_CHECK_NOTIFY`).
    #[doc(alias = "RING_PUSH_RESPONSES")]
    #[doc(alias = "RING_PUSH_RESPONSES_AND_CHECK_NOTIFY")]
    #[inline]
    #[must_use = "a front end that asked to be notified sleeps until it is"]
    pub fn push(&mut self) -> bool {
        self.end.push()
    }

    /// Asks to be notified of the next request, unless there is one now, which is what it says
    /// (`RING_FINAL_CHECK_FOR_REQUESTS`).
    ///
    /// To be called before waiting, and to be heeded: with `true` no notification may come.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[doc(alias = "RING_FINAL_CHECK_FOR_REQUESTS")]
    #[inline]
    #[must_use = "where there is a request now, waiting for a notification may be in vain"]
    pub fn final_check(&mut self) -> Result<bool, RingError> {
        self.final_check_after(1)
    }

    /// As [`final_check`](Self::final_check), but asks to be notified when `count` requests have
    /// come, or all that the ring holds.
    ///
    /// # Errors
    ///
    /// As [`unconsumed`](Self::unconsumed).
    #[inline]
    #[must_use = "where there is a request now, waiting for a notification may be in vain"]
    pub fn final_check_after(&mut self, count: u32) -> Result<bool, RingError> {
        self.end.final_check(self.limit(), count)
    }

    /// How many requests there can be: one for each entry that holds none which still lacks its
    /// response.
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
