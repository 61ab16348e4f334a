//! Event channels, safe to use: ports that close themselves, and both layouts of the memory in
//! which Xen says what happened.
//!
//! # What an event channel is
//!
//! A guest has no wires. What would be an interrupt line elsewhere is an *event channel* here: Xen,
//! a device, another domain or the guest itself raises it, and the guest finds that it is
//! *pending*. It carries no data and does not count: raised three times before anybody looks, it is
//! pending once. Most often it means "look into the memory that we share".
//!
//! The guest knows its channels by small numbers, the *ports*. A [`Channel`] is a port together
//! with the duty to close it:
//!
//! ```text
//!      domain 1                              domain 2
//!   Channel::offer(xen, 2)                                          waits for domain 2
//!         port 5  ─ ─ ─ the number, by xenstore ─ ─ ─▶
//!                                          Channel::connect(xen, 1, 5)
//!         port 5 ◀──────────── wire ──────────▶ port 9              either end's send() raises the other
//! ```
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use xen_abi::events::Channel;
//! use xen_abi::mock::Machine;
//! use xen_abi::xen::DomId;
//!
//! let machine = Machine::new();
//! let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
//! let offered = Channel::offer(&one, two.id())?;
//! let connected = Channel::connect(&two, one.id(), offered.port())?;
//!
//! connected.send()?;
//! let mut found = Vec::new();
//! one.two_level().handle(&one.two_level_vcpu(), |port| found.push(port));
//! assert_eq!(found, [offered.port()]);
//! # Ok::<(), xen_abi::Errno>(())
//! ```
//!
//! # The 2-level layout
//!
//! Every domain begins with it. Two bits for each port lie in the page that the domain shares with Xen, *pending* and *mask*; a
//! *selector* and a flag for each processor lie in its `vcpu_info`. With 64-bit words:
//! ```text
//!   evtchn_upcall_pending   1                              a byte: look!
//!                           │
//!   evtchn_pending_sel      0 … 0 1 0 1                    a bit for each word below
//!                                 │   └─────────────┐
//!                                 └────┐            │
//!   evtchn_pending       …  word 3   word 2   word 1   word 0
//!                                      │        │        └── ports   0 –  63
//!                                      │        └─────────── ports  64 – 127
//!                                      └── 0…0 1 0 0 0       ports 128 – 191: port 131 is pending
//!   evtchn_mask          …  word 3   word 2   word 1   word 0      a bit that is set: do not
//! interrupt
//! ```
//!
//! A word has as many words below it as it has bits: 32 × 32 = 1024 ports on 32-bit x86, 64 × 64 = 4096 on every other machine.
//! The bits belong to the domain, the selector to a processor. Where a domain has several of them, each must know which ports are
//! its own ([`PortSet`], [`TwoLevelVcpu::only`]), or it takes its neighbours' events.
//!
//! ## The order that loses nothing
//! ```text
//!   Xen raises a port                          the guest handles its events (TwoLevel::handle)
//!   1  sets the pending bit                    1  clears the flag
//!      (was it set? then that is all)          2  exchanges the selector for 0
//!   2  is it masked? then that is all          3  for each word that was selected, for each bit
//!   3  sets the selector's bit                       pending and not masked:
//!      (was it set? then that is all)          4     clears the pending bit
//!   4  sets the flag, and interrupts           5     and only then looks for work
//!                                              6  is the flag set again? back to 1
//! ```
//!
//! Whatever Xen does behind the guest's back makes the guest come by once more, since each side takes the steps in the other's
//! opposite order. If 5 came before 4, work that arrives between the two would be announced by an event that 4 throws away.
//!
//! Unmasking is the other place where events are lost: an event that came while the port was masked has interrupted nobody, and
//! nobody will be interrupted. So the bit is cleared first and then pending is looked at. [`TwoLevel::unmask`] leaves that to Xen
//! and is always right; [`TwoLevel::unmask_here`] does it without a call, on the processor that the port notifies.
//!
//! Both are checked in every order of steps that the memory model allows, together with wrong orders that must be found out.
//!
//! # The FIFO layout
//!
//! A domain may change to it ([`Fifo::start`]) for three things: 131072 ports, sixteen priorities, and events in the order in
//! which they came. A port has a word of its own in an *event array*, and a processor a *control block*; both lie in pages that
//! the guest provides.
//! ```text
//!   control block of a processor           event array, a word of 32 bits for each port
//!   ready    0…0 1 0 0 0 1 0 0             P pending   M masked   L linked   B busy   link: the
//! next port                │       └── queue 2
//!   head[2]   131 ─────────────────▶  131 │ P . L . │  70 ─┐
//!   head[6]    12 ────────▶            70 │ P . L . │   0 ◀┘   the last one
//!                └── queue 6           12 │ P . L . │   0
//! ```
//!
//! Xen appends to a queue by writing the link of its last word, if that is still linked, else by writing the head. The guest
//! takes a word out by clearing *linked* and the link at once ([`FifoVcpu::handle`]), then clears *pending*, then looks for work.
//! Only Xen links: a port on which an event waits is unmasked through Xen ([`FifoArray::unmask`]), a quiet one without it.
//!
//! # Who may close a port
//!
//! A port that is closed is given out again, under the same number. A [`Channel`] owns its port: as
//! long as it lives, no other channel has the number, and only it closes the port.
//!
//! * [`Fifo::close`] closes all ports of the domain, those of the toolstack too (xenstore, console).
//!   It fails while a channel is open. So does dropping the [`Fifo`], which then leaves its pages to
//!   Xen for ever: nothing is closed behind a channel's back.
//! * [`Channel::adopt`] takes over a port by its number. It is `unsafe`: the caller answers for the
//!   port being open and nobody else's.
//! * [`Channel::into_port`] gives the port up. From then on it is a number, which
//!   [`Fifo::close`] takes no account of.
//! * The functions of [`event_channel`](crate::event_channel) take numbers, and own nothing: they
//!   are for ports that no channel holds. [`event_channel::close`](crate::event_channel::close) and
//!   [`event_channel::reset`](crate::event_channel::reset) on a port of a channel leave the channel
//!   with a number that Xen gives to somebody else. No memory is at risk, but events get lost.
//!   A kernel that hands over to another one, as kexec does, calls `reset` last of all.
//! * A domain that was restored or migrated has none of its ports any more: give up the channels by
//!   [`Channel::into_port`] before it is suspended, or at the latest before new ones are opened.
//!
//! # What the types leave to you
//!
//! * Where the shared page and a processor's words are, and that nobody else writes to them but atomically: the `unsafe`
//!   constructors.
//! * One [`FifoVcpu`] for each processor, made once.
//! * `handle` runs on the processor that it is for, and is not interrupted by another upcall to the same processor.
//! * When a port is to notify another processor: mask it, change the sets, [`Channel::notify_vcpu`], unmask it through Xen.
//! * The first event after [`Channel::connect`] is Xen's own, and any event may be: handlers look for work and may find none.

mod atomic;
mod channel;
mod domain;
mod fifo;
mod fifo_domain;
mod two_level;

pub use atomic::{AtomicBits, XenWord};
pub use channel::{Channel, wait};
pub use domain::DomainEvents;
pub use fifo::{BrokenQueue, FifoArray, FifoVcpu};
pub use fifo_domain::{Fifo, FifoError, FifoPages, NotStarted};
pub use two_level::{PortSet, TwoLevel, TwoLevelVcpu};
