//! What happens in each situation of mapping and unmapping.

use super::super::table::Situation;
use super::{ENTRY, Outcome, at, at_zero, map, part_of_a_page, two, unmap};
use std::sync::atomic::Ordering;
use xen_abi::frame::Gfn;
use xen_abi::grant_table::{
    self as g, GrantEntryFlags, GrantHandle, GrantRef, GrantTableOp as Op, MapFlags, Status,
};
use xen_abi::grants::MapArea;
use xen_abi::guest::Pv64;
use xen_abi::mock::{Domain, Fault, Machine, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::returns::ElementError;
use xen_abi::shared::{Mapped, SharedMemory};
use xen_abi::xen::DomId;

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

fn unmapped(act: impl FnOnce(&super::Two, u64, GrantHandle) -> Outcome) -> Outcome {
    let two = two();
    let area = two.one.area(1);
    let handle = two.map(&area, HOST).unwrap();
    act(&two, area.host_address(0), handle)
}

fn replaced(address: u64, handle: Option<GrantHandle>) -> Outcome {
    unmapped(|two, at, mapped| {
        // SAFETY: nothing uses the mapping.
        unsafe { g::unmap_and_replace_one(&two.one, at, address, handle.unwrap_or(mapped)) }
    })
}

pub(super) const MAPS: &[Situation<ElementError<Status>>] = &[
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
        map(&two.two, DomId(2), ENTRY, area.host_address(0), HOST).map(|_| ())
    }),
    ("map_grant_ref", "again, an entry that was changed", || {
        let two = two();
        let areas = [(); 3].map(|()| two.one.area(1));
        two.map(&areas[0], HOST)?;
        two.grant_frame(GrantEntryFlags::INVALID, DomId(3), Gfn(0));
        two.map(&areas[1], HOST)?;
        two.map(&areas[2], HOST | MapFlags::READONLY).map(|_| ())
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
        let own = two.one.id();
        map(&two.one, own, GrantRef(0), area.host_address(0), HOST).map(|_| ())
    }),
    ("map_grant_ref", "of DOMID_SELF", || {
        let two = two();
        two.grant_frame(ACCESS, DomId(2), two.page.frame(0));
        let area = two.two.area(1);
        map(&two.two, SELF, ENTRY, area.host_address(0), HOST).map(|_| ())
    }),
    (
        "map_grant_ref",
        "for writing, an entry in use that became read-only",
        || {
            let two = two();
            two.map(&two.one.area(1), HOST | MapFlags::READONLY)?;
            two.grant(GrantEntryFlags::READONLY);
            two.map(&two.one.area(1), HOST).map(|_| ())
        },
    ),
    (
        "map_grant_ref",
        "an entry that another domain has mapped",
        || {
            let two = two();
            let three: Domain<Pv64> = two.machine.start(DomId(3), Setup::default());
            two.map(&two.one.area(1), HOST)?;
            two.grant_frame(ACCESS, DomId(3), two.page.frame(0));
            let area = three.area(1);
            map(&three, DomId(2), ENTRY, area.host_address(0), HOST).map(|_| ())
        },
    ),
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
];
