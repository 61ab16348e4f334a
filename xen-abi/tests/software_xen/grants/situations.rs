//! The rows of the table in `grants.md`, each with the calls that produce it.

use super::super::table::Situation;
use super::{ENTRY, Outcome, at, at_zero, map, set_up, two, two_of, unmap};
use std::sync::atomic::Ordering;
use xen_abi::frame::{Gfn, XenPfn};
use xen_abi::grant_table::{
    self as g, CacheFlags, CacheFlushA, CopyFlags, GrantEntryFlags, GrantHandle, GrantRef,
    GrantTableOp as Op, MapFlags, Status,
};
use xen_abi::grants::{Granted, MapArea, copy_from, copy_to};
use xen_abi::guest::{Arm, Hvm64, Pv64};
use xen_abi::mock::{Domain, Fault, Machine, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::returns::ElementError;
use xen_abi::shared::{Mapped, SharedMemory};
use xen_abi::xen::DomId;
use xen_abi::{Errno, GuestHandle, Plain};

const SELF: DomId = DomId::SELF;
const HOST: MapFlags = MapFlags::HOST_MAP;
const ACCESS: GrantEntryFlags = GrantEntryFlags::PERMIT_ACCESS;

/// Maps with flags, at the address of an area.
fn mapped(flags: MapFlags, prepare: impl FnOnce(&super::Two)) -> Outcome {
    let two = two();
    prepare(&two);
    two.map(&two.one.area(1), flags).map(|_| ())
}

/// Maps at an address that is not that of the area.
fn mapped_at(address: u64) -> Outcome {
    let two = two();
    let area = two.one.area(1);
    map(
        &two.one,
        DomId(2),
        ENTRY,
        area.host_address(0) + address,
        HOST,
    )
    .map(|_| ())
}

fn granted(offset: u16) -> Granted {
    Granted {
        domain: DomId(2),
        reference: ENTRY,
        offset,
    }
}

/// Copies 8 bytes from the grant.
fn copied(prepare: impl FnOnce(&super::Two), from: Granted) -> Outcome {
    let two = two();
    prepare(&two);
    two.page.word(16).store(77, Ordering::SeqCst);
    let mut page = two.one.pages(1);
    copy_from(&two.one, from, &mut page, 100, 8)?;
    assert_eq!(page.word(100).load(Ordering::SeqCst), 77);
    assert_eq!(two.in_use(), GrantEntryFlags::empty());
    Ok(())
}

/// Copies between any sides.
fn copied_between(source: g::CopyPtr, dest: g::CopyPtr, two: &super::Two) -> Outcome {
    // SAFETY: the pages have no other use.
    unsafe { g::copy_one(&two.one, source, dest, 8, CopyFlags::empty()) }
}

fn frame(frame: Gfn, domain: DomId) -> g::CopyPtr {
    g::CopyPtr {
        u: g::CopyPtrUnion::from_gmfn(XenPfn(frame.get() as _)),
        domid: domain,
        ..g::CopyPtr::zeroed()
    }
}

/// The table in version 2, with a grant of 16 bytes from 16 on.
fn part_of_a_page(two: &super::Two) {
    // SAFETY: the table is not in use.
    unsafe { g::set_version_one(&two.two, 2) }.unwrap();
    let entry = |at: usize| two.tables[1].word(ENTRY.0 as usize * 16 + at);
    entry(4).store(16 | 16 << 16, Ordering::SeqCst);
    entry(8).store(two.page.frame(0).get() as u32, Ordering::SeqCst);
    let flags = ACCESS | GrantEntryFlags::SUB_PAGE;
    entry(0).store(u32::from(flags.bits()) | 1 << 16, Ordering::SeqCst);
}

fn unmapped(act: impl FnOnce(&super::Two, u64, GrantHandle) -> Outcome) -> Outcome {
    let two = two();
    let area = two.one.area(1);
    let handle = two.map(&area, HOST).unwrap();
    act(&two, area.host_address(0), handle)
}

/// Transfers a page of domain 1 to entry 9 of domain 2, which accepts one.
fn transferred(
    prepare: impl FnOnce(&super::Two),
    change: impl FnOnce(&mut (Gfn, DomId, GrantRef)),
) -> Outcome {
    let two = two();
    two.grant_frame(GrantEntryFlags::ACCEPT_TRANSFER, DomId(1), Gfn(0));
    prepare(&two);
    let page = two.one.pages(1);
    let mut argument = (page.frame(0), DomId(2), ENTRY);
    change(&mut argument);
    let (frame, domain, reference) = argument;
    // SAFETY: the page is not used any more.
    unsafe { g::transfer_one(&two.one, XenPfn(frame.get() as _), domain, reference) }?;
    let completed = GrantEntryFlags::TRANSFER_COMMITTED | GrantEntryFlags::TRANSFER_COMPLETED;
    assert!(two.flags().contains(completed));
    // The frame is that of domain 2 now.
    two.grant_frame(ACCESS, DomId(1), frame);
    two.map(&two.one.area(1), HOST).map(|_| ())
}

fn replaced(address: u64, handle: Option<GrantHandle>) -> Outcome {
    unmapped(|two, at, mapped| {
        // SAFETY: nothing uses the mapping.
        unsafe { g::unmap_and_replace_one(&two.one, at, address, handle.unwrap_or(mapped)) }
    })
}

fn table_of(domain: DomId, privileged: bool, count: usize) -> Outcome {
    let two = two_of::<Pv64>(privileged);
    let mut frames = vec![XenPfn(0); count];
    // SAFETY: the list has space.
    unsafe { g::setup_table_one(&two.one, domain, &mut frames) }?;
    assert!(frames.iter().all(|frame| frame.0 != 0));
    Ok(())
}

fn list_at_zero() -> Outcome {
    let two = two();
    let mut argument = g::SetupTable {
        dom: SELF,
        nr_frames: 1,
        frame_list: GuestHandle::null(),
        ..g::SetupTable::zeroed()
    };
    // SAFETY: refused.
    unsafe { g::setup_table(&two.one, core::slice::from_mut(&mut argument)) }?;
    argument.status.result().map_err(ElementError::Status)
}

fn version(domain: &Domain<Pv64>, version: u32) -> Outcome {
    // SAFETY: the table is not in use.
    let set = unsafe { g::set_version_one(domain, version) };
    Ok(set.map(|_| ()).map_err(|failed| failed.errno)?)
}

fn statuses(domain: DomId, count: usize) -> Outcome {
    let two = two();
    two.set_up_both();
    version(&two.one, 2)?;
    let mut frames = vec![0_u64; count];
    // SAFETY: the list has space.
    unsafe { g::get_status_frames_one(&two.one, domain, &mut frames) }
}

fn swapped(two: &super::Two, other: u32) -> Outcome {
    // SAFETY: the table is not used otherwise.
    unsafe { g::swap_grant_ref_one(&two.two, ENTRY, GrantRef(other)) }
}

fn flushed(offset: u16, own: bool) -> Outcome {
    let one: Domain<Arm> = Machine::new().start(DomId(1), Setup::default());
    let page = one.pages(1);
    let frame = page.frame(0).get() + u64::from(!own);
    let address = CacheFlushA::from_dev_bus_addr(frame << 12);
    // SAFETY: flushing loses nothing.
    unsafe { g::cache_flush_one(&one, address, offset, 64, CacheFlags::CLEAN) }?;
    Ok(())
}

pub(super) const SITUATIONS: &[Situation<ElementError<Status>>] = &[
    ("any", "the argument is at address 0", || at_zero(Op::Copy)),
    ("any", "the result cannot be written", || {
        let two = two();
        let area = two.one.area(1);
        two.one.fail_next(Fault::WriteBack);
        let result = two.map(&area, HOST).map(|_| ());
        assert!(!two.in_use().is_empty(), "mapped all the same");
        result
    }),
    ("any", "more than 2^31 - 1 elements", || {
        at(Op::MapGrantRef, 0, 1 << 31)
    }),
    ("any", "no operation has the number", || {
        use xen_abi::{Hypercall, returns};
        let one = Machine::new().domain(DomId(1));
        // SAFETY: refused.
        let result = unsafe { one.hypercall(20, [13, 0, 0]) };
        Ok(returns::neg_errnoval(result)?)
    }),
    ("map_grant_ref", "a page", || {
        let two = two();
        let area = two.one.area(1);
        let handle = two.map(&area, HOST)?;
        // SAFETY: the page is mapped, and accessed atomically.
        let there = unsafe { Mapped::new(area.address(0), 4096) }.unwrap();
        there.set(8, &5_u32);
        assert_eq!(two.page.word(8).load(Ordering::SeqCst), 5);
        two.page.word(12).store(6, Ordering::SeqCst);
        assert_eq!(there.get::<u32>(12), 6);
        unmap(&two.one, area.host_address(0), handle)
    }),
    ("map_grant_ref", "for reading, a read-only grant", || {
        mapped(HOST | MapFlags::READONLY, |two| {
            two.grant(ACCESS | GrantEntryFlags::READONLY);
        })
    }),
    ("map_grant_ref", "a grant of its own", || {
        let two = two();
        two.grant_frame(ACCESS, DomId(2), two.page.frame(0));
        let area = two.two.area(1);
        map(&two.two, SELF, ENTRY, area.host_address(0), HOST).map(|_| ())
    }),
    ("map_grant_ref", "twice, at two addresses", || {
        let two = two();
        let handles = [
            two.map(&two.one.area(1), HOST)?,
            two.map(&two.one.area(1), HOST)?,
        ];
        assert_eq!(handles, [0, 1].map(GrantHandle));
        Ok(())
    }),
    ("map_grant_ref", "version 2", || {
        let two = two();
        part_of_a_page(&two);
        let word = two.tables[1].word(ENTRY.0 as usize * 16);
        word.store(u32::from(ACCESS.bits()) | 1 << 16, Ordering::SeqCst);
        let area = two.one.area(1);
        let handle = two.map(&area, HOST)?;
        assert_eq!(two.in_use(), GrantEntryFlags::empty(), "in the status word");
        unmap(&two.one, area.host_address(0), handle)
    }),
    ("map_grant_ref", "the argument is at address 0", || {
        at_zero(Op::MapGrantRef)
    }),
    (
        "map_grant_ref",
        "neither for the CPU nor for devices",
        || mapped(MapFlags::empty(), |_| {}),
    ),
    ("map_grant_ref", "for devices", || {
        mapped(HOST | MapFlags::DEVICE_MAP, |_| {})
    }),
    ("map_grant_ref", "no such domain", || {
        let two = two();
        let area = two.one.area(1);
        map(&two.one, DomId(7), ENTRY, area.host_address(0), HOST).map(|_| ())
    }),
    ("map_grant_ref", "a policy forbids it", || {
        mapped(HOST, |two| two.one.fail_next(Fault::Policy))
    }),
    ("map_grant_ref", "no handle is free", || {
        mapped(HOST, |two| two.one.fail_next(Fault::OutOfMemory))
    }),
    ("map_grant_ref", "the page is paged out", || {
        mapped(HOST, |two| two.one.fail_next(Fault::FrameInUse))
    }),
    ("map_grant_ref", "a reference beyond the table", || {
        let two = two();
        let area = two.one.area(1);
        map(
            &two.one,
            DomId(2),
            GrantRef(512),
            area.host_address(0),
            HOST,
        )
        .map(|_| ())
    }),
    ("map_grant_ref", "a domain without a table", || {
        let two = two();
        let area = two.one.area(1);
        map(&two.one, SELF, GrantRef(0), area.host_address(0), HOST).map(|_| ())
    }),
    ("map_grant_ref", "an invalid entry", || {
        mapped(HOST, |two| two.grant(GrantEntryFlags::INVALID))
    }),
    ("map_grant_ref", "an entry for another domain", || {
        mapped(HOST, |two| {
            two.grant_frame(ACCESS, DomId(3), two.page.frame(0));
        })
    }),
    ("map_grant_ref", "for writing, a read-only grant", || {
        mapped(HOST, |two| two.grant(ACCESS | GrantEntryFlags::READONLY))
    }),
    ("map_grant_ref", "a part of a page", || {
        mapped(HOST, part_of_a_page)
    }),
    (
        "map_grant_ref",
        "a frame that the granter does not have",
        || {
            let two = two();
            two.grant_frame(ACCESS, DomId(1), two.tables[0].frame(0));
            let result = two.map(&two.one.area(1), HOST).map(|_| ());
            assert_eq!(two.in_use(), GrantEntryFlags::empty());
            result
        },
    ),
    ("map_grant_ref", "at an address that is not aligned", || {
        mapped_at(8)
    }),
    ("map_grant_ref", "at an address of no area", || {
        mapped_at(4096)
    }),
    (
        "map_grant_ref",
        "at an address where a page is mapped",
        || {
            let two = two();
            let area = two.one.area(1);
            two.map(&area, HOST).unwrap();
            two.map(&area, HOST).map(|_| ())
        },
    ),
    ("unmap_grant_ref", "a mapping", || {
        unmapped(|two, address, handle| {
            unmap(&two.one, address, handle)?;
            assert_eq!(two.in_use(), GrantEntryFlags::empty());
            Ok(())
        })
    }),
    (
        "unmap_grant_ref",
        "at address 0, which keeps the mapping",
        || {
            unmapped(|two, address, handle| {
                unmap(&two.one, 0, handle)?;
                assert!(!two.in_use().is_empty());
                unmap(&two.one, address, handle)
            })
        },
    ),
    ("unmap_grant_ref", "after the granter was destroyed", || {
        unmapped(|two, address, handle| {
            two.machine.destroy(DomId(2));
            two.page.word(0).store(3, Ordering::SeqCst);
            unmap(&two.one, address, handle)
        })
    }),
    ("unmap_grant_ref", "the argument is at address 0", || {
        at_zero(Op::UnmapGrantRef)
    }),
    ("unmap_grant_ref", "no such handle", || {
        unmapped(|two, address, _| unmap(&two.one, address, GrantHandle(1)))
    }),
    ("unmap_grant_ref", "the handle of an ended mapping", || {
        unmapped(|two, address, handle| {
            unmap(&two.one, address, handle)?;
            unmap(&two.one, address, handle)
        })
    }),
    ("unmap_grant_ref", "at another address", || {
        unmapped(|two, address, handle| unmap(&two.one, address + 4096, handle))
    }),
    ("copy", "from a grant", || copied(|_| {}, granted(16))),
    ("copy", "to a grant", || {
        let two = two();
        let page = two.one.pages(2);
        page.word(4096).store(8, Ordering::SeqCst);
        copy_to(&two.one, &page, 4096, granted(4092), 4)?;
        assert_eq!(two.page.word(4092).load(Ordering::SeqCst), 8);
        Ok(())
    }),
    ("copy", "from a read-only grant", || {
        copied(
            |two| two.grant(ACCESS | GrantEntryFlags::READONLY),
            granted(16),
        )
    }),
    ("copy", "the granted part of a page", || {
        copied(part_of_a_page, granted(16))
    }),
    ("copy", "between pages of its own", || {
        let two = two();
        let pages = two.one.pages(2);
        pages.word(4).store(9, Ordering::SeqCst);
        let [from, to] = [0, 1].map(|page| frame(pages.frame(page), SELF));
        copied_between(from, to, &two)?;
        assert_eq!(pages.word(4096 + 4).load(Ordering::SeqCst), 9);
        Ok(())
    }),
    ("copy", "the argument is at address 0", || at_zero(Op::Copy)),
    ("copy", "to a read-only grant", || {
        let two = two();
        two.grant(ACCESS | GrantEntryFlags::READONLY);
        copy_to(&two.one, &two.one.pages(1), 0, granted(0), 4)
    }),
    ("copy", "beyond the granted part of a page", || {
        copied(part_of_a_page, granted(25))
    }),
    ("copy", "a reference beyond the table", || {
        let reference = GrantRef(512);
        copied(
            |_| {},
            Granted {
                reference,
                ..granted(0)
            },
        )
    }),
    ("copy", "no such domain", || {
        let domain = DomId(7);
        copied(
            |_| {},
            Granted {
                domain,
                ..granted(0)
            },
        )
    }),
    ("copy", "a frame of another domain", || {
        let two = two();
        let page = two.one.pages(1);
        let from = frame(two.page.frame(0), DomId(2));
        copied_between(from, frame(page.frame(0), SELF), &two)
    }),
    ("copy", "a frame that it does not have", || {
        let two = two();
        let page = two.one.pages(1);
        let from = frame(two.page.frame(0), SELF);
        copied_between(from, frame(page.frame(0), SELF), &two)
    }),
    ("copy", "a frame that the granter does not have", || {
        copied(
            |two| two.grant_frame(ACCESS, DomId(1), two.tables[0].frame(0)),
            granted(0),
        )
    }),
    ("copy", "beyond the end of the page", || {
        copied(|_| {}, granted(4090))
    }),
    ("copy", "the page is paged out", || {
        copied(|two| two.one.fail_next(Fault::FrameInUse), granted(0))
    }),
    ("transfer", "to an entry that accepts it, PV", || {
        transferred(|_| {}, |_| {})
    }),
    ("transfer", "on HVM", || {
        use xen_abi::{Hypercall, returns};
        let one: Domain<Hvm64> = Machine::new().start(DomId(1), Setup::default());
        // SAFETY: refused.
        let result = unsafe { one.hypercall(20, [Op::Transfer as usize, 0, 1]) };
        Ok(returns::neg_errnoval(result)?)
    }),
    ("transfer", "the argument is at address 0", || {
        at_zero(Op::Transfer)
    }),
    ("transfer", "a frame that it does not have", || {
        transferred(|_| {}, |argument| argument.0.0 += 1)
    }),
    ("transfer", "no such domain", || {
        transferred(|_| {}, |argument| argument.1 = DomId(7))
    }),
    ("transfer", "to itself", || {
        transferred(|_| {}, |argument| argument.1 = SELF)
    }),
    ("transfer", "a policy forbids it", || {
        transferred(|two| two.one.fail_next(Fault::Policy), |_| {})
    }),
    ("transfer", "to an entry that grants access", || {
        transferred(|two| two.grant(ACCESS), |_| {})
    }),
    ("transfer", "a reference beyond the table", || {
        transferred(|_| {}, |argument| argument.2 = GrantRef(512))
    }),
    ("unmap_and_replace", "a mapping, by nothing", || {
        replaced(0, None)
    }),
    ("unmap_and_replace", "a mapping, by another", || {
        replaced(4096, None)
    }),
    ("unmap_and_replace", "the argument is at address 0", || {
        at_zero(Op::UnmapAndReplace)
    }),
    ("unmap_and_replace", "no such handle", || {
        replaced(0, Some(GrantHandle(3)))
    }),
    ("setup_table", "64 pages", || table_of(SELF, false, 64)),
    (
        "setup_table",
        "of another domain, which it controls",
        || table_of(DomId(2), true, 1),
    ),
    ("setup_table", "65 pages", || table_of(SELF, false, 65)),
    ("setup_table", "the argument is at address 0", || {
        at_zero(Op::SetupTable)
    }),
    ("setup_table", "no element", || at(Op::SetupTable, 0, 0)),
    ("setup_table", "two elements", || at(Op::SetupTable, 0, 2)),
    ("setup_table", "the list is at address 0", list_at_zero),
    ("setup_table", "no such domain", || {
        table_of(DomId(7), true, 1)
    }),
    (
        "setup_table",
        "of another domain, which it does not control",
        || table_of(DomId(2), false, 1),
    ),
    ("query_size", "its own table", || {
        let two = two();
        let size = g::query_size_one(&two.two, SELF)?;
        assert_eq!((size.nr_frames, size.max_nr_frames), (1, 64));
        two.two.limit_grants(5, 1);
        assert_eq!(g::query_size_one(&two.two, SELF)?.max_nr_frames, 5);
        Ok(())
    }),
    ("query_size", "the argument is at address 0", || {
        at_zero(Op::QuerySize)
    }),
    ("query_size", "no element", || at(Op::QuerySize, 0, 0)),
    ("query_size", "no such domain", || {
        g::query_size_one(&two().one, DomId(7)).map(|_| ())
    }),
    (
        "query_size",
        "of another domain, which it does not control",
        || g::query_size_one(&two().one, DomId(2)).map(|_| ()),
    ),
    ("set_version", "2 and 1 again", || {
        let two = two();
        let reserved = |size: usize, at: usize| two.tables[1].word(size + at);
        reserved(8, 4).store(0x123, Ordering::SeqCst);
        reserved(8, 0).store(1 | 5 << 16, Ordering::SeqCst);
        version(&two.two, 2)?;
        assert_eq!(g::get_version_one(&two.two, SELF), Ok(2));
        // The reserved entries stay, in their new form.
        let entry = [0, 8, 12].map(|at| reserved(16, at).load(Ordering::SeqCst));
        assert_eq!(entry, [1 | 5 << 16, 0x123, 0]);
        version(&two.two, 1)?;
        let entry = [0, 4].map(|at| reserved(8, at).load(Ordering::SeqCst));
        assert_eq!(entry, [1 | 5 << 16, 0x123]);
        assert_eq!(two.flags(), GrantEntryFlags::INVALID, "the others do not");
        Ok(())
    }),
    ("set_version", "the same version", || {
        let two = two();
        version(&two.two, 1)?;
        assert_eq!(two.flags(), ACCESS);
        Ok(())
    }),
    ("set_version", "the argument is at address 0", || {
        at_zero(Op::SetVersion)
    }),
    ("set_version", "3", || version(&two().one, 3)),
    (
        "set_version",
        "2, where the toolstack allows 1 only",
        || {
            let two = two();
            two.one.limit_grants(64, 1);
            version(&two.one, 2)
        },
    ),
    ("set_version", "an entry is mapped", || {
        unmapped(|two, _, _| version(&two.two, 2))
    }),
    (
        "set_version",
        "an operation of version 2 is in progress",
        || {
            let two = two();
            two.one.fail_next(Fault::FrameInUse);
            version(&two.one, 2)
        },
    ),
    (
        "set_version",
        "1, with a reserved entry for a high frame",
        || {
            let two = two();
            version(&two.two, 2)?;
            two.tables[1].word(16 + 12).store(1, Ordering::SeqCst);
            version(&two.two, 1)
        },
    ),
    ("set_version", "no memory", || {
        let two = two();
        two.one.fail_next(Fault::OutOfMemory);
        version(&two.one, 2)
    }),
    ("get_version", "its own", || {
        assert_eq!(g::get_version_one(&two().one, SELF)?, 1);
        Ok(())
    }),
    ("get_version", "the argument is at address 0", || {
        at_zero(Op::GetVersion)
    }),
    ("get_version", "no such domain", || {
        Ok(g::get_version_one(&two().one, DomId(7)).map(|_| ())?)
    }),
    (
        "get_version",
        "of another domain, which it does not control",
        || Ok(g::get_version_one(&two().one, DomId(2)).map(|_| ())?),
    ),
    ("get_status_frames", "version 2", || statuses(SELF, 1)),
    ("get_status_frames", "more than there are", || {
        statuses(SELF, 2)
    }),
    ("get_status_frames", "the argument is at address 0", || {
        at_zero(Op::GetStatusFrames)
    }),
    ("get_status_frames", "no element", || {
        at(Op::GetStatusFrames, 0, 0)
    }),
    ("get_status_frames", "the list is at address 0", || {
        let two = two();
        version(&two.two, 2)?;
        let mut argument = g::GetStatusFrames {
            nr_frames: 1,
            dom: SELF,
            ..g::GetStatusFrames::zeroed()
        };
        // SAFETY: refused.
        unsafe { g::get_status_frames(&two.two, core::slice::from_mut(&mut argument)) }?;
        argument.status.result().map_err(ElementError::Status)
    }),
    ("get_status_frames", "no such domain", || {
        statuses(DomId(7), 1)
    }),
    ("swap_grant_ref", "two entries", || {
        let two = two();
        swapped(&two, 20)?;
        assert_eq!(two.flags(), GrantEntryFlags::INVALID);
        let area = two.one.area(1);
        map(&two.one, DomId(2), GrantRef(20), area.host_address(0), HOST).map(|_| ())
    }),
    (
        "swap_grant_ref",
        "an entry that is mapped, with itself",
        || unmapped(|two, _, _| swapped(two, ENTRY.0)),
    ),
    ("swap_grant_ref", "the argument is at address 0", || {
        at_zero(Op::SwapGrantRef)
    }),
    ("swap_grant_ref", "a reference beyond the table", || {
        swapped(&two(), 512)
    }),
    ("swap_grant_ref", "an entry that is mapped", || {
        unmapped(|two, _, _| swapped(two, 20))
    }),
    ("cache_flush", "a page of its own, on Arm", || {
        flushed(0, true)
    }),
    ("cache_flush", "the argument is at address 0", || {
        at_zero(Op::CacheFlush)
    }),
    ("cache_flush", "on x86", || {
        let two = two();
        let address = CacheFlushA::from_dev_bus_addr(two.page.frame(0).get() << 12);
        // SAFETY: flushing loses nothing.
        let flushed = unsafe { g::cache_flush_one(&two.two, address, 0, 64, CacheFlags::CLEAN) };
        Ok(flushed?)
    }),
    ("cache_flush", "beyond the end of the page, on Arm", || {
        flushed(4090, true)
    }),
    (
        "cache_flush",
        "a frame that it does not have, on Arm",
        || flushed(0, false),
    ),
    ("dump_table", "any", || {
        let one: Domain<Pv64> = Machine::new().start(DomId(1), Setup::default());
        set_up(&one, &one.pages(1));
        let refused = g::dump_table_one(&one, SELF);
        assert_eq!(refused, Err(Errno::ENOSYS.into()));
        refused
    }),
];
