//! The start of an x86_64 guest, PV or PVH, from one image: Xen's command line says which of the
//! two entries is used.
//!
//! [`entry`] is what Xen finds and enters; [`pv`] and [`pvh`] make of what they are given the same
//! [`kernel`].

mod bytes;
mod entry;
mod hypercall_page;
mod kernel;
mod memory;
mod pv;
mod pvh;
mod registers;
mod upcall;
mod upcall_entry;

use core::fmt::Display;

use xen_abi::backend::HypercallPage;
use xen_abi::guest::Native;
use xen_abi::sched::{self, ShutdownReason};
use xen_guest::{Text, print};

use hypercall_page::HYPERCALL_PAGE;

/// Tells Xen's console what went wrong, and ends the domain.
pub(super) fn die(what: &impl Display) -> ! {
    // SAFETY: the page is filled for either kind of guest, and what any guest may call is the same
    // for both. Before it is, each of its entries is an undefined instruction, which ends the
    // domain as well.
    let xen = unsafe { HypercallPage::<Native>::new(HYPERCALL_PAGE.as_ptr()) };
    print(&xen, Text::<1024>::of(format_args!("{what}")).as_str());
    loop {
        let _ = sched::shutdown(&xen, ShutdownReason::CRASH);
    }
}
