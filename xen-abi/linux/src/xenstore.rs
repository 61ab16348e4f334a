//! Xenstore through the socket of xenstored, or through `/dev/xen/xenbus`.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use xen_abi::Errno;
use xen_abi::xenstore::{Transport, TransportError};

use crate::device::{Device, OpenError};
use crate::process::Process;
use crate::socket;
use crate::system::last_error;

/// How long an operation takes at most, unless the program says otherwise.
const LIMIT: Duration = Duration::from_secs(10);

/// The sockets of xenstored: of today, and of older systems.
const SOCKETS: [&str; 2] = ["/run/xenstored/socket", "/var/run/xenstored/socket"];

/// The longest payload that Linux's device takes: its buffer also holds the header of 16 bytes.
const DEVICE_PAYLOAD: usize = 4096 - 16;

/// A connection to xenstore, for [`Xenstore`](xen_abi::xenstore::Xenstore).
///
/// In dom0 that is the Unix socket of xenstored, elsewhere the device `/dev/xen/xenbus`:
///
/// ```no_run
/// use xen_abi::xenstore::Xenstore;
/// use xen_abi_linux::StoreConnection;
///
/// let mut store: Xenstore<_> = Xenstore::new(StoreConnection::open()?);
/// for domain in store.list("/local/domain")? {
///     println!("domain {domain}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// No operation takes longer than ten seconds, or than [`with_limit`](Self::with_limit) says. The
/// file is readable when a response or an event has arrived, for `poll` and asynchronous runtimes.
///
/// Xenstore drops watches and transactions when the connection ends.
/// [`Xenstore::reconnect`](xen_abi::xenstore::Xenstore::reconnect) opens a new one. A child process
/// does not share the connection of its parent: its operations fail with
/// [`TransportError::Closed`] until it reconnects.
#[derive(Debug)]
pub struct StoreConnection {
    file: File,
    place: Place,
    process: Process,
    limit: Duration,
    deadline: Instant,
    /// The last write was refused for want of space.
    is_full: bool,
}

/// Where the connection leads to.
#[derive(Debug)]
enum Place {
    Socket(PathBuf),
    Device,
    /// A socket that the program has connected.
    Given,
}

impl StoreConnection {
    /// Connects to xenstored, or opens the device if there is no socket.
    ///
    /// # Errors
    ///
    /// [`Reason`](crate::Reason) lists what may be missing. The error is that of the device if
    /// there is no socket, since domains other than dom0 have none.
    pub fn open() -> Result<Self, OpenError> {
        let mut failed = None;
        for path in SOCKETS {
            match Self::connect(path) {
                Err(error) if error.is_missing() => {}
                // A socket without xenstored is left behind when it dies.
                Err(error) if failed.is_none() => failed = Some(error),
                Err(_) => {}
                connected => return connected,
            }
        }
        match (Self::open_device(), failed) {
            (Err(device), Some(socket)) if device.is_missing() => Err(socket),
            (opened, _) => opened,
        }
    }

    /// Connects to the Unix socket of a xenstored, and waits for at most ten seconds.
    ///
    /// # Errors
    ///
    /// [`Reason`](crate::Reason) lists what may be missing.
    pub fn connect(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::connect_within(path, LIMIT)
    }

    /// Connects as [`connect`](Self::connect) does, with another time limit.
    ///
    /// The limit is that of connecting only: [`with_limit`](Self::with_limit) sets that of
    /// operations.
    ///
    /// # Errors
    ///
    /// Those of [`connect`](Self::connect).
    pub fn connect_within(path: impl AsRef<Path>, limit: Duration) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let connected = socket::connect(path, limit);
        let file = connected.map_err(|error| OpenError::of_socket(path, error, limit))?;
        Ok(Self::new(file, Place::Socket(path.to_owned())))
    }

    /// Opens `/dev/xen/xenbus`, through which Linux talks to xenstore.
    ///
    /// Requests have 4080 bytes at most, 16 less than on a socket, and one is under way at a time:
    /// Linux keeps it in a buffer that the next one overwrites. If no xenstore serves this domain,
    /// operations end at their time limit; then the connection must be reset.
    ///
    /// # Errors
    ///
    /// [`Reason`](crate::Reason) lists what may be missing.
    pub fn open_device() -> Result<Self, OpenError> {
        Ok(Self::new(Device::XENBUS.open()?, Place::Device))
    }

    /// Takes a connected socket, which cannot be reset.
    ///
    /// # Errors
    ///
    /// Those of `fcntl`, which are not known for a socket.
    pub fn from_stream(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self::new(File::from(OwnedFd::from(stream)), Place::Given))
    }

    fn new(file: File, place: Place) -> Self {
        Self {
            file,
            place,
            process: Process::current(),
            limit: LIMIT,
            deadline: Instant::now(),
            is_full: false,
        }
    }

    /// Fails in a child process: two would read parts of each other's responses.
    fn check_process(&self) -> Result<(), TransportError> {
        match self.process.is_current() {
            true => Ok(()),
            false => Err(TransportError::Closed),
        }
    }

    /// Sets how long an operation takes at most.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }
}

/// An error of a system call on the connection.
fn failure(error: io::Error) -> TransportError {
    match error.kind() {
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::NotConnected => {
            TransportError::Closed
        }
        ErrorKind::TimedOut => TransportError::TimedOut,
        _ => {
            let errno = error.raw_os_error().and_then(Errno::new);
            TransportError::Call(errno.unwrap_or(Errno::EIO))
        }
    }
}

impl Transport for StoreConnection {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize, TransportError> {
        self.check_process()?;
        if bytes.is_empty() {
            return Ok(0);
        }
        loop {
            return match (&self.file).read(bytes) {
                Ok(0) => Err(TransportError::Closed),
                Ok(count) => Ok(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
                Err(error) => Err(failure(error)),
            };
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, TransportError> {
        self.check_process()?;
        self.is_full = false;
        loop {
            let written = match self.place {
                Place::Device => (&self.file).write(bytes),
                // The process gets no signal if xenstored is gone.
                Place::Socket(_) | Place::Given => {
                    let (start, flags) = (bytes.as_ptr().cast(), libc::MSG_NOSIGNAL);
                    // SAFETY: the bytes are readable.
                    let sent =
                        unsafe { libc::send(self.file.as_raw_fd(), start, bytes.len(), flags) };
                    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
                }
            };
            return match written {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.is_full = true;
                    Ok(0)
                }
                written => written.map_err(failure),
            };
        }
    }

    fn begin(&mut self) {
        let now = Instant::now();
        // A limit beyond the clock's range is a year.
        let year = Duration::from_secs(365 * 24 * 3600);
        self.deadline = now.checked_add(self.limit).unwrap_or(now + year);
    }

    fn check(&mut self) -> Result<(), TransportError> {
        match Instant::now() < self.deadline {
            true => Ok(()),
            false => Err(TransportError::TimedOut),
        }
    }

    fn wait(&mut self) -> Result<(), TransportError> {
        self.check()?;
        let left = self.deadline.saturating_duration_since(Instant::now());
        // Rounded up, so that it does not poll in circles at the end.
        let milliseconds = i32::try_from(left.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX);
        let mut entry = libc::pollfd {
            fd: self.file.as_raw_fd(),
            events: match self.is_full {
                true => libc::POLLIN | libc::POLLOUT,
                false => libc::POLLIN,
            },
            revents: 0,
        };
        // SAFETY: one entry, which the call writes.
        match unsafe { libc::poll(&raw mut entry, 1, milliseconds) } {
            -1 => match last_error() {
                error if error.code() == libc::EINTR => Ok(()),
                error => Err(TransportError::Call(error)),
            },
            _ => Ok(()),
        }
    }

    fn reconnect(&mut self) -> Result<(), TransportError> {
        let opened = match &self.place {
            Place::Given => return Err(TransportError::Unsupported),
            Place::Socket(path) => Self::connect_within(path, self.limit),
            Place::Device => Device::XENBUS
                .open_within(self.limit)
                .map(|file| Self::new(file, Place::Device)),
        };
        let new = opened.map_err(|error| failure(error.into()))?;
        self.file = new.file;
        self.process = new.process;
        self.is_full = false;
        Ok(())
    }

    fn longest_payload(&self) -> usize {
        match self.place {
            Place::Device => DEVICE_PAYLOAD,
            Place::Socket(_) | Place::Given => DEVICE_PAYLOAD + 16,
        }
    }

    fn takes_one_request(&self) -> bool {
        matches!(self.place, Place::Device)
    }
}

impl AsFd for StoreConnection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}
