//! The domain that an operation is about, and who may perform it.

use crate::errno::Errno;
use crate::mock::managed::ManagedVcpu;
use crate::mock::setup::Fault;
use crate::mock::state::{DomainState, State};
use crate::toolstack::Release;
use crate::xen::DomId;

/// The host that the software Xen pretends: one pCPU on one node.
pub(super) const PCPUS: u32 = 1;

/// An operation on a domain that exists.
pub(super) struct Target<'a> {
    pub(super) state: &'a mut State,
    /// The caller and its vCPU.
    pub(super) caller: (DomId, usize),
    pub(super) id: DomId,
}

impl Target<'_> {
    pub(super) fn domain(&self) -> &DomainState {
        self.state.domain(self.id)
    }

    pub(super) fn domain_mut(&mut self) -> &mut DomainState {
        self.state.domain_mut(self.id)
    }

    /// Returns whether the domain is the caller.
    pub(super) fn is_caller(&self) -> bool {
        self.id == self.caller.0
    }

    /// Fails for the caller itself, which Xen would have to pause.
    pub(super) fn must_be_another(&self) -> Result<(), Errno> {
        if self.is_caller() {
            Err(Errno::EINVAL)
        } else {
            Ok(())
        }
    }

    /// Returns an allocated vCPU; fails with `beyond` for a number that the domain cannot have,
    /// and with `missing` before the vCPUs are allocated.
    pub(super) fn vcpu(
        &mut self,
        vcpu: u32,
        beyond: Errno,
        missing: Errno,
    ) -> Result<&mut ManagedVcpu, Errno> {
        let managed = &mut self.domain_mut().managed;
        if vcpu >= managed.max_vcpus {
            return Err(beyond);
        }
        managed.vcpus.get_mut(vcpu as usize).ok_or(missing)
    }
}

impl State {
    /// Returns the release that the machine answers as.
    pub(super) fn release(&self) -> Release {
        Release::of_numbers(4, self.minor).expect("a release of the tables")
    }

    /// Returns whether the host is Arm's, as its guests are.
    pub(super) fn is_arm(&self, caller: DomId) -> bool {
        self.domain(caller).guest == "arm"
    }

    /// Fails unless the domain controls others and no policy forbids the operation.
    pub(super) fn must_control(&mut self, caller: DomId) -> Result<(), Errno> {
        let caller = self.domain_mut(caller);
        if !caller.privileged {
            return Err(Errno::EPERM);
        }
        caller.meet(Fault::Policy, Errno::EACCES)
    }
}
