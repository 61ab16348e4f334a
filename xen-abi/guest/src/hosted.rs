//! The suite on the software Xen, in an ordinary process.

use core::ptr::NonNull;
use std::cell::{Cell, RefCell};
use std::string::{String, ToString};
use std::thread;
use std::time::Instant;
use std::vec::Vec;

use xen_abi::clock::SystemClock;
use xen_abi::guest::Arm;
use xen_abi::mock::{self, Area, Domain, Pages};
use xen_abi::xen::{DomId, SharedInfo, VcpuInfo};
use xen_abi::{Errno, sched};

use crate::command_line::CommandLine;
use crate::machine::Machine;
use crate::suite::{Kind, run};
use crate::transcript::Verdict;

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

/// Runs domain 0 alone; returns its verdict and lines.
pub fn alone<G: Kind>(
    machine: &mock::Machine,
    command_line: &CommandLine,
) -> (Verdict, Vec<String>) {
    let domain = Hosted::<G>::start(machine, DomId(0));
    (run(&domain, command_line), domain.lines())
}

/// Runs domains 0 and 1, each with the other as its peer, as two guests on Arm.
///
/// Returns each domain's verdict and lines.
pub fn pair(machine: &mock::Machine, command_line: &CommandLine) -> Vec<(Verdict, Vec<String>)> {
    // Both exist before the first call of either, as on Xen: calls about a domain that does not
    // exist fail with ESRCH.
    let domains = [DomId(0), DomId(1)].map(|id| {
        let command_line = CommandLine {
            peer: Some(DomId(1 - id.0)),
            ..*command_line
        };
        (Hosted::<Arm>::start(machine, id), command_line)
    });
    thread::scope(|scope| {
        let runs = domains.map(|(domain, command_line)| {
            scope.spawn(move || {
                let verdict = run(&domain, &command_line);
                (verdict, domain)
            })
        });
        // Both are kept until both are done: destroying one closes its ports, which the other may
        // still query.
        let ended = runs.map(|run| run.join().expect("a thread that did not panic"));
        ended
            .iter()
            .map(|(verdict, domain)| (*verdict, domain.lines()))
            .collect()
    })
}

// SAFETY: the domain keeps the memory, and the software Xen and `events` access it atomically.
unsafe impl<G: Kind> Machine for Hosted<G> {
    type Xen = Domain<G>;
    type Pages = Pages;
    type Area = Area;

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

    fn area(&self, count: usize) -> Option<Area> {
        Some(self.domain.area(count))
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
