//! The state of a domain that its toolstack sets and sees.

#![cfg_attr(
    not(all(
        feature = "toolstack",
        any(target_arch = "x86_64", target_arch = "x86")
    )),
    allow(dead_code, reason = "toolstacks on x86 alone see all of it")
)]

use std::vec::Vec;

use crate::clock::SystemTime;

/// The pages of a domain that a test starts: 64 MiB.
const STARTED_PAGES: u64 = 1 << 14;

/// The parameters with which the Credit 2 scheduler starts a domain.
const WEIGHT: u16 = 256;

/// A vCPU that has been allocated.
#[derive(Clone)]
pub(super) struct ManagedVcpu {
    /// Whether it may run once the domain is not paused.
    pub(super) online: bool,
    /// The bytes of the registers that a toolstack has set.
    pub(super) registers: Option<Vec<u8>>,
    /// Its part of the hardware state that a toolstack has loaded.
    pub(super) loaded: Option<Vec<u8>>,
    /// Whether it prefers to run on the one pCPU that there is.
    pub(super) soft: bool,
}

impl ManagedVcpu {
    /// Returns a vCPU that waits for its registers.
    pub(super) fn new() -> Self {
        Self {
            online: false,
            registers: None,
            loaded: None,
            soft: true,
        }
    }
}

/// The state that a toolstack sets and sees.
pub(super) struct Managed {
    pub(super) handle: [u8; 16],
    /// The Flask security ID.
    pub(super) security: u32,
    /// Whether it runs xenstore.
    pub(super) is_xenstore: bool,
    /// Whether its page tables are nested ones of the hardware.
    pub(super) is_nested: bool,
    /// The devices that Xen emulates, on x86.
    pub(super) emulated: u32,
    pub(super) max_vcpus: u32,
    /// The vCPUs that have been allocated: all or none.
    pub(super) vcpus: Vec<ManagedVcpu>,
    pub(super) pages: u64,
    pub(super) max_pages: u64,
    /// The pages that are reserved for it, and that it does not have yet.
    pub(super) claimed: u64,
    /// The size of the pool of page tables, in bytes.
    pub(super) tables: u64,
    /// The width of addresses in bits.
    pub(super) width: u32,
    pub(super) weight: u16,
    pub(super) cap: u16,
    /// The difference of its wall-clock time, in seconds.
    pub(super) time_offset: i64,
    pub(super) is_debugged: bool,
    /// The start, of a domain whose vCPUs run from the start.
    pub(super) started: Option<SystemTime>,
    /// The ID that no other domain of the machine has.
    pub(super) unique: u64,
}

impl Managed {
    /// Returns the state of a domain that a toolstack creates.
    pub(super) fn created(max_vcpus: u32) -> Self {
        Self {
            handle: [0; 16],
            security: 0,
            is_xenstore: false,
            is_nested: false,
            emulated: 0,
            max_vcpus,
            vcpus: Vec::new(),
            pages: 0,
            max_pages: 0,
            claimed: 0,
            tables: 0,
            width: usize::BITS,
            weight: WEIGHT,
            cap: 0,
            time_offset: 0,
            is_debugged: false,
            started: None,
            unique: 0,
        }
    }

    /// Returns the state of a domain whose `vcpus` run from `now` on.
    pub(super) fn started(vcpus: u32, now: SystemTime) -> Self {
        let running = ManagedVcpu {
            online: true,
            ..ManagedVcpu::new()
        };
        Self {
            vcpus: (0..vcpus).map(|_| running.clone()).collect(),
            pages: STARTED_PAGES,
            max_pages: STARTED_PAGES,
            started: Some(now),
            ..Self::created(vcpus)
        }
    }

    /// Returns the time for which a vCPU has run, in nanoseconds.
    pub(super) fn time_of(&self, vcpu: &ManagedVcpu, now: SystemTime) -> u64 {
        match self.started {
            Some(started) if vcpu.online => now.since(started).as_nanos() as u64,
            _ => 0,
        }
    }
}
