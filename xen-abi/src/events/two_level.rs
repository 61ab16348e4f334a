//! The 2-level layout: a bit for each port, in words; a bit for each word, in the processor's
//! selector.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, Ordering};

use super::atomic::{AtomicBits, XenWord, ones};
use crate::errno::Errno;
use crate::event_channel::{self, Port};
use crate::hypercall::Hypercall;
use crate::xen::{SharedInfo, VcpuInfo};

/// The bits of a domain in the 2-level layout.
///
/// All its functions are safe to call from any processor at any time. See [the module](super) for
/// how events flow.
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
    /// The bits in the page that the domain shares with Xen.
    ///
    /// # Safety
    ///
    /// As long as the value or a copy of it lives, `page` must be the domain's shared page, mapped
    /// and writable, and the program must access its event bits only as atomics of type
    /// [`XenWord`].
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

/// As many words as a word has bits.
const WORDS: usize = XenWord::BITS as usize;

const _: () = assert!((WORDS * WORDS) as u64 == event_channel::EVTCHN_2L_NR_CHANNELS as u64);

impl<'a, W: AtomicBits> TwoLevel<'a, W> {
    /// Bits that lie elsewhere than in a shared page, for a model of Xen.
    ///
    /// # Panics
    ///
    /// Where there are not as many words of one kind as of the other, or more than a selector can
    /// tell apart.
    pub fn new(pending: &'a [W], mask: &'a [W]) -> Self {
        assert!(
            pending.len() == mask.len() && pending.len() <= W::BITS as usize,
            "as many words as a selector has bits"
        );
        Self { pending, mask }
    }

    /// How many ports there are, port 0 included: 1024 on 32-bit x86, 4096 on the other machines.
    pub fn ports(&self) -> u32 {
        self.pending.len() as u32 * W::BITS
    }

    /// The word of a port and its bit in it; `None` for a port that the layout has not.
    fn place(&self, port: Port) -> Option<(usize, u64)> {
        (port.0 < self.ports()).then(|| ((port.0 / W::BITS) as usize, 1 << (port.0 % W::BITS)))
    }

    /// Whether an event waits. A port that the layout has not is never pending.
    pub fn is_pending(&self, port: Port) -> bool {
        self.place(port)
            .is_some_and(|(word, bit)| self.pending[word].load(Ordering::Acquire) & bit != 0)
    }

    /// Takes the event of a port, and returns whether there was one. What it announces may be
    /// looked for from now on.
    ///
    /// For ports that are polled. [`handle`](Self::handle) does it for the others.
    pub fn clear(&self, port: Port) -> bool {
        self.place(port).is_some_and(|(word, bit)| {
            self.pending[word].fetch_and(!bit, Ordering::AcqRel) & bit != 0
        })
    }

    /// Whether the port interrupts nobody.
    pub fn is_masked(&self, port: Port) -> bool {
        self.place(port)
            .is_some_and(|(word, bit)| self.mask[word].load(Ordering::Acquire) & bit != 0)
    }

    /// Lets the port interrupt nobody, and returns whether it was so already. An event still
    /// becomes pending, and waits.
    pub fn mask(&self, port: Port) -> bool {
        self.place(port)
            .is_some_and(|(word, bit)| self.mask[word].fetch_or(bit, Ordering::AcqRel) & bit != 0)
    }

    /// Lets the port interrupt again, whichever processor it notifies; an event that came meanwhile
    /// is delivered.
    ///
    /// Xen is asked only if the port is masked.
    pub fn unmask<X: Hypercall>(&self, xen: &X, port: Port) -> Result<(), Errno> {
        if self.is_masked(port) {
            event_channel::unmask(xen, port)
        } else {
            Ok(())
        }
    }

    /// Lets a port interrupt again that notifies the calling processor, without a call to Xen.
    ///
    /// Where it returns `true`, an event came meanwhile: the processor must
    /// [`handle`](Self::handle) its events once more, since Xen will not interrupt it for this
    /// one.
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

    /// Calls `handler` for each port of the processor on which an event waits, until there is none.
    ///
    /// An event is taken before its handler runs, so one that comes while the handler is busy leads
    /// to another call. Ports are visited in rounds: one that is raised again and again keeps
    /// no other from its turn.
    ///
    /// The bits are the domain's, not the processor's: of a word that is visited, the ports of
    /// other processors would be taken too. Where a domain has several processors,
    /// [`only`](TwoLevelVcpu::only) says which ports are this one's.
    ///
    /// For the processor whose selector it is, with further upcalls to it held off.
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

/// The words of one processor in the 2-level layout.
#[derive(Debug)]
pub struct TwoLevelVcpu<'a, W = XenWord, F = AtomicU8> {
    upcall_pending: &'a F,
    selector: &'a W,
    own: Option<&'a [W]>,
}

impl TwoLevelVcpu<'_> {
    /// The words in what the processor shares with Xen.
    ///
    /// # Safety
    ///
    /// As long as the value lives, `info` must be the `vcpu_info` of the processor, mapped and
    /// writable, and the program must access `evtchn_upcall_pending` only as an [`AtomicU8`] and
    /// `evtchn_pending_sel` only as a [`XenWord`].
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
    /// Words that lie elsewhere, for a model of Xen: the flag, and the selector.
    pub fn new(upcall_pending: &'a F, selector: &'a W) -> Self {
        Self {
            upcall_pending,
            selector,
            own: None,
        }
    }

    /// The same words, for a processor that takes the events of these ports only: those that notify
    /// it.
    ///
    /// Whoever lets a port notify another processor masks it first, then changes the sets and asks
    /// Xen, and at last unmasks it through Xen, so that no event falls between the two.
    #[must_use]
    pub fn only<const WORDS: usize>(self, ports: &'a PortSet<W, WORDS>) -> Self {
        Self {
            own: Some(&ports.words),
            ..self
        }
    }

    /// The bits of a word that are this processor's.
    fn own(&self, word: u32) -> u64 {
        self.own.map_or(u64::MAX, |own| {
            own.get(word as usize)
                .map_or(0, |own| own.load(Ordering::Acquire))
        })
    }

    /// Whether Xen has told the processor that there is something to visit.
    pub fn has_news(&self) -> bool {
        self.upcall_pending.load(Ordering::Acquire) != 0
    }
}

/// A set of ports of the 2-level layout: those that notify one processor.
#[derive(Debug)]
pub struct PortSet<W = XenWord, const WORDS: usize = { self::WORDS }> {
    words: [W; WORDS],
}

impl<W: AtomicBits + Default, const WORDS: usize> PortSet<W, WORDS> {
    /// The set without a port.
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

    /// Adds a port. One that the layout has not is left out.
    pub fn insert(&self, port: Port) {
        if let Some((word, bit)) = Self::place(port) {
            self.words[word].fetch_or(bit, Ordering::AcqRel);
        }
    }

    /// Takes a port away.
    pub fn remove(&self, port: Port) {
        if let Some((word, bit)) = Self::place(port) {
            self.words[word].fetch_and(!bit, Ordering::AcqRel);
        }
    }

    /// Whether the port is in the set.
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
