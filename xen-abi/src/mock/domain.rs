//! A domain: the back end of its guest code, and the controls for a test.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::sync::Arc;

use super::call::Caller;
use super::memory::{Area, CallerMemory, Pages};
use super::setup::Fault;
use super::state::{Locked, Pirq, Shared, Words};
use crate::clock::{SystemClock, SystemTime, WallClock};
use crate::errno::Errno;
use crate::event_channel::Port;
use crate::events::{DomainEvents, TwoLevel, TwoLevelVcpu};
use crate::frame::Gfn;
use crate::guest::{self, Guest};
use crate::hypercall::{Hypercall, MAX_ARGUMENTS};
use crate::sched::ShutdownReason;
use crate::switch;
use crate::xen::{DomId, SharedInfo, VcpuInfo, Virq};

/// A vCPU of a domain: a back end for code that runs as that guest.
///
/// A clone is the same vCPU; [`on_vcpu`](Self::on_vcpu) returns another one. A call on a destroyed
/// domain panics, also if a new domain has its ID.
pub struct Domain<G = guest::Native> {
    machine: Arc<Shared>,
    words: Arc<Words>,
    id: DomId,
    vcpu: u32,
    guest: PhantomData<fn() -> G>,
}

impl<G: Guest> Domain<G> {
    /// Returns vCPU 0 of a new domain.
    pub(super) fn first(machine: Arc<Shared>, words: Arc<Words>, id: DomId) -> Self {
        Self {
            machine,
            words,
            id,
            vcpu: 0,
            guest: PhantomData,
        }
    }

    /// Returns the domain ID.
    pub fn id(&self) -> DomId {
        self.id
    }

    /// Returns a vCPU of the domain.
    ///
    /// # Panics
    ///
    /// If the domain has no such vCPU.
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

    /// Allocates zeroed pages for the domain.
    ///
    /// # Panics
    ///
    /// If `count` is 0.
    pub fn pages(&self, count: usize) -> Pages {
        Pages::new(&self.state().domain(self.id).frames, count)
    }

    /// Allocates addresses for pages of other domains, without memory.
    pub fn area(&self, count: usize) -> Area {
        Area::new(&self.state().domain(self.id).frames, count)
    }

    /// Shows a page of the grant table at the address of a page of the domain.
    ///
    /// A PV kernel does this in its page tables, with a frame of
    /// [`setup_table`](crate::grant_table::setup_table). Returns `false` if `frame` is no page of
    /// the domain's table, or `page` no page of the domain.
    pub fn show_table(&self, page: NonNull<u8>, frame: Gfn) -> bool {
        self.state().show_table_at(self.id, page, frame)
    }

    /// Limits the pages and the version of the domain's grant table, as a toolstack does.
    ///
    /// By default these are 64 pages and version 2.
    pub fn limit_grants(&self, pages: usize, version: u32) {
        self.state()
            .domain_mut(self.id)
            .grants
            .limit(pages, version);
    }

    /// Returns the domain's shared-info page.
    ///
    /// It stays valid while a value for the domain exists.
    pub fn shared_info(&self) -> NonNull<SharedInfo> {
        NonNull::new(self.words.shared.pointer(0, size_of::<SharedInfo>()).cast()).expect("a page")
    }

    /// Returns the `vcpu_info` of this vCPU.
    ///
    /// It stays valid while a value for the domain exists.
    pub fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        let vcpu = &self.words.vcpus[self.vcpu as usize];
        NonNull::new(vcpu.info.pointer(vcpu.offset, size_of::<VcpuInfo>()).cast()).expect("a page")
    }

    /// Returns the wall clock in the shared-info page.
    pub fn wall_clock(&self) -> WallClock<'_> {
        // SAFETY: this value keeps the page, whose date nobody changes.
        unsafe { WallClock::in_shared_info(self.shared_info()) }
    }

    /// Returns the domain's event bits in the 2-level ABI.
    ///
    /// # Panics
    ///
    /// If the domain uses the FIFO ABI, in which Xen ignores these bits.
    pub fn two_level(&self) -> TwoLevel<'_> {
        self.require_two_level();
        // SAFETY: this value keeps the page, which is accessed atomically by the mock and by these
        // types.
        unsafe { TwoLevel::in_shared_info(self.shared_info()) }
    }

    /// Returns this vCPU's event words in the 2-level ABI.
    ///
    /// # Panics
    ///
    /// As [`two_level`](Self::two_level).
    pub fn two_level_vcpu(&self) -> TwoLevelVcpu<'_> {
        self.require_two_level();
        // SAFETY: as above.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.vcpu_info()) }
    }

    fn require_two_level(&self) {
        let is_fifo = self.state().domain(self.id).is_fifo();
        assert!(
            !is_fifo,
            "domain {} uses the FIFO ABI: Xen ignores the bits of the 2-level ABI",
            self.id.0
        );
    }

    /// Raises a VIRQ; returns `false` if no port is bound to it.
    ///
    /// A per-vCPU VIRQ is raised on this vCPU.
    pub fn raise_virq(&self, virq: Virq) -> bool {
        let raised = self.state().raise_virq(self.id, virq, self.vcpu);
        self.machine.changed.notify_all();
        raised
    }

    /// Assigns a new PIRQ to the domain and returns its number.
    ///
    /// `line` is the interrupt line of the machine, if the PIRQ is mapped to one. `permitted`
    /// states whether the domain may bind it.
    pub fn give_pirq(&self, line: Option<u32>, permitted: bool) -> u32 {
        let mut state = self.state();
        let pirqs = &mut state.domain_mut(self.id).pirqs;
        pirqs.push(Pirq { permitted, line });
        pirqs.len() as u32 - 1
    }

    /// Raises a PIRQ; returns `false` if no port is bound to it.
    pub fn raise_pirq(&self, pirq: u32) -> bool {
        let raised = self.state().raise_pirq(self.id, pirq);
        self.machine.changed.notify_all();
        raised
    }

    /// Allocates an unbound port for `remote` whose events Xen itself consumes.
    ///
    /// Xen has such ports for the ioreq pages of device models.
    pub fn port_of_xen(&self, remote: DomId) -> Result<Port, Errno> {
        self.state().port_of_xen(self.id, remote)
    }

    /// Returns the number of events that Xen itself has consumed.
    pub fn received_by_xen(&self) -> usize {
        self.state().domain(self.id).received_by_xen
    }

    /// Returns whether a port is pending.
    pub fn is_pending(&self, port: Port) -> bool {
        self.state().domain(self.id).is_pending(port)
    }

    /// Returns whether this vCPU has a pending upcall.
    pub fn has_news(&self) -> bool {
        switch::point();
        self.words.vcpus[self.vcpu as usize].has_news()
    }

    /// Returns the number of Argo rings that the domain has registered.
    pub fn rings(&self) -> usize {
        self.state().domain(self.id).rings.len()
    }

    /// Returns the shutdown reason, if the domain has shut down.
    pub fn shutdown_reason(&self) -> Option<ShutdownReason> {
        let state = self.state();
        let domain = state.domain(self.id);
        domain.shutdown_code.filter(|_| domain.is_shut_down)
    }

    /// Pauses or unpauses the domain as its toolstack does. Its hypercalls still work.
    pub fn pause(&self, paused: bool) {
        self.state().domain_mut(self.id).pauses = u32::from(paused);
    }

    /// Injects a fault into the next hypercall that can fail in this way.
    pub fn fail_next(&self, fault: Fault) {
        self.state().domain_mut(self.id).fail_next(fault);
    }

    /// Locks the state of the machine; panics if the domain was destroyed.
    pub(super) fn state(&self) -> Locked<'_> {
        switch::point();
        let state = self.machine.state();
        // A new domain with the same ID has other ports and pages.
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

/// Xen's system time, which is 0 when the machine is created.
impl<G> SystemClock for Domain<G> {
    fn now(&self) -> SystemTime {
        switch::point();
        self.machine.time.now()
    }
}

// SAFETY: accesses the memory of the arguments as the ABI says, and the pages that the guest gave
// to Xen.
unsafe impl<G: Guest> Hypercall for Domain<G> {
    type Guest = G;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        const {
            assert!(
                N <= MAX_ARGUMENTS,
                "a hypercall takes at most five arguments"
            )
        }
        // The domain exists. This is a switch point, too.
        drop(self.state());
        // SAFETY: the caller ensures that the memory of the arguments is valid.
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
