//! The Xen hypervisor's guest ABI in typed Rust.
//!
//! The crate has two halves. The *generated* modules carry one name per C header
//! (`event_channel`, `argo`, `xen`, …) and state what the headers state: operations, their
//! argument records, flags, constants, and one function per operation. The *hand-written* modules
//! are what generated code stands on, and they are few enough to read in one sitting:
//!
//! * [`hypercall`]: the [`Hypercall`] trait, through which every call goes, and [`Op`], which ties
//!   an operation to its argument;
//! * [`backend`]: the instructions that reach Xen on x86_64, i686, aarch64 and armv7;
//! * [`guest`]: the kinds of guest that exist, so that a call only some may make can say so;
//! * [`errno`] and [`returns`]: how Xen reports failure;
//! * [`handle`], [`aligned`], [`frame`], [`flags`](mod@flags), [`flex`], [`plain`]: the shapes that
//!   records are made of;
//! * [`events`]: event channels as safe types: ports, and both layouts of the memory that Xen
//!   raises them in;
//! * [`argo_endpoint`]: Argo as safe types: a receiver that owns its ring, a sender of slices; on
//!   top of [`argo_ring`], which reads one ring;
//! * [`ring`]: the shared rings and byte streams by which front ends and back ends talk, and
//!   [`shared`], the memory that they stand in;
//! * [`pages`]: the memory that the safe interfaces give to Xen, and [`close`]: getting it back;
//! * [`clock`]: Xen's system time and the date, read from shared memory;
//! * [`releases`]: what each release of Xen brought;
//! * `mock` (feature `mock`): hypervisor stand-ins, for tests on a machine without Xen.
//!
//! One source serves the four architectures; what differs between them, such as the width of a
//! [`GuestHandle`], follows the target that the crate is compiled for.
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
//! /// Opens a port that `peer` may bind to, and raises an event on it.
//! fn knock<X: Hypercall>(xen: &X, peer: DomId) -> Result<Port, Errno> {
//!     let port = event_channel::alloc_unbound(xen, DomId::SELF, peer)?;
//!     event_channel::send(xen, port)?;
//!     Ok(port)
//! }
//! ```
//!
//! A test passes the mock instead, and plays the hypervisor's part:
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
pub mod clock;
pub mod close;
pub mod errno;
pub mod events;
pub mod flags;
pub mod flex;
pub mod frame;
pub mod guest;
pub mod handle;
pub mod hypercall;
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
