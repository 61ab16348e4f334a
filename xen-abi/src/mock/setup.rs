//! What a test chooses: what Xen and a domain are like, and what goes wrong.

/// Whether a Xen knows Argo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argo {
    /// It was built without: every operation is `ENOSYS`.
    NotBuilt,
    /// It was not switched on: every operation is `EOPNOTSUPP`.
    Off,
    /// On, but no ring may take messages from any domain.
    On,
    /// On, with rings for everybody (`mac-permissive`).
    Permissive,
}

/// What a domain of the software Xen is like.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The number of vCPUs.
    pub vcpus: u32,
    /// Whether it controls other domains, as the hardware domain does.
    pub privileged: bool,
    /// Whether it may use Argo, where this Xen has it.
    pub argo: bool,
    /// The highest port that its toolstack allows.
    pub max_port: u32,
}

impl Default for Setup {
    /// One vCPU, no privileges, Argo, no limit to its ports.
    fn default() -> Self {
        Self {
            vcpus: 1,
            privileged: false,
            argo: true,
            max_port: u32::MAX,
        }
    }
}

/// Something that goes wrong inside Xen for reasons that a test cannot bring about otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Xen finds no memory where it would need some: `ENOMEM`.
    OutOfMemory,
    /// The result cannot be written back to the argument: `EFAULT`, after the operation was carried
    /// out.
    WriteBack,
    /// A Flask policy forbids the operation: `EACCES`.
    Policy,
    /// A ring's frame is in use by a migration: `EAGAIN`.
    FrameInUse,
    /// Another reset of the domain is under way: `EBUSY`.
    ResetUnderWay,
    /// A port was bound while a reset closed them: `EAGAIN`.
    BoundWhileResetting,
}
