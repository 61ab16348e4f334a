//! Which threads hold the machine's lock: they must not hand over to others.

use core::cell::Cell;

std::thread_local! {
    static LOCKS: Cell<usize> = const { Cell::new(0) };
}

/// The calling thread holds the machine's lock, as long as the value lives.
pub(super) struct Holding(());

impl Holding {
    pub(super) fn new() -> Self {
        LOCKS.set(LOCKS.get() + 1);
        Self(())
    }

    /// Returns whether the calling thread holds the lock.
    pub(super) fn is_held() -> bool {
        LOCKS.get() != 0
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        LOCKS.set(LOCKS.get() - 1);
    }
}
