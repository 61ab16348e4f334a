//! Clients that change their ring page while the store works on it.

use core::mem::offset_of;
use std::cell::Cell;
use std::sync::atomic::Ordering;
use xen_abi::io::xs_wire::{Connection, DomainInterface, Error, Sockmsg, SockmsgType};
use xen_abi::ring::Streams;
use xen_abi::shared::{SharedMemory, SharedPage};
use xen_abi::store::Store;
use xen_abi::xen::DomId;

/// The loads after which the store has been held up too long.
const TOO_MANY: usize = 100_000;

/// A page whose client has always written as many requests as fit, and read every response.
#[derive(Clone, Copy)]
struct Flood<'a> {
    page: &'a SharedPage,
    loads: &'a Cell<usize>,
}

impl SharedMemory for Flood<'_> {
    fn size(&self) -> usize {
        self.page.size()
    }

    fn load(&self, offset: usize, order: Ordering) -> u32 {
        self.loads.set(self.loads.get() + 1);
        assert!(
            self.loads.get() < TOO_MANY,
            "the store serves one client for ever"
        );
        let (requests, responses) = (DomainInterface::OUTPUT, DomainInterface::INPUT);
        if offset == requests.prod {
            self.page.load(requests.cons, order).wrapping_add(1024)
        } else if offset == responses.cons {
            self.page.load(responses.prod, order)
        } else {
            self.page.load(offset, order)
        }
    }

    fn store(&self, offset: usize, word: u32, order: Ordering) {
        self.page.store(offset, word, order);
    }

    fn compare_exchange(
        &self,
        offset: usize,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.page
            .compare_exchange(offset, current, new, success, failure)
    }

    fn read(&self, offset: usize, bytes: &mut [u8]) {
        self.page.read(offset, bytes);
    }

    fn write(&self, offset: usize, bytes: &[u8]) {
        self.page.write(offset, bytes);
    }
}

/// The zeros in the page are requests without a payload.
#[test]
fn a_client_that_keeps_writing_does_not_hold_the_store_up() {
    let page = Box::leak(Box::<SharedPage>::default());
    let loads = Cell::new(0);
    let flood = Flood {
        page,
        loads: &loads,
    };
    let mut store = Store::new();
    store.introduce(DomId(1));
    for _ in 0..3 {
        assert!(store.serve(DomId(1), &flood));
    }
}

/// Performs a request of dom0.
fn request(store: &mut Store, domain: DomId, type_: SockmsgType, payload: &str) {
    let header = Sockmsg {
        type_,
        req_id: 0,
        tx_id: 0,
        len: payload.len() as u32,
    };
    store.request(domain, header, payload.as_bytes());
}

#[test]
fn a_client_that_never_reads_its_events_is_given_up() {
    let page: &SharedPage = Box::leak(Box::default());
    let (dom0, guest, other) = (DomId(0), DomId(1), DomId(2));
    let word = |offset| page.load(offset, Ordering::SeqCst);
    let mut store = Store::new();
    store.introduce(dom0);
    for domain in [guest, other] {
        store.introduce(domain);
        request(&mut store, domain, SockmsgType::WATCH, "/tool\0token\0");
    }
    request(&mut store, dom0, SockmsgType::WRITE, "/tool\0");
    request(&mut store, dom0, SockmsgType::SET_PERMS, "/tool\0r0\0");
    let many = 50_000;
    for number in 0..many {
        request(
            &mut store,
            dom0,
            SockmsgType::WRITE,
            &format!("/tool/{number:0>99}\0"),
        );
        request(
            &mut store,
            dom0,
            SockmsgType::RM,
            &format!("/tool/{number:0>99}\0"),
        );
        store.output(dom0);
    }
    let waiting = store.output(other).len();
    assert!(waiting < (2 << 20) + 4096, "{waiting}");
    assert!(store.serve(guest, &page), "the client is told");
    assert_eq!(word(offset_of!(DomainInterface, error)), Error::COMM.0);
    assert_eq!(
        store.output(guest),
        [],
        "what waited takes no memory any more"
    );
    let connection = offset_of!(DomainInterface, connection);
    page.store(connection, Connection::RECONNECT.0, Ordering::SeqCst);
    assert!(store.serve(guest, &page));
    assert_eq!(word(offset_of!(DomainInterface, error)), Error::NONE.0);
    assert_eq!(word(connection), Connection::CONNECTED.0);
}

/// A store that serves a client until nothing moves ends, whatever the client leaves in its ring.
#[test]
fn a_client_that_is_not_served_moves_nothing() {
    let page: &SharedPage = Box::leak(Box::default());
    let guest = DomId(1);
    let mut store = Store::new();
    store.introduce(guest);
    page.store(DomainInterface::OUTPUT.prod, 5000, Ordering::SeqCst);
    assert!(store.serve(guest, &page), "the client is told");
    let error = offset_of!(DomainInterface, error);
    assert_eq!(page.load(error, Ordering::SeqCst), Error::RINGIDX.0);
    assert!(!store.serve(guest, &page));
    page.store(DomainInterface::OUTPUT.prod, 16, Ordering::SeqCst);
    assert!(!store.serve(guest, &page));
    page.store(error, 0, Ordering::SeqCst);
    assert!(!store.serve(DomId(7), &page), "it serves no such domain");
    assert_eq!(page.load(error, Ordering::SeqCst), 0);
}
