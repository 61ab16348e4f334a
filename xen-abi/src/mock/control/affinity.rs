//! The pCPUs on which a vCPU runs. The host has one.

use super::bitmap;
use super::target::Target;
use crate::errno::Errno;
use crate::mock::memory::CallerMemory;
use crate::toolstack::domctl::{DomctlVcpuaffinityFlags as F, Vcpuaffinity};

impl Target<'_> {
    /// Fails for an argument without a vCPU or a map.
    fn check_affinity(&mut self, wanted: &Vcpuaffinity) -> Result<(), Errno> {
        self.vcpu(wanted.vcpu, Errno::EINVAL, Errno::ESRCH)?;
        let maps = [
            (F::HARD, &wanted.cpumap_hard),
            (F::SOFT, &wanted.cpumap_soft),
        ];
        let mut named = maps.iter().filter(|(flag, _)| wanted.flags.contains(*flag));
        if wanted.flags.is_empty() || named.any(|(_, map)| map.bitmap.is_null()) {
            return Err(Errno::EINVAL);
        }
        Ok(())
    }

    pub(super) fn get_affinity(
        &mut self,
        memory: &CallerMemory,
        wanted: &Vcpuaffinity,
    ) -> Result<(), Errno> {
        self.check_affinity(wanted)?;
        let soft = self.vcpu(wanted.vcpu, Errno::EINVAL, Errno::ESRCH)?.soft;
        if wanted.flags.contains(F::HARD) {
            bitmap::write(memory, &wanted.cpumap_hard, true)?;
        }
        if wanted.flags.contains(F::SOFT) {
            bitmap::write(memory, &wanted.cpumap_soft, soft)?;
        }
        Ok(())
    }

    /// Sets affinities, and returns those in effect in the same maps.
    pub(super) fn set_affinity(
        &mut self,
        memory: &CallerMemory,
        wanted: &Vcpuaffinity,
    ) -> Result<(), Errno> {
        self.check_affinity(wanted)?;
        if wanted.flags.contains(F::HARD) {
            if !bitmap::read(memory, &wanted.cpumap_hard)? {
                return Err(Errno::EINVAL);
            }
            bitmap::write(memory, &wanted.cpumap_hard, true)?;
        }
        if wanted.flags.contains(F::SOFT) {
            let soft = bitmap::read(memory, &wanted.cpumap_soft)?;
            self.vcpu(wanted.vcpu, Errno::EINVAL, Errno::ESRCH)?.soft = soft;
            bitmap::write(memory, &wanted.cpumap_soft, soft)?;
        }
        Ok(())
    }
}
