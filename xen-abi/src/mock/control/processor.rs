//! The processor of a PC: its CPUID leaves and MSRs, and its extended state.

use super::target::Target;
use super::vcpus::{to_address, write_all};
use crate::arch_x86::xen::{XEN_CPUID_NO_SUBLEAF, XenCpuidLeaf, XenMsrEntry};
use crate::errno::Errno;
use crate::mock::memory::CallerMemory;
use crate::plain::Plain;
use crate::toolstack::domctl::{CpuPolicy, Vcpuextstate};

/// The most leaves and MSRs of a policy.
const LEAVES: u32 = 128;
const MSRS: u32 = 2;

/// The header of the extended state: XCR0, and all bits that XCR0 has had. There is nothing more.
const HEADER: u64 = 16;

/// The CPUID leaves, with EAX, EBX, ECX and EDX.
const CPUID: [(u32, [u32; 4]); 7] = [
    // `GenuineIntel`.
    (0, [1, 0x756e_6547, 0x6c65_746e, 0x4965_6e69]),
    (1, [0x0006_0fb1, 0, 0x8000_0001, 0x0781_fbff]),
    (0x4000_0000, [0; 4]),
    (0x4000_0100, [0; 4]),
    (0x8000_0000, [0x8000_0001, 0, 0, 0]),
    (0x8000_0001, [0, 0, 1, 0x2010_0800]),
    (0x8000_0008, [0x3028, 0, 0, 0]),
];

/// The MSRs: platform information and abilities of the architecture.
const PLATFORM_INFO: u32 = 0xce;
const ARCH_CAPABILITIES: u32 = 0x10a;

/// Writes elements, of which there is space for `count`; returns their number.
fn write_list<T: Plain>(
    memory: &CallerMemory,
    address: u64,
    count: u32,
    elements: impl Iterator<Item = T>,
) -> Result<u32, Errno> {
    let mut written = 0;
    for element in elements {
        if written == count {
            return Err(Errno::ENOBUFS);
        }
        let offset = u64::from(written) * size_of::<T>() as u64;
        write_all(memory, address.wrapping_add(offset), element.as_bytes())?;
        written += 1;
    }
    Ok(written)
}

impl Target<'_> {
    /// Returns the policy, which every domain has; without lists, their sizes.
    pub(super) fn get_policy(memory: &CallerMemory, wanted: &mut CpuPolicy) -> Result<(), Errno> {
        if wanted.leaves.is_null() {
            wanted.nr_leaves = LEAVES;
        } else {
            let leaves = CPUID.into_iter().map(|(leaf, [a, b, c, d])| XenCpuidLeaf {
                leaf,
                subleaf: XEN_CPUID_NO_SUBLEAF,
                a,
                b,
                c,
                d,
            });
            let (list, count) = (wanted.leaves.addr(), wanted.nr_leaves);
            wanted.nr_leaves = write_list(memory, list, count, leaves)?;
        }
        if wanted.msrs.is_null() {
            wanted.nr_msrs = MSRS;
        } else {
            let msrs = [PLATFORM_INFO, ARCH_CAPABILITIES].into_iter();
            let msrs = msrs.map(|idx| XenMsrEntry {
                idx,
                flags: 0,
                val: 0,
            });
            wanted.nr_msrs = write_list(memory, wanted.msrs.addr(), wanted.nr_msrs, msrs)?;
        }
        Ok(())
    }

    fn must_have_state(&mut self, vcpu: u32) -> Result<(), Errno> {
        let is_running = self.is_caller() && self.caller.1 == vcpu as usize;
        self.vcpu(vcpu, Errno::ESRCH, Errno::ESRCH)?;
        (!is_running).then_some(()).ok_or(Errno::EINVAL)
    }

    /// Returns the extended state, or its size: without XSAVE it is empty.
    pub(super) fn get_extended(
        &mut self,
        memory: &CallerMemory,
        wanted: &mut Vcpuextstate,
    ) -> Result<(), Errno> {
        self.must_have_state(wanted.vcpu)?;
        if wanted.size == 0 && wanted.xfeature_mask == 0 || wanted.buffer.is_null() {
            (wanted.xfeature_mask, wanted.size) = (0, HEADER);
            return Ok(());
        }
        if wanted.size < HEADER || wanted.xfeature_mask != 0 {
            return Err(Errno::EINVAL);
        }
        write_all(memory, wanted.buffer.addr(), &[0; HEADER as usize])?;
        wanted.size = HEADER;
        Ok(())
    }

    pub(super) fn set_extended(
        &mut self,
        memory: &CallerMemory,
        wanted: &Vcpuextstate,
    ) -> Result<(), Errno> {
        self.must_have_state(wanted.vcpu)?;
        if wanted.size != HEADER {
            return Err(Errno::EINVAL);
        }
        let header: [u64; 2] = memory.read(to_address(wanted.buffer.addr())?)?;
        (header == [0; 2]).then_some(()).ok_or(Errno::EINVAL)
    }
}
