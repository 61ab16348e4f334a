//! A block driver on the software Xen: persistent grants, indirect segments, a frontend that is
//! restored, and one that is destroyed.

mod backend;
mod frontend;

use std::time::Duration;

use backend::Backend;
use frontend::Frontend;
use xen_abi::Errno;
use xen_abi::events::Channel;
use xen_abi::grants::GrantTable;
use xen_abi::io::blkif::{BLKIF_MAX_SEGMENTS_PER_REQUEST, Operation};
use xen_abi::io::xenbus::XenbusState;
use xen_abi::mock::{Domain, Machine, Schedule, ScheduleError};
use xen_abi::sched::{self, Resumed};
use xen_abi::store::Store;
use xen_abi::xen::DomId;

const HOST: DomId = DomId(0);
const GUEST: DomId = DomId(1);
const LIMIT: Duration = Duration::from_secs(5);
const SEEDS: u64 = if cfg!(miri) { 1 } else { 40 };

/// The size of a sector, in bytes.
const SECTOR: usize = 512;
/// The directories of the two ends.
const FRONT: &str = "/local/domain/1/device/vbd/51712";
const BACK: &str = "/local/domain/0/backend/vbd/1/51712";
/// More segments than a request has without indirect ones.
const PAGES: usize = 16;

const _: () = assert!(PAGES > BLKIF_MAX_SEGMENTS_PER_REQUEST as usize);

/// Creates the directories of the device.
fn add_disk(store: &mut Store) {
    store.add_device(GUEST, HOST, "vbd", 51712).unwrap();
}

/// Waits for an event of a masked port, and clears it.
fn wait(channel: &Channel<&Domain>, domain: &Domain) -> Result<(), Errno> {
    while !domain.two_level().clear(channel.port()) {
        channel.wait(None)?;
    }
    Ok(())
}

/// A pattern that differs from sector to sector.
fn data(start: u8, sectors: usize) -> Vec<u8> {
    let sectors = (0..sectors * SECTOR).map(|at| (at / SECTOR) as u8 ^ start);
    sectors.collect()
}

/// Sets up a table; a kernel has one, which it never frees.
fn table(domain: &Domain) -> &'static GrantTable {
    // SAFETY: the domain has no other table, or has been restored since it had.
    let table = unsafe { GrantTable::translated(domain, domain.pages(1)) };
    Box::leak(Box::new(table.unwrap()))
}

/// Adds a backend that serves one frontend after another, until `connections` have ended.
fn with_backend(schedule: Schedule, host: Domain, connections: usize) -> Schedule {
    schedule.thread("backend", move || {
        let mut store = host.xenstore(LIMIT);
        let mut disk = vec![0; 1 << 20];
        for _ in 0..connections {
            let mut back = Backend::connect(&host, &mut store).unwrap();
            back.serve(&mut store, &mut disk).unwrap();
            assert!(back.kept() <= PAGES + 1, "a grant is mapped once");
            back.close(&mut store).unwrap();
        }
    })
}

/// Writes and reads with direct and with indirect segments, over the same grants.
fn use_disk(front: &mut Frontend<'_>) {
    for (sectors, start) in [(8, 1), (PAGES * 8, 2), (11 * 8, 3)] {
        let written = data(start, sectors);
        front
            .transfer(Operation::WRITE, 64, &mut written.clone())
            .unwrap();
        let mut read = vec![0; written.len()];
        front.transfer(Operation::READ, 64, &mut read).unwrap();
        assert!(read == written, "{sectors} sectors");
    }
    let beyond = front.transfer(Operation::READ, 1 << 40, &mut [0; SECTOR]);
    assert!(beyond.is_err(), "a sector beyond the disk");
}

fn connect_and_close(seed: u64) -> Result<(), ScheduleError> {
    let machine = Machine::new();
    let (host, guest) = (machine.domain(HOST), machine.domain(GUEST));
    machine.with_store(add_disk);
    let mut store = guest.xenstore(LIMIT);
    let schedule = machine.schedule(seed).thread("frontend", move || {
        let mut front = Frontend::connect(&guest, table(&guest), &mut store).unwrap();
        use_disk(&mut front);
        assert_eq!(
            front.close(&mut store).unwrap(),
            PAGES + 2,
            "every page is back"
        );
    });
    with_backend(schedule, host, 1).run()
}

#[test]
fn requests_with_indirect_segments_and_persistent_grants() {
    for seed in 0..SEEDS {
        connect_and_close(seed).unwrap();
    }
}

/// The frontend suspends with a device in use, is restored, and connects anew with its old pages.
fn suspend_and_restore(seed: u64) -> Result<(), ScheduleError> {
    let machine = Machine::new();
    let (host, guest) = (machine.domain(HOST), machine.domain(GUEST));
    let toolstack = machine.clone();
    toolstack.resume(GUEST, Resumed::Restored);
    machine.with_store(add_disk);
    let mut store = guest.xenstore(LIMIT);
    let schedule = machine.schedule(seed).thread("frontend", move || {
        let mut front = Frontend::connect(&guest, table(&guest), &mut store).unwrap();
        use_disk(&mut front);
        let suspended = front.suspend();
        drop(store);
        // SAFETY: the domain has one vCPU, and what it shared is not used afterwards.
        let resumed = unsafe { sched::suspend(&&guest, None) };
        assert_eq!(resumed, Ok(Resumed::Restored));
        // SAFETY: the domain has been restored.
        let pages = unsafe { suspended.into_pages() };
        assert_eq!(pages.len(), PAGES + 2, "every page is back");
        let mut store = guest.xenstore(LIMIT);
        // The toolstack creates the device anew when the backend has let go of the old one.
        let (state, closed) = (format!("{BACK}/state"), XenbusState::CLOSED.0.to_string());
        while toolstack.with_store(|store| store.value(&state) != Some(closed.as_bytes())) {
            sched::yield_(&guest).unwrap();
        }
        toolstack.with_store(add_disk);
        let mut front = Frontend::connect(&guest, table(&guest), &mut store).unwrap();
        let mut read = vec![0; 8 * SECTOR];
        front.transfer(Operation::READ, 64, &mut read).unwrap();
        assert!(read == data(3, 8), "the disk keeps what was written");
        front.close(&mut store).unwrap();
    });
    with_backend(schedule, host, 2).run()
}

#[test]
fn a_restored_frontend_connects_anew() {
    for seed in 0..SEEDS {
        suspend_and_restore(seed).unwrap();
    }
}

/// The frontend is destroyed in the middle of its work: the backend notices, and unmaps its pages.
fn destroy(seed: u64) -> Result<(), ScheduleError> {
    let machine = Machine::new();
    let (host, guest) = (machine.domain(HOST), machine.domain(GUEST));
    machine.with_store(add_disk);
    let mut store = guest.xenstore(LIMIT);
    let hypervisor = machine.clone();
    let schedule = machine.schedule(seed).thread("frontend", move || {
        let mut front = Frontend::connect(&guest, table(&guest), &mut store).unwrap();
        use_disk(&mut front);
        core::mem::forget((front, store));
        hypervisor.destroy(GUEST);
    });
    with_backend(schedule, host, 1).run()?;
    // The ID is free only when nobody maps a page of the domain any more.
    machine.domain(GUEST);
    Ok(())
}

#[test]
fn a_backend_lets_go_of_a_destroyed_frontend() {
    for seed in 0..SEEDS {
        destroy(seed).unwrap();
    }
}
