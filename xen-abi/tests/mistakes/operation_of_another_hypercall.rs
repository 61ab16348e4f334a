//! An operation of another hypercall, and one that Xen refuses to the back end's kind of guest.
use xen_abi::backend::PvSyscall;
use xen_abi::callback::{Register, callback_op};
use xen_abi::event_channel::event_channel_op;
use xen_abi::hvm::hvm_op::{self, PagetableDying};

pub fn register(xen: &PvSyscall, argument: &mut Register) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { event_channel_op::<callback_op::Register, _>(xen, argument) };
}

pub fn dying(xen: &PvSyscall, argument: &mut PagetableDying) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { hvm_op::hvm_op::<hvm_op::hvm_op::PagetableDying, _>(xen, argument) };
}
