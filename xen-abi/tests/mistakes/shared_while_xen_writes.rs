//! Memory that the guest can read while Xen writes it.
use xen_abi::Hypercall;
use xen_abi::grant_table::{self, QuerySize};

pub fn shared<X: Hypercall>(xen: &X, queries: &[QuerySize]) {
    let _ = grant_table::query_size(xen, queries);
}

pub fn aliased<X: Hypercall>(xen: &X, queries: &mut [QuerySize]) -> u32 {
    let first = &queries[0];
    let _ = grant_table::query_size(xen, queries);
    first.nr_frames
}
