//! Event channels through `/dev/xen/evtchn`.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use xen_abi::Errno;
use xen_abi::event_channel::Port;
use xen_abi::events::EventPort;
use xen_abi::xen::{DomId, Virq};

use crate::device::{Device, OpenError};
use crate::generated::evtchn::{
    IOCTL_EVTCHN_BIND_INTERDOMAIN, IOCTL_EVTCHN_BIND_UNBOUND_PORT, IOCTL_EVTCHN_BIND_VIRQ,
    IOCTL_EVTCHN_NOTIFY, IOCTL_EVTCHN_RESET, IOCTL_EVTCHN_RESTRICT_DOMID, IOCTL_EVTCHN_UNBIND,
    IoctlEvtchnBindInterdomain, IoctlEvtchnBindUnboundPort, IoctlEvtchnBindVirq, IoctlEvtchnNotify,
    IoctlEvtchnRestrictDomid, IoctlEvtchnUnbind,
};
use crate::process::Process;
use crate::system::{ioctl, last_error};

/// Event channels of a program, over one file of `/dev/xen/evtchn`.
///
/// The file is readable while ports are pending, for `poll`, `epoll` and asynchronous runtimes; it
/// is in non-blocking mode. Linux masks a port when it becomes pending. Events that arrive until
/// the port is [unmasked](EventChannel::unmask) are delivered then.
///
/// A copy uses the same file.
///
/// ```no_run
/// use xen_abi::xen::DomId;
/// use xen_abi_linux::EventChannels;
///
/// let events = EventChannels::open()?;
/// let channel = events.bind_unbound(DomId(1))?;
/// // Tell domain 1 the number `channel.port()`, usually through xenstore. Then:
/// while events.wait(None)? {
///     for port in events.pending()? {
///         assert_eq!(port, channel.port());
///         channel.unmask()?;
///         // Look for work after unmasking: a later event is delivered again.
///         channel.notify()?;
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct EventChannels {
    device: Arc<File>,
}

impl EventChannels {
    /// Opens `/dev/xen/evtchn`.
    ///
    /// # Errors
    ///
    /// [`Reason`](crate::Reason) lists what may be missing.
    pub fn open() -> Result<Self, OpenError> {
        let device = Arc::new(Device::EVTCHN.open()?);
        Ok(Self { device })
    }

    /// Allocates a port that `remote` may bind to.
    ///
    /// # Errors
    ///
    /// [`ENOSPC`](Errno::ENOSPC) if this domain has no free port. Xen does not check whether there
    /// is such a domain.
    pub fn bind_unbound(&self, remote: DomId) -> Result<EventChannel, Errno> {
        let argument = IoctlEvtchnBindUnboundPort {
            remote_domain: u32::from(remote.0),
        };
        self.bind(IOCTL_EVTCHN_BIND_UNBOUND_PORT, argument)
    }

    /// Binds to a port that `remote` has offered to this domain.
    ///
    /// The new port is pending at once: an event may have been sent before.
    ///
    /// # Errors
    ///
    /// [`EINVAL`](Errno::EINVAL) if the port is not offered to this domain,
    /// [`ESRCH`](Errno::ESRCH) if there is no such domain.
    pub fn bind_interdomain(&self, remote: DomId, port: Port) -> Result<EventChannel, Errno> {
        let argument = IoctlEvtchnBindInterdomain {
            remote_domain: u32::from(remote.0),
            remote_port: port,
        };
        self.bind(IOCTL_EVTCHN_BIND_INTERDOMAIN, argument)
    }

    /// Binds a virtual interrupt, on vCPU 0 unless it is global.
    ///
    /// # Errors
    ///
    /// [`EEXIST`](Errno::EEXIST) if it is bound already: xenstored binds
    /// [`DOM_EXC`](Virq::DOM_EXC). [`EINVAL`](Errno::EINVAL) if Xen does not know it.
    pub fn bind_virq(&self, virq: Virq) -> Result<EventChannel, Errno> {
        self.bind(IOCTL_EVTCHN_BIND_VIRQ, IoctlEvtchnBindVirq { virq: virq.0 })
    }

    fn bind<T>(&self, number: u32, mut argument: T) -> Result<EventChannel, Errno> {
        // SAFETY: callers pass the number with its record, which has no address.
        let port = unsafe { ioctl(self.device.as_fd(), number, &raw mut argument) }?;
        Ok(EventChannel {
            device: Arc::clone(&self.device),
            port: Port(u32::try_from(port).map_err(|_| Errno::EIO)?),
            process: Process::current(),
        })
    }

    /// Returns the ports that have become pending, at most 64 of them, and none if none has.
    ///
    /// They stay masked until [`EventChannel::unmask`]. A port that was closed in the meantime may
    /// be among them.
    ///
    /// # Errors
    ///
    /// `EFBIG` (27) if Linux's list overflowed, which its size rules out: it has room for every bound
    /// port. [`reset`](Self::reset) empties it.
    pub fn pending(&self) -> Result<Vec<Port>, Errno> {
        let mut ports = [Port(0); 64];
        let count = self.read_pending(&mut ports)?;
        Ok(ports[..count].to_vec())
    }

    /// Writes the ports that have become pending into a slice, as [`pending`](Self::pending) does.
    ///
    /// Returns their number.
    ///
    /// # Errors
    ///
    /// As for [`pending`](Self::pending).
    pub fn read_pending(&self, ports: &mut [Port]) -> Result<usize, Errno> {
        let size = size_of_val(ports);
        // SAFETY: the same memory. Any bytes are a port, and a port is initialised.
        let bytes = unsafe { std::slice::from_raw_parts_mut(ports.as_mut_ptr().cast(), size) };
        loop {
            let error = match (&*self.device).read(bytes) {
                // Linux returns whole ports.
                Ok(count) => return Ok(count / size_of::<Port>()),
                Err(error) => error,
            };
            match error.kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock => return Ok(0),
                _ => {
                    return Err(error
                        .raw_os_error()
                        .and_then(Errno::new)
                        .unwrap_or(Errno::EIO));
                }
            }
        }
    }

    /// Blocks until a port is pending, or for a time.
    ///
    /// Returns whether one is.
    ///
    /// # Errors
    ///
    /// [`ENOMEM`](Errno::ENOMEM) if Linux lacks memory.
    pub fn wait(&self, timeout: Option<Duration>) -> Result<bool, Errno> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            let left = deadline.map(|end| end.saturating_duration_since(Instant::now()));
            // Rounded up, so that it does not poll in circles at the end.
            let milliseconds = left.map_or(-1, |left| {
                i32::try_from(left.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX)
            });
            let mut entry = libc::pollfd {
                fd: self.device.as_raw_fd(),
                events: libc::POLLIN,
                revents: 0,
            };
            // SAFETY: one entry, which the call writes.
            match unsafe { libc::poll(&raw mut entry, 1, milliseconds) } {
                0 if deadline.is_none_or(|end| Instant::now() < end) => {}
                0 => return Ok(false),
                -1 => match last_error() {
                    error if error.code() == libc::EINTR => {}
                    error => return Err(error),
                },
                _ => return Ok(true),
            }
        }
    }

    /// Sets whether [`read_pending`](Self::read_pending) returns at once if no port is pending, as it
    /// does at first, or blocks.
    ///
    /// This holds for all copies of the value.
    ///
    /// # Errors
    ///
    /// None is known.
    pub fn set_nonblocking(&self, nonblocking: bool) -> Result<(), Errno> {
        let file = self.device.as_raw_fd();
        // SAFETY: an open file; the calls change its flags only.
        let flags = unsafe { libc::fcntl(file, libc::F_GETFL) };
        let flags = match nonblocking {
            true => flags | libc::O_NONBLOCK,
            false => flags & !libc::O_NONBLOCK,
        };
        // SAFETY: as above.
        match unsafe { libc::fcntl(file, libc::F_SETFL, flags) } {
            -1 => Err(last_error()),
            _ => Ok(()),
        }
    }

    /// Empties the list of pending ports. They stay masked.
    ///
    /// # Errors
    ///
    /// None is known.
    pub fn reset(&self) -> Result<(), Errno> {
        // SAFETY: the ioctl has no argument.
        unsafe {
            ioctl::<()>(
                self.device.as_fd(),
                IOCTL_EVTCHN_RESET,
                std::ptr::null_mut(),
            )
        }
        .map(|_| ())
    }

    /// Restricts the file to ports that one domain offers.
    ///
    /// Channels that exist keep working. Afterwards, virtual interrupts, unbound ports and ports of
    /// other domains are refused with [`EACCES`](Errno::EACCES).
    ///
    /// # Errors
    ///
    /// [`EACCES`](Errno::EACCES) if the file is restricted already.
    pub fn restrict(&self, dom: DomId) -> Result<(), Errno> {
        let mut argument = IoctlEvtchnRestrictDomid { domid: dom };
        // SAFETY: the ioctl reads its record.
        unsafe {
            ioctl(
                self.device.as_fd(),
                IOCTL_EVTCHN_RESTRICT_DOMID,
                &raw mut argument,
            )
        }
        .map(|_| ())
    }
}

impl AsFd for EventChannels {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }
}

/// A port of a program, closed on drop.
///
/// A child process may use the channels of its parent, and does not close them.
#[derive(Debug)]
#[must_use = "dropping it closes the port"]
pub struct EventChannel {
    device: Arc<File>,
    port: Port,
    process: Process,
}

impl EventChannel {
    /// Returns the number of the port.
    pub fn port(&self) -> Port {
        self.port
    }

    /// Sends an event to the other end.
    ///
    /// An event on an unbound port is lost, without an error.
    ///
    /// # Errors
    ///
    /// None is known, as long as the channel exists.
    pub fn notify(&self) -> Result<(), Errno> {
        let mut argument = IoctlEvtchnNotify { port: self.port };
        // SAFETY: the ioctl reads its record.
        unsafe { ioctl(self.device.as_fd(), IOCTL_EVTCHN_NOTIFY, &raw mut argument) }.map(|_| ())
    }

    /// Unmasks the port, which Linux masked when it became pending.
    ///
    /// # Errors
    ///
    /// None is known.
    pub fn unmask(&self) -> Result<(), Errno> {
        loop {
            match (&*self.device).write(&self.port.0.to_ne_bytes()) {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(error
                        .raw_os_error()
                        .and_then(Errno::new)
                        .unwrap_or(Errno::EIO));
                }
            }
        }
    }
}

impl EventPort for EventChannel {
    fn port(&self) -> Port {
        self.port
    }

    fn send(&self) -> Result<(), Errno> {
        self.notify()
    }
}

impl Drop for EventChannel {
    fn drop(&mut self) {
        if self.process.is_current() {
            let mut argument = IoctlEvtchnUnbind { port: self.port };
            // SAFETY: the ioctl reads its record.
            let _ = unsafe { ioctl(self.device.as_fd(), IOCTL_EVTCHN_UNBIND, &raw mut argument) };
        }
    }
}
