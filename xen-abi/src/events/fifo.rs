//! The FIFO layout: a word for each port, in queues by priority, that Xen appends to and the guest
//! takes from.

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

/// One for each priority, 0 being the most urgent.
pub(super) const QUEUES: usize = EVTCHN_FIFO_MAX_QUEUES as usize;

/// The event words of a domain, one for each port.
///
/// All functions are safe to call from any processor at any time.
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
    /// Words wherever they lie, the first being that of port 0.
    pub fn new(words: &'a [W]) -> Self {
        Self { words }
    }

    /// How many ports have a word, port 0 included. Events of the others wait until there is one.
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

    /// Whether an event waits.
    pub fn is_pending(&self, port: Port) -> bool {
        self.has(port, PENDING)
    }

    /// Takes the event of a port, and returns whether there was one. For ports that are polled.
    pub fn clear(&self, port: Port) -> bool {
        self.word(port)
            .is_some_and(|word| word.fetch_and(!PENDING, Ordering::AcqRel) & PENDING != 0)
    }

    /// Whether the port interrupts nobody.
    pub fn is_masked(&self, port: Port) -> bool {
        self.has(port, MASKED)
    }

    /// Lets the port interrupt nobody, and returns whether it was so already. An event still
    /// becomes pending, and waits.
    pub fn mask(&self, port: Port) -> bool {
        self.word(port)
            .is_some_and(|word| word.fetch_or(MASKED, Ordering::AcqRel) & MASKED != 0)
    }

    /// Lets the port interrupt again; an event that came meanwhile is delivered.
    ///
    /// Only Xen can put a port into a queue, so it is called if an event waits, and only then.
    pub fn unmask<X: Hypercall>(&self, xen: &X, port: Port) -> Result<(), Errno> {
        if self.unmask_if_quiet(port) {
            Ok(())
        } else {
            event_channel::unmask(xen, port)
        }
    }

    /// Unmasks a port on which no event waits; `false` where one does, and nothing was done.
    ///
    /// Part of [`unmask`](Self::unmask), for those who reach Xen in another way.
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

/// A queue that leads to a port without a word. Its remaining events are not found any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenQueue {
    /// The queue, which is the priority.
    pub priority: u32,
    /// The port that it leads to.
    pub port: Port,
}

impl core::fmt::Display for BrokenQueue {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            formatter,
            "the queue of priority {} leads to port {}, which has no word",
            self.priority, self.port.0
        )
    }
}

impl core::error::Error for BrokenQueue {}

/// The queues of one processor, of which there must be one value only.
#[derive(Debug)]
pub struct FifoVcpu<'a, W = AtomicU32, F = AtomicU8> {
    upcall_pending: &'a F,
    ready: &'a W,
    heads: &'a [W],
    /// The next port of each queue, as far as this side has followed it; 0 sends back to the head.
    next: [u32; QUEUES],
}

impl<'a, W: AtomicBits, F: AtomicBits> FifoVcpu<'a, W, F> {
    /// Words wherever they lie: the processor's flag, the set of queues that hold something, and
    /// their first ports.
    ///
    /// # Panics
    ///
    /// Where there are more than sixteen queues.
    pub fn new(upcall_pending: &'a F, ready: &'a W, heads: &'a [W]) -> Self {
        assert!(heads.len() <= QUEUES, "a queue for each priority");
        Self {
            upcall_pending,
            ready,
            heads,
            next: [0; QUEUES],
        }
    }

    /// Whether Xen has told the processor that there is something to visit.
    pub fn has_news(&self) -> bool {
        self.upcall_pending.load(Ordering::Acquire) != 0
    }

    /// Calls `handler` for each port of the processor on which an event waits, the most urgent
    /// first, until there is none.
    ///
    /// An event is taken before its handler runs, so one that comes while the handler is busy leads
    /// to another call. A more urgent one that comes meanwhile is next.
    ///
    /// After an error the other queues are still to be handled: call again.
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

    /// Unlinks the first port of a queue. Tells whether an event waits on it, and whether the queue
    /// goes on.
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
