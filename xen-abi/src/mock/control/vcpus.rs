//! The vCPUs of a domain, and their registers.

use super::target::Target;
use crate::clock::SystemTime;
use crate::errno::Errno;
use crate::mock::managed::ManagedVcpu;
use crate::mock::memory::CallerMemory;
use crate::plain::Plain;
use crate::toolstack::domctl::{Getvcpuinfo, Vcpucontext};

#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
use crate::arch_x86::xen::{VcpuGuestContext, VcpuGuestContextFlags};
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
use crate::toolstack::arch_arm::{VcpuGuestContext, VcpuGuestContextFlags};

impl Target<'_> {
    /// Allocates the vCPUs of a domain.
    pub(super) fn max_vcpus(&mut self, count: u32) -> Result<(), Errno> {
        let is_caller = self.is_caller();
        let managed = &mut self.domain_mut().managed;
        if is_caller || count != managed.max_vcpus {
            return Err(Errno::EINVAL);
        }
        managed.vcpus.resize(count as usize, ManagedVcpu::new());
        Ok(())
    }

    pub(super) fn vcpu_info(&mut self, wanted: u32, now: SystemTime) -> Result<Getvcpuinfo, Errno> {
        let is_running = self.is_caller() && self.caller.1 == wanted as usize;
        let (beyond, missing) = match self.state.minor {
            ..=21 => (Errno::EINVAL, Errno::ESRCH),
            _ => (Errno::ENOENT, Errno::ENOENT),
        };
        let vcpu = self.vcpu(wanted, beyond, missing)?.clone();
        let managed = &self.domain().managed;
        Ok(Getvcpuinfo {
            vcpu: wanted,
            online: vcpu.online.into(),
            running: is_running.into(),
            cpu_time: managed.time_of(&vcpu, now),
            ..Getvcpuinfo::zeroed()
        })
    }

    /// Returns the registers that a toolstack has set; the software Xen knows no others.
    pub(super) fn get_registers(
        &mut self,
        memory: &CallerMemory,
        wanted: &Vcpucontext,
    ) -> Result<(), Errno> {
        let is_running = self.is_caller() && self.caller.1 == wanted.vcpu as usize;
        let vcpu = self.vcpu(wanted.vcpu, Errno::EINVAL, Errno::EINVAL)?;
        if is_running {
            return Err(Errno::EINVAL);
        }
        let registers = vcpu.registers.clone().ok_or(Errno::ENODATA)?;
        write_all(memory, wanted.ctxt.addr(), &registers)
    }

    /// Sets the registers, or resets the vCPU.
    pub(super) fn set_registers(
        &mut self,
        memory: &CallerMemory,
        wanted: &Vcpucontext,
    ) -> Result<(), Errno> {
        self.must_be_another()?;
        let guest = self.domain().guest;
        let vcpu = self.vcpu(wanted.vcpu, Errno::EINVAL, Errno::EINVAL)?;
        if wanted.ctxt.is_null() {
            *vcpu = ManagedVcpu {
                soft: vcpu.soft,
                ..ManagedVcpu::new()
            };
            return Ok(());
        }
        let registers: VcpuGuestContext = memory.read(to_address(wanted.ctxt.addr())?)?;
        let is_arm = guest == "arm";
        if guest.starts_with("pv") {
            // Its page tables, which are needed, are no memory of the domain.
            return Err(Errno::EINVAL);
        }
        vcpu.online = registers.flags.contains(VcpuGuestContextFlags::ONLINE);
        // The registers alone are not the state of an HVM guest.
        if is_arm {
            vcpu.registers = Some(registers.as_bytes().to_vec());
        }
        Ok(())
    }
}

/// Converts the address of a handle.
pub(super) fn to_address(address: u64) -> Result<usize, Errno> {
    usize::try_from(address).map_err(|_| Errno::EFAULT)
}

/// Writes bytes to the caller's memory.
pub(super) fn write_all(memory: &CallerMemory, address: u64, bytes: &[u8]) -> Result<(), Errno> {
    let start = to_address(address)?;
    for (index, byte) in bytes.iter().enumerate() {
        let at = start.checked_add(index).ok_or(Errno::EFAULT)?;
        memory.write(at, *byte)?;
    }
    Ok(())
}
