//! The Xen hypervisor's guest ABI in typed Rust.
//!
//! A kernel picks a back end once and passes it to every call:
//!
#![cfg_attr(feature = "event_channel", doc = "```")]
#![cfg_attr(not(feature = "event_channel"), doc = "```ignore")]
//! use xen_abi::event_channel::{self, Port};
//! use xen_abi::xen::DomId;
//! use xen_abi::{Errno, Hypercall};
//!
//! /// Allocates a port that `peer` may bind to, and sends an event on it.
//! fn knock<X: Hypercall>(xen: &X, peer: DomId) -> Result<Port, Errno> {
//!     let port = event_channel::alloc_unbound(xen, DomId::SELF, peer)?;
//!     event_channel::send(xen, port)?;
//!     Ok(port)
//! }
//! ```
//!
//! # Modules
//!
//! **Calls.** Each C header is a *generated* module of the same name (`event_channel`,
//! `grant_table`, `xen`, …): operations with a function each, argument records, flags, constants.
//!
//! * [`hypercall`]: the [`Hypercall`] trait, through which every call goes, and [`Op`], which ties
//!   an operation to its argument;
//! * [`backend`]: the hypercall instructions of x86_64, i686, aarch64 and armv7;
//! * [`guest`]: the kinds of guests, which bound the functions that only some may call;
//! * [`errno`] and [`returns`]: error numbers and results;
//! * [`releases`]: what each release of Xen added.
//!
//! **Services** make the operations of an area safe, without `unsafe` in the kernel:
//!
//! * [`events`]: event channels that close on drop, and the 2-level and FIFO ABI as safe types;
//! * [`argo_endpoint`]: Argo as safe types, on top of [`argo_ring`], which reads one ring;
//! * [`ring`]: shared rings and byte streams of split drivers, and [`shared`], their memory;
//! * [`pages`]: memory that safe types give to Xen, and [`close`]: how they return it;
//! * [`grants`]: pages that other domains may use, and pages of theirs;
//! * [`xenstore`]: a client of xenstore, over a ring or another byte stream;
//! * [`store`]: a server of xenstore's protocol, with an allocator;
//! * [`clock`]: system time and wall-clock time, read from shared memory;
//! * `mock`: a recorder of calls and a Xen in software, for tests.
//!
//! `toolstack_guide`, with the feature `toolstack`, explains domctl and sysctl and the methods that
//! fit the release of Xen that they meet. `detect` and `domains` add to these.
//!
//! `driver_guide`, in the documentation with the feature `mock`, leads from nothing to a PV driver
//! that uses them.
//!
//! **Foundations** are what records are built from: [`handle`], [`aligned`], [`frame`],
//! [`flags`](mod@flags), [`flex`], [`plain`], [`text`].
//!
//! The same source serves all four architectures; what differs, such as the width of a
//! [`GuestHandle`], follows the compilation target.
//!
//! # Features
//!
//! Each generated module and each service has a Cargo feature of its name (`io_blkif` for
//! `io::blkif`) and enables what it needs.
//!
//! * `default`: what the driver kernel of a PV or PVH guest needs;
//! * `all`: every generated module and every service, without `toolstack`;
//! * `toolstack`: what only toolstacks see, in a module per header and range of releases;
//! * `std`: conversions to the error type of the standard library;
//! * `mock`: the test doubles, with `std`.
//!
//! The README lists them all.
//!
//! # Testing
//!
//! A test passes the mock and supplies the results:
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use xen_abi::event_channel::{self, Port};
//! use xen_abi::{Errno, mock::Mock};
//!
//! let xen = Mock::new();
//! xen.answer(0);
//! assert_eq!(event_channel::send(&xen, Port(7)), Ok(()));
//! assert_eq!(event_channel::send(&xen, Port(7)), Err(Errno::ENOSYS), "nothing more was queued");
//! assert_eq!(xen.calls()[0].number(), 32);
//! ```
//!
// A link into a module without its feature leads to the published documentation.
#![cfg_attr(
    not(feature = "events"),
    doc = "[`events`]: https://docs.rs/xen-abi/latest/xen_abi/events/"
)]
#![cfg_attr(
    not(feature = "argo_endpoint"),
    doc = "[`argo_endpoint`]: https://docs.rs/xen-abi/latest/xen_abi/argo_endpoint/"
)]
#![cfg_attr(
    not(feature = "argo_ring"),
    doc = "[`argo_ring`]: https://docs.rs/xen-abi/latest/xen_abi/argo_ring/"
)]
#![cfg_attr(
    not(feature = "ring"),
    doc = "[`ring`]: https://docs.rs/xen-abi/latest/xen_abi/ring/"
)]
#![cfg_attr(
    not(feature = "shared"),
    doc = "[`shared`]: https://docs.rs/xen-abi/latest/xen_abi/shared/"
)]
#![cfg_attr(
    not(feature = "shared"),
    doc = "[`pages`]: https://docs.rs/xen-abi/latest/xen_abi/pages/"
)]
#![cfg_attr(
    not(feature = "clock"),
    doc = "[`clock`]: https://docs.rs/xen-abi/latest/xen_abi/clock/"
)]
#![cfg_attr(
    not(feature = "grants"),
    doc = "[`grants`]: https://docs.rs/xen-abi/latest/xen_abi/grants/"
)]
#![cfg_attr(
    not(feature = "xenstore"),
    doc = "[`xenstore`]: https://docs.rs/xen-abi/latest/xen_abi/xenstore/"
)]
#![cfg_attr(
    not(feature = "store"),
    doc = "[`store`]: https://docs.rs/xen-abi/latest/xen_abi/store/"
)]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(unsafe_op_in_unsafe_fn)]

#[cfg(feature = "store")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

// Generated modules name this crate from outside, so that the same text also compiles elsewhere.
extern crate self as xen_abi;

// The examples of the README are doctests.
#[cfg(all(doctest, feature = "all", feature = "mock"))]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod aligned;
#[cfg(feature = "argo_endpoint")]
pub mod argo_endpoint;
#[cfg(feature = "argo_ring")]
pub mod argo_ring;
pub mod backend;
pub mod bits;
pub mod buffer;
#[cfg(feature = "std")]
mod buffer_copies;
#[cfg(feature = "clock")]
pub mod clock;
pub mod close;
#[cfg(feature = "toolstack")]
pub mod detect;
#[cfg_attr(not(feature = "events"), allow(dead_code))]
mod domain_events;
mod domain_ids;
#[cfg(feature = "toolstack")]
pub mod domains;
#[cfg(all(feature = "mock", feature = "io_xenbus"))]
pub mod driver_guide;
pub mod errno;
#[cfg(feature = "events")]
pub mod events;
pub mod flags;
pub mod flex;
pub mod frame;
#[cfg(feature = "grants")]
pub mod grants;
pub mod guest;
pub mod handle;
pub mod hypercall;
#[doc(hidden)]
pub mod macros;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(all(feature = "elfnote", any(target_arch = "x86", target_arch = "x86_64")))]
#[doc(hidden)]
pub mod note;
#[cfg(feature = "shared")]
pub mod pages;
pub mod plain;
pub mod returns;
#[cfg(feature = "ring")]
pub mod ring;
#[cfg(feature = "sched")]
pub mod sched;
#[cfg(feature = "shared")]
pub mod shared;
#[cfg(feature = "store")]
pub mod store;
#[cfg_attr(not(feature = "shared"), allow(dead_code))]
mod switch;
pub mod text;
#[cfg(feature = "toolstack")]
pub mod toolstack_guide;
#[cfg(feature = "xenstore")]
pub mod xenstore;

// An explicit module above wins over a generated one of the same name: `errno` and `sched` add to
// their twins, which for this reason cannot be reached from outside themselves.
#[allow(unreachable_pub)]
#[rustfmt::skip]
mod generated;

pub use generated::*;
// The same modules by name: of a module without its feature, the compiler then says which feature
// it needs. It cannot where a glob alone would bring the module in.
include!("generated/exports.rs");

pub use aligned::{Aligned64, AlignedI64, AlignedU64};
pub use buffer::Buffer;
pub use errno::Errno;
pub use flex::{FlexArray, FlexibleRecord, WithElements};
pub use handle::{GuestHandle, GuestHandle64};
pub use hypercall::{Hypercall, Op};
pub use plain::Plain;
