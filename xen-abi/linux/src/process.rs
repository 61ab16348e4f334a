//! Tells a process from the children that it forks, without a system call.
//!
//! A page that Linux wipes in a child (`MADV_WIPEONFORK`) holds a number. A child finds 0 there, and
//! writes a number of its own.

use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use xen_abi::frame::PAGE_SIZE;

/// A process, as one of those that share memory up to their forks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process(u64);

impl Process {
    /// No process.
    pub(crate) const NONE: Self = Self(0);

    /// Returns the calling process.
    #[inline]
    pub(crate) fn current() -> Self {
        /// The number that was given last. A child continues from the value at its fork.
        static LAST: AtomicU64 = AtomicU64::new(0);

        let Some(page) = page() else {
            // SAFETY: the call has no conditions.
            return Self(u64::from(unsafe { libc::getpid() }.unsigned_abs()));
        };
        match page.load(Ordering::Relaxed) {
            0 => {
                let new = LAST.fetch_add(1, Ordering::Relaxed) + 1;
                let set = page.compare_exchange(0, new, Ordering::Relaxed, Ordering::Relaxed);
                // Another thread of the child may have been faster.
                Self(set.map_or_else(|other| other, |_| new))
            }
            number => Self(number),
        }
    }

    /// Returns whether this is the calling process.
    #[inline]
    pub(crate) fn is_current(self) -> bool {
        self == Self::current()
    }
}

/// Returns the page that is wiped on fork; `None` before Linux 4.14.
#[inline]
fn page() -> Option<&'static AtomicU64> {
    static PAGE: OnceLock<Option<&'static AtomicU64>> = OnceLock::new();
    *PAGE.get_or_init(map)
}

fn map() -> Option<&'static AtomicU64> {
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a new mapping, at an address that Linux chooses.
    let page = unsafe { libc::mmap(ptr::null_mut(), PAGE_SIZE, protection, flags, -1, 0) };
    if page == libc::MAP_FAILED {
        return None;
    }
    // SAFETY: the page that was just mapped.
    if unsafe { libc::madvise(page, PAGE_SIZE, libc::MADV_WIPEONFORK) } != 0 {
        // SAFETY: as above; nothing uses it.
        unsafe { libc::munmap(page, PAGE_SIZE) };
        return None;
    }
    // SAFETY: zeroed, aligned, never unmapped, and only accessed through this reference. A fork
    // changes it in the child before the child runs.
    Some(unsafe { AtomicU64::from_ptr(page.cast()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_another_process() {
        let parent = Process::current();
        assert!(parent.is_current() && parent != Process::NONE);
        // SAFETY: the child only compares numbers and exits.
        match unsafe { libc::fork() } {
            0 => {
                let told = !parent.is_current() && Process::current() == Process::current();
                // SAFETY: ends the child without running anything else of the test program.
                unsafe { libc::_exit(i32::from(!told)) }
            }
            child => {
                let mut status = -1;
                // SAFETY: `status` is writable.
                assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
                assert_eq!(status, 0);
            }
        }
        assert!(parent.is_current());
    }
}
