//! The information about domains.

use super::records::Info;
use crate::clock::SystemTime;
use crate::errno::Errno;
use crate::mock::state::State;
use crate::toolstack::domctl::{DomctlDomaininfoFlags, XEN_INVALID_MAX_VCPU_ID};
use crate::xen::DomId;

impl State {
    /// Returns the information about a domain. The caller's vCPU is the one that runs.
    pub(super) fn info(&self, id: DomId, caller: DomId, now: SystemTime) -> Info {
        use DomctlDomaininfoFlags as F;

        let domain = self.domain(id);
        let managed = &domain.managed;
        let states = [
            (F::DYING, domain.dead),
            (F::HVM_GUEST, !domain.is_paravirtual()),
            (F::SHUTDOWN, domain.is_shut_down),
            (F::PAUSED, domain.pauses > 0),
            (F::RUNNING, id == caller),
            (F::DEBUGGED, managed.is_debugged),
            (F::XS_DOMAIN, managed.is_xenstore),
            (F::HAP, managed.is_nested),
        ];
        let flags = states
            .into_iter()
            .filter(|(_, holds)| *holds)
            .fold(F::empty(), |flags, (flag, _)| flags | flag);
        // Without a reason, all bits are set.
        let reason = domain.shutdown_code.map_or(u32::MAX, |reason| reason.0);
        let vcpus = managed.vcpus.iter();
        Info {
            domain: id,
            flags: flags | F::from_bits_retain(reason << 16),
            pages: managed.pages,
            max_pages: managed.max_pages,
            claimed: managed.claimed,
            cpu_time: vcpus
                .clone()
                .map(|vcpu| managed.time_of(vcpu, now))
                .sum::<u64>(),
            online_vcpus: vcpus.filter(|vcpu| vcpu.online).count() as u32,
            last_vcpu: match managed.vcpus.len() {
                0 => XEN_INVALID_MAX_VCPU_ID,
                count => count as u32 - 1,
            },
            security: managed.security,
            handle: managed.handle,
            #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
            emulated: managed.emulated,
        }
    }

    /// Returns the domain that `getdomaininfo` is about. Until 4.17, that is the first one from
    /// the number on.
    pub(super) fn first_from(&self, wanted: DomId) -> Result<DomId, Errno> {
        if wanted >= DomId::FIRST_RESERVED {
            return Err(Errno::EINVAL);
        }
        let (first, _) = self.domains.range(wanted..).next().ok_or(Errno::ESRCH)?;
        Ok(*first)
    }
}
