//! The other services of the software Xen, through the functions that guests call.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, UNIX_EPOCH};
use xen_abi::clock::{SystemClock, SystemTime};
use xen_abi::event_channel::{self as events, ChannelState};
use xen_abi::events::{Fifo, wait, wait_for};
use xen_abi::features::XenFeature;
use xen_abi::guest::Native;
use xen_abi::mock::{Domain, Machine, Setup};
use xen_abi::sched::{self, Resumed, ShutdownReason};
use xen_abi::version;
use xen_abi::xen::{self, DomId, HypercallNum};
use xen_abi::{Errno, Hypercall, returns};

#[test]
fn the_version_and_the_console_answer() {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    // The newest release.
    let newest = version::version(&one).map(|version| format!("4.{}", version & 0xffff));
    assert_eq!(newest.as_deref(), Ok(xen_abi::releases::NEWEST));
    assert_eq!(version::pagesize(&one), Ok(4096));
    assert_eq!(
        version::get_features(&one, 0).map(|bits| bits >> XenFeature::DOM0.0 & 1),
        Ok(0)
    );
    let first = machine.start::<Native>(
        DomId(0),
        Setup {
            privileged: true,
            ..Setup::default()
        },
    );
    assert_eq!(
        version::get_features(&first, 0).map(|bits| bits >> XenFeature::DOM0.0 & 1),
        Ok(1)
    );
    assert_eq!(version::get_features(&one, 1), Err(Errno::EINVAL));
    xen::console_io_write(&one, b"hello, ").unwrap();
    xen::console_io_write(&two, b"console\n").unwrap();
    assert_eq!(machine.console(), "hello, console\n");
    assert_eq!(xen::console_io_read(&one, &mut [0; 4]), Ok(0));
}

/// Xen ignores the bits of the 2-level ABI once a domain uses the FIFO ABI.
#[test]
fn using_the_bits_of_the_other_event_abi_is_told() {
    let one = Machine::new().domain(DomId(1));
    let mut store = one.xenstore(Duration::from_secs(5));
    let fifo = Fifo::start(&one, 1, one.pages(1), one.pages(1)).unwrap();
    let use_bits: [(&str, &dyn Fn()); 2] = [
        ("two_level", &|| {
            one.two_level();
        }),
        ("two_level_vcpu", &|| {
            one.two_level_vcpu();
        }),
    ];
    for (name, use_bits) in use_bits {
        let told = catch_unwind(AssertUnwindSafe(use_bits)).unwrap_err();
        let told = told.downcast::<String>().unwrap();
        assert!(
            told.contains("domain 1 uses the FIFO ABI"),
            "{name}: {told}"
        );
    }
    // Xenstore's client of the domain works in both.
    assert_eq!(store.write("name", b"one"), Ok(()));
    assert_eq!(store.read_text("name"), Ok("one"));
    drop(store);
    fifo.close().unwrap();
    assert!(!one.two_level().is_pending(events::Port(1)));
}

#[test]
fn a_domain_has_one_shutdown_reason() {
    let one = Machine::new().domain(DomId(1));
    assert_eq!(one.shutdown_reason(), None);
    sched::shutdown_code(&one, ShutdownReason::CRASH).unwrap();
    sched::shutdown(&one, ShutdownReason::POWEROFF).unwrap();
    assert_eq!(one.shutdown_reason(), Some(ShutdownReason::CRASH));
}

#[test]
fn a_blocked_vcpu_wakes_for_an_event() {
    let one = Machine::new().domain(DomId(1));
    let port = events::bind_ipi(&one, 0).unwrap();
    sched::yield_(&one).unwrap();
    let started = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(30));
            events::send(&one, port).unwrap();
        });
        sched::block(&one).unwrap();
    });
    assert!(started.elapsed() >= Duration::from_millis(30));
    sched::block(&one).unwrap();
}

#[test]
fn a_poll_asks_for_ports_in_use() {
    let one = Machine::new().domain(DomId(1));
    assert_eq!(wait(&one, &[events::Port(900)], None), Err(Errno::EINVAL));
    assert_eq!(
        wait(&one, &[events::Port(1); 129], None),
        Err(Errno::EINVAL)
    );
}

#[test]
fn the_clocks_give_uptime_and_date() {
    let before = Instant::now();
    let machine = Machine::new();
    let made = Instant::now();
    let one: Domain = machine.start(
        DomId(1),
        Setup {
            vcpus: 40,
            ..Setup::default()
        },
    );
    std::thread::sleep(Duration::from_millis(20));
    let (at_least, time) = (made.elapsed(), one.now());
    let time_passed = Duration::from_nanos(time.as_nanos());
    // The rate of the time-stamp counter is measured.
    assert!(
        time_passed >= at_least * 9 / 10,
        "{time_passed:?} {at_least:?}"
    );
    assert!(time_passed <= before.elapsed() * 11 / 10, "{time_passed:?}");
    assert!(machine.system_time() >= time);
    if cfg!(miri) {
        return;
    }
    let date = one.wall_clock().at(one.now());
    let error = UNIX_EPOCH.elapsed().unwrap().abs_diff(date);
    assert!(error < Duration::from_secs(1), "{error:?}");
}

/// The clock that a kernel reads on each vCPU agrees with the machine's.
#[test]
#[cfg(all(any(target_arch = "x86", target_arch = "x86_64"), not(miri)))]
fn every_vcpu_has_a_clock() {
    use xen_abi::clock::PvClock;

    let machine = Machine::new();
    let one: Domain = machine.start(
        DomId(1),
        Setup {
            vcpus: 40,
            ..Setup::default()
        },
    );
    for vcpu in 0..40 {
        let vcpu = one.on_vcpu(vcpu);
        // SAFETY: the domain keeps the words, and nothing else writes its clock.
        let clock = unsafe { PvClock::in_vcpu_info(vcpu.vcpu_info()) };
        assert_eq!(clock.read().0.version, 2);
        let (first, second, third) = (one.now(), clock.now(), one.now());
        assert!(first <= second && second <= third);
    }
}

/// A test decides when a timeout expires.
#[test]
fn a_test_stops_and_moves_the_clock() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    let start = SystemTime::from_nanos(5_000_000_000);
    machine.stop_time(start);
    machine.set_wall_clock(Duration::from_secs(1_000_000));
    assert_eq!([one.now(), machine.system_time()], [start; 2]);
    // A domain that starts later has the same time.
    let two = machine.domain(DomId(2));
    for domain in [&one, &two] {
        assert_eq!(domain.now(), start);
        assert_eq!(
            domain.wall_clock().at(domain.now()),
            Duration::from_secs(1_000_000)
        );
    }

    let port = events::bind_ipi(&one, 0).unwrap();
    let expired = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            wait_for(&one, &[port], Duration::from_secs(3600), &one).unwrap();
            expired.store(true, Ordering::SeqCst);
            one.now()
        });
        std::thread::sleep(Duration::from_millis(20));
        machine.advance(Duration::from_secs(3599));
        std::thread::sleep(Duration::from_millis(20));
        assert!(!expired.load(Ordering::SeqCst));
        // If the waiter starts later than this, it waits for longer.
        while !waiter.is_finished() {
            machine.advance(Duration::from_secs(1));
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(waiter.join().unwrap() - start >= Duration::from_secs(3600));
    });
    let (time, date) = (one.now(), one.wall_clock().at(one.now()));
    assert_eq!(date, Duration::from_secs(1_000_000) + (time - start));

    machine.run_time();
    std::thread::sleep(Duration::from_millis(5));
    assert!(one.now() > time);
    assert!(one.now() - time < Duration::from_secs(60));
}

/// The clock that a kernel reads follows each change.
#[test]
#[cfg(all(any(target_arch = "x86", target_arch = "x86_64"), not(miri)))]
fn the_clock_in_memory_stands_still_and_moves() {
    use xen_abi::clock::PvClock;

    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    // SAFETY: the domain keeps the words, and nothing else writes its clock.
    let clock = unsafe { PvClock::in_vcpu_info(one.vcpu_info()) };
    machine.stop_time(SystemTime::from_nanos(77));
    assert_eq!((clock.now().as_nanos(), clock.now().as_nanos()), (77, 77));
    machine.advance(Duration::from_nanos(3));
    assert_eq!(clock.now().as_nanos(), 80);
    assert_eq!(clock.read().0.version, 6);
}

#[test]
fn operations_that_are_not_implemented_give_enosys() {
    let one = Machine::new().domain(DomId(1));
    for number in [
        HypercallNum::MEMORY_OP,
        HypercallNum::PHYSDEV_OP,
        HypercallNum(63),
    ] {
        // SAFETY: refused.
        let result = unsafe { one.hypercall(number.0, [0, 0, 0]) };
        assert_eq!(returns::neg_errnoval(result), Err(Errno::ENOSYS));
    }
}

#[test]
#[should_panic(expected = "takes 5 arguments and was passed 2")]
fn a_stub_that_does_not_set_arguments_is_found() {
    // SAFETY: no address is passed.
    unsafe {
        Machine::new()
            .domain(DomId(1))
            .hypercall(HypercallNum::ARGO_OP.0, [4, 0])
    };
}

#[test]
#[should_panic(expected = "has the number 1 already")]
fn a_domain_id_is_allocated_once() {
    let machine = Machine::new();
    machine.domain(DomId(1));
    machine.domain(DomId(1));
}

/// What a domain has is gone after a restore, and there after a suspension that was cancelled.
#[test]
fn a_suspended_domain_is_resumed() {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    // SAFETY: the domain has one vCPU, and no memory that it shares is used afterwards.
    let suspend = || unsafe { sched::suspend(&one, None) };
    let port = events::alloc_unbound(&one, DomId::SELF, two.id()).unwrap();
    let status = || events::status(&one, DomId::SELF, port).map(|status| status.status);
    machine.resume(one.id(), Resumed::Cancelled);
    assert_eq!(suspend(), Ok(Resumed::Cancelled));
    assert_eq!(one.shutdown_reason(), None);
    assert_eq!(status(), Ok(ChannelState::UNBOUND));
    one.two_level().mask(port);
    // It blocks until the toolstack resumes it.
    std::thread::scope(|scope| {
        let suspended = scope.spawn(suspend);
        while one.shutdown_reason() != Some(ShutdownReason::SUSPEND) {
            std::thread::yield_now();
        }
        assert!(!suspended.is_finished());
        machine.resume(one.id(), Resumed::Restored);
        assert_eq!(suspended.join().unwrap(), Ok(Resumed::Restored));
    });
    assert_eq!(one.shutdown_reason(), None);
    assert_eq!(status(), Ok(ChannelState::CLOSED));
    assert!(
        !one.two_level().is_masked(port),
        "Xen made the shared page anew"
    );
    let again = events::alloc_unbound(&one, DomId::SELF, two.id());
    assert_eq!(again, Ok(port), "the ports are free");
}

/// A domain says why it will shut down, and goes on.
#[test]
fn a_shutdown_code_shuts_nothing_down() {
    let one = Machine::new().domain(DomId(1));
    sched::shutdown_code(&one, ShutdownReason::CRASH).unwrap();
    assert_eq!(one.shutdown_reason(), None);
    let mut argument = sched::Shutdown {
        reason: ShutdownReason::SUSPEND,
    };
    // SAFETY: the operation records the code, and nothing else.
    let recorded =
        unsafe { sched::sched_op::<sched::sched_op::ShutdownCode, _>(&one, &mut argument) };
    assert_eq!(recorded, Ok(0));
    assert_eq!(one.shutdown_reason(), None);
    // The first code counts: this domain has crashed, and does not wait for its resumption.
    // SAFETY: the domain has one vCPU and shares no memory.
    let _ = unsafe { sched::suspend(&one, None) };
    assert_eq!(one.shutdown_reason(), Some(ShutdownReason::CRASH));
}

/// Xen looks at no port behind a pending one, nor at any if the vCPU has an upcall.
#[test]
fn poll_ends_at_the_first_pending_port() {
    let one = Machine::new().domain(DomId(1));
    let (ready, missing) = (events::bind_ipi(&one, 0).unwrap(), events::Port(4000));
    one.two_level().mask(ready);
    assert_eq!(wait(&one, &[missing], None), Err(Errno::EINVAL));
    events::send(&one, ready).unwrap();
    assert_eq!(wait(&one, &[ready, missing], None), Ok(()));
    assert_eq!(wait(&one, &[missing, ready], None), Err(Errno::EINVAL));
    events::unmask(&one, ready).unwrap();
    assert_eq!(wait(&one, &[missing], None), Ok(()));
}

/// Xen's times are signed: one from 2^63 on has passed, so that a wait would not wait.
#[test]
fn a_timeout_of_ever_waits() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    machine.stop_time(SystemTime::from_nanos(1));
    let port = events::bind_ipi(&one, 0).unwrap();
    one.two_level().mask(port);
    assert_eq!(sched::poll(&one, &[port], 1 << 63), Ok(0));
    let schedule = machine.schedule(1);
    let schedule = schedule.thread("waits", move || {
        wait_for(&one, &[port], Duration::MAX, &one).unwrap();
        wait(&one, &[port], Some(SystemTime::from_nanos(u64::MAX))).unwrap();
        assert!(one.now().as_nanos() >= i64::MAX as u64);
    });
    assert_eq!(schedule.run(), Ok(()));
}
