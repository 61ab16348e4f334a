//! Hypercalls through `/dev/xen/privcmd`.

use std::fs::File;
use std::marker::PhantomData;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use xen_abi::guest::Guest;
use xen_abi::hypercall::MAX_ARGUMENTS;
use xen_abi::xen::DomId;
use xen_abi::{Buffer, Errno, Hypercall};

use crate::bounce;
use crate::device::{Device, OpenError};
use crate::generated::privcmd::{
    IOCTL_PRIVCMD_DM_OP, IOCTL_PRIVCMD_HYPERCALL, IOCTL_PRIVCMD_RESTRICT, PrivcmdDmOp,
    PrivcmdDmOpBuf, PrivcmdHypercall,
};
use crate::system::ioctl;

/// The kind of guest whose functions a program may call, unless it says otherwise.
///
/// On x86 that is a PV guest, which may call most. Xen refuses what the actual kind may not do.
#[cfg(target_arch = "x86_64")]
pub type AnyGuest = xen_abi::guest::Pv64;

/// The kind of guest whose functions a program may call, unless it says otherwise.
///
/// On x86 that is a PV guest, which may call most. Xen refuses what the actual kind may not do.
#[cfg(target_arch = "x86")]
pub type AnyGuest = xen_abi::guest::Pv32;

/// The kind of guest whose functions a program may call.
#[cfg(any(target_arch = "aarch64", target_arch = "arm"))]
pub type AnyGuest = xen_abi::guest::Arm;

/// The back end of a Linux program: makes hypercalls through `/dev/xen/privcmd`.
///
/// The program usually runs in dom0, as root. Every thread may use the value.
///
/// Memory of the caller does not reach Xen: it is copied to pages that each thread keeps, and back.
/// In a child process the value works as in the parent.
///
/// Linux passes 32 bits of a result. Calls that return more, such as
/// [`memory_op`](xen_abi::memory) with more than 2³¹ frames, are not possible.
///
/// ```no_run
/// use xen_abi::{version, xen::DomId, event_channel};
/// use xen_abi_linux::Privcmd;
///
/// let xen = Privcmd::open()?;
/// let release = version::version(&xen)?;
/// let port = event_channel::alloc_unbound(&xen, DomId::SELF, DomId(0))?;
/// event_channel::close(&xen, port)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Privcmd<G = AnyGuest> {
    pub(crate) device: File,
    buffers: File,
    guest: PhantomData<fn() -> G>,
}

impl Privcmd {
    /// Opens the devices, and waits for at most ten seconds.
    ///
    /// # Errors
    ///
    /// [`Reason`](crate::Reason) lists what may be missing. In a domU, a Linux that is patched for
    /// XSA-482 waits until xenstore answers; [`EventChannels`](crate::EventChannels) and the grants
    /// work there regardless.
    pub fn open() -> Result<Self, OpenError> {
        Ok(Self {
            device: Device::PRIVCMD.open()?,
            buffers: Device::HYPERCALL.open()?,
            guest: PhantomData,
        })
    }

    /// Opens the devices as [`open`](Self::open) does, with another time limit for each.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_within(limit: Duration) -> Result<Self, OpenError> {
        Ok(Self {
            device: Device::PRIVCMD.open_within(limit)?,
            buffers: Device::HYPERCALL.open_within(limit)?,
            guest: PhantomData,
        })
    }
}

impl<G: Guest> Privcmd<G> {
    /// Returns the back end with the functions that another kind of guest may call.
    pub fn for_guest<H: Guest>(self) -> Privcmd<H> {
        Privcmd {
            device: self.device,
            buffers: self.buffers,
            guest: PhantomData,
        }
    }

    /// Gives up hypercalls, and everything else that does not serve one domain.
    ///
    /// For a device model, before it handles input of its domain.
    ///
    /// # Errors
    ///
    /// [`EINVAL`](Errno::EINVAL) if the device is restricted to another domain already, as may
    /// happen to a file that was inherited.
    pub fn restrict(self, dom: DomId) -> Result<Restricted, Errno> {
        let mut dom = dom;
        // SAFETY: the ioctl reads a domain.
        unsafe { ioctl(self.device.as_fd(), IOCTL_PRIVCMD_RESTRICT, &raw mut dom) }?;
        Ok(Restricted {
            device: self.device,
            dom,
        })
    }

    /// Makes a device model operation on a domain.
    ///
    /// The first buffer has the operation (`xen_dm_op` of [`hvm::dm_op`](xen_abi::hvm)). Linux pins
    /// the buffers, so this is ordinary memory.
    ///
    /// # Errors
    ///
    /// [`EPERM`](Errno::EPERM) for the caller's own domain, [`ESRCH`](Errno::ESRCH) if there is no
    /// such domain, [`E2BIG`](Errno::E2BIG) for more than 16 buffers or 4096 bytes in one,
    /// [`ENOSYS`](Errno::ENOSYS) if Xen was built without these operations, as it usually is on Arm,
    /// and the errors of the operation.
    pub fn dm_op(&self, dom: DomId, buffers: &mut [&mut [u8]]) -> Result<(), Errno> {
        dm_op(&self.device, dom, buffers)
    }
}

impl<G> AsFd for Privcmd<G> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }
}

// SAFETY: Linux passes number and arguments to Xen, and returns the result word, narrowed to 32
// bits. The system call counts as an access to all memory. `with_buffer` keeps its contract: see
// `bounce`.
unsafe impl<G: Guest> Hypercall for Privcmd<G> {
    type Guest = G;

    #[inline]
    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        const { assert!(N <= MAX_ARGUMENTS, "a hypercall has at most five arguments") };
        if bounce::is_refused() {
            return Errno::ENOMEM.into_raw();
        }
        let mut call = PrivcmdHypercall {
            op: u64::from(number),
            arg: [0; MAX_ARGUMENTS],
        };
        for (word, argument) in call.arg.iter_mut().zip(arguments) {
            *word = argument as u64;
        }
        // SAFETY: the ioctl reads the record; the caller vouches for the call.
        match unsafe { ioctl(self.device.as_fd(), IOCTL_PRIVCMD_HYPERCALL, &raw mut call) } {
            Ok(result) => result as isize as usize,
            Err(error) => error.into_raw(),
        }
    }

    #[inline]
    unsafe fn with_buffer<R>(&self, buffer: Buffer, call: impl FnOnce(usize) -> R) -> R {
        // SAFETY: the caller keeps the same contract.
        unsafe { bounce::with_buffer(&self.buffers, buffer, call) }
    }
}

/// A [`Privcmd`] that is restricted to device model operations and mappings of one domain.
///
/// It makes no hypercalls:
///
/// ```compile_fail,E0277
/// use xen_abi::version;
///
/// fn restricted(xen: &xen_abi_linux::Restricted) {
///     let _ = version::version(xen);
/// }
/// ```
#[derive(Debug)]
pub struct Restricted {
    pub(crate) device: File,
    dom: DomId,
}

impl Restricted {
    /// Returns the domain.
    pub fn domain(&self) -> DomId {
        self.dom
    }

    /// Makes a device model operation on the domain.
    ///
    /// # Errors
    ///
    /// As for [`Privcmd::dm_op`].
    pub fn dm_op(&self, buffers: &mut [&mut [u8]]) -> Result<(), Errno> {
        dm_op(&self.device, self.dom, buffers)
    }
}

impl AsFd for Restricted {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }
}

/// The most buffers of a device model operation that Linux takes by default.
const DM_OP_BUFFERS: usize = 16;

fn dm_op(device: &File, dom: DomId, buffers: &mut [&mut [u8]]) -> Result<(), Errno> {
    if buffers.len() > DM_OP_BUFFERS {
        return Err(Errno::E2BIG);
    }
    let mut list: [PrivcmdDmOpBuf; DM_OP_BUFFERS] = Default::default();
    for (entry, buffer) in list.iter_mut().zip(&mut *buffers) {
        *entry = PrivcmdDmOpBuf {
            uptr: buffer.as_mut_ptr().expose_provenance(),
            size: buffer.len(),
        };
    }
    let mut call = PrivcmdDmOp {
        dom,
        num: buffers.len() as u16,
        ubufs: list.as_ptr().expose_provenance(),
        ..Default::default()
    };
    // SAFETY: the record has a list of buffers that are borrowed until the call returns.
    unsafe { ioctl(device.as_fd(), IOCTL_PRIVCMD_DM_OP, &raw mut call) }.map(|_| ())
}
