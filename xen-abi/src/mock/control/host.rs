//! The host as a toolstack sees it.

use super::target::PCPUS;
use crate::clock::SystemTime;
use crate::errno::Errno;
use crate::mock::memory::CallerMemory;
use crate::mock::state::State;
use crate::plain::Plain;
use crate::toolstack::sysctl::{SysctlPhyscap, XenSysctlPhysinfo};
use crate::xen::DomId;

/// The memory of the host: 4 GiB.
const PAGES: u64 = 1 << 20;

/// The frequency of the pCPU.
const KILOHERTZ: u32 = 1_000_000;

/// The host of a machine, for a call of one domain.
pub(super) struct Host<'a> {
    pub(super) state: &'a mut State,
    pub(super) memory: &'a CallerMemory,
    pub(super) caller: DomId,
}

impl State {
    /// Returns the pages that no domain has.
    pub(super) fn free_pages(&self) -> u64 {
        let used = self.domains.values().map(|domain| domain.managed.pages);
        PAGES.saturating_sub(used.sum())
    }

    /// Returns the pages that are reserved for domains which do not have them yet.
    pub(super) fn claimed_pages(&self) -> u64 {
        let domains = self.domains.values();
        domains.map(|domain| domain.managed.claimed).sum()
    }
}

impl Host<'_> {
    pub(super) fn free_pages(&self) -> u64 {
        self.state.free_pages()
    }

    pub(super) fn physinfo(&self) -> XenSysctlPhysinfo {
        use SysctlPhyscap as C;

        let mut abilities = C::HVM | C::HAP | C::GNTTAB_V1 | C::GNTTAB_V2;
        if !self.state.is_arm(self.caller) {
            abilities |= C::PV | C::SHADOW;
        }
        XenSysctlPhysinfo {
            threads_per_core: 1,
            cores_per_socket: PCPUS,
            nr_cpus: PCPUS,
            max_cpu_id: PCPUS - 1,
            nr_nodes: 1,
            cpu_khz: KILOHERTZ,
            capabilities: abilities,
            total_pages: PAGES,
            free_pages: self.free_pages(),
            outstanding_pages: self.state.claimed_pages(),
            max_mfn: PAGES - 1,
            ..XenSysctlPhysinfo::zeroed()
        }
    }

    /// Writes the information about at most `most` domains from `first` on; returns their number.
    pub(super) fn domains(
        &mut self,
        first: DomId,
        most: u32,
        list: u64,
        now: SystemTime,
    ) -> Result<u32, Errno> {
        let ids = self.state.domains.range(first..).take(most as usize);
        let mut at = usize::try_from(list).map_err(|_| Errno::EFAULT)?;
        let mut count = 0;
        for (id, _) in ids {
            let info = self.state.info(*id, self.caller, now);
            for byte in info.bytes(self.state.minor) {
                self.memory.write(at, byte)?;
                at = at.wrapping_add(1);
            }
            count += 1;
        }
        Ok(count)
    }
}
