//! The operations on event channels.

use super::channel::{Bound, Channel, GROUP};
use super::event_abi::EventAbi;
use super::setup::Fault;
use super::state::{DomainState, State};
use crate::errno::Errno;
use crate::event_channel::{
    AllocUnbound, BindInterdomain, BindIpi, BindPirq, BindPirqFlags, BindVcpu, BindVirq,
    ChannelState, ExpandArray, InitControl, Port, SetPriority, Status, StatusInterdomain,
    StatusUnbound, StatusUnion,
};
use crate::xen::{DomId, NR_VIRQS, Virq};

/// The number of PIRQs that a domain on Arm could have until 4.18, none of them set up.
const PIRQS_OF_ARM: u32 = 1024;

/// Returns whether a VIRQ is global to the domain, not per vCPU.
pub(super) fn is_global(virq: Virq) -> bool {
    !matches!(
        virq,
        Virq::TIMER | Virq::DEBUG | Virq::XENOPROF | Virq::XENPMU
    )
}

impl DomainState {
    pub(super) fn channel(&self, port: Port) -> Result<&Channel, Errno> {
        self.ports.get(port.0 as usize).ok_or(Errno::EINVAL)
    }

    fn channel_mut(&mut self, port: Port) -> Result<&mut Channel, Errno> {
        self.ports.get_mut(port.0 as usize).ok_or(Errno::EINVAL)
    }

    fn vcpu_exists(&self, vcpu: u32) -> Result<(), Errno> {
        if (vcpu as usize) < self.words.vcpus.len() {
            Ok(())
        } else {
            Err(Errno::ENOENT)
        }
    }

    /// Returns the lowest free port.
    fn free_port(&mut self) -> Result<Port, Errno> {
        if self.dying {
            return Err(Errno::EINVAL);
        }
        let permitted = (self.max_port as usize).saturating_add(1);
        let limit = self.event_abi.ports().min(permitted);
        let mut numbers = 0..self.ports.len();
        let is_free = |port: &usize| {
            self.ports[*port].bound == Bound::Free && !self.is_busy(Port(*port as u32))
        };
        if let Some(port) = numbers.find(is_free) {
            return if port < limit {
                Ok(Port(port as u32))
            } else {
                Err(Errno::ENOSPC)
            };
        }
        let port = self.ports.len();
        if port >= limit {
            return Err(Errno::ENOSPC);
        }
        self.meet(Fault::OutOfMemory, Errno::ENOMEM)?;
        self.ports.resize(port + GROUP, Channel::default());
        Ok(Port(port as u32))
    }

    /// Binds a free port.
    ///
    /// The last queue and the mark of an early event remain from earlier uses of the port.
    fn bind(&mut self, port: Port, bound: Bound, vcpu: u32) {
        let Channel {
            last_queue,
            raised_early,
            ..
        } = self.ports[port.0 as usize];
        let priority = crate::event_channel::EVTCHN_FIFO_PRIORITY_DEFAULT as u8;
        self.ports[port.0 as usize] = Channel {
            bound,
            vcpu,
            priority,
            last_queue,
            raised_early,
            ends_in_xen: false,
        };
    }

    /// Returns the port that a VIRQ is bound to on a vCPU.
    pub(super) fn virq_port(&self, virq: Virq, vcpu: u32) -> Option<Port> {
        let is_bound = |channel: &Channel| {
            channel.bound == Bound::Virq(virq) && (is_global(virq) || channel.vcpu == vcpu)
        };
        self.ports
            .iter()
            .position(is_bound)
            .map(|port| Port(port as u32))
    }

    fn pirq_port(&self, pirq: u32) -> Option<Port> {
        self.ports
            .iter()
            .position(|channel| channel.bound == Bound::Pirq(pirq))
            .map(|port| Port(port as u32))
    }
}

impl State {
    /// Resolves a domain ID that `caller` passed.
    fn named(&self, caller: DomId, id: DomId) -> Result<DomId, Errno> {
        let id = if id == DomId::SELF { caller } else { id };
        if self.domains.contains_key(&id) {
            Ok(id)
        } else {
            Err(Errno::ESRCH)
        }
    }

    fn controls(&self, caller: DomId, target: DomId) -> Result<(), Errno> {
        if caller == target || self.domain(caller).privileged {
            Ok(())
        } else {
            Err(Errno::EPERM)
        }
    }

    pub(super) fn alloc_unbound(
        &mut self,
        caller: DomId,
        argument: &mut AllocUnbound,
    ) -> Result<(), Errno> {
        let owner = self.named(caller, argument.dom)?;
        let port = self.domain_mut(owner).free_port()?;
        self.controls(caller, owner)?;
        let remote = if argument.remote_dom == DomId::SELF {
            caller
        } else {
            argument.remote_dom
        };
        self.domain_mut(owner).bind(port, Bound::Unbound(remote), 0);
        argument.port = port;
        Ok(())
    }

    pub(super) fn bind_interdomain(
        &mut self,
        caller: DomId,
        argument: &mut BindInterdomain,
    ) -> Result<(), Errno> {
        let remote = self.named(caller, argument.remote_dom)?;
        let local_port = self.domain_mut(caller).free_port()?;
        let far = self.domain(remote).channel(argument.remote_port)?;
        if far.bound != Bound::Unbound(caller) {
            return Err(Errno::EINVAL);
        }
        self.domain_mut(caller).bind(
            local_port,
            Bound::Interdomain(remote, argument.remote_port),
            0,
        );
        self.domain_mut(remote)
            .channel_mut(argument.remote_port)?
            .bound = Bound::Interdomain(caller, local_port);
        // Events sent to the far port while it was unbound were dropped. One event replaces them.
        self.raise(caller, local_port);
        argument.local_port = local_port;
        Ok(())
    }

    pub(super) fn bind_virq(
        &mut self,
        caller: DomId,
        argument: &mut BindVirq,
    ) -> Result<(), Errno> {
        let BindVirq { virq, vcpu, .. } = *argument;
        if virq.0 >= NR_VIRQS as u32 || (is_global(virq) && vcpu != 0) {
            return Err(Errno::EINVAL);
        }
        let minor = self.minor;
        let domain = self.domain_mut(caller);
        domain.vcpu_exists(vcpu)?;
        // Domain 0 has the VIRQs of the host.
        if minor >= 21 && is_global(virq) && virq != Virq::ARGO && caller != DomId(0) {
            return Err(Errno::EBUSY);
        }
        if domain.virq_port(virq, vcpu).is_some() {
            return Err(Errno::EEXIST);
        }
        argument.port = domain.free_port()?;
        domain.bind(argument.port, Bound::Virq(virq), vcpu);
        if (caller, virq) == (DomId(0), Virq::DOM_EXC) {
            self.changes.begin(self.domains.keys().copied());
        }
        Ok(())
    }

    pub(super) fn bind_ipi(&mut self, caller: DomId, argument: &mut BindIpi) -> Result<(), Errno> {
        let domain = self.domain_mut(caller);
        domain.vcpu_exists(argument.vcpu)?;
        argument.port = domain.free_port()?;
        domain.bind(argument.port, Bound::Ipi, argument.vcpu);
        Ok(())
    }

    pub(super) fn bind_pirq(
        &mut self,
        caller: DomId,
        argument: &mut BindPirq,
    ) -> Result<(), Errno> {
        let shares = argument.flags.contains(BindPirqFlags::WILL_SHARE);
        let domain = self.domain(caller);
        if domain.guest == "arm" {
            return Err(match (self.minor, argument.pirq) {
                // Xen has been built without physical interrupts for guests.
                (19.., _) => Errno::EOPNOTSUPP,
                (_, ..PIRQS_OF_ARM) => Errno::ENOMEM,
                _ => Errno::EINVAL,
            });
        }
        let line = domain
            .pirqs
            .get(argument.pirq as usize)
            .copied()
            .ok_or(Errno::EINVAL)?;
        let paravirtual = domain.is_paravirtual();
        if paravirtual && !line.permitted {
            return Err(Errno::EPERM);
        }
        if domain.pirq_port(argument.pirq).is_some() {
            return Err(Errno::EEXIST);
        }
        let port = self.domain_mut(caller).free_port()?;
        if paravirtual {
            // Xen binds the interrupt line only for these guests.
            let line = line.line.ok_or(Errno::EINVAL)?;
            let holders = self.lines.entry(line).or_default();
            if holders.iter().any(|(_, shared)| !shared || !shares) {
                return Err(Errno::EBUSY);
            }
            holders.push((caller, shares));
        }
        self.domain_mut(caller)
            .bind(port, Bound::Pirq(argument.pirq), 0);
        argument.port = port;
        Ok(())
    }

    /// Closes a port, for the domain or for Xen.
    pub(super) fn close(&mut self, caller: DomId, port: Port, by_guest: bool) -> Result<(), Errno> {
        let channel = *self.domain(caller).channel(port)?;
        if by_guest && channel.ends_in_xen {
            return Err(Errno::EINVAL);
        }
        match channel.bound {
            Bound::Free | Bound::Reserved => return Err(Errno::EINVAL),
            Bound::Interdomain(remote, remote_port) => {
                if let Ok(far) = self.domain_mut(remote).channel_mut(remote_port) {
                    far.bound = Bound::Unbound(caller);
                }
            }
            Bound::Pirq(pirq) => {
                let line = self.domain(caller).pirqs[pirq as usize].line;
                if let Some(holders) = line.and_then(|line| self.lines.get_mut(&line)) {
                    holders.retain(|(holder, _)| *holder != caller);
                }
            }
            Bound::Virq(Virq::DOM_EXC) if caller == DomId(0) => self.changes.end(),
            Bound::Unbound(_) | Bound::Virq(_) | Bound::Ipi => {}
        }
        let domain = self.domain_mut(caller);
        if channel.is_usable() {
            domain.clear_pending(port);
        }
        // The state of the FIFO ABI remains.
        let Channel {
            priority,
            last_queue,
            raised_early,
            ..
        } = channel;
        domain.ports[port.0 as usize] = Channel {
            priority,
            last_queue,
            raised_early,
            ..Channel::default()
        };
        Ok(())
    }

    pub(super) fn send(&mut self, caller: DomId, port: Port) -> Result<(), Errno> {
        let channel = *self.domain(caller).channel(port)?;
        match channel.bound {
            _ if channel.ends_in_xen => Err(Errno::EINVAL),
            Bound::Interdomain(remote, remote_port) => {
                if self.domain(remote).channel(remote_port)?.ends_in_xen {
                    self.domain_mut(remote).received_by_xen += 1;
                } else {
                    self.raise(remote, remote_port);
                }
                Ok(())
            }
            Bound::Ipi => {
                self.raise(caller, port);
                Ok(())
            }
            Bound::Unbound(_) => Ok(()),
            _ => Err(Errno::EINVAL),
        }
    }

    pub(super) fn status(&self, caller: DomId, argument: &mut Status) -> Result<(), Errno> {
        let owner = self.named(caller, argument.dom)?;
        let channel = self.domain(owner).channel(argument.port)?;
        self.controls(caller, owner)?;
        argument.vcpu = channel.vcpu;
        argument.status = match channel.bound {
            Bound::Free | Bound::Reserved => ChannelState::CLOSED,
            Bound::Unbound(dom) => {
                argument.u = StatusUnion::from_unbound(StatusUnbound { dom });
                ChannelState::UNBOUND
            }
            Bound::Interdomain(dom, port) => {
                argument.u = StatusUnion::from_interdomain(StatusInterdomain {
                    dom,
                    port,
                    ..Default::default()
                });
                ChannelState::INTERDOMAIN
            }
            Bound::Pirq(pirq) => {
                argument.u = StatusUnion::from_pirq(pirq);
                ChannelState::PIRQ
            }
            Bound::Virq(virq) => {
                argument.u = StatusUnion::from_virq(virq);
                ChannelState::VIRQ
            }
            Bound::Ipi => ChannelState::IPI,
        };
        Ok(())
    }

    pub(super) fn bind_vcpu(&mut self, caller: DomId, argument: &BindVcpu) -> Result<(), Errno> {
        let domain = self.domain_mut(caller);
        domain.vcpu_exists(argument.vcpu)?;
        let channel = domain.channel_mut(argument.port)?;
        let may_move = match channel.bound {
            Bound::Virq(virq) => is_global(virq),
            Bound::Unbound(_) | Bound::Interdomain(..) | Bound::Pirq(_) => true,
            Bound::Free | Bound::Reserved | Bound::Ipi => false,
        };
        if channel.ends_in_xen || !may_move {
            return Err(Errno::EINVAL);
        }
        channel.vcpu = argument.vcpu;
        Ok(())
    }

    pub(super) fn unmask(&mut self, caller: DomId, port: Port) -> Result<(), Errno> {
        if self.domain(caller).channel(port)?.is_usable() {
            self.unmask_port(caller, port);
        }
        Ok(())
    }

    pub(super) fn reset(&mut self, caller: DomId, target: DomId) -> Result<(), Errno> {
        let target = self.named(caller, target)?;
        self.controls(caller, target)?;
        if caller != target && self.domain(target).pauses == 0 {
            return Err(Errno::EINVAL);
        }
        self.domain_mut(target)
            .meet(Fault::ResetUnderWay, Errno::EBUSY)?;
        for port in 0..self.domain(target).ports.len() {
            // Free ports and those of Xen fail, and stay.
            let _ = self.close(target, Port(port as u32), true);
        }
        let domain = self.domain_mut(target);
        domain.meet(Fault::BoundWhileResetting, Errno::EAGAIN)?;
        domain.event_abi = EventAbi::TwoLevel;
        Ok(())
    }

    pub(super) fn init_control(
        &mut self,
        caller: DomId,
        argument: &mut InitControl,
    ) -> Result<(), Errno> {
        argument.link_bits = crate::event_channel::EVTCHN_FIFO_LINK_BITS as u8;
        let domain = self.domain_mut(caller);
        domain.vcpu_exists(argument.vcpu)?;
        domain.init_control(
            argument.control_gfn,
            argument.offset as usize,
            argument.vcpu,
        )
    }

    pub(super) fn expand_array(
        &mut self,
        caller: DomId,
        argument: &ExpandArray,
    ) -> Result<(), Errno> {
        self.domain_mut(caller).expand_array(argument.array_gfn)
    }

    pub(super) fn set_priority(
        &mut self,
        caller: DomId,
        argument: &SetPriority,
    ) -> Result<(), Errno> {
        let domain = self.domain_mut(caller);
        let two_level = matches!(domain.event_abi, EventAbi::TwoLevel);
        let channel = domain.channel_mut(argument.port)?;
        if two_level {
            return Err(Errno::ENOSYS);
        }
        if !channel.is_usable() {
            return Err(Errno::EACCES);
        }
        if argument.priority > crate::event_channel::EVTCHN_FIFO_PRIORITY_MIN as u32 {
            return Err(Errno::EINVAL);
        }
        channel.priority = argument.priority as u8;
        Ok(())
    }

    /// Raises a VIRQ, if a port is bound to it.
    pub(super) fn raise_virq(&mut self, domain: DomId, virq: Virq, vcpu: u32) -> bool {
        let port = self
            .domains
            .get(&domain)
            .and_then(|domain| domain.virq_port(virq, vcpu));
        if let Some(port) = port {
            self.raise(domain, port);
        }
        port.is_some()
    }

    /// Raises a PIRQ, if a port is bound to it.
    pub(super) fn raise_pirq(&mut self, domain: DomId, pirq: u32) -> bool {
        let port = self.domain(domain).pirq_port(pirq);
        if let Some(port) = port {
            self.raise(domain, port);
        }
        port.is_some()
    }

    /// Allocates an unbound port of `owner` for `remote` whose events Xen consumes.
    pub(super) fn port_of_xen(&mut self, owner: DomId, remote: DomId) -> Result<Port, Errno> {
        let domain = self.domain_mut(owner);
        let port = domain.free_port()?;
        domain.bind(port, Bound::Unbound(remote), 0);
        domain.ports[port.0 as usize].ends_in_xen = true;
        Ok(port)
    }
}
