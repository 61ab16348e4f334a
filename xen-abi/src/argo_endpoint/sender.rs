//! The sending end: messages to one port of one domain.

use core::fmt;

use super::ANY;
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

/// How many pieces a message may be gathered from.
pub const MAX_PIECES: usize = XEN_ARGO_MAXIOV as usize;

/// The most data that any ring takes as one message.
pub const MAX_MESSAGE: u32 = max_data(MAX_LEN);

/// Why a message was not sent. It is then not in the ring, nor is a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// The message has more pieces than [`MAX_PIECES`].
    Pieces(usize),
    /// The message is longer than [`MAX_MESSAGE`].
    Length(usize),
    /// No domain has this number: Argo does not know `DOMID_SELF` and its like.
    Destination(DomId),
    /// The ring has too little room now. `VIRQ_ARGO` will tell when there is enough.
    Full,
    /// The ring has too little room now, and too many domains wait already: nobody will tell.
    FullForAll,
    /// The ring would have too little room even if it were empty.
    TooLong,
    /// The destination has no ring that takes messages of this domain.
    NoRing,
    /// Xen refused, for another reason that [`argo::sendv`] lists.
    Xen(Errno),
}

impl fmt::Display for SendError {
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

/// What Xen tells about a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Whether there is room now for what was asked. If not, `VIRQ_ARGO` will tell, unless another
    /// flag says otherwise.
    pub sufficient: bool,
    /// The most data of one message when the ring is empty.
    pub max_message: u32,
    /// All that Xen says.
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
    /// Sends from a port, which is for the receiver to know where to answer and need not have a
    /// ring.
    ///
    /// Nothing is asked of Xen yet: whether there is a ring shows in the first message.
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

    /// Answers a message: to its source, from a port of one's own.
    pub fn answering(xen: X, from: Port, source: Addr) -> Result<Self, SendError> {
        Self::new(xen, from, source.domain_id, source.aport)
    }

    /// Sends the pieces as one message, all of it or nothing.
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

    /// Asks whether there is room for a message of `len` bytes, and to be told when there is.
    /// `None` where there is no ring.
    ///
    /// The answer is about now: another sender may be faster.
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
