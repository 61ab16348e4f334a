//! The sender: messages to one port of one domain.

use core::fmt;

use super::any::ANY;
use crate::argo::{
    self, Addr, Iov, Port, RingData, RingDataEnt, RingFlags, SendAddr, XEN_ARGO_MAXIOV,
};
use crate::argo_ring::{MAX_LEN, max_data};
use crate::errno::Errno;
use crate::flex::WithElements;
use crate::handle::GuestHandle;
use crate::hypercall::Hypercall;
use crate::plain::Plain;
use crate::xen::DomId;

/// The maximum number of buffers of a message.
pub const MAX_PIECES: usize = XEN_ARGO_MAXIOV as usize;

/// The maximum data of a message, in bytes.
pub const MAX_MESSAGE: u32 = max_data(MAX_LEN);

/// Why a message was not sent. No part of it is in the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// The message has more buffers than [`MAX_PIECES`].
    Pieces(usize),
    /// The message is longer than [`MAX_MESSAGE`].
    Length(usize),
    /// The domain ID is reserved: Argo does not accept `DOMID_SELF` and the like.
    Destination(DomId),
    /// The ring has too little space. Xen raises `VIRQ_ARGO` when there is enough.
    Full,
    /// The ring has too little space, and too many domains wait: the caller is not notified.
    FullForAll,
    /// The message does not fit an empty ring.
    TooLong,
    /// The destination has no ring for this domain.
    NoRing,
    /// Xen refused; [`argo::sendv`] lists the reasons.
    Xen(Errno),
}

impl fmt::Display for SendError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pieces(count) => write!(
                formatter,
                "a message cannot have {count} pieces: {MAX_PIECES} at most"
            ),
            Self::Length(len) => write!(
                formatter,
                "a message cannot have {len} bytes: {MAX_MESSAGE} at most"
            ),
            Self::Destination(domain) => write!(
                formatter,
                "{} is no domain's number, which Argo asks for",
                domain.0
            ),
            Self::Full => formatter.write_str("the ring has too little room now"),
            Self::FullForAll => {
                formatter.write_str("the ring has too little room now, and too many wait already")
            }
            Self::TooLong => formatter.write_str("the ring is too short for the message"),
            Self::NoRing => formatter.write_str("no ring takes messages of this domain there"),
            Self::Xen(errno) => write!(formatter, "Xen refused: {errno}"),
        }
    }
}

impl core::error::Error for SendError {}

/// The state of a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Whether the ring has the requested space. If not, Xen raises `VIRQ_ARGO` later, unless a
    /// flag says otherwise.
    pub sufficient: bool,
    /// The maximum data of a message in an empty ring, in bytes.
    pub max_message: u32,
    /// The flags that Xen returned.
    pub flags: RingFlags,
}

/// Sends messages to one port of one domain.
///
/// `X` is the back end, or a reference to it.
#[derive(Clone, Debug)]
pub struct Sender<X: Hypercall> {
    xen: X,
    addresses: SendAddr,
}

impl<X: Hypercall> Sender<X> {
    /// Creates a sender with a source port.
    ///
    /// The source port tells the receiver where to reply; it needs no ring.
    ///
    /// Makes no hypercall: the first message shows whether the ring exists.
    pub fn new(xen: X, from: Port, domain: DomId, to: Port) -> Result<Self, SendError> {
        if domain.0 >= DomId::FIRST_RESERVED.0 {
            return Err(SendError::Destination(domain));
        }
        let src = Addr {
            aport: from,
            domain_id: ANY,
            pad: 0,
        };
        Ok(Self {
            xen,
            addresses: SendAddr {
                src,
                dst: Addr {
                    aport: to,
                    domain_id: domain,
                    pad: 0,
                },
            },
        })
    }

    /// Creates a sender that replies to the source of a message.
    pub fn answering(xen: X, from: Port, source: Addr) -> Result<Self, SendError> {
        Self::new(xen, from, source.domain_id, source.aport)
    }

    /// Sends the buffers as one message, completely or not at all.
    pub fn send(&self, message_type: u32, pieces: &[&[u8]]) -> Result<(), SendError> {
        let mut list = [Iov::zeroed(); MAX_PIECES];
        let Some(list) = list.get_mut(..pieces.len()) else {
            return Err(SendError::Pieces(pieces.len()));
        };
        let len = pieces
            .iter()
            .fold(0_usize, |len, piece| len.saturating_add(piece.len()));
        if len > MAX_MESSAGE as usize {
            return Err(SendError::Length(len));
        }
        for (entry, piece) in list.iter_mut().zip(pieces) {
            *entry = Iov {
                iov_hnd: GuestHandle::from_slice(piece),
                iov_len: piece.len() as u32,
                pad: 0,
            };
        }
        // SAFETY: the pieces are borrowed until the call is over.
        match unsafe { argo::sendv(&self.xen, &self.addresses, list, message_type) } {
            Ok(_) => Ok(()),
            Err(Errno::EAGAIN) => Err(SendError::Full),
            Err(Errno::EBUSY) => Err(SendError::FullForAll),
            Err(Errno::EMSGSIZE) => Err(SendError::TooLong),
            Err(Errno::ECONNREFUSED) => Err(SendError::NoRing),
            Err(errno) => Err(SendError::Xen(errno)),
        }
    }

    /// Returns whether the ring has space for a message of `len` bytes.
    ///
    /// If not, requests a notification. `None` if the ring does not exist.
    ///
    /// Another sender may take the space first.
    pub fn room_for(&self, len: u32) -> Result<Option<Room>, Errno> {
        let question = RingDataEnt {
            ring: self.addresses.dst,
            space_required: len,
            ..RingDataEnt::zeroed()
        };
        let mut questions = WithElements::new(
            RingData {
                nent: 1,
                ..RingData::zeroed()
            },
            [question],
        );
        // SAFETY: one question follows, as the record says.
        unsafe { argo::notify(&self.xen, questions.as_mut_ptr()) }?;
        let RingDataEnt {
            flags,
            max_message_size,
            ..
        } = questions.elements()[0];
        let room = Room {
            sufficient: flags.contains(RingFlags::SUFFICIENT),
            max_message: max_message_size,
            flags,
        };
        Ok(flags.contains(RingFlags::EXISTS).then_some(room))
    }
}
