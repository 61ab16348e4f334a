//! The life of a domain: creation, pauses, destruction.

use std::sync::Arc;

use super::records::Config;
use super::target::Target;
use crate::errno::Errno;
use crate::guest::{Arm, Guest, Hvm64, Pv64};
use crate::mock::managed::Managed;
use crate::mock::setup::{Fault, Setup};
use crate::mock::state::{DomainState, Shared, State, Words};
use crate::plain::Plain;
use crate::toolstack::domctl::{
    DomctlCreatedomainFlags as F, DomctlDomainCaps, DomctlDomainState, GetDomainState,
};
use crate::xen::DomId;

/// The most that a toolstack may pause a domain.
const MOST_PAUSES: u32 = 255;

/// The most pages of a grant table and of the record of mapped grants.
const GRANT_FRAMES: i32 = 64;
const MAPTRACK_FRAMES: i32 = 1024;

/// The most vCPUs of a PV domain, of an HVM domain and of one on Arm.
const PV_VCPUS: u32 = 8192;
const HVM_VCPUS: u32 = 128;
const ARM_VCPUS: u32 = 128;

/// The emulated devices: all but PCI, the local APIC, the PIT, and the routing of interrupts.
const ALL_BUT_PCI: u32 = 0x3ff;
const APIC: u32 = 1;
const PIT: u32 = 0x100;
const USE_PIRQ: u32 = 0x200;
const KNOWN: u32 = 0x7ff;

impl State {
    /// Returns the ID of a new domain. Since 4.22, 0 is an ID like any other.
    fn new_id(&mut self, wanted: DomId) -> Option<DomId> {
        let reserved = DomId::FIRST_RESERVED;
        let any = match self.minor {
            ..=21 => wanted == DomId(0) || wanted >= reserved,
            _ => wanted == DomId::ANY,
        };
        if !any {
            let free = wanted < reserved && !self.domains.contains_key(&wanted);
            return free.then_some(wanted);
        }
        // The IDs after the last chosen one, then those from 1 on.
        let ids = (self.last_id.0 + 1..reserved.0).chain(1..=self.last_id.0);
        let id = ids.map(DomId).find(|id| !self.domains.contains_key(id))?;
        self.last_id = id;
        Some(id)
    }

    /// Creates a domain; returns its ID.
    pub(super) fn create(
        &mut self,
        machine: &Shared,
        caller: DomId,
        wanted: DomId,
        config: &Config,
    ) -> Result<DomId, Errno> {
        let is_arm = self.is_arm(caller);
        let id = self.new_id(wanted).ok_or(Errno::EEXIST)?;
        config.check(self.minor, is_arm)?;
        if config.pool != 0 {
            return Err(Errno::ESRCH);
        }
        self.domain_mut(caller)
            .meet(Fault::OutOfMemory, Errno::ENOMEM)?;
        let guest = match (is_arm, config.flags.contains(F::HVM)) {
            (true, _) => Arm::NAME,
            (false, true) => Hvm64::NAME,
            (false, false) => Pv64::NAME,
        };
        let setup = Setup {
            vcpus: config.vcpus,
            max_port: config.last_port,
            ..Setup::default()
        };
        let words = Arc::new(Words::new(config.vcpus, &machine.time));
        self.started += 1;
        let managed = Managed {
            handle: config.handle,
            security: config.security,
            is_xenstore: config.flags.contains(F::XS_DOMAIN),
            is_nested: config.flags.contains(F::HAP),
            emulated: if is_arm { 0 } else { config.emulated },
            tables: config.tables(self.minor, is_arm),
            unique: self.started,
            ..Managed::created(config.vcpus)
        };
        let mut domain = DomainState::new(guest, setup, words, managed);
        domain.pauses = 1;
        let frames = match config.grant_frames {
            ..0 => GRANT_FRAMES,
            frames => frames,
        };
        domain.grants.limit(frames as usize, config.grants);
        self.domains.insert(id, domain);
        self.changes.note(id);
        Ok(id)
    }
}

impl Config {
    /// Fails as Xen does for a configuration that it does not accept.
    fn check(&self, minor: u16, is_arm: bool) -> Result<(), Errno> {
        let is_hvm = self.flags.contains(F::HVM);
        let mut known =
            F::HVM | F::HAP | F::OOS_OFF | F::XS_DOMAIN | F::NESTED_VIRT | F::S3_INTEGRITY;
        if is_arm {
            known = F::HVM | F::HAP;
            if minor >= 21 {
                known |= F::TRAP_UNMAPPED_ACCESSES;
            }
        }
        let vcpus = match (is_arm, is_hvm) {
            (true, _) => ARM_VCPUS,
            (false, true) => HVM_VCPUS,
            (false, false) => PV_VCPUS,
        };
        let is_wrong = !known.contains(self.flags)
            || self.grants > 0xf
            || self.vcpus < 1
            || self.flags.contains(F::HAP) && !is_hvm
            || !self.iommu.is_empty()
            || self.trace != 0
            || is_arm && !self.flags.contains(F::HVM | F::HAP)
            || self.vcpus > vcpus
            // Xen is built without tboot.
            || self.flags.contains(F::S3_INTEGRITY)
            || self.flags.contains(F::NESTED_VIRT) && !self.flags.contains(F::HAP);
        if is_wrong {
            return Err(Errno::EINVAL);
        }
        if !is_arm {
            self.check_devices(minor, is_hvm)?;
        }
        let has_grants = (1..=2).contains(&self.grants)
            && self.grant_frames != 0
            && self.grant_frames <= GRANT_FRAMES
            && self.maptrack_frames <= MAPTRACK_FRAMES;
        has_grants.then_some(()).ok_or(Errno::EINVAL)
    }

    /// Fails for devices that Xen does not emulate together.
    fn check_devices(&self, minor: u16, is_hvm: bool) -> Result<(), Errno> {
        if self.options > 1 || self.emulated & !KNOWN != 0 {
            return Err(Errno::EINVAL);
        }
        let fits = match (is_hvm, self.emulated) {
            (false, 0 | PIT) | (true, APIC | ALL_BUT_PCI) => true,
            (true, devices) => minor >= 19 && devices | USE_PIRQ == ALL_BUT_PCI,
            _ => false,
        };
        fits.then_some(()).ok_or(Errno::EOPNOTSUPP)
    }

    /// Returns the size of the first pool of page tables. Since 4.20, Arm gives a domain none.
    fn tables(&self, minor: u16, is_arm: bool) -> u64 {
        match (is_arm, self.flags.contains(F::HVM)) {
            (true, _) if minor >= 20 => 0,
            (true, _) => 16 << 12,
            (false, true) => 1 << 20,
            (false, false) => 0,
        }
    }
}

impl Target<'_> {
    pub(super) fn pause(&mut self) -> Result<(), Errno> {
        self.must_be_another()?;
        let domain = self.domain_mut();
        if domain.pauses >= MOST_PAUSES {
            return Err(Errno::EOVERFLOW);
        }
        domain.pauses += 1;
        Ok(())
    }

    pub(super) fn unpause(&mut self) -> Result<(), Errno> {
        let domain = self.domain_mut();
        domain.pauses = domain.pauses.checked_sub(1).ok_or(Errno::EINVAL)?;
        Ok(())
    }

    /// Returns the state of the domain that `get_domain_state` tells.
    pub(super) fn life(&self) -> GetDomainState {
        use DomctlDomainCaps as C;
        use DomctlDomainState as S;

        let domain = self.domain();
        let mut state = S::EXIST;
        if domain.is_shut_down {
            state |= S::SHUTDOWN;
        }
        if domain.dead {
            state |= S::DEAD;
        } else if domain.dying {
            state |= S::DYING;
        }
        let mut caps = C::empty();
        if domain.privileged {
            caps |= C::CONTROL;
        }
        if self.id == DomId(0) {
            caps |= C::HARDWARE;
        }
        if domain.managed.is_xenstore {
            caps |= C::XENSTORE;
        }
        GetDomainState {
            state,
            caps,
            unique_id: domain.managed.unique,
            ..GetDomainState::zeroed()
        }
    }

    pub(super) fn destroy(&mut self) -> Result<(), Errno> {
        self.must_be_another()?;
        self.state.destroy(self.id);
        Ok(())
    }
}
