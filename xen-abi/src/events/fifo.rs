//! The FIFO layout: a word for each port, in queues by priority, that Xen appends to and the guest
//! takes from.

use core::mem::{ManuallyDrop, offset_of};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use super::atomic::{AtomicBits, ones};
use crate::errno::Errno;
use crate::event_channel::{
    self, EVTCHN_FIFO_BUSY, EVTCHN_FIFO_LINK_MASK, EVTCHN_FIFO_LINKED, EVTCHN_FIFO_MASKED,
    EVTCHN_FIFO_MAX_QUEUES, EVTCHN_FIFO_NR_CHANNELS, EVTCHN_FIFO_PENDING, FifoControlBlock, Port,
};
use crate::frame::PAGE_SIZE;
use crate::hypercall::Hypercall;
use crate::pages::GuestPages;
use crate::xen::{DomId, VcpuInfo};

const PENDING: u64 = 1 << EVTCHN_FIFO_PENDING;
const MASKED: u64 = 1 << EVTCHN_FIFO_MASKED;
const LINKED: u64 = 1 << EVTCHN_FIFO_LINKED;
const BUSY: u64 = 1 << EVTCHN_FIFO_BUSY;
const LINK: u64 = EVTCHN_FIFO_LINK_MASK as u64;

/// One for each priority, 0 being the most urgent.
const QUEUES: usize = EVTCHN_FIFO_MAX_QUEUES as usize;

/// The bytes of a control block, and how many of them fit a page.
const BLOCK: usize = size_of::<FifoControlBlock>();
const BLOCKS: usize = PAGE_SIZE / BLOCK;

const _: () = assert!(BLOCK % 8 == 0);

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

/// A domain that uses the FIFO layout, and the pages that it gave to Xen for it.
///
/// Dropping the value returns the domain to the 2-level layout, which closes all its ports.
#[derive(Debug)]
pub struct Fifo<X: Hypercall, P: GuestPages> {
    xen: X,
    control: ManuallyDrop<P>,
    array: ManuallyDrop<P>,
    vcpus: u32,
    /// Whether Xen has any of the pages.
    given: bool,
}

impl<X: Hypercall, P: GuestPages> Fifo<X, P> {
    /// Changes the domain to the FIFO layout: gives a control block to each of the first `vcpus`
    /// processors, 56 of which fit a page, and a word to 1024 ports for each page of the array.
    ///
    /// No port should be bound yet: Xen then knows of no event that waits. All pages are cleared
    /// first.
    pub fn start(xen: X, vcpus: u32, control: P, array: P) -> Result<Self, FifoError> {
        if (vcpus as usize).div_ceil(BLOCKS) > control.count() || vcpus == 0 {
            return Err(FifoError::ControlPages {
                needed: (vcpus as usize).div_ceil(BLOCKS).max(1),
                given: control.count(),
            });
        }
        let most = EVTCHN_FIFO_NR_CHANNELS as usize * size_of::<u32>() / PAGE_SIZE;
        if array.is_empty() || array.count() > most {
            return Err(FifoError::ArrayPages {
                most,
                given: array.count(),
            });
        }
        for pages in [&control, &array] {
            // SAFETY: the pages are valid for writes, and nobody else accesses them.
            unsafe { pages.start().as_ptr().write_bytes(0, pages.len()) };
        }
        // What happened so far is undone by dropping it.
        let mut fifo = Self {
            xen,
            control: ManuallyDrop::new(control),
            array: ManuallyDrop::new(array),
            vcpus,
            given: false,
        };
        for vcpu in 0..vcpus {
            let (page, block) = (vcpu as usize / BLOCKS, vcpu as usize % BLOCKS);
            // SAFETY: the pages belong to this value, which keeps them until Xen has given them up,
            // and each block is used once.
            let bits = unsafe {
                event_channel::init_control(
                    &fifo.xen,
                    fifo.control.frame(page),
                    (block * BLOCK) as u32,
                    vcpu,
                )
            };
            // Xen has the block where it only could not say so.
            fifo.given |= !matches!(bits, Err(errno) if errno != Errno::EFAULT);
            bits.map_err(FifoError::Xen)?;
        }
        for page in 0..fifo.array.count() {
            // SAFETY: as above; the page is cleared.
            unsafe { event_channel::expand_array(&fifo.xen, fifo.array.frame(page)) }
                .map_err(FifoError::Xen)?;
        }
        Ok(fifo)
    }

    /// The words of all ports.
    pub fn array(&self) -> FifoArray<'_> {
        let words = self.array.len() / size_of::<AtomicU32>();
        // SAFETY: the pages are aligned, live as long as the value, and are accessed atomically
        // from now on.
        FifoArray::new(unsafe {
            core::slice::from_raw_parts(self.array.start().as_ptr().cast(), words)
        })
    }

    /// The queues of a processor, whose flag lies in `info`. To be called once for each: a second
    /// value would not know how far the first one came, and miss events.
    ///
    /// # Panics
    ///
    /// Where the processor was given no block.
    ///
    /// # Safety
    ///
    /// As for [`TwoLevelVcpu::in_vcpu_info`](super::TwoLevelVcpu::in_vcpu_info).
    pub unsafe fn vcpu(&self, vcpu: u32, info: NonNull<VcpuInfo>) -> FifoVcpu<'_> {
        assert!(vcpu < self.vcpus, "processor {vcpu} has no control block");
        let (page, block) = (vcpu as usize / BLOCKS, vcpu as usize % BLOCKS);
        let offset = page * PAGE_SIZE + block * BLOCK;
        // SAFETY: the block lies in the pages, which live as long as the value and are accessed
        // atomically; the caller answers for the flag.
        unsafe {
            let block = self.control.start().as_ptr().add(offset);
            let ready = block
                .add(offset_of!(FifoControlBlock, ready))
                .cast::<AtomicU32>();
            let heads = block
                .add(offset_of!(FifoControlBlock, head))
                .cast::<AtomicU32>();
            let flag = (&raw const (*info.as_ptr()).evtchn_upcall_pending).cast::<AtomicU8>();
            FifoVcpu::new(&*flag, &*ready, core::slice::from_raw_parts(heads, QUEUES))
        }
    }
}

impl<X: Hypercall, P: GuestPages> Drop for Fifo<X, P> {
    fn drop(&mut self) {
        // Pages that Xen still writes to are never given back.
        if !self.given || event_channel::reset(&self.xen, DomId::SELF).is_ok() {
            // SAFETY: dropped here and nowhere else, and not used any more.
            unsafe {
                ManuallyDrop::drop(&mut self.control);
                ManuallyDrop::drop(&mut self.array);
            }
        }
    }
}

/// Why a domain could not change to the FIFO layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FifoError {
    /// The pages do not hold the blocks of all processors.
    ControlPages {
        /// As many are needed.
        needed: usize,
        /// As many were given.
        given: usize,
    },
    /// The array has no page, or more than there are ports for.
    ArrayPages {
        /// As many are of use.
        most: usize,
        /// As many were given.
        given: usize,
    },
    /// Xen refused.
    Xen(Errno),
}

impl core::fmt::Display for FifoError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::ControlPages { needed, given } => {
                write!(
                    formatter,
                    "the control blocks of all processors need {needed} pages, not {given}"
                )
            }
            Self::ArrayPages { most, given } => write!(
                formatter,
                "an event array has 1 to {most} pages, not {given}"
            ),
            Self::Xen(errno) => write!(formatter, "Xen refused: {errno}"),
        }
    }
}

impl core::error::Error for FifoError {}
