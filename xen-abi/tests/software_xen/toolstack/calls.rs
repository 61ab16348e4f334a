//! Domain 0 of a release, with the calls that differ between releases.

use xen_abi::guest::{Arm, Guest, Hvm64};
use xen_abi::mock::{Domain, Machine, Setup};
use xen_abi::toolstack::Release;
use xen_abi::toolstack::domctl::{self, Domctl, DomctlCreatedomainFlags, DomctlOp};
use xen_abi::toolstack::sysctl::{self, SysctlOp, XenSysctl};
use xen_abi::xen::DomId;
use xen_abi::{Errno, GuestHandle, Plain};

/// Expands a call with the module of the release.
macro_rules! by_release {
    ($release:expr, $call:ident!($($argument:tt)*)) => {
        match $release {
            Release::V4_17 => $call!(v4_17, $($argument)*),
            Release::V4_18 => $call!(v4_18, $($argument)*),
            Release::V4_19 | Release::V4_20 => $call!(v4_19, $($argument)*),
            Release::V4_21 => $call!(v4_21, $($argument)*),
            _ => $call!(v4_22, $($argument)*),
        }
    };
}

/// The members of a domain's information that the tests use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Info {
    pub(super) id: DomId,
    pub(super) flags: domctl::DomctlDomaininfoFlags,
    pub(super) pages: u64,
    pub(super) max_pages: u64,
    pub(super) claimed: u64,
    pub(super) online: u32,
    pub(super) last_vcpu: u32,
    pub(super) handle: [u8; 16],
}

macro_rules! info {
    ($record:expr) => {
        Info {
            id: $record.domain,
            flags: $record.flags,
            pages: $record.tot_pages,
            max_pages: $record.max_pages,
            claimed: $record.outstanding_pages,
            online: $record.nr_online_vcpus,
            last_vcpu: $record.max_vcpu_id,
            handle: $record.handle,
        }
    };
}

macro_rules! getdomaininfo {
    ($module:ident, $xen:expr, $id:ident) => {
        domctl::$module::getdomaininfo($xen, $id).map(|record| info!(record))
    };
}

macro_rules! getdomaininfolist {
    ($module:ident, $xen:expr, $first:ident, $most:ident) => {{
        let mut list = vec![domctl::$module::Getdomaininfo::zeroed(); $most];
        let handle = GuestHandle::from_mut_slice(&mut list);
        let most = $most as u32;
        // SAFETY: the list has as many elements.
        let count = unsafe { sysctl::$module::getdomaininfolist($xen, $first, most, handle) };
        let count = count? as usize;
        Ok(list[..count].iter().map(|record| info!(record)).collect())
    }};
}

/// The list of `getdomaininfolist` is at address 0.
macro_rules! list_nowhere {
    ($module:ident, $xen:expr) => {{
        // SAFETY: page 0 is not mapped.
        unsafe { sysctl::$module::getdomaininfolist($xen, DomId(0), 1, GuestHandle::null()) }
    }};
}

macro_rules! createdomain {
    ($module:ident, $xen:expr, $id:ident, $config:ident) => {{
        let mut record = domctl::$module::CreateDomain {
            handle: $config.handle,
            flags: $config.flags,
            max_vcpus: $config.vcpus,
            max_evtchn_port: 1023,
            max_grant_frames: $config.grant_frames,
            max_maptrack_frames: -1,
            grant_opts: $config.grants,
            cpupool_id: $config.pool,
            ..domctl::$module::CreateDomain::zeroed()
        };
        record.arch.emulation_flags =
            xen_abi::toolstack::arch_x86::xen::XenX86EmulationFlags::from_bits_retain(
                $config.devices,
            );
        domctl::$module::createdomain($xen, $id, &mut record)
    }};
}

/// The configuration of a domain.
#[derive(Clone, Copy)]
pub(super) struct Config {
    pub(super) handle: [u8; 16],
    pub(super) flags: DomctlCreatedomainFlags,
    pub(super) vcpus: u32,
    pub(super) grant_frames: i32,
    pub(super) grants: u32,
    pub(super) pool: u32,
    pub(super) devices: u32,
}

/// A PV domain with a vCPU.
pub(super) fn pv() -> Config {
    Config {
        handle: *b"a table's domain",
        flags: DomctlCreatedomainFlags::empty(),
        vcpus: 1,
        grant_frames: 4,
        grants: 1,
        pool: 0,
        devices: 0,
    }
}

/// An HVM domain with a vCPU and a local APIC.
pub(super) fn hvm() -> Config {
    Config {
        flags: DomctlCreatedomainFlags::HVM | DomctlCreatedomainFlags::HAP,
        devices: 1,
        ..pv()
    }
}

/// A machine, and its domain 0.
pub(super) struct Dom0<G = Hvm64> {
    pub(super) machine: Machine,
    pub(super) xen: Domain<G>,
    pub(super) release: Release,
}

impl<G: Guest> Dom0<G> {
    pub(super) fn new(release: Release) -> Self {
        let machine = Machine::of_release(release);
        let setup = Setup {
            privileged: true,
            ..Setup::default()
        };
        let xen = machine.start(DomId(0), setup);
        Self {
            machine,
            xen,
            release,
        }
    }

    /// The interface versions of domctl and of sysctl.
    pub(super) fn domctl(&self) -> domctl::InterfaceVersion {
        self.release.domctl_interface_version()
    }

    pub(super) fn sysctl(&self) -> sysctl::InterfaceVersion {
        self.release.sysctl_interface_version()
    }

    /// The ID for which Xen chooses one.
    pub(super) fn any(&self) -> DomId {
        match self.release {
            Release::V4_22 => DomId::ANY,
            _ => DomId(0),
        }
    }

    pub(super) fn create_as(&self, id: DomId, config: &Config) -> Result<DomId, Errno> {
        by_release!(self.release, createdomain!(&self.xen, id, config))
    }

    pub(super) fn create(&self, config: &Config) -> Result<DomId, Errno> {
        self.create_as(self.any(), config)
    }

    /// A new HVM domain, whose vCPU is allocated.
    pub(super) fn domain(&self) -> Result<DomId, Errno> {
        let id = self.create(&hvm())?;
        domctl::max_vcpus(&self.xen, self.domctl(), id, 1)?;
        Ok(id)
    }

    pub(super) fn info(&self, id: DomId) -> Result<Info, Errno> {
        by_release!(self.release, getdomaininfo!(&self.xen, id))
    }

    pub(super) fn list(&self, first: DomId, most: usize) -> Result<Vec<Info>, Errno> {
        by_release!(self.release, getdomaininfolist!(&self.xen, first, most))
    }

    pub(super) fn list_nowhere(&self) -> Result<u32, Errno> {
        by_release!(self.release, list_nowhere!(&self.xen))
    }

    pub(super) fn destroy(&self, id: DomId) -> Result<(), Errno> {
        // SAFETY: the domain has no devices.
        unsafe { domctl::destroydomain(&self.xen, self.domctl(), id) }
    }

    /// Makes a domctl with a number and a version.
    pub(super) fn raw_domctl(&self, cmd: u32, version: u32, domain: DomId) -> Result<(), Errno> {
        raw_domctl(&self.xen, cmd, version, domain)
    }
}

/// Calls a function with domain 0 of a host on Arm, of the same release.
pub(super) fn on_arm<R>(dom0: &Dom0, call: impl FnOnce(&Dom0<Arm>) -> R) -> R {
    call(&Dom0::new(dom0.release))
}

/// Makes a domctl that takes no memory.
pub(super) fn raw_domctl<G: Guest>(
    xen: &Domain<G>,
    cmd: u32,
    version: u32,
    domain: DomId,
) -> Result<(), Errno> {
    let mut request = Domctl {
        cmd,
        interface_version: version,
        domain,
        ..Default::default()
    };
    // SAFETY: the callers pass operations without memory.
    unsafe { domctl::domctl(xen, &mut request) }
}

/// Makes a sysctl that takes no memory.
pub(super) fn raw_sysctl<G: Guest>(xen: &Domain<G>, cmd: u32, version: u32) -> Result<(), Errno> {
    let mut request = XenSysctl {
        cmd,
        interface_version: version,
        ..Default::default()
    };
    // SAFETY: the callers pass operations without memory.
    unsafe { sysctl::sysctl(xen, &mut request) }
}

/// Numbers of operations that the tests use without their records.
pub(super) const GETDOMAININFO: u32 = DomctlOp::Getdomaininfo as u32;
pub(super) const GET_DOMAIN_STATE: u32 = DomctlOp::GetDomainState as u32;
pub(super) const PHYSINFO: u32 = SysctlOp::Physinfo as u32;
