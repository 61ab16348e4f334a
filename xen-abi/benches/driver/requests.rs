//! A driver of requests: `front` and `back` of `driver.c`, with this crate's types.

use xen_abi::grant_table::GrantRef;
use xen_abi::grants::{Access, Grant, Granted, copy_from};
use xen_abi::plain_record;
use xen_abi::ring::{BackRing, FrontRing, RingProtocol};
use xen_abi::shared::SharedMemory;
use xen_abi::xen::DomId;

use crate::world::{C, Calls, PAGES, Page, RING_PORT, World, without_allocation};

#[derive(Debug)]
#[repr(C)]
struct Request {
    id: u64,
    reference: GrantRef,
    offset: u16,
    length: u16,
}
plain_record!(Request {
    id,
    reference,
    offset,
    length
});

#[derive(Debug)]
#[repr(C)]
struct Response {
    id: u64,
    sum: u64,
}
plain_record!(Response { id, sum });

enum Probe {}

impl RingProtocol for Probe {
    type Request = Request;
    type Response = Response;
    type Entry = Request;
    const NAME: &'static str = "probe";
}

/// The 64-bit words in the page of a request.
const WORDS: usize = 8;

fn sum(words: &[u64; WORDS]) -> u64 {
    words.iter().fold(0, |sum, word| sum.wrapping_add(*word))
}

pub(crate) fn front(world: &World, c: &C, requests: u64) {
    let xen = Calls::new(world, c, 0);
    let channel = xen.channel(RING_PORT);
    let table = world.grants();
    let mut ring = FrontRing::<Probe, _>::init(world.ring()).expect("a ring");
    let mut grants: [Option<Grant<'_, Page>>; PAGES] = [const { None }; PAGES];
    let mut pages: Vec<Page> = world.pages().collect();
    let mut ids: Vec<usize> = (0..PAGES).collect();
    let mut expected = [0; PAGES];
    let (mut sent, mut received) = (0, 0);
    channel.send().expect("an event");
    without_allocation(|| {
        while received < requests {
            while sent < requests && !ring.is_full() {
                let (Some(page), Some(id)) = (pages.pop(), ids.pop()) else {
                    break;
                };
                let words: [u64; WORDS] = std::array::from_fn(|index| sent + index as u64);
                expected[id] = sum(&words);
                page.memory().set(0, &words);
                let grant = table
                    .share(page, DomId(1), Access::ReadWrite)
                    .expect("a reference");
                let request = Request {
                    id: id as u64,
                    reference: grant.reference(),
                    offset: 0,
                    length: size_of_val(&words) as u16,
                };
                grants[id] = Some(grant);
                ring.queue(&request).expect("room");
                sent += 1;
            }
            if ring.push() {
                channel.send().expect("an event");
            }
            loop {
                while let Some(response) = ring.take().expect("a sound ring") {
                    let id = response.id as usize;
                    assert_eq!(response.sum, expected[id]);
                    let grant = grants[id].take().expect("a request of this number");
                    pages.push(grant.end().expect("an end"));
                    ids.push(id);
                    received += 1;
                }
                if received == requests || (sent < requests && !ids.is_empty()) {
                    break;
                }
                if !ring.final_check().expect("a sound ring") {
                    xen.wait();
                }
            }
        }
    });
}

pub(crate) fn back(world: &World, c: &C, requests: u64) {
    let xen = Calls::new(world, c, 1);
    let channel = xen.channel(RING_PORT);
    let mut buffer = world.buffer();
    xen.wait();
    let mut ring = BackRing::<Probe, _>::attach(world.ring(), 0).expect("a ring");
    let mut answered = 0;
    without_allocation(|| {
        while answered < requests {
            while let Some(request) = ring.take().expect("a sound ring") {
                let source = Granted {
                    domain: DomId(0),
                    reference: request.reference,
                    offset: request.offset,
                };
                copy_from(&xen, source, &mut buffer, 0, request.length.into()).expect("a copy");
                let response = Response {
                    id: request.id,
                    sum: sum(&buffer.memory().get(0)),
                };
                ring.queue(&response).expect("room");
                answered += 1;
            }
            if ring.push() {
                channel.send().expect("an event");
            }
            if answered < requests && !ring.final_check().expect("a sound ring") {
                xen.wait();
            }
        }
    });
}
