//! The initial state of a vCPU in the record of another kind of guest.
use xen_abi::arch_x86::xen::VcpuGuestContext;
use xen_abi::backend::Vmcall;
use xen_abi::vcpu;

pub fn start(xen: &Vmcall, state: &VcpuGuestContext) {
    // SAFETY: none: it does not compile.
    let _ = unsafe { vcpu::initialise(xen, 1, state) };
}
