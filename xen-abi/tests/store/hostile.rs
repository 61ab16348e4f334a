//! Clients that change their ring page while the store works on it.

use std::cell::Cell;
use std::sync::atomic::Ordering;
use xen_abi::io::xs_wire::DomainInterface;
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
