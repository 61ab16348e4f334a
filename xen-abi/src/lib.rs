//! The Xen hypervisor's guest ABI in typed Rust.
//!
//! The *generated* modules have the names of C headers (`event_channel`, `argo`, `xen`, …) and
//! their contents: operations with a function each, argument records, flags, constants. The
//! *hand-written* modules support and extend them:
//!
//! * [`hypercall`]: the [`Hypercall`] trait, through which every call goes, and [`Op`], which ties
//!   an operation to its argument;
//! * [`backend`]: the hypercall instructions of x86_64, i686, aarch64 and armv7;
//! * [`guest`]: the kinds of guests, which bound the functions that only some may call;
//! * [`errno`] and [`returns`]: error numbers and results;
//! * [`handle`], [`aligned`], [`frame`], [`flags`](mod@flags), [`flex`], [`plain`]: the building
//!   blocks of records;
//! * [`events`]: event channels that close on drop, and the 2-level and FIFO ABI as safe types;
//! * [`argo_endpoint`]: Argo as safe types, on top of [`argo_ring`], which reads one ring;
//! * [`ring`]: shared rings and byte streams of split drivers, and [`shared`], their memory;
//! * [`pages`]: memory that safe types give to Xen, and [`close`]: how they return it;
//! * [`clock`]: system time and wall-clock time, read from shared memory;
//! * [`releases`]: what each release of Xen added;
//! * `mock` (feature `mock`): a recorder of calls and a Xen in software, for tests.
//!
//! The same source serves all four architectures; what differs, such as the width of a
//! [`GuestHandle`], follows the compilation target.
//!
//! # Example
//!
//! A kernel picks a back end once and passes it to every call:
//!
//! ```
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
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

#[cfg(feature = "std")]
extern crate std;

// Generated modules name this crate from outside, so that the same text also compiles elsewhere.
extern crate self as xen_abi;

// The examples of both READMEs are doctests of this crate.
#[cfg(all(doctest, feature = "mock"))]
#[doc = include_str!("../../README.md")]
struct WorkspaceReadme;
#[cfg(all(doctest, feature = "mock"))]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod aligned;
pub mod argo_endpoint;
pub mod argo_ring;
pub mod backend;
pub mod bits;
pub mod buffer;
#[cfg(feature = "std")]
mod buffer_copies;
pub mod clock;
pub mod close;
mod domain_events;
pub mod errno;
pub mod events;
pub mod flags;
pub mod flex;
pub mod frame;
pub mod guest;
pub mod handle;
pub mod hypercall;
#[doc(hidden)]
pub mod macros;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
#[doc(hidden)]
pub mod note;
pub mod pages;
pub mod plain;
pub mod returns;
pub mod ring;
pub mod sched;
pub mod shared;

// An explicit module above wins over a generated one of the same name: `errno` and `sched` add to
// their twins, which for this reason cannot be reached from outside themselves.
#[allow(unreachable_pub)]
#[rustfmt::skip]
mod generated;

pub use generated::*;

pub use aligned::{Aligned64, AlignedI64, AlignedU64};
pub use buffer::Buffer;
pub use errno::Errno;
pub use flex::{FlexArray, FlexibleRecord, WithElements};
pub use handle::{GuestHandle, GuestHandle64};
pub use hypercall::{Hypercall, Op};
pub use plain::Plain;
