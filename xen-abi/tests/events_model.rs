//! Guest and Xen on two threads, in each order that the memory model allows.
//!
//! Neither ABI loses an event.
//!
//! loom runs each test once for each order. To show that the tests can fail, each ABI is also
//! handled wrongly in two plausible ways, and loom must find the lost event.

use loom::sync::atomic::{AtomicU64, AtomicUsize, Ordering, fence};
use loom::thread;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use xen_abi::event_channel::Port;
use xen_abi::events::{AtomicBits, FifoArray, FifoVcpu, TwoLevel, TwoLevelVcpu};

/// An atomic word of loom.
struct Watched<const BITS: u32>(AtomicU64);

impl<const BITS: u32> Watched<BITS> {
    fn new(value: u64) -> Self {
        Self(AtomicU64::new(value))
    }
}

impl<const WIDTH: u32> AtomicBits for Watched<WIDTH> {
    const BITS: u32 = WIDTH;

    fn load(&self, order: Ordering) -> u64 {
        self.0.load(order)
    }

    fn swap(&self, value: u64, order: Ordering) -> u64 {
        self.0.swap(value, order)
    }

    fn fetch_or(&self, bits: u64, order: Ordering) -> u64 {
        self.0.fetch_or(bits, order)
    }

    fn fetch_and(&self, bits: u64, order: Ordering) -> u64 {
        self.0.fetch_and(bits, order)
    }

    fn compare_exchange(
        &self,
        current: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u64, u64> {
        self.0.compare_exchange(current, new, success, failure)
    }

    fn fence() {
        fence(Ordering::SeqCst);
    }
}

fn explore(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(model);
}

fn is_found(model: impl Fn() + Sync + Send + 'static) -> bool {
    catch_unwind(AssertUnwindSafe(|| explore(3, model))).is_err()
}

/// A mistake in the handler.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// The event is cleared after the handler ran.
    WorkFirst,
    /// The port is unmasked without a check for events that came while it was masked.
    NoLook,
}

/// The 2-level ABI with two words of two bits, shared by one vCPU and Xen.
struct Bits {
    upcall: Watched<8>,
    selector: Watched<2>,
    pending: [Watched<2>; 2],
    mask: [Watched<2>; 2],
    /// The number of the latest work item of each port.
    work: [AtomicUsize; 4],
}

impl Bits {
    fn new(masked: u64) -> Arc<Self> {
        Arc::new(Self {
            upcall: Watched::new(0),
            selector: Watched::new(0),
            pending: [0, 0].map(Watched::new),
            mask: [masked, 0].map(Watched::new),
            work: [0; 4].map(AtomicUsize::new),
        })
    }

    fn layout(
        &self,
    ) -> (
        TwoLevel<'_, Watched<2>>,
        TwoLevelVcpu<'_, Watched<2>, Watched<8>>,
    ) {
        (
            TwoLevel::new(&self.pending, &self.mask),
            TwoLevelVcpu::new(&self.upcall, &self.selector),
        )
    }

    /// Adds a work item, and raises its port as Xen does.
    fn raise(&self, port: usize) {
        self.work[port].fetch_add(1, Ordering::Relaxed);
        let (word, bit) = (port / 2, 1 << (port % 2));
        fence(Ordering::SeqCst);
        if self.pending[word].fetch_or(bit, Ordering::SeqCst) & bit != 0 {
            return;
        }
        fence(Ordering::SeqCst);
        if self.mask[word].load(Ordering::SeqCst) & bit == 0
            && self.selector.fetch_or(1 << word, Ordering::SeqCst) & 1 << word == 0
        {
            self.upcall.fetch_or(1, Ordering::SeqCst);
        }
    }

    /// Handles pending events; `done` is the latest item found of each port.
    fn handle(&self, done: &mut [usize; 4], wrong: Wrong) {
        let (bits, vcpu) = self.layout();
        if wrong == Wrong::WorkFirst {
            while self.upcall.swap(0, Ordering::AcqRel) != 0 {
                self.selector.swap(0, Ordering::AcqRel);
                for (port, done) in (0..).map(Port).zip(&mut *done) {
                    if bits.is_pending(port) {
                        *done = self.work[port.0 as usize].load(Ordering::Acquire);
                        bits.clear(port);
                    }
                }
            }
            return;
        }
        bits.handle(&vcpu, |port| {
            done[port.0 as usize] = self.work[port.0 as usize].load(Ordering::Acquire)
        });
    }
}

/// Xen raises ports while the guest handles events; then a pending upcall is delivered.
fn two_level(ports: &'static [usize], wrong: Wrong) -> impl Fn() + Sync + Send + 'static {
    move || {
        let bits = Bits::new(0);
        let xen = thread::spawn({
            let bits = Arc::clone(&bits);
            move || ports.iter().for_each(|port| bits.raise(*port))
        });
        let mut done = [0; 4];
        bits.handle(&mut done, wrong);
        xen.join().unwrap();
        bits.handle(&mut done, wrong);
        for (port, done) in done.iter().enumerate() {
            assert_eq!(
                *done,
                ports.iter().filter(|raised| **raised == port).count(),
                "port {port}"
            );
        }
    }
}

/// Xen raises a masked port while the guest unmasks it.
fn two_level_masked(wrong: Wrong) -> impl Fn() + Sync + Send + 'static {
    move || {
        let bits = Bits::new(1);
        let xen = thread::spawn({
            let bits = Arc::clone(&bits);
            move || bits.raise(0)
        });
        let mut done = [0; 4];
        if wrong == Wrong::NoLook {
            bits.mask[0].fetch_and(!1, Ordering::SeqCst);
        } else {
            let (layout, vcpu) = bits.layout();
            // If it returns true, the upcall below handles the event.
            let _ = layout.unmask_here(&vcpu, Port(0));
        }
        xen.join().unwrap();
        bits.handle(&mut done, Wrong::Nothing);
        assert_eq!(done[0], 1);
    }
}

#[test]
fn a_port_raised_while_it_is_handled_is_handled_again() {
    explore(4, two_level(&[1, 1], Wrong::Nothing));
    explore(3, two_level(&[1, 1, 1], Wrong::Nothing));
}

#[test]
fn a_port_raised_while_another_is_handled_is_not_lost() {
    explore(4, two_level(&[0, 1], Wrong::Nothing));
    explore(3, two_level(&[0, 3, 0], Wrong::Nothing));
}

#[test]
fn a_port_raised_while_it_is_unmasked_is_not_lost() {
    explore(5, two_level_masked(Wrong::Nothing));
}

#[test]
fn loom_finds_wrong_orders() {
    assert!(is_found(two_level(&[1, 1], Wrong::WorkFirst)));
    assert!(is_found(two_level_masked(Wrong::NoLook)));
}

const PENDING: u64 = 1 << 31;
const MASKED: u64 = 1 << 30;
const LINKED: u64 = 1 << 29;
const BUSY: u64 = 1 << 28;
const LINK: u64 = (1 << 17) - 1;

/// The FIFO ABI with four words and two queues.
struct Queues {
    upcall: Watched<8>,
    ready: Watched<32>,
    heads: [Watched<32>; 2],
    words: [Watched<32>; 4],
    work: [AtomicUsize; 4],
}

impl Queues {
    fn new(masked: usize) -> Arc<Self> {
        let words = [0, 1, 2, 3].map(|port| {
            Watched::new(if port != 0 && port == masked {
                MASKED
            } else {
                0
            })
        });
        Arc::new(Self {
            upcall: Watched::new(0),
            ready: Watched::new(0),
            heads: [0, 0].map(Watched::new),
            words,
            work: [0; 4].map(AtomicUsize::new),
        })
    }
}

/// Xen's side of the queues.
struct Sender {
    tails: [usize; 2],
}

impl Sender {
    fn raise(&mut self, queues: &Queues, port: usize) {
        queues.work[port].fetch_add(1, Ordering::Relaxed);
        queues.words[port].fetch_or(PENDING, Ordering::SeqCst);
        self.link(queues, port);
    }

    /// Appends a port to its queue, unless it is masked or queued. Odd ports use the second queue.
    fn link(&mut self, queues: &Queues, port: usize) {
        let queue = port % 2;
        let word = &queues.words[port];
        if word.load(Ordering::SeqCst) & MASKED != 0
            || word.fetch_or(LINKED, Ordering::SeqCst) & LINKED != 0
        {
            return;
        }
        if self.tails[queue] == port {
            self.tails[queue] = 0;
        }
        let tail = self.tails[queue];
        self.tails[queue] = port;
        if tail != 0 && Self::append(&queues.words[tail], port) {
            return;
        }
        queues.heads[queue].0.store(port as u64, Ordering::SeqCst);
        if queues.ready.fetch_or(1 << queue, Ordering::SeqCst) & 1 << queue == 0 {
            queues.upcall.fetch_or(1, Ordering::SeqCst);
        }
    }

    fn append(tail: &Watched<32>, port: usize) -> bool {
        let mut seen = tail.load(Ordering::SeqCst);
        while seen & LINKED != 0 {
            match tail.compare_exchange(
                seen,
                seen & !(BUSY | LINK) | port as u64,
                Ordering::SeqCst,
                Ordering::SeqCst,
            ) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }
}

fn handle(
    queues: &Queues,
    vcpu: &mut FifoVcpu<'_, Watched<32>, Watched<8>>,
    done: &mut [usize; 4],
    order: &mut Vec<u32>,
) {
    let found = vcpu.handle(FifoArray::new(&queues.words), |port| {
        done[port.0 as usize] = queues.work[port.0 as usize].load(Ordering::Acquire);
        order.push(port.0);
    });
    found.unwrap();
}

fn fifo(ports: &'static [usize]) -> impl Fn() + Sync + Send + 'static {
    move || {
        let queues = Queues::new(0);
        let xen = thread::spawn({
            let queues = Arc::clone(&queues);
            move || {
                let mut sender = Sender { tails: [0; 2] };
                ports.iter().for_each(|port| sender.raise(&queues, *port));
            }
        });
        let mut vcpu = FifoVcpu::new(&queues.upcall, &queues.ready, &queues.heads);
        let (mut done, mut order) = ([0; 4], Vec::new());
        handle(&queues, &mut vcpu, &mut done, &mut order);
        xen.join().unwrap();
        handle(&queues, &mut vcpu, &mut done, &mut order);
        for (port, done) in done.iter().enumerate() {
            assert_eq!(
                *done,
                ports.iter().filter(|raised| **raised == port).count(),
                "port {port}: {order:?}"
            );
        }
    }
}

/// Xen raises a masked port while the guest unmasks it.
///
/// The guest unmasks it directly if no event is pending, else by hypercall.
fn fifo_masked(wrong: Wrong) -> impl Fn() + Sync + Send + 'static {
    move || {
        let queues = Queues::new(1);
        let xen = thread::spawn({
            let queues = Arc::clone(&queues);
            move || {
                let mut sender = Sender { tails: [0; 2] };
                sender.raise(&queues, 1);
                sender
            }
        });
        let by_itself = if wrong == Wrong::NoLook {
            queues.words[1].fetch_and(!MASKED, Ordering::SeqCst);
            true
        } else {
            FifoArray::new(&queues.words).unmask_if_quiet(Port(1))
        };
        let mut sender = xen.join().unwrap();
        if !by_itself {
            // The hypercall.
            if queues.words[1].fetch_and(!MASKED, Ordering::SeqCst) & PENDING != 0 {
                sender.link(&queues, 1);
            }
        }
        let mut vcpu = FifoVcpu::new(&queues.upcall, &queues.ready, &queues.heads);
        let (mut done, mut order) = ([0; 4], Vec::new());
        handle(&queues, &mut vcpu, &mut done, &mut order);
        assert_eq!(done[1], 1);
    }
}

#[test]
fn no_event_is_lost_in_queues() {
    explore(4, fifo(&[1, 1]));
    explore(3, fifo(&[1, 3]));
    explore(3, fifo(&[2, 1]));
    explore(2, fifo(&[1, 3, 1]));
}

#[test]
fn no_event_is_lost_in_queues_when_unmasking() {
    explore(5, fifo_masked(Wrong::Nothing));
}

#[test]
fn loom_finds_a_wrong_unmasking_of_queues() {
    assert!(is_found(fifo_masked(Wrong::NoLook)));
}
