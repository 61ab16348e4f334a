//! The software Xen compared with its tables, and tests of what the tables do not contain.

mod argo;
mod argo_answers;
mod channels;
mod grants;
mod ports;
mod schedules;
mod services;
mod table;
#[cfg(all(feature = "toolstack", target_arch = "x86_64"))]
mod toolstack;
#[cfg(all(feature = "toolstack", target_arch = "x86_64"))]
mod unanswered;

use std::ptr;
use xen_abi::xen::HypercallNum;
use xen_abi::{Errno, Hypercall, returns};

/// Makes a call of two arguments as a stub does, with any address.
fn issue<X: Hypercall>(xen: &X, command: u32, address: usize) -> Result<(), Errno> {
    // SAFETY: the tests pass null, or the address of a record that they own.
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
