//! More arguments than there are registers.
use xen_abi::Hypercall;
use xen_abi::backend::Vmcall;

pub fn six(xen: &Vmcall) -> usize {
    // SAFETY: none: it does not compile.
    unsafe { xen.hypercall(39, [1, 2, 3, 4, 5, 6]) }
}
