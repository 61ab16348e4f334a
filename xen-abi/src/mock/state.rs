//! The state of the machine and its domains.

use core::mem::offset_of;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::Ordering;
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::string::String;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use super::argo_ring::Ring;
use super::changes::Changes;
use super::channel::{Channel, initial};
use super::event_abi::EventAbi;
use super::grant_table::GrantTable;
use super::holding::Holding;
use super::lock::lock;
use super::managed::Managed;
use super::memory::{Block, Frame, Frames};
use super::setup::{Argo, Fault, Setup};
use super::store_ring::StoreRing;
use super::time::Time;
use crate::errno::Errno;
use crate::events::DomainEvents;
use crate::frame::PAGE_SIZE;
use crate::plain::Plain;
use crate::sched::{Resumed, ShutdownReason};
use crate::store::Store;
use crate::xen::{DomId, SharedInfo, VcpuInfo};

/// A PIRQ of a domain.
#[derive(Clone, Copy, Default)]
pub(super) struct Pirq {
    pub(super) permitted: bool,
    pub(super) line: Option<u32>,
}

/// The memory that a domain shares with Xen from its start.
pub(super) struct Words {
    pub(super) shared: Frame,
    pub(super) vcpus: Vec<Vcpu>,
    /// The state that the domain's safe types share.
    pub(super) events: DomainEvents,
}

impl Words {
    pub(super) fn new(vcpus: u32, time: &Time) -> Self {
        let shared = Frame::new(&Block::new(1), 0);
        // The number of vCPUs whose `vcpu_info` lies in the shared page.
        let legacy = SharedInfo::zeroed().vcpu_info.len();
        let vcpus = (0..vcpus as usize).map(|vcpu| Self::place(vcpu, legacy, &shared));
        let words = Self {
            vcpus: vcpus.collect(),
            shared,
            events: DomainEvents::new(),
        };
        words.tell(time);
        words
    }

    /// Clears what Xen and the domain share, as for a new domain, and writes the clocks.
    pub(super) fn renew(&self, time: &Time) {
        let pages = self.vcpus.iter().map(|vcpu| &vcpu.info);
        for page in pages.chain([&self.shared]) {
            for offset in (0..PAGE_SIZE).step_by(size_of::<u32>()) {
                page.word(offset).store(0, Ordering::Relaxed);
            }
        }
        self.tell(time);
    }

    /// Writes the clocks of the domain.
    pub(super) fn tell(&self, time: &Time) {
        for vcpu in &self.vcpus {
            time.tell_time(&vcpu.info, vcpu.offset + offset_of!(VcpuInfo, time));
        }
        time.tell_date(&self.shared);
    }

    /// Returns the place of a vCPU's `vcpu_info`.
    fn place(vcpu: usize, legacy: usize, shared: &Frame) -> Vcpu {
        match vcpu {
            vcpu if vcpu < legacy => Vcpu {
                info: shared.clone(),
                offset: vcpu * size_of::<VcpuInfo>(),
            },
            // The others have registered a place in other memory.
            _ => Vcpu {
                info: Frame::new(&Block::new(1), 0),
                offset: 0,
            },
        }
    }
}

/// The place of a vCPU's `vcpu_info`.
pub(super) struct Vcpu {
    pub(super) info: Frame,
    pub(super) offset: usize,
}

pub(super) struct DomainState {
    pub(super) guest: &'static str,
    pub(super) privileged: bool,
    pub(super) uses_argo: bool,
    pub(super) max_port: u32,
    /// How often a toolstack has paused it.
    pub(super) pauses: u32,
    pub(super) dying: bool,
    /// Whether it was destroyed, and is there for those who map its pages alone.
    pub(super) dead: bool,
    pub(super) words: Arc<Words>,
    pub(super) ports: Vec<Channel>,
    pub(super) event_abi: EventAbi,
    pub(super) pirqs: Vec<Pirq>,
    pub(super) rings: Vec<Ring>,
    /// The number of registrations less that of unregistrations.
    pub(super) registrations: usize,
    pub(super) frames: Arc<Mutex<Frames>>,
    pub(super) grants: GrantTable,
    pub(super) store: Option<StoreRing>,
    pub(super) received_by_xen: usize,
    /// The reason of its shutdown, which it may state before.
    pub(super) shutdown_code: Option<ShutdownReason>,
    pub(super) is_shut_down: bool,
    /// How the toolstack resumes the domain once it is suspended.
    pub(super) resumed: Option<Resumed>,
    #[cfg_attr(
        not(feature = "toolstack"),
        allow(dead_code, reason = "toolstacks see it")
    )]
    pub(super) managed: Managed,
    faults: VecDeque<Fault>,
}

impl DomainState {
    /// Creates a domain of the kind of guest with this name.
    pub(super) fn new(
        guest: &'static str,
        setup: Setup,
        words: Arc<Words>,
        managed: Managed,
    ) -> Self {
        Self {
            guest,
            privileged: setup.privileged,
            uses_argo: setup.argo,
            max_port: setup.max_port,
            pauses: 0,
            dying: false,
            dead: false,
            words,
            ports: initial(),
            event_abi: EventAbi::TwoLevel,
            pirqs: Vec::new(),
            rings: Vec::new(),
            registrations: 0,
            frames: Arc::default(),
            grants: GrantTable::default(),
            store: None,
            received_by_xen: 0,
            shutdown_code: None,
            is_shut_down: false,
            resumed: None,
            managed,
            faults: VecDeque::new(),
        }
    }

    pub(super) fn is_paravirtual(&self) -> bool {
        self.guest.starts_with("pv")
    }

    /// Queues a fault.
    pub(super) fn fail_next(&mut self, fault: Fault) {
        self.faults.push_back(fault);
    }

    /// Removes the next fault if it is this one; returns whether it was.
    pub(super) fn take(&mut self, fault: Fault) -> bool {
        let next = self.faults.front() == Some(&fault);
        if next {
            self.faults.pop_front();
        }
        next
    }

    /// Fails if the next fault is this one, and removes it.
    pub(super) fn meet(&mut self, fault: Fault, errno: Errno) -> Result<(), Errno> {
        if self.take(fault) { Err(errno) } else { Ok(()) }
    }
}

pub(super) struct State {
    /// The release that Xen is: 4.N.
    pub(super) minor: u16,
    pub(super) argo: Argo,
    pub(super) domains: BTreeMap<DomId, DomainState>,
    pub(super) changes: Changes,
    /// Per interrupt line: the domains bound to it, and whether they share it.
    pub(super) lines: BTreeMap<u32, Vec<(DomId, bool)>>,
    pub(super) console: String,
    pub(super) store: Store,
    /// The ID of the last domain whose ID was chosen by Xen.
    #[cfg(feature = "toolstack")]
    pub(super) last_id: DomId,
    /// The number of domains that there have been.
    pub(super) started: u64,
    /// The length of the console's text that a toolstack has read and discarded.
    #[cfg(feature = "toolstack")]
    pub(super) discarded: usize,
    /// The shortest time for which the scheduler lets a vCPU run, in microseconds.
    #[cfg(feature = "toolstack")]
    pub(super) rate_limit: u32,
}

impl State {
    /// Returns a domain that exists.
    pub(super) fn domain(&self, id: DomId) -> &DomainState {
        self.domains.get(&id).expect("the domain was destroyed")
    }

    /// Returns whether a domain exists and has not been destroyed.
    pub(super) fn lives(&self, id: DomId) -> bool {
        self.domains.get(&id).is_some_and(|domain| !domain.dead)
    }

    pub(super) fn domain_mut(&mut self, id: DomId) -> &mut DomainState {
        self.domains.get_mut(&id).expect("the domain was destroyed")
    }
}

/// The state, locked by the calling thread.
pub(super) struct Locked<'a> {
    guard: MutexGuard<'a, State>,
    holding: Holding,
}

impl Deref for Locked<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.guard
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.guard
    }
}

pub(super) struct Shared {
    state: Mutex<State>,
    pub(super) changed: Condvar,
    pub(super) time: Time,
}

impl Shared {
    pub(super) fn new(minor: u16, argo: Argo) -> Self {
        let state = State {
            minor,
            argo,
            domains: BTreeMap::new(),
            changes: Changes::default(),
            lines: BTreeMap::new(),
            console: String::new(),
            store: Store::new(),
            #[cfg(feature = "toolstack")]
            last_id: DomId(0),
            started: 0,
            #[cfg(feature = "toolstack")]
            discarded: 0,
            #[cfg(feature = "toolstack")]
            rate_limit: 1000,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
            time: Time::start(),
        }
    }

    pub(super) fn state(&self) -> Locked<'_> {
        Locked {
            guard: lock(&self.state),
            holding: Holding::new(),
        }
    }

    /// Waits for a change of the state, at most for a time.
    pub(super) fn wait<'a>(&self, state: Locked<'a>, limit: Duration) -> Locked<'a> {
        let Locked { guard, holding } = state;
        let waited = self.changed.wait_timeout(guard, limit);
        let guard = waited.unwrap_or_else(PoisonError::into_inner).0;
        Locked { guard, holding }
    }

    /// Changes the time, and updates the clocks in the memory of the domains.
    pub(super) fn change_time(&self, change: impl FnOnce(&Time)) {
        let state = self.state();
        change(&self.time);
        for domain in state.domains.values() {
            domain.words.tell(&self.time);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Moves the time forward.
    pub(super) fn advance(&self, duration: Duration) {
        self.change_time(|time| time.change(|now| now + duration, None));
    }
}
