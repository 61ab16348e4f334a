//! Connects to a Unix socket within a time limit.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::mem::offset_of;
use std::os::fd::{AsRawFd as _, FromRawFd as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// The longest time limit that is passed to Linux: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// Connects to the socket at `path`, in non-blocking mode.
///
/// Linux waits without an end while the queue of the server is full, as that of a process that was
/// stopped is. The time limit of sends also limits this wait.
///
/// # Errors
///
/// `TimedOut` after `limit`, and those of `connect`.
pub(crate) fn connect(path: &Path, limit: Duration) -> io::Result<File> {
    let (address, size) = address(path)?;
    let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC;
    // SAFETY: a new socket.
    let number = checked(unsafe { libc::socket(libc::AF_UNIX, kind, 0) })?;
    // SAFETY: the socket that was just created, which nothing else owns.
    let socket = unsafe { File::from_raw_fd(number) };
    let start = Instant::now();
    loop {
        let left = limit.saturating_sub(start.elapsed());
        set_send_limit(&socket, left)?;
        let place = (&raw const address).cast();
        // SAFETY: the address has that size.
        let connected = checked(unsafe { libc::connect(socket.as_raw_fd(), place, size) });
        match connected {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted && !left.is_zero() => {}
            Err(error) => {
                return Err(match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::Interrupted => ErrorKind::TimedOut.into(),
                    _ => error,
                });
            }
        }
    }
    // SAFETY: an open file; the call changes its flags only.
    checked(unsafe { libc::fcntl(socket.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) })?;
    Ok(socket)
}

/// The address of a socket, and its size in bytes.
fn address(path: &Path) -> io::Result<(libc::sockaddr_un, libc::socklen_t)> {
    let mut address = libc::sockaddr_un {
        sun_family: libc::AF_UNIX as libc::sa_family_t,
        sun_path: [0; 108],
    };
    let bytes = path.as_os_str().as_bytes();
    // A NUL ends the path. An empty path, or one that starts with NUL, is no file.
    if bytes.is_empty() || bytes.contains(&0) || bytes.len() >= address.sun_path.len() {
        let message = "the path of a socket has 1 to 107 bytes, none of them NUL";
        return Err(io::Error::new(ErrorKind::InvalidInput, message));
    }
    for (place, byte) in address.sun_path.iter_mut().zip(bytes) {
        *place = *byte as libc::c_char;
    }
    let size = offset_of!(libc::sockaddr_un, sun_path) + bytes.len() + 1;
    Ok((address, size as libc::socklen_t))
}

/// Sets how long a send or a connect may wait.
fn set_send_limit(socket: &File, limit: Duration) -> io::Result<()> {
    // Linux takes 0 as no limit.
    let limit = limit.clamp(Duration::from_millis(1), LONGEST);
    let time = libc::timeval {
        tv_sec: limit.as_secs() as libc::time_t,
        tv_usec: limit.subsec_micros() as libc::suseconds_t,
    };
    // SAFETY: the call reads a time of that size.
    checked(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_SNDTIMEO,
            (&raw const time).cast(),
            size_of_val(&time) as libc::socklen_t,
        )
    })?;
    Ok(())
}

/// The result of a system call.
fn checked(result: i32) -> io::Result<i32> {
    match result {
        -1 => Err(io::Error::last_os_error()),
        result => Ok(result),
    }
}
