//! Pages of the program to share with another domain.

use super::mapped::Mapped;
use super::memory::SharedMemory;
use crate::frame::{PAGE_SIZE, VirtualAddress};
use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomPinned;
use core::ops::Deref;
use core::pin::Pin;
use core::ptr::NonNull;
use core::sync::atomic::Ordering;

/// `N` zeroed pages of the program, to share with another domain.
///
/// Each is a whole page of the machine.
///
/// The other domain maps their frames, so they must not move while they are shared. A `static` or a
/// `Pin<Box<_>>` does not move:
///
/// ```
/// use core::pin::Pin;
/// use xen_abi::shared::{SharedMemory, SharedPages};
///
/// static PAGES: SharedPages<2> = SharedPages::new();
///
/// let pages = Pin::static_ref(&PAGES);
/// assert_eq!(pages.address().get() % 4096, 0);
/// assert_eq!(pages.size(), 8192);
/// pages.set(4096, &7_u64);
/// assert_eq!(pages.get::<u64>(4096), 7);
/// ```
#[repr(C, align(4096))]
pub struct SharedPages<const N: usize = 1> {
    bytes: UnsafeCell<[[u8; PAGE_SIZE]; N]>,
    pinned: PhantomPinned,
}

/// One page to share.
pub type SharedPage = SharedPages<1>;

const _: () =
    assert!(align_of::<SharedPage>() == PAGE_SIZE && size_of::<SharedPage>() == PAGE_SIZE);

// SAFETY: the bytes are only accessed atomically.
unsafe impl<const N: usize> Sync for SharedPages<N> {}

impl<const N: usize> SharedPages<N> {
    /// Creates zeroed pages.
    #[inline]
    pub const fn new() -> Self {
        Self {
            bytes: UnsafeCell::new([[0; PAGE_SIZE]; N]),
            pinned: PhantomPinned,
        }
    }

    /// Returns the address of the first page, which does not change.
    #[inline]
    pub fn address(self: Pin<&Self>) -> VirtualAddress {
        VirtualAddress::from_ptr(self.bytes.get())
    }

    /// The pages as memory, for as long as they are borrowed.
    #[inline]
    fn mapped(&self) -> Mapped {
        // SAFETY: a reference to a cell is not null.
        let base = unsafe { NonNull::new_unchecked(self.bytes.get().cast()) };
        // SAFETY: the pages live as long as they are borrowed, and nothing but this module accesses
        // them.
        let mapped = unsafe { Mapped::new(base, N * PAGE_SIZE) };
        mapped.expect("a page is whole words")
    }
}

impl<const N: usize> Default for SharedPages<N> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for SharedPages<N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{N} shared pages at {:p}", self.bytes.get())
    }
}

/// Implements the trait for pointers to shared pages.
macro_rules! leads_to_memory {
    ($(($($generics:tt)*) $pointer:ty: |$self:ident| $memory:expr;)+) => {$(
        impl<$($generics)*> SharedMemory for $pointer {
            #[inline]
            fn size(&self) -> usize {
                let $self = self;
                $memory.size()
            }

            #[inline]
            fn load(&self, offset: usize, order: Ordering) -> u32 {
                let $self = self;
                $memory.load(offset, order)
            }

            #[inline]
            fn store(&self, offset: usize, word: u32, order: Ordering) {
                let $self = self;
                $memory.store(offset, word, order);
            }

            #[inline]
            fn compare_exchange(
                &self,
                offset: usize,
                current: u32,
                new: u32,
                success: Ordering,
                failure: Ordering,
            ) -> Result<u32, u32> {
                let $self = self;
                $memory.compare_exchange(offset, current, new, success, failure)
            }

            #[inline]
            fn read(&self, offset: usize, bytes: &mut [u8]) {
                let $self = self;
                $memory.read(offset, bytes);
            }

            #[inline]
            fn write(&self, offset: usize, bytes: &[u8]) {
                let $self = self;
                $memory.write(offset, bytes);
            }

            #[inline]
            fn fence(&self) {
                let $self = self;
                $memory.fence();
            }
        }
    )+};
}

// Not for pages by value: a ring that held them would move them.
leads_to_memory! {
    (const N: usize) &SharedPages<N>: |pages| pages.mapped();
    (Q: Deref<Target = SharedPages<N>>, const N: usize) Pin<Q>: |pages| pages.mapped();
}
