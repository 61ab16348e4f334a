//! The 2-level ABI: pending and mask bits, and a selector per vCPU.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, Ordering};

use super::atomic::{AtomicBits, XenWord, ones};
use crate::errno::Errno;
use crate::event_channel::{self, Port};
use crate::hypercall::Hypercall;
use crate::xen::{SharedInfo, VcpuInfo};

/// The pending and mask bits of a domain in the 2-level ABI.
///
/// All functions may be called on any vCPU at any time. [The module](super) explains how events are
/// delivered.
#[derive(Debug)]
pub struct TwoLevel<'a, W = XenWord> {
    pending: &'a [W],
    mask: &'a [W],
}

// A copy shares the bits; derives would ask the same of the words.
impl<W> Clone for TwoLevel<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for TwoLevel<'_, W> {}

impl TwoLevel<'_> {
    /// Creates the value from the domain's shared info page.
    ///
    /// Of an HVM guest on x86, Xen uses the layout of 32-bit or of 64-bit guests: [`crate::xen`]
    /// says when.
    ///
    /// # Safety
    ///
    /// While the value or a copy of it lives, `page` must be the domain's shared info page, mapped
    /// and writable, and the program must access its event bits only as atomics of type
    /// [`XenWord`].
    #[inline]
    pub unsafe fn in_shared_info(page: NonNull<SharedInfo>) -> Self {
        // SAFETY: the fields are arrays of words, which the caller lets be accessed as atomics.
        unsafe {
            let pending = &raw const (*page.as_ptr()).evtchn_pending;
            let mask = &raw const (*page.as_ptr()).evtchn_mask;
            Self::new(
                &*(pending as *const [XenWord; WORDS]),
                &*(mask as *const [XenWord; WORDS]),
            )
        }
    }
}

/// The number of words: as many as a word has bits.
const WORDS: usize = XenWord::BITS as usize;

const _: () = assert!((WORDS * WORDS) as u64 == event_channel::EVTCHN_2L_NR_CHANNELS as u64);

impl<'a, W: AtomicBits> TwoLevel<'a, W> {
    /// Creates the value from other words, for a model of Xen.
    ///
    /// # Panics
    ///
    /// Panics if the slices differ in length, or are longer than a selector allows.
    #[inline]
    pub fn new(pending: &'a [W], mask: &'a [W]) -> Self {
        assert!(
            pending.len() == mask.len() && pending.len() <= W::BITS as usize,
            "as many words as a selector has bits"
        );
        Self { pending, mask }
    }

    /// Returns the number of ports, port 0 included: 1024 on 32-bit x86, otherwise 4096.
    pub fn ports(&self) -> u32 {
        self.pending.len() as u32 * W::BITS
    }

    /// Returns the word of a port and its bit; `None` for a port beyond the ABI.
    fn place(&self, port: Port) -> Option<(usize, u64)> {
        (port.0 < self.ports()).then(|| ((port.0 / W::BITS) as usize, 1 << (port.0 % W::BITS)))
    }

    /// Returns whether the port is pending. A port beyond the ABI never is.
    pub fn is_pending(&self, port: Port) -> bool {
        self.place(port)
            .is_some_and(|(word, bit)| self.pending[word].load(Ordering::Acquire) & bit != 0)
    }

    /// Clears the pending bit of a port and returns it. Look for work afterwards.
    ///
    /// For ports that are polled. [`handle`](Self::handle) does it for the others.
    pub fn clear(&self, port: Port) -> bool {
        self.place(port).is_some_and(|(word, bit)| {
            self.pending[word].fetch_and(!bit, Ordering::AcqRel) & bit != 0
        })
    }

    /// Returns whether the port is masked.
    pub fn is_masked(&self, port: Port) -> bool {
        self.place(port)
            .is_some_and(|(word, bit)| self.mask[word].load(Ordering::Acquire) & bit != 0)
    }

    /// Masks the port and returns whether it was masked. A masked port still becomes pending.
    pub fn mask(&self, port: Port) -> bool {
        self.place(port)
            .is_some_and(|(word, bit)| self.mask[word].fetch_or(bit, Ordering::AcqRel) & bit != 0)
    }

    /// Unmasks the port, and delivers the event if it is pending.
    ///
    /// Works for ports of any vCPU.
    ///
    /// Makes a hypercall only if the port is masked.
    pub fn unmask<X: Hypercall>(&self, xen: &X, port: Port) -> Result<(), Errno> {
        if self.is_masked(port) {
            event_channel::unmask(xen, port)
        } else {
            Ok(())
        }
    }

    /// Unmasks a port that notifies the calling vCPU, without a hypercall.
    ///
    /// Returns `true` if the port is pending: the vCPU must [`handle`](Self::handle) its events
    /// again, since Xen delivers no upcall for this one.
    #[must_use = "an event may wait that Xen will not announce"]
    pub fn unmask_here<F: AtomicBits>(&self, vcpu: &TwoLevelVcpu<'_, W, F>, port: Port) -> bool {
        let Some((word, bit)) = self.place(port) else {
            return false;
        };
        self.mask[word].fetch_and(!bit, Ordering::AcqRel);
        // Xen sets the pending bit and then looks at the mask. If it still saw the port masked, the
        // bit is seen here.
        W::fence();
        if self.pending[word].load(Ordering::Acquire) & bit == 0 {
            return false;
        }
        vcpu.selector.fetch_or(1 << word, Ordering::AcqRel);
        vcpu.upcall_pending.fetch_or(1, Ordering::AcqRel);
        true
    }

    /// Calls `handler` for each pending port of the vCPU, until there is none.
    ///
    /// The pending bit is cleared before the handler runs, so an event that arrives meanwhile
    /// causes another call. Ports are visited in rounds, so a busy port does not starve the others.
    ///
    /// The bits belong to the domain, not to the vCPU: a visited word may have ports of other
    /// vCPUs. In a domain with several vCPUs, [`only`](TwoLevelVcpu::only) sets the ports of this
    /// one.
    ///
    /// Call it on the vCPU that the selector belongs to, with upcalls masked.
    pub fn handle<F: AtomicBits>(
        &self,
        vcpu: &TwoLevelVcpu<'_, W, F>,
        mut handler: impl FnMut(Port),
    ) {
        // Xen sets a port's bit, the selector's, the flag. We take them in the opposite order, so
        // whatever is set behind our back sets the flag again, and the flag is looked at
        // last.
        while vcpu.upcall_pending.swap(0, Ordering::AcqRel) != 0 {
            for word in ones(vcpu.selector.swap(0, Ordering::AcqRel)) {
                // A selector that names a word which is not there comes from no Xen.
                let (Some(pending), Some(mask)) = (
                    self.pending.get(word as usize),
                    self.mask.get(word as usize),
                ) else {
                    continue;
                };
                let waiting = pending.load(Ordering::Acquire)
                    & !mask.load(Ordering::Acquire)
                    & vcpu.own(word);
                for bit in ones(waiting) {
                    if pending.fetch_and(!(1 << bit), Ordering::AcqRel) & (1 << bit) != 0 {
                        handler(Port(word * W::BITS + bit));
                    }
                }
            }
        }
    }
}

/// The flag and selector of a vCPU in the 2-level ABI.
#[derive(Debug)]
pub struct TwoLevelVcpu<'a, W = XenWord, F = AtomicU8> {
    upcall_pending: &'a F,
    selector: &'a W,
    own: Option<&'a [W]>,
}

impl TwoLevelVcpu<'_> {
    /// Creates the value from the vCPU's `vcpu_info`.
    ///
    /// # Safety
    ///
    /// While the value lives, `info` must be the `vcpu_info` of the vCPU, mapped and writable, and
    /// the program must access `evtchn_upcall_pending` only as an [`AtomicU8`] and
    /// `evtchn_pending_sel` only as a [`XenWord`].
    #[inline]
    pub unsafe fn in_vcpu_info(info: NonNull<VcpuInfo>) -> Self {
        // SAFETY: both fields have the size and the alignment of the atomics, as which the caller
        // lets them be accessed.
        unsafe {
            let flag = &raw const (*info.as_ptr()).evtchn_upcall_pending;
            let selector = &raw const (*info.as_ptr()).evtchn_pending_sel;
            Self::new(&*flag.cast::<AtomicU8>(), &*selector.cast::<XenWord>())
        }
    }
}

impl<'a, W: AtomicBits, F: AtomicBits> TwoLevelVcpu<'a, W, F> {
    /// Creates the value from other words, for a model of Xen: the flag, and the selector.
    #[inline]
    pub fn new(upcall_pending: &'a F, selector: &'a W) -> Self {
        Self {
            upcall_pending,
            selector,
            own: None,
        }
    }

    /// Limits the value to the ports that notify this vCPU.
    ///
    /// To move a port to another vCPU: mask it, change the sets, tell Xen, and unmask it through
    /// Xen. Otherwise an event may be lost.
    #[must_use]
    pub fn only<const WORDS: usize>(self, ports: &'a PortSet<W, WORDS>) -> Self {
        Self {
            own: Some(&ports.words),
            ..self
        }
    }

    /// Returns the bits of a word that belong to this vCPU.
    fn own(&self, word: u32) -> u64 {
        self.own.map_or(u64::MAX, |own| {
            own.get(word as usize)
                .map_or(0, |own| own.load(Ordering::Acquire))
        })
    }

    /// Returns whether the vCPU's upcall flag is set.
    pub fn has_news(&self) -> bool {
        self.upcall_pending.load(Ordering::Acquire) != 0
    }
}

/// A set of ports of the 2-level ABI: those that notify one vCPU.
#[derive(Debug)]
pub struct PortSet<W = XenWord, const WORDS: usize = { self::WORDS }> {
    words: [W; WORDS],
}

impl<W: AtomicBits + Default, const WORDS: usize> PortSet<W, WORDS> {
    /// Creates an empty set.
    pub fn new() -> Self {
        Self {
            words: core::array::from_fn(|_| W::default()),
        }
    }
}

impl<W: AtomicBits, const WORDS: usize> PortSet<W, WORDS> {
    fn place(port: Port) -> Option<(usize, u64)> {
        let word = (port.0 / W::BITS) as usize;
        (word < WORDS).then_some((word, 1 << (port.0 % W::BITS)))
    }

    /// Adds a port; ignores a port beyond the ABI.
    pub fn insert(&self, port: Port) {
        if let Some((word, bit)) = Self::place(port) {
            self.words[word].fetch_or(bit, Ordering::AcqRel);
        }
    }

    /// Removes a port.
    pub fn remove(&self, port: Port) {
        if let Some((word, bit)) = Self::place(port) {
            self.words[word].fetch_and(!bit, Ordering::AcqRel);
        }
    }

    /// Returns whether the port is in the set.
    pub fn contains(&self, port: Port) -> bool {
        Self::place(port)
            .is_some_and(|(word, bit)| self.words[word].load(Ordering::Acquire) & bit != 0)
    }
}

impl<W: AtomicBits + Default, const WORDS: usize> Default for PortSet<W, WORDS> {
    fn default() -> Self {
        Self::new()
    }
}
