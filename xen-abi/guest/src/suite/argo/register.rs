//! Registration of rings, and its refusals.

use xen_abi::argo::{self, RegisterFlags, RegisterRing, RingFlags, UnregisterRing};
use xen_abi::argo_endpoint::{Partner, Receiver, WhyRefused};
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Errno, Hypercall, returns};

use super::notify::ask;
use super::rings::{LEN, PORT, describe, give_up, own_ring, ring, sender};
use super::send::expect;
use crate::checks::pages;
use crate::machine::Machine;
use crate::suite::ports::NOBODY;
use crate::transcript::Outcome;

pub(super) fn register<M: Machine>(machine: &M) -> Outcome {
    let memory = pages(machine, 1)?;
    let ring = own_ring(machine);
    check!(
        describe(machine, &memory, ring, 1, RegisterFlags::FAIL_EXIST),
        Ok(())
    );
    check!(
        describe(machine, &memory, ring, 1, RegisterFlags::FAIL_EXIST),
        Err(Errno::EEXIST)
    );
    // Without the flag, a ring of the same length is replaced, as after a migration.
    check!(
        describe(machine, &memory, ring, 1, RegisterFlags::empty()),
        Ok(())
    );
    check!(
        describe(
            machine,
            &memory,
            RegisterRing {
                len: LEN - 16,
                ..ring
            },
            1,
            RegisterFlags::empty()
        ),
        Err(Errno::EEXIST)
    );
    check!(give_up(machine, machine.id()), Ok(()));
    // The shortest ring.
    check!(
        describe(
            machine,
            &memory,
            RegisterRing { len: 48, ..ring },
            1,
            RegisterFlags::FAIL_EXIST
        ),
        Ok(())
    );
    check!(give_up(machine, machine.id()), Ok(()));
    Ok(())
}

pub(super) fn register_refused<M: Machine>(machine: &M) -> Outcome {
    let memory = pages(machine, 2)?;
    let ring = own_ring(machine);
    let of_length = |len| RegisterRing { len, ..ring };
    let for_partner = |partner_id| RegisterRing { partner_id, ..ring };
    let none = RegisterFlags::empty();
    let describe = |ring, pages, flags| describe(machine, &memory, ring, pages, flags);
    for len in [0, 32, 56, LEN + 8, (1 << 24) + 16, u32::MAX] {
        check!(
            (len, describe(of_length(len), 1, none)),
            (len, Err(Errno::EINVAL))
        );
    }
    // One page too many, one too few, and none.
    check!(describe(ring, 2, none), Err(Errno::EINVAL));
    check!(describe(of_length(4096), 1, none), Err(Errno::EINVAL));
    check!(describe(ring, 0, none), Err(Errno::EINVAL));
    let padded = RegisterRing { pad: 1, ..ring };
    check!(describe(padded, 1, none), Err(Errno::EINVAL));
    let unknown = RegisterFlags::from_bits_retain(2);
    check!(describe(ring, 1, unknown), Err(Errno::EINVAL));
    check!(describe(for_partner(NOBODY), 1, none), Err(Errno::ESRCH));
    check!(
        describe(for_partner(DomId::SELF), 1, none),
        Err(Errno::ESRCH)
    );
    // No ring is left.
    check!(give_up(machine, machine.id()), Err(Errno::ENOENT));
    Ok(())
}

pub(super) fn unregister<M: Machine>(machine: &M) -> Outcome {
    check!(give_up(machine, machine.id()), Err(Errno::ENOENT));
    drop(ring(machine)?);
    check!(give_up(machine, machine.id()), Err(Errno::ENOENT));
    let padded = UnregisterRing {
        aport: PORT,
        partner_id: machine.id(),
        pad: 1,
    };
    check!(
        argo::unregister_ring(machine.xen(), &padded),
        Err(Errno::EINVAL)
    );
    Ok(())
}

/// A ring for messages of any domain, if Xen permits it; a ring for the sender precedes it.
pub(super) fn for_everybody<M: Machine>(machine: &M) -> Outcome {
    let mut everybody =
        match Receiver::register(machine.xen(), pages(machine, 1)?, PORT, Partner::Any) {
            Err(refused) if refused.why == WhyRefused::Xen(Errno::EPERM) => {
                skip!("EPERM: mac-permissive=1 permits it")
            }
            outcome => attempt!(outcome),
        };
    check!(
        ask(machine, 16)?
            .0
            .contains(RingFlags::EXISTS | RingFlags::SHARED),
        true
    );
    let sender = sender(machine)?;
    attempt!(sender.send(1, &[b"to everybody"]));
    expect(machine, &mut everybody, 1, b"to everybody")?;
    let mut own = ring(machine)?;
    attempt!(sender.send(2, &[b"to one"]));
    check!(matches!(everybody.peek(), Ok(None)), true);
    expect(machine, &mut own, 2, b"to one")?;
    Ok(())
}

pub(super) fn unreadable_arguments<M: Machine>(machine: &M) -> Outcome {
    const NOWHERE: usize = usize::MAX - 7;
    for operation in [
        argo::ArgoOp::RegisterRing,
        argo::ArgoOp::UnregisterRing,
        argo::ArgoOp::Sendv,
        argo::ArgoOp::Notify,
    ] {
        let (second, count) = match operation {
            argo::ArgoOp::RegisterRing => (NOWHERE, 1),
            argo::ArgoOp::Sendv => (NOWHERE, 1),
            _ => (0, 0),
        };
        // SAFETY: no memory is mapped at the end of the address space.
        let result = unsafe {
            machine.xen().hypercall(
                HypercallNum::ARGO_OP.0,
                [operation as usize, NOWHERE, second, count, 0],
            )
        };
        check!(
            (operation, returns::neg_errnoval(result)),
            (operation, Err(Errno::EFAULT))
        );
    }
    Ok(())
}
