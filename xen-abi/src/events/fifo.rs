//! The FIFO ABI: a word per port, in queues by priority.

use core::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use super::atomic::{AtomicBits, ones};
use crate::errno::Errno;
use crate::event_channel::{
    self, EVTCHN_FIFO_BUSY, EVTCHN_FIFO_LINK_MASK, EVTCHN_FIFO_LINKED, EVTCHN_FIFO_MASKED,
    EVTCHN_FIFO_MAX_QUEUES, EVTCHN_FIFO_PENDING, Port,
};
use crate::hypercall::Hypercall;

const PENDING: u64 = 1 << EVTCHN_FIFO_PENDING;
const MASKED: u64 = 1 << EVTCHN_FIFO_MASKED;
const LINKED: u64 = 1 << EVTCHN_FIFO_LINKED;
const BUSY: u64 = 1 << EVTCHN_FIFO_BUSY;
const LINK: u64 = EVTCHN_FIFO_LINK_MASK as u64;

/// One per priority; 0 is the highest.
pub(super) const QUEUES: usize = EVTCHN_FIFO_MAX_QUEUES as usize;

/// The event array of a domain: a word per port.
///
/// All functions may be called on any vCPU at any time.
#[derive(Debug)]
pub struct FifoArray<'a, W = AtomicU32> {
    words: &'a [W],
}

impl<W> Clone for FifoArray<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for FifoArray<'_, W> {}

impl<'a, W: AtomicBits> FifoArray<'a, W> {
    /// An array of words, starting with that of port 0.
    pub fn new(words: &'a [W]) -> Self {
        Self { words }
    }

    /// Returns the number of ports with a word, port 0 included. Events of other ports wait until
    /// they have one.
    pub fn ports(&self) -> u32 {
        self.words.len() as u32
    }

    fn word(&self, port: Port) -> Option<&'a W> {
        self.words.get(port.0 as usize)
    }

    fn has(&self, port: Port, bit: u64) -> bool {
        self.word(port)
            .is_some_and(|word| word.load(Ordering::Acquire) & bit != 0)
    }

    /// Returns whether the port is pending.
    pub fn is_pending(&self, port: Port) -> bool {
        self.has(port, PENDING)
    }

    /// Clears the pending bit of a port and returns it, for ports that are polled.
    pub fn clear(&self, port: Port) -> bool {
        self.word(port)
            .is_some_and(|word| word.fetch_and(!PENDING, Ordering::AcqRel) & PENDING != 0)
    }

    /// Returns whether the port is masked.
    pub fn is_masked(&self, port: Port) -> bool {
        self.has(port, MASKED)
    }

    /// Masks the port and returns whether it was masked. A masked port still becomes pending.
    pub fn mask(&self, port: Port) -> bool {
        self.word(port)
            .is_some_and(|word| word.fetch_or(MASKED, Ordering::AcqRel) & MASKED != 0)
    }

    /// Unmasks the port, and delivers the event if it is pending.
    ///
    /// Makes a hypercall only if the port is pending, since only Xen can add it to a queue.
    pub fn unmask<X: Hypercall>(&self, xen: &X, port: Port) -> Result<(), Errno> {
        if self.unmask_if_quiet(port) {
            Ok(())
        } else {
            event_channel::unmask(xen, port)
        }
    }

    /// Unmasks a port that is not pending; returns `false` and does nothing otherwise.
    ///
    /// The first half of [`unmask`](Self::unmask), for callers with another way to reach Xen.
    #[must_use = "the port is still masked if an event waits"]
    pub fn unmask_if_quiet(&self, port: Port) -> bool {
        let Some(word) = self.word(port) else {
            return true;
        };
        let mut seen = word.load(Ordering::Acquire);
        loop {
            if seen & MASKED == 0 {
                return true;
            }
            if seen & PENDING != 0 {
                return false;
            }
            if seen & BUSY != 0 {
                // Xen is linking another port behind this one, which takes it a few instructions.
                core::hint::spin_loop();
                seen = word.load(Ordering::Acquire);
                continue;
            }
            // Exchanged as a whole: an event that comes in between is seen.
            match word.compare_exchange(seen, seen & !MASKED, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
    }
}

/// A queue that refers to a port without a word. Its remaining events are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenQueue {
    /// The queue, which is the priority.
    pub priority: u32,
    /// The port.
    pub port: Port,
}

impl core::fmt::Display for BrokenQueue {
    #[inline]
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            formatter,
            "the queue of priority {} leads to port {}, which has no word",
            self.priority, self.port.0
        )
    }
}

impl core::error::Error for BrokenQueue {}

/// The queues of a vCPU. There must be only one value per vCPU.
#[derive(Debug)]
pub struct FifoVcpu<'a, W = AtomicU32, F = AtomicU8> {
    upcall_pending: &'a F,
    ready: &'a W,
    heads: &'a [W],
    /// The next port of each queue, as far as this side has followed it; 0 stands for the head.
    next: [u32; QUEUES],
}

impl<'a, W: AtomicBits, F: AtomicBits> FifoVcpu<'a, W, F> {
    /// Creates the queues of a vCPU from its flag, its ready bits and its heads.
    ///
    /// # Panics
    ///
    /// Panics if there are more than sixteen queues.
    pub fn new(upcall_pending: &'a F, ready: &'a W, heads: &'a [W]) -> Self {
        assert!(heads.len() <= QUEUES, "a queue for each priority");
        Self {
            upcall_pending,
            ready,
            heads,
            next: [0; QUEUES],
        }
    }

    /// Returns whether the vCPU's upcall flag is set.
    pub fn has_news(&self) -> bool {
        self.upcall_pending.load(Ordering::Acquire) != 0
    }

    /// Calls `handler` for each pending port of the vCPU, in order of priority.
    ///
    /// The pending bit is cleared before the handler runs, so an event that arrives meanwhile
    /// causes another call. One of a higher priority is next.
    ///
    /// After an error, call again for the other queues.
    pub fn handle(
        &mut self,
        array: FifoArray<'_, W>,
        mut handler: impl FnMut(Port),
    ) -> Result<(), BrokenQueue> {
        while self.upcall_pending.swap(0, Ordering::AcqRel) != 0 {
            let mut ready = self.ready.swap(0, Ordering::AcqRel);
            while let Some(priority) = ones(ready).next() {
                match self.take(array, priority) {
                    Ok((port, more)) => {
                        if !more {
                            ready &= !(1 << priority);
                        }
                        if let Some(port) = port {
                            handler(port);
                        }
                    }
                    Err(broken) => {
                        // What is left comes back with the next call.
                        self.ready
                            .fetch_or(ready & !(1 << priority), Ordering::AcqRel);
                        self.upcall_pending.fetch_or(1, Ordering::AcqRel);
                        return Err(broken);
                    }
                }
                ready |= self.ready.swap(0, Ordering::AcqRel);
            }
        }
        Ok(())
    }

    /// Unlinks the first port of a queue. Returns whether it is pending, and whether the queue
    /// continues.
    fn take(
        &mut self,
        array: FifoArray<'_, W>,
        priority: u32,
    ) -> Result<(Option<Port>, bool), BrokenQueue> {
        let queue = priority as usize;
        let Some(head) = self.heads.get(queue) else {
            return Ok((None, false));
        };
        let port = match self.next[queue] {
            0 => Port(head.load(Ordering::Acquire) as u32),
            next => Port(next),
        };
        self.next[queue] = 0;
        let Some(word) = array.word(port).filter(|_| port.0 != 0) else {
            return Err(BrokenQueue { priority, port });
        };
        // The link is read and taken away in one: from then on Xen links no other port behind this
        // one.
        let mut seen = word.load(Ordering::Acquire);
        while let Err(now) = word.compare_exchange(
            seen,
            seen & !(LINKED | LINK),
            Ordering::AcqRel,
            Ordering::Acquire,
        ) {
            seen = now;
        }
        self.next[queue] = (seen & LINK) as u32;
        // A masked port keeps its event, and is linked again when it is unmasked.
        let waits = seen & MASKED == 0 && word.fetch_and(!PENDING, Ordering::AcqRel) & PENDING != 0;
        Ok((waits.then_some(port), seen & LINK != 0))
    }
}
