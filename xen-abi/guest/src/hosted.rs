//! The suite on the software Xen, in an ordinary process.

use core::ptr::NonNull;
use std::cell::{Cell, RefCell};
use std::string::{String, ToString};
use std::time::Instant;
use std::vec::Vec;

use xen_abi::clock::SystemClock;
use xen_abi::mock::{self, Domain, Pages};
use xen_abi::xen::{DomId, SharedInfo, VcpuInfo};
use xen_abi::{Errno, sched};

use crate::machine::Machine;
use crate::suite::Kind;

/// A domain of the software Xen. It polls for upcalls.
#[derive(Debug)]
pub struct Hosted<G: Kind> {
    domain: Domain<G>,
    privileged: bool,
    upcalls: Cell<u64>,
    started: Instant,
    lines: RefCell<Vec<String>>,
}

impl<G: Kind> Hosted<G> {
    /// A new domain of the machine; domain 0 is the hardware domain.
    pub fn start(machine: &mock::Machine, id: DomId) -> Self {
        let privileged = id == DomId(0);
        let setup = mock::Setup {
            privileged,
            ..mock::Setup::default()
        };
        Self {
            domain: machine.start(id, setup),
            privileged,
            upcalls: Cell::new(0),
            started: Instant::now(),
            lines: RefCell::default(),
        }
    }

    /// The lines that were printed.
    pub fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}

// SAFETY: the domain keeps the memory, and the software Xen and `events` access it atomically.
unsafe impl<G: Kind> Machine for Hosted<G> {
    type Xen = Domain<G>;
    type Pages = Pages;

    fn boot(&self) -> &'static str {
        G::NAME
    }

    fn xen(&self) -> &Domain<G> {
        &self.domain
    }

    fn id(&self) -> DomId {
        self.domain.id()
    }

    fn is_privileged(&self) -> bool {
        self.privileged
    }

    fn pages(&self, count: usize) -> Option<Pages> {
        Some(self.domain.pages(count))
    }

    fn shared_info(&self) -> NonNull<SharedInfo> {
        self.domain.shared_info()
    }

    fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        self.domain.vcpu_info()
    }

    fn upcalls(&self) -> u64 {
        if self.domain.has_news() {
            self.upcalls.set(self.upcalls.get() + 1);
        }
        self.upcalls.get()
    }

    fn block(&self, raise: &mut dyn FnMut()) -> Result<(), Errno> {
        raise();
        sched::block(&self.domain)
    }

    fn is_software(&self) -> bool {
        true
    }

    fn now(&self) -> u64 {
        self.started.elapsed().as_nanos() as u64
    }

    fn system_time(&self) -> Option<u64> {
        Some(self.domain.now().as_nanos())
    }

    fn print(&self, line: &str) {
        self.lines.borrow_mut().push(line.to_string());
    }
}
