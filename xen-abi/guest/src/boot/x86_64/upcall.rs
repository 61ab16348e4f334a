//! Upcalls that have come, and the page in which Xen tells why.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU64, Ordering};

use xen_abi::Hypercall;
use xen_abi::events::{self, TwoLevelVcpu};
use xen_abi::shared::SharedPages;
use xen_abi::xen::{SharedInfo, VcpuInfo};

use super::clock;

/// How often Xen has entered the kernel for an event. The entry code counts.
pub(super) static COUNT: AtomicU64 = AtomicU64::new(0);

/// How often Xen has entered the kernel for an event.
pub(super) fn count() -> u64 {
    COUNT.load(Ordering::Acquire)
}

/// Where the page that Xen shares with every domain is put.
pub(super) static SHARED_INFO: SharedPages<1> = SharedPages::new();

/// The shared page.
pub(super) fn shared_info() -> NonNull<SharedInfo> {
    super::memory::start(&SHARED_INFO).cast()
}

/// What Xen shares with the one processor.
pub(super) fn vcpu_info() -> NonNull<VcpuInfo> {
    // SAFETY: a field of a structure that fills most of a page of ours.
    unsafe { NonNull::new_unchecked(&raw mut (*shared_info().as_ptr()).vcpu_info[0]) }
}

/// Waits until an upcall has come or Xen's system time has reached `deadline`, and tells which.
///
/// Upcalls are let in nowhere else: one that is announced meanwhile comes now.
pub(super) fn wait<X: Hypercall>(xen: &X, let_in: impl Fn(&X), deadline: u64) -> bool {
    let before = count();
    // SAFETY: the page is mapped before anybody waits, and its event words are accessed atomically everywhere.
    let events = unsafe { TwoLevelVcpu::in_vcpu_info(vcpu_info()) };
    loop {
        if events.has_news() {
            let_in(xen);
        }
        if count() != before {
            return true;
        }
        // SAFETY: as above.
        if unsafe { clock::now(vcpu_info()) } >= deadline {
            return false;
        }
        // Without a port it sleeps until there is news or the time has come.
        events::wait(xen, &[], Some(deadline)).expect("a processor may always sleep");
    }
}
