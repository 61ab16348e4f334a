//! Drivers with a frontend and a backend, each right and wrong in one place.

use std::sync::atomic::Ordering;
use xen_abi::events::{Channel, TwoLevel};
use xen_abi::grant_table::GrantRef;
use xen_abi::grants::{Access, Grant, GrantTable, Mapping};
use xen_abi::mock::{Area, Domain, Machine, Pages, Schedule};
use xen_abi::ring::{BackRing, FrontRing, RingProtocol};
use xen_abi::sched;
use xen_abi::shared::SharedMemory;
use xen_abi::xen::DomId;

/// A driver with its schedule's seed.
#[derive(Clone, Copy)]
pub(super) struct Driver {
    seed: u64,
    is_right: bool,
}

impl Driver {
    pub(super) fn right(seed: u64) -> Self {
        let is_right = true;
        Self { seed, is_right }
    }

    pub(super) fn wrong(seed: u64) -> Self {
        let is_right = false;
        Self { seed, is_right }
    }
}

/// A domain with a channel to the other one, and a page that both share.
struct End<M> {
    domain: Domain,
    channel: Channel<Domain>,
    page: M,
}

type Front = End<Grant<'static, Pages>>;
type Back = End<Mapping<Domain, Area>>;

impl<M> End<M> {
    fn bits(&self) -> TwoLevel<'_> {
        self.domain.two_level()
    }

    /// Prepares to wait for the port, whose events cause no upcall from now on.
    fn poll(&self) {
        // The first event of a connected channel sets the vCPU's upcall flag. No call would block.
        let vcpu = self.domain.two_level_vcpu();
        self.bits().handle(&vcpu, |_| {});
        self.bits().mask(self.channel.port());
    }

    /// Blocks until an event comes, and clears it.
    fn wait(&self) {
        while !self.bits().clear(self.channel.port()) {
            self.channel.wait(None).unwrap();
        }
    }
}

/// Two domains that share a page of the first, and the grant table of the first.
fn ends() -> (Machine, Front, Back, &'static GrantTable) {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    // SAFETY: the domain has no other table.
    let table = unsafe { GrantTable::translated(&one, one.pages(1)) }.unwrap();
    let table: &GrantTable = Box::leak(Box::new(table));
    let page = table.share(one.pages(1), two.id(), Access::ReadWrite);
    let page = page.unwrap();
    let mapping = Mapping::map(two.clone(), two.area(1), one.id(), [page.reference()]).unwrap();
    let offered = Channel::offer(one.clone(), two.id()).unwrap();
    let connected = Channel::connect(two.clone(), one.id(), offered.port()).unwrap();
    let front = End {
        domain: one,
        channel: offered,
        page,
    };
    let back = End {
        domain: two,
        channel: connected,
        page: mapping,
    };
    front.poll();
    back.poll();
    (machine, front, back, table)
}

/// The offset of the number of pieces that the frontend has asked for.
const ASKED: usize = 0;
/// The offset of the number of pieces that the backend has done.
const DONE: usize = 4;
/// The pieces of work.
const PIECES: u32 = 3;

/// The backend does as much as a counter says. The wrong one works, and then clears the event.
pub(super) fn doorbell(driver: Driver) -> Schedule {
    let (machine, front, back, _) = ends();
    let schedule = machine.schedule(driver.seed);
    let schedule = schedule.thread("frontend", move || {
        for piece in 1..=PIECES {
            front.page.store(ASKED, piece, Ordering::SeqCst);
            front.channel.send().unwrap();
        }
        while front.page.load(DONE, Ordering::SeqCst) != PIECES {
            front.wait();
        }
    });
    schedule.thread("backend", move || {
        let mut done = 0;
        while done < PIECES {
            back.channel.wait(None).unwrap();
            if driver.is_right {
                back.bits().clear(back.channel.port());
            }
            done = back.page.load(ASKED, Ordering::SeqCst);
            back.page.store(DONE, done, Ordering::SeqCst);
            back.channel.send().unwrap();
            if !driver.is_right {
                back.bits().clear(back.channel.port());
            }
        }
    })
}

/// The backend fills a granted page. The wrong frontend ends the grant as soon as Xen lets it.
pub(super) fn grant(driver: Driver) -> Schedule {
    let (machine, front, back, table) = ends();
    let schedule = machine.schedule(driver.seed);
    let schedule = schedule.thread("frontend", move || {
        let data = front.domain.pages(1);
        let mut data = table.share(data, DomId(2), Access::ReadWrite).unwrap();
        let reference = data.reference();
        front.page.store(ASKED, reference.0, Ordering::SeqCst);
        front.channel.send().unwrap();
        while driver.is_right && front.page.load(DONE, Ordering::SeqCst) == 0 {
            front.wait();
        }
        while let Err(still) = data.end() {
            data = still.value;
            sched::yield_(&front.domain).unwrap();
        }
    });
    schedule.thread("backend", move || {
        back.wait();
        let reference = GrantRef(back.page.load(ASKED, Ordering::SeqCst));
        let area = back.domain.area(1);
        let data = Mapping::map(&back.domain, area, DomId(1), [reference]);
        let data = data.unwrap_or_else(|error| panic!("{error}"));
        data.set(0, &1_u64);
        drop(data);
        back.page.store(DONE, 1, Ordering::SeqCst);
        back.channel.send().unwrap();
    })
}

/// The requests and responses are numbers.
enum Numbers {}

impl RingProtocol for Numbers {
    type Request = u32;
    type Response = u32;
    type Entry = u32;
    const NAME: &'static str = "numbers";
}

/// The backend doubles numbers. The wrong one does not look at the ring before it waits.
pub(super) fn ring(driver: Driver) -> Schedule {
    let (machine, front, back, _) = ends();
    let schedule = machine.schedule(driver.seed);
    let schedule = schedule.thread("frontend", move || {
        let mut ring = FrontRing::<Numbers, _>::init(&front.page).unwrap();
        for number in 1..=PIECES {
            ring.queue(&number).unwrap();
            if ring.push() {
                front.channel.send().unwrap();
            }
        }
        let mut sum = 0;
        for _ in 0..PIECES {
            let response = loop {
                match ring.take().unwrap() {
                    Some(response) => break response,
                    None if ring.final_check().unwrap() => {}
                    None => front.wait(),
                }
            };
            sum += response;
        }
        assert_eq!(sum, PIECES * (PIECES + 1));
    });
    schedule.thread("backend", move || {
        let mut ring = BackRing::<Numbers, _>::attach(&back.page, 0).unwrap();
        for _ in 0..PIECES {
            let request = loop {
                match ring.take().unwrap() {
                    Some(request) => break request,
                    None if ring.final_check().unwrap() && driver.is_right => {}
                    None => back.wait(),
                }
            };
            ring.queue(&(2 * request)).unwrap();
            if ring.push() {
                back.channel.send().unwrap();
            }
        }
    })
}
