//! Xenstore: the tree of short texts by which domains find and configure each other.
//!
//! # What xenstore is
//!
//! Xenstore is a small database that one domain, usually dom0, serves to all domains of a host. Its
//! nodes form a tree; each has a path, a value of up to a few kilobytes, and permissions. A driver
//! finds there which device it is for, and publishes its grant references and ports; a *watch*
//! reports when the other end changes a node:
//!
//! ```text
//!   /local/domain/1/device/vif/0/backend      "/local/domain/0/backend/vif/1/0"
//!   /local/domain/1/device/vif/0/state        "4"
//!   /local/domain/1/device/vif/0/ring-ref     "8"
//! ```
//!
//! A path that begins with a slash is absolute. Others are relative to the caller's own directory,
//! `/local/domain/N`. Paths consist of letters, digits and `-`, `/`, `_`, `@`.
//!
//! # The client
//!
//! [`Xenstore`] is a client over a [`Transport`], which moves bytes: [`RingTransport`] in a kernel,
//! a socket or device in a program. It needs no allocator: results borrow its buffer.
//!
//! ```
//! use xen_abi::xenstore::{Error, Transport, Xenstore};
//!
//! /// Adds one to a counter, whoever else changes it.
//! fn count<T: Transport>(store: &mut Xenstore<T>) -> Result<u64, Error> {
//!     store.transaction(8, |store| {
//!         let next = store.read_number("data/count")? + 1;
//!         store.write_number("data/count", next)?;
//!         Ok(next)
//!     })
//! }
//! ```
//!
//! * Paths and payloads are checked before they are sent, since xenstore closes the connection of
//!   a client that sends too much. An [`Error`] names the path.
//! * [`Xenstore::transaction`] repeats its closure when other clients interfere.
//! * [`Xenstore::next_event`] and [`Xenstore::wait_event`] return the events of watches. An event
//!   may arrive before the response to the request that causes it, and may be spurious.
//! * [`Xenstore::send`] and [`Xenstore::receive`] keep several requests under way at once.
//!
//! # If xenstore misbehaves
//!
//! The client trusts no byte that it reads. A response must answer a request that is under way, be
//! of its type, and not be too long. After any other message the connection is unusable, and every
//! operation fails with [`ErrorKind::Lost`] until [`Xenstore::reconnect`]. No operation takes
//! longer than the transport's time limit, and events that do not fit the queue are reported as
//! [`ErrorKind::EventsLost`].

mod client;
mod error;
mod events;
mod operations;
mod path;
mod payload;
mod ring;
mod transport;
mod wire;

pub use client::{Reply, RequestId, Xenstore};
pub use error::{Error, ErrorKind, ErrorPath, Violation};
pub use events::Event;
pub use operations::Part;
pub use path::{PathError, check_path, check_watch_path};
pub use payload::{Permission, PermissionLetter, Permissions, Strings};
pub use ring::RingTransport;
pub use transport::{Transport, TransportError};
pub use wire::{Incoming, Outgoing, TooLong};
