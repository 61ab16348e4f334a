//! Changes of domains, of which `VIRQ_DOM_EXC` tells domain 0.

use xen_abi::guest::Hvm64;
use xen_abi::mock::{Domain, Setup};
use xen_abi::sched::{self, ShutdownReason};
use xen_abi::toolstack::domctl::{self as d, DomctlDomainState as State};
use xen_abi::xen::{DomId, Virq};
use xen_abi::{Errno, event_channel};

use super::calls::Dom0;

/// Creation, shutdown and destruction of domains, as domain 0 learns of them.
pub(super) fn changes(dom0: &Dom0) -> Result<(), Errno> {
    let port = event_channel::bind_virq(&dom0.xen, Virq::DOM_EXC, 0)?;
    let next = || d::get_domain_state(&dom0.xen, DomId::INVALID);
    let next = || next().map(|(found, id)| (id, found.state));
    // At first, every domain counts as changed.
    assert_eq!(next()?, (DomId(0), State::EXIST));
    assert_eq!(next(), Err(Errno::ENOENT));
    let id = dom0.domain()?;
    assert_eq!(next(), Ok((id, State::EXIST)));
    let other: Domain<Hvm64> = dom0.machine.start(DomId(7), Setup::default());
    assert_eq!(next(), Ok((other.id(), State::EXIST)));
    assert!(!dom0.xen.is_pending(port));
    sched::shutdown(&other, ShutdownReason::POWEROFF)?;
    assert!(dom0.xen.is_pending(port));
    assert_eq!(next(), Ok((other.id(), State::EXIST | State::SHUTDOWN)));
    dom0.destroy(id)?;
    dom0.machine.destroy(other.id());
    assert_eq!(next(), Ok((id, State::empty())));
    assert_eq!(next(), Ok((DomId(7), State::empty())));
    assert_eq!(next(), Err(Errno::ENOENT));
    event_channel::close(&dom0.xen, port)?;
    dom0.domain()?;
    assert_eq!(next(), Err(Errno::ENOENT));
    Ok(())
}
