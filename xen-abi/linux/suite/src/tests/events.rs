//! Event channels through `/dev/xen/evtchn`.

use std::os::fd::{AsFd as _, AsRawFd as _};
use std::time::{Duration, Instant};

use xen_abi::Errno;
use xen_abi::event_channel::{self, Port};
use xen_abi::xen::{DomId, Virq};
use xen_abi_linux::{EventChannel, EventChannels, Privcmd};

use crate::checks::Test;
use crate::domain::Domain;

pub(crate) const TESTS: &[Test] = &[
    ("events::ping_pong", ping_pong),
    ("events::masked_until_unmasked", masked_until_unmasked),
    ("events::timeout", timeout),
    ("events::virq", virq),
    ("events::close_on_drop", close_on_drop),
    ("events::epoll", epoll),
    ("events::many_ports", many_ports),
    ("events::peer_goes_away", peer_goes_away),
    ("events::restricted", restricted),
    ("events::two_files", two_files),
    ("events::no_free_port", no_free_port),
    ("events::signals", signals),
];

const SOON: Option<Duration> = Some(Duration::from_secs(20));
const DOM0: DomId = DomId(0);

fn open() -> EventChannels {
    EventChannels::open().expect("evtchn")
}

/// Two ends within this domain; the second is pending at first.
fn pair(events: &EventChannels) -> (EventChannel, EventChannel) {
    let first = events.bind_unbound(DOM0).expect("an unbound port");
    let second = events
        .bind_interdomain(DOM0, first.port())
        .expect("a bound port");
    (first, second)
}

/// Waits for one port, and checks that it is this one.
fn expect(events: &EventChannels, channel: &EventChannel) {
    assert_eq!(events.wait(SOON), Ok(true));
    assert_eq!(events.pending(), Ok(vec![channel.port()]));
    channel.unmask().expect("unmask");
}

fn ping_pong() {
    let events = open();
    let (first, second) = pair(&events);
    expect(&events, &second);
    for _ in 0..100 {
        second.notify().expect("notify");
        expect(&events, &first);
        first.notify().expect("notify");
        expect(&events, &second);
    }
    assert_eq!(events.pending(), Ok(Vec::new()));
}

fn masked_until_unmasked() {
    let events = open();
    let (first, second) = pair(&events);
    expect(&events, &second);
    second.notify().expect("notify");
    assert_eq!(events.wait(SOON), Ok(true));
    assert_eq!(events.pending(), Ok(vec![first.port()]));
    // Not lost, and not delivered before the port is unmasked.
    second.notify().expect("notify");
    assert_eq!(events.wait(Some(Duration::from_millis(300))), Ok(false));
    first.unmask().expect("unmask");
    expect(&events, &first);
}

fn timeout() {
    let events = open();
    let began = Instant::now();
    assert_eq!(events.wait(Some(Duration::from_millis(50))), Ok(false));
    assert!(began.elapsed() >= Duration::from_millis(50));
    assert_eq!(events.wait(Some(Duration::ZERO)), Ok(false));
}

fn virq() {
    let events = open();
    let channel = events.bind_virq(Virq::DOM_EXC).expect("the interrupt");
    // A global interrupt has one binder.
    let again = events.bind_virq(Virq::DOM_EXC).map(|_| ());
    assert_eq!(again, Err(Errno::EEXIST));
    let domain = Domain::new();
    domain.destroy();
    expect(&events, &channel);
    assert_eq!(events.bind_virq(Virq(99)).map(|_| ()), Err(Errno::EINVAL));
}

fn close_on_drop() {
    let (events, xen) = (open(), Privcmd::open().expect("privcmd"));
    let (first, second) = pair(&events);
    let ports = [first.port(), second.port()];
    let open = |port| {
        let status = event_channel::status(&xen, DomId::SELF, port).expect("status");
        status.status.0 != 0
    };
    assert!(ports.into_iter().all(open));
    drop((first, second));
    assert!(!ports.into_iter().any(open));
    // Closing the file closes the ports.
    let leaked = open_unbound(events);
    assert!(!open(leaked));
}

/// Forgets a channel and closes its file.
fn open_unbound(events: EventChannels) -> Port {
    let channel = events.bind_unbound(DOM0).expect("a port");
    channel.port()
}

fn epoll() {
    let events = open();
    let (first, second) = pair(&events);
    expect(&events, &second);
    // SAFETY: file descriptors and records of this function.
    unsafe {
        let poll = libc::epoll_create1(libc::EPOLL_CLOEXEC);
        let mut event = libc::epoll_event {
            events: libc::EPOLLIN as u32,
            u64: 7,
        };
        let file = events.as_fd().as_raw_fd();
        assert_eq!(
            libc::epoll_ctl(poll, libc::EPOLL_CTL_ADD, file, &raw mut event),
            0
        );
        assert_eq!(libc::epoll_wait(poll, &raw mut event, 1, 50), 0);
        first.notify().expect("notify");
        assert_eq!(libc::epoll_wait(poll, &raw mut event, 1, 20_000), 1);
        assert_eq!({ event.u64 }, 7);
        libc::close(poll);
    }
    expect(&events, &second);
}

/// More ports than Linux's first list has room for.
fn many_ports() {
    let events = open();
    let pairs: Vec<_> = (0..300).map(|_| pair(&events)).collect();
    let mut found = std::collections::BTreeSet::new();
    while found.len() < pairs.len() {
        assert_eq!(events.wait(SOON), Ok(true), "{} ports", found.len());
        found.extend(events.pending().expect("pending"));
    }
    assert!(
        pairs
            .iter()
            .all(|(_, second)| found.contains(&second.port()))
    );
}

fn peer_goes_away() {
    let (events, domain) = (open(), Domain::new());
    // A port of the domain, which offers it to dom0.
    let offered = event_channel::alloc_unbound(&domain.xen, domain.id, DOM0).expect("a port");
    let channel = events
        .bind_interdomain(domain.id, offered)
        .expect("the channel");
    expect(&events, &channel);
    let ours = events
        .bind_unbound(domain.id)
        .expect("a port for the domain");
    domain.destroy();
    // The port is unbound again: events are lost without an error.
    assert_eq!(channel.notify(), Ok(()));
    assert_eq!(ours.notify(), Ok(()));
    let gone = events.bind_interdomain(domain.id, offered).map(|_| ());
    assert_eq!(gone, Err(Errno::ESRCH));
}

fn restricted() {
    let (events, domain) = (open(), Domain::new());
    let (first, second) = pair(&events);
    expect(&events, &second);
    events.restrict(domain.id).expect("restrict");
    assert_eq!(events.restrict(domain.id), Err(Errno::EACCES));
    assert_eq!(
        events.bind_virq(Virq::DOM_EXC).map(|_| ()),
        Err(Errno::EACCES)
    );
    let other = events.bind_interdomain(DOM0, first.port()).map(|_| ());
    assert_eq!(other, Err(Errno::EACCES));
    // Whoever binds to an unbound port is not known yet.
    assert_eq!(
        events.bind_unbound(domain.id).map(|_| ()),
        Err(Errno::EACCES)
    );
    let offered = event_channel::alloc_unbound(&domain.xen, domain.id, DOM0).expect("a port");
    let channel = events
        .bind_interdomain(domain.id, offered)
        .expect("the channel");
    expect(&events, &channel);
    second.notify().expect("notify");
    expect(&events, &first);
}

/// A port belongs to the file that bound it.
fn two_files() {
    let (one, two) = (open(), open());
    let offered = one.bind_unbound(DOM0).expect("a port");
    let bound = two
        .bind_interdomain(DOM0, offered.port())
        .expect("the other end");
    expect(&two, &bound);
    bound.notify().expect("notify");
    expect(&one, &offered);
    assert_eq!(two.pending(), Ok(Vec::new()));
    assert_eq!(
        two.bind_interdomain(DOM0, offered.port()).map(|_| ()),
        Err(Errno::EINVAL)
    );
}

fn no_free_port() {
    let domain = Domain::new();
    let mut open = 0;
    let error = loop {
        match event_channel::alloc_unbound(&domain.xen, domain.id, DOM0) {
            Ok(_) => open += 1,
            Err(error) => break error,
        }
    };
    // The limit of createdomain; port 0 is none.
    assert_eq!((error, open), (Errno::ENOSPC, 1023));
}

/// Signals interrupt the system calls, and not the functions.
fn signals() {
    extern "C" fn nothing(_: libc::c_int) {}
    let timer = |microseconds| {
        let every = libc::timeval {
            tv_sec: 0,
            tv_usec: microseconds,
        };
        let timer = libc::itimerval {
            it_interval: every,
            it_value: every,
        };
        // SAFETY: a complete record, and no former one is asked for.
        let set = unsafe { libc::setitimer(libc::ITIMER_REAL, &timer, std::ptr::null_mut()) };
        assert_eq!(set, 0);
    };
    // SAFETY: an empty handler, without SA_RESTART.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = nothing as extern "C" fn(libc::c_int) as usize;
        assert_eq!(
            libc::sigaction(libc::SIGALRM, &action, std::ptr::null_mut()),
            0
        );
    }
    let events = open();
    let (first, second) = pair(&events);
    expect(&events, &second);
    timer(5000);
    let began = Instant::now();
    assert_eq!(events.wait(Some(Duration::from_millis(300))), Ok(false));
    assert!(began.elapsed() >= Duration::from_millis(300));
    events.set_nonblocking(false).expect("blocking");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(200));
            second.notify().expect("notify");
        });
        let mut ports = [Port(0); 2];
        assert_eq!(events.read_pending(&mut ports), Ok(1));
        assert_eq!(ports[0], first.port());
    });
    timer(0);
}
