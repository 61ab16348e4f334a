//! Waiting for the events of a port.

use xen_abi::events::{Channel, TwoLevel, TwoLevelVcpu};
use xen_abi::{Errno, Hypercall};

/// Prepares to wait for a port: its events no longer interrupt the vCPU.
pub(crate) fn prepare<X: Hypercall>(
    channel: &Channel<X>,
    bits: TwoLevel<'_>,
    vcpu: &TwoLevelVcpu<'_>,
) {
    bits.mask(channel.port());
    // An earlier event has set the vCPU's upcall flag, and no call blocks while it is set.
    bits.handle(vcpu, |_| {});
}

/// Blocks until an event comes, and clears it.
pub(crate) fn wait<X: Hypercall>(channel: &Channel<X>, bits: TwoLevel<'_>) -> Result<(), Errno> {
    while !bits.clear(channel.port()) {
        channel.wait(None)?;
    }
    Ok(())
}
