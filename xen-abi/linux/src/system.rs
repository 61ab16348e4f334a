//! The system calls of the crate, with errors as values.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, BorrowedFd};
use std::ptr::{self, NonNull};

use xen_abi::Errno;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::shared::Mapped;

use crate::process::Process;

/// Makes an ioctl, and returns its result.
///
/// # Safety
///
/// `argument` must point to what the ioctl `number` of the device takes, with the addresses in it
/// valid for the accesses of Linux and of Xen.
pub(crate) unsafe fn ioctl<T>(
    device: BorrowedFd<'_>,
    number: u32,
    argument: *mut T,
) -> Result<i32, Errno> {
    // SAFETY: the caller's promise. The type of the number differs between C libraries.
    let result = unsafe { libc::ioctl(device.as_raw_fd(), number as _, argument) };
    if result == -1 {
        return Err(last_error());
    }
    Ok(result)
}

/// The error of the last system call of this thread. Linux and Xen number errors alike.
pub(crate) fn last_error() -> Errno {
    let code = io::Error::last_os_error().raw_os_error();
    code.and_then(Errno::new).unwrap_or(Errno::EIO)
}

/// Shared memory of a device, mapped until it is dropped.
#[derive(Debug)]
pub(crate) struct Area {
    base: NonNull<u8>,
    size: usize,
    process: Process,
}

// SAFETY: the value owns its pages, which belong to no thread.
unsafe impl Send for Area {}
// SAFETY: as above; the methods only return the address.
unsafe impl Sync for Area {}

impl Area {
    /// Maps pages of a device, readable and writable. A child of this process does not inherit
    /// them.
    pub(crate) fn map(device: &File, pages: usize, offset: u64) -> Result<Self, Errno> {
        let size = pages.checked_mul(PAGE_SIZE).ok_or(Errno::ENOMEM)?;
        // Not `off_t`: gntalloc counts offsets on, beyond 2 GiB even in a 32-bit program.
        let offset = libc::off64_t::try_from(offset).map_err(|_| Errno::EINVAL)?;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new mapping, at an address that Linux chooses.
        let base = unsafe {
            libc::mmap64(
                ptr::null_mut(),
                size,
                protection,
                libc::MAP_SHARED,
                device.as_raw_fd(),
                offset,
            )
        };
        if base == libc::MAP_FAILED {
            return Err(last_error());
        }
        let base = NonNull::new(base.cast()).ok_or(Errno::ENOMEM)?;
        let area = Self {
            base,
            size,
            process: Process::current(),
        };
        // SAFETY: the pages of this mapping.
        if unsafe { libc::madvise(base.as_ptr().cast(), size, libc::MADV_DONTFORK) } != 0 {
            return Err(last_error());
        }
        Ok(area)
    }

    pub(crate) fn base(&self) -> NonNull<u8> {
        self.base
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Whether this process made the mapping, and not its parent.
    pub(crate) fn is_mapped(&self) -> bool {
        self.process.is_current()
    }

    /// The pages as memory that other domains may access.
    ///
    /// # Panics
    ///
    /// In a child of the process that made the mapping.
    pub(crate) fn shared(&self) -> Mapped {
        assert!(
            self.is_mapped(),
            "a child process does not inherit mappings of Xen's devices"
        );
        // SAFETY: the pages are mapped for as long as the value is borrowed, and its owner hands
        // out no other access to them.
        let mapped = unsafe { Mapped::new(self.base, self.size) };
        mapped.expect("a page is whole words")
    }
}

/// Implements the trait of shared memory by the mapping in the member `area`.
macro_rules! shared_memory {
    ($name:ty) => {
        impl xen_abi::shared::SharedMemory for $name {
            #[inline]
            fn size(&self) -> usize {
                self.area.size()
            }

            #[inline]
            fn load(&self, offset: usize, order: std::sync::atomic::Ordering) -> u32 {
                self.area.shared().load(offset, order)
            }

            #[inline]
            fn store(&self, offset: usize, word: u32, order: std::sync::atomic::Ordering) {
                self.area.shared().store(offset, word, order);
            }

            #[inline]
            fn compare_exchange(
                &self,
                offset: usize,
                current: u32,
                new: u32,
                success: std::sync::atomic::Ordering,
                failure: std::sync::atomic::Ordering,
            ) -> Result<u32, u32> {
                let memory = self.area.shared();
                memory.compare_exchange(offset, current, new, success, failure)
            }

            #[inline]
            fn read(&self, offset: usize, bytes: &mut [u8]) {
                crate::copy::read(self.area.shared(), offset, bytes);
            }

            #[inline]
            fn write(&self, offset: usize, bytes: &[u8]) {
                self.area.shared().write(offset, bytes);
            }
        }
    };
}
pub(crate) use shared_memory;

impl Drop for Area {
    fn drop(&mut self) {
        // A child does not inherit the pages, and may have others at their address.
        if self.process.is_current() {
            // SAFETY: the value's own mapping, which nothing uses any more.
            unsafe { libc::munmap(self.base.as_ptr().cast(), self.size) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The offsets of gntalloc pass 4 GiB once that much has been granted through a file.
    #[test]
    fn pages_are_mapped_at_any_offset() {
        let mut options = File::options();
        let device = options.read(true).write(true).open("/dev/zero").unwrap();
        for offset in [0, 1 << 31, 1 << 33] {
            assert_eq!(Area::map(&device, 1, offset).unwrap().size(), PAGE_SIZE);
        }
        let beyond = Area::map(&device, 1, u64::MAX).map(|area| area.size());
        assert_eq!(beyond, Err(Errno::EINVAL));
    }
}
