//! The start of an x86_64 guest, PV or PVH, from one image: Xen's command line says which of the two entries is used.
//!
//! [`entry`] is what Xen finds and enters; [`pv`] and [`pvh`] make of what they are given the same [`kernel`].

mod bytes;
mod clock;
mod entry;
mod kernel;
mod memory;
mod pv;
mod pvh;
mod upcall;

use xen_abi::Hypercall;
use xen_abi::backend::HypercallPage;
use xen_abi::guest::Native;

/// The bit of the flags register that lets interrupts in, or in the frames of a PV guest, events.
const INTERRUPTS: u64 = 1 << 9;

/// A way to call Xen for somebody who does not know what kind of guest this is.
pub(super) fn anyhow() -> impl Hypercall {
    // SAFETY: the page is filled for either kind, and what any guest may call is the same for both. Before it is, each of its
    // entries is an undefined instruction, which ends the domain as well.
    unsafe { HypercallPage::<Native>::new(entry::HYPERCALL_PAGE.as_ptr()) }
}
