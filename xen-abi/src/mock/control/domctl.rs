//! Dispatch of `domctl`.

use super::records::{Config, union_of};
use super::target::Target;
use crate::clock::SystemTime;
use crate::errno::Errno;
use crate::mock::call::Caller;
use crate::mock::memory::CallerMemory;
use crate::mock::setup::Fault;
use crate::mock::state::State;
use crate::plain::Plain;
use crate::toolstack::domctl::{AddressSize, Domctl, DomctlOp as O, DomctlUnion, PagingMempool};
use crate::xen::DomId;

/// Whether an operation changes its record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    Kept,
    Changed,
}

impl Caller<'_> {
    /// Performs the operation of a record.
    pub(in crate::mock) fn domctl(
        &self,
        memory: &CallerMemory,
        argument: usize,
    ) -> Result<(), Errno> {
        let mut request: Domctl = memory.read(argument)?;
        let mut state = self.state();
        let operation = O::try_from(request.cmd).ok();
        if request.interface_version != state.domctl_version(operation) {
            return Err(Errno::EACCES);
        }
        if self.perform(&mut state, memory, operation, &mut request)? == Record::Changed {
            state
                .domain_mut(self.domain)
                .meet(Fault::WriteBack, Errno::EFAULT)?;
            memory.write(argument, request)?;
        }
        Ok(())
    }

    fn perform(
        &self,
        state: &mut State,
        memory: &CallerMemory,
        operation: Option<O>,
        request: &mut Domctl,
    ) -> Result<Record, Errno> {
        if operation == Some(O::Createdomain) {
            state.must_control(self.domain)?;
            let config = Config::of(state.minor, &request.u);
            request.domain = state.create(self.machine, self.domain, request.domain, &config)?;
            return Ok(Record::Changed);
        }
        let wanted = request.domain;
        if operation == Some(O::GetDomainState) && wanted == DomId::INVALID && state.minor >= 21 {
            return self.changed_domain(state, request);
        }
        let is_searched = state.minor <= 17 && operation == Some(O::Getdomaininfo);
        let id = match state.domains.contains_key(&wanted) {
            true => Ok(wanted),
            false if is_searched => state.first_from(wanted),
            false => Err(Errno::ESRCH),
        };
        // Before 4.22, everybody learns which domains exist.
        if !is_searched && state.minor < 22 && id.is_err() {
            return Err(Errno::ESRCH);
        }
        state.must_control(self.domain)?;
        let mut target = Target {
            id: id?,
            caller: (self.domain, self.vcpu),
            state,
        };
        let operation = operation.ok_or(Errno::ENOSYS)?;
        if operation == O::Getdomaininfo {
            let now = self.machine.time.now();
            let info = target.state.info(target.id, self.domain, now);
            request.domain = target.id;
            request.u = union_of(&info.bytes(target.state.minor));
            return Ok(Record::Changed);
        }
        target.perform(memory, self.machine.time.now(), operation, &mut request.u)
    }

    /// Returns the ID and the state of a domain that has changed. One that is gone has no state.
    fn changed_domain(&self, state: &mut State, request: &mut Domctl) -> Result<Record, Errno> {
        state.must_control(self.domain)?;
        if request.u.get_domain_state_untagged().pad0 != 0 {
            return Err(Errno::EINVAL);
        }
        if self.domain != DomId(0) {
            return Err(Errno::EACCES);
        }
        let id = state.changes.take().ok_or(Errno::ENOENT)?;
        request.domain = id;
        let exists = state.domains.contains_key(&id);
        let target = Target {
            id,
            caller: (self.domain, self.vcpu),
            state,
        };
        let life = exists.then(|| target.life());
        request
            .u
            .set_get_domain_state(life.unwrap_or(Plain::zeroed()));
        Ok(Record::Changed)
    }
}

impl State {
    /// Returns the interface version of an operation. Stable ones have version 0.
    fn domctl_version(&self, operation: Option<O>) -> u32 {
        if self.minor >= 21 && operation == Some(O::GetDomainState) {
            0
        } else {
            self.release().domctl_interface_version().number()
        }
    }
}

impl Target<'_> {
    /// Performs an operation that is not about the whole domain alone.
    fn perform(
        &mut self,
        memory: &CallerMemory,
        now: SystemTime,
        operation: O,
        union: &mut DomctlUnion,
    ) -> Result<Record, Errno> {
        match operation {
            O::Destroydomain => self.destroy()?,
            O::Pausedomain => self.pause()?,
            O::Unpausedomain => self.unpause()?,
            O::MaxVcpus => self.max_vcpus(union.max_vcpus_untagged().max)?,
            O::MaxMem => self.max_mem(union.max_mem_untagged().max_memkb),
            O::Setvcpucontext => self.set_registers(memory, &union.vcpucontext_untagged())?,
            O::SetAddressSize => self.set_width(union.address_size_untagged().size)?,
            O::SetPagingMempoolSize => self.set_tables(union.paging_mempool_untagged().size)?,
            O::HypercallInit => self.hypercall_page(union.hypercall_init_untagged().gmfn)?,
            O::Sethvmcontext => self.set_context(memory, &union.hvmcontext_untagged())?,
            O::IrqPermission => self.permit_irq(&union.irq_permission_untagged())?,
            O::Setdomainhandle => {
                self.domain_mut().managed.handle = union.setdomainhandle_untagged().handle;
            }
            O::Settimeoffset => {
                let offset = union.settimeoffset_untagged().time_offset_seconds;
                self.domain_mut().managed.time_offset = offset;
            }
            O::Setdebugging => {
                self.must_be_another()?;
                self.domain_mut().managed.is_debugged = union.setdebugging_untagged().enable != 0;
            }
            _ => return self.query(memory, now, operation, union),
        }
        Ok(Record::Kept)
    }

    /// Performs an operation that returns something.
    fn query(
        &mut self,
        memory: &CallerMemory,
        now: SystemTime,
        operation: O,
        union: &mut DomctlUnion,
    ) -> Result<Record, Errno> {
        match operation {
            O::Getvcpuaffinity => self.get_affinity(memory, &union.vcpuaffinity_untagged())?,
            O::Setvcpuaffinity => self.set_affinity(memory, &union.vcpuaffinity_untagged())?,
            O::Getvcpucontext => self.get_registers(memory, &union.vcpucontext_untagged())?,
            O::Getvcpuinfo => {
                let vcpu = union.getvcpuinfo_untagged().vcpu;
                union.set_getvcpuinfo(self.vcpu_info(vcpu, now)?);
            }
            O::GetAddressSize => union.set_address_size(AddressSize {
                size: self.width()?,
            }),
            O::GetPagingMempoolSize => union.set_paging_mempool(PagingMempool {
                size: self.tables()?,
            }),
            O::SchedulerOp => {
                let mut wanted = union.scheduler_op_untagged();
                self.schedule(&mut wanted)?;
                union.set_scheduler_op(wanted);
            }
            O::GetDomainState if self.state.minor >= 21 => {
                if union.get_domain_state_untagged().pad0 != 0 {
                    return Err(Errno::EINVAL);
                }
                union.set_get_domain_state(self.life());
            }
            O::Gethvmcontext => {
                let mut wanted = union.hvmcontext_untagged();
                self.get_context(memory, &mut wanted)?;
                union.set_hvmcontext(wanted);
            }
            #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
            _ if self.domain().guest != "arm" => return self.of_pc(memory, operation, union),
            _ => return Err(Errno::ENOSYS),
        }
        Ok(Record::Changed)
    }

    /// Performs an operation that x86 alone has.
    #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
    fn of_pc(
        &mut self,
        memory: &CallerMemory,
        operation: O,
        union: &mut DomctlUnion,
    ) -> Result<Record, Errno> {
        match operation {
            O::IoportPermission => {
                Self::permit_ports(&union.ioport_permission_untagged())?;
                Ok(Record::Kept)
            }
            O::GsiPermission => {
                self.permit_gsi(&union.gsi_permission_untagged())?;
                Ok(Record::Kept)
            }
            O::Setvcpuextstate => {
                self.set_extended(memory, &union.vcpuextstate_untagged())?;
                Ok(Record::Kept)
            }
            O::Getvcpuextstate => {
                let mut wanted = union.vcpuextstate_untagged();
                self.get_extended(memory, &mut wanted)?;
                union.set_vcpuextstate(wanted);
                Ok(Record::Changed)
            }
            O::GetCpuPolicy => {
                let mut wanted = union.cpu_policy_untagged();
                Self::get_policy(memory, &mut wanted)?;
                union.set_cpu_policy(wanted);
                Ok(Record::Changed)
            }
            _ => Err(Errno::ENOSYS),
        }
    }
}
