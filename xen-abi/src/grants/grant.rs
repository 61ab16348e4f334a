//! Pages of the domain that another domain may use.

use core::fmt;
use core::mem::ManuallyDrop;
use core::sync::atomic::Ordering;

use super::access::Access;
use super::table::GrantTable;
use crate::close::NotClosed;
use crate::grant_table::{GrantEntryFlags, GrantRef};
use crate::pages::GuestPages;
use crate::shared::{Mapped, SharedMemory};
use crate::xen::DomId;

/// `N` pages that another domain may map and copy.
///
/// The value owns the pages: see
/// [when a page is the program's again](super#when-a-page-is-the-programs-again). It is their
/// memory, too: a [`SharedMemory`] in which the grantee reads and writes.
#[must_use = "dropping it ends the grant"]
pub struct Grant<
    't,
    P: GuestPages,
    const N: usize = 1,
    M: SharedMemory = Mapped,
    const W: usize = 16,
> {
    table: &'t GrantTable<M, W>,
    pages: ManuallyDrop<P>,
    references: [GrantRef; N],
}

impl<M: SharedMemory, const WORDS: usize> GrantTable<M, WORDS> {
    /// Grants a page to a domain.
    pub fn share<P: GuestPages>(
        &self,
        page: P,
        domain: DomId,
        access: Access,
    ) -> Result<Grant<'_, P, 1, M, WORDS>, NotShared<P>> {
        self.share_many(page, domain, access)
    }

    /// Grants `N` pages to a domain.
    pub fn share_many<P: GuestPages, const N: usize>(
        &self,
        pages: P,
        domain: DomId,
        access: Access,
    ) -> Result<Grant<'_, P, N, M, WORDS>, NotShared<P>> {
        let why = if pages.count() != N {
            Some(ShareError::Pages {
                expected: N,
                given: pages.count(),
            })
        } else if !(0..N).all(|page| self.entries.holds(pages.frame(page))) {
            Some(ShareError::FrameTooHigh)
        } else {
            None
        };
        if let Some(why) = why {
            return Err(NotShared { pages, why });
        }
        let mut references = [GrantRef(0); N];
        for index in 0..N {
            let Some(reference) = self.allocate() else {
                for reference in &references[..index] {
                    self.free(*reference);
                }
                let why = ShareError::NoReference;
                return Err(NotShared { pages, why });
            };
            references[index] = reference;
        }
        let flags = match access {
            Access::ReadWrite => GrantEntryFlags::PERMIT_ACCESS,
            Access::ReadOnly => GrantEntryFlags::PERMIT_ACCESS | GrantEntryFlags::READONLY,
        };
        for (page, reference) in references.iter().enumerate() {
            self.entries
                .publish(*reference, domain, pages.frame(page), flags);
        }
        Ok(Grant {
            table: self,
            pages: ManuallyDrop::new(pages),
            references,
        })
    }
}

impl<P: GuestPages, M: SharedMemory, const W: usize> Grant<'_, P, 1, M, W> {
    /// Returns the grant reference, for the grantee.
    pub fn reference(&self) -> GrantRef {
        self.references[0]
    }
}

impl<P: GuestPages, const N: usize, M: SharedMemory, const W: usize> Grant<'_, P, N, M, W> {
    /// Returns the grant reference of each page.
    pub fn references(&self) -> &[GrantRef; N] {
        &self.references
    }

    /// Ends the grant; returns it if the grantee still has a page in use.
    ///
    /// It does not wait. A grant that is returned may have ended for some of its pages.
    pub fn end(self) -> Result<P, NotClosed<Self, StillMapped>> {
        if let Err(why) = self.invalidate() {
            return Err(NotClosed { value: self, why });
        }
        let mut grant = ManuallyDrop::new(self);
        grant.free();
        // SAFETY: taken once, from a value that is not dropped.
        Ok(unsafe { ManuallyDrop::take(&mut grant.pages) })
    }

    /// Returns the pages of a grant that a restore has ended.
    ///
    /// The grant table of before the restore is not accessed.
    ///
    /// # Safety
    ///
    /// The domain has been restored since the grant was made: `sched::suspend` has returned
    /// `Resumed::Restored`.
    pub unsafe fn into_pages(self) -> P {
        let mut grant = ManuallyDrop::new(self);
        // SAFETY: taken once, from a value that is not dropped. Nobody has the pages mapped, since
        // Xen has made the domain anew, with other memory.
        unsafe { ManuallyDrop::take(&mut grant.pages) }
    }

    /// Invalidates the entries, as far as possible.
    fn invalidate(&self) -> Result<(), StillMapped> {
        let mut outcome = Ok(());
        for reference in self.references {
            if !self.table.entries.end(reference) {
                outcome = Err(StillMapped { reference });
            }
        }
        outcome
    }

    fn free(&self) {
        for reference in self.references {
            self.table.free(reference);
        }
    }

    /// Returns the pages as memory, for as long as the grant is borrowed.
    #[inline]
    fn memory(&self) -> Mapped {
        // SAFETY: the pages are valid while the grant lives, and only accessed atomically.
        let memory = unsafe { Mapped::new(self.pages.start(), self.pages.len()) };
        memory.expect("pages are whole words")
    }
}

impl<P: GuestPages, const N: usize, M: SharedMemory, const W: usize> Drop
    for Grant<'_, P, N, M, W>
{
    fn drop(&mut self) {
        if self.invalidate().is_ok() {
            self.free();
            // SAFETY: dropped once; the grantee has no access any more.
            unsafe { ManuallyDrop::drop(&mut self.pages) };
        }
        // Otherwise the pages and the references are leaked: the grantee uses them.
    }
}

/// Implements the trait by that of other memory.
macro_rules! is_memory {
    ($(($($generics:tt)*) $type:ty;)+) => {$(
        impl<$($generics)*> SharedMemory for $type {
            #[inline]
            fn size(&self) -> usize {
                self.memory().size()
            }

            #[inline]
            fn load(&self, offset: usize, order: Ordering) -> u32 {
                self.memory().load(offset, order)
            }

            #[inline]
            fn store(&self, offset: usize, word: u32, order: Ordering) {
                self.memory().store(offset, word, order);
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
                self.memory()
                    .compare_exchange(offset, current, new, success, failure)
            }

            #[inline]
            fn read(&self, offset: usize, bytes: &mut [u8]) {
                self.memory().read(offset, bytes);
            }

            #[inline]
            fn write(&self, offset: usize, bytes: &[u8]) {
                self.memory().write(offset, bytes);
            }
        }
    )+};
}

is_memory! {
    (P: GuestPages, const N: usize, M: SharedMemory, const W: usize) Grant<'_, P, N, M, W>;
    (P: GuestPages, const N: usize, M: SharedMemory, const W: usize) &Grant<'_, P, N, M, W>;
}

impl<P: GuestPages, const N: usize, M: SharedMemory, const W: usize> fmt::Debug
    for Grant<'_, P, N, M, W>
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Grant")
            .field("references", &self.references)
            .finish_non_exhaustive()
    }
}

/// The grantee has a page mapped, or Xen copies for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StillMapped {
    /// The last reference that is in use.
    pub reference: GrantRef,
}

impl fmt::Display for StillMapped {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "grant {} is still mapped", self.reference.0)
    }
}

impl core::error::Error for StillMapped {}

/// Pages that could not be granted, and the reason.
pub struct NotShared<P> {
    /// The pages.
    pub pages: P,
    /// The reason.
    pub why: ShareError,
}

impl<P> fmt::Display for NotShared<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not shared: {}", self.why)
    }
}

impl<P> fmt::Debug for NotShared<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NotShared")
            .field("why", &self.why)
            .finish_non_exhaustive()
    }
}

impl<P> core::error::Error for NotShared<P> {}

/// Why pages could not be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// The number of pages is not that of the references.
    Pages {
        /// The number of references.
        expected: usize,
        /// The number of pages.
        given: usize,
    },
    /// Every reference of the table is in use.
    NoReference,
    /// A frame number has more than the 32 bits of a version 1 entry.
    FrameTooHigh,
}

impl fmt::Display for ShareError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pages { expected, given } => {
                write!(formatter, "{given} pages for {expected} references")
            }
            Self::NoReference => formatter.write_str("no grant reference is free"),
            Self::FrameTooHigh => formatter.write_str("a frame number has more than 32 bits"),
        }
    }
}

impl core::error::Error for ShareError {}
