//! Write a PV driver, from nothing to a test that passes.
//!
//! A *PV driver* has two ends. The *frontend* is in the guest that uses a device. The *backend* is
//! in another domain, often dom0, and serves it. They share pages and an event channel, and find
//! each other in xenstore. No end trusts the other one.
//!
//! The device of this page makes letters upper-case. Its driver has all parts of a real one, such
//! as a block or network driver. The listings are the files of `examples/pv_driver`, which the
//! tests of the crate run.
//!
//! # The parts
//!
//! | part | what it does | module |
//! |---|---|---|
//! | grant | lets the other domain use a page | [`grants`](crate::grants) |
//! | ring | carries requests and responses in a shared page | [`ring`](crate::ring) |
//! | event channel | notifies the other domain | [`events`](crate::events) |
//! | xenstore | tells each end about the other | [`xenstore`](crate::xenstore) |
//!
//! ```text
//!    frontend, domain 1                                   backend, domain 0
//!    shares a page, offers a port
//!        ── device/upper/0/{ring-ref,event-channel,state} ──▶  in xenstore
//!                                                         maps the page, connects the port
//!        ── request in the ring, event ──▶
//!                                                         maps the page of the request,
//!                                                         changes it, unmaps it
//!                   ◀── response in the ring, event ──
//!    ends the grant of that page
//! ```
//!
//! # 1. The protocol
//!
//! Both ends agree on the layout of requests and responses, which are C records: `#[repr(C)]`,
//! with named padding. [`plain_record!`](crate::plain_record) checks that. A device of Xen has its
//! protocol already: `io::blkif` and the other modules of `io` are such files.
//!
//! ```rust,ignore
#![doc = include_str!("../examples/pv_driver/protocol.rs")]
//! ```
//!
//! # 2. Events
//!
//! An event makes a port *pending*. It carries no data, and several may become one. The driver
//! polls for its port, so the port is masked: its events do not interrupt the vCPU.
//!
//! The order in `wait` matters: the bit is cleared first, and the caller looks for work afterwards.
//! The other way round, an event that comes in between is lost.
//!
//! ```rust,ignore
#![doc = include_str!("../examples/pv_driver/events.rs")]
//! ```
//!
//! # 3. The frontend
//!
//! The frontend owns the memory. [`GrantTable::share`](crate::grants::GrantTable::share) returns a
//! [`Grant`](crate::grants::Grant), which owns the page: the page is the program's again when
//! [`Grant::end`](crate::grants::Grant::end) returns it, and that fails while the backend has it
//! mapped.
//!
//! A transaction publishes the three nodes at once, so that the backend never sees a part of them.
//!
//! [`FrontRing::push`](crate::ring::FrontRing::push) returns whether the backend asked for an
//! event. Before the frontend waits, [`final_check`](crate::ring::FrontRing::final_check) asks for
//! one and looks again, since a response may have come in between.
//!
//! ```rust,ignore
#![doc = include_str!("../examples/pv_driver/frontend.rs")]
//! ```
//!
//! # 4. The backend
//!
//! A watch tells the backend when the frontend is ready. A watch may fire without a change, so the
//! backend reads the state after each event.
//!
//! [`BackRing::take`](crate::ring::BackRing::take) copies a request out of the shared page before
//! it is checked. The frontend can change the page, but not that copy.
//!
//! ```rust,ignore
#![doc = include_str!("../examples/pv_driver/backend.rs")]
//! ```
//!
//! # 5. The test
//!
//! Both ends are generic over the back end that makes hypercalls, and run in a kernel as they
//! stand. The test gives them two domains of the [software Xen](crate::mock), and runs them in a
//! hundred orders: see [`Schedule`](crate::mock::Schedule). A driver that loses an event does not
//! pass, nor does one that ends a grant too early.
//!
//! ```rust,ignore
#![doc = include_str!("../examples/pv_driver/main.rs")]
//! ```
//!
//! # In a kernel
//!
//! What differs from the test:
//!
//! * The back end is one of [`backend`](crate::backend), by reference or as a copy.
//! * The bits come from the kernel's shared info page:
//!   [`TwoLevel::in_shared_info`](crate::events::TwoLevel::in_shared_info). A kernel with
//!   interrupts does not mask the port, and wakes the driver's thread in its upcall handler.
//! * Pages implement [`GuestPages`](crate::pages::GuestPages), and addresses for mappings
//!   [`MapArea`](crate::grants::MapArea).
//! * Xenstore's page and port are parameters of the domain: `HVM_PARAM_STORE_PFN` and
//!   `HVM_PARAM_STORE_EVTCHN`, or members of `start_info` under PV.
//!   [`RingTransport`](crate::xenstore::RingTransport) takes both.
//! * The toolstack creates the directories of both ends. A test does so by
//!   [`Store::add_device`](crate::store::Store::add_device).
//! * A thread that serves a ring and watches xenstore waits for both ports in one
//!   [`events::wait`](crate::events::wait): see
//!   [`Transport::port`](crate::xenstore::Transport::port).
//! * Before the domain suspends, the driver releases its port by
//!   [`Channel::into_port`](crate::events::Channel::into_port). When it is restored, it takes its
//!   pages out of the grants by [`Grant::into_pages`](crate::grants::Grant::into_pages), and
//!   connects anew. A test resumes a domain by
//!   [`Machine::resume`](crate::mock::Machine::resume).
//! * Backends other than dom0 may not read the nodes of a frontend, until it permits that:
//!   [`set_permissions`](crate::xenstore::Xenstore::set_permissions).
//! * A backend serves until the frontend's state is `Closing`, and both ends report their states on
//!   the way: see [`XenbusState`](crate::io::xenbus::XenbusState).
