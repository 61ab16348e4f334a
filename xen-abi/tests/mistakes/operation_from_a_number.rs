//! An unchecked number instead of an operation.
use xen_abi::Hypercall;
use xen_abi::argo::argo_op;

pub fn any<X: Hypercall>(xen: &X, number: u32) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { argo_op(xen, number, core::ptr::null_mut(), core::ptr::null_mut(), 0, 0) };
}
