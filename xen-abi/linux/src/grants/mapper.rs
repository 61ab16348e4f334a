//! Pages of other domains, through `/dev/xen/gntdev`.

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use xen_abi::grant_table::GrantRef;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Plain as _};

use super::OnUnmap;
use super::list::{with_list, words_as_bytes, words_as_bytes_mut};
use super::on_drop::OnDrop;
use crate::device::{Device, OpenError, own_translated_domain};
use crate::generated::gntdev::{
    IOCTL_GNTDEV_MAP_GRANT_REF, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, IOCTL_GNTDEV_UNMAP_GRANT_REF,
    IoctlGntdevGrantRef, IoctlGntdevMapGrantRef, IoctlGntdevUnmapGrantRef, IoctlGntdevUnmapNotify,
};
use crate::system::{Area, ioctl, shared_memory};

/// Maps and copies pages that other domains have granted, by `/dev/xen/gntdev`.
///
/// A copy uses the same file.
#[derive(Clone, Debug)]
pub struct GrantMapper {
    device: Arc<File>,
    /// The domain whose grants must not be mapped: the own one, where Xen would take the page away
    /// from the frame that it has.
    refused: Option<DomId>,
}

impl GrantMapper {
    /// Opens `/dev/xen/gntdev`.
    ///
    /// # Errors
    ///
    /// [`Reason`](crate::Reason) lists what may be missing.
    pub fn open() -> Result<Self, OpenError> {
        Ok(Self::of(Device::GNTDEV.open()?))
    }

    pub(super) fn of(device: File) -> Self {
        Self {
            device: Arc::new(device),
            refused: own_translated_domain(),
        }
    }

    /// Maps granted pages, readable and writable, one behind the other.
    ///
    /// # Errors
    ///
    /// [`EINVAL`](Errno::EINVAL) without grants, or if one is not valid or does not permit writing;
    /// [`ENOMEM`](Errno::ENOMEM) if Linux lacks memory; [`EXDEV`](Errno::EXDEV) for a grant of the
    /// own domain in a PVH or HVM domain on x86. There, a page has one guest frame at a time: Linux
    /// would lose the page at the frame that it has, for good.
    pub fn map(&self, grants: &[(DomId, GrantRef)]) -> Result<MappedGrants, Errno> {
        let head = IoctlGntdevMapGrantRef {
            count: u32::try_from(grants.len()).map_err(|_| Errno::E2BIG)?,
            ..Default::default()
        };
        if grants.is_empty() {
            return Err(Errno::EINVAL);
        }
        if grants.iter().any(|&(dom, _)| self.refused == Some(dom)) {
            return Err(Errno::EXDEV);
        }
        let size = size_of::<IoctlGntdevGrantRef>();
        let mut record = with_list(head.as_bytes(), size, grants.len());
        let list = std::mem::offset_of!(IoctlGntdevMapGrantRef, refs);
        let places = words_as_bytes_mut(&mut record)[list..].chunks_exact_mut(size);
        for (place, &(dom, ref_)) in places.zip(grants) {
            let grant = IoctlGntdevGrantRef {
                domid: u32::from(dom.0),
                ref_,
            };
            place.copy_from_slice(grant.as_bytes());
        }
        // SAFETY: the record has as many grants as it says.
        unsafe {
            ioctl(
                self.device.as_fd(),
                IOCTL_GNTDEV_MAP_GRANT_REF,
                record.as_mut_ptr(),
            )
        }?;
        let head = &words_as_bytes(&record)[..size_of::<IoctlGntdevMapGrantRef>()];
        let index = IoctlGntdevMapGrantRef::from_bytes(head).map_or(0, |head| head.index);
        let end = OnDrop::new(&self.device, index, grants.len() as u32, forget);
        let area = Area::map(&self.device, grants.len(), index)?;
        Ok(MappedGrants { area, end })
    }
}

impl AsFd for GrantMapper {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }
}

/// Forgets mapped grants.
fn forget(device: &File, index: u64, count: u32) -> Result<(), Errno> {
    let mut argument = IoctlGntdevUnmapGrantRef {
        index,
        count,
        ..Default::default()
    };
    // SAFETY: the ioctl reads its record. Linux keeps pages that are still mapped.
    unsafe {
        ioctl(
            device.as_fd(),
            IOCTL_GNTDEV_UNMAP_GRANT_REF,
            &raw mut argument,
        )
    }
    .map(|_| ())
}

/// Pages that other domains have granted, as shared memory, unmapped on drop.
#[derive(Debug)]
pub struct MappedGrants {
    // Unmapped before Linux forgets the grants.
    area: Area,
    end: OnDrop,
}

shared_memory!(MappedGrants);

impl MappedGrants {
    /// Sets what Linux does when the pages are unmapped.
    ///
    /// # Errors
    ///
    /// [`EINVAL`](Errno::EINVAL) if the port is not one of the program.
    ///
    /// # Panics
    ///
    /// If the byte to clear is beyond the pages.
    pub fn on_unmap(&self, what: OnUnmap) -> Result<(), Errno> {
        let mut argument = IoctlGntdevUnmapNotify {
            index: what.index(self.end.index(), self.area.size()),
            action: what.action(),
            event_channel_port: what.port(),
        };
        // SAFETY: the ioctl reads its record; the byte is in shared memory.
        unsafe {
            ioctl(
                self.end.device().as_fd(),
                IOCTL_GNTDEV_SET_UNMAP_NOTIFY,
                &raw mut argument,
            )
        }
        .map(|_| ())
    }
}
