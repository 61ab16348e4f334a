//! The software Xen against the tables that describe it, and what tables cannot say.

mod argo;
mod argo_answers;
mod channels;
mod ports;
mod services;
mod table;

use std::ptr;
use xen_abi::xen::HypercallNum;
use xen_abi::{Errno, Hypercall, returns};

/// Makes a call of two arguments as a stub does, with an address of the test's choice.
fn issue<X: Hypercall>(xen: &X, command: u32, address: usize) -> Result<(), Errno> {
    // SAFETY: the tests pass nothing, or the address of a record that they own.
    returns::neg_errnoval(unsafe {
        xen.hypercall(
            HypercallNum::EVENT_CHANNEL_OP.0,
            [command as usize, address],
        )
    })
}

/// The address of a record that a call may write to.
fn address<T>(record: &mut T) -> usize {
    ptr::from_mut(record).expose_provenance()
}
