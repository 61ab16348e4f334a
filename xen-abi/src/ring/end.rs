//! The common part of both ends of a ring.

use super::error::RingError;
use super::index::{distance, passes};
use super::layout::{self, REQ_EVENT, REQ_PROD, RSP_EVENT, RSP_PROD};
use super::protocol::RingProtocol;
use crate::plain::Plain;
use crate::shared::SharedMemory;
use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::Ordering;

/// The offsets of the indices as one end uses them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indices {
    /// C's names of the end's own indices: queued, pushed, taken.
    names: [&'static str; 3],
    /// The producer index of this end, which only this end stores.
    produced: usize,
    /// The index at which the peer requests a notification of it.
    peer_event: usize,
    /// The producer index of the peer.
    peer_produced: usize,
    /// The index at which this end requests a notification of it.
    event: usize,
}

/// The offsets for the frontend.
pub(super) const FRONT: Indices = Indices {
    names: ["req_prod_pvt", "req_prod", "rsp_cons"],
    produced: REQ_PROD,
    peer_event: REQ_EVENT,
    peer_produced: RSP_PROD,
    event: RSP_EVENT,
};

/// The offsets for the backend.
pub(super) const BACK: Indices = Indices {
    names: ["rsp_prod_pvt", "rsp_prod", "req_cons"],
    produced: RSP_PROD,
    peer_event: RSP_EVENT,
    peer_produced: REQ_PROD,
    event: REQ_EVENT,
};

/// One end of a ring, with its private indices, which the peer cannot change.
pub(super) struct End<P, M> {
    pub(super) memory: M,
    indices: Indices,
    pub(super) entries: u32,
    /// The index of the next entry to write.
    pub(super) queued: u32,
    /// The producer index that was last published.
    pub(super) pushed: u32,
    /// The index of the next entry to read.
    pub(super) taken: u32,
    /// The peer's producer index that was last loaded for [`take`](Self::take), and checked.
    seen: u32,
    protocol: PhantomData<fn() -> P>,
}

impl<P: RingProtocol, M> End<P, M> {
    /// Writes the protocol, the size and the private indices of a ring end.
    pub(super) fn debug(&self, formatter: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        let mut shown = formatter.debug_struct(name);
        shown.field("protocol", &P::NAME);
        shown.field("entries", &self.entries);
        for (name, index) in self
            .indices
            .names
            .iter()
            .zip([self.queued, self.pushed, self.taken])
        {
            shown.field(name, &index);
        }
        shown.finish()
    }
}

impl<P: RingProtocol, M: SharedMemory> End<P, M> {
    pub(super) fn new(memory: M, indices: Indices, index: u32) -> Result<Self, RingError> {
        let entries = layout::entries::<P>(memory.size())?;
        let mut end = Self {
            memory,
            indices,
            entries,
            queued: 0,
            pushed: 0,
            taken: 0,
            seen: 0,
            protocol: PhantomData,
        };
        end.start_at(index);
        Ok(end)
    }

    /// Sets the index of the next entry to write and to read.
    pub(super) fn start_at(&mut self, index: u32) {
        self.queued = index;
        self.pushed = index;
        self.taken = index;
        self.seen = index;
    }

    /// Writes the next entry. The caller has checked that there is room.
    #[inline]
    pub(super) fn write<T: Plain>(&mut self, value: &T) {
        self.memory
            .set(layout::entry::<P>(self.entries, self.queued), value);
        self.queued = self.queued.wrapping_add(1);
    }

    /// Publishes the written entries, and returns whether to notify the peer.
    #[inline]
    pub(super) fn push(&mut self) -> bool {
        // Release: a peer that loads the index sees the entries.
        self.memory
            .store(self.indices.produced, self.queued, Ordering::Release);
        // Either the peer sees the index before it sleeps, or its event index is seen here.
        self.memory.fence();
        let event = self.memory.load(self.indices.peer_event, Ordering::Relaxed);
        let notify = passes(event, self.pushed, self.queued);
        self.pushed = self.queued;
        notify
    }

    /// Returns the number of entries to take, at most `limit`.
    #[inline]
    pub(super) fn unconsumed(&self, limit: u32) -> Result<u32, RingError> {
        // Acquire: the entries that the peer wrote before the index are visible.
        let produced = self
            .memory
            .load(self.indices.peer_produced, Ordering::Acquire);
        let ahead = distance(self.taken, produced);
        if ahead > limit {
            Err(RingError::Producer { ahead, limit })
        } else {
            Ok(ahead)
        }
    }

    /// Takes the next entry, if there is one.
    #[inline]
    pub(super) fn take<T: Plain>(&mut self, limit: u32) -> Result<Option<T>, RingError> {
        // Loaded once for all the entries before it: the peer's stores make each load slow.
        if self.taken == self.seen {
            self.seen = self.taken.wrapping_add(self.unconsumed(limit)?);
            if self.taken == self.seen {
                return Ok(None);
            }
        }
        let value = self
            .memory
            .get(layout::entry::<P>(self.entries, self.taken));
        self.taken = self.taken.wrapping_add(1);
        Ok(Some(value))
    }

    /// Requests a notification after `count` entries, unless there is one already.
    ///
    /// Returns whether there is one.
    #[inline]
    pub(super) fn final_check(&mut self, limit: u32, count: u32) -> Result<bool, RingError> {
        if self.unconsumed(limit)? != 0 {
            return Ok(true);
        }
        // The notification of an entry that needs an action of this end first would never come.
        let count = count.clamp(1, limit.max(1));
        self.memory.store(
            self.indices.event,
            self.taken.wrapping_add(count),
            Ordering::Relaxed,
        );
        // Either the peer sees the event index, or the entries that it pushed are seen here.
        self.memory.fence();
        Ok(self.unconsumed(limit)? != 0)
    }
}
