//! The queue of watch events.

use core::fmt;

use super::payload::Strings;

/// A change that a watch reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The path that changed; relative if the watch's path is.
    pub path: &'a str,
    /// The token of the watch.
    pub token: &'a str,
}

impl<'a> Event<'a> {
    /// Reads the payload of an event; `None` if it has no path or no token.
    #[inline]
    pub(super) fn new(payload: &'a [u8]) -> Option<Self> {
        let mut strings = Strings::new(payload)?;
        Some(Self {
            path: strings.next()?,
            token: strings.next()?,
        })
    }
}

/// Payloads of events, each behind its length.
pub(super) struct Queue<const BYTES: usize> {
    bytes: [u8; BYTES],
    start: usize,
    end: usize,
    /// An event did not fit.
    lost: bool,
}

const LENGTH: usize = size_of::<u16>();

impl<const BYTES: usize> Queue<BYTES> {
    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; BYTES],
            start: 0,
            end: 0,
            lost: false,
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new();
    }

    pub(super) fn push(&mut self, payload: &[u8]) {
        let needed = LENGTH + payload.len();
        if BYTES - self.end < needed {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        // After one is lost, the order of the others says nothing.
        let Some(space) = self.bytes[self.end..]
            .get_mut(..needed)
            .filter(|_| !self.lost)
        else {
            self.lost = true;
            return;
        };
        let (length, bytes) = space.split_at_mut(LENGTH);
        length.copy_from_slice(&(payload.len() as u16).to_ne_bytes());
        bytes.copy_from_slice(payload);
        self.end += needed;
    }

    /// Returns whether there is an event, or one was lost.
    pub(super) fn has_news(&self) -> bool {
        self.start < self.end || self.lost
    }

    /// Removes the first event; `Err` once if all are read and some were lost.
    pub(super) fn pop(&mut self) -> Result<Option<Event<'_>>, Lost> {
        let queued = &self.bytes[self.start..self.end];
        let Some((length, _)) = queued.split_first_chunk::<LENGTH>() else {
            return match core::mem::take(&mut self.lost) {
                true => Err(Lost),
                false => Ok(None),
            };
        };
        let begin = self.start + LENGTH;
        let end = begin + usize::from(u16::from_ne_bytes(*length));
        self.start = end;
        Ok(Event::new(&self.bytes[begin..end]))
    }
}

/// Events did not fit the queue.
#[derive(Debug)]
pub(super) struct Lost;

impl<const BYTES: usize> fmt::Debug for Queue<BYTES> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Queue")
            .field("bytes", &(self.end - self.start))
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}
