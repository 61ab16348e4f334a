//! Write a toolstack that runs on several releases of Xen.
//!
//! A *toolstack* is the program that creates, configures and destroys domains. It runs in a
//! privileged domain, usually dom0. `xl` is one, on top of libxl and libxenctrl. This page explains
//! the calls below these libraries.
//!
//! # Three hypercalls
//!
//! | hypercall | what it is about | module |
//! |---|---|---|
//! | `domctl` | one domain: create, pause, set limits, save, destroy | [`domctl`] |
//! | `sysctl` | the host: physical CPUs and memory, schedulers, CPU pools, the console | [`sysctl`] |
//! | `platform_op` | what dom0 does for Xen: microcode, sleep states, firmware's tables | [`platform`] |
//!
//! Each takes the address of one record. The record has the number of the operation, an interface
//! version, and a union with the argument. Xen changes the record in place. An unprivileged caller
//! gets `EPERM`.
//!
//! # Versions
//!
//! Xen promises that a guest's ABI stays as it is. It promises no such thing for toolstacks: with a
//! new release, records gain, lose and move members. Each interface has a version for that reason,
//! and Xen refuses a call of another version with `EACCES`. libxl and Xen are therefore always
//! built from the same release.
//!
//! The version is not enough. Some releases changed records and kept the version:
//!
//! * `createdomain` on 64-bit Arm is 72 bytes in Xen 4.20 and 76 in 4.21, both of version 0x17;
//! * sysctl's records changed in Xen 4.18 and 4.22, and its version did not.
//!
//! A call of the wrong release is then accepted and misread. [`Toolstack::detect`] asks Xen for its
//! release, and speaks the ABI of that release:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use xen_abi::Errno;
//! use xen_abi::toolstack::{CallError, Toolstack};
//! use xen_abi::xen::DomId;
//!
//! # let xen = xen_abi::mock::Mock::new();
//! # xen.answer(0x4_0011);
//! # xen.answer(Errno::ESRCH.into_raw());
//! # xen.answer(0);
//! let toolstack = Toolstack::detect(&xen)?;
//! # xen.answer(0);
//! toolstack.pausedomain(DomId(1))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A release that the crate does not know is an error that names the known ones. There is no call
//! in the form of the nearest release.
//!
//! # Stable operations
//!
//! Xen declares single operations stable. They pass 0 in the place of the version, and later
//! releases keep them: `XEN_DOMCTL_get_domain_state`, since Xen 4.21. The table of [`calls`] marks
//! them. The rest is *unstable*: it works with the releases that are listed, and with no other one.
//!
//! # One method per operation
//!
//! [`Toolstack`] has a method for each operation of which the functions of all releases can be one.
//! The table of [`calls`] lists all operations, and the reason where there is no method.
//!
//! * An operation that some releases do not have fails with [`CallError::Missing`], which names the
//!   release and those that have it. Xen is not called.
//! * Records that differ are one record with the members of all releases, such as
//!   [`any::CreateDomain`]. A member that some releases do not have is an `Option`. If a value is
//!   set and the release does not take it, the call fails with [`CallError::Missing`].
//! * A handle with a number of elements is a slice. `Option` stands for a handle that may be null:
//!   Xen then returns the number of elements that there are.
//! * A text that goes to Xen is a [`CStr`](core::ffi::CStr), which has no NUL but the last one; one
//!   that is longer than Xen takes fails with [`CallError::TooLong`]. A text that comes from Xen is
//!   in a [`TextBuffer`], without NUL and padding. Xen counts the NUL in some sizes and in some not:
//!   the context of `FLASK_SID_TO_CONTEXT` has it, and that of `FLASK_CONTEXT_TO_SID` has not. The
//!   table of texts in [`calls`] lists them.
//! * A method is safe if its slices are all that Xen reaches.
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use xen_abi::toolstack::domctl::any::CreateDomain;
//! use xen_abi::toolstack::domctl::{CreateDomainAltp2m, v4_21::DomctlAltp2m};
//! use xen_abi::toolstack::{CallError, Release, Toolstack};
//! use xen_abi::xen::DomId;
//!
//! # let xen = xen_abi::mock::Mock::new();
//! // SAFETY: this software Xen writes no records.
//! let toolstack = unsafe { Toolstack::of_release(&xen, Release::V4_17) };
//! let mut wanted = CreateDomain {
//!     max_vcpus: 2,
//!     altp2m: Some(CreateDomainAltp2m { opts: DomctlAltp2m(1), nr: 10 }),
//!     ..Default::default()
//! };
//! let error = toolstack.createdomain(DomId::ANY, &mut wanted).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "Xen 4.17 has no xen_domctl_createdomain.altp2m: it is in 4.21, 4.22",
//! );
//! ```
//!
//! # What takes several calls
//!
//! * Xen interrupts a long operation and continues it by itself: no method returns `ERESTART`.
//!   `destroydomain` returns when the domain's memory is free. The domain is listed as dying, and
//!   its ID is in use, until no other domain has a reference to its pages.
//! * Errors that ask for another call are in the documentation of the method: `EAGAIN` of
//!   [`Toolstack::cpupool_op`], and of the status of a live patch until its action has ended.
//! * A size is asked for with `None` in the place of a slice; the table of sizes in [`calls`] lists
//!   the methods. It may have changed when the next call passes a slice of that length.
//! * A call fills a slice of any length: if it returns fewer elements, there are no more.
//!   [`Toolstack::domains`] continues a list of domains, and [`Toolstack::read_console`] the text
//!   of the console, which may contain NULs.
//!
//! # One release
//!
//! A program for one release can use the functions of the modules directly. The version is a
//! parameter of a type that has no other values, and what differs is in a module per range of
//! releases. Records of different releases are different types:
//!
//! ```compile_fail,E0308
//! use xen_abi::Hypercall;
//! use xen_abi::toolstack::domctl::{v4_17, v4_21};
//! use xen_abi::xen::DomId;
//!
//! fn create<X: Hypercall>(xen: &X) {
//!     let mut record = v4_17::CreateDomain::default();
//!     let _ = v4_21::createdomain(xen, DomId(1), &mut record);
//! }
//! ```
//!
//! A number is no version:
//!
//! ```compile_fail,E0308
//! # use xen_abi::{Errno, Hypercall, toolstack::domctl, xen::DomId};
//! fn pause<X: Hypercall>(xen: &X) -> Result<(), Errno> {
//!     domctl::pausedomain(xen, 0x17, DomId(1))
//! }
//! ```
//!
//! [`domctl`]: crate::toolstack::domctl
//! [`sysctl`]: crate::toolstack::sysctl
//! [`platform`]: crate::toolstack::platform
//! [`calls`]: crate::toolstack::calls
//! [`Toolstack`]: crate::toolstack::Toolstack
//! [`Toolstack::detect`]: crate::toolstack::Toolstack::detect
//! [`Toolstack::cpupool_op`]: crate::toolstack::Toolstack::cpupool_op
//! [`Toolstack::domains`]: crate::toolstack::Toolstack::domains
//! [`Toolstack::read_console`]: crate::toolstack::Toolstack::read_console
//! [`CallError::Missing`]: crate::toolstack::CallError::Missing
//! [`CallError::TooLong`]: crate::toolstack::CallError::TooLong
//! [`TextBuffer`]: crate::text::TextBuffer
//! [`any::CreateDomain`]: crate::toolstack::domctl::any::CreateDomain
