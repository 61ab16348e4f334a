//! Four arguments for a call that takes five.
use xen_abi::Hypercall;
use xen_abi::argo::{self, Gfn, Iov, RegisterRing, SendAddr};

pub fn register<X: Hypercall>(xen: &X, ring: &RegisterRing, frames: &[Gfn]) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { argo::register_ring(xen, ring, frames) };
}

pub fn send<X: Hypercall>(xen: &X, addresses: &SendAddr, iovs: &[Iov]) {
    // SAFETY: as above.
    let _ = unsafe { argo::sendv(xen, addresses, iovs) };
}
