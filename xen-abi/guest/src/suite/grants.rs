//! The grant table: its size, its frames, and copies and mappings of the domain's own grants.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU16, Ordering, fence};

use xen_abi::Errno;
use xen_abi::frame::{Gfn, PAGE_SIZE, VirtualAddress, XenPfn};
use xen_abi::grant_table::{
    self, CopyFlags, CopyPtr, CopyPtrUnion, GNTTAB_NR_RESERVED_ENTRIES, GrantEntryFlags,
    GrantEntryV1, GrantHandle, GrantRef, MapFlags, Status,
};
use xen_abi::guest::Guest;
use xen_abi::memory::{self, PhysMapSpace};
use xen_abi::pages::GuestPages;
use xen_abi::plain::Plain;
use xen_abi::returns::ElementError;
use xen_abi::xen::DomId;

use super::ports::NOBODY;
use crate::checks::pages;
use crate::machine::{KindOf, Machine};
use crate::transcript::{Outcome, Stop, Transcript};

/// The first entry that is not reserved for the toolstack.
pub(super) const GRANT: GrantRef = GrantRef(GNTTAB_NR_RESERVED_ENTRIES as u32);

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    if transcript.machine.is_software() {
        transcript.test("grants", |_| {
            skip!("the software Xen maps grants in areas without memory only")
        });
        return;
    }
    transcript.test("grants::query_size", query_size);
    transcript.test("grants::version", version);
    let mut table = None;
    transcript.test("grants::setup_table", |machine| {
        setup_table(machine).map(|made| table = Some(made))
    });
    let Some(table) = table else { return };
    transcript.test("grants::copy", |machine| copy(machine, &table));
    transcript.test("grants::copy_refused", |machine| {
        copy_refused(machine, &table)
    });
    transcript.test("grants::map", |machine| map(machine, &table));
    transcript.test("grants::map_refused", |machine| {
        map_refused(machine, &table)
    });
    if KindOf::<M>::NAME != "pv64" {
        transcript.test("grants::remove_table", |machine| table.remove(machine));
    }
}

fn query_size<M: Machine>(machine: &M) -> Outcome {
    let size = attempt!(grant_table::query_size_one(machine.xen(), DomId::SELF));
    check!(
        (size.max_nr_frames > 0, size.nr_frames <= size.max_nr_frames),
        (true, true)
    );
    check!(
        grant_table::query_size_one(machine.xen(), NOBODY).map(|_| ()),
        Err(ElementError::Status(Status::BAD_DOMAIN))
    );
    Ok(())
}

fn version<M: Machine>(machine: &M) -> Outcome {
    check!(
        grant_table::get_version_one(machine.xen(), DomId::SELF),
        Ok(1)
    );
    // SAFETY: the table is not in use, and does not change.
    let refused = unsafe { grant_table::set_version_one(machine.xen(), 3) };
    check!(refused.map_err(|failed| failed.errno), Err(Errno::EINVAL));
    check!(
        grant_table::get_version_one(machine.xen(), DomId::SELF),
        Ok(1)
    );
    Ok(())
}

/// The first page of the table, mapped for the guest.
pub(super) struct Table {
    start: NonNull<GrantEntryV1>,
    /// The frame of the page.
    frame: Gfn,
}

impl Table {
    /// The first entry.
    pub(super) fn start(&self) -> NonNull<GrantEntryV1> {
        self.start
    }

    fn entry(&self, grant: GrantRef) -> NonNull<GrantEntryV1> {
        // SAFETY: the tests use the first entries of the page.
        unsafe { self.start.add(grant.0 as usize) }
    }

    /// The flags of an entry, which Xen changes as well.
    fn flags(&self, grant: GrantRef) -> &AtomicU16 {
        // SAFETY: the entry stays mapped, and both sides access its flags atomically.
        unsafe { AtomicU16::from_ptr((&raw mut (*self.entry(grant).as_ptr()).flags).cast()) }
    }

    /// Unmaps the table, so that it can be mapped elsewhere.
    ///
    /// A translated guest has at most one mapping of it.
    pub(super) fn remove<M: Machine>(self, machine: &M) -> Outcome {
        // SAFETY: the page is the table's mapping, which ends with this value.
        attempt!(unsafe {
            memory::remove_from_physmap(machine.xen(), DomId::SELF, self.frame.into())
        });
        Ok(())
    }

    /// Whether a grant is mapped or being read or written.
    pub(super) fn in_use(&self, grant: GrantRef) -> GrantEntryFlags {
        let flags = GrantEntryFlags::from_bits_retain(self.flags(grant).load(Ordering::SeqCst));
        flags & (GrantEntryFlags::READING | GrantEntryFlags::WRITING)
    }

    /// Grants a page to a domain, calls `with`, and ends the grant.
    pub(super) fn permit<T>(
        &self,
        to: DomId,
        page: &impl GuestPages,
        flags: GrantEntryFlags,
        with: impl FnOnce(GrantRef) -> Outcome<T>,
    ) -> Outcome<T> {
        let entry = self.entry(GRANT).as_ptr();
        // SAFETY: only the guest writes an unused entry.
        unsafe {
            (&raw mut (*entry).domid).write_volatile(to);
            (&raw mut (*entry).frame).write_volatile(page.frame(0).get() as u32);
        }
        fence(Ordering::SeqCst);
        self.flags(GRANT).store(
            (GrantEntryFlags::PERMIT_ACCESS | flags).bits(),
            Ordering::SeqCst,
        );
        let outcome = with(GRANT);
        let left = self.flags(GRANT).swap(0, Ordering::SeqCst);
        let in_use = (GrantEntryFlags::READING | GrantEntryFlags::WRITING).bits();
        if outcome.is_ok() && left & in_use != 0 {
            return Err(Stop::failed(format_args!(
                "the grant is still in use: {left:#x}"
            )));
        }
        outcome
    }
}

pub(super) fn setup_table<M: Machine>(machine: &M) -> Outcome<Table> {
    let page = pages(machine, 1)?;
    let mut frames = [XenPfn::from(page.frame(0))];
    check!(
        // SAFETY: the list has space for one frame.
        unsafe { grant_table::setup_table_one(machine.xen(), DomId::SELF, &mut frames) },
        Ok(())
    );
    check!(
        attempt!(grant_table::query_size_one(machine.xen(), DomId::SELF)).nr_frames >= 1,
        true
    );
    let (start, here) = (page.start(), page.frame(0));
    if KindOf::<M>::NAME == "pv64" {
        #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
        let frame = Gfn::from(frames[0]);
        // SAFETY: the page has no other use.
        check!(unsafe { machine.map_machine_frame(start, frame) }, true);
    } else {
        // SAFETY: as above.
        attempt!(unsafe {
            memory::add_to_physmap(
                machine.xen(),
                DomId::SELF,
                0,
                PhysMapSpace::GRANT_TABLE,
                0,
                here.into(),
            )
        });
    }
    // Xen's frame stays mapped there.
    core::mem::forget(page);
    let table = Table {
        start: start.cast(),
        frame: here,
    };
    // A new table has no grants.
    check!(table.flags(GRANT).load(Ordering::SeqCst), 0);
    Ok(table)
}

/// Source or target of a copy: a grant.
pub(super) fn granted(grant: GrantRef, by: DomId, offset: u16) -> CopyPtr {
    CopyPtr {
        u: CopyPtrUnion::from_ref(grant),
        domid: by,
        offset,
        ..CopyPtr::zeroed()
    }
}

/// Source or target of a copy: a page of the domain.
pub(super) fn own(page: &impl GuestPages, offset: u16) -> CopyPtr {
    CopyPtr {
        u: CopyPtrUnion::from_gmfn(page.frame(0).into()),
        domid: DomId::SELF,
        offset,
        ..CopyPtr::zeroed()
    }
}

/// Bytes of a page that Xen may change.
pub(super) fn bytes<const N: usize>(page: &impl GuestPages, offset: usize) -> [u8; N] {
    // SAFETY: the pages are valid, and the tests stay within the first one.
    core::array::from_fn(|index| unsafe {
        page.start().as_ptr().add(offset + index).read_volatile()
    })
}

pub(super) fn fill(page: &impl GuestPages, text: &[u8]) {
    for (index, byte) in text.iter().enumerate() {
        // SAFETY: as for reading.
        unsafe { page.start().as_ptr().add(index).write_volatile(*byte) };
    }
}

fn copy<M: Machine>(machine: &M, table: &Table) -> Outcome {
    let (from, to) = (pages(machine, 1)?, pages(machine, 1)?);
    fill(&from, b"granted to oneself");
    table.permit(machine.id(), &from, GrantEntryFlags::READONLY, |grant| {
        // SAFETY: both pages have no other use.
        let done = unsafe {
            let source = granted(grant, machine.id(), 8);
            grant_table::copy_one(
                machine.xen(),
                source,
                own(&to, 100),
                10,
                CopyFlags::SOURCE_GREF,
            )
        };
        check!(done, Ok(()));
        check!(bytes::<12>(&to, 99), *b"\0to oneself\0");
        // SAFETY: as above.
        let refused = unsafe {
            let dest = granted(grant, machine.id(), 0);
            grant_table::copy_one(machine.xen(), own(&to, 100), dest, 2, CopyFlags::DEST_GREF)
        };
        check!(refused, Err(ElementError::Status(Status::GENERAL_ERROR)));
        check!(bytes::<7>(&from, 0), *b"granted");
        Ok(())
    })
}

fn copy_refused<M: Machine>(machine: &M, table: &Table) -> Outcome {
    let (from, to) = (pages(machine, 1)?, pages(machine, 1)?);
    table.permit(machine.id(), &from, GrantEntryFlags::empty(), |grant| {
        let copy = |source, len| {
            // SAFETY: both pages have no other use.
            unsafe {
                grant_table::copy_one(
                    machine.xen(),
                    source,
                    own(&to, 0),
                    len,
                    CopyFlags::SOURCE_GREF,
                )
            }
        };
        check!(
            copy(granted(GrantRef(grant.0 + 1), machine.id(), 0), 8),
            Err(ElementError::Status(Status::GENERAL_ERROR))
        );
        check!(
            copy(granted(GrantRef(1 << 20), machine.id(), 0), 8),
            Err(ElementError::Status(Status::BAD_GNTREF))
        );
        check!(
            copy(granted(grant, NOBODY, 0), 8),
            Err(ElementError::Status(Status::BAD_DOMAIN))
        );
        check!(
            copy(granted(grant, machine.id(), PAGE_SIZE as u16 - 4), 8),
            Err(ElementError::Status(Status::BAD_COPY_ARG))
        );
        Ok(())
    })
}

/// The address of a page as the operation takes it: virtual in a PV guest, physical otherwise.
pub(super) fn host_address<M: Machine>(page: &impl GuestPages) -> u64 {
    if KindOf::<M>::NAME == "pv64" {
        VirtualAddress::from_ptr(page.start().as_ptr()).get()
    } else {
        page.frame(0).get() * PAGE_SIZE as u64
    }
}

fn map<M: Machine>(machine: &M, table: &Table) -> Outcome {
    let (shared, place) = (pages(machine, 1)?, pages(machine, 1)?);
    fill(&shared, b"mapped by oneself");
    // On x86, a frame of a translated guest has one guest frame number, so mapping one's own page
    // moves it.
    let moves = KindOf::<M>::NAME == "hvm64";
    let outcome = table.permit(machine.id(), &shared, GrantEntryFlags::empty(), |grant| {
        let at = host_address::<M>(&place);
        // SAFETY: the page that is replaced has no other use, and is not used after the mapping
        // ends.
        let mapped = unsafe {
            grant_table::map_grant_ref_one(
                machine.xen(),
                at,
                MapFlags::HOST_MAP,
                grant,
                machine.id(),
            )
        };
        let mapped = attempt!(mapped);
        check!(bytes::<17>(&place, 0), *b"mapped by oneself");
        if moves {
            check!(bytes::<1>(&shared, 0), [0xff]);
        } else {
            // One page at two addresses.
            fill(&place, b"M");
            check!(bytes::<1>(&shared, 0), *b"M");
        }
        let flags = GrantEntryFlags::from_bits_retain(table.flags(grant).load(Ordering::SeqCst));
        check!(
            flags.contains(GrantEntryFlags::READING | GrantEntryFlags::WRITING),
            true
        );
        check!(
            // SAFETY: nothing refers to the mapping.
            unsafe { grant_table::unmap_grant_ref_one(machine.xen(), at, 0, mapped.handle) },
            Ok(())
        );
        check!(
            // SAFETY: as above.
            unsafe { grant_table::unmap_grant_ref_one(machine.xen(), at, 0, mapped.handle) },
            Err(ElementError::Status(Status::BAD_HANDLE))
        );
        Ok(())
    });
    // The page that was replaced may be lost.
    core::mem::forget((shared, place));
    outcome?;
    if moves {
        return Ok(());
    }
    map_in_use(machine, table)
}

/// Xen does not look at the entry of a page in use, but for the first mapping for writing: whether
/// it is read-only.
fn map_in_use<M: Machine>(machine: &M, table: &Table) -> Outcome {
    let shared = pages(machine, 1)?;
    let places = [pages(machine, 1)?, pages(machine, 1)?, pages(machine, 1)?];
    fill(&shared, b"mapped again");
    let outcome = table.permit(machine.id(), &shared, GrantEntryFlags::READONLY, |grant| {
        let at = |place: usize| host_address::<M>(&places[place]);
        let map = |place, flags| {
            // SAFETY: the page that is replaced has no other use.
            unsafe {
                let own = machine.id();
                grant_table::map_grant_ref_one(machine.xen(), at(place), flags, grant, own)
            }
        };
        let reading = MapFlags::HOST_MAP | MapFlags::READONLY;
        let end = |flags: GrantEntryFlags| table.flags(grant).store(flags.bits(), Ordering::SeqCst);
        let first = attempt!(map(0, reading));
        end(GrantEntryFlags::READONLY | GrantEntryFlags::READING);
        let second = attempt!(map(1, reading));
        check!(bytes::<12>(&places[1], 0), *b"mapped again");
        check!(
            map(2, MapFlags::HOST_MAP).map(|_| ()),
            Err(ElementError::Status(Status::GENERAL_ERROR))
        );
        end(GrantEntryFlags::READING);
        let third = attempt!(map(2, MapFlags::HOST_MAP));
        for (place, mapped) in [first, second, third].into_iter().enumerate() {
            check!(
                // SAFETY: nothing refers to the mapping.
                unsafe {
                    grant_table::unmap_grant_ref_one(machine.xen(), at(place), 0, mapped.handle)
                },
                Ok(())
            );
        }
        check!(
            map(0, reading).map(|_| ()),
            Err(ElementError::Status(Status::GENERAL_ERROR))
        );
        Ok(())
    });
    // The pages that were replaced may be lost.
    core::mem::forget((shared, places));
    outcome
}

fn map_refused<M: Machine>(machine: &M, table: &Table) -> Outcome {
    let (shared, place) = (pages(machine, 1)?, pages(machine, 1)?);
    table.permit(machine.id(), &shared, GrantEntryFlags::READONLY, |grant| {
        let map = |flags, grant, domain| {
            // SAFETY: the page has no other use, and Xen refuses all of these.
            let mapped = unsafe {
                grant_table::map_grant_ref_one(
                    machine.xen(),
                    host_address::<M>(&place),
                    flags,
                    grant,
                    domain,
                )
            };
            mapped.map(|_| ())
        };
        check!(
            map(MapFlags::HOST_MAP, GrantRef(1 << 20), machine.id()),
            Err(ElementError::Status(Status::BAD_GNTREF))
        );
        check!(
            map(MapFlags::HOST_MAP, grant, NOBODY),
            Err(ElementError::Status(Status::BAD_DOMAIN))
        );
        check!(
            map(MapFlags::HOST_MAP, grant, DomId::SELF),
            Err(ElementError::Status(Status::BAD_DOMAIN))
        );
        check!(
            map(MapFlags::HOST_MAP, grant, machine.id()),
            Err(ElementError::Status(Status::GENERAL_ERROR))
        );
        check!(
            map(MapFlags::empty(), grant, machine.id()),
            Err(ElementError::Status(Status::BAD_GNTREF))
        );
        // SAFETY: there is no such mapping.
        let unmapped =
            unsafe { grant_table::unmap_grant_ref_one(machine.xen(), 0, 0, GrantHandle(1 << 20)) };
        check!(unmapped, Err(ElementError::Status(Status::BAD_HANDLE)));
        Ok(())
    })
}
