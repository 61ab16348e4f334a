//! A PV driver: a frontend and a backend, from xenstore to requests on a ring.
//!
//! `xen_abi::driver_guide` explains it. Both ends run in a kernel as they stand; here they run on
//! the software Xen: `cargo run -p xen-abi --features mock --example pv_driver`.

mod backend;
mod events;
mod frontend;
mod protocol;

use backend::Backend;
use frontend::Frontend;
use std::time::Duration;
use xen_abi::grants::GrantTable;
use xen_abi::mock::{Machine, ScheduleError};
use xen_abi::xen::DomId;

/// The time that xenstore may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Runs both ends in the order of a seed.
fn run(seed: u64) -> Result<(), ScheduleError> {
    let machine = Machine::new();
    let (host, guest) = (machine.domain(DomId(0)), machine.domain(DomId(1)));
    // A kernel has one table, which it never frees.
    // SAFETY: the domain has no other table.
    let table = unsafe { GrantTable::translated(&guest, guest.pages(1)) }.expect("a table");
    let table: &GrantTable = Box::leak(Box::new(table));
    // The toolstack creates the directory of the domain with its first connection.
    let mut store = guest.xenstore(LIMIT);

    let schedule = machine.schedule(seed).thread("frontend", move || {
        let (bits, vcpu) = (guest.two_level(), guest.two_level_vcpu());
        let ring = guest.pages(1);
        let mut front = Frontend::connect(&guest, table, &mut store, ring, DomId(0)).unwrap();
        events::prepare(&front.channel, bits, &vcpu);
        let mut page = guest.pages(1);
        for (text, expected) in [("grant", "GRANT"), ("Ring 0!", "RING 0!")] {
            let mut text = text.as_bytes().to_vec();
            page = front.upper(page, &mut text, bits).unwrap();
            assert_eq!(text, expected.as_bytes());
        }
        front.close(bits).unwrap();
    });
    let schedule = schedule.thread("backend", move || {
        let (bits, vcpu) = (host.two_level(), host.two_level_vcpu());
        let mut store = host.xenstore(LIMIT);
        let mut back = Backend::connect(&host, &mut store, host.area(1), DomId(1)).unwrap();
        events::prepare(&back.channel, bits, &vcpu);
        back.serve(2, || host.area(1), bits).unwrap();
        back.close().unwrap();
    });
    schedule.run()
}

pub(crate) fn main() -> Result<(), ScheduleError> {
    const SEEDS: u64 = if cfg!(miri) { 2 } else { 100 };
    for seed in 0..SEEDS {
        run(seed)?;
    }
    println!("{SEEDS} orders of two threads, and no error");
    Ok(())
}
