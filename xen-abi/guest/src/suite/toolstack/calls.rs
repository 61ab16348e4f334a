//! The toolstack's calls, in the form of the release that the machine runs.

use xen_abi::errno::Errno;
use xen_abi::frame::Gfn;
use xen_abi::handle::GuestHandle;
use xen_abi::hypercall::Hypercall;
use xen_abi::plain::Plain;
use xen_abi::toolstack::domctl::{
    self, DomctlOp, DomctlSchedCmd, Getvcpuinfo, SchedulerOpUnion, Vcpuaffinity, XenScheduler,
};
#[cfg(target_arch = "x86_64")]
use xen_abi::toolstack::domctl::{CpuPolicy, DomctlGsiAction, Vcpuextstate};
use xen_abi::toolstack::sysctl::{
    self, SysctlCpupoolCmd, SysctlOp, SysctlSchedulerCmd, XenSysctlCpupoolOp, XenSysctlCputopo,
    XenSysctlMeminfo, XenSysctlPhysinfo, XenSysctlReadconsole, XenSysctlSchedulerOpUnion,
};
use xen_abi::toolstack::xen::XenctlBitmap;
use xen_abi::xen::DomId;

use super::release::{Calls, Config, Info, MOST, VcpuContext};

/// The members that the tests use, of any release's record.
macro_rules! info {
    ($domain:expr) => {
        Info {
            id: $domain.domain.0,
            flags: $domain.flags,
            pages: $domain.tot_pages,
            most_pages: $domain.max_pages,
            cpu_time: $domain.cpu_time,
            online_vcpus: $domain.nr_online_vcpus,
            last_vcpu: $domain.max_vcpu_id,
            handle: $domain.handle,
            pool: $domain.cpupool,
        }
    };
}

/// Expands a call with the modules of the release: of domctl and of sysctl.
macro_rules! by_release {
    ($minor:expr, $call:ident!($($argument:tt)*)) => {
        match $minor {
            17 => $call!(v4_17, v4_17, $($argument)*),
            18 => $call!(v4_18, v4_18, $($argument)*),
            19 | 20 => $call!(v4_19, v4_19, $($argument)*),
            21 => $call!(v4_21, v4_21, $($argument)*),
            _ => $call!(v4_22, v4_22, $($argument)*),
        }
    };
}

macro_rules! list {
    ($domctl:ident, $sysctl:ident, $xen:ident, $first:ident, $most:ident) => {{
        let mut list = [domctl::$domctl::Getdomaininfo::zeroed(); MOST];
        let buffer = GuestHandle::from_mut_slice(&mut list);
        let most = $most.min(MOST as u32);
        // SAFETY: as the documentation of `Calls` demands.
        let count = unsafe { sysctl::$sysctl::getdomaininfolist($xen, $first, most, buffer) }?;
        Ok((list.map(|domain| info!(domain)), count))
    }};
}

macro_rules! one {
    ($domctl:ident, $sysctl:ident, $xen:ident, $domain:ident) => {{
        let domain = domctl::$domctl::getdomaininfo($xen, $domain)?;
        Ok(info!(domain))
    }};
}

macro_rules! create {
    ($domctl:ident, $sysctl:ident, $xen:ident, $domain:ident, $config:ident) => {{
        #[allow(unused_mut, reason = "x86 alone has options")]
        let mut wanted = domctl::$domctl::CreateDomain {
            handle: $config.handle,
            flags: $config.flags,
            max_vcpus: $config.vcpus,
            max_evtchn_port: $config.last_port,
            max_grant_frames: $config.grant_frames,
            max_maptrack_frames: $config.maptrack_frames,
            grant_opts: $config.grant_version,
            cpupool_id: $config.pool,
            ..domctl::$domctl::CreateDomain::zeroed()
        };
        #[cfg(target_arch = "x86_64")]
        if $config.apic {
            wanted.arch.emulation_flags =
                xen_abi::toolstack::arch_x86::xen::XenX86EmulationFlags::LAPIC;
        }
        domctl::$domctl::createdomain($xen, $domain, &mut wanted)
    }};
}

impl Calls {
    /// `getdomaininfo` with any interface version.
    pub(super) fn getdomaininfo_of<X: Hypercall>(self, xen: &X, version: u32) -> Result<(), Errno> {
        let mut request = domctl::Domctl {
            cmd: DomctlOp::Getdomaininfo as u32,
            interface_version: version,
            domain: DomId(0),
            ..Default::default()
        };
        // SAFETY: the operation writes to its record only.
        unsafe { domctl::domctl(xen, &mut request) }
    }

    /// `physinfo` with any interface version.
    pub(super) fn physinfo_of<X: Hypercall>(self, xen: &X, version: u32) -> Result<(), Errno> {
        let mut request = sysctl::XenSysctl {
            cmd: SysctlOp::Physinfo as u32,
            interface_version: version,
            ..Default::default()
        };
        // SAFETY: the operation writes to its record only.
        unsafe { sysctl::sysctl(xen, &mut request) }
    }

    /// `getdomaininfolist`.
    pub(super) fn domains<X: Hypercall>(
        self,
        xen: &X,
        first: DomId,
        most: u32,
    ) -> Result<([Info; MOST], u32), Errno> {
        by_release!(self.minor, list!(xen, first, most))
    }

    pub(super) fn getdomaininfo<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<Info, Errno> {
        by_release!(self.minor, one!(xen, domain))
    }

    pub(super) fn createdomain<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        config: &Config,
    ) -> Result<DomId, Errno> {
        by_release!(self.minor, create!(xen, domain, config))
    }

    /// Since 4.20: `None` before.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn gsi_permission<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        gsi: u32,
        allow: bool,
    ) -> Option<Result<(), Errno>> {
        let action = DomctlGsiAction(u32::from(allow));
        (self.minor >= 20).then(|| domctl::gsi_permission(xen, self.domctl, domain, gsi, action))
    }

    pub(super) fn physinfo<X: Hypercall>(self, xen: &X) -> Result<XenSysctlPhysinfo, Errno> {
        sysctl::physinfo(xen, self.sysctl)
    }

    pub(super) fn readconsole<X: Hypercall>(
        self,
        xen: &X,
        from: Option<u32>,
        buffer: GuestHandle<u8>,
        count: u32,
    ) -> Result<XenSysctlReadconsole, Errno> {
        let (incremental, index) = (u8::from(from.is_some()), from.unwrap_or(0));
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { sysctl::readconsole(xen, self.sysctl, 0, incremental, index, buffer, count) }
    }

    pub(super) fn cputopoinfo<X: Hypercall>(
        self,
        xen: &X,
        count: u32,
        list: GuestHandle<XenSysctlCputopo>,
    ) -> Result<u32, Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { sysctl::cputopoinfo(xen, self.sysctl, count, list) }
    }

    pub(super) fn numainfo<X: Hypercall>(
        self,
        xen: &X,
        count: u32,
        memory: GuestHandle<XenSysctlMeminfo>,
        distances: GuestHandle<u32>,
    ) -> Result<u32, Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { sysctl::numainfo(xen, self.sysctl, count, memory, distances) }
    }

    pub(super) fn sched_id<X: Hypercall>(self, xen: &X) -> Result<XenScheduler, Errno> {
        sysctl::sched_id(xen, self.sysctl)
    }

    pub(super) fn pool_parameters<X: Hypercall>(
        self,
        xen: &X,
        pool: u32,
        scheduler: XenScheduler,
    ) -> Result<XenSysctlSchedulerOpUnion, Errno> {
        let command = SysctlSchedulerCmd::GETINFO;
        let none = XenSysctlSchedulerOpUnion::default();
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { sysctl::scheduler_op(xen, self.sysctl, pool, scheduler, command, none) }
    }

    pub(super) fn cpupool<X: Hypercall>(
        self,
        xen: &X,
        command: SysctlCpupoolCmd,
        pool: u32,
        map: XenctlBitmap,
    ) -> Result<XenSysctlCpupoolOp, Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { sysctl::cpupool_op(xen, self.sysctl, command, pool, XenScheduler(0), 0, 0, map) }
    }

    pub(super) fn parameters<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        scheduler: XenScheduler,
        command: DomctlSchedCmd,
        parameters: SchedulerOpUnion,
    ) -> Result<SchedulerOpUnion, Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::scheduler_op(xen, self.domctl, domain, scheduler, command, parameters) }
    }

    pub(super) fn getvcpuaffinity<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        affinity: Vcpuaffinity,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe {
            domctl::getvcpuaffinity(
                xen,
                self.domctl,
                domain,
                affinity.vcpu,
                affinity.flags,
                affinity.cpumap_hard,
                affinity.cpumap_soft,
            )
        }
    }

    pub(super) fn setvcpuaffinity<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        affinity: Vcpuaffinity,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe {
            domctl::setvcpuaffinity(
                xen,
                self.domctl,
                domain,
                affinity.vcpu,
                affinity.flags,
                affinity.cpumap_hard,
                affinity.cpumap_soft,
            )
        }
    }

    pub(super) fn getvcpuinfo<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        vcpu: u32,
    ) -> Result<Getvcpuinfo, Errno> {
        domctl::getvcpuinfo(xen, self.domctl, domain, vcpu)
    }

    pub(super) fn destroydomain<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::destroydomain(xen, self.domctl, domain) }
    }

    pub(super) fn pausedomain<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<(), Errno> {
        domctl::pausedomain(xen, self.domctl, domain)
    }

    pub(super) fn unpausedomain<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<(), Errno> {
        domctl::unpausedomain(xen, self.domctl, domain)
    }

    pub(super) fn set_address_size<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        size: u32,
    ) -> Result<(), Errno> {
        domctl::set_address_size(xen, self.domctl, domain, size)
    }

    pub(super) fn get_address_size<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
    ) -> Result<u32, Errno> {
        domctl::get_address_size(xen, self.domctl, domain)
    }

    pub(super) fn max_vcpus<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        count: u32,
    ) -> Result<(), Errno> {
        domctl::max_vcpus(xen, self.domctl, domain, count)
    }

    pub(super) fn max_mem<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        kilobytes: u64,
    ) -> Result<(), Errno> {
        domctl::max_mem(xen, self.domctl, domain, kilobytes)
    }

    pub(super) fn hypercall_init<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        frame: Gfn,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::hypercall_init(xen, self.domctl, domain, frame) }
    }

    pub(super) fn gethvmcontext<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        size: u32,
        buffer: GuestHandle<u8>,
    ) -> Result<u32, Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::gethvmcontext(xen, self.domctl, domain, size, buffer) }
    }

    pub(super) fn sethvmcontext<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        size: u32,
        buffer: GuestHandle<u8>,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::sethvmcontext(xen, self.domctl, domain, size, buffer) }
    }

    pub(super) fn getvcpucontext<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        vcpu: u32,
        context: GuestHandle<VcpuContext>,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::getvcpucontext(xen, self.domctl, domain, vcpu, context) }
    }

    pub(super) fn setvcpucontext<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        vcpu: u32,
        context: GuestHandle<VcpuContext>,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::setvcpucontext(xen, self.domctl, domain, vcpu, context) }
    }

    pub(super) fn get_paging_mempool_size<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
    ) -> Result<u64, Errno> {
        domctl::get_paging_mempool_size(xen, self.domctl, domain)
    }

    pub(super) fn set_paging_mempool_size<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        size: u64,
    ) -> Result<(), Errno> {
        domctl::set_paging_mempool_size(xen, self.domctl, domain, size)
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) fn irq_permission<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        pirq: u32,
        allow: bool,
    ) -> Result<(), Errno> {
        domctl::irq_permission(xen, self.domctl, domain, pirq, u8::from(allow))
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) fn ioport_permission<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        (first, count): (u32, u32),
        allow: bool,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe {
            domctl::ioport_permission(xen, self.domctl, domain, first, count, u8::from(allow))
        }
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) fn get_cpu_policy<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        wanted: CpuPolicy,
    ) -> Result<CpuPolicy, Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe {
            domctl::get_cpu_policy(
                xen,
                self.domctl,
                domain,
                wanted.nr_leaves,
                wanted.nr_msrs,
                wanted.leaves,
                wanted.msrs,
            )
        }
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) fn setvcpuextstate<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        size: u64,
        buffer: GuestHandle<u64>,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { domctl::setvcpuextstate(xen, self.domctl, domain, 0, size, buffer) }
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) fn getvcpuextstate<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        wanted: Vcpuextstate,
    ) -> Result<Vcpuextstate, Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe {
            domctl::getvcpuextstate(
                xen,
                self.domctl,
                domain,
                wanted.vcpu,
                wanted.xfeature_mask,
                wanted.size,
                wanted.buffer,
            )
        }
    }
}
