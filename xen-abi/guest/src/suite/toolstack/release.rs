//! The release that the machine runs, and the records of the tests for all releases.

use xen_abi::toolstack::domctl::{DomctlCreatedomainFlags, DomctlDomaininfoFlags};
use xen_abi::toolstack::{Release, Toolstack, domctl, sysctl};
use xen_abi::xen::DomId;

use crate::machine::Machine;
use crate::transcript::{Outcome, Stop};

/// The registers of a vCPU.
#[cfg(target_arch = "x86_64")]
pub(super) type VcpuContext = xen_abi::arch_x86::xen::VcpuGuestContext;
#[cfg(target_arch = "aarch64")]
pub(super) type VcpuContext = xen_abi::toolstack::arch_arm::VcpuGuestContext;

/// The most domains that [`Calls::domains`] lists.
pub(super) const MOST: usize = 16;

/// The members of a domain's information that the tests use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    pub(super) id: u16,
    pub(super) flags: DomctlDomaininfoFlags,
    pub(super) pages: u64,
    pub(super) most_pages: u64,
    pub(super) cpu_time: u64,
    pub(super) online_vcpus: u32,
    pub(super) last_vcpu: u32,
    pub(super) handle: [u8; 16],
    pub(super) pool: u32,
}

/// The configuration of a new domain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Config {
    pub(super) handle: [u8; 16],
    pub(super) flags: DomctlCreatedomainFlags,
    pub(super) vcpus: u32,
    pub(super) last_port: u32,
    pub(super) grant_frames: i32,
    pub(super) maptrack_frames: i32,
    pub(super) grant_version: u32,
    pub(super) pool: u32,
    /// Whether it has a local APIC, on x86.
    #[cfg(target_arch = "x86_64")]
    pub(super) apic: bool,
}

/// The calls of one release. Each method is the operation of its name.
///
/// The suite passes only handles of memory that Xen may access, for as many elements as it states,
/// or addresses where there is no memory, and changes only domains that it has created.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calls {
    /// The release.
    pub(super) release: Release,
    pub(super) domctl: domctl::InterfaceVersion,
    pub(super) sysctl: sysctl::InterfaceVersion,
}

impl Calls {
    /// The calls of a release.
    fn of(release: Release) -> Self {
        Self {
            release,
            domctl: release.domctl_interface_version(),
            sysctl: release.sysctl_interface_version(),
        }
    }

    /// The ID for which Xen chooses one: since 4.22, 0 is an ID like any other.
    pub(super) fn any(self) -> DomId {
        match self.release.numbers() {
            (4, ..=21) => DomId(0),
            _ => DomId::ANY,
        }
    }

    /// The interface versions of domctl and of sysctl.
    pub(super) fn versions(self) -> (u32, u32) {
        (self.domctl.number(), self.sysctl.number())
    }
}

/// The calls of the machine's release; a release that the headers do not state is skipped.
pub(super) fn of<M: Machine>(machine: &M) -> Outcome<Calls> {
    match Toolstack::detect(machine.xen()) {
        Ok(toolstack) => Ok(Calls::of(toolstack.release())),
        Err(error) => Err(Stop::skipped(format_args!("{error}"))),
    }
}
