//! Pages that safe types give to Xen.

use core::pin::Pin;
use core::ptr::{self, NonNull};

use crate::frame::{Gfn, PAGE_SIZE};
use crate::shared::SharedPages;

/// Pages of guest memory with their frame numbers.
///
/// A kernel implements this for its page allocator; `mock::Pages` implements it for tests. The
/// pages are contiguous in the address space, and may be scattered in physical memory.
///
/// # Safety
///
/// Until the value is dropped, wherever it is moved, the memory of [`count`](Self::count) pages
/// from [`start`](Self::start) on is valid for reads and writes and initialised, and nobody but the
/// value's owner and Xen accesses it. This holds for ever if the value is never dropped, since Xen
/// may still write to the pages: no borrow may end, and no owner take them back, but by the drop of
/// the value itself. So the trait asks for `'static`.
///
/// `start` is a multiple of [`PAGE_SIZE`], and [`frame`](Self::frame) names the frame that backs
/// each page, on which no other memory of the program lies. All answers stay the same.
///
/// A value that is moved must not claim the memory for itself alone, as a `Box` or a `&mut` does:
/// keep a pointer.
pub unsafe trait GuestPages: 'static {
    /// Returns the address of the first page.
    fn start(&self) -> NonNull<u8>;

    /// Returns the number of pages.
    fn count(&self) -> usize;

    /// Returns the frame of a page: an MFN for a PV guest, otherwise a GFN.
    ///
    /// Called only for pages below [`count`](Self::count).
    fn frame(&self, page: usize) -> Gfn;

    /// Returns the size of all pages in bytes.
    fn len(&self) -> usize {
        self.count().saturating_mul(PAGE_SIZE)
    }

    /// Returns whether there are no pages.
    fn is_empty(&self) -> bool {
        self.count() == 0
    }
}

/// Pages of a `static`, with the frames that a kernel has found for them.
///
/// ```
/// use core::pin::Pin;
/// use xen_abi::frame::Gfn;
/// use xen_abi::pages::{GuestPages, StaticPages};
/// use xen_abi::shared::SharedPages;
///
/// static RING: SharedPages<2> = SharedPages::new();
///
/// /// What this kernel's page tables say.
/// fn frame_of(address: u64) -> Gfn {
///     Gfn::new(address >> 12)
/// }
///
/// let first = Pin::static_ref(&RING).address().get();
/// // SAFETY: nothing else uses these pages, and the frames are theirs.
/// let pages = unsafe { StaticPages::new(&RING, [frame_of(first), frame_of(first + 4096)]) };
/// assert_eq!(pages.frame(1).get(), pages.frame(0).get() + 1);
/// ```
#[derive(Debug)]
pub struct StaticPages<const N: usize> {
    pages: &'static SharedPages<N>,
    frames: [Gfn; N],
}

impl<const N: usize> StaticPages<N> {
    /// Takes the pages for one use.
    ///
    /// # Safety
    ///
    /// `frames` must be those that back the pages, in their order, and stay so. Nothing else may
    /// use the pages until the value is dropped, or ever if it is not.
    pub const unsafe fn new(pages: &'static SharedPages<N>, frames: [Gfn; N]) -> Self {
        Self { pages, frames }
    }
}

// SAFETY: a `static` stays where it is, is page-aligned and initialised; for the rest the
// constructor's caller answers.
unsafe impl<const N: usize> GuestPages for StaticPages<N> {
    fn start(&self) -> NonNull<u8> {
        let address = Pin::static_ref(self.pages).address().get() as usize;
        // SAFETY: the address of something that exists is not null.
        unsafe { NonNull::new_unchecked(ptr::with_exposed_provenance_mut(address)) }
    }

    fn count(&self) -> usize {
        N
    }

    fn frame(&self, page: usize) -> Gfn {
        self.frames[page]
    }
}
