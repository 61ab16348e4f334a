//! Child processes: what they inherit, and what they leave alone.

use xen_abi::event_channel;
use xen_abi::shared::SharedMemory as _;
use xen_abi::version;
use xen_abi::xen::DomId;
use xen_abi_linux::{Access, EventChannels, GrantAllocator, Privcmd};

use crate::checks::Test;

pub(crate) const TESTS: &[Test] = &[
    ("fork::calls_of_a_child", calls_of_a_child),
    ("fork::drops_of_a_child", drops_of_a_child),
    ("fork::within_a_call", within_a_call),
    ("fork::close_on_exec", close_on_exec),
];

/// Runs `child` in a child process, and returns its exit status.
pub(super) fn in_child(child: impl FnOnce() -> u8) -> i32 {
    // SAFETY: the child only runs what the tests pass, and exits.
    match unsafe { libc::fork() } {
        0 => {
            let status = child();
            // SAFETY: ends the child without running anything of its parent.
            unsafe { libc::_exit(i32::from(status)) }
        }
        pid => {
            let mut status = -1;
            // SAFETY: `status` is writable.
            assert_eq!(unsafe { libc::waitpid(pid, &raw mut status, 0) }, pid);
            assert!(
                libc::WIFEXITED(status),
                "the child ended by a signal: {status:#x}"
            );
            libc::WEXITSTATUS(status)
        }
    }
}

fn calls_of_a_child() {
    let xen = Privcmd::open().expect("privcmd");
    let own = version::capabilities(&xen).expect("capabilities");
    let status = in_child(|| {
        let works = version::capabilities(&xen).is_ok_and(|text| text == own);
        let port = event_channel::alloc_unbound(&xen, DomId::SELF, DomId(0));
        let closed = port.is_ok_and(|port| event_channel::close(&xen, port).is_ok());
        u8::from(!(works && closed))
    });
    assert_eq!(status, 0);
    assert!(version::capabilities(&xen).is_ok_and(|text| text == own));
}

fn drops_of_a_child() {
    let xen = Privcmd::open().expect("privcmd");
    let events = EventChannels::open().expect("evtchn");
    let channel = events.bind_unbound(DomId(0)).expect("a port");
    let allocator = GrantAllocator::open().expect("gntalloc");
    let pages = allocator
        .grant(DomId(0), 1, Access::ReadWrite)
        .expect("a page");
    pages.set(0, &7_u32);
    let port = channel.port();
    let mut held = Some((channel, pages));
    let status = in_child(|| {
        drop(held.take());
        0
    });
    assert_eq!(status, 0);
    let (_channel, pages) = held.expect("the child's drop is its own");
    let status = event_channel::status(&xen, DomId::SELF, port).expect("status");
    assert_ne!(status.status.0, 0, "the port is closed");
    assert_eq!(pages.get::<u32>(0), 7);
}

/// A child that was forked within a call does not copy into memory that it has not.
fn within_a_call() {
    use xen_abi::{Buffer, Hypercall as _};

    let xen = Privcmd::open().expect("privcmd");
    let mut record = [1_u8; 64];
    // SAFETY: no hypercall is made.
    let status = unsafe {
        xen.with_buffer(Buffer::in_out(&raw mut record), |address| {
            assert_ne!(address, 0);
            libc::fork()
        })
    };
    if status == 0 {
        let works = version::version(&xen).is_ok();
        // SAFETY: ends the child.
        unsafe { libc::_exit(i32::from(!works || record != [1; 64])) };
    }
    let mut code = -1;
    // SAFETY: `code` is writable.
    assert_eq!(unsafe { libc::waitpid(status, &raw mut code, 0) }, status);
    assert_eq!(code, 0, "the child's status");
}

fn close_on_exec() {
    use std::os::fd::{AsFd as _, AsRawFd as _};

    let xen = Privcmd::open().expect("privcmd");
    let events = EventChannels::open().expect("evtchn");
    for file in [xen.as_fd(), events.as_fd()] {
        // SAFETY: an open file.
        let flags = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_GETFD) };
        assert_eq!(flags & libc::FD_CLOEXEC, libc::FD_CLOEXEC);
    }
}
