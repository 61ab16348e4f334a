//! Event channels as safe types: ports that close on drop, the 2-level and the FIFO ABI.
//!
//! # What an event channel is
//!
//! Event channels are Xen's interrupts. Xen, a device, another domain or the guest itself sends an
//! event, and the port becomes *pending*. An event carries no data and is not counted: three events
//! on a port that is not handled make it pending once. Usually an event means "look into the memory
//! that we share".
//!
//! A domain names its channels by small numbers, the *ports*. A [`Channel`] owns a port and closes
//! it on drop:
//!
//! ```text
//!   domain 1                                  domain 2
//!   Channel::offer(xen, 2): port 5            (unbound, waits for domain 2)
//!                     ─── the number 5, through xenstore ──▶
//!                                             Channel::connect(xen, 1, 5): port 9
//!   port 5 ◀────────── interdomain ─────────▶ port 9
//!                                             send() on one end makes the other pending
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
//! # The 2-level ABI
//!
//! Every domain starts with it. Each port has a *pending* and a *mask* bit in the shared info page.
//! Each vCPU has a flag and a *selector* in its `vcpu_info`. With 64-bit words:
//!
//! ```text
//!   evtchn_upcall_pending   1                            the flag, a byte
//!   evtchn_pending_sel      0 … 0 1 0 1                  a bit for each word below
//!                                 │   └─────────────┐
//!                                 └────┐            │
//!   evtchn_pending       …  word 3   word 2   word 1   word 0
//!                                      │        │        └── ports   0 –  63
//!                                      │        └─────────── ports  64 – 127
//!                                      └── 0…0 1 0 0 0       ports 128 – 191: 131 is pending
//!   evtchn_mask          …  word 3   word 2   word 1   word 0
//! ```
//!
//! There are as many words as a word has bits: 32 × 32 = 1024 ports on 32-bit x86, 64 × 64 = 4096
//! on the other architectures. The bits belong to the domain, the selector to a vCPU. In a domain
//! with several vCPUs, each must know its own ports ([`PortSet`], [`TwoLevelVcpu::only`]), or it
//! takes events of the others.
//!
//! ## The order that loses no event
//!
//! ```text
//!   Xen makes a port pending                   the guest handles events (TwoLevel::handle)
//!   1  sets the pending bit                    1  clears the flag
//!      (already set: done)                     2  exchanges the selector for 0
//!   2  masked: done                            3  for each bit of each selected word that is
//!   3  sets the selector's bit                    pending and not masked:
//!      (already set: done)                     4     clears the pending bit
//!   4  sets the flag, delivers the upcall      5     looks for work
//!                                              6  if the flag is set again: back to 1
//! ```
//!
//! Each side takes its steps in the opposite order of the other, so whatever Xen does during
//! handling makes the guest handle events again. If step 5 came before step 4, step 4 would discard
//! the event for work that arrives in between.
//!
//! Unmasking can lose events, too: an event on a masked port has caused no upcall and causes none
//! later. The guest must clear the mask bit first, then check the pending bit. [`TwoLevel::unmask`]
//! leaves that to Xen and is always correct. [`TwoLevel::unmask_here`] avoids the hypercall, on the
//! vCPU that the port notifies.
//!
//! loom checks both in every order of accesses that the memory model allows, and finds the lost
//! event in wrong orders.
//!
//! # The FIFO ABI
//!
//! A domain can switch to it ([`Fifo::start`]) for three reasons: 131072 ports, sixteen priorities,
//! and events in order of arrival. Each port has a word in an *event array*, and each vCPU a
//! *control block*, in pages that the guest provides.
//!
//! ```text
//!   control block of a vCPU                event array, a word of 32 bits per port
//!   ready    0…0 1 0 0 0 1 0 0             P pending  M masked  L linked  B busy  link
//!                │       └── queue 2
//!   head[2]   131 ─────────────────▶  131 │ P . L . │  70 ─┐
//!   head[6]    12 ────────▶            70 │ P . L . │   0 ◀┘   the last one
//!                └── queue 6           12 │ P . L . │   0
//! ```
//!
//! Xen appends to a queue by writing the link of its last word, if that is still linked, or
//! otherwise by writing the head. The guest removes a word by clearing *linked* and the link
//! together ([`FifoVcpu::handle`]), then clears *pending*, then looks for work. Only Xen links
//! words, so a pending port is unmasked by a hypercall ([`FifoArray::unmask`]).
//!
//! # Who may close a port
//!
//! Xen reuses the number of a closed port. A [`Channel`] owns its port: while it lives, no other
//! channel has that number, and only the channel closes it.
//!
//! * [`Fifo::close`] closes all ports of the domain, also those that the toolstack opened
//!   (xenstore, console). It fails while a channel is open. Dropping the [`Fifo`] then leaks its
//!   pages to Xen and closes nothing.
//! * [`Channel::adopt`] takes over a port by number. It is `unsafe`: the caller guarantees that the
//!   port is open and that no other channel owns it.
//! * [`Channel::into_port`] releases the port. [`Fifo::close`] then ignores it.
//! * The functions of [`event_channel`](crate::event_channel) take numbers and own nothing. Use
//!   them for ports without a channel. After [`event_channel::close`](crate::event_channel::close)
//!   or [`event_channel::reset`](crate::event_channel::reset) on a port of a channel, the channel
//!   has a number that Xen may give to another one: no memory is at risk, but events get lost. A
//!   kernel that starts another by kexec calls `reset` last.
//!
//! # After a restore or migration
//!
//! The event channels of a restored or migrated domain are gone: Xen has closed all its ports, and
//! the domain uses the 2-level ABI. The guest must bind every channel anew. Release the channels by
//! [`Channel::into_port`] before [`sched::suspend`](crate::sched::suspend), or at the latest before
//! new ones are opened. Take the pages out of a [`Fifo`] by [`Fifo::into_pages`], and start the ABI
//! with them again: closing or dropping it would close all ports of the restored domain.
//!
//! # What the types leave to you
//!
//! * The addresses of the shared page and of the vCPUs' records, and that all other code accesses
//!   them atomically: the `unsafe` constructors.
//! * One [`FifoVcpu`] for each vCPU, created once.
//! * `handle` runs on its own vCPU, and no other upcall interrupts it.
//! * To move a port to another vCPU: mask it, change the sets, call [`Channel::notify_vcpu`], and
//!   unmask it through Xen.
//! * Any event may be spurious, in particular the first one after [`Channel::connect`].

mod atomic;
mod channel;
mod fifo;
mod fifo_domain;
mod two_level;

pub use crate::domain_events::DomainEvents;
pub use atomic::{AtomicBits, XenWord};
pub use channel::{Channel, EventPort, wait, wait_for};
pub use fifo::{BrokenQueue, FifoArray, FifoVcpu};
pub use fifo_domain::{Fifo, FifoError, FifoPages, NotStarted};
pub use two_level::{PortSet, TwoLevel, TwoLevelVcpu};
