//! Copies between memory of the program and granted pages, through `/dev/xen/gntdev`.

use std::marker::PhantomData;
use std::os::fd::AsFd as _;

use xen_abi::Errno;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::grant_table::{CopyFlags, GrantRef, Status};
use xen_abi::xen::DomId;

use super::GrantMapper;
use crate::generated::gntdev::{
    GntdevCopyForeign, GntdevCopyPlace, GntdevGrantCopySegment, IOCTL_GNTDEV_GRANT_COPY,
    IoctlGntdevGrantCopy,
};
use crate::system::ioctl;

impl GrantMapper {
    /// Makes copies between memory of the program and granted pages, or between granted pages.
    ///
    /// # Errors
    ///
    /// [`EIO`](Errno::EIO) if Xen refused a copy: [`GrantCopy::status`] has the result of each one.
    /// The whole call fails with [`EINVAL`](Errno::EINVAL) if a place extends beyond its page, and
    /// with [`EFAULT`](Errno::EFAULT) if Linux cannot pin memory of the program.
    pub fn copy(&self, copies: &mut [GrantCopy<'_>]) -> Result<(), Errno> {
        let mut segments: Vec<_> = copies.iter().map(GrantCopy::segment).collect();
        let mut argument = IoctlGntdevGrantCopy {
            count: u32::try_from(segments.len()).map_err(|_| Errno::E2BIG)?,
            segments: segments.as_mut_ptr().expose_provenance(),
            ..Default::default()
        };
        // SAFETY: the list has that many segments. Their addresses are those of slices that the
        // copies borrow, exclusively where Xen writes.
        let done = unsafe { ioctl(self.as_fd(), IOCTL_GNTDEV_GRANT_COPY, &raw mut argument) };
        // Also after an error, before which some of the copies may have been made.
        for (copy, segment) in copies.iter_mut().zip(&segments) {
            copy.status = segment.status;
        }
        done?;
        let are_made = copies.iter().all(|copy| copy.status == Status::OKAY);
        are_made.then_some(()).ok_or(Errno::EIO)
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

    /// Returns the result of the last call: [`Status::GENERAL_ERROR`] if it did not make the copy.
    pub fn status(&self) -> Status {
        self.status
    }

    fn segment(&self) -> GntdevGrantCopySegment {
        GntdevGrantCopySegment {
            source: self.source,
            dest: self.dest,
            len: self.len,
            flags: self.flags,
            // Linux writes it once the copy was made.
            status: Status::GENERAL_ERROR,
            ..Default::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    /// A copy that was made before has no such result after a call that failed as a whole.
    #[test]
    fn a_failed_call_leaves_no_former_result() {
        // A file that refuses every ioctl.
        let mapper = GrantMapper::of(File::open("/dev/null").unwrap());
        let place = GrantPlace {
            dom: DomId(1),
            grant: GrantRef(8),
            offset: 0,
        };
        let mut copies = [GrantCopy::write(b"x", place)];
        copies[0].status = Status::OKAY;
        assert_eq!(mapper.copy(&mut copies), Errno::new(25).map_or(Ok(()), Err));
        assert_eq!(copies[0].status(), Status::GENERAL_ERROR);
    }
}
