//! Shared rings of split drivers: requests and responses, or byte streams.
//!
//! The *frontend*, in the guest that uses a device, owns the memory and sends requests. The
//! *backend* serves them from another domain, which has mapped the memory. Neither trusts the
//! other; they share only the memory and an event channel.
//!
//! # Requests and responses
//!
//! [`FrontRing`] and [`BackRing`] are the two ends of a ring that `DEFINE_RING_TYPES` of
//! `io/ring.h` declares. A [`RingProtocol`], which the generator emits for each such declaration,
//! defines their requests and responses.
//!
//! ```text
//!   offset 0    req_prod   req_event   rsp_prod   rsp_event      written by: F  B  B  F
//!   offset 16   private to the protocol, zero
//!   offset 64   +-----+-----+-----+-----+-----+-----+-----+-----+
//!               | rsp | rsp | req | req | req |     |     |     |     a power of two of entries
//!               +-----+-----+-----+-----+-----+-----+-----+-----+
//!                 ^           ^                 ^
//!                 |           |                 req_prod: the next request goes here
//!                 |           rsp_prod: the next response goes here, over its request
//!                 rsp_cons (private to the frontend): the next response is read here
//! ```
//!
//! Each entry holds a request, and later its response. Indices increase and wrap at 32 bits; the
//! low bits of an index select the entry. An end publishes how far it has written (its *producer*
//! index). It keeps private how far it has read, so the peer cannot change it.
//!
//! The order of accesses matters:
//!
//! | an end that sends | | an end that receives | |
//! |---|---|---|---|
//! | [`queue`](FrontRing::queue) | writes an entry | [`take`](BackRing::take) | loads the producer index (*acquire*), then copies the entry out |
//! | [`push`](FrontRing::push) | stores the producer index (*release*) | [`final_check`](BackRing::final_check) | stores the event index |
//! | | *full fence* | | *full fence* |
//! | | loads the event index: `true` if it was passed, and the other end is to be notified | | loads the producer index again: `true` if there is something after all |
//!
//! With the two fences, at least one of the two loads sees the peer's store: either the sender
//! notifies, or the receiver does not sleep. A busy end sets no event index and gets no
//! notifications; [`final_check_after`](BackRing::final_check_after) requests one only after
//! several entries.
//!
//! # What a hostile end can do
//!
//! It can write anything to the memory at any time. An entry is copied out once, before it is used.
//! An impossible producer index is an error ([`RingError::Producer`]) until the peer corrects it.
//! No value of an index makes an end panic or access memory outside the ring. A wrong event index
//! only costs the peer its own notifications.
//!
//! # Streams
//!
//! Consoles, xenstore, 9pfs, PV Calls and libxenvchan carry bytes instead. [`StreamWriter`] and
//! [`StreamReader`] are the ends of one direction, and [`Streams`] ties both directions to the
//! structure with their indices.
//!
//! # Example
//!
//! Both ends in one program, over one page. In a driver, the peer is in another domain and is
//! notified through an event channel, where the comments say so.
//!
//! ```
//! use xen_abi::ring::{BackRing, FrontRing, RingError, RingProtocol};
//! use xen_abi::shared::SharedPage;
//!
//! /// Numbers that come back doubled. For Xen's own protocols this is generated.
//! enum Doubling {}
//!
//! impl RingProtocol for Doubling {
//!     type Request = u32;
//!     type Response = u64;
//!     type Entry = u64; // as large as the larger of the two
//!     const NAME: &'static str = "doubling";
//! }
//!
//! static PAGE: SharedPage = SharedPage::new();
//!
//! // The front end prepares the page, then tells the back end where it is.
//! let mut front = FrontRing::<Doubling, _>::init(&PAGE)?;
//! let mut back = BackRing::<Doubling, _>::attach(&PAGE, 0)?;
//! assert_eq!(front.len(), 256);
//!
//! front.queue(&20)?;
//! front.queue(&21)?;
//! assert!(front.push(), "the back end sleeps: notify it");
//!
//! while let Some(number) = back.take()? {
//!     back.queue(&(u64::from(number) * 2))?;
//! }
//! assert!(!back.final_check()?, "it may sleep again");
//! assert!(back.push(), "the front end waits: notify it");
//!
//! assert_eq!(front.take()?, Some(40));
//! assert_eq!(front.take()?, Some(42));
//! assert_eq!(front.take()?, None);
//! # Ok::<(), RingError>(())
//! ```

mod back;
mod end;
mod front;
pub mod index;
pub mod layout;
mod stream;

pub use back::BackRing;
pub use front::FrontRing;
pub use stream::{Stream, StreamReader, StreamWriter, Streams};

use crate::plain::Plain;
use core::fmt;

/// What a shared ring carries.
#[doc(alias = "DEFINE_RING_TYPES")]
pub trait RingProtocol {
    /// What the front end sends.
    type Request: Plain;

    /// What the back end answers.
    type Response: Plain;

    /// An entry of the ring: as large as the larger of the two, and aligned as C's union of both.
    type Entry: Plain;

    /// The name that C's declarations of this ring begin with.
    const NAME: &'static str;
}

/// Why a ring cannot be used, or not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RingError {
    /// The memory, of so many bytes, is not what the ring needs: room for an entry, or a power of
    /// two for a stream.
    Size(usize),
    /// There is no room for another request, or nothing is left to respond to.
    Full,
    /// The peer claims to have produced more than can be there. Whoever gets this does best to end
    /// the connection.
    Producer {
        /// How far its index is ahead of what was taken.
        ahead: u32,
        /// How far it can be.
        limit: u32,
    },
    /// The peer claims to have consumed what was not there.
    Consumer {
        /// How far its index is behind what was produced, in the wrapping arithmetic of indices.
        behind: u32,
        /// How far it can be.
        limit: u32,
    },
}

impl fmt::Display for RingError {
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

/// Implements [`RingProtocol`] for a type, and has the compiler check that C lays the ring out as
/// this module expects.
#[doc(hidden)]
#[macro_export]
macro_rules! ring_protocol {
    ($protocol:ident: $request:ty, $response:ty, $entry:ty, $shared:ty, $name:literal) => {
        impl $crate::ring::RingProtocol for $protocol {
            type Request = $request;
            type Response = $response;
            type Entry = $entry;
            const NAME: &'static str = $name;
        }

        const _: () = {
            use $crate::ring::layout;
            assert!(::core::mem::offset_of!($shared, req_prod) == layout::REQ_PROD);
            assert!(::core::mem::offset_of!($shared, req_event) == layout::REQ_EVENT);
            assert!(::core::mem::offset_of!($shared, rsp_prod) == layout::RSP_PROD);
            assert!(::core::mem::offset_of!($shared, rsp_event) == layout::RSP_EVENT);
            assert!(::core::mem::offset_of!($shared, ring) == layout::ENTRIES);
            assert!(layout::holds_both::<$protocol>());
        };
    };
}
