//! Ends the program with a sentence where a crash would end it without one.
//!
//! clang follows what it reads by recursion, has states that it takes for impossible, and makes an
//! array of what has an initializer, however large. What is known to lead there is refused before
//! (`depth`, `refusals`); this is for what is not known.

#[cfg(unix)]
pub(super) use unix::end_with;

/// Elsewhere the system itself says that a program crashed.
#[cfg(not(unix))]
pub(super) fn end_with(_: &str) {}

#[cfg(unix)]
mod unix {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    use crate::source::libclang::open;

    /// What a crash is told by.
    const SIGNALS: [libc::c_int; 6] = [
        libc::SIGSEGV,
        libc::SIGBUS,
        libc::SIGILL,
        libc::SIGABRT,
        libc::SIGFPE,
        libc::SIGTRAP,
    ];

    static SENTENCE: OnceLock<Vec<u8>> = OnceLock::new();
    static TOLD: AtomicBool = AtomicBool::new(false);

    /// From now on a crash prints a sentence and ends the program as an error in the headers does.
    pub(in crate::source::libclang) fn end_with(sentence: &str) {
        if SENTENCE.set(sentence.as_bytes().to_vec()).is_err() {
            return;
        }
        // libclang would put handlers of its own in place, which print the command line, and go
        // on with what is left of the unit.
        open::write("LIBCLANG_DISABLE_CRASH_RECOVERY", Some(&"1".into()));
        // A sanitizer takes address space by the terabyte, and elsewhere there is little of it.
        #[cfg(all(not(sanitizer), target_pointer_width = "64"))]
        limit_memory();
        for signal in SIGNALS {
            // SAFETY: the action is all zeroes but for what is set below, which is a valid one;
            // the handler does what a signal handler may do. Threads of `std` have the stack that
            // SA_ONSTACK asks for.
            unsafe {
                let mut action: libc::sigaction = std::mem::zeroed();
                action.sa_sigaction = tell as extern "C" fn(libc::c_int) as libc::sighandler_t;
                action.sa_flags = libc::SA_ONSTACK;
                libc::sigemptyset(&raw mut action.sa_mask);
                libc::sigaction(signal, &raw const action, std::ptr::null_mut());
            }
        }
    }

    /// Has memory end early enough for a sentence.
    #[cfg(all(not(sanitizer), target_pointer_width = "64"))]
    fn limit_memory() {
        // In bytes: thirty times what a run takes for all of Xen's headers. Without a limit the
        // system would end this program, or another.
        const MEMORY: libc::rlim_t = 8 << 30;
        let mut limit = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        // SAFETY: the pointers are to a live variable of the right type.
        unsafe {
            if libc::getrlimit(libc::RLIMIT_AS, &raw mut limit) == 0 && limit.rlim_cur > MEMORY {
                limit.rlim_cur = MEMORY;
                // Where the system does not let us, there is no limit.
                libc::setrlimit(libc::RLIMIT_AS, &raw const limit);
            }
        }
    }

    extern "C" fn tell(_: libc::c_int) {
        // SAFETY: these functions may be called by a signal handler. The sentence was set before
        // the handler was, and is never changed.
        unsafe {
            // One thread tells; the others wait for the end.
            while TOLD.swap(true, Ordering::SeqCst) {
                libc::pause();
            }
            if let Some(sentence) = SENTENCE.get() {
                libc::write(
                    libc::STDERR_FILENO,
                    sentence.as_ptr().cast(),
                    sentence.len(),
                );
            }
            libc::_exit(1);
        }
    }
}
