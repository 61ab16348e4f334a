//! The count of upcalls, and the shared info page.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU64, Ordering};

use xen_abi::events::TwoLevelVcpu;
use xen_abi::shared::SharedPages;
use xen_abi::xen::{SharedInfo, VcpuInfo};

/// The number of upcalls, counted by the entry code.
pub(super) static COUNT: AtomicU64 = AtomicU64::new(0);

/// The shared info page is mapped here.
static SHARED_INFO: SharedPages<1> = SharedPages::new();

/// The shared info page.
pub(super) fn shared_info() -> NonNull<SharedInfo> {
    super::memory::start(&SHARED_INFO).cast()
}

/// The vCPU's part of the shared info page.
pub(super) fn vcpu_info() -> NonNull<VcpuInfo> {
    // SAFETY: a field of a structure in a page of the kernel.
    unsafe { NonNull::new_unchecked(&raw mut (*shared_info().as_ptr()).vcpu_info[0]) }
}

/// Lets Xen deliver a pending upcall, and returns the number of upcalls.
///
/// Upcalls are delivered nowhere else, and so never interrupt other code. The handler does not take
/// events: while one is pending, each call of this function delivers an upcall.
pub(super) fn count(let_in: impl FnOnce()) -> u64 {
    // SAFETY: the page is mapped before upcalls are counted, and its event words are only accessed
    // atomically.
    if unsafe { TwoLevelVcpu::in_vcpu_info(vcpu_info()) }.has_news() {
        let_in();
    }
    COUNT.load(Ordering::Acquire)
}
