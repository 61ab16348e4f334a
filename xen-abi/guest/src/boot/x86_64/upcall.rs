//! Upcalls that have come, and the page in which Xen tells why.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU64, Ordering};

use xen_abi::events::TwoLevelVcpu;
use xen_abi::shared::SharedPages;
use xen_abi::xen::{SharedInfo, VcpuInfo};

/// How often Xen has entered the kernel for an event. The entry code counts.
pub(super) static COUNT: AtomicU64 = AtomicU64::new(0);

/// Where the page that Xen shares with every domain is put.
static SHARED_INFO: SharedPages<1> = SharedPages::new();

/// The shared page.
pub(super) fn shared_info() -> NonNull<SharedInfo> {
    super::memory::start(&SHARED_INFO).cast()
}

/// What Xen shares with the one processor.
pub(super) fn vcpu_info() -> NonNull<VcpuInfo> {
    // SAFETY: a field of a structure that fills most of a page of ours.
    unsafe { NonNull::new_unchecked(&raw mut (*shared_info().as_ptr()).vcpu_info[0]) }
}

/// How often Xen has entered the kernel for an event, after it was let in if it has a reason to.
///
/// Upcalls are let in nowhere else, so none comes in the middle of other code. The handler does not
/// look for the reason: as long as nobody has, each call of this lets Xen in again.
pub(super) fn count(let_in: impl FnOnce()) -> u64 {
    // SAFETY: the page is mapped before anybody counts, and its event words are accessed atomically
    // everywhere.
    if unsafe { TwoLevelVcpu::in_vcpu_info(vcpu_info()) }.has_news() {
        let_in();
    }
    COUNT.load(Ordering::Acquire)
}
