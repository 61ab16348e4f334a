//! Pages of another domain, mapped.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use core::sync::atomic::Ordering;

use super::access::Access;
use crate::close::NotClosed;
use crate::errno::Errno;
use crate::frame::PAGE_SIZE;
use crate::grant_table::{
    self, GrantHandle, GrantRef, MapFlags, MapGrantRef, Status, UnmapGrantRef,
};
use crate::hypercall::Hypercall;
use crate::plain::Plain;
use crate::returns::ElementError;
use crate::shared::{Mapped, SharedMemory};
use crate::xen::DomId;

/// An address range in which Xen maps pages of other domains.
///
/// A kernel implements this for addresses that have no memory of their own; `mock::Area` implements
/// it for tests.
///
/// # Safety
///
/// Until the value is dropped, wherever it is moved, and for ever if it is not, nobody but its
/// owner uses the addresses, and no memory of the program lies there.
///
/// [`host_address`](Self::host_address) is the address for Xen: a virtual address of a PV guest,
/// otherwise a guest-physical one. While a grant is mapped there,
/// [`address`](Self::address) returns where the program reaches the page: aligned to a page,
/// readable, and writable unless the mapping is read-only. All answers stay the same while a page
/// is mapped.
pub unsafe trait MapArea: 'static {
    /// Returns the number of pages.
    fn count(&self) -> usize;

    /// Returns the address of a page as Xen takes it.
    fn host_address(&self, page: usize) -> u64;

    /// Returns the address of a page that is mapped.
    fn address(&self, page: usize) -> NonNull<u8>;
}

/// `N` pages of another domain, mapped for reading and writing; unmapped on drop.
///
/// It is their memory: a [`SharedMemory`] of `N` pages in the order of the references.
///
/// If Xen refuses to unmap a page, dropping the value leaks the area.
#[must_use = "dropping it unmaps the pages"]
pub struct Mapping<X: Hypercall, A: MapArea, const N: usize = 1> {
    xen: X,
    area: ManuallyDrop<A>,
    /// `None` for a page that is no longer mapped.
    handles: [Option<GrantHandle>; N],
}

/// Returns the argument that maps one page.
fn argument<A: MapArea>(
    area: &A,
    page: usize,
    domain: DomId,
    reference: GrantRef,
    access: Access,
) -> MapGrantRef {
    let flags = match access {
        Access::ReadWrite => MapFlags::HOST_MAP,
        Access::ReadOnly => MapFlags::HOST_MAP | MapFlags::READONLY,
    };
    MapGrantRef {
        host_addr: area.host_address(page),
        flags,
        ref_: reference,
        dom: domain,
        // Stays if Xen does not get to the element.
        status: Status::GENERAL_ERROR,
        ..MapGrantRef::zeroed()
    }
}

impl<X: Hypercall, A: MapArea, const N: usize> Mapping<X, A, N> {
    /// Maps pages that a domain has granted, for reading and writing.
    ///
    /// One hypercall maps all of them, or none.
    pub fn map(
        xen: X,
        area: A,
        domain: DomId,
        references: [GrantRef; N],
    ) -> Result<Self, NotMapped<A>> {
        Self::map_for(xen, area, domain, references, Access::ReadWrite)
    }

    fn map_for(
        xen: X,
        area: A,
        domain: DomId,
        references: [GrantRef; N],
        access: Access,
    ) -> Result<Self, NotMapped<A>> {
        if area.count() != N {
            let why = MapError::Pages {
                expected: N,
                given: area.count(),
            };
            let area = Some(area);
            return Err(NotMapped { area, why });
        }
        let mut arguments: [MapGrantRef; N] =
            core::array::from_fn(|page| argument(&area, page, domain, references[page], access));
        // SAFETY: the area belongs to this function, and no memory of the program lies there. The
        // pages are only accessed as shared memory.
        let called = unsafe { grant_table::map_grant_ref(&xen, &mut arguments) };
        let failed = arguments
            .iter()
            .position(|argument| argument.status != Status::OKAY);
        let why = match (called, failed) {
            (Ok(()), None) => {
                return Ok(Self {
                    xen,
                    area: ManuallyDrop::new(area),
                    handles: arguments.map(|argument| Some(argument.handle)),
                });
            }
            (Err(errno), _) => MapError::Call(errno),
            (Ok(()), Some(page)) => MapError::Status {
                reference: references[page],
                status: arguments[page].status,
            },
        };
        let mut undone = true;
        for argument in arguments {
            if argument.status == Status::OKAY {
                undone &= unmap(&xen, argument.host_addr, argument.handle).is_ok();
            }
        }
        // Xen may have mapped a page and been unable to say so.
        undone &= why != MapError::Call(Errno::EFAULT);
        let area = ManuallyDrop::new(area);
        let area = undone.then(|| ManuallyDrop::into_inner(area));
        Err(NotMapped { area, why })
    }

    /// Unmaps the pages, and returns the area; returns the mapping if Xen refuses.
    ///
    /// An access to a page of a returned mapping panics if that page is unmapped.
    pub fn unmap(mut self) -> Result<A, NotClosed<Self, ElementError<Status>>> {
        if let Err(why) = self.unmap_all() {
            return Err(NotClosed { value: self, why });
        }
        let mut mapping = ManuallyDrop::new(self);
        // SAFETY: taken once each, from a value that is not dropped.
        unsafe {
            core::ptr::drop_in_place(&raw mut mapping.xen);
            Ok(ManuallyDrop::take(&mut mapping.area))
        }
    }

    /// Unmaps the pages that are mapped. Returns the last error.
    fn unmap_all(&mut self) -> Result<(), ElementError<Status>> {
        let mut arguments = [UnmapGrantRef::zeroed(); N];
        let mut count = 0;
        for (page, handle) in self.handles.iter().enumerate() {
            if let Some(handle) = *handle {
                arguments[count] = UnmapGrantRef {
                    host_addr: self.area.host_address(page),
                    handle,
                    // Stays if Xen does not get to the element.
                    status: Status::GENERAL_ERROR,
                    ..UnmapGrantRef::zeroed()
                };
                count += 1;
            }
        }
        let arguments = &mut arguments[..count];
        // SAFETY: the pages are only reached through this value, and not after they are unmapped.
        let called = unsafe { grant_table::unmap_grant_ref(&self.xen, arguments) };
        let mut outcome = called.map_err(ElementError::Call);
        let mapped = self.handles.iter_mut().filter(|handle| handle.is_some());
        for (handle, argument) in mapped.zip(arguments) {
            match argument.status.result() {
                // Xen may use the handle for another mapping from now on.
                Ok(()) => *handle = None,
                Err(status) => outcome = outcome.and(Err(ElementError::Status(status))),
            }
        }
        outcome
    }

    /// Returns the page of an offset as memory, and the offset in it.
    #[inline]
    fn page(&self, offset: usize) -> (Mapped, usize) {
        let page = offset / PAGE_SIZE;
        let is_mapped = self.handles.get(page).is_some_and(Option::is_some);
        assert!(is_mapped, "an access beyond the mapping");
        // SAFETY: the page is mapped there while this value lives, and reached atomically only.
        let memory = unsafe { Mapped::new(self.area.address(page), PAGE_SIZE) };
        let memory = memory.expect("a page is whole words");
        (memory, offset % PAGE_SIZE)
    }

    /// Calls `access` for the part of a range in each page.
    #[inline]
    fn parts(
        &self,
        offset: usize,
        count: usize,
        mut access: impl FnMut(Mapped, usize, core::ops::Range<usize>),
    ) {
        let end = offset.checked_add(count);
        let inside = end.is_some_and(|end| end <= N * PAGE_SIZE);
        assert!(inside, "bytes beyond the mapping");
        let mut done = 0;
        while done < count {
            let (memory, at) = self.page(offset + done);
            let part = (PAGE_SIZE - at).min(count - done);
            access(memory, at, done..done + part);
            done += part;
        }
    }

    #[inline]
    fn read_parts(&self, offset: usize, bytes: &mut [u8]) {
        self.parts(offset, bytes.len(), |memory, at, part| {
            memory.read(at, &mut bytes[part]);
        });
    }
}

fn unmap<X: Hypercall>(
    xen: &X,
    address: u64,
    handle: GrantHandle,
) -> Result<(), ElementError<Status>> {
    // SAFETY: nothing uses the mapping, which was made a moment ago.
    unsafe { grant_table::unmap_grant_ref_one(xen, address, 0, handle) }
}

impl<X: Hypercall, A: MapArea, const N: usize> Drop for Mapping<X, A, N> {
    fn drop(&mut self) {
        if self.unmap_all().is_ok() {
            // SAFETY: dropped once; nothing is mapped there any more.
            unsafe { ManuallyDrop::drop(&mut self.area) };
        }
    }
}

/// Implements the trait by the pages of a mapping.
macro_rules! is_memory {
    ($($type:ty),+) => {$(
        impl<X: Hypercall, A: MapArea, const N: usize> SharedMemory for $type {
            #[inline]
            fn size(&self) -> usize {
                N * PAGE_SIZE
            }

            #[inline]
            fn load(&self, offset: usize, order: Ordering) -> u32 {
                let (memory, at) = self.page(offset);
                memory.load(at, order)
            }

            #[inline]
            fn store(&self, offset: usize, word: u32, order: Ordering) {
                let (memory, at) = self.page(offset);
                memory.store(at, word, order);
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
                let (memory, at) = self.page(offset);
                memory.compare_exchange(at, current, new, success, failure)
            }

            #[inline]
            fn read(&self, offset: usize, bytes: &mut [u8]) {
                self.read_parts(offset, bytes);
            }

            #[inline]
            fn write(&self, offset: usize, bytes: &[u8]) {
                self.parts(offset, bytes.len(), |memory, at, part| {
                    memory.write(at, &bytes[part]);
                });
            }
        }
    )+};
}

is_memory!(Mapping<X, A, N>, &Mapping<X, A, N>);

impl<X: Hypercall, A: MapArea, const N: usize> fmt::Debug for Mapping<X, A, N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mapping")
            .field("handles", &self.handles)
            .finish_non_exhaustive()
    }
}

/// `N` pages of another domain, mapped for reading; unmapped on drop.
///
/// It is no [`SharedMemory`], which can be written.
#[derive(Debug)]
#[must_use = "dropping it unmaps the pages"]
pub struct ReadOnlyMapping<X: Hypercall, A: MapArea, const N: usize = 1>(Mapping<X, A, N>);

impl<X: Hypercall, A: MapArea, const N: usize> ReadOnlyMapping<X, A, N> {
    /// Maps pages that a domain has granted, for reading.
    ///
    /// One hypercall maps all of them, or none.
    pub fn map(
        xen: X,
        area: A,
        domain: DomId,
        references: [GrantRef; N],
    ) -> Result<Self, NotMapped<A>> {
        Mapping::map_for(xen, area, domain, references, Access::ReadOnly).map(Self)
    }

    /// Loads the word at an offset in bytes.
    ///
    /// # Panics
    ///
    /// As [`SharedMemory::load`].
    #[inline]
    pub fn load(&self, offset: usize, order: Ordering) -> u32 {
        self.0.load(offset, order)
    }

    /// Copies bytes out.
    ///
    /// # Panics
    ///
    /// If they extend beyond the pages.
    #[inline]
    pub fn read(&self, offset: usize, bytes: &mut [u8]) {
        self.0.read_parts(offset, bytes);
    }

    /// Copies a value out.
    ///
    /// # Panics
    ///
    /// If it extends beyond the pages.
    #[inline]
    pub fn get<T: Plain>(&self, offset: usize) -> T {
        self.0.get(offset)
    }

    /// Unmaps the pages, and returns the area; returns the mapping if Xen refuses.
    pub fn unmap(self) -> Result<A, NotClosed<Self, ElementError<Status>>> {
        self.0
            .unmap()
            .map_err(|NotClosed { value, why }| NotClosed {
                value: Self(value),
                why,
            })
    }
}

/// Pages that could not be mapped, and the reason.
pub struct NotMapped<A> {
    /// The area; `None` if a page may be mapped there.
    pub area: Option<A>,
    /// The reason.
    pub why: MapError,
}

impl<A> fmt::Display for NotMapped<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not mapped: {}", self.why)
    }
}

impl<A> fmt::Debug for NotMapped<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NotMapped")
            .field("area", &self.area.is_some())
            .field("why", &self.why)
            .finish()
    }
}

impl<A> core::error::Error for NotMapped<A> {}

/// Why pages could not be mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapError {
    /// The area has another number of pages than there are references.
    Pages {
        /// The number of references.
        expected: usize,
        /// The number of pages of the area.
        given: usize,
    },
    /// The hypercall failed.
    Call(Errno),
    /// Xen refused a reference. [`Status::EAGAIN`] may succeed later.
    Status {
        /// The first reference that was refused.
        reference: GrantRef,
        /// The reason.
        status: Status,
    },
}

impl fmt::Display for MapError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pages { expected, given } => {
                write!(
                    formatter,
                    "an area of {given} pages for {expected} references"
                )
            }
            Self::Call(errno) => errno.fmt(formatter),
            Self::Status { reference, status } => {
                write!(formatter, "grant {}: {status}", reference.0)
            }
        }
    }
}

impl core::error::Error for MapError {}
