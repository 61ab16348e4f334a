//! The toolstack's calls, in the form of the release that the machine runs.
//!
//! Most are methods that fit every release. Where a test passes an address at which there is no
//! memory, it is the function that takes a handle.

use xen_abi::errno::Errno;
use xen_abi::frame::Gfn;
use xen_abi::handle::GuestHandle;
use xen_abi::hypercall::Hypercall;
use xen_abi::toolstack::domctl::any::{CreateDomain, Getdomaininfo};
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
use xen_abi::toolstack::{CallError, Toolstack};
use xen_abi::xen::DomId;

use super::release::{Calls, Config, Info, MOST, VcpuContext};

/// Xen's error. The suite passes no member that a release does not have.
fn errno(error: CallError) -> Errno {
    error.errno().unwrap_or(Errno::EOPNOTSUPP)
}

/// The members that the tests use.
fn info(domain: &Getdomaininfo) -> Info {
    Info {
        id: domain.domain.0,
        flags: domain.flags,
        pages: domain.tot_pages,
        most_pages: domain.max_pages,
        cpu_time: domain.cpu_time,
        online_vcpus: domain.nr_online_vcpus,
        last_vcpu: domain.max_vcpu_id,
        handle: domain.handle,
        pool: domain.cpupool,
    }
}

impl Calls {
    /// The methods that fit the release.
    pub(super) fn toolstack<X: Hypercall>(self, xen: &X) -> Toolstack<'_, X> {
        // SAFETY: `detect` has found this release.
        unsafe { Toolstack::of_release(xen, self.release) }
    }

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
        let mut list = [Getdomaininfo::default(); MOST];
        let most = MOST.min(most as usize);
        let toolstack = self.toolstack(xen);
        let count = toolstack.getdomaininfolist(first, &mut list[..most])?;
        Ok((list.map(|domain| info(&domain)), count))
    }

    pub(super) fn getdomaininfo<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<Info, Errno> {
        let domain = self.toolstack(xen).getdomaininfo(domain)?;
        Ok(info(&domain))
    }

    pub(super) fn createdomain<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        config: &Config,
    ) -> Result<DomId, Errno> {
        #[allow(unused_mut, reason = "x86 alone has options")]
        let mut wanted = CreateDomain {
            handle: config.handle,
            flags: config.flags,
            max_vcpus: config.vcpus,
            max_evtchn_port: config.last_port,
            max_grant_frames: config.grant_frames,
            max_maptrack_frames: config.maptrack_frames,
            grant_opts: config.grant_version,
            cpupool_id: config.pool,
            ..CreateDomain::default()
        };
        #[cfg(target_arch = "x86_64")]
        if config.apic {
            wanted.arch.emulation_flags =
                xen_abi::toolstack::arch_x86::xen::XenX86EmulationFlags::LAPIC;
        }
        let toolstack = self.toolstack(xen);
        toolstack.createdomain(domain, &mut wanted).map_err(errno)
    }

    /// `None` if the release has no such operation.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn gsi_permission<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        gsi: u32,
        allow: bool,
    ) -> Option<Result<(), Errno>> {
        let action = DomctlGsiAction(u32::from(allow));
        match self.toolstack(xen).gsi_permission(domain, gsi, action) {
            Ok(()) => Some(Ok(())),
            Err(error) => error.errno().map(Err),
        }
    }

    pub(super) fn physinfo<X: Hypercall>(self, xen: &X) -> Result<XenSysctlPhysinfo, Errno> {
        self.toolstack(xen).physinfo()
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
        self.toolstack(xen).sched_id()
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
        self.toolstack(xen).getvcpuinfo(domain, vcpu)
    }

    pub(super) fn destroydomain<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { self.toolstack(xen).destroydomain(domain) }
    }

    pub(super) fn pausedomain<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<(), Errno> {
        self.toolstack(xen).pausedomain(domain)
    }

    pub(super) fn unpausedomain<X: Hypercall>(self, xen: &X, domain: DomId) -> Result<(), Errno> {
        self.toolstack(xen).unpausedomain(domain)
    }

    pub(super) fn set_address_size<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        size: u32,
    ) -> Result<(), Errno> {
        self.toolstack(xen).set_address_size(domain, size)
    }

    pub(super) fn get_address_size<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
    ) -> Result<u32, Errno> {
        self.toolstack(xen).get_address_size(domain)
    }

    pub(super) fn max_vcpus<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        count: u32,
    ) -> Result<(), Errno> {
        self.toolstack(xen).max_vcpus(domain, count)
    }

    pub(super) fn max_mem<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        kilobytes: u64,
    ) -> Result<(), Errno> {
        self.toolstack(xen).max_mem(domain, kilobytes)
    }

    pub(super) fn hypercall_init<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        frame: Gfn,
    ) -> Result<(), Errno> {
        // SAFETY: as the documentation of `Calls` demands.
        unsafe { self.toolstack(xen).hypercall_init(domain, frame) }
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
        self.toolstack(xen).get_paging_mempool_size(domain)
    }

    pub(super) fn set_paging_mempool_size<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        size: u64,
    ) -> Result<(), Errno> {
        self.toolstack(xen).set_paging_mempool_size(domain, size)
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) fn irq_permission<X: Hypercall>(
        self,
        xen: &X,
        domain: DomId,
        pirq: u32,
        allow: bool,
    ) -> Result<(), Errno> {
        let allow = u8::from(allow);
        self.toolstack(xen).irq_permission(domain, pirq, allow)
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
