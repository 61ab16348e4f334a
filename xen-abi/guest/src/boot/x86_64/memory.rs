//! The kernel's own pages and what Xen calls them.

use core::pin::Pin;
use core::ptr::{NonNull, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicPtr, Ordering};

use xen_abi::frame::{Gfn, Mfn, PAGE_SHIFT};
use xen_abi::shared::SharedPages;
use xen_abi::xen::StartInfo;

/// For each page of a PV guest its machine frame; null in a PVH guest, whose frames Xen translates.
static MACHINE_FRAMES: AtomicPtr<Mfn> = AtomicPtr::new(core::ptr::null_mut());

/// Remembers the list of machine frames that a PV guest is given.
///
/// # Safety
///
/// `start` must be what Xen passed to this guest, which must not move or hand out the list's pages.
pub(super) unsafe fn use_machine_frames(start: &StartInfo) {
    MACHINE_FRAMES.store(with_exposed_provenance_mut(start.mfn_list), Ordering::Relaxed);
}

/// What Xen calls the page in which an address of the kernel's image lies.
pub(super) fn frame(address: u64) -> Gfn {
    // The image is linked where it is loaded, so its addresses are also those of the memory that the guest believes to have.
    let page = address >> PAGE_SHIFT;
    let frames = MACHINE_FRAMES.load(Ordering::Relaxed);
    if frames.is_null() {
        return Gfn::new(page);
    }
    // SAFETY: the list has an entry for each page of the guest, and those of the image are among them.
    Gfn::new(unsafe { *frames.add(page as usize) }.get())
}

/// The first byte of pages of the kernel's own.
pub(super) fn start<const N: usize>(pages: &'static SharedPages<N>) -> NonNull<u8> {
    let address = Pin::static_ref(pages).address().get() as usize;
    // SAFETY: something that exists is not at address 0.
    unsafe { NonNull::new_unchecked(with_exposed_provenance_mut(address)) }
}
