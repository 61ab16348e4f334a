//! Argo, safe to use: a receiver that owns its ring, and a sender of slices.
//!
//! # What Argo is
//!
//! Messages between domains that share no memory. The receiver offers a *ring* of its own pages
//! under a port number; a sender names domain and port, and Xen copies. Neither side can write into
//! the other's memory, read what is not sent, or claim to be somebody else: Xen writes the sender's
//! domain into each message. Argo is there where Xen was built with it and started with `argo=1`.
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
//! ```text
//!   page 0                                                               page 1 …
//!  ┌──────────────────────┬──────────────────────────────────────────────────────────────────┐
//!  │ rx_ptr tx_ptr   …    │ ░░░░░░░░│ len │ source │ type │ data …   ▒│ len │ … │░░░░░░░░░░░░░ │
//!  └──────────────────────┴──────────────────────────────────────────────────────────────────┘
//!   64 bytes, not counted  ▲        ▲ rx_ptr: the guest reads here             ▲ tx_ptr: Xen
//! writes here   in the length          0        a message: 16 bytes of header, data, padding to a
//! multiple of 16
//! ```
//!
//! Both positions count from the end of the head and go around. Where they are equal the ring is empty, which is why Xen always
//! leaves 16 bytes free, and why a ring of one page, 4032 bytes long, takes 4000 bytes of data at most.
//!
//! # The order of things
//!
//! 1. The receiver binds `VIRQ_ARGO` ([`Channel::virq`](crate::events::Channel::virq)), which is one for all rings of a domain,
//!    *then* registers its rings: messages that come before the port exists are announced to nobody.
//! 2. A sender sends. Xen raises the receiver's `VIRQ_ARGO`.
//! 3. The receiver takes the event, then reads *every* ring of its own until there is no more. An event says neither which ring
//!    nor how many messages.
//! 4. A sender that finds the ring [`Full`](SendError::Full) waits for its own `VIRQ_ARGO`, and tries again.
//! 5. The receiver tells that there is room. [`Receiver::receive`] does so when half of the ring was read, or all of it.
//!
//! # What the types do and what they leave to you
//!
//! The length, the pages and the partner are checked before Xen is asked, and the error says what is wrong. A ring is registered
//! once: a second receiver under the same port and partner is refused. Its pages stay with the receiver until Xen has given them
//! up, which [`Receiver::close`] says, and for ever if Xen does not.
//!
//! Whatever the ring holds, reading ends in a message or in an error. What a message *says* is another domain's word: check it.
//!
//! * Argo wants the numbers of domains, also of one's own; `DOMID_SELF` is refused here.
//! * After a guest was restored or migrated, its rings are gone: drop the receivers and register again.

mod receiver;
mod sender;

pub use receiver::{Partner, ReceiveError, Receiver, Refused, WhyRefused};
pub use sender::{MAX_MESSAGE, MAX_PIECES, Room, SendError, Sender};

use crate::argo::{self, XEN_ARGO_DOMID_ANY};
use crate::errno::Errno;
use crate::hypercall::Hypercall;
use crate::xen::DomId;

const ANY: DomId = DomId(XEN_ARGO_DOMID_ANY as u16);

/// Tells those who wait for room in any of the domain's rings.
fn announce<X: Hypercall>(xen: &X) -> Result<(), Errno> {
    // SAFETY: no questions.
    unsafe { argo::notify(xen, core::ptr::null_mut()) }
}
