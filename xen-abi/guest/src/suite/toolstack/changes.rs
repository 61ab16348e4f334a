//! How domain 0 learns that a domain was created, has shut down or is gone.

use xen_abi::errno::Errno;
use xen_abi::event_channel::{self as ec, Port};
use xen_abi::hypercall::Hypercall;
use xen_abi::toolstack::domctl::{self, DomctlDomainState as State};
use xen_abi::xen::{DomId, Virq};

use super::life::config;
use super::release::Calls;
use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, calls: Calls) {
    transcript.test("toolstack::changes_of_domains", |machine| {
        changes(machine, calls)
    });
}

/// The next domain that has changed, and its state.
fn next<X: Hypercall>(xen: &X) -> Result<(DomId, State), Errno> {
    let (found, id) = domctl::get_domain_state(xen, DomId::INVALID)?;
    Ok((id, found.state))
}

/// Whether one of the changes that Xen has noted is this one. Domains of other tests may still be
/// on their way out.
fn is_told<X: Hypercall>(xen: &X, change: (DomId, State)) -> Result<bool, Errno> {
    let mut is_told = false;
    loop {
        match next(xen) {
            Ok(found) => is_told |= found == change,
            Err(Errno::ENOENT) => return Ok(is_told),
            Err(error) => return Err(error),
        }
    }
}

fn changes<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    // The operation, and its stable version, exist since 4.21.
    let are_noted = calls.release.numbers() >= (4, 21);
    let none = if are_noted {
        Errno::ENOENT
    } else {
        Errno::EACCES
    };
    check!(next(xen), Err(none));
    let port = attempt!(ec::bind_virq(xen, Virq::DOM_EXC, 0));
    // No upcall, since other tests have moved the `vcpu_info` that the handler clears.
    machine.two_level().mask(port);
    let outcome = seen(machine, calls, port, are_noted);
    machine.two_level().clear(port);
    attempt!(ec::unmask(xen, port));
    attempt!(ec::close(xen, port));
    check!(next(xen), Err(none));
    outcome
}

fn seen<M: Machine>(machine: &M, calls: Calls, port: Port, are_noted: bool) -> Outcome {
    let (xen, bits) = (machine.xen(), machine.two_level());
    let own = (machine.id(), State::EXIST);
    if are_noted {
        // At first, every domain counts as changed.
        check!(next(xen), Ok(own));
        check!(is_told(xen, own), Ok(false));
    }
    let domain = attempt!(calls.createdomain(xen, calls.any(), &config::<M>()));
    if are_noted {
        check!(is_told(xen, (domain, State::EXIST)), Ok(true));
    }
    bits.clear(port);
    attempt!(calls.destroydomain(xen, domain));
    check!(bits.is_pending(port), true);
    if are_noted {
        check!(is_told(xen, (domain, State::empty())), Ok(true));
    }
    Ok(())
}
