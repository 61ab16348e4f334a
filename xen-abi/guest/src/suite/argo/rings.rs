//! A ring for the domain's own messages and its sender, for the tests of Argo.

use xen_abi::Errno;
use xen_abi::argo::{
    self, Gfn, Port, RegisterFlags, RegisterRing, UnregisterRing, XEN_ARGO_DOMID_ANY,
};
use xen_abi::argo_endpoint::{Partner, Receiver, Sender};
use xen_abi::pages::GuestPages;
use xen_abi::xen::DomId;

use crate::checks::pages;
use crate::machine::Machine;
use crate::transcript::Outcome;

/// The Argo port of the rings.
pub(super) const PORT: Port = Port(7);

/// The Argo port of the sender.
pub(super) const FROM: Port = Port(3);

/// The length in bytes of a ring of one page.
pub(super) const LEN: u32 = 4032;

/// The maximum length of a message in such a ring.
pub(super) const MOST: usize = 4000;

pub(super) const ANY: DomId = DomId(XEN_ARGO_DOMID_ANY as u16);

/// A ring for this domain's own messages.
pub(super) fn ring<M: Machine>(machine: &M) -> Outcome<Receiver<&M::Xen, M::Pages>> {
    Ok(attempt!(Receiver::register(
        machine.xen(),
        pages(machine, 1)?,
        PORT,
        Partner::Domain(machine.id())
    )))
}

/// Its sender.
pub(super) fn sender<M: Machine>(machine: &M) -> Outcome<Sender<&M::Xen>> {
    Ok(attempt!(Sender::new(
        machine.xen(),
        FROM,
        machine.id(),
        PORT
    )))
}

/// Registers the first pages as a ring, with any record.
pub(super) fn describe<M: Machine>(
    machine: &M,
    memory: &M::Pages,
    ring: RegisterRing,
    count: usize,
    flags: RegisterFlags,
) -> Result<(), Errno> {
    let frames = [memory.frame(0), memory.frame(memory.count() - 1)].map(|frame| Gfn(frame.get()));
    // SAFETY: the pages have no other use, and outlive the registration.
    unsafe { argo::register_ring(machine.xen(), &ring, &frames[..count], flags) }
}

pub(super) fn own_ring<M: Machine>(machine: &M) -> RegisterRing {
    RegisterRing {
        aport: PORT,
        partner_id: machine.id(),
        pad: 0,
        len: LEN,
    }
}

pub(super) fn give_up<M: Machine>(machine: &M, partner: DomId) -> Result<(), Errno> {
    argo::unregister_ring(
        machine.xen(),
        &UnregisterRing {
            aport: PORT,
            partner_id: partner,
            pad: 0,
        },
    )
}
