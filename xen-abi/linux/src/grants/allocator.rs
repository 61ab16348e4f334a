//! Pages of the program for other domains, through `/dev/xen/gntalloc`.

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use xen_abi::grant_table::GrantRef;
use xen_abi::grants::Access;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Plain as _};

use super::OnUnmap;
use super::list::{with_list, words_as_bytes};
use super::on_drop::OnDrop;
use crate::device::{Device, OpenError};
use crate::generated::gntalloc::{
    GntallocFlags, IOCTL_GNTALLOC_ALLOC_GREF, IOCTL_GNTALLOC_DEALLOC_GREF,
    IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, IoctlGntallocAllocGref, IoctlGntallocDeallocGref,
    IoctlGntallocUnmapNotify,
};
use crate::system::{Area, ioctl, shared_memory};

/// Allocates pages that other domains may map, by `/dev/xen/gntalloc`.
///
/// Linux limits the number of pages (`/sys/module/xen_gntalloc/parameters/limit`, 1024 unless it is
/// set). A copy uses the same file.
#[derive(Clone, Debug)]
pub struct GrantAllocator {
    device: Arc<File>,
}

impl GrantAllocator {
    /// Opens `/dev/xen/gntalloc`.
    ///
    /// # Errors
    ///
    /// [`Reason`](crate::Reason) lists what may be missing.
    pub fn open() -> Result<Self, OpenError> {
        let device = Arc::new(Device::GNTALLOC.open()?);
        Ok(Self { device })
    }

    /// Allocates zeroed pages, and permits a domain to map them.
    ///
    /// # Errors
    ///
    /// [`ENOSPC`](Errno::ENOSPC) beyond the limit of pages or grant references,
    /// [`EINVAL`](Errno::EINVAL) without pages.
    pub fn grant(&self, dom: DomId, pages: u16, access: Access) -> Result<GrantedPages, Errno> {
        if pages == 0 {
            return Err(Errno::EINVAL);
        }
        let flags = match access {
            Access::ReadOnly => GntallocFlags::empty(),
            Access::ReadWrite => GntallocFlags::WRITABLE,
        };
        let head = IoctlGntallocAllocGref {
            domid: dom,
            flags,
            count: u32::from(pages),
            ..Default::default()
        };
        let mut record = with_list(head.as_bytes(), size_of::<GrantRef>(), usize::from(pages));
        // SAFETY: the record has room for a reference per page.
        unsafe {
            ioctl(
                self.device.as_fd(),
                IOCTL_GNTALLOC_ALLOC_GREF,
                record.as_mut_ptr(),
            )
        }?;
        let list = std::mem::offset_of!(IoctlGntallocAllocGref, gref_ids);
        let bytes: &[u8] = words_as_bytes(&record);
        let head =
            IoctlGntallocAllocGref::from_bytes(&bytes[..size_of::<IoctlGntallocAllocGref>()]);
        let index = head.map_or(0, |head| head.index);
        let references = bytes[list..]
            .chunks_exact(size_of::<GrantRef>())
            .take(usize::from(pages))
            .filter_map(GrantRef::from_bytes)
            .collect();
        let end = OnDrop::new(&self.device, index, u32::from(pages), deallocate);
        let area = Area::map(&self.device, usize::from(pages), index)?;
        Ok(GrantedPages {
            area,
            references,
            end,
        })
    }
}

impl AsFd for GrantAllocator {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }
}

/// Ends the grants of pages.
fn deallocate(device: &File, index: u64, count: u32) -> Result<(), Errno> {
    let mut argument = IoctlGntallocDeallocGref {
        index,
        count,
        ..Default::default()
    };
    // SAFETY: the ioctl reads its record. Linux keeps pages that are still mapped.
    unsafe {
        ioctl(
            device.as_fd(),
            IOCTL_GNTALLOC_DEALLOC_GREF,
            &raw mut argument,
        )
    }
    .map(|_| ())
}

/// Pages of the program that another domain may map, as shared memory.
///
/// On drop, the pages are unmapped here and the grants end. While the other domain still maps a
/// page, Linux keeps it, and frees it later.
#[derive(Debug)]
pub struct GrantedPages {
    // Unmapped before the grants end.
    area: Area,
    references: Vec<GrantRef>,
    end: OnDrop,
}

shared_memory!(GrantedPages);

impl GrantedPages {
    /// Returns the grant reference of each page.
    pub fn references(&self) -> &[GrantRef] {
        &self.references
    }

    /// Sets what Linux does when the page with the byte to clear, or the first page, is unmapped.
    ///
    /// # Errors
    ///
    /// [`EINVAL`](Errno::EINVAL) if the port is not one of the program.
    ///
    /// # Panics
    ///
    /// If the byte to clear is beyond the pages.
    pub fn on_unmap(&self, what: OnUnmap) -> Result<(), Errno> {
        let mut argument = IoctlGntallocUnmapNotify {
            index: what.index(self.end.index(), self.area.size()),
            action: what.action(),
            event_channel_port: what.port(),
        };
        // SAFETY: the ioctl reads its record; the byte is in shared memory.
        unsafe {
            ioctl(
                self.end.device().as_fd(),
                IOCTL_GNTALLOC_SET_UNMAP_NOTIFY,
                &raw mut argument,
            )
        }
        .map(|_| ())
    }
}
