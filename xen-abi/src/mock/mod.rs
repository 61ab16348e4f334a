//! Test doubles of the hypervisor, for tests without Xen.
//!
//! There are two:
//!
//! * [`Mock`] records every call and returns the results that the test supplies. Use it to test
//!   which calls a piece of code makes.
//! * [`Machine`] is a Xen in software. Several [`Domain`]s live on it in one process, each a
//!   [`Hypercall`](crate::Hypercall) back end for a kind of guest. It implements event channels and
//!   Argo: it reads the arguments from the caller's memory and writes to the pages that a guest
//!   gave it, as Xen does. Use it to test what a driver achieves.
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
//! // The server offers a port, and the client binds to it.
//! let offered = events::alloc_unbound(&server, DomId::SELF, client.id())?;
//! let bound = events::bind_interdomain(&client, server.id(), offered)?;
//!
//! events::send(&client, bound)?;
//! assert!(server.is_pending(offered));
//!
//! // When one end closes, the other becomes unbound.
//! events::close(&client, bound)?;
//! let status = events::status(&server, DomId::SELF, offered)?.status;
//! assert_eq!(status, events::ChannelState::UNBOUND);
//! # Ok::<(), Errno>(())
//! ```
//!
//! It implements all operations of event channels, in both ABIs, of Argo and of grants; xenstore
//! ([`Domain::xenstore`], served by a [`Store`](crate::store::Store)); `yield`, `block`,
//! `poll` and `shutdown`, so that threads can wait for each other like vCPUs; version and features;
//! the console; multicalls; and, with the feature `toolstack`, [what toolstacks
//! call](#operations-of-toolstacks), as any release that the crate knows (`Machine::of_release`).
//! [Other calls](#calls-without-an-answer) return `ENOSYS`.
//!
//! Memory that Xen writes to comes from [`Domain::pages`], with frame numbers that are not
//! addresses. No two pages of the process have the same number, in any domain or machine: a frame
//! of another domain is rejected, as Xen rejects it for a PV guest.
//!
//! Some things are simpler than on Xen:
//!
//! * Upcalls are recorded, not delivered: a vCPU polls for them, or waits in `block` or `poll`.
//! * Every address outside page 0 and the last page counts as mapped. [`Domain::fail_next`] injects
//!   errors that a test cannot cause, such as Xen being out of memory.
//! * A restored domain keeps its ID, and pages of it that others have mapped.
//! * A call with too few arguments fails the test. Xen would use the values in the registers.
//!
//! The system time is 0 when a [`Machine`] is created. On x86 hosts, each `vcpu_info` has a clock
//! that is based on the host's TSC, so that [`PvClock`](crate::clock::PvClock) works; on Arm it is
//! empty, as on Xen. A [`Domain`] is a [`SystemClock`](crate::clock::SystemClock) on any host. The
//! wall-clock time is the host's. A test stops, sets and moves both: see [`Machine::stop_time`],
//! [`Machine::advance`] and [`Machine::set_wall_clock`].
//!
//! When a domain shuts down or is destroyed, domain 0 gets `VIRQ_DOM_EXC`.
//!
//! # Suspended domains
//!
//! [`sched::suspend`](crate::sched::suspend) blocks until [`Machine::resume`], which a test calls
//! as the toolstack: after a restore, the domain has lost its ports, its grants and its connection
//! to xenstore, and a driver proves that it connects anew. [`Store::add_device`] creates the nodes
//! of a device.
//!
//! [`Store::add_device`]: crate::store::Store::add_device
//!
//! # Schedules
//!
//! Threads find few of the orders in which two domains can run. [`Machine::schedule`] runs them one
//! at a time, and a seed determines where one hands over to another: see [`Schedule`].
//!
//! # An answer of your own
//!
//! A test that needs a call which the software Xen does not answer wraps the domain:
//!
//! ```
//! use xen_abi::events::DomainEvents;
//! use xen_abi::guest::Native;
//! use xen_abi::mock::{Domain, Machine};
//! use xen_abi::sched::{self, SchedOp};
//! use xen_abi::xen::{DomId, HypercallNum};
//! use xen_abi::{Errno, Hypercall};
//!
//! /// A domain with watchdog timers, which never expire.
//! struct WithWatchdog(Domain);
//!
//! // SAFETY: the answer touches no memory, and the domain answers all other calls.
//! unsafe impl Hypercall for WithWatchdog {
//!     type Guest = Native;
//!
//!     unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
//!         match (HypercallNum(number), SchedOp::try_from(arguments[0] as u32)) {
//!             (HypercallNum::SCHED_OP, Ok(SchedOp::Watchdog)) => 1,
//!             // SAFETY: the caller keeps the same contract.
//!             _ => unsafe { self.0.hypercall(number, arguments) },
//!         }
//!     }
//!
//!     fn domain_events(&self) -> &DomainEvents {
//!         self.0.domain_events()
//!     }
//! }
//!
//! let one = Machine::new().domain(DomId(1));
//! assert_eq!(sched::watchdog(&one, 0, 30), Err(Errno::ENOSYS));
//! assert_eq!(sched::watchdog(&WithWatchdog(one), 0, 30), Ok(1));
//! ```
//!
#![doc = include_str!("unanswered.md")]
//!
//! # Tables
//!
//! The tables specify the behaviour of the software Xen; its tests execute every row.
//!
#![doc = include_str!("ports.md")]
//!
#![doc = include_str!("argo.md")]
//!
#![doc = include_str!("grants.md")]
//!
#![doc = include_str!("toolstack.md")]

mod argo;
mod argo_ring;
mod call;
mod changes;
mod channel;
#[cfg(feature = "toolstack")]
mod control;
mod course;
mod delivery;
mod domain;
mod event_abi;
mod grant_copies;
mod grant_maps;
mod grant_table;
mod grants;
mod holding;
mod lock;
mod machine;
mod managed;
mod memory;
mod ports;
mod recorder;
mod schedule;
mod schedule_error;
mod services;
mod setup;
mod state;
mod store_ring;
mod time;
mod turns;
mod xenstore;

pub use domain::Domain;
pub use machine::Machine;
pub use memory::{Area, Pages};
pub use recorder::{
    Call, Mock, copy_from_guest, copy_many_from_guest, copy_many_to_guest, copy_to_guest,
};
pub use schedule::Schedule;
pub use schedule_error::{ScheduleError, ScheduleFault};
pub use setup::{Argo, Fault, Setup};
