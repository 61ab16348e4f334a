//! The parameters of a machine and its domains, and injected faults.

/// The support for Argo in the software Xen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argo {
    /// Built without Argo: every operation fails with `ENOSYS`.
    NotBuilt,
    /// Disabled: every operation fails with `EOPNOTSUPP`.
    Off,
    /// Enabled with `argo=1`: no wildcard rings.
    On,
    /// Enabled with `argo=1,mac-permissive=1`: wildcard rings are permitted.
    Permissive,
}

/// The parameters of a domain.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The number of vCPUs.
    pub vcpus: u32,
    /// Whether the domain controls other domains, as the hardware domain does.
    pub privileged: bool,
    /// Whether the domain may use Argo, if Xen supports it.
    pub argo: bool,
    /// The highest port that the toolstack permits.
    pub max_port: u32,
}

impl Default for Setup {
    /// One vCPU, unprivileged, with Argo and without a limit on ports.
    fn default() -> Self {
        Self {
            vcpus: 1,
            privileged: false,
            argo: true,
            max_port: u32::MAX,
        }
    }
}

/// A failure within Xen that a test cannot cause in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Xen is out of memory: `ENOMEM`.
    OutOfMemory,
    /// The argument cannot be written back: `EFAULT`, with the operation performed.
    WriteBack,
    /// A Flask policy forbids the operation: `EACCES`.
    Policy,
    /// A ring's frame is in use by a migration: `EAGAIN`.
    FrameInUse,
    /// Another reset of the domain is in progress: `EBUSY`.
    ResetUnderWay,
    /// A port was bound during a reset: `EAGAIN`.
    BoundWhileResetting,
}
