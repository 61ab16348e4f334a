//! The FIFO ABI of a domain, in pages that it gives to Xen.

use core::mem::{ManuallyDrop, offset_of};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, AtomicU32};

use super::fifo::{FifoArray, FifoVcpu, QUEUES};
use crate::close::NotClosed;
use crate::domain_events::ChannelsOpen;
use crate::errno::Errno;
use crate::event_channel::{self, EVTCHN_FIFO_NR_CHANNELS, FifoControlBlock};
use crate::frame::PAGE_SIZE;
use crate::hypercall::Hypercall;
use crate::pages::GuestPages;
use crate::xen::{DomId, VcpuInfo};

/// The size of a control block in bytes, and the number of blocks per page.
const BLOCK: usize = size_of::<FifoControlBlock>();
const BLOCKS: usize = PAGE_SIZE / BLOCK;

const _: () = assert!(BLOCK % 8 == 0);

/// A domain that uses the FIFO ABI, with the pages that it gave to Xen.
///
/// [`close`](Self::close) returns the domain to the 2-level ABI, and the pages to the caller.
/// Dropping the value does the same. If a [`Channel`](super::Channel) is open or Xen refuses, the
/// domain keeps the ABI, and Xen the pages.
#[derive(Debug)]
pub struct Fifo<X: Hypercall, P: GuestPages> {
    xen: X,
    pages: ManuallyDrop<FifoPages<P>>,
    vcpus: u32,
}

/// The pages of the FIFO ABI.
#[derive(Debug)]
pub struct FifoPages<P> {
    /// The pages of the control blocks.
    pub control: P,
    /// The pages of the event array.
    pub array: P,
}

impl<P: GuestPages> FifoPages<P> {
    /// Checks that the pages suffice for `vcpus` vCPUs, and are not more than Xen takes.
    fn check(&self, vcpus: u32) -> Result<(), FifoError> {
        let needed = (vcpus as usize).div_ceil(BLOCKS).max(1);
        if needed > self.control.count() || vcpus == 0 {
            return Err(FifoError::ControlPages {
                needed,
                given: self.control.count(),
            });
        }
        let most = EVTCHN_FIFO_NR_CHANNELS as usize * size_of::<u32>() / PAGE_SIZE;
        if self.array.is_empty() || self.array.count() > most {
            return Err(FifoError::ArrayPages {
                most,
                given: self.array.count(),
            });
        }
        Ok(())
    }
}

impl<X: Hypercall, P: GuestPages> Fifo<X, P> {
    /// Switches the domain to the FIFO ABI.
    ///
    /// Each of the first `vcpus` vCPUs gets a control block, of which 56 fit a page. Events of
    /// ports that notify another vCPU are lost. Each page of the array holds the words of 1024
    /// ports.
    ///
    /// Ports may be open: pending events are raised again. All pages are cleared first, so that no
    /// port is masked.
    pub fn start(xen: X, vcpus: u32, control: P, array: P) -> Result<Self, NotStarted<P>> {
        let pages = FifoPages { control, array };
        let checked = pages.check(vcpus).and_then(|()| {
            let claimed = xen.domain_events().claim_fifo();
            claimed.then_some(()).ok_or(FifoError::InUse)
        });
        if let Err(why) = checked {
            let pages = Some(pages);
            return Err(NotStarted { pages, why });
        }
        for pages in [&pages.control, &pages.array] {
            // SAFETY: the pages are valid for writes, and nobody else accesses them.
            unsafe { pages.start().as_ptr().write_bytes(0, pages.len()) };
        }
        let fifo = Self {
            xen,
            pages: ManuallyDrop::new(pages),
            vcpus,
        };
        let Err((errno, given)) = fifo.give() else {
            return Ok(fifo);
        };
        let pages = if given {
            fifo.close().ok()
        } else {
            fifo.xen.domain_events().release_fifo();
            Some(fifo.take_pages())
        };
        let why = FifoError::Xen(errno);
        Err(NotStarted { pages, why })
    }

    /// Gives the pages to Xen. After an error, returns whether Xen has any of them.
    fn give(&self) -> Result<(), (Errno, bool)> {
        let mut given = false;
        // The last processor first: if it does not exist, Xen refuses before it changes anything.
        for vcpu in (0..self.vcpus).rev() {
            let (page, block) = (vcpu as usize / BLOCKS, vcpu as usize % BLOCKS);
            // SAFETY: the pages belong to this value, which keeps them until Xen has given them up,
            // and each block is used once.
            let bits = unsafe {
                event_channel::init_control(
                    &self.xen,
                    self.pages.control.frame(page),
                    (block * BLOCK) as u32,
                    vcpu,
                )
            };
            // Xen may have the block where it could not write its answer.
            given |= !matches!(bits, Err(errno) if errno != Errno::EFAULT);
            bits.map_err(|errno| (errno, given))?;
        }
        for page in 0..self.pages.array.count() {
            // SAFETY: as above; the page is cleared.
            unsafe { event_channel::expand_array(&self.xen, self.pages.array.frame(page)) }
                .map_err(|errno| (errno, given))?;
        }
        Ok(())
    }

    /// Returns the event array.
    pub fn array(&self) -> FifoArray<'_> {
        let words = self.pages.array.len() / size_of::<AtomicU32>();
        // SAFETY: the pages are aligned, live as long as the value, and are accessed atomically
        // from now on.
        FifoArray::new(unsafe {
            core::slice::from_raw_parts(self.pages.array.start().as_ptr().cast(), words)
        })
    }

    /// Returns the queues of a vCPU, whose flag is in `info`.
    ///
    /// Call it once per vCPU: a second value would not know the first one's position, and miss
    /// events.
    ///
    /// # Panics
    ///
    /// Panics if the vCPU has no control block.
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
            let block = self.pages.control.start().as_ptr().add(offset);
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

    /// Returns the domain to the 2-level ABI, and the pages to the caller.
    ///
    /// Xen closes all ports of the domain, such as those that the toolstack opened. Fails while a
    /// [`Channel`](super::Channel) is open.
    pub fn close(self) -> Result<FifoPages<P>, NotClosed<Self, FifoError>> {
        match self.end() {
            Ok(()) => Ok(self.take_pages()),
            Err(why) => Err(NotClosed { value: self, why }),
        }
    }

    /// Returns the pages of a domain that uses the 2-level ABI again since it was restored.
    ///
    /// Makes no hypercall, and closes no port. Closing or dropping the value would close all ports
    /// of the restored domain, such as those that the toolstack has opened.
    ///
    /// # Safety
    ///
    /// The domain has been restored since the value was made: `sched::suspend` has returned
    /// `Resumed::Restored`. It does not use the FIFO ABI.
    pub unsafe fn into_pages(self) -> FifoPages<P> {
        self.xen.domain_events().release_fifo();
        self.take_pages()
    }

    fn end(&self) -> Result<(), FifoError> {
        self.xen
            .domain_events()
            .end_fifo(|| event_channel::reset(&self.xen, DomId::SELF))
            .map_err(|ChannelsOpen(count)| FifoError::ChannelsOpen(count))?
            .map_err(FifoError::Xen)
    }

    /// The pages, which Xen does not have.
    fn take_pages(self) -> FifoPages<P> {
        let mut fifo = ManuallyDrop::new(self);
        // SAFETY: each is taken once from a value that is not dropped.
        unsafe {
            drop(core::ptr::read(&fifo.xen));
            ManuallyDrop::take(&mut fifo.pages)
        }
    }
}

impl<X: Hypercall, P: GuestPages> Drop for Fifo<X, P> {
    fn drop(&mut self) {
        // Pages that Xen still writes to are never given back.
        if self.end().is_ok() {
            // SAFETY: dropped here and nowhere else, and not used any more.
            unsafe { ManuallyDrop::drop(&mut self.pages) };
        }
    }
}

/// The pages of a domain that did not switch to the FIFO ABI, and the reason.
pub struct NotStarted<P> {
    /// The pages; `None` if Xen keeps some of them.
    ///
    /// Xen keeps them while a [`Channel`](super::Channel) is open. The domain then uses an
    /// incomplete FIFO ABI.
    pub pages: Option<FifoPages<P>>,
    /// The reason.
    pub why: FifoError,
}

impl<P> core::fmt::Display for NotStarted<P> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.why.fmt(formatter)
    }
}

// Pages have nothing to show.
impl<P> core::fmt::Debug for NotStarted<P> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("NotStarted")
            .field("pages", &self.pages.is_some())
            .field("why", &self.why)
            .finish()
    }
}

impl<P> core::error::Error for NotStarted<P> {}

/// Why a domain could not switch to the FIFO ABI, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FifoError {
    /// The pages do not hold the control blocks of all vCPUs.
    ControlPages {
        /// The number needed.
        needed: usize,
        /// The number given.
        given: usize,
    },
    /// The array has no page, or more than there are ports for.
    ArrayPages {
        /// The maximum number.
        most: usize,
        /// The number given.
        given: usize,
    },
    /// The domain already uses the FIFO ABI: there is another [`Fifo`], or one could not be closed.
    InUse,
    /// The number of channels that are open; closing would close their ports.
    ChannelsOpen(u32),
    /// Xen refused.
    Xen(Errno),
}

impl core::fmt::Display for FifoError {
    #[inline]
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
            Self::InUse => formatter.write_str("the domain uses the FIFO layout already"),
            Self::ChannelsOpen(count) => write!(
                formatter,
                "{count} channels are open, whose ports would be closed"
            ),
            Self::Xen(errno) => write!(formatter, "Xen refused: {errno}"),
        }
    }
}

impl core::error::Error for FifoError {}
