//! Xen from Linux user space: hypercalls, event channels, grants and foreign memory.
//!
//! [`xen_abi`] has the calls and their types. This crate is the back end of a program that runs on
//! Linux, usually in dom0:
//!
//! ```no_run
//! use xen_abi::version;
//! use xen_abi_linux::Privcmd;
//!
//! let xen = Privcmd::open()?;
//! println!("Xen {:?}", version::version(&xen)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Devices
//!
//! Linux gives programs access to Xen by six files. Each comes with a kernel module:
//!
//! | device | module | type | for |
//! |---|---|---|---|
//! | `/dev/xen/privcmd`, `/dev/xen/hypercall` | `xen-privcmd` | [`Privcmd`] | hypercalls, memory of other domains |
//! | `/dev/xen/evtchn` | `xen-evtchn` | [`EventChannels`] | events |
//! | `/dev/xen/gntalloc` | `xen-gntalloc` | [`GrantAllocator`] | pages for other domains |
//! | `/dev/xen/gntdev` | `xen-gntdev` | [`GrantMapper`] | pages of other domains |
//! | `/dev/xen/xenbus` | part of Linux | [`StoreConnection`] | xenstore, if there is no socket |
//!
//! They belong to root. A container needs those that its program opens (`--device
//! /dev/xen/evtchn`), and no further privileges: Linux checks permissions when a file is opened.
//!
//! Whoever may open `/dev/xen/privcmd` in dom0 controls the machine. A program that serves one
//! domain gives that up by [`Privcmd::restrict`] and [`EventChannels::restrict`].
//!
//! In a domU, `privcmd` makes the calls that Xen permits to that domain. A Linux that is patched for
//! XSA-482 waits for xenstore when a program opens it: [`Privcmd::open`] fails at its time limit if
//! xenstore does not answer. It also refuses every hypercall unless the domain has a target, as that
//! of a device model has. What does not need `privcmd` still works: event channels, grants in both
//! directions, and xenstore, which are other files.
//!
//! # Xenstore
//!
//! [`StoreConnection`] is the transport of [`xen_abi::xenstore`]: the Unix socket of xenstored in
//! dom0 (`/run/xenstored/socket`), and `/dev/xen/xenbus` elsewhere. A container in dom0 needs the
//! socket's folder as a volume, and one in a domU the device.
//!
//! # Memory
//!
//! Xen reads and writes the arguments of a hypercall by the program's page tables, and does not
//! wait for Linux to fix an entry. After a `fork`, and while Linux moves pages, an entry may be
//! read-only or missing; the call then fails with [`EFAULT`](xen_abi::Errno::EFAULT), *after* Xen
//! has acted. Locking pages in memory does not help.
//!
//! [`Privcmd`] therefore copies all arguments to pages of `/dev/xen/hypercall`, which Linux leaves
//! alone, and copies the results back. Each thread keeps its pages, 16 KiB at first.
//!
//! # Child processes
//!
//! All files are closed on `exec`. After a `fork`, the child may go on making hypercalls, with pages
//! of its own. It does not inherit mapped memory, and its copies of channels and grants do not close
//! those of the parent.

#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(target_os = "linux"))]
compile_error!("xen-abi-linux is for programs that run on Linux");

mod bounce;
mod copy;
mod device;
mod events;
mod foreign;
#[allow(missing_docs, unreachable_pub)]
#[rustfmt::skip]
mod generated;
mod grants;
mod privcmd;
mod process;
mod socket;
mod system;
mod xenstore;

pub use device::{GuestKind, OpenError, Reason, guest_kind, runs_on_xen};
pub use events::{EventChannel, EventChannels};
pub use foreign::{ForeignMemory, MapError};
pub use grants::{
    GrantAllocator, GrantCopy, GrantMapper, GrantPlace, GrantedPages, MappedGrants, OnUnmap,
};
pub use privcmd::{AnyGuest, Privcmd, Restricted};
pub use xen_abi::grants::Access;
pub use xenstore::StoreConnection;

/// Linux's interface to Xen's devices, from its headers: numbers of ioctls, and their records.
pub mod ioctls {
    pub use crate::generated::*;
}

/// For tests of this crate.
#[doc(hidden)]
pub mod testing {
    pub use crate::bounce::with_buffer;
}

// The examples of the README are doctests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
