//! Scheduling operations: the generated functions, and [`suspend`], which needs a third argument.

#[doc(inline)]
pub use crate::generated::sched::*;

use crate::frame::Mfn;
use crate::hypercall::Hypercall;
use crate::xen::HypercallNum;
use crate::{Buffer, Errno, returns};

/// How a domain resumes after [`suspend`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a restored domain has lost its event channels, grants and registrations"]
pub enum Resumed {
    /// In a restored domain, possibly on another host.
    ///
    /// Memory is unchanged. Event channels, grants, shared pages and registrations of vCPUs are
    /// gone: bind, grant and register them anew. See [the events module].
    ///
    #[cfg_attr(
        feature = "events",
        doc = "[the events module]: crate::events#after-a-restore-or-migration"
    )]
    #[cfg_attr(
        not(feature = "events"),
        doc = "[the events module]: https://docs.rs/xen-abi/latest/xen_abi/events/"
    )]
    Restored,
    /// In the original domain: the suspension was cancelled, or only a copy was saved. Everything
    /// is unchanged.
    Cancelled,
}

/// `SCHEDOP_shutdown` for `SHUTDOWN_suspend`: Suspends the domain.
///
/// The toolstack then saves, copies or migrates it. After [`Resumed::Restored`], all event channels
/// are gone and must be bound anew, like grants and registrations.
///
/// `start_info` is the MFN of an x86 PV guest's `struct start_info`, which the toolstack rewrites
/// for the restored domain. Other guests have none.
///
/// # Errors
/// * [`EFAULT`](Errno::EFAULT): the argument could not be read
///
/// # Safety
/// * A PV guest passes the MFN of its `struct start_info`. The toolstack overwrites that frame,
///   whatever it contains: no reference to its contents may exist.
/// * No other vCPU of the domain may run, and events must be masked.
/// * After [`Resumed::Restored`], mappings of memory shared with Xen or other domains must not be
///   used, and the page tables of a PV guest have other MFNs.
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
