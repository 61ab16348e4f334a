//! The release that the machine runs, and the records of the tests for all releases.

use xen_abi::toolstack::domctl::{DomctlCreatedomainFlags, DomctlDomaininfoFlags};
use xen_abi::toolstack::{domctl, sysctl};
use xen_abi::version;
use xen_abi::xen::DomId;

use crate::machine::Machine;
use crate::transcript::{Outcome, Stop};

/// The registers of a vCPU.
#[cfg(target_arch = "x86_64")]
pub(super) type VcpuContext = xen_abi::arch_x86::xen::VcpuGuestContext;
#[cfg(target_arch = "aarch64")]
pub(super) type VcpuContext = xen_abi::toolstack::arch_arm::VcpuGuestContext;

/// The most domains that [`Calls::domains`] lists.
pub(super) const MOST: usize = 8;

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
    /// The release, 4.N.
    pub(super) minor: u32,
    pub(super) domctl: domctl::InterfaceVersion,
    pub(super) sysctl: sysctl::InterfaceVersion,
}

impl Calls {
    /// The calls of a release, or `None` if the headers do not state them.
    pub(super) fn of(minor: u32) -> Option<Self> {
        use domctl::InterfaceVersion as Domctl;
        use sysctl::InterfaceVersion as Sysctl;

        let (domctl, sysctl) = match minor {
            17 => (Domctl::V4_17, Sysctl::V4_17),
            18 => (Domctl::V4_18, Sysctl::V4_17),
            19 | 20 => (Domctl::V4_19, Sysctl::V4_17),
            21 => (Domctl::V4_19, Sysctl::V4_21),
            22 => (Domctl::V4_22, Sysctl::V4_21),
            _ => return None,
        };
        Some(Self {
            minor,
            domctl,
            sysctl,
        })
    }

    /// The ID for which Xen chooses one: since 4.22, 0 is an ID like any other.
    pub(super) fn any(self) -> DomId {
        match self.minor {
            ..=21 => DomId(0),
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
    let minor = attempt!(version::version(machine.xen())) & 0xffff;
    Calls::of(minor).ok_or(Stop::skipped(format_args!(
        "the headers do not state the toolstack's calls of Xen 4.{minor}"
    )))
}
