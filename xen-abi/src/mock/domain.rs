//! A domain as a test holds it: a back end for guest code, and the other side of its events.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::sync::{Arc, MutexGuard};

use super::call::Caller;
use super::memory::{CallerMemory, Pages};
use super::setup::Fault;
use super::state::{Pirq, Shared, State, Words};
use crate::clock::{SystemClock, SystemTime, WallClock};
use crate::errno::Errno;
use crate::event_channel::Port;
use crate::events::{DomainEvents, TwoLevel, TwoLevelVcpu};
use crate::guest::{self, Guest};
use crate::hypercall::{Hypercall, MAX_ARGUMENTS};
use crate::sched::ShutdownReason;
use crate::xen::{DomId, SharedInfo, VcpuInfo, Virq};

/// A vCPU of a domain: a back end for code that runs as that guest.
///
/// Clones are the same vCPU; [`on_vcpu`](Self::on_vcpu) is another one. A call on a domain
/// that was destroyed panics, also when another domain has its number.
pub struct Domain<G = guest::Native> {
    machine: Arc<Shared>,
    words: Arc<Words>,
    id: DomId,
    vcpu: u32,
    guest: PhantomData<fn() -> G>,
}

impl<G: Guest> Domain<G> {
    /// The first vCPU of a domain that has just been started.
    pub(super) fn first(machine: Arc<Shared>, words: Arc<Words>, id: DomId) -> Self {
        Self {
            machine,
            words,
            id,
            vcpu: 0,
            guest: PhantomData,
        }
    }

    /// The domain's number.
    pub fn id(&self) -> DomId {
        self.id
    }

    /// Another vCPU of the domain.
    ///
    /// # Panics
    ///
    /// Where the domain has no such vCPU.
    pub fn on_vcpu(&self, vcpu: u32) -> Self {
        assert!(
            (vcpu as usize) < self.words.vcpus.len(),
            "the domain has no processor {vcpu}"
        );
        Self {
            vcpu,
            ..self.clone()
        }
    }

    /// Memory of the domain's own.
    ///
    /// # Panics
    ///
    /// Where `count` is 0.
    pub fn pages(&self, count: usize) -> Pages {
        Pages::new(&self.state().domain(self.id).frames, count)
    }

    /// The page that the domain shares with Xen. It is valid as long as there is a value for the
    /// domain.
    pub fn shared_info(&self) -> NonNull<SharedInfo> {
        NonNull::new(self.words.shared.pointer(0, size_of::<SharedInfo>()).cast()).expect("a page")
    }

    /// What this vCPU shares with Xen. It is valid as long as there is a value for the domain.
    pub fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        let vcpu = &self.words.vcpus[self.vcpu as usize];
        NonNull::new(vcpu.info.pointer(vcpu.offset, size_of::<VcpuInfo>()).cast()).expect("a page")
    }

    /// The date, in the page that the domain shares with Xen.
    pub fn wall_clock(&self) -> WallClock<'_> {
        // SAFETY: this value keeps the page, whose date nobody changes.
        unsafe { WallClock::in_shared_info(self.shared_info()) }
    }

    /// The domain's event bits in the 2-level ABI.
    pub fn two_level(&self) -> TwoLevel<'_> {
        // SAFETY: this value keeps the page, which is accessed atomically by the mock and by these
        // types.
        unsafe { TwoLevel::in_shared_info(self.shared_info()) }
    }

    /// This vCPU's event words in the 2-level ABI.
    pub fn two_level_vcpu(&self) -> TwoLevelVcpu<'_> {
        // SAFETY: as above.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.vcpu_info()) }
    }

    /// Raises a virtual interrupt as Xen does, on this vCPU where there is one for each;
    /// `false` where no port is bound.
    pub fn raise_virq(&self, virq: Virq) -> bool {
        let raised = self.state().raise_virq(self.id, virq, self.vcpu);
        self.machine.changed.notify_all();
        raised
    }

    /// Gives the domain the next real interrupt, of a line of the machine if it is set up; the
    /// answer is its number.
    pub fn give_pirq(&self, line: Option<u32>, permitted: bool) -> u32 {
        let mut state = self.state();
        let pirqs = &mut state.domain_mut(self.id).pirqs;
        pirqs.push(Pirq { permitted, line });
        pirqs.len() as u32 - 1
    }

    /// Raises a real interrupt; `false` where no port is bound to it.
    pub fn raise_pirq(&self, pirq: u32) -> bool {
        let raised = self.state().raise_pirq(self.id, pirq);
        self.machine.changed.notify_all();
        raised
    }

    /// Makes a port of the domain whose events end in Xen, as a device model's do, and that waits
    /// for `remote`.
    pub fn port_of_xen(&self, remote: DomId) -> Result<Port, Errno> {
        self.state().port_of_xen(self.id, remote)
    }

    /// How many events ended in Xen.
    pub fn received_by_xen(&self) -> usize {
        self.state().domain(self.id).received_by_xen
    }

    /// Whether an event waits on a port.
    pub fn is_pending(&self, port: Port) -> bool {
        self.state().domain(self.id).is_pending(port)
    }

    /// Whether this vCPU has a pending upcall.
    pub fn has_news(&self) -> bool {
        self.words.vcpus[self.vcpu as usize].has_news()
    }

    /// The number of rings that the domain has registered with Argo.
    pub fn rings(&self) -> usize {
        self.state().domain(self.id).rings.len()
    }

    /// Why the domain was shut down, if it was.
    pub fn shutdown_reason(&self) -> Option<ShutdownReason> {
        self.state().domain(self.id).shutdown
    }

    /// Pauses the domain for its toolstack, or lets it go on. Its calls are served all the same.
    pub fn pause(&self, paused: bool) {
        self.state().domain_mut(self.id).paused = paused;
    }

    /// Lets something go wrong the next time that this domain's calls come past the point where it
    /// can.
    pub fn fail_next(&self, fault: Fault) {
        self.state().domain_mut(self.id).fail_next(fault);
    }

    /// What the machine knows, while the domain is there.
    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.machine.state();
        // Another domain may have the number by now, whose ports and pages are not this one's.
        let domain = state.domains.get(&self.id);
        assert!(
            domain.is_some_and(|domain| Arc::ptr_eq(&domain.words, &self.words)),
            "the domain was destroyed"
        );
        state
    }
}

impl<G> Clone for Domain<G> {
    fn clone(&self) -> Self {
        Self {
            machine: Arc::clone(&self.machine),
            words: Arc::clone(&self.words),
            id: self.id,
            vcpu: self.vcpu,
            guest: PhantomData,
        }
    }
}

impl<G: Guest> fmt::Debug for Domain<G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Domain")
            .field("id", &self.id)
            .field("guest", &G::NAME)
            .field("vcpu", &self.vcpu)
            .finish_non_exhaustive()
    }
}

/// Xen's system time, which is 0 when the machine is made.
impl<G> SystemClock for Domain<G> {
    fn now(&self) -> SystemTime {
        self.machine.time.now()
    }
}

// SAFETY: reads and writes what the arguments lead to as the ABI says, and the pages that the guest
// gave to Xen.
unsafe impl<G: Guest> Hypercall for Domain<G> {
    type Guest = G;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        const {
            assert!(
                N <= MAX_ARGUMENTS,
                "a hypercall takes at most five arguments"
            )
        }
        drop(self.state());
        // SAFETY: the caller vouches for what the arguments lead to.
        let memory = unsafe { CallerMemory::new() };
        let caller = Caller {
            machine: &self.machine,
            domain: self.id,
            vcpu: self.vcpu as usize,
        };
        let result = caller.call(&memory, number, &arguments);
        self.machine.changed.notify_all();
        result
    }

    fn domain_events(&self) -> &DomainEvents {
        &self.words.events
    }
}
