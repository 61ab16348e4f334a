//! A server of xenstore's protocol.
//!
//! It has nodes, permissions, quotas, transactions and watches. A dom0 kernel serves other domains
//! with it, and the software Xen serves its domains. It needs an allocator, and does no I/O:
//! [`Store::request`] takes a message, and [`Store::output`] returns the bytes for a client,
//! responses and events. [`Store::serve`] does both on a ring page.
//!
//! ```
//! use xen_abi::io::xs_wire::{Sockmsg, SockmsgType};
//! use xen_abi::store::Store;
//! use xen_abi::xen::DomId;
//!
//! let mut store = Store::new();
//! store.introduce(DomId(0));
//! let write = Sockmsg { type_: SockmsgType::WRITE, req_id: 1, tx_id: 0, len: 7 };
//! store.request(DomId(0), write, b"/tool\0x");
//! assert_eq!(store.output(DomId(0)).len(), 16 + 3);
//! assert_eq!(store.value("/tool"), Some(&b"x"[..]));
//! ```
//!
//! # What differs from the daemons of Xen
//!
//! * A domain has one connection. There are no sockets, and no control commands but an error.
//! * A transaction conflicts only if a node that it has used has changed, was created or removed.
//!   It sees all nodes as they were at its start; xenstored copies a node at its first use.
//! * Children are in the order of their names, and an event is sent although an equal one waits.
//! * `XS_RESUME` changes nothing: the caller of [`Store::fire_release`] knows which domains run.
//! * The soft quotas, the memory quota and the limit of outstanding requests do not exist. Instead,
//!   a client for which 2 MiB of events wait is given up; the daemons wait 20 seconds.
//! * Quotas are exact, as from 4.22 on; before, a domain had one watch and one transaction more. The
//!   error for a watch too many is that of before.
//! * A node may name domains that do not exist. When a domain is released, its permissions are
//!   removed; the daemons keep them and ignore them.

mod administration;
mod clients;
mod node_requests;
mod nodes;
mod payloads;
mod requests;
mod server;
mod state;
mod transaction_requests;
mod transactions;
mod watches;

pub use nodes::Quotas;
pub use state::Store;
