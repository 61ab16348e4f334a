//! Stand-ins for the hypervisor, with which code that makes hypercalls is tested without Xen.
//!
//! There are two, for two kinds of test:
//!
//! * [`Mock`] knows nothing. It records every call and answers as the test says: for what a piece
//!   of code *asks*.
//! * [`Machine`] is a Xen in software. Several [`Domain`]s live on it in one process, each a
//!   [`Hypercall`](crate::Hypercall) back end for a kind of guest, and it does what Xen does for
//!   event channels and Argo: for what a driver *achieves*. It reads the arguments from the
//!   caller's memory, as Xen does, and writes to the pages that a guest gave it.
//!
//! # The software Xen
//!
//! ```
//! use xen_abi::event_channel as events;
//! use xen_abi::mock::Machine;
//! use xen_abi::xen::DomId;
//! use xen_abi::Errno;
//!
//! let machine = Machine::new();
//! let (server, client) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
//!
//! // The server opens a port for the client, who binds to it.
//! let offered = events::alloc_unbound(&server, DomId::SELF, client.id())?;
//! let bound = events::bind_interdomain(&client, server.id(), offered)?;
//!
//! events::send(&client, bound)?;
//! assert!(server.is_pending(offered));
//!
//! // When one end closes, the other waits again.
//! events::close(&client, bound)?;
//! assert_eq!(events::status(&server, DomId::SELF, offered)?.status, events::ChannelState::UNBOUND);
//! # Ok::<(), Errno>(())
//! ```
//!
//! It serves every operation of event channels, in both layouts, and of Argo; of scheduling,
//! `yield`, `block`, `poll` and `shutdown`, so that threads can wait for one another as processors
//! do; the version and the features; the console; and several of these at once, by a multicall.
//! Whatever else is called is `ENOSYS`. Memory that Xen shall write to comes from
//! [`Domain::pages`], by frame numbers that are no addresses. No two pages of the process have the
//! same number, whatever their domain and machine: a frame of another domain is refused, as Xen
//! refuses it to a paravirtualised guest.
//!
//! Some things are simpler than on a machine:
//!
//! * No code is interrupted. A processor is told that there is news, and looks when it likes, or
//!   waits in `block` or `poll`.
//! * Any address but those of page 0 is believed to be mapped. Errors that a test cannot bring
//!   about otherwise, such as Xen running out of memory, come from [`Domain::fail_next`].
//! * A stub that passes fewer arguments than its call has fails the test at once. Xen would take
//!   whatever the registers hold.
//!
//! Xen's system time is 0 when a [`Machine`] is made. On x86 hosts, each `vcpu_info` tells it by the
//! host's time-stamp counter, so that [`PvClock`](crate::clock::PvClock) works; on Arm hosts guests
//! are not told, as on Xen. A [`Domain`] is a [`SystemClock`](crate::clock::SystemClock) on any host.
//!
//! What it does is written in the tables below, which its tests walk row by row.
#![doc = include_str!("ports.md")]
//!
#![doc = include_str!("argo.md")]

mod argo;
mod call;
mod delivery;
mod domain;
mod machine;
mod memory;
mod ports;
mod recorder;
mod services;
mod setup;
mod state;
mod time;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use domain::Domain;
pub use machine::Machine;
pub use memory::Pages;
pub use recorder::{
    Call, Mock, copy_from_guest, copy_many_from_guest, copy_many_to_guest, copy_to_guest,
};
pub use setup::{Argo, Fault, Setup};

/// A handler that fails its test must not make every later call fail too.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
