//! Tests of guests on Arm.

use xen_abi::Errno;
use xen_abi::Hypercall;
use xen_abi::guest::Arm;
use xen_abi::hvm::hvm_op;
use xen_abi::hvm::params::{HVM_NR_PARAMS, HvmParam};
use xen_abi::physdev;
use xen_abi::xen::DomId;

use super::ports::NOBODY;
use crate::machine::Machine;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine<Xen: Hypercall<Guest = Arm>>>(transcript: &mut Transcript<'_, M>) {
    if transcript.machine.is_software() {
        transcript.test("arm", |_| {
            skip!("the software Xen has neither hvm_op nor physdev_op")
        });
        return;
    }
    transcript.test("hvm::params", params);
    transcript.test("physdev::refused", physdev_refused);
}

fn params<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    attempt!(hvm_op::get_param(xen, DomId::SELF, HvmParam::CALLBACK_IRQ));
    check!(
        hvm_op::get_param(xen, DomId::SELF, HvmParam(HVM_NR_PARAMS as u32)),
        Err(Errno::EINVAL)
    );
    check!(
        hvm_op::get_param(xen, NOBODY, HvmParam::CALLBACK_IRQ),
        Err(Errno::ESRCH)
    );
    Ok(())
}

/// Xen on Arm has no PCI operations.
fn physdev_refused<M: Machine>(machine: &M) -> Outcome {
    check!(
        physdev::pci_device_remove(machine.xen(), 0, 0xff, 0),
        Err(Errno::ENOSYS)
    );
    Ok(())
}
