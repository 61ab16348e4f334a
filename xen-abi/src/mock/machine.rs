//! The machine: starts and destroys domains.

use core::fmt;
use core::time::Duration;
use std::string::String;
use std::sync::Arc;

use super::channel::initial;
use super::domain::Domain;
use super::event_abi::EventAbi;
use super::lock::lock;
use super::managed::Managed;
use super::setup::{Argo, Setup};
use super::state::{DomainState, Shared, State, Words};
use super::time::Time;
use crate::clock::SystemTime;
use crate::event_channel::Port;
use crate::guest::Guest;
use crate::sched::Resumed;
use crate::store::Store;
#[cfg(feature = "toolstack")]
use crate::toolstack::Release;
use crate::xen::{DomId, Virq};

/// The release of a machine for which none is chosen, 4.N: the newest one.
const NEWEST_MINOR: u16 = minor(crate::releases::NEWEST);

/// The second number of a release.
const fn minor(release: &str) -> u16 {
    let [b'4', b'.', digits @ ..] = release.as_bytes() else {
        panic!("Xen's first number is 4");
    };
    let (mut minor, mut digits) = (0, digits);
    while let [digit, rest @ ..] = digits {
        minor = minor * 10 + (*digit - b'0') as u16;
        digits = rest;
    }
    minor
}

/// A machine with the software Xen and several domains, in one process.
///
/// See [the module](super) for what it does and how to use it.
#[derive(Clone)]
pub struct Machine {
    shared: Arc<Shared>,
}

impl Machine {
    /// Creates a machine without domains, with [`Argo::Permissive`].
    pub fn new() -> Self {
        Self::with_argo(Argo::Permissive)
    }

    /// Creates a machine without domains, with the given support for Argo.
    pub fn with_argo(argo: Argo) -> Self {
        Self::of(NEWEST_MINOR, argo)
    }

    /// Creates a machine without domains, whose Xen is of the given release.
    ///
    /// It answers toolstacks as that release does: with its records and its interface versions.
    /// [`new`](Self::new) creates a Xen of the newest release, [`releases::NEWEST`].
    ///
    /// [`releases::NEWEST`]: crate::releases::NEWEST
    #[cfg(feature = "toolstack")]
    pub fn of_release(release: Release) -> Self {
        Self::of(release.numbers().1, Argo::Permissive)
    }

    fn of(minor: u16, argo: Argo) -> Self {
        Self {
            shared: Arc::new(Shared::new(minor, argo)),
        }
    }

    /// Starts a domain with one vCPU, of the native kind of guest.
    ///
    /// # Panics
    ///
    /// If a domain has the ID already.
    pub fn domain(&self, id: DomId) -> Domain {
        self.start(id, Setup::default())
    }

    /// Starts a domain.
    ///
    /// # Panics
    ///
    /// If a domain has the ID already, or the setup has no vCPU.
    pub fn start<G: Guest>(&self, id: DomId, setup: Setup) -> Domain<G> {
        assert!(setup.vcpus > 0, "a domain has a processor at least");
        let mut state = self.shared.state();
        let is_taken = state.domains.contains_key(&id);
        let words = Arc::new(Words::new(setup.vcpus, &self.shared.time));
        if !is_taken {
            let mut managed = Managed::started(setup.vcpus, self.shared.time.now());
            managed.is_nested = !G::NAME.starts_with("pv");
            state.started += 1;
            managed.unique = state.started;
            let domain = DomainState::new(G::NAME, setup, Arc::clone(&words), managed);
            state.domains.insert(id, domain);
            state.changes.note(id);
        }
        drop(state);
        assert!(!is_taken, "a domain has the number {} already", id.0);
        Domain::first(Arc::clone(&self.shared), words, id)
    }

    /// Begins to destroy a domain: from now on it cannot bind ports.
    pub fn begin_destroying(&self, id: DomId) {
        self.shared.state().domain_mut(id).dying = true;
    }

    /// Destroys a domain.
    ///
    /// Closes its ports, removes its rings and the rings of others that were for it alone, and
    /// unmaps the pages that others have granted to it. Pages that others have mapped stay mapped;
    /// until these domains unmap them, the domain is dying for toolstacks, and its ID is in use.
    pub fn destroy(&self, id: DomId) {
        self.shared.state().destroy(id);
        self.shared.changed.notify_all();
    }

    /// Resumes a domain that has suspended itself, or does so as soon as it suspends itself.
    ///
    /// [`sched::suspend`](crate::sched::suspend) blocks until then. After [`Resumed::Cancelled`]
    /// the domain goes on. [`Resumed::Restored`] is what a restore or a migration leaves: ports,
    /// grants, mappings, Argo rings, the FIFO ABI, the connection to xenstore, the nodes of the
    /// domain and its permissions on others are gone. Its memory is unchanged. Pages of it that
    /// others have mapped stay mapped.
    /// Its ID stays the same, unlike that of a domain that Xen restores.
    pub fn resume(&self, id: DomId, how: Resumed) {
        self.shared.state().domain_mut(id).resumed = Some(how);
        self.shared.changed.notify_all();
    }

    /// Returns Xen's system time, which starts at 0 when the machine is created.
    pub fn system_time(&self) -> SystemTime {
        self.shared.time.now()
    }

    /// Stops the system time, at the given moment.
    ///
    /// From then on only [`advance`](Self::advance) moves it, so that a test decides which timeouts
    /// expire. Guests read the same time from their memory.
    pub fn stop_time(&self, at: SystemTime) {
        self.shared
            .change_time(|time| time.change(|_| at, Some(false)));
    }

    /// Lets a stopped system time run on, at the speed of the host's.
    pub fn run_time(&self) {
        self.shared
            .change_time(|time| time.change(|now| now, Some(true)));
    }

    /// Moves the system time forward, and the wall-clock time with it.
    pub fn advance(&self, duration: Duration) {
        self.shared.advance(duration);
    }

    /// Sets the wall-clock time of all domains: the time since 1970.
    pub fn set_wall_clock(&self, now: Duration) {
        self.shared.change_time(|time| time.set_date(now));
    }

    /// Calls a function with the machine's xenstore, and notifies its clients afterwards.
    ///
    /// A test acts as the toolstack with it.
    pub fn with_store<R>(&self, act: impl FnOnce(&mut Store) -> R) -> R {
        let mut state = self.shared.state();
        let result = act(&mut state.store);
        state.serve_xenstore();
        drop(state);
        self.shared.changed.notify_all();
        result
    }

    /// Returns what the domains of this machine share.
    pub(super) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Returns the console output of all domains, in the order of their calls.
    pub fn console(&self) -> String {
        self.shared.state().console.clone()
    }
}

impl State {
    /// Takes from a domain what a restore does not bring back.
    pub(super) fn restore(&mut self, id: DomId, time: &Time) {
        self.leave(id);
        let domain = self.domain_mut(id);
        domain.store = None;
        domain.ports = initial();
        domain.event_abi = EventAbi::TwoLevel;
        domain.rings.clear();
        domain.registrations = 0;
        domain.grants = domain.grants.renewed();
        domain.words.renew(time);
        // What others have mapped is a page of a domain that is gone.
        let others = self.domains.values_mut();
        let maps = others.flat_map(|other| other.grants.maps.values_mut());
        for map in maps.filter(|map| map.granter == id) {
            map.granter = DomId::INVALID;
        }
        self.serve_xenstore();
    }

    /// Closes the ports of a domain, and what it shares with others.
    fn leave(&mut self, id: DomId) {
        for port in 0..self.domain(id).ports.len() {
            let _ = self.close(id, Port(port as u32), false);
        }
        self.leave_argo(id);
        self.leave_grants(id);
        if self.domain(id).store.is_some() {
            self.store.release(id);
        }
    }

    /// Notes that a domain has shut down, was destroyed or is gone, and raises the VIRQ.
    pub(super) fn report_change(&mut self, id: DomId) {
        self.changes.note(id);
        self.raise_virq(DomId(0), Virq::DOM_EXC, 0);
    }

    /// Destroys a domain, unless that has been done.
    pub(super) fn destroy(&mut self, id: DomId) {
        if self.domain(id).dead {
            return;
        }
        self.leave(id);
        let domain = self.domain_mut(id);
        (domain.dying, domain.dead) = (true, true);
        lock(&domain.frames).clear();
        self.report_change(id);
        self.remove_if_unused(id);
        self.serve_xenstore();
    }

    /// Removes a destroyed domain if no other one has mapped a page of it.
    pub(super) fn remove_if_unused(&mut self, id: DomId) {
        let domain = self.domain(id);
        let mut maps = self
            .domains
            .values()
            .flat_map(|one| one.grants.maps.values());
        if domain.dead && !maps.any(|map| map.granter == id) {
            self.domains.remove(&id);
            self.report_change(id);
        }
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        formatter
            .debug_struct("Machine")
            .field("argo", &state.argo)
            .field("domains", &state.domains.keys())
            .finish_non_exhaustive()
    }
}
