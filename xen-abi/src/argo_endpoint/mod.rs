//! Argo as safe types: a receiver that owns its ring, and a sender of slices.
//!
//! # What Argo is
//!
//! Argo passes messages between domains that share no memory. The receiver registers a *ring* of
//! its own pages under a port number; a sender names domain and port, and Xen copies. Neither side
//! can write to the other's memory or read anything that is not sent. A sender cannot forge its
//! domain, since Xen writes it into each message. Argo must be built into Xen and enabled by
//! `argo=1`.
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use xen_abi::argo::Port;
//! use xen_abi::argo_endpoint::{Partner, Receiver, Sender};
//! use xen_abi::mock::Machine;
//! use xen_abi::xen::DomId;
//!
//! let machine = Machine::new();
//! let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
//!
//! let mut inbox = Receiver::register(&one, one.pages(1), Port(7), Partner::Domain(two.id()))?;
//! let sender = Sender::new(&two, Port(3), one.id(), inbox.port())?;
//! sender.send(1, &[b"hello, ", b"neighbour"])?;
//!
//! let mut buffer = [0; 64];
//! let message = inbox.receive(&mut buffer)?.expect("a message");
//! assert_eq!(&buffer[..message.len], b"hello, neighbour");
//! assert_eq!(message.source.domain_id, two.id());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The ring
//!
//! ```text
//!   page 0                                                               page 1 …
//!  ┌──────────────────────┬─────────────────────────────────────────────────────────────────┐
//!  │ rx_ptr tx_ptr   …    │ ░░░░░░░░│ len │ source │ type │ data …  ▒│ len │ … │░░░░░░░░░░░░░ │
//!  └──────────────────────┴─────────────────────────────────────────────────────────────────┘
//!   header: 64 bytes,      ▲        ▲                                          ▲
//!   not part of the length 0        rx_ptr: the guest reads here               tx_ptr: Xen writes
//! ```
//!
//! A message is a header of 16 bytes, the data, and padding to a multiple of 16. Both indices are
//! offsets from the end of the ring's header, and wrap around. Equal indices mean an empty ring,
//! so Xen always leaves 16 bytes free: a ring of one page, 4032 bytes long, takes at most 4000
//! bytes of data.
//!
//! # The order of steps
//!
//! 1. The receiver binds `VIRQ_ARGO` ([`Channel::virq`](crate::events::Channel::virq)), one for all
//!    rings of a domain, *then* registers its rings. Messages that arrive before the port exists
//!    raise no event.
//! 2. A sender sends. Xen raises the receiver's `VIRQ_ARGO`.
//! 3. The receiver handles the event, then reads *all* of its rings until they are empty. An event
//!    does not identify a ring or a number of messages.
//! 4. A sender that finds the ring [`Full`](SendError::Full) waits for its own `VIRQ_ARGO` and
//!    retries.
//! 5. The receiver notifies waiting senders. [`Receiver::receive`] does so when it has read half of
//!    the ring or all of it.
//!
//! # What the types check, and what they leave to you
//!
//! Length, pages and partner are checked before the hypercall, and the error names the reason. A
//! ring is registered once: a second receiver with the same port and partner fails. The receiver
//! keeps its pages until Xen releases them ([`Receiver::close`]), or leaks them.
//!
//! Whatever the ring contains, reading it returns a message or an error. The data comes from
//! another domain: validate it.
//!
//! * Argo needs domain IDs, also for the caller; `DOMID_SELF` is rejected.
//! * The rings of a restored or migrated guest are gone: drop the receivers and register again.

mod any;
mod receiver;
mod sender;

pub use receiver::{Partner, ReceiveError, Receiver, Refused, WhyRefused};
pub use sender::{MAX_MESSAGE, MAX_PIECES, Room, SendError, Sender};
