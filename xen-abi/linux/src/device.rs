//! Opens Xen's device files, and says what is missing.

use std::error::Error;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use xen_abi::xen::DomId;

use crate::process::Process;

/// How long `open` waits: long enough for xenstore to start beside the program.
const LIMIT: Duration = Duration::from_secs(10);

/// A device file of Xen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Device {
    /// The path, and those of older systems.
    paths: &'static [&'static str],
    /// The kernel module.
    module: &'static str,
}

impl Device {
    pub(crate) const PRIVCMD: Self = Self {
        paths: &["/dev/xen/privcmd", "/proc/xen/privcmd"],
        module: "xen-privcmd",
    };
    pub(crate) const HYPERCALL: Self = Self {
        paths: &["/dev/xen/hypercall"],
        module: "xen-privcmd",
    };
    pub(crate) const EVTCHN: Self = Self {
        paths: &["/dev/xen/evtchn"],
        module: "xen-evtchn",
    };
    pub(crate) const GNTDEV: Self = Self {
        paths: &["/dev/xen/gntdev"],
        module: "xen-gntdev",
    };
    pub(crate) const XENBUS: Self = Self {
        paths: &["/dev/xen/xenbus", "/proc/xen/xenbus"],
        module: "xenfs",
    };
    pub(crate) const GNTALLOC: Self = Self {
        paths: &["/dev/xen/gntalloc"],
        module: "xen-gntalloc",
    };

    /// Opens the device, and waits for at most ten seconds.
    pub(crate) fn open(self) -> Result<File, OpenError> {
        self.open_within(LIMIT)
    }

    /// Opens the device, and waits for at most `limit`.
    ///
    /// The open runs in a thread of its own, which ends when Linux answers.
    pub(crate) fn open_within(self, limit: Duration) -> Result<File, OpenError> {
        self.within(limit, move || self.open_now())
    }

    /// Waits for `open` in another thread.
    fn within(
        self,
        limit: Duration,
        open: impl Fn() -> Result<File, OpenError> + Clone + Send + 'static,
    ) -> Result<File, OpenError> {
        Process::current();
        let (sender, receiver) = mpsc::channel();
        let opened = open.clone();
        let run = move || {
            // If nobody waits any more, the file is closed again.
            let _ = sender.send(opened());
        };
        let spawned = thread::Builder::new().name(self.module.into()).spawn(run);
        if spawned.is_err() {
            return open();
        }
        receiver.recv_timeout(limit).unwrap_or_else(|reason| {
            Err(OpenError::new(
                self,
                match reason {
                    RecvTimeoutError::Timeout => Reason::TimedOut(limit),
                    RecvTimeoutError::Disconnected => Reason::Other(io::ErrorKind::Other.into()),
                },
            ))
        })
    }

    fn open_now(self) -> Result<File, OpenError> {
        let mut failed = None;
        for path in self.paths {
            let mut options = OpenOptions::new();
            options.read(true).write(true);
            if self == Self::EVTCHN || self == Self::XENBUS {
                // Reads return at once if nothing has arrived.
                options.custom_flags(libc::O_NONBLOCK);
            }
            // The standard library adds O_CLOEXEC.
            match options.open(path) {
                Ok(file) => return Ok(file),
                // The first path's error, unless only an older one exists.
                Err(error) if failed.is_none() || error.kind() != io::ErrorKind::NotFound => {
                    failed = Some(error);
                }
                Err(_) => {}
            }
        }
        let error = failed.unwrap_or_else(|| io::ErrorKind::NotFound.into());
        Err(OpenError::new(self, reason(error)))
    }
}

/// Why a device did not open.
fn reason(error: io::Error) -> Reason {
    match error.raw_os_error() {
        Some(libc::ENOENT | libc::ENODEV | libc::ENXIO) if runs_on_xen() => Reason::Missing,
        Some(libc::ENOENT | libc::ENODEV | libc::ENXIO) => Reason::NotOnXen,
        Some(libc::EACCES | libc::EPERM) => Reason::Permission,
        _ => Reason::Other(error),
    }
}

/// Returns whether Linux runs as a guest or as dom0 of Xen.
pub fn runs_on_xen() -> bool {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    read("/sys/hypervisor/type").trim() == "xen"
}

/// The kind of guest that Linux runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GuestKind {
    /// Paravirtualised: other domains' frames are MFNs, as Xen returns them.
    Pv,
    /// Hardware-virtualised without emulated devices.
    Pvh,
    /// Hardware-virtualised; every guest on Arm.
    Hvm,
}

/// Returns the kind of guest that Linux runs as; `None` if it does not run on Xen.
pub fn guest_kind() -> Option<GuestKind> {
    let kind = fs::read_to_string("/sys/hypervisor/guest_type").ok()?;
    match kind.trim() {
        "PV" => Some(GuestKind::Pv),
        "PVH" => Some(GuestKind::Pvh),
        "HVM" => Some(GuestKind::Hvm),
        _ => None,
    }
}

/// Returns the domain of this program, if it is on x86 and not PV: there Xen gives each page one
/// guest frame at a time.
#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
pub(crate) fn own_translated_domain() -> Option<DomId> {
    #[cfg(target_arch = "x86")]
    use std::arch::x86::__cpuid;
    #[cfg(target_arch = "x86_64")]
    use std::arch::x86_64::__cpuid;

    use xen_abi::arch_x86::cpuid;

    if guest_kind()? == GuestKind::Pv {
        return None;
    }
    // SAFETY: every x86 processor that Linux runs on in a domain has the instruction.
    #[allow(unused_unsafe, reason = "the intrinsic is safe from Rust 1.94 on")]
    let leaf = |number| unsafe { __cpuid(number) };
    let signature = [
        cpuid::XEN_CPUID_SIGNATURE_EBX,
        cpuid::XEN_CPUID_SIGNATURE_ECX,
        cpuid::XEN_CPUID_SIGNATURE_EDX,
    ]
    .map(|word| word as u32);
    // Above the leaves of another hypervisor that Xen imitates.
    let first = (0..0x100)
        .map(|number| cpuid::XEN_CPUID_FIRST_LEAF as u32 + number * 0x100)
        .find(|&first| {
            let found = leaf(first);
            [found.ebx, found.ecx, found.edx] == signature
        })?;
    let found = leaf(first + 4);
    (found.eax & cpuid::XenHvmCpuidFeatures::DOMID_PRESENT.bits() != 0)
        .then_some(DomId(found.ecx as u16))
}

/// On Arm, a page may have several frames.
#[cfg(any(target_arch = "aarch64", target_arch = "arm"))]
pub(crate) fn own_translated_domain() -> Option<DomId> {
    None
}

/// A device of Xen, or a socket of xenstored, that did not open, and why.
#[derive(Debug)]
pub struct OpenError {
    path: PathBuf,
    /// The kernel module of a device.
    module: Option<&'static str>,
    reason: Reason,
}

/// Why a device did not open.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// Linux does not run on Xen.
    NotOnXen,
    /// There is no such device: its module is not loaded, or the container does not have it. Or no
    /// such socket: xenstored does not run here.
    Missing,
    /// The program may not open it.
    Permission,
    /// The socket is there, and xenstored has ended.
    NoServer,
    /// Linux did not answer in time. In a domU, opening privcmd may wait for xenstore. A socket is
    /// served by a xenstored that hangs.
    TimedOut(Duration),
    /// Any other error.
    Other(io::Error),
}

impl OpenError {
    fn new(device: Device, reason: Reason) -> Self {
        Self {
            path: device.paths[0].into(),
            module: Some(device.module),
            reason,
        }
    }

    /// The error of connecting to a socket within a time limit.
    pub(crate) fn of_socket(path: &Path, error: io::Error, limit: Duration) -> Self {
        let reason = match error.raw_os_error() {
            // Programs may connect to a store anywhere.
            Some(libc::ENOENT) => Reason::Missing,
            Some(libc::ECONNREFUSED) => Reason::NoServer,
            None if error.kind() == io::ErrorKind::TimedOut => Reason::TimedOut(limit),
            _ => reason(error),
        };
        Self {
            path: path.to_owned(),
            module: None,
            reason,
        }
    }

    /// Returns the path of the device or the socket.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the reason.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Whether there is no such file.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.reason, Reason::Missing | Reason::NotOnXen)
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match (&self.reason, self.module) {
            (Reason::NotOnXen, _) => {
                write!(formatter, "{path} is missing: Linux does not run on Xen")
            }
            (Reason::Missing, Some(module)) => write!(
                formatter,
                "{path} is missing: load its module by `modprobe {module}`; to a container, pass \
                 the device"
            ),
            (Reason::Missing, None) => write!(
                formatter,
                "{path} is missing: start xenstored; to a container, pass the socket"
            ),
            (Reason::Permission, _) => write!(
                formatter,
                "no permission to open {path}, which usually only root may"
            ),
            (Reason::NoServer, _) => {
                write!(formatter, "nobody serves {path}: start xenstored again")
            }
            (Reason::TimedOut(limit), None) => write!(
                formatter,
                "{path} took no connection within {} seconds: xenstored hangs, or serves too many",
                limit.as_secs_f32()
            ),
            (Reason::TimedOut(limit), Some(_)) => write!(
                formatter,
                "{path} did not open within {} seconds: Linux may wait for xenstore",
                limit.as_secs_f32()
            ),
            (Reason::Other(error), _) => write!(formatter, "{path} does not open: {error}"),
        }
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.reason {
            Reason::Other(error) => Some(error),
            _ => None,
        }
    }
}

impl From<OpenError> for io::Error {
    fn from(error: OpenError) -> Self {
        let kind = match &error.reason {
            Reason::NotOnXen | Reason::Missing => io::ErrorKind::NotFound,
            Reason::Permission => io::ErrorKind::PermissionDenied,
            Reason::NoServer => io::ErrorKind::ConnectionRefused,
            Reason::TimedOut(_) => io::ErrorKind::TimedOut,
            Reason::Other(other) => other.kind(),
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_device_is_told() {
        const NONE: Device = Device {
            paths: &["/dev/xen/none", "/proc/xen/none"],
            module: "xen-none",
        };
        let error = NONE.open().unwrap_err();
        let expected = match runs_on_xen() {
            true => "/dev/xen/none is missing: load its module by `modprobe xen-none`",
            false => "/dev/xen/none is missing: Linux does not run on Xen",
        };
        assert!(error.to_string().starts_with(expected), "{error}");
        assert_eq!(io::Error::from(error).kind(), io::ErrorKind::NotFound);
    }

    /// A FIFO without a reader opens when one comes, like a device that waits for xenstore.
    #[test]
    fn a_device_that_does_not_answer_is_given_up() {
        let path = format!(
            "{}/xen-fifo-{}",
            std::env::temp_dir().display(),
            std::process::id()
        );
        let name = std::ffi::CString::new(path.clone()).unwrap();
        // SAFETY: a text that ends in NUL.
        assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
        let paths: &'static [&'static str] = Box::leak(Box::new([&*path.clone().leak()]));
        let waits = Device {
            paths,
            module: "xen-none",
        };
        let limit = Duration::from_millis(50);
        // Opening for reading and writing does not wait, so the test takes reading alone.
        let began = std::time::Instant::now();
        let error = waits
            .within(limit, move || {
                File::open(paths[0]).map_err(|error| OpenError::new(waits, reason(error)))
            })
            .unwrap_err();
        assert!(began.elapsed() >= limit);
        assert!(matches!(error.reason(), Reason::TimedOut(time) if *time == limit));
        assert_eq!(
            error.to_string(),
            format!("{path} did not open within 0.05 seconds: Linux may wait for xenstore")
        );
        assert_eq!(io::Error::from(error).kind(), io::ErrorKind::TimedOut);
        // The thread that waits ends, and closes its file.
        let writer = OpenOptions::new().write(true).open(&path).unwrap();
        drop(writer);
        fs::remove_file(&path).unwrap();
    }
}
