//! The receiver: a ring of the guest's pages, registered with Xen while the value lives.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr;

use super::any::ANY;
use crate::argo::{self, ArgoOp, Gfn, Port, RegisterFlags, RegisterRing, Ring, UnregisterRing};
use crate::argo_ring::{
    HEADER_SIZE, MAX_LEN, MIN_LEN, Message, RingError, RingReader, SLOT, is_valid_len,
    len_in_pages, pages,
};
use crate::buffer::{Buffer, Direction};
use crate::close::NotClosed;
use crate::errno::Errno;
use crate::hypercall::Hypercall;
use crate::pages::GuestPages;
use crate::xen::DomId;

/// Who may send to a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Partner {
    /// This domain only.
    Domain(DomId),
    /// Any domain; Xen needs `argo=1,mac-permissive=1`.
    Any,
}

impl Partner {
    #[inline]
    fn id(self) -> Result<DomId, WhyRefused> {
        match self {
            Self::Domain(domain) if domain.0 < DomId::FIRST_RESERVED.0 => Ok(domain),
            Self::Domain(domain) => Err(WhyRefused::Partner(domain)),
            Self::Any => Ok(ANY),
        }
    }
}

/// Why a ring was not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhyRefused {
    /// The length is not a multiple of [`SLOT`] from [`MIN_LEN`] to [`MAX_LEN`].
    ///
    /// The header of [`HEADER_SIZE`] bytes does not count.
    Length(u32),
    /// The ring and its header do not fit the pages.
    Pages {
        /// The number needed.
        needed: usize,
        /// The number given.
        given: usize,
    },
    /// The domain ID is reserved: Argo does not accept `DOMID_SELF` and the like. [`Partner::Any`]
    /// stands for any domain.
    Partner(DomId),
    /// Xen refused; [`argo::register_ring`] lists the reasons.
    Xen(Errno),
}

impl fmt::Display for WhyRefused {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(len) => {
                write!(
                    formatter,
                    "a ring cannot have {len} bytes: multiples of {SLOT} from {MIN_LEN} to \
                     {MAX_LEN}"
                )
            }
            Self::Pages { needed, given } => {
                write!(
                    formatter,
                    "the ring and its head of {HEADER_SIZE} bytes need {needed} pages, not {given}"
                )
            }
            Self::Partner(domain) => write!(
                formatter,
                "{} is no domain's number, which Argo asks for",
                domain.0
            ),
            Self::Xen(errno) => write!(formatter, "Xen refused: {errno}"),
        }
    }
}

impl core::error::Error for WhyRefused {}

/// The pages of a ring that was not registered, and why.
pub struct Refused<P> {
    /// The pages, which Xen does not have.
    pub pages: P,
    /// The reason.
    pub why: WhyRefused,
}

impl<P> fmt::Display for Refused<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(formatter)
    }
}

// Pages have nothing to show.
impl<P> fmt::Debug for Refused<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Refused")
            .field("why", &self.why)
            .finish_non_exhaustive()
    }
}

impl<P> core::error::Error for Refused<P> {}

/// Why no message was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiveError {
    /// The ring contains no valid message; the error says what to do.
    Ring(RingError),
    /// Waiting senders could not be notified. The next call retries.
    Announce(Errno),
}

impl From<RingError> for ReceiveError {
    #[inline]
    fn from(error: RingError) -> Self {
        Self::Ring(error)
    }
}

impl fmt::Display for ReceiveError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ring(error) => error.fmt(formatter),
            Self::Announce(errno) => write!(
                formatter,
                "those who wait for room could not be told: {errno}"
            ),
        }
    }
}

impl core::error::Error for ReceiveError {}

/// A ring that receives messages.
///
/// [`close`](Self::close) unregisters the ring and returns its pages. Dropping the value does the
/// same; if Xen refuses, it leaks the pages.
///
/// `X` is the back end, or a reference to it; `P` the pages.
#[derive(Debug)]
pub struct Receiver<X: Hypercall, P: GuestPages> {
    xen: X,
    pages: ManuallyDrop<P>,
    reader: RingReader,
    port: Port,
    partner: DomId,
    /// The bytes that were read and not yet announced to senders.
    unannounced: u32,
}

impl<X: Hypercall, P: GuestPages> Receiver<X, P> {
    /// Registers the longest ring that fits the pages. Fails if the port and partner have a ring.
    pub fn register(xen: X, pages: P, port: Port, partner: Partner) -> Result<Self, Refused<P>> {
        let len = len_in_pages(pages.count()).unwrap_or(0);
        Self::register_len(xen, pages, port, partner, len)
    }

    /// Registers a ring of `len` bytes at the start of the pages.
    pub fn register_len(
        xen: X,
        pages: P,
        port: Port,
        partner: Partner,
        len: u32,
    ) -> Result<Self, Refused<P>> {
        match Self::try_register(&xen, &pages, port, partner, len) {
            Ok((reader, partner)) => Ok(Self {
                xen,
                pages: ManuallyDrop::new(pages),
                reader,
                port,
                partner,
                unannounced: 0,
            }),
            Err(why) => Err(Refused { pages, why }),
        }
    }

    fn try_register(
        xen: &X,
        memory: &P,
        port: Port,
        partner: Partner,
        len: u32,
    ) -> Result<(RingReader, DomId), WhyRefused> {
        if memory.is_empty() {
            return Err(WhyRefused::Pages {
                needed: 1,
                given: 0,
            });
        }
        if !is_valid_len(len) {
            return Err(WhyRefused::Length(len));
        }
        let needed = pages(len);
        if memory.count() < needed {
            return Err(WhyRefused::Pages {
                needed,
                given: memory.count(),
            });
        }
        let partner = partner.id()?;
        let start = memory.start();
        let mut ring = RegisterRing {
            aport: port,
            partner_id: partner,
            pad: 0,
            len,
        };
        // The list of frames stands where messages will be: an empty ring has no use for the place,
        // and no other memory is at hand whose size would do for every ring. Messages may arrive
        // before the call returns, so the list is reached by a pointer only: Xen must not write
        // behind a reference.
        const { assert!(size_of::<Gfn>() + HEADER_SIZE as usize <= crate::frame::PAGE_SIZE) };
        // SAFETY: the pages are valid, aligned, and nobody else's, and the list is shorter than
        // they are. From the call on, only Xen and the reader access them.
        let outcome = unsafe {
            start.as_ptr().write_bytes(0, HEADER_SIZE as usize);
            let frames = start.as_ptr().add(HEADER_SIZE as usize).cast::<Gfn>();
            (0..needed).for_each(|page| frames.add(page).write(memory.frame(page).into()));
            let list = Buffer::new(frames.cast(), needed * size_of::<Gfn>(), Direction::In);
            xen.with_buffer(Buffer::input(&raw mut ring), |ring| {
                xen.with_buffer(list, |frames| {
                    argo::argo_op(
                        xen,
                        ArgoOp::RegisterRing,
                        ptr::with_exposed_provenance_mut(ring),
                        ptr::with_exposed_provenance_mut(frames),
                        needed,
                        RegisterFlags::FAIL_EXIST.bits() as usize,
                    )
                })
            })
        };
        outcome.map_err(WhyRefused::Xen)?;
        // SAFETY: the pages hold the head and `len` bytes more, are initialised, and live as long
        // as the value that the reader goes into; from now on only the reader accesses
        // them.
        let reader = unsafe { RingReader::new(start.cast::<Ring>(), len) };
        reader
            .map(|reader| (reader, partner))
            .map_err(|_| unreachable!("a length and pages that were checked, and a new ring"))
    }

    /// Returns the port of the ring.
    pub fn port(&self) -> Port {
        self.port
    }

    /// Returns the length of the ring in bytes, without its header.
    pub fn ring_len(&self) -> u32 {
        self.reader.ring_len()
    }

    /// Reads the next message into `buffer`; returns `None` if the ring is empty.
    ///
    /// Notifies waiting senders when half of the ring or all of it is read. Read until the ring is
    /// empty, or they are not notified.
    ///
    /// After an error, the message stays in the ring: for [`RingError::Buffer`] pass a larger
    /// buffer or [`skip`](Self::skip) it, for others [`clear`](Self::clear) the ring.
    pub fn receive(&mut self, buffer: &mut [u8]) -> Result<Option<Message>, ReceiveError> {
        self.take(|reader| reader.read(buffer))
    }

    /// Discards the next message.
    pub fn skip(&mut self) -> Result<Option<Message>, ReceiveError> {
        self.take(RingReader::skip)
    }

    /// Returns the next message and leaves it in the ring.
    pub fn peek(&self) -> Result<Option<Message>, RingError> {
        self.reader.peek()
    }

    /// Discards the contents of the ring, and notifies waiting senders.
    pub fn clear(&mut self) -> Result<(), ReceiveError> {
        self.unannounced = self.unannounced.saturating_add(self.reader.clear()?);
        self.announce_room()
    }

    /// Notifies senders that wait for space in any of the domain's rings.
    pub fn announce_room(&mut self) -> Result<(), ReceiveError> {
        // SAFETY: a null argument queries no rings.
        unsafe { argo::notify(&self.xen, ptr::null_mut()) }.map_err(ReceiveError::Announce)?;
        self.unannounced = 0;
        Ok(())
    }

    /// Unregisters the ring and returns the pages.
    ///
    /// If Xen refuses, it still writes to the pages, and the receiver is returned unchanged. A ring
    /// that Xen does not know, after a restore, counts as unregistered.
    pub fn close(self) -> Result<P, NotClosed<Self>> {
        match self.unregister() {
            Ok(()) => {
                let mut receiver = ManuallyDrop::new(self);
                // SAFETY: each is taken once from a value that is not dropped; the reader is not
                // used any more.
                unsafe {
                    drop(core::ptr::read(&receiver.xen));
                    Ok(ManuallyDrop::take(&mut receiver.pages))
                }
            }
            Err(why) => Err(NotClosed { value: self, why }),
        }
    }

    fn unregister(&self) -> Result<(), Errno> {
        let ring = UnregisterRing {
            aport: self.port,
            partner_id: self.partner,
            pad: 0,
        };
        match argo::unregister_ring(&self.xen, &ring) {
            Ok(()) | Err(Errno::ENOENT) => Ok(()),
            Err(why) => Err(why),
        }
    }

    fn take(
        &mut self,
        take: impl FnOnce(&mut RingReader) -> Result<Option<Message>, RingError>,
    ) -> Result<Option<Message>, ReceiveError> {
        if self.unannounced >= self.ring_len() / 2 {
            self.announce_room()?;
        }
        let message = take(&mut self.reader)?;
        match &message {
            Some(message) => {
                self.unannounced += SLOT + message.len.next_multiple_of(SLOT as usize) as u32
            }
            None if self.unannounced > 0 => self.announce_room()?,
            None => {}
        }
        Ok(message)
    }
}

impl<X: Hypercall, P: GuestPages> Drop for Receiver<X, P> {
    fn drop(&mut self) {
        // Pages that Xen may still write to are never given back.
        if self.unregister().is_ok() {
            // SAFETY: dropped here and nowhere else; the reader is not used any more.
            unsafe { ManuallyDrop::drop(&mut self.pages) };
        }
    }
}
