//! Switch points: where a schedule of the software Xen may let another thread run.
//!
//! Every access to memory that domains share is one. Without the feature `mock` there are none.

/// Lets another thread run, if the calling one is scheduled.
#[inline(always)]
pub(crate) fn point() {
    #[cfg(feature = "mock")]
    scheduled::point();
}

#[cfg(feature = "mock")]
pub(crate) use scheduled::{enter, leave};

#[cfg(feature = "mock")]
mod scheduled {
    use core::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::OnceLock;

    /// The number of scheduled threads in the process.
    static THREADS: AtomicUsize = AtomicUsize::new(0);

    /// The function that the software Xen runs at a switch point.
    static SWITCH: OnceLock<fn()> = OnceLock::new();

    #[inline(always)]
    pub(super) fn point() {
        if THREADS.load(Ordering::Relaxed) != 0 {
            switch();
        }
    }

    #[cold]
    fn switch() {
        if let Some(switch) = SWITCH.get() {
            switch();
        }
    }

    /// Counts a scheduled thread: from now on, switch points call `switch`, in every thread.
    pub(crate) fn enter(switch: fn()) {
        SWITCH.get_or_init(|| switch);
        THREADS.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends what [`enter`] began.
    pub(crate) fn leave() {
        THREADS.fetch_sub(1, Ordering::Relaxed);
    }
}
