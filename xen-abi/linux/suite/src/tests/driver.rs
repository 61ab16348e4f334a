//! Both ends of a driver, written against the traits that a kernel's driver uses too.

use std::thread;
use std::time::Duration;

use xen_abi::event_channel::Port;
use xen_abi::events::EventPort;
use xen_abi::io::blkif::{Request, Response, Ring as BlkifRing, Status};
use xen_abi::ring::{BackRing, FrontRing};
use xen_abi::shared::SharedMemory;
use xen_abi::xen::DomId;
use xen_abi_linux::{EventChannel, EventChannels, GrantMapper};

use crate::checks::Test;
use crate::domain::Domain;

pub(crate) const TESTS: &[Test] = &[("driver::ring", ring)];

const REQUESTS: u64 = 500;

/// Answers the requests of a ring, and notifies the frontend if it waits.
fn serve<M: SharedMemory>(ring: &mut BackRing<BlkifRing, M>, port: &impl EventPort) -> u64 {
    let mut answered = 0;
    loop {
        while let Some(request) = ring.take().expect("a request") {
            let response = Response {
                id: request.id,
                operation: request.operation,
                status: Status::OKAY,
                ..Default::default()
            };
            ring.queue(&response).expect("room for a response");
            answered += 1;
        }
        if ring.push() {
            port.send().expect("send");
        }
        if !ring.final_check().expect("the ring") {
            return answered;
        }
    }
}

/// Queues requests while there is room, and notifies the backend if it waits.
fn request<M: SharedMemory>(
    ring: &mut FrontRing<BlkifRing, M>,
    port: &impl EventPort,
    next: &mut u64,
) {
    while *next < REQUESTS && !ring.is_full() {
        let request = Request {
            id: *next,
            ..Default::default()
        };
        ring.queue(&request).expect("room for a request");
        *next += 1;
    }
    if ring.push() {
        port.send().expect("send");
    }
}

/// Waits for an event, and unmasks its port.
fn wait(events: &EventChannels, channel: &EventChannel) {
    let mut ports = [Port(0)];
    while events.read_pending(&mut ports) == Ok(0) {
        assert_eq!(events.wait(Some(Duration::from_secs(30))), Ok(true));
    }
    channel.unmask().expect("unmask");
}

/// The frontend has the page itself, the backend maps its grant.
fn ring() {
    let domain = Domain::new();
    let front_events = EventChannels::open().expect("evtchn");
    let back_events = EventChannels::open().expect("evtchn");
    let front_port = front_events.bind_unbound(DomId(0)).expect("a port");
    let bound = back_events.bind_interdomain(DomId(0), front_port.port());
    let back_port = bound.expect("the other end");
    // SAFETY: nothing runs in the domain.
    let page = unsafe { domain.xen.map_frames(domain.id, &Domain::frames()[..1]) };
    let mut front = FrontRing::<BlkifRing, _>::init(page.expect("a page")).expect("the ring");
    let grant = domain.grant(20, 0, false);
    let mapper = GrantMapper::open().expect("gntdev");
    let page = mapper.map(&[(domain.id, grant)]).expect("the page");
    let mut back = BackRing::<BlkifRing, _>::attach(page, 0).expect("the ring");
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut answered = 0;
            while answered < REQUESTS {
                wait(&back_events, &back_port);
                answered += serve(&mut back, &back_port);
            }
        });
        let (mut next, mut seen) = (0, 0);
        request(&mut front, &front_port, &mut next);
        while seen < REQUESTS {
            wait(&front_events, &front_port);
            loop {
                while let Some(response) = front.take().expect("a response") {
                    assert_eq!((response.id, response.status), (seen, Status::OKAY));
                    seen += 1;
                }
                request(&mut front, &front_port, &mut next);
                if !front.final_check().expect("the ring") {
                    break;
                }
            }
        }
    });
}
