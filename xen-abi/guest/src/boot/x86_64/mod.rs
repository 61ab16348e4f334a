//! Start of day of an x86_64 guest, PV or PVH, from one image.
//!
//! Xen's command line selects the entry point.
//!
//! [`entry`] has the ELF notes and entry points; [`pv`] and [`pvh`] create the same [`kernel`].

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

/// Prints a message on Xen's console, and ends the domain.
pub(super) fn die(what: &impl Display) -> ! {
    // SAFETY: the page is filled for either kind of guest, and both kinds may make these calls.
    // Before it is filled, each entry is an undefined instruction, which ends the domain too.
    let xen = unsafe { HypercallPage::<Native>::new(HYPERCALL_PAGE.as_ptr()) };
    print(&xen, Text::<1024>::of(format_args!("{what}")).as_str());
    loop {
        let _ = sched::shutdown(&xen, ShutdownReason::CRASH);
    }
}
