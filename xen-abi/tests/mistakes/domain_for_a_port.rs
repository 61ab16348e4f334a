//! A domain ID instead of a port, and a port instead of a domain ID.
use xen_abi::Hypercall;
use xen_abi::event_channel::{self, Port};
use xen_abi::xen::DomId;

pub fn raise<X: Hypercall>(xen: &X) {
    let _ = event_channel::send(xen, DomId::SELF);
    let _ = event_channel::alloc_unbound(xen, DomId::SELF, Port(3));
}
