//! The kernel's pages and their frame numbers.

use core::pin::Pin;
use core::ptr::{NonNull, null_mut, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use xen_abi::frame::{Gfn, Mfn, PAGE_SHIFT, PAGE_SIZE};
use xen_abi::pages::GuestPages;
use xen_abi::shared::SharedPages;
use xen_abi::xen::StartInfo;

/// The machine frame of each page of a PV guest; null in a PVH guest, whose frames Xen translates.
static MACHINE_FRAMES: AtomicPtr<Mfn> = AtomicPtr::new(null_mut());

/// Stores the address of a PV guest's list of machine frames.
///
/// # Safety
///
/// `start` must be the start info of this guest, and the memory of the list must not be reused.
pub(super) unsafe fn use_machine_frames(start: &StartInfo) {
    MACHINE_FRAMES.store(
        with_exposed_provenance_mut(start.mfn_list),
        Ordering::Relaxed,
    );
}

/// The frame of an address in the kernel's image.
pub(super) fn frame(address: NonNull<u8>) -> Gfn {
    // The image is loaded at the addresses that it is linked at, so its virtual and
    // pseudo-physical addresses are equal.
    let page = address.addr().get() >> PAGE_SHIFT;
    let frames = MACHINE_FRAMES.load(Ordering::Relaxed);
    if frames.is_null() {
        return Gfn::new(page as u64);
    }
    // SAFETY: the list has an entry for each page of the guest, including the image.
    Gfn::new(unsafe { *frames.add(page) }.get())
}

/// The first byte of pages of the kernel.
pub(super) fn start<const N: usize>(pages: &'static SharedPages<N>) -> NonNull<u8> {
    let address = Pin::static_ref(pages).address().get() as usize;
    // SAFETY: a reference is not null.
    unsafe { NonNull::new_unchecked(with_exposed_provenance_mut(address)) }
}

/// The number of pages in the pool.
const POOL: usize = 256;

static PAGES: SharedPages<POOL> = SharedPages::new();
static GIVEN: AtomicUsize = AtomicUsize::new(0);

/// Pages of the pool, which are never freed.
#[derive(Debug)]
pub(super) struct Pages {
    start: NonNull<u8>,
    count: usize,
}

impl Pages {
    /// Allocates consecutive pages of zeros; returns `None` if the pool has too few.
    pub(super) fn take(count: usize) -> Option<Self> {
        let more = |given: usize| given.checked_add(count).filter(|given| *given <= POOL);
        let first = GIVEN
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .ok()?;
        // SAFETY: the page is in the pool.
        let start = unsafe { start(&PAGES).add(first * PAGE_SIZE) };
        Some(Self { start, count })
    }
}

// SAFETY: the pool is a `static`, and no two values own the same page.
unsafe impl GuestPages for Pages {
    fn start(&self) -> NonNull<u8> {
        self.start
    }

    fn count(&self) -> usize {
        self.count
    }

    fn frame(&self, page: usize) -> Gfn {
        // SAFETY: the page is one of the value's.
        frame(unsafe { self.start.add(page * PAGE_SIZE) })
    }
}
