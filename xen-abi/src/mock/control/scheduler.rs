//! The Credit 2 scheduler, and CPU pool 0.

use super::bitmap;
use super::host::Host;
use super::target::Target;
use crate::errno::Errno;
use crate::toolstack::domctl::{
    DomctlSchedCmd as DomainCommand, SchedCredit2, SchedulerOp, SchedulerOpUnion, XenScheduler,
};
use crate::toolstack::sysctl::{
    SysctlCpupoolCmd, SysctlSchedulerCmd as HostCommand, XEN_SYSCTL_SCHED_RATELIMIT_MAX,
    XEN_SYSCTL_SCHED_RATELIMIT_MIN, XenSysctlCpupoolOp, XenSysctlCredit2Schedule,
    XenSysctlSchedulerOp, XenSysctlSchedulerOpUnion,
};

/// The scheduler of the host.
pub(super) const SCHEDULER: XenScheduler = XenScheduler::CREDIT2;

impl Target<'_> {
    pub(super) fn schedule(&mut self, wanted: &mut SchedulerOp) -> Result<(), Errno> {
        if wanted.sched_id != SCHEDULER {
            return Err(Errno::EINVAL);
        }
        let managed = &mut self.domain_mut().managed;
        match wanted.cmd {
            DomainCommand::GETINFO => {
                let parameters = SchedCredit2 {
                    weight: managed.weight,
                    cap: managed.cap,
                };
                wanted.u = SchedulerOpUnion::from_credit2(parameters);
                Ok(())
            }
            DomainCommand::PUTINFO => {
                let SchedCredit2 { weight, cap } = wanted.u.credit2_untagged();
                if weight != 0 {
                    managed.weight = weight;
                }
                // The weight stays if the limit is refused.
                if usize::from(cap) > 100 * managed.vcpus.len() {
                    return Err(Errno::EINVAL);
                }
                managed.cap = cap;
                Ok(())
            }
            _ => Err(Errno::EINVAL),
        }
    }
}

impl Host<'_> {
    pub(super) fn schedule(&mut self, wanted: &mut XenSysctlSchedulerOp) -> Result<(), Errno> {
        if ![HostCommand::PUTINFO, HostCommand::GETINFO].contains(&wanted.cmd) {
            return Err(Errno::EINVAL);
        }
        if wanted.cpupool_id != 0 {
            return Err(Errno::ESRCH);
        }
        if wanted.sched_id != SCHEDULER {
            return Err(Errno::EINVAL);
        }
        if wanted.cmd == HostCommand::PUTINFO {
            let limit = wanted.u.sched_credit2_untagged().ratelimit_us;
            let range =
                XEN_SYSCTL_SCHED_RATELIMIT_MIN as u32..=XEN_SYSCTL_SCHED_RATELIMIT_MAX as u32;
            if limit != 0 && !range.contains(&limit) {
                return Err(Errno::EINVAL);
            }
            self.state.rate_limit = limit;
        }
        wanted.u = XenSysctlSchedulerOpUnion::from_sched_credit2(XenSysctlCredit2Schedule {
            ratelimit_us: self.state.rate_limit,
        });
        Ok(())
    }

    /// Answers what there is to know of pool 0, which has all domains and pCPUs.
    pub(super) fn pool(&mut self, wanted: &mut XenSysctlCpupoolOp) -> Result<(), Errno> {
        match wanted.op {
            SysctlCpupoolCmd::INFO if wanted.cpupool_id != 0 => Err(Errno::ENOENT),
            SysctlCpupoolCmd::INFO => {
                wanted.sched_id = SCHEDULER;
                wanted.n_dom = self.state.domains.len() as u32;
                bitmap::write(self.memory, &wanted.cpumap, true)
            }
            SysctlCpupoolCmd::FREEINFO => bitmap::write(self.memory, &wanted.cpumap, false),
            _ => Err(Errno::ENOSYS),
        }
    }
}
