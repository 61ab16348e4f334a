//! Operations on grants, in each situation of the table.

mod copies;
mod maps;
mod tables;

use super::table::{documented, rows, walk};
use copies::COPIES;
use maps::MAPS;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use tables::TABLES;
use xen_abi::frame::{Gfn, PAGE_SIZE, XenPfn};
use xen_abi::grant_table::{self as g, GrantEntryFlags, GrantHandle, GrantRef, MapFlags, Status};
use xen_abi::grants::MapArea;
use xen_abi::guest::{Arm, Guest, Pv64};
use xen_abi::mock::{Area, Domain, Machine, Pages, Setup};
use xen_abi::pages::GuestPages;
use xen_abi::returns::ElementError;
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Errno, Hypercall, Plain, returns};

const TABLE: &str = include_str!("../../src/mock/grants.md");

type Outcome<T = ()> = Result<T, ElementError<Status>>;

/// The first two domains of a machine, each with a table of one page.
struct Two<G: Guest = Pv64> {
    machine: Machine,
    one: Domain<G>,
    two: Domain<Pv64>,
    tables: [Pages; 2],
    /// The granted page of domain 2.
    page: Pages,
}

fn two() -> Two {
    two_of(false)
}

fn two_of<G: Guest>(privileged: bool) -> Two<G> {
    let machine = Machine::new();
    let one = machine.start(
        DomId(1),
        Setup {
            privileged,
            ..Setup::default()
        },
    );
    let two = machine.start(DomId(2), Setup::default());
    let (tables, page) = ([one.pages(1), two.pages(1)], two.pages(1));
    let two = Two {
        machine,
        one,
        two,
        tables,
        page,
    };
    set_up(&two.two, &two.tables[1]);
    two.grant(GrantEntryFlags::PERMIT_ACCESS);
    two
}

/// Sets up a table of one page as a PV kernel does.
fn set_up(domain: &Domain<Pv64>, table: &Pages) {
    let mut frames = [XenPfn(0)];
    // SAFETY: the list has space for a frame.
    unsafe { g::setup_table_one(domain, DomId::SELF, &mut frames) }.unwrap();
    assert!(domain.show_table(table.start(), frames[0].into()));
}

const ENTRY: GrantRef = GrantRef(9);

impl<G: Guest> Two<G> {
    /// Writes entry 9 of domain 2.
    fn grant(&self, flags: GrantEntryFlags) {
        self.grant_frame(flags, DomId(1), self.page.frame(0));
    }

    fn grant_frame(&self, flags: GrantEntryFlags, domain: DomId, frame: Gfn) {
        let entry = ENTRY.0 as usize * 8;
        let header = u32::from(flags.bits()) | u32::from(domain.0) << 16;
        let word = |at| self.tables[1].word(entry + at);
        word(4).store(frame.get() as u32, Ordering::SeqCst);
        word(0).store(header, Ordering::SeqCst);
    }

    fn flags(&self) -> GrantEntryFlags {
        let header = self.tables[1].word(ENTRY.0 as usize * 8);
        GrantEntryFlags::from_bits_retain(header.load(Ordering::SeqCst) as u16)
    }

    fn in_use(&self) -> GrantEntryFlags {
        self.flags() & (GrantEntryFlags::READING | GrantEntryFlags::WRITING)
    }

    /// Maps entry 9 of domain 2 in domain 1.
    fn map(&self, area: &Area, flags: MapFlags) -> Outcome<GrantHandle> {
        map(&self.one, DomId(2), ENTRY, area.host_address(0), flags)
    }
}

impl Two {
    fn set_up_both(&self) {
        set_up(&self.one, &self.tables[0]);
    }
}

fn map<G: Guest>(
    xen: &Domain<G>,
    domain: DomId,
    reference: GrantRef,
    address: u64,
    flags: MapFlags,
) -> Outcome<GrantHandle> {
    // SAFETY: areas have no memory of the program.
    unsafe { g::map_grant_ref_one(xen, address, flags, reference, domain) }
        .map(|mapped| mapped.handle)
}

fn unmap<G: Guest>(xen: &Domain<G>, address: u64, handle: GrantHandle) -> Outcome {
    // SAFETY: nothing uses the mapping.
    unsafe { g::unmap_grant_ref_one(xen, address, 0, handle) }
}

/// Makes the call with an array at an address.
fn at(command: g::GrantTableOp, address: usize, count: usize) -> Outcome {
    let machine = Machine::new();
    let one: Domain<Pv64> = machine.start(DomId(1), Setup::default());
    // SAFETY: the tests pass null, or no element.
    let result = unsafe {
        one.hypercall(
            HypercallNum::GRANT_TABLE_OP.0,
            [command as usize, address, count],
        )
    };
    Ok(returns::neg_errnoval(result)?)
}

fn at_zero(command: g::GrantTableOp) -> Outcome {
    assert_eq!(at(command, 4095, 1), Err(Errno::EFAULT.into()));
    at(command, 0, 1)
}

/// The table in version 2, with a grant of 16 bytes from 16 on.
fn part_of_a_page(two: &Two) {
    // SAFETY: the table is not in use.
    unsafe { g::set_version_one(&two.two, 2) }.unwrap();
    let entry = |at: usize| two.tables[1].word(ENTRY.0 as usize * 16 + at);
    entry(4).store(16 | 16 << 16, Ordering::SeqCst);
    entry(8).store(two.page.frame(0).get() as u32, Ordering::SeqCst);
    let flags = GrantEntryFlags::PERMIT_ACCESS | GrantEntryFlags::SUB_PAGE;
    entry(0).store(u32::from(flags.bits()) | 1 << 16, Ordering::SeqCst);
}

fn version(domain: &Domain<Pv64>, version: u32) -> Outcome {
    // SAFETY: the table is not in use.
    let set = unsafe { g::set_version_one(domain, version) };
    Ok(set.map(|_| ()).map_err(|failed| failed.errno)?)
}

#[test]
fn every_situation_has_the_result_of_the_table() {
    let situations = [MAPS, COPIES, TABLES].concat();
    walk(&rows(TABLE, "Grants"), &situations);
}

#[test]
fn every_documented_error_is_in_the_table() {
    let mut listed: BTreeSet<(String, String)> = BTreeSet::new();
    for row in &rows(TABLE, "Grants")[1..] {
        let operation = match row[0] {
            "any" => "grant_table_op",
            operation => operation,
        };
        listed.insert((operation.to_owned(), row[2].to_owned()));
    }
    let documented = documented(include_str!("../../src/generated/grant_table.rs"));
    assert!(documented.len() > 40, "{}", documented.len());
    let missing: Vec<_> = documented
        .iter()
        .map(|(name, error)| (name.trim_end_matches("_one").to_owned(), error.clone()))
        // An option on Xen's command line, which the software Xen lacks.
        .filter(|error| *error != ("transfer".to_owned(), "EOPNOTSUPP".to_owned()))
        .filter(|error| !listed.contains(error))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Xen clears each bit when the last use of its kind ends.
#[test]
fn the_bits_of_an_entry_follow_its_mappings() {
    let two = two();
    let areas = [(); 3].map(|()| two.one.area(1));
    let read_only = MapFlags::HOST_MAP | MapFlags::READONLY;
    let (reading, writing) = (GrantEntryFlags::READING, GrantEntryFlags::WRITING);
    let first = two.map(&areas[0], read_only).unwrap();
    assert_eq!(two.in_use(), reading);
    let second = two.map(&areas[1], MapFlags::HOST_MAP).unwrap();
    assert_eq!(two.in_use(), reading | writing);
    let third = two.map(&areas[2], read_only).unwrap();
    unmap(&two.one, areas[1].host_address(0), second).unwrap();
    assert_eq!(two.in_use(), reading);
    unmap(&two.one, areas[0].host_address(0), first).unwrap();
    assert_eq!(two.in_use(), reading);
    // A destroyed domain has no mappings.
    assert_eq!(third, GrantHandle(2));
    two.machine.destroy(DomId(1));
    assert_eq!(two.in_use(), GrantEntryFlags::empty());
}

/// A destroyed domain is there as long as another one maps its page, and makes no calls.
#[test]
fn a_destroyed_domain_ends_with_the_last_mapping() {
    let two = two();
    let areas = [(); 2].map(|()| two.one.area(1));
    for area in &areas {
        two.map(area, MapFlags::HOST_MAP).unwrap();
    }
    two.machine.destroy(DomId(2));
    let is_there = || {
        let start = || drop(two.machine.domain(DomId(2)));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(start)).is_err()
    };
    let call = || g::query_size_one(&two.two, DomId::SELF);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(call));
    assert!(outcome.is_err(), "a call of a destroyed domain");
    assert!(is_there());
    unmap(&two.one, areas[0].host_address(0), GrantHandle(0)).unwrap();
    assert!(is_there());
    // The domain that has mapped them is destroyed.
    two.machine.destroy(DomId(1));
    assert!(!is_there());
}

/// Elements before one that cannot be read are processed.
#[test]
fn the_elements_before_a_fault_are_processed() {
    let two = two();
    let area = two.one.area(1);
    let mut arguments = [g::MapGrantRef {
        host_addr: area.host_address(0),
        flags: MapFlags::HOST_MAP,
        ref_: ENTRY,
        dom: DomId(2),
        ..g::MapGrantRef::zeroed()
    }; 2];
    arguments[1].ref_ = GrantRef(600);
    // SAFETY: areas have no memory of the program.
    unsafe { g::map_grant_ref(&two.one, &mut arguments) }.unwrap();
    assert_eq!(
        arguments.map(|argument| argument.status),
        [Status::OKAY, Status::BAD_GNTREF]
    );
    assert_eq!(
        arguments[0].dev_bus_addr,
        two.page.frame(0).get() * PAGE_SIZE as u64
    );
}

/// The table is in the guest's page, whichever way it got there.
#[test]
fn a_translated_guest_sees_its_table() {
    use xen_abi::memory::{self, PhysMapSpace, XENMAPIDX_grant_table_status as STATUS};

    let machine = Machine::new();
    let one: Domain<Arm> = machine.start(DomId(1), Setup::default());
    let pages = one.pages(2);
    let show = |index: u32, page: usize| {
        // SAFETY: the pages have no other use.
        unsafe {
            memory::add_to_physmap(
                &one,
                DomId::SELF,
                0,
                PhysMapSpace::GRANT_TABLE,
                index as _,
                XenPfn(pages.frame(page).get() as _),
            )
        }
    };
    assert_eq!(show(64, 0), Err(Errno::EINVAL));
    assert_eq!(show(STATUS, 1), Err(Errno::EINVAL), "version 1");
    // SAFETY: the table is not in use.
    unsafe { g::set_version_one(&one, 2) }.unwrap();
    show(0, 0).unwrap();
    show(STATUS, 1).unwrap();
    let size = g::query_size_one(&one, DomId::SELF).unwrap();
    assert_eq!((size.nr_frames, size.max_nr_frames), (1, 64));
    // A frame of another domain.
    let other = machine.domain(DomId(2)).pages(1);
    // SAFETY: refused.
    let refused = unsafe {
        memory::add_to_physmap(
            &one,
            DomId::SELF,
            0,
            PhysMapSpace::GRANT_TABLE,
            0,
            XenPfn(other.frame(0).get() as _),
        )
    };
    assert_eq!(refused, Err(Errno::EINVAL));
}
