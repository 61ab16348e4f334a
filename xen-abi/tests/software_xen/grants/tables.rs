//! What happens in each situation of the table's own operations.

use super::super::table::Situation;
use super::{ENTRY, Outcome, at, at_zero, map, set_up, two, two_of, version};
use std::sync::atomic::Ordering;
use xen_abi::frame::XenPfn;
use xen_abi::grant_table::{
    self as g, CacheFlags, CacheFlushA, GrantEntryFlags, GrantHandle, GrantRef, GrantTableOp as Op,
    MapFlags, Status,
};
use xen_abi::grants::MapArea;
use xen_abi::guest::{Arm, Pv64};
use xen_abi::mock::{Domain, Fault, Machine, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::returns::ElementError;
use xen_abi::xen::DomId;
use xen_abi::{Errno, GuestHandle, Plain};

const SELF: DomId = DomId::SELF;
const HOST: MapFlags = MapFlags::HOST_MAP;
const ACCESS: GrantEntryFlags = GrantEntryFlags::PERMIT_ACCESS;

fn unmapped(act: impl FnOnce(&super::Two, u64, GrantHandle) -> Outcome) -> Outcome {
    let two = two();
    let area = two.one.area(1);
    let handle = two.map(&area, HOST).unwrap();
    act(&two, area.host_address(0), handle)
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

pub(super) const TABLES: &[Situation<ElementError<Status>>] = &[
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
