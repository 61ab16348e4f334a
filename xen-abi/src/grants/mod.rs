//! Grants as safe types: pages that other domains may use, and pages of theirs.
//!
//! # What a grant is
//!
//! A domain cannot read the memory of another one. To share a page, its owner *grants* it: it
//! writes the other domain and the frame to an entry of its *grant table*, which Xen reads. The
//! index of the entry is the *grant reference*, a number that the owner passes on, usually through
//! xenstore. The other domain, the *grantee*, asks Xen to map the page, or to copy from or to it:
//!
//! ```text
//!   domain 1, the owner                        domain 2, the grantee
//!   GrantTable::share(page, 2, access)
//!     entry 8: domain 2, frame 0x1234
//!                   ─── the number 8, through xenstore ──▶
//!                                              Mapping::map(xen, area, 1, [8])
//!     entry 8: reading, writing                  Xen maps frame 0x1234 in the area
//!   Grant::end() fails: still mapped
//!                                              Mapping::unmap() or drop
//!   Grant::end() returns the page
//! ```
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use xen_abi::grants::{Access, GrantTable, Mapping};
//! use xen_abi::mock::Machine;
//! use xen_abi::shared::SharedMemory;
//! use xen_abi::xen::DomId;
//!
//! let machine = Machine::new();
//! let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
//! // SAFETY: the table of domain 1 has no other user.
//! let table: GrantTable = unsafe { GrantTable::translated(&one, one.pages(1)) }?;
//!
//! let grant = table.share(one.pages(1), two.id(), Access::ReadWrite)?;
//! let mapping = Mapping::map(&two, two.area(1), one.id(), [grant.reference()])?;
//! mapping.set(0, &7_u32);
//! assert_eq!(grant.get::<u32>(0), 7);
//!
//! let grant = grant.end().expect_err("still mapped").value;
//! drop(mapping);
//! let _page = grant.end().expect("not mapped any more");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # When a page is the program's again
//!
//! Only the grantee ends its mapping. The owner invalidates the entry, and learns by the same
//! atomic step whether the page is in use. [`Grant`] owns the page: [`Grant::end`] returns it if
//! the grantee has no mapping of it, and otherwise the grant, without waiting. Dropping a grant
//! that is in use leaks the page, and keeps the reference allocated.
//!
//! * In version 1 of the table, an entry that is in use stays valid.
//! * In version 2, [`Grant::end`] invalidates the entry first: once the grantee has no mapping left,
//!   it gets no further one.
//!
//! In both versions, a grantee that has the page mapped can map it again: Xen does not look at the
//! entry of a page in use. A page that was granted for reading stays so.
//!
//! Both are checked with loom against a grantee that maps and unmaps at the same time.
//!
//! # The table
//!
//! A guest has one table, in pages that it shares with Xen. [`GrantTable`] sets it up by the means
//! of the kind of guest:
//!
//! * [`GrantTable::translated`]: Xen shows the table at frames of the guest (PVH, HVM, Arm);
//! * [`GrantTable::paravirtual`]: Xen tells the frames, and the kernel maps them (PV);
//! * [`GrantTable::translated_v2`] and [`GrantTable::paravirtual_v2`]: the same in version 2, whose
//!   entries have frame numbers of 64 bits;
//! * [`GrantTable::in_memory`]: the kernel has the table mapped already.
//!
//! The table's type states the number of references, 512 by default: what a page holds in
//! version 1. The first eight are the toolstack's.
//!
//! # After a restore or migration
//!
//! The domain has no grant table and no grants: set up another [`GrantTable`], and share the pages
//! anew. Before that, take them out of the old grants by [`Grant::into_pages`], since
//! [`Grant::end`] would read the old table, whose pages are no longer there. Mappings of other
//! domains' pages are gone too: forget each [`Mapping`], as Xen gives its handles to others.
//!
//! # Mappings
//!
//! [`Mapping`] maps pages of one domain in a [`MapArea`], an address range of the kernel without
//! memory of its own. It implements [`SharedMemory`](crate::shared::SharedMemory), so that rings
//! and streams run on it, and unmaps its pages on drop.
//!
//! [`copy_from`] and [`copy_to`] let Xen copy between a granted page and a page of the caller. For
//! small or rare transfers that is faster than a mapping.

mod access;
mod copy;
mod entries;
mod grant;
mod mapping;
mod references;
mod table;

pub use access::Access;
pub use copy::{Granted, copy_from, copy_to};
pub use grant::{Grant, NotShared, ShareError, StillMapped};
pub use mapping::{MapArea, MapError, Mapping, NotMapped, ReadOnlyMapping};
pub use table::{GrantTable, NotSetUp, SetupError};
