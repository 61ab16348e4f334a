//! The kernel's pages and their frame numbers.

use core::pin::Pin;
use core::ptr::{NonNull, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicUsize, Ordering};

use xen_abi::frame::{Gfn, PAGE_SHIFT, PAGE_SIZE};
use xen_abi::pages::GuestPages;
use xen_abi::shared::SharedPages;

/// The number of pages in the pool.
const COUNT: usize = 256;

/// The pool, allocated from its first page on and never freed.
static POOL: SharedPages<COUNT> = SharedPages::new();

/// The number of allocated pages.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Allocated pages.
#[derive(Debug)]
pub(crate) struct OwnPages {
    start: NonNull<u8>,
    count: usize,
}

impl OwnPages {
    /// Allocates consecutive pages of zeros; returns `None` if the pool has too few.
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

// SAFETY: each page is allocated once, and never moves; virtual and physical addresses are equal.
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

/// The frame of an address in the kernel; virtual and physical addresses are equal.
pub(super) fn frame(address: *const u8) -> Gfn {
    Gfn::new((address.addr() >> PAGE_SHIFT) as u64)
}

/// The first byte of pages of the kernel.
pub(super) fn start<const N: usize>(pages: &'static SharedPages<N>) -> NonNull<u8> {
    let address = Pin::static_ref(pages).address().get() as usize;
    // SAFETY: a reference is not null.
    unsafe { NonNull::new_unchecked(with_exposed_provenance_mut(address)) }
}
