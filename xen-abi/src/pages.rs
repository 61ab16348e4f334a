//! Whole pages that a guest shares with Xen: what the safe interfaces ask of the memory that they are given.

use core::ptr::NonNull;

use crate::frame::{Gfn, PAGE_SIZE};

/// Pages of the guest's memory, together with the frame numbers under which Xen knows them.
///
/// A kernel implements this for whatever hands out its pages; `mock::Pages` implements it for tests. The pages follow one
/// another in the address space and may be scattered in physical memory.
///
/// # Safety
///
/// As long as the value lives, wherever it is moved, the memory of [`count`](Self::count) pages from [`start`](Self::start) on
/// is valid for reads and writes and initialised, and nobody but the value's owner and Xen accesses it. `start` is a multiple
/// of [`PAGE_SIZE`], and [`frame`](Self::frame) names the frame that backs each page, on which no other memory of the program
/// lies. All answers stay the same.
pub unsafe trait GuestPages {
    /// The first byte of the first page.
    fn start(&self) -> NonNull<u8>;

    /// The number of pages.
    fn count(&self) -> usize;

    /// The frame of a page, counted from 0: a machine frame for a PV guest, a guest-physical one for any other.
    ///
    /// Only asked for pages below [`count`](Self::count).
    fn frame(&self, page: usize) -> Gfn;

    /// The bytes of all pages.
    fn len(&self) -> usize {
        self.count().saturating_mul(PAGE_SIZE)
    }

    /// Whether there is no page.
    fn is_empty(&self) -> bool {
        self.count() == 0
    }
}
