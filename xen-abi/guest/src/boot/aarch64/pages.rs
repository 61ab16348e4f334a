//! The kernel's own pages and what Xen calls them.

use core::pin::Pin;
use core::ptr::{NonNull, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicUsize, Ordering};

use xen_abi::frame::{Gfn, PAGE_SHIFT, PAGE_SIZE};
use xen_abi::pages::GuestPages;
use xen_abi::shared::SharedPages;

/// How many pages there are to hand out.
const COUNT: usize = 256;

/// What is handed out, from the first page on. Nothing comes back.
static POOL: SharedPages<COUNT> = SharedPages::new();

/// How many have been handed out.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Pages of the pool, for one owner.
#[derive(Debug)]
pub(crate) struct OwnPages {
    start: NonNull<u8>,
    count: usize,
}

impl OwnPages {
    /// Takes pages that follow one another, all zero; `None` where there are no more so many.
    pub(super) fn take(count: usize) -> Option<Self> {
        let enough = |taken: usize| taken.checked_add(count).filter(|&taken| taken <= COUNT);
        let first = TAKEN
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, enough)
            .ok()?;
        let start = start(&POOL).as_ptr().wrapping_add(first * PAGE_SIZE);
        Some(Self {
            start: NonNull::new(start)?,
            count,
        })
    }
}

// SAFETY: every page is handed out once, and stays where it is; each address is also the memory's
// own.
unsafe impl GuestPages for OwnPages {
    fn start(&self) -> NonNull<u8> {
        self.start
    }

    fn count(&self) -> usize {
        self.count
    }

    fn frame(&self, page: usize) -> Gfn {
        frame(self.start.as_ptr().wrapping_add(page * PAGE_SIZE))
    }
}

/// What Xen calls the page in which an address of the kernel's lies. Every address is also the
/// memory's own.
pub(super) fn frame(address: *const u8) -> Gfn {
    Gfn::new((address.addr() >> PAGE_SHIFT) as u64)
}

/// The first byte of pages of the kernel's own.
pub(super) fn start<const N: usize>(pages: &'static SharedPages<N>) -> NonNull<u8> {
    let address = Pin::static_ref(pages).address().get() as usize;
    // SAFETY: something that exists is not at address 0.
    unsafe { NonNull::new_unchecked(with_exposed_provenance_mut(address)) }
}
