//! The first element of an array, without the number of elements.
use xen_abi::Hypercall;
use xen_abi::argo::{self, Gfn, RegisterFlags, RegisterRing};
use xen_abi::grant_table::{self, QuerySize};

pub fn register<X: Hypercall>(xen: &X, ring: &RegisterRing, first: &Gfn) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { argo::register_ring(xen, ring, first, RegisterFlags::empty()) };
}

pub fn query<X: Hypercall>(xen: &X, queries: &mut [QuerySize]) {
    let _ = grant_table::query_size(xen, queries.as_mut_ptr());
}
