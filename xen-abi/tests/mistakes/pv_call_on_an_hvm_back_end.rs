//! Calls that Xen refuses to the back end's kind of guest.
use xen_abi::backend::{PvSyscall, Vmcall};
use xen_abi::hvm::hvm_op;
use xen_abi::xen::{self, MmuUpdate};

pub fn map(xen: &Vmcall, requests: &[MmuUpdate]) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { xen::mmu_update(xen, requests, None, 0) };
}

pub fn vector(xen: &PvSyscall) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { hvm_op::set_evtchn_upcall_vector(xen, 0, 0xf3) };
}
