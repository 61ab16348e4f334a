//! Grants through `/dev/xen/gntalloc` and `/dev/xen/gntdev`.

use std::fs::File;
use std::marker::PhantomData;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use xen_abi::event_channel::Port;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::grant_table::{CopyFlags, GrantRef, Status};
use xen_abi::grants::Access;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Plain as _};

use crate::device::{Device, OpenError, own_translated_domain};
use crate::generated::gntalloc::{
    GntallocFlags, IOCTL_GNTALLOC_ALLOC_GREF, IOCTL_GNTALLOC_DEALLOC_GREF,
    IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, IoctlGntallocAllocGref, IoctlGntallocDeallocGref,
    IoctlGntallocUnmapNotify, UnmapNotify,
};
use crate::generated::gntdev::{
    GntdevCopyForeign, GntdevCopyPlace, GntdevGrantCopySegment, IOCTL_GNTDEV_GRANT_COPY,
    IOCTL_GNTDEV_MAP_GRANT_REF, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, IOCTL_GNTDEV_UNMAP_GRANT_REF,
    IoctlGntdevGrantCopy, IoctlGntdevGrantRef, IoctlGntdevMapGrantRef, IoctlGntdevUnmapGrantRef,
    IoctlGntdevUnmapNotify,
};
use crate::process::Process;
use crate::system::{Area, ioctl, shared_memory};

/// What Linux does with a page when it is unmapped, also if the program is killed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnUnmap {
    /// The offset of a byte to set to 0.
    pub clear: Option<usize>,
    /// A port of the program to send an event on. Its [`EventChannel`](crate::EventChannel) must
    /// still be open then; Linux keeps the port until the page is unmapped.
    pub notify: Option<Port>,
}

impl OnUnmap {
    fn action(self) -> UnmapNotify {
        let mut action = UnmapNotify::empty();
        if self.clear.is_some() {
            action |= UnmapNotify::CLEAR_BYTE;
        }
        if self.notify.is_some() {
            action |= UnmapNotify::SEND_EVENT;
        }
        action
    }

    fn port(self) -> Port {
        self.notify.unwrap_or(Port(0))
    }

    /// The offset in the device of the byte to clear, or of the page.
    ///
    /// # Panics
    ///
    /// If the byte is beyond the `size` bytes of the mapping.
    fn index(self, mapping: u64, size: usize) -> u64 {
        let offset = self.clear.unwrap_or(0);
        assert!(offset < size, "a byte beyond the mapping");
        mapping + offset as u64
    }
}

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
        let end = DeallocateOnDrop {
            device: Arc::clone(&self.device),
            index,
            count: u32::from(pages),
            process: Process::current(),
        };
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
#[derive(Debug)]
struct DeallocateOnDrop {
    device: Arc<File>,
    index: u64,
    count: u32,
    process: Process,
}

impl Drop for DeallocateOnDrop {
    fn drop(&mut self) {
        // A child shares the file with its parent, whose pages these are.
        if !self.process.is_current() {
            return;
        }
        let mut argument = IoctlGntallocDeallocGref {
            index: self.index,
            count: self.count,
            ..Default::default()
        };
        // SAFETY: the ioctl reads its record. Linux keeps pages that are still mapped.
        let _ = unsafe {
            ioctl(
                self.device.as_fd(),
                IOCTL_GNTALLOC_DEALLOC_GREF,
                &raw mut argument,
            )
        };
    }
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
    end: DeallocateOnDrop,
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
            index: what.index(self.end.index, self.area.size()),
            action: what.action(),
            event_channel_port: what.port(),
        };
        // SAFETY: the ioctl reads its record; the byte is in shared memory.
        unsafe {
            ioctl(
                self.end.device.as_fd(),
                IOCTL_GNTALLOC_SET_UNMAP_NOTIFY,
                &raw mut argument,
            )
        }
        .map(|_| ())
    }
}

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
        Ok(Self {
            device: Arc::new(Device::GNTDEV.open()?),
            refused: own_translated_domain(),
        })
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
        let end = ForgetOnDrop {
            device: Arc::clone(&self.device),
            index,
            count: grants.len() as u32,
            process: Process::current(),
        };
        let area = Area::map(&self.device, grants.len(), index)?;
        Ok(MappedGrants { area, end })
    }

    /// Makes copies between memory of the program and granted pages, or between granted pages.
    ///
    /// # Errors
    ///
    /// The whole call fails with [`EINVAL`](Errno::EINVAL) if a place extends beyond its page, and
    /// with [`EFAULT`](Errno::EFAULT) if Linux cannot pin memory of the program. Otherwise
    /// [`GrantCopy::status`] has the result of each copy.
    pub fn copy(&self, copies: &mut [GrantCopy<'_>]) -> Result<(), Errno> {
        let mut segments: Vec<_> = copies.iter().map(GrantCopy::segment).collect();
        let mut argument = IoctlGntdevGrantCopy {
            count: u32::try_from(segments.len()).map_err(|_| Errno::E2BIG)?,
            segments: segments.as_mut_ptr().expose_provenance(),
            ..Default::default()
        };
        // SAFETY: the list has that many segments. Their addresses are those of slices that the
        // copies borrow, exclusively where Xen writes.
        unsafe {
            ioctl(
                self.device.as_fd(),
                IOCTL_GNTDEV_GRANT_COPY,
                &raw mut argument,
            )
        }?;
        for (copy, segment) in copies.iter_mut().zip(&segments) {
            copy.status = segment.status;
        }
        Ok(())
    }
}

impl AsFd for GrantMapper {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }
}

/// Forgets mapped grants.
#[derive(Debug)]
struct ForgetOnDrop {
    device: Arc<File>,
    index: u64,
    count: u32,
    process: Process,
}

impl Drop for ForgetOnDrop {
    fn drop(&mut self) {
        // A child shares the file with its parent, whose pages these are.
        if !self.process.is_current() {
            return;
        }
        let mut argument = IoctlGntdevUnmapGrantRef {
            index: self.index,
            count: self.count,
            ..Default::default()
        };
        // SAFETY: the ioctl reads its record. Linux keeps pages that are still mapped.
        let _ = unsafe {
            ioctl(
                self.device.as_fd(),
                IOCTL_GNTDEV_UNMAP_GRANT_REF,
                &raw mut argument,
            )
        };
    }
}

/// Pages that other domains have granted, as shared memory, unmapped on drop.
#[derive(Debug)]
pub struct MappedGrants {
    // Unmapped before Linux forgets the grants.
    area: Area,
    end: ForgetOnDrop,
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
            index: what.index(self.end.index, self.area.size()),
            action: what.action(),
            event_channel_port: what.port(),
        };
        // SAFETY: the ioctl reads its record; the byte is in shared memory.
        unsafe {
            ioctl(
                self.end.device.as_fd(),
                IOCTL_GNTDEV_SET_UNMAP_NOTIFY,
                &raw mut argument,
            )
        }
        .map(|_| ())
    }
}

/// A place in a granted page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantPlace {
    /// The domain that granted the page.
    pub dom: DomId,
    /// The grant.
    pub grant: GrantRef,
    /// The offset in the page in bytes.
    pub offset: u16,
}

impl GrantPlace {
    fn place(self) -> GntdevCopyPlace {
        GntdevCopyPlace::from_foreign(GntdevCopyForeign {
            ref_: self.grant,
            offset: self.offset,
            domid: self.dom,
        })
    }
}

/// A copy of [`GrantMapper::copy`].
#[derive(Debug)]
pub struct GrantCopy<'a> {
    source: GntdevCopyPlace,
    dest: GntdevCopyPlace,
    len: u16,
    flags: CopyFlags,
    status: Status,
    memory: PhantomData<&'a mut [u8]>,
}

impl<'a> GrantCopy<'a> {
    /// Copies out of a granted page.
    ///
    /// # Panics
    ///
    /// If `into` is larger than a page.
    pub fn read(from: GrantPlace, into: &'a mut [u8]) -> Self {
        let dest = GntdevCopyPlace::from_virt(into.as_mut_ptr().expose_provenance());
        Self::new(from.place(), dest, into.len(), CopyFlags::SOURCE_GREF)
    }

    /// Copies into a granted page.
    ///
    /// # Panics
    ///
    /// If `from` is larger than a page.
    pub fn write(from: &'a [u8], into: GrantPlace) -> Self {
        let source = GntdevCopyPlace::from_virt(from.as_ptr().expose_provenance());
        Self::new(source, into.place(), from.len(), CopyFlags::DEST_GREF)
    }

    /// Copies from one granted page to another.
    ///
    /// # Panics
    ///
    /// If `count` is larger than a page.
    pub fn between(from: GrantPlace, into: GrantPlace, count: usize) -> Self {
        let flags = CopyFlags::SOURCE_GREF | CopyFlags::DEST_GREF;
        Self::new(from.place(), into.place(), count, flags)
    }

    fn new(source: GntdevCopyPlace, dest: GntdevCopyPlace, count: usize, flags: CopyFlags) -> Self {
        assert!(count <= PAGE_SIZE, "a copy beyond a page");
        Self {
            source,
            dest,
            len: count as u16,
            flags,
            status: Status::GENERAL_ERROR,
            memory: PhantomData,
        }
    }

    /// Returns the result, once the copy was made.
    pub fn status(&self) -> Status {
        self.status
    }

    fn segment(&self) -> GntdevGrantCopySegment {
        GntdevGrantCopySegment {
            source: self.source,
            dest: self.dest,
            len: self.len,
            flags: self.flags,
            ..Default::default()
        }
    }
}

/// Returns words with a record at their start, and room for `count` elements in place of its one.
fn with_list(head: &[u8], element: usize, count: usize) -> Vec<u64> {
    let size = head.len() + element * (count - 1);
    let mut words = vec![0_u64; size.div_ceil(size_of::<u64>())];
    words_as_bytes_mut(&mut words)[..head.len()].copy_from_slice(head);
    words
}

fn words_as_bytes(words: &[u64]) -> &[u8] {
    // SAFETY: the same memory; a byte has no invalid value.
    unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), size_of_val(words)) }
}

fn words_as_bytes_mut(words: &mut [u64]) -> &mut [u8] {
    // SAFETY: as above, and neither has a word.
    unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), size_of_val(words)) }
}
