//! A number where Xen expects the address of a record.
use xen_abi::Hypercall;
use xen_abi::argo::{self, RegisterFlags, RegisterRing};
use xen_abi::event_channel::event_channel_op;

pub fn close<X: Hypercall>(xen: &X) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { event_channel_op::<event_channel_op::Close, X>(xen, 7) };
}

pub fn register<X: Hypercall>(xen: &X) {
    let ring = RegisterRing::default();
    // SAFETY: as above.
    let _ = unsafe { argo::register_ring(xen, ring, &[], RegisterFlags::empty()) };
}
