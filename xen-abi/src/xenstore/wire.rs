//! Messages as bytes, without I/O: assembled from parts of any size.

use core::fmt;

use crate::io::xs_wire::{Sockmsg, SockmsgType, XENSTORE_PAYLOAD_MAX};
use crate::plain::Plain;

const HEADER: usize = size_of::<Sockmsg>();
const PAYLOAD: usize = XENSTORE_PAYLOAD_MAX as usize;

/// A payload exceeds 4096 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a message exceeds 4096 bytes")
    }
}

impl core::error::Error for TooLong {}

/// A message that arrives in pieces.
pub struct Incoming {
    bytes: [u8; HEADER + PAYLOAD],
    have: usize,
}

impl Incoming {
    /// Creates the buffer, without a message.
    #[inline]
    pub const fn new() -> Self {
        Self {
            bytes: [0; HEADER + PAYLOAD],
            have: 0,
        }
    }

    /// Forgets the message, so that the next one can arrive.
    #[inline]
    pub fn clear(&mut self) {
        self.have = 0;
    }

    /// Reads until the message is complete, or `read` returns 0.
    ///
    /// `read` gets the space for the next bytes and returns how many it has filled. Returns the
    /// header of a complete message, again until it is [cleared](Self::clear).
    pub fn fill<E: From<TooLong>>(
        &mut self,
        mut read: impl FnMut(&mut [u8]) -> Result<usize, E>,
    ) -> Result<Option<Sockmsg>, E> {
        loop {
            let header = self.header();
            let end = match header {
                Some(header) if header.len as usize > PAYLOAD => return Err(TooLong.into()),
                Some(header) => HEADER + header.len as usize,
                None => HEADER,
            };
            if self.have == end {
                return Ok(header);
            }
            let space = &mut self.bytes[self.have..end];
            let count = read(space)?.min(space.len());
            if count == 0 {
                return Ok(None);
            }
            self.have += count;
        }
    }

    #[inline]
    pub(super) fn header(&self) -> Option<Sockmsg> {
        let bytes = self.bytes[..self.have].get(..HEADER)?;
        Sockmsg::from_bytes(bytes)
    }

    /// Returns the payload of a complete message, or the part that has arrived.
    #[inline]
    pub fn payload(&self) -> &[u8] {
        self.bytes[..self.have].get(HEADER..).unwrap_or_default()
    }
}

impl Default for Incoming {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Incoming {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Incoming")
            .field("header", &self.header())
            .field("have", &self.have)
            .finish_non_exhaustive()
    }
}

/// A message that leaves in pieces.
pub struct Outgoing {
    bytes: [u8; HEADER + PAYLOAD],
    len: usize,
    sent: usize,
}

impl Outgoing {
    /// Creates the buffer, without a message.
    #[inline]
    pub const fn new() -> Self {
        Self {
            bytes: [0; HEADER + PAYLOAD],
            len: 0,
            sent: 0,
        }
    }

    /// Returns whether every byte has left.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.sent == self.len
    }

    /// Forgets the message.
    #[inline]
    pub fn clear(&mut self) {
        (self.len, self.sent) = (0, 0);
    }

    /// Replaces the message by a new one, whose payload is all parts.
    ///
    /// If the payload is too long, there is no message afterwards.
    #[inline]
    pub fn set(
        &mut self,
        type_: SockmsgType,
        req_id: u32,
        tx_id: u32,
        parts: &[&[u8]],
    ) -> Result<(), TooLong> {
        self.clear();
        let mut end = HEADER;
        for part in parts {
            let space = self.bytes[end..].get_mut(..part.len()).ok_or(TooLong)?;
            space.copy_from_slice(part);
            end += part.len();
        }
        let header = Sockmsg {
            type_,
            req_id,
            tx_id,
            len: (end - HEADER) as u32,
        };
        self.bytes[..HEADER].copy_from_slice(header.as_bytes());
        self.len = end;
        Ok(())
    }

    /// Writes until every byte has left, or `write` returns 0; returns whether every byte has left.
    pub fn flush<E>(
        &mut self,
        mut write: impl FnMut(&[u8]) -> Result<usize, E>,
    ) -> Result<bool, E> {
        while !self.is_empty() {
            let rest = &self.bytes[self.sent..self.len];
            let count = write(rest)?.min(rest.len());
            if count == 0 {
                return Ok(false);
            }
            self.sent += count;
        }
        Ok(true)
    }
}

impl Default for Outgoing {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Outgoing {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Outgoing")
            .field("len", &self.len)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
