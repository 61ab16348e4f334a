//! Dispatch of `platform_op`, which x86 hosts have.

use super::target::PCPUS;
use super::vcpus::write_all;
use crate::errno::Errno;
use crate::mock::call::Caller;
use crate::mock::memory::CallerMemory;
use crate::mock::setup::Fault;
use crate::toolstack::platform::{
    FirmwareInfo, FirmwareKind, PcpuVersion, Pcpuinfo, PlatformOp as O, Symdata, UcodeRevision,
    XENPF_INTERFACE_VERSION, XenPcpuFlags, XenPlatformOp,
};

/// The signature of the processor, and the parts of it.
const SIGNATURE: u32 = 0x0006_0fb1;
const VENDOR: [u8; 12] = *b"GenuineIntel";
const FAMILY: u32 = 6;
const MODEL: u32 = 15;
const STEPPING: u32 = 11;

/// The address of the first symbol of the hypervisor, and the distance between two.
const TEXT: u64 = 0xffff_82d0_4020_0000;
const DISTANCE: u64 = 0x40;

/// The symbols of the hypervisor: its hypercalls.
const SYMBOLS: [&str; 20] = [
    "do_argo_op",
    "do_console_io",
    "do_domctl",
    "do_event_channel_op",
    "do_grant_table_op",
    "do_hvm_op",
    "do_iret",
    "do_memory_op",
    "do_mmu_update",
    "do_mmuext_op",
    "do_multicall",
    "do_physdev_op",
    "do_platform_op",
    "do_sched_op",
    "do_set_timer_op",
    "do_sysctl",
    "do_vcpu_op",
    "do_vm_assist",
    "do_xen_version",
    "do_xsm_op",
];

impl Caller<'_> {
    /// Performs the operation of a record.
    pub(in crate::mock) fn platform_op(
        &self,
        memory: &CallerMemory,
        argument: usize,
    ) -> Result<(), Errno> {
        let mut request: XenPlatformOp = memory.read(argument)?;
        if request.interface_version != XENPF_INTERFACE_VERSION as u32 {
            return Err(Errno::EACCES);
        }
        let mut state = self.state();
        state.must_control(self.domain)?;
        if state.is_arm(self.domain) {
            return Err(Errno::ENOSYS);
        }
        let union = &mut request.u;
        match O::try_from(request.cmd) {
            Ok(O::GetCpuinfo) => union.set_pcpu_info(about(union.pcpu_info_untagged().xen_cpuid)),
            Ok(O::GetCpuVersion) => {
                union.set_pcpu_version(version(union.pcpu_version_untagged().xen_cpuid));
            }
            Ok(O::FirmwareInfo) => {
                let mut wanted = union.firmware_info_untagged();
                firmware(&mut wanted)?;
                union.set_firmware_info(wanted);
            }
            Ok(O::GetSymbol) => {
                let mut wanted = union.symdata_untagged();
                symbol(memory, &mut wanted)?;
                union.set_symdata(wanted);
            }
            Ok(O::GetUcodeRevision) if state.minor >= 18 => {
                let mut wanted = union.ucode_revision_untagged();
                revision(&mut wanted)?;
                union.set_ucode_revision(wanted);
            }
            _ => return Err(Errno::ENOSYS),
        }
        state
            .domain_mut(self.domain)
            .meet(Fault::WriteBack, Errno::EFAULT)?;
        memory.write(argument, request)
    }
}

/// Returns the state of a pCPU.
fn about(cpu: u32) -> Pcpuinfo {
    Pcpuinfo {
        xen_cpuid: cpu,
        max_present: PCPUS - 1,
        flags: match cpu {
            ..PCPUS => XenPcpuFlags::ONLINE,
            _ => XenPcpuFlags::INVALID,
        },
        ..Default::default()
    }
}

/// Returns the kind of a pCPU.
fn version(cpu: u32) -> PcpuVersion {
    let none = PcpuVersion {
        xen_cpuid: cpu,
        max_present: PCPUS - 1,
        ..Default::default()
    };
    match cpu {
        ..PCPUS => PcpuVersion {
            vendor_id: VENDOR,
            family: FAMILY,
            model: MODEL,
            stepping: STEPPING,
            ..none
        },
        _ => none,
    }
}

/// Returns what the firmware, a BIOS, has told: it knows no disk and no monitor.
fn firmware(wanted: &mut FirmwareInfo) -> Result<(), Errno> {
    match (wanted.type_, wanted.index) {
        (FirmwareKind::KBD_SHIFT_FLAGS, 0) => {
            wanted.u.set_kbd_shift_flags(0);
            Ok(())
        }
        (
            FirmwareKind::KBD_SHIFT_FLAGS
            | FirmwareKind::DISK_INFO
            | FirmwareKind::DISK_MBR_SIGNATURE
            | FirmwareKind::VBEDDC_INFO,
            _,
        ) => Err(Errno::ESRCH),
        (FirmwareKind::EFI_INFO, _) => Err(Errno::ENOSYS),
        _ => Err(Errno::EINVAL),
    }
}

/// Returns a symbol of the hypervisor; after the last one, an empty name.
fn symbol(memory: &CallerMemory, wanted: &mut Symdata) -> Result<(), Errno> {
    let index = wanted.symnum as usize;
    if index > SYMBOLS.len() {
        return Err(Errno::ERANGE);
    }
    let name = SYMBOLS.get(index).copied().unwrap_or_default();
    let with_nul = name.bytes().chain([0]);
    let copied: std::vec::Vec<u8> = with_nul.take(wanted.namelen as usize).collect();
    write_all(memory, wanted.name.addr(), &copied)?;
    wanted.namelen = name.len() as u32 + 1;
    if !name.is_empty() {
        wanted.type_ = b'T';
        wanted.address = TEXT + DISTANCE * index as u64;
        wanted.symnum += 1;
    }
    Ok(())
}

/// Returns the revision of a pCPU's microcode.
fn revision(wanted: &mut UcodeRevision) -> Result<(), Errno> {
    if wanted.cpu >= PCPUS {
        return Err(Errno::ENOENT);
    }
    wanted.signature = SIGNATURE;
    wanted.revision = 1;
    Ok(())
}
