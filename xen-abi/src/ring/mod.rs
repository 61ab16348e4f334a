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
//! | sender: [`queue`], [`push`] | receiver: [`take`], [`final_check`] |
//! |---|---|
//! | `queue` writes an entry | `take` loads the producer index (*acquire*), then copies the entry |
//! | `push` stores the producer index (*release*) | `final_check` stores the event index |
//! | *full fence* | *full fence* |
//! | loads the event index: `true`, to notify, if passed | loads the producer index again |
//!
//! [`queue`]: FrontRing::queue
//! [`push`]: FrontRing::push
//! [`take`]: BackRing::take
//! [`final_check`]: BackRing::final_check
//!
//! With the two fences, at least one of the two loads sees the peer's store: either the sender
//! notifies, or the receiver does not sleep. A busy end sets no event index and gets no
//! notifications; [`final_check_after`](BackRing::final_check_after) requests one only after
//! several entries.
//!
//! # Other records
//!
//! Some protocols put other records in the place of a request or response: `io::blkif` its requests
//! to discard and those with indirect segments, `io::netif` extra information. Such a record is
//! queued by [`queue_as`](FrontRing::queue_as). The other end takes a request, sees by a member that
//! it is another record, and reads that by [`Plain::read_as`](crate::Plain::read_as).
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
//! # Events
//!
//! Keyboards, frame buffers, displays, sound and cameras report events in an array of a shared page,
//! of any length. [`EventWriter`] and [`EventReader`] are the ends of such an [`EventQueue`], which
//! the page of each protocol has as a constant (`io::kbdif::Page::INPUT`). The writer notifies the
//! reader of each event.
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
mod error;
mod events;
mod front;
pub mod index;
pub mod layout;
mod protocol;
mod stream;

pub use back::BackRing;
pub use error::RingError;
pub use events::{EventQueue, EventReader, EventWriter};
pub use front::FrontRing;
pub use protocol::RingProtocol;
pub use stream::{Stream, StreamReader, StreamWriter, Streams};
