//! A reader for Argo's message ring, and the arithmetic of its layout.
//!
//! A ring is memory that a guest registers with Xen and that Xen writes messages into: a header of
//! [`HEADER_SIZE`] bytes with the two positions, then the ring proper. A message takes a whole
//! number of slots, and continues at the start of the ring where its end is reached. Xen advances
//! `tx_ptr` as it writes, the guest advances `rx_ptr` as it reads; equal positions mean an empty
//! ring, for which reason Xen never fills the last slot.
//!
//! Messages come from other guests, and nothing in the ring is trusted: whatever it holds, reading
//! ends in a message or an error.

use crate::argo::{self, Addr, Ring, RingMessageHeader};
use crate::frame::PAGE_SIZE;
use crate::shared::{Mapped, SharedMemory};
use core::fmt;
use core::mem::offset_of;
use core::ptr::NonNull;
use core::sync::atomic::Ordering;

/// The bytes in front of the ring proper, which the registered length does not count.
pub const HEADER_SIZE: u32 = offset_of!(Ring, ring) as u32;

/// The bytes of a message's own header, which the message's length does count.
pub const MESSAGE_HEADER_SIZE: u32 = offset_of!(RingMessageHeader, data) as u32;

/// The most pages that Xen accepts for a ring, its header included.
pub const MAX_PAGES: usize = argo::XEN_ARGO_MAX_RING_SIZE as usize / PAGE_SIZE;

/// Messages start at multiples of this.
pub const SLOT: u32 = argo::XEN_ARGO_MSG_SLOT_SIZE as u32;

/// The shortest ring that Xen accepts: a message of one byte, and the slot that is never filled.
pub const MIN_LEN: u32 = MESSAGE_HEADER_SIZE + 2 * SLOT;

/// The longest ring that Xen accepts: 16 MiB less the header.
///
/// Xen's limit is on the length *and* on the pages, and the header counts among the latter.
pub const MAX_LEN: u32 = argo::XEN_ARGO_MAX_RING_SIZE as u32 - HEADER_SIZE;

// What the reader relies on: a message's header lies in one slot, and slots divide into words.
const _: () = {
    assert!(MESSAGE_HEADER_SIZE == SLOT);
    assert!(size_of::<RingMessageHeader>() == SLOT as usize);
    assert!(SLOT % WORD == 0 && HEADER_SIZE % WORD == 0);
    assert!(MAX_LEN % SLOT == 0 && pages(MAX_LEN) == MAX_PAGES);
    assert!(pages(MAX_LEN + SLOT) == MAX_PAGES + 1);
};

/// The bytes of one access to the ring.
const WORD: u32 = size_of::<u32>() as u32;

/// The bytes of the ring that a message of `len` bytes takes, with its header.
///
/// `None` if the number does not fit in 32 bits.
#[inline]
pub const fn slot_len(len: u32) -> Option<u32> {
    len.checked_next_multiple_of(SLOT)
}

/// Whether Xen accepts a ring of `len` bytes.
#[inline]
pub const fn is_valid_len(len: u32) -> bool {
    len >= MIN_LEN && len <= MAX_LEN && len % SLOT == 0
}

/// The number of pages that a ring of `len` bytes takes with its header, as registering asks for.
#[inline]
pub const fn pages(len: u32) -> usize {
    (len as usize)
        .saturating_add(HEADER_SIZE as usize)
        .div_ceil(PAGE_SIZE)
}

/// The length of the longest ring that fits `pages` pages; `None` where Xen accepts none.
///
/// One page holds a ring of 4032 bytes, not 4096: the header takes its share.
#[inline]
pub const fn len_in_pages(pages: usize) -> Option<u32> {
    let Some(len) = pages
        .saturating_mul(PAGE_SIZE)
        .checked_sub(HEADER_SIZE as usize)
    else {
        return None;
    };
    Some(if len > MAX_LEN as usize {
        MAX_LEN
    } else {
        len as u32
    })
}

/// The most data that one message can carry in a ring of `len` bytes.
#[inline]
pub const fn max_data(len: u32) -> u32 {
    len.saturating_sub(MESSAGE_HEADER_SIZE + SLOT)
}

/// A message taken from a ring, apart from its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who sent it. Xen filled this in; the sender could not forge it.
    pub source: Addr,
    /// What the sender chose to call it.
    pub message_type: u32,
    /// The bytes of data that it carries.
    pub len: usize,
}

/// What a ring can hold that is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RingError {
    /// The length is not one that Xen accepts.
    Length(u32),
    /// The ring does not start at a multiple of four bytes.
    Alignment,
    /// The reading position is not that of a slot of the ring.
    ReadPosition(u32),
    /// The writing position is not that of a slot of the ring.
    WritePosition(u32),
    /// The header says `len` bytes: too few, or more than the `written` ones.
    MessageLength {
        /// The length that the message gives.
        len: u32,
        /// The bytes between the two positions.
        written: u32,
    },
    /// The message does not fit the buffer, and stays in the ring.
    Buffer {
        /// The bytes of data that the message carries.
        needed: usize,
    },
}

impl fmt::Display for RingError {
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
            Self::Alignment => write!(formatter, "the ring is not aligned to {WORD} bytes"),
            Self::ReadPosition(position) => {
                write!(
                    formatter,
                    "the ring is read at {position}, where no slot starts"
                )
            }
            Self::WritePosition(position) => {
                write!(
                    formatter,
                    "the ring is written at {position}, where no slot starts"
                )
            }
            Self::MessageLength { len, written } => {
                write!(
                    formatter,
                    "a message of {len} bytes where {written} were written"
                )
            }
            Self::Buffer { needed } => {
                write!(
                    formatter,
                    "the message carries {needed} bytes, more than the buffer holds"
                )
            }
        }
    }
}

impl core::error::Error for RingError {}

/// Reads the messages of one ring.
///
/// The reading position is kept here and only published in the ring, so nobody else can move it.
#[derive(Debug)]
pub struct RingReader {
    /// The header and the ring proper.
    memory: Mapped,
    len: u32,
    position: u32,
}

impl RingReader {
    /// Reads the ring of `len` bytes behind the header at `ring`, from where reading stopped last.
    ///
    /// # Safety
    ///
    /// As long as the reader lives, `ring` must be valid for reads and writes of the header and
    /// `len` bytes more, all of them initialised. The program must read them through no second
    /// reader, hold no reference to them, and an access of its own that is not ordered with those
    /// of the reader must be an atomic access to a whole, aligned word of 32 bits.
    #[inline]
    pub unsafe fn new(ring: NonNull<Ring>, len: u32) -> Result<Self, RingError> {
        if !is_valid_len(len) {
            return Err(RingError::Length(len));
        }
        // SAFETY: what the caller promises is what is asked for here.
        let memory = unsafe { Mapped::new(ring.cast(), (HEADER_SIZE + len) as usize) };
        let mut reader = Self {
            memory: memory.ok_or(RingError::Alignment)?,
            len,
            position: 0,
        };
        let position = reader
            .memory
            .load(offset_of!(Ring, rx_ptr), Ordering::Relaxed);
        if !reader.is_slot(position) {
            return Err(RingError::ReadPosition(position));
        }
        reader.position = position;
        Ok(reader)
    }

    /// The length of the ring without its header.
    #[inline]
    pub fn ring_len(&self) -> u32 {
        self.len
    }

    /// Whether there is nothing to read.
    #[inline]
    pub fn is_empty(&self) -> Result<bool, RingError> {
        Ok(self.written()? == 0)
    }

    /// The next message, which stays in the ring.
    #[inline]
    pub fn peek(&self) -> Result<Option<Message>, RingError> {
        Ok(self.next()?.map(|(message, _)| message))
    }

    /// Takes the next message and puts its data at the start of `buffer`.
    ///
    /// `None` where the ring is empty. After an error the message is still in the ring: a
    /// [`Buffer`](RingError::Buffer) error asks for a larger buffer or for [`skip`](Self::skip),
    /// any other for [`clear`](Self::clear), as the positions of later messages are lost.
    #[inline]
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Option<Message>, RingError> {
        let Some((message, slots)) = self.next()? else {
            return Ok(None);
        };
        let Some(data) = buffer.get_mut(..message.len) else {
            return Err(RingError::Buffer {
                needed: message.len,
            });
        };
        let start = self.after(self.position, SLOT);
        let (first, rest) = data.split_at_mut(message.len.min((self.len - start) as usize));
        self.memory.read((HEADER_SIZE + start) as usize, first);
        self.memory.read(HEADER_SIZE as usize, rest);
        self.advance(slots);
        Ok(Some(message))
    }

    /// Takes the next message and drops its data.
    #[inline]
    pub fn skip(&mut self) -> Result<Option<Message>, RingError> {
        let Some((message, slots)) = self.next()? else {
            return Ok(None);
        };
        self.advance(slots);
        Ok(Some(message))
    }

    /// Drops whatever is in the ring, messages or not, and returns the number of bytes dropped.
    #[inline]
    pub fn clear(&mut self) -> Result<u32, RingError> {
        let written = self.written()?;
        self.advance(written);
        Ok(written)
    }

    /// The next message and the bytes of the ring that it takes.
    #[inline]
    fn next(&self) -> Result<Option<(Message, u32)>, RingError> {
        let written = self.written()?;
        if written == 0 {
            return Ok(None);
        }
        // Read once: the checks below hold for the value that is used.
        let header: RingMessageHeader = self.memory.get((HEADER_SIZE + self.position) as usize);
        let len = header.len;
        let slots = slot_len(len).filter(|slots| len >= MESSAGE_HEADER_SIZE && *slots <= written);
        let Some(slots) = slots else {
            return Err(RingError::MessageLength { len, written });
        };
        let message = Message {
            source: header.source,
            message_type: header.message_type,
            len: (len - MESSAGE_HEADER_SIZE) as usize,
        };
        Ok(Some((message, slots)))
    }

    /// The bytes that were written and not yet read.
    #[inline]
    fn written(&self) -> Result<u32, RingError> {
        // Acquire: what Xen wrote before it moved the position is there when the position is seen.
        let end = self
            .memory
            .load(offset_of!(Ring, tx_ptr), Ordering::Acquire);
        if !self.is_slot(end) {
            return Err(RingError::WritePosition(end));
        }
        Ok(if end >= self.position {
            end - self.position
        } else {
            self.len - self.position + end
        })
    }

    #[inline]
    fn advance(&mut self, by: u32) {
        self.position = self.after(self.position, by);
        // Release: what was read here is read before Xen may write there again.
        self.memory
            .store(offset_of!(Ring, rx_ptr), self.position, Ordering::Release);
    }

    #[inline]
    fn is_slot(&self, position: u32) -> bool {
        position < self.len && position % SLOT == 0
    }

    /// The position `by` bytes further, neither of which exceeds the ring.
    #[inline]
    fn after(&self, position: u32, by: u32) -> u32 {
        (position + by) % self.len
    }
}
