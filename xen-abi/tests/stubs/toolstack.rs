//! Calls of a toolstack: the function for one release, and the method that fits every release.

#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
use xen_abi::backend::Hvc as Instruction;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use xen_abi::backend::Vmcall as Instruction;
use xen_abi::toolstack::domctl::{self, InterfaceVersion};
use xen_abi::toolstack::Toolstack;
use xen_abi::xen::DomId;
use xen_abi::Errno;

// SAFETY: no other symbol has the name.
#[unsafe(export_name = "release_pausedomain")]
pub fn pausedomain_of_release(
    xen: &Instruction,
    version: InterfaceVersion,
    domain: DomId,
) -> Result<(), Errno> {
    domctl::pausedomain(xen, version, domain)
}

// SAFETY: no other symbol has the name.
#[unsafe(export_name = "any_pausedomain")]
pub fn pausedomain(toolstack: &Toolstack<'_, Instruction>, domain: DomId) -> Result<(), Errno> {
    toolstack.pausedomain(domain)
}
