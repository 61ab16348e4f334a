//! The kernel's own pages and what Xen calls them.

use core::pin::Pin;
use core::ptr::{NonNull, null_mut, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use xen_abi::frame::{Gfn, Mfn, PAGE_SHIFT, PAGE_SIZE};
use xen_abi::pages::GuestPages;
use xen_abi::shared::SharedPages;
use xen_abi::xen::StartInfo;

/// For each page of a PV guest its machine frame; null in a PVH guest, whose frames Xen translates.
static MACHINE_FRAMES: AtomicPtr<Mfn> = AtomicPtr::new(null_mut());

/// Remembers the list of machine frames that a PV guest is given.
///
/// # Safety
///
/// `start` must be what Xen passed to this guest, and nobody may reuse the memory of the list.
pub(super) unsafe fn use_machine_frames(start: &StartInfo) {
    MACHINE_FRAMES.store(
        with_exposed_provenance_mut(start.mfn_list),
        Ordering::Relaxed,
    );
}

/// What Xen calls the page in which an address of the kernel's image lies.
pub(super) fn frame(address: NonNull<u8>) -> Gfn {
    // The image is linked where it is loaded, so its addresses are also those of the memory that
    // the guest believes to have.
    let page = address.addr().get() >> PAGE_SHIFT;
    let frames = MACHINE_FRAMES.load(Ordering::Relaxed);
    if frames.is_null() {
        return Gfn::new(page as u64);
    }
    // SAFETY: the list has an entry for each page of the guest, and those of the image are among
    // them.
    Gfn::new(unsafe { *frames.add(page) }.get())
}

/// The first byte of pages of the kernel's own.
pub(super) fn start<const N: usize>(pages: &'static SharedPages<N>) -> NonNull<u8> {
    let address = Pin::static_ref(pages).address().get() as usize;
    // SAFETY: something that exists is not at address 0.
    unsafe { NonNull::new_unchecked(with_exposed_provenance_mut(address)) }
}

/// How many pages there are to give.
const POOL: usize = 256;

static PAGES: SharedPages<POOL> = SharedPages::new();
static GIVEN: AtomicUsize = AtomicUsize::new(0);

/// Pages of the pool, which never come back to it.
#[derive(Debug)]
pub(super) struct Pages {
    start: NonNull<u8>,
    count: usize,
}

impl Pages {
    /// So many in a row, all zero, or `None` where no more are left.
    pub(super) fn take(count: usize) -> Option<Self> {
        let more = |given: usize| given.checked_add(count).filter(|given| *given <= POOL);
        let first = GIVEN
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .ok()?;
        // SAFETY: the page is one of the pool's.
        let start = unsafe { start(&PAGES).add(first * PAGE_SIZE) };
        Some(Self { start, count })
    }
}

// SAFETY: the pool is a `static`, and no two values get the same of its pages.
unsafe impl GuestPages for Pages {
    fn start(&self) -> NonNull<u8> {
        self.start
    }

    fn count(&self) -> usize {
        self.count
    }

    fn frame(&self, page: usize) -> Gfn {
        // SAFETY: the page is one of these.
        frame(unsafe { self.start.add(page * PAGE_SIZE) })
    }
}
