//! Schedules: the drivers that they catch, and those that they must not.

mod drivers;

use drivers::Driver;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use xen_abi::clock::SystemClock;
use xen_abi::events::Channel;
use xen_abi::mock::{Machine, Schedule, ScheduleFault};
use xen_abi::sched;
use xen_abi::xen::DomId;

/// The seeds within which a fault must show.
const SEEDS: u64 = if cfg!(miri) { 8 } else { 1000 };

/// The right driver passes with every seed. Returns how the wrong one is caught.
fn judge(driver: fn(Driver) -> Schedule) -> Option<ScheduleFault> {
    for seed in 0..SEEDS {
        driver(Driver::right(seed)).run().unwrap();
    }
    let wrong = |seed| driver(Driver::wrong(seed)).run().err();
    let error = (0..SEEDS).find_map(wrong);
    // Miri has time for a few seeds.
    assert!(error.is_some() || cfg!(miri), "no seed catches the driver");
    let error = error?;
    assert_eq!(wrong(error.seed), Some(error.clone()), "the same again");
    Some(error.fault)
}

fn is_deadlock(fault: ScheduleFault) -> bool {
    matches!(fault, ScheduleFault::Deadlock { .. })
}

#[test]
fn a_driver_that_works_first_and_then_clears_the_bit_is_caught() {
    assert!(judge(drivers::doorbell).is_none_or(is_deadlock));
}

#[test]
fn a_grant_that_ends_too_early_is_caught() {
    let Some(fault) = judge(drivers::grant) else {
        return;
    };
    let ScheduleFault::Panicked { thread, message } = fault else {
        panic!("{fault:?}");
    };
    assert_eq!(thread, "backend");
    assert!(message.contains("not mapped: grant 9"), "{message}");
}

#[test]
fn a_ring_that_is_not_checked_after_its_notification_is_on_is_caught() {
    assert!(judge(drivers::ring).is_none_or(is_deadlock));
}

/// Three threads that write down their turns.
fn turns(seed: u64) -> Vec<usize> {
    let machine = Machine::new();
    let turns = Arc::new(Mutex::new(Vec::new()));
    let mut schedule = machine.schedule(seed);
    for thread in 0..3 {
        let (domain, turns) = (machine.domain(DomId(thread as u16)), Arc::clone(&turns));
        schedule = schedule.thread("writer", move || {
            for _ in 0..20 {
                turns.lock().unwrap().push(thread);
                sched::yield_(&domain).unwrap();
            }
        });
    }
    schedule.run().unwrap();
    let turns = turns.lock().unwrap();
    turns.clone()
}

#[test]
fn a_seed_stands_for_one_order() {
    let orders: Vec<_> = (0..20).map(turns).collect();
    assert!(orders.iter().all(|order| order.len() == 60));
    assert_eq!((0..20).map(turns).collect::<Vec<_>>(), orders);
    assert!((1..20).all(|seed| orders[seed] != orders[0]));
}

#[test]
fn time_moves_to_the_first_deadline() {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    let (early, late) = (Duration::from_secs(3000), Duration::from_secs(5000));
    let (results, times) = mpsc::channel();
    let mut schedule = machine.schedule(1);
    for (name, domain, time) in [("late", one, late), ("early", two, early)] {
        let results = results.clone();
        schedule = schedule.thread(name, move || {
            let channel = Channel::ipi(domain.clone(), 0).unwrap();
            domain.two_level().mask(channel.port());
            let began = domain.now();
            channel.wait_for(time, &domain).unwrap();
            results.send((name, domain.now() - began)).unwrap();
        });
    }
    schedule.run().unwrap();
    let slack = Duration::from_millis(1);
    for (name, time) in [("early", early), ("late", late)] {
        let (who, took) = times.recv().unwrap();
        assert_eq!(who, name);
        assert!(took >= time && took < time + slack, "{took:?}");
    }
}

#[test]
fn a_thread_without_switch_points_is_named() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    let mutex = Arc::new(Mutex::new(()));
    let of_the_first = Arc::clone(&mutex);
    let schedule = machine.schedule(0).limit(Duration::from_millis(200));
    // One thread keeps a lock across a switch point, and the other one waits for it.
    let schedule = schedule.thread("owner", move || {
        let _locked = of_the_first.lock();
        for _ in 0..1000 {
            sched::yield_(&one).unwrap();
        }
    });
    let schedule = schedule.thread("waiter", move || drop(mutex.lock()));
    let error = schedule.run().unwrap_err();
    let thread = "waiter".to_owned();
    assert_eq!(error.fault, ScheduleFault::Stuck { thread });
}

#[test]
fn a_schedule_without_end_fails() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    let schedule = machine
        .schedule(7)
        .steps(500)
        .thread("spinner", move || while !one.has_news() {});
    let error = schedule.run().unwrap_err();
    assert_eq!(error.fault, ScheduleFault::Endless);
    assert_eq!(
        error.to_string(),
        "seed 7, step 501: the threads do not end"
    );
}

#[test]
fn a_panic_names_its_thread_and_ends_the_others() {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    let schedule = machine.schedule(3);
    let schedule = schedule.thread("patient", move || {
        let channel = Channel::ipi(&one, 0).unwrap();
        one.two_level().mask(channel.port());
        channel.wait(None).unwrap();
        unreachable!("nobody sends an event");
    });
    let schedule = schedule.thread("hasty", move || {
        sched::yield_(&two).unwrap();
        panic!("no {}", "device");
    });
    let error = schedule.run().unwrap_err();
    assert!(error.to_string().starts_with("seed 3, step "));
    assert!(
        error
            .to_string()
            .ends_with(": thread `hasty` panicked: no device")
    );
    assert_eq!(machine.schedule(0).run(), Ok(()), "no threads");
    assert!(format!("{:?}", machine.schedule(4)).contains("seed: 4"));
}
