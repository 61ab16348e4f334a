//! The grant table of a domain.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::entries::Entries;
use super::references::References;
use crate::errno::Errno;
use crate::frame::{Gfn, PAGE_SIZE, XenPfn};
use crate::grant_table::{self, GrantRef, Status};
use crate::guest::{PvGuest, TranslatedGuest};
use crate::hypercall::Hypercall;
use crate::memory::{self, PhysMapSpace, XENMAPIDX_grant_table_status};
use crate::pages::GuestPages;
use crate::returns::ElementError;
use crate::shared::{Mapped, SharedMemory};
use crate::xen::DomId;

/// The most pages of a table that are set up at once.
const MOST: usize = 64;

/// The calling domain's grant table, with an allocator of its references.
///
/// `M` is the memory of the table. `WORDS` is the size of the allocator: 32 references each, of
/// which the first eight are the toolstack's. It is shared by all vCPUs, and never freed.
#[derive(Debug)]
pub struct GrantTable<M = Mapped, const WORDS: usize = 16> {
    pub(super) entries: Entries<M>,
    references: References<WORDS>,
}

impl<M: SharedMemory, const WORDS: usize> GrantTable<M, WORDS> {
    /// Uses a table that is set up and mapped.
    ///
    /// `status` are the status words of a table of version 2; a table without them is of
    /// version 1.
    ///
    /// # Safety
    ///
    /// `table` must be the grant table of the domain, in the version that `status` states, for as
    /// long as the value or a [`Grant`](super::Grant) of it lives. Nobody but Xen and the value
    /// changes its entries from the eighth on, or the version.
    pub unsafe fn in_memory(table: M, status: Option<M>) -> Self {
        let entries = Entries { table, status };
        let references = References::new(entries.count().min(WORDS * 32));
        Self {
            entries,
            references,
        }
    }

    pub(super) fn allocate(&self) -> Option<GrantRef> {
        self.references.allocate()
    }

    pub(super) fn free(&self, reference: GrantRef) {
        self.references.free(reference);
    }
}

impl<const WORDS: usize> GrantTable<Mapped, WORDS> {
    /// Sets up a table of version 1 for a guest whose frames Xen translates: PVH, HVM, Arm.
    ///
    /// The table replaces the memory of `pages`, of which each holds 512 entries. Xen frees that
    /// memory, so the pages never return.
    ///
    /// # Safety
    ///
    /// Nothing else uses the grant table of the domain, now or later, as an operating system below
    /// the program would.
    pub unsafe fn translated<X: Hypercall<Guest: TranslatedGuest>, P: GuestPages>(
        xen: &X,
        pages: P,
    ) -> Result<Self, NotSetUp<P>> {
        let pages = prepare(xen, pages, 1)?;
        // SAFETY: the caller's promise.
        let table = unsafe { show(xen, pages, 0) }?;
        // SAFETY: the table is mapped, and the caller ensures that nothing else uses it.
        Ok(unsafe { Self::in_memory(table, None) })
    }

    /// Sets up a table of version 2 for a guest whose frames Xen translates.
    ///
    /// Each page of `table` holds 256 entries, and each page of `status` the status of 2048.
    ///
    /// # Safety
    ///
    /// As [`translated`](Self::translated).
    pub unsafe fn translated_v2<X: Hypercall<Guest: TranslatedGuest>, P: GuestPages>(
        xen: &X,
        table: P,
        status: P,
    ) -> Result<Self, NotSetUp<P>> {
        let table = prepare(xen, table, 2)?;
        // SAFETY: the caller's promise.
        let table = unsafe { show(xen, table, 0) }?;
        // SAFETY: as above.
        let status = unsafe { show(xen, status, XENMAPIDX_grant_table_status) }?;
        // SAFETY: the table is mapped, and the caller ensures that nothing else uses it.
        Ok(unsafe { Self::in_memory(table, Some(status)) })
    }

    /// Sets up a table of version 1 for a PV guest.
    ///
    /// `map` maps a machine frame at the address of one of the pages, and returns whether it did.
    /// The kernel keeps the memory that was there; its addresses never return.
    ///
    /// # Safety
    ///
    /// As [`translated`](Self::translated). Where `map` returns true, the address must show the
    /// frame from then on.
    pub unsafe fn paravirtual<X: Hypercall<Guest: PvGuest>, P: GuestPages>(
        xen: &X,
        pages: P,
        mut map: impl FnMut(NonNull<u8>, Gfn) -> bool,
    ) -> Result<Self, NotSetUp<P>> {
        let pages = prepare(xen, pages, 1)?;
        let table = show_entries(xen, pages, &mut map)?;
        // SAFETY: the caller shows the table there, and ensures that nothing else uses it.
        Ok(unsafe { Self::in_memory(table, None) })
    }

    /// Sets up a table of version 2 for a PV guest.
    ///
    /// Each page of `table` holds 256 entries, and each page of `status` the status of 2048. `map`
    /// is that of [`paravirtual`](Self::paravirtual).
    ///
    /// # Safety
    ///
    /// As [`paravirtual`](Self::paravirtual).
    pub unsafe fn paravirtual_v2<X: Hypercall<Guest: PvGuest>, P: GuestPages>(
        xen: &X,
        table: P,
        status: P,
        mut map: impl FnMut(NonNull<u8>, Gfn) -> bool,
    ) -> Result<Self, NotSetUp<P>> {
        let table = prepare(xen, table, 2)?;
        let table = show_entries(xen, table, &mut map)?;
        if status.count() > MOST {
            let (most, given) = (MOST, status.count());
            return Err(NotSetUp::unchanged(
                status,
                SetupError::Pages { most, given },
            ));
        }
        let mut frames = [0; MOST];
        let frames = &mut frames[..status.count()];
        // SAFETY: the list has space for as many frames as it asks for.
        let listed = unsafe { grant_table::get_status_frames_one(xen, DomId::SELF, frames) };
        if let Err(why) = listed {
            return Err(NotSetUp::unchanged(status, why.into()));
        }
        let frames = frames.iter().map(|frame| Gfn::new(*frame));
        let status = map_all(status, frames, &mut map)?;
        // SAFETY: the caller shows the table there, and ensures that nothing else uses it.
        Ok(unsafe { Self::in_memory(table, Some(status)) })
    }
}

/// Maps the table's frames at the addresses of pages of a PV guest.
fn show_entries<X: Hypercall<Guest: PvGuest>, P: GuestPages>(
    xen: &X,
    pages: P,
    map: &mut impl FnMut(NonNull<u8>, Gfn) -> bool,
) -> Result<Mapped, NotSetUp<P>> {
    let mut frames = [XenPfn::default(); MOST];
    let frames = &mut frames[..pages.count()];
    // SAFETY: the list has space for as many frames as it asks for.
    if let Err(why) = unsafe { grant_table::setup_table_one(xen, DomId::SELF, frames) } {
        return Err(NotSetUp::unchanged(pages, why.into()));
    }
    map_all(pages, frames.iter().map(|frame| (*frame).into()), map)
}

/// Maps a frame at the address of each page.
fn map_all<P: GuestPages>(
    pages: P,
    frames: impl Iterator<Item = Gfn>,
    map: &mut impl FnMut(NonNull<u8>, Gfn) -> bool,
) -> Result<Mapped, NotSetUp<P>> {
    let pages = ManuallyDrop::new(pages);
    for (page, frame) in frames.enumerate() {
        // SAFETY: inside the pages.
        let address = unsafe { pages.start().add(page * PAGE_SIZE) };
        if !map(address, frame) {
            return Err(NotSetUp::changed(SetupError::Unmapped { page }));
        }
    }
    Ok(mapped(&*pages))
}

/// Checks the number of pages, and selects the version.
fn prepare<X: Hypercall, P: GuestPages>(xen: &X, pages: P, version: u32) -> Result<P, NotSetUp<P>> {
    let checked = (|| {
        let size = grant_table::query_size_one(xen, DomId::SELF)?;
        let most = MOST.min(size.max_nr_frames as usize);
        if pages.is_empty() || pages.count() > most {
            return Err(SetupError::Pages {
                most,
                given: pages.count(),
            });
        }
        // SAFETY: the caller of the constructor is the only user of the table.
        let chosen = unsafe { grant_table::set_version_one(xen, version) };
        chosen.map_err(|failed| SetupError::Call(failed.errno))?;
        Ok(())
    })();
    match checked {
        Ok(()) => Ok(pages),
        Err(why) => Err(NotSetUp::unchanged(pages, why)),
    }
}

/// Has Xen show the table at the frames of pages, from an index on.
///
/// # Safety
///
/// The memory of the pages must have no other use.
unsafe fn show<X: Hypercall<Guest: TranslatedGuest>, P: GuestPages>(
    xen: &X,
    pages: P,
    first: u32,
) -> Result<Mapped, NotSetUp<P>> {
    let pages = ManuallyDrop::new(pages);
    // The last page first, so that the table grows once.
    for page in (0..pages.count()).rev() {
        #[allow(
            clippy::unnecessary_fallible_conversions,
            reason = "fails where frame numbers have 32 bits"
        )]
        let frame = XenPfn::try_from(pages.frame(page)).map_err(|_| Errno::EINVAL);
        // SAFETY: the pages belong to this function, and nobody uses what they held.
        let shown = frame.and_then(|frame| unsafe {
            memory::add_to_physmap(
                xen,
                DomId::SELF,
                0,
                PhysMapSpace::GRANT_TABLE,
                (first | page as u32) as _,
                frame,
            )
        });
        if let Err(errno) = shown {
            let why = SetupError::Call(errno);
            return Err(if page + 1 == pages.count() {
                NotSetUp::unchanged(ManuallyDrop::into_inner(pages), why)
            } else {
                NotSetUp::changed(why)
            });
        }
    }
    Ok(mapped(&*pages))
}

/// Returns the memory at the addresses of pages that show a table.
fn mapped<P: GuestPages>(pages: &P) -> Mapped {
    // SAFETY: the addresses stay mapped, since the pages are never dropped; Xen's table is there.
    let memory = unsafe { Mapped::new(pages.start(), pages.len()) };
    memory.expect("pages are whole words")
}

/// A table could not be set up.
pub struct NotSetUp<P> {
    /// The pages; `None` if the table is visible in some of them.
    pub pages: Option<P>,
    /// The reason.
    pub why: SetupError,
}

impl<P> NotSetUp<P> {
    fn unchanged(pages: P, why: SetupError) -> Self {
        let pages = Some(pages);
        Self { pages, why }
    }

    fn changed(why: SetupError) -> Self {
        Self { pages: None, why }
    }
}

impl<P> fmt::Display for NotSetUp<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no grant table: {}", self.why)
    }
}

impl<P> fmt::Debug for NotSetUp<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NotSetUp")
            .field("pages", &self.pages.is_some())
            .field("why", &self.why)
            .finish()
    }
}

impl<P> core::error::Error for NotSetUp<P> {}

/// Why a table could not be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// There are no pages, or more than Xen allows or a call sets up.
    Pages {
        /// The most that can be set up.
        most: usize,
        /// The number of pages.
        given: usize,
    },
    /// A hypercall failed.
    Call(Errno),
    /// Xen did not return the size or the frames of the table.
    Status(Status),
    /// The kernel could not map a page of the table.
    Unmapped {
        /// The index of the page.
        page: usize,
    },
}

impl From<ElementError<Status>> for SetupError {
    #[inline]
    fn from(error: ElementError<Status>) -> Self {
        match error {
            ElementError::Call(errno) => Self::Call(errno),
            ElementError::Status(status) => Self::Status(status),
        }
    }
}

impl fmt::Display for SetupError {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pages { most, given } => {
                write!(formatter, "{given} pages, where 1 to {most} are possible")
            }
            Self::Call(errno) => errno.fmt(formatter),
            Self::Status(status) => status.fmt(formatter),
            Self::Unmapped { page } => write!(formatter, "page {page} is not mapped"),
        }
    }
}

impl core::error::Error for SetupError {}
