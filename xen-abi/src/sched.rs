//! The scheduler's operations: the generated functions, with the one that needs a third register.

#[doc(inline)]
pub use crate::generated::sched::*;

use crate::frame::Mfn;
use crate::hypercall::Hypercall;
use crate::xen::HypercallNum;
use crate::{Buffer, Errno, returns};

/// How a domain goes on after [`suspend`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a restored domain has lost its event channels, grants and registrations"]
pub enum Resumed {
    /// In a restored domain: on another machine, or later.
    ///
    /// Memory is as it was. Event channels, grants, shared pages and the registrations of vCPUs are
    /// gone, and must be set up again.
    Restored,
    /// Where it was: saving it was given up, or only a copy was made. Everything is as it was.
    Cancelled,
}

/// `SCHEDOP_shutdown` for `SHUTDOWN_suspend`: Stops the domain to be saved, copied or moved.
///
/// `start_info` is the machine frame of an x86 PV guest's `struct start_info`, which the toolstack
/// corrects for the new place. Guests of other kinds have none.
///
/// # Errors
/// * [`EFAULT`](Errno::EFAULT): the argument could not be read
///
/// # Safety
/// * A PV guest passes the frame of its `struct start_info`: the toolstack rewrites that frame,
///   whatever is in it. Nothing may hold a reference to its contents.
/// * No other vCPU of the domain may run, and events must be masked.
/// * After [`Resumed::Restored`], what was shared with Xen or with other domains is shared no
///   longer: no mapping of it may be used, and page tables of a PV guest hold other machine frames.
#[doc(alias = "SCHEDOP_shutdown")]
#[doc(alias = "SHUTDOWN_suspend")]
#[doc(alias = "HYPERVISOR_suspend")]
#[inline]
pub unsafe fn suspend<X: Hypercall>(xen: &X, start_info: Option<Mfn>) -> Result<Resumed, Errno> {
    let arg = Shutdown {
        reason: ShutdownReason::SUSPEND,
    };
    let frame = start_info.map_or(0, |frame| frame.0 as usize);
    // SAFETY: `arg` outlives the call, and Xen only reads it; of the frame, the caller vouches, as
    // this function's documentation asks.
    let result = unsafe {
        xen.with_buffer(Buffer::input(&raw const arg), |address| {
            xen.hypercall(
                HypercallNum::SCHED_OP.0,
                [SchedOp::Shutdown as usize, address, frame],
            )
        })
    };
    match returns::long(result)? {
        0 => Ok(Resumed::Restored),
        _ => Ok(Resumed::Cancelled),
    }
}
