//! Memory and resources of other domains, mapped through `/dev/xen/privcmd`.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::os::fd::AsFd as _;

use xen_abi::Errno;
use xen_abi::frame::XenPfn;
use xen_abi::guest::Guest;
use xen_abi::memory::MemResourceType;
use xen_abi::xen::DomId;

use crate::generated::privcmd::{
    IOCTL_PRIVCMD_MMAP_RESOURCE, IOCTL_PRIVCMD_MMAPBATCH_V2, PrivcmdMmapResource,
    PrivcmdMmapbatchV2,
};
use crate::privcmd::{Privcmd, Restricted};
use crate::system::{Area, ioctl, shared_memory};

/// Pages of another domain, unmapped on drop.
///
/// They stay valid when the domain ends: Xen keeps them until they are unmapped. A child process
/// does not inherit them; the accesses of [`SharedMemory`](xen_abi::shared::SharedMemory) panic
/// there.
#[derive(Debug)]
pub struct ForeignMemory {
    area: Area,
}

shared_memory!(ForeignMemory);

/// Frames that could not be mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapError {
    error: Errno,
    frames: Vec<Option<Errno>>,
}

impl MapError {
    /// Returns the error: that of the whole call, or of the first frame that has one.
    pub fn error(&self) -> Errno {
        self.error
    }

    /// Returns the error of each frame, in the order of the call; empty if the whole call failed.
    pub fn frames(&self) -> &[Option<Errno>] {
        &self.frames
    }
}

impl From<Errno> for MapError {
    fn from(error: Errno) -> Self {
        Self {
            error,
            frames: Vec::new(),
        }
    }
}

impl fmt::Display for MapError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.frames.iter().flatten().count() {
            0 => write!(formatter, "the memory cannot be mapped: {}", self.error),
            failed => write!(
                formatter,
                "{failed} of {} frames cannot be mapped, the first with {}",
                self.frames.len(),
                self.error
            ),
        }
    }
}

impl Error for MapError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

impl<G: Guest> Privcmd<G> {
    /// Maps frames of a domain, readable and writable, in the given order.
    ///
    /// The frames are MFNs if the domain is PV, and GFNs otherwise.
    ///
    /// # Errors
    ///
    /// [`EINVAL`](Errno::EINVAL) without frames, [`ESRCH`](Errno::ESRCH) if there is no such
    /// domain, and an error for each frame that is not there.
    ///
    /// # Safety
    ///
    /// No Rust code may rely on the contents of the frames, other than through shared memory. The
    /// frames of the caller's own domain belong to Linux.
    pub unsafe fn map_frames(
        &self,
        dom: DomId,
        frames: &[XenPfn],
    ) -> Result<ForeignMemory, MapError> {
        // SAFETY: the caller's promise.
        unsafe { map_frames(&self.device, dom, frames) }
    }

    /// Maps `count` frames of a resource that Xen keeps for a domain, from the frame `first` on.
    ///
    /// # Errors
    ///
    /// [`ESRCH`](Errno::ESRCH) if there is no such domain, [`EINVAL`](Errno::EINVAL) if the resource
    /// has no such frames, [`EOPNOTSUPP`](Errno::EOPNOTSUPP) or `EINVAL` if Xen does not know it.
    ///
    /// # Safety
    ///
    /// As for [`map_frames`](Self::map_frames). Xen and the domain rely on the contents: a wrong
    /// entry of a grant table gives away any page of the domain.
    pub unsafe fn map_resource(
        &self,
        dom: DomId,
        kind: MemResourceType,
        id: u32,
        [first, count]: [u32; 2],
    ) -> Result<ForeignMemory, Errno> {
        // SAFETY: the caller's promise.
        unsafe { map_resource(&self.device, dom, (kind, id), [first, count]) }
    }

    /// Returns the number of frames of a resource.
    ///
    /// # Errors
    ///
    /// As for [`map_resource`](Self::map_resource).
    pub fn resource_size(&self, dom: DomId, kind: MemResourceType, id: u32) -> Result<u64, Errno> {
        let mut call = resource(dom, (kind, id));
        // SAFETY: the ioctl writes the record; without an address it maps nothing.
        unsafe {
            ioctl(
                self.device.as_fd(),
                IOCTL_PRIVCMD_MMAP_RESOURCE,
                &raw mut call,
            )
        }?;
        Ok(call.num)
    }
}

impl Restricted {
    /// Maps frames of the domain, as [`Privcmd::map_frames`] does.
    ///
    /// # Errors
    ///
    /// As for [`Privcmd::map_frames`].
    ///
    /// # Safety
    ///
    /// As for [`Privcmd::map_frames`].
    pub unsafe fn map_frames(&self, frames: &[XenPfn]) -> Result<ForeignMemory, MapError> {
        // SAFETY: the caller's promise.
        unsafe { map_frames(&self.device, self.domain(), frames) }
    }

    /// Maps a resource of the domain, as [`Privcmd::map_resource`] does.
    ///
    /// # Errors
    ///
    /// As for [`Privcmd::map_resource`].
    ///
    /// # Safety
    ///
    /// As for [`Privcmd::map_resource`].
    pub unsafe fn map_resource(
        &self,
        kind: MemResourceType,
        id: u32,
        [first, count]: [u32; 2],
    ) -> Result<ForeignMemory, Errno> {
        // SAFETY: the caller's promise.
        unsafe { map_resource(&self.device, self.domain(), (kind, id), [first, count]) }
    }
}

/// # Safety
///
/// As for [`Privcmd::map_frames`].
unsafe fn map_frames(
    device: &File,
    dom: DomId,
    frames: &[XenPfn],
) -> Result<ForeignMemory, MapError> {
    if frames.is_empty() {
        return Err(Errno::EINVAL.into());
    }
    let area = Area::map(device, frames.len(), 0)?;
    let mut errors = vec![0_i32; frames.len()];
    let mut call = PrivcmdMmapbatchV2 {
        num: u32::try_from(frames.len()).map_err(|_| Errno::E2BIG)?,
        dom,
        addr: area.base().as_ptr().expose_provenance() as u64,
        arr: frames.as_ptr().expose_provenance(),
        err: errors.as_mut_ptr().expose_provenance(),
        ..Default::default()
    };
    // SAFETY: the address is that of the new mapping, and both lists have an entry for each frame.
    let done = unsafe { ioctl(device.as_fd(), IOCTL_PRIVCMD_MMAPBATCH_V2, &raw mut call) };
    let frames: Vec<_> = errors.iter().map(|code| Errno::new(-code)).collect();
    match (done, frames.iter().flatten().next()) {
        // An error of a frame may also be the result of the call.
        (_, Some(&error)) => Err(MapError { error, frames }),
        (Err(error), None) => Err(error.into()),
        (Ok(_), None) => Ok(ForeignMemory { area }),
    }
}

/// # Safety
///
/// As for [`Privcmd::map_resource`].
unsafe fn map_resource(
    device: &File,
    dom: DomId,
    which: (MemResourceType, u32),
    [first, count]: [u32; 2],
) -> Result<ForeignMemory, Errno> {
    let pages = usize::try_from(count).map_err(|_| Errno::EINVAL)?;
    if pages == 0 {
        return Err(Errno::EINVAL);
    }
    let area = Area::map(device, pages, 0)?;
    let mut call = PrivcmdMmapResource {
        idx: first,
        num: u64::from(count),
        addr: area.base().as_ptr().expose_provenance() as u64,
        ..resource(dom, which)
    };
    // SAFETY: the address is that of the new mapping, which has that many pages.
    unsafe { ioctl(device.as_fd(), IOCTL_PRIVCMD_MMAP_RESOURCE, &raw mut call) }?;
    Ok(ForeignMemory { area })
}

/// A query of a resource's size.
fn resource(dom: DomId, (kind, id): (MemResourceType, u32)) -> PrivcmdMmapResource {
    PrivcmdMmapResource {
        dom,
        type_: u32::from(kind.0),
        id,
        ..Default::default()
    }
}
