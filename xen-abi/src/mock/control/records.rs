//! The records that differ between releases.

use std::vec::Vec;

use crate::plain::Plain;
use crate::toolstack::domctl::{
    self, DomctlCreatedomainFlags, DomctlDomaininfoFlags, DomctlIommuOpts, DomctlUnion,
};
use crate::xen::DomId;

/// Expands a call with the module of the release.
macro_rules! by_release {
    ($minor:expr, $call:ident!($($argument:tt)*)) => {
        match $minor {
            17 => $call!(v4_17, $($argument)*),
            18 => $call!(v4_18, $($argument)*),
            19 | 20 => $call!(v4_19, $($argument)*),
            21 => $call!(v4_21, $($argument)*),
            _ => $call!(v4_22, $($argument)*),
        }
    };
}

/// The information about a domain, in every release.
pub(super) struct Info {
    pub(super) domain: DomId,
    pub(super) flags: DomctlDomaininfoFlags,
    pub(super) pages: u64,
    pub(super) max_pages: u64,
    pub(super) claimed: u64,
    pub(super) cpu_time: u64,
    pub(super) online_vcpus: u32,
    pub(super) last_vcpu: u32,
    pub(super) security: u32,
    pub(super) handle: [u8; 16],
    /// The emulated devices, on x86.
    #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
    pub(super) emulated: u32,
}

macro_rules! getdomaininfo {
    ($module:ident, $info:ident) => {{
        #[allow(unused_mut, reason = "x86 alone has the emulated devices")]
        let mut record = domctl::$module::Getdomaininfo {
            domain: $info.domain,
            flags: $info.flags,
            tot_pages: $info.pages,
            outstanding_pages: $info.claimed,
            max_pages: $info.max_pages,
            shared_info_frame: crate::frame::Gfn::new(u64::MAX),
            cpu_time: $info.cpu_time,
            nr_online_vcpus: $info.online_vcpus,
            max_vcpu_id: $info.last_vcpu,
            ssidref: $info.security,
            handle: $info.handle,
            gpaddr_bits: ADDRESS_BITS,
            ..domctl::$module::Getdomaininfo::zeroed()
        };
        #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
        {
            record.arch_config.emulation_flags =
                crate::toolstack::arch_x86::xen::XenX86EmulationFlags::from_bits_retain(
                    $info.emulated,
                );
        }
        record.as_bytes().to_vec()
    }};
}

/// The width of a guest-physical address.
const ADDRESS_BITS: u8 = 40;

impl Info {
    /// Returns the bytes of a release's `xen_domctl_getdomaininfo`.
    pub(super) fn bytes(&self, minor: u16) -> Vec<u8> {
        by_release!(minor, getdomaininfo!(self))
    }
}

/// Returns a union that starts with these bytes.
pub(super) fn union_of(bytes: &[u8]) -> DomctlUnion {
    let mut whole = [0_u8; size_of::<DomctlUnion>()];
    whole[..bytes.len()].copy_from_slice(bytes);
    DomctlUnion::holding(whole)
}

/// The configuration of a new domain, in every release.
pub(super) struct Config {
    pub(super) security: u32,
    pub(super) handle: [u8; 16],
    pub(super) flags: DomctlCreatedomainFlags,
    pub(super) iommu: DomctlIommuOpts,
    pub(super) vcpus: u32,
    pub(super) last_port: u32,
    pub(super) grant_frames: i32,
    pub(super) maptrack_frames: i32,
    pub(super) grants: u32,
    pub(super) trace: u32,
    pub(super) pool: u32,
    /// The emulated devices and the other options, on x86.
    pub(super) emulated: u32,
    pub(super) options: u32,
}

macro_rules! createdomain {
    ($module:ident, $union:ident) => {{
        let record: domctl::$module::CreateDomain = $union.held();
        #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
        let (emulated, options) = (
            record.arch.emulation_flags.bits(),
            record.arch.misc_flags.bits(),
        );
        #[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
        let (emulated, options) = (0, 0);
        Config {
            security: record.ssidref,
            handle: record.handle,
            flags: record.flags,
            iommu: record.iommu_opts,
            vcpus: record.max_vcpus,
            last_port: record.max_evtchn_port,
            grant_frames: record.max_grant_frames,
            maptrack_frames: record.max_maptrack_frames,
            grants: record.grant_opts,
            trace: record.vmtrace_size,
            pool: record.cpupool_id,
            emulated,
            options,
        }
    }};
}

impl Config {
    /// Reads a release's `xen_domctl_createdomain`.
    pub(super) fn of(minor: u16, union: &DomctlUnion) -> Self {
        by_release!(minor, createdomain!(union))
    }
}
