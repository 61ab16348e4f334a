//! What moves the bytes of xenstore's messages.

use core::fmt;

use crate::Errno;
use crate::event_channel::Port;
use crate::io::xs_wire::XENSTORE_PAYLOAD_MAX;
use crate::ring::RingError;

/// A byte stream to xenstore and back: a ring, a socket or a device.
///
/// [`read`](Self::read) and [`write`](Self::write) do not block; [`wait`](Self::wait) does, up to
/// the time limit of the operation that [`begin`](Self::begin) started. Without the limit, a store
/// that never answers blocks its clients for ever.
pub trait Transport {
    /// Moves bytes that have arrived to the start of `bytes` and returns their number, 0 for none.
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize, TransportError>;

    /// Sends as many bytes as there is space for and returns their number.
    fn write(&mut self, bytes: &[u8]) -> Result<usize, TransportError>;

    /// Starts the time limit of an operation.
    fn begin(&mut self);

    /// Fails with [`TransportError::TimedOut`] if the time limit has passed.
    fn check(&mut self) -> Result<(), TransportError>;

    /// Blocks until reading or writing may succeed, or the time limit has passed.
    ///
    /// It may return spuriously.
    fn wait(&mut self) -> Result<(), TransportError>;

    /// Resets the connection: xenstore drops its watches, transactions and requests.
    ///
    /// A transport that cannot do so fails with [`TransportError::Unsupported`].
    fn reconnect(&mut self) -> Result<(), TransportError>;

    /// Returns the port whose events tell of messages, if there is one.
    ///
    /// A driver that waits for its own port and for xenstore passes both to
    /// [`events::wait`](crate::events::wait), clears those that are pending, and then takes what
    /// has come: from its ring, and by [`Xenstore::next_event`](super::Xenstore::next_event).
    fn port(&self) -> Option<Port> {
        None
    }

    /// Returns the size in bytes of the longest payload, which the protocol limits to 4096.
    fn longest_payload(&self) -> usize {
        XENSTORE_PAYLOAD_MAX as usize
    }

    /// Whether a request must wait for the response to the one before it.
    ///
    /// After a request that got no response in time, such a transport is of use again when it has
    /// been reset.
    fn takes_one_request(&self) -> bool {
        false
    }
}

/// Why a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// The operation took longer than its time limit.
    TimedOut,
    /// Xenstore closed the connection.
    Closed,
    /// The connection cannot be reset.
    Unsupported,
    /// The indices of the ring are invalid.
    Ring(RingError),
    /// A call failed.
    Call(Errno),
}

impl From<Errno> for TransportError {
    #[inline]
    fn from(errno: Errno) -> Self {
        Self::Call(errno)
    }
}

impl From<RingError> for TransportError {
    #[inline]
    fn from(error: RingError) -> Self {
        Self::Ring(error)
    }
}

impl fmt::Display for TransportError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => formatter.write_str("xenstore did not answer in time"),
            Self::Closed => formatter.write_str("xenstore closed the connection"),
            Self::Unsupported => formatter.write_str("the connection cannot be reset"),
            Self::Ring(error) => error.fmt(formatter),
            Self::Call(errno) => errno.fmt(formatter),
        }
    }
}

impl core::error::Error for TransportError {}
