//! Dispatch of `sysctl`.

use super::host::Host;
use super::scheduler::SCHEDULER;
use crate::errno::Errno;
use crate::mock::call::Caller;
use crate::mock::memory::CallerMemory;
use crate::mock::setup::Fault;
use crate::toolstack::sysctl::{SysctlOp as O, XenSysctl, XenSysctlSchedId, XenSysctlUnion, v4_17};

impl Caller<'_> {
    /// Performs the operation of a record.
    pub(in crate::mock) fn sysctl(
        &self,
        memory: &CallerMemory,
        argument: usize,
    ) -> Result<(), Errno> {
        let mut request: XenSysctl = memory.read(argument)?;
        let mut state = self.state();
        if request.interface_version != state.release().sysctl_interface_version().number() {
            return Err(Errno::EACCES);
        }
        state.must_control(self.domain)?;
        let mut host = Host {
            state: &mut state,
            memory,
            caller: self.domain,
        };
        match O::try_from(request.cmd).map_err(|_| Errno::ENOSYS)? {
            O::Physinfo => request.u.set_physinfo(host.physinfo()),
            O::Getdomaininfolist => {
                // Every release has the same record, but for the type of the elements.
                let mut wanted: v4_17::XenSysctlGetdomaininfolist = request.u.held();
                let list = wanted.buffer.addr();
                let now = self.machine.time.now();
                let (first, most) = (wanted.first_domain, wanted.max_domains);
                wanted.num_domains = host.domains(first, most, list, now)?;
                request.u = XenSysctlUnion::holding(wanted);
            }
            O::SchedId => request.u.set_sched_id(XenSysctlSchedId {
                sched_id: SCHEDULER,
            }),
            O::Readconsole => {
                let mut wanted = request.u.readconsole_untagged();
                host.read_console(&mut wanted)?;
                request.u.set_readconsole(wanted);
            }
            O::Cputopoinfo => {
                let mut wanted = request.u.cputopoinfo_untagged();
                host.topology(&mut wanted)?;
                request.u.set_cputopoinfo(wanted);
            }
            O::Numainfo => {
                let mut wanted = request.u.numainfo_untagged();
                host.nodes(&mut wanted)?;
                request.u.set_numainfo(wanted);
            }
            O::SchedulerOp => {
                let mut wanted = request.u.scheduler_op_untagged();
                host.schedule(&mut wanted)?;
                request.u.set_scheduler_op(wanted);
            }
            O::CpupoolOp => {
                let mut wanted = request.u.cpupool_op_untagged();
                host.pool(&mut wanted)?;
                request.u.set_cpupool_op(wanted);
            }
            _ => return Err(Errno::ENOSYS),
        }
        state
            .domain_mut(self.domain)
            .meet(Fault::WriteBack, Errno::EFAULT)?;
        memory.write(argument, request)
    }
}
