//! Why a ring or a stream cannot be used.

use core::fmt;

/// Why a ring cannot be used, or not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RingError {
    /// Memory of this many bytes fits no entry, or is no power of two for a stream.
    Size(usize),
    /// There is no room for another request, or no request to respond to.
    Full,
    /// The peer claims to have produced more than can be there. End the connection.
    Producer {
        /// How far its index is ahead of the entries or bytes taken.
        ahead: u32,
        /// How far it can be.
        limit: u32,
    },
    /// The peer claims to have consumed what was not there. End the connection.
    Consumer {
        /// How far its index is behind the produced bytes, modulo 2³².
        behind: u32,
        /// How far it can be.
        limit: u32,
    },
}

impl fmt::Display for RingError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(size) => write!(formatter, "{size} bytes of memory do not make such a ring"),
            Self::Full => formatter.write_str("the ring has no room now"),
            Self::Producer { ahead, limit } => {
                write!(
                    formatter,
                    "the peer's producer is {ahead} ahead, where {limit} is the most"
                )
            }
            Self::Consumer { behind, limit } => {
                write!(
                    formatter,
                    "the peer's consumer is {behind} behind, where {limit} is the most"
                )
            }
        }
    }
}

impl core::error::Error for RingError {}
