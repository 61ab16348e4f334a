//! Addresses of a kernel at which pages of other domains can be mapped.

use core::ptr::NonNull;

use xen_abi::frame::{PAGE_SIZE, VirtualAddress};
use xen_abi::grants::MapArea;
use xen_abi::pages::GuestPages;

/// Pages of the kernel that grants replace.
///
/// A page is not the kernel's again when the grant is unmapped: a translated guest then has no
/// memory there.
#[derive(Debug)]
pub struct PageArea<P> {
    pages: P,
    paravirtual: bool,
}

impl<P> PageArea<P> {
    /// An area in place of pages of a PV guest or of a translated one.
    pub fn new(pages: P, paravirtual: bool) -> Self {
        Self { pages, paravirtual }
    }
}

// SAFETY: the pages are the value's own, and it never gives them back.
unsafe impl<P: GuestPages + 'static> MapArea for PageArea<P> {
    fn count(&self) -> usize {
        self.pages.count()
    }

    fn host_address(&self, page: usize) -> u64 {
        if self.paravirtual {
            VirtualAddress::from_ptr(self.address(page).as_ptr()).get()
        } else {
            self.pages.frame(page).get() * PAGE_SIZE as u64
        }
    }

    fn address(&self, page: usize) -> NonNull<u8> {
        assert!(page < self.pages.count(), "a page of the area");
        // SAFETY: the page is one of the value's.
        unsafe { self.pages.start().add(page * PAGE_SIZE) }
    }
}
