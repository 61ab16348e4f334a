//! Guest memory: the buffers of hypercalls, and the frames of domains.

use core::fmt;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::vec::Vec;

use super::lock::lock;
use crate::errno::Errno;
use crate::frame::{Gfn, PAGE_SIZE};
use crate::grants::MapArea;
use crate::pages::GuestPages;
use crate::plain::Plain;
use crate::shared::Mapped;
use crate::switch;

/// The memory that the arguments of one hypercall point to.
///
/// Page 0 and the last page are not mapped: a small or a negative number passed as an address is
/// `EFAULT`, as on Xen. Every other address counts as mapped.
pub(super) struct CallerMemory(());

impl CallerMemory {
    /// # Safety
    ///
    /// Every address between these pages that is passed to a method must be valid for its accesses.
    pub(super) unsafe fn new() -> Self {
        Self(())
    }

    fn address(address: usize, len: usize) -> Result<(), Errno> {
        let end = address.checked_add(len);
        if address < PAGE_SIZE || end.is_none_or(|end| end > usize::MAX - PAGE_SIZE) {
            Err(Errno::EFAULT)
        } else {
            Ok(())
        }
    }

    pub(super) fn read<T: Plain>(&self, address: usize) -> Result<T, Errno> {
        Self::address(address, size_of::<T>())?;
        // SAFETY: the contract of the constructor.
        Ok(unsafe { ptr::with_exposed_provenance::<T>(address).read_unaligned() })
    }

    pub(super) fn write<T: Plain>(&self, address: usize, value: T) -> Result<(), Errno> {
        Self::address(address, size_of::<T>())?;
        // SAFETY: as for reading.
        unsafe { ptr::with_exposed_provenance_mut::<T>(address).write_unaligned(value) };
        Ok(())
    }

    /// Reads `count` values. With 0, the address is ignored.
    pub(super) fn read_many<T: Plain>(
        &self,
        address: usize,
        count: usize,
    ) -> Result<Vec<T>, Errno> {
        if count > 0 {
            Self::address(
                address,
                count.checked_mul(size_of::<T>()).ok_or(Errno::EFAULT)?,
            )?;
        }
        (0..count)
            .map(|index| {
                self.read(
                    index
                        .checked_mul(size_of::<T>())
                        .and_then(|at| address.checked_add(at))
                        .ok_or(Errno::EFAULT)?,
                )
            })
            .collect()
    }

    /// Returns a pointer to `len` bytes that may be read.
    pub(super) fn bytes(&self, address: usize, len: usize) -> Result<*const u8, Errno> {
        Self::address(address, len)?;
        Ok(ptr::with_exposed_provenance(address))
    }
}

/// The allocation of pages.
///
/// The guest refers to it by its [`Pages`], and Xen by the frames that it was given.
pub(super) struct Block {
    start: NonNull<u8>,
    count: usize,
}

// SAFETY: an allocation that is accessed atomically, or by raw pointers under the rules of their
// users.
unsafe impl Send for Block {}
// SAFETY: as above.
unsafe impl Sync for Block {}

impl Block {
    pub(super) fn new(count: usize) -> Arc<Self> {
        let layout = Self::layout(count);
        // SAFETY: the layout has a size.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) })
            .unwrap_or_else(|| handle_alloc_error(layout));
        Arc::new(Self { start, count })
    }

    fn layout(count: usize) -> Layout {
        assert!(count > 0, "a block has a page at least");
        Layout::from_size_align(count * PAGE_SIZE, PAGE_SIZE)
            .expect("more pages than fit in memory")
    }

    pub(super) fn start(&self) -> NonNull<u8> {
        self.start
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: allocated with the same layout.
        unsafe { dealloc(self.start.as_ptr(), Self::layout(self.count)) }
    }
}

/// One page of a block. Keeps the block allocated.
#[derive(Clone)]
pub(super) struct Frame {
    block: Arc<Block>,
    page: usize,
}

impl Frame {
    pub(super) fn new(block: &Arc<Block>, page: usize) -> Self {
        assert!(page < block.count);
        Self {
            block: Arc::clone(block),
            page,
        }
    }

    /// Returns a pointer to `len` bytes of the page.
    pub(super) fn pointer(&self, offset: usize, len: usize) -> *mut u8 {
        assert!(offset + len <= PAGE_SIZE, "an access beyond a page");
        // SAFETY: inside the block.
        unsafe {
            self.block
                .start
                .as_ptr()
                .add(self.page * PAGE_SIZE + offset)
        }
    }

    /// Returns the page as memory shared with the guest.
    pub(super) fn memory(&self) -> Mapped {
        let start = NonNull::new(self.pointer(0, PAGE_SIZE)).expect("a page");
        // SAFETY: the frame keeps the page allocated. The guest accesses shared pages by words, as
        // `GuestPages` and the ring's reader do.
        unsafe { Mapped::new(start, PAGE_SIZE) }.expect("a page is aligned")
    }

    pub(super) fn word(&self, offset: usize) -> &AtomicU32 {
        assert!(offset % 4 == 0);
        // SAFETY: aligned, inside the page, and alive as long as the borrow.
        unsafe { AtomicU32::from_ptr(self.pointer(offset, 4).cast()) }
    }

    pub(super) fn long(&self, offset: usize) -> &AtomicLong {
        assert!(offset % size_of::<AtomicLong>() == 0);
        // SAFETY: as above.
        unsafe { AtomicLong::from_ptr(self.pointer(offset, size_of::<AtomicLong>()).cast()) }
    }

    pub(super) fn byte(&self, offset: usize) -> &AtomicU8 {
        // SAFETY: as above.
        unsafe { AtomicU8::from_ptr(self.pointer(offset, 1)) }
    }
}

/// A word of the 2-level ABI.
#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
pub(super) type AtomicLong = core::sync::atomic::AtomicU64;
/// A word of the 2-level ABI.
#[cfg(not(any(target_arch = "arm", target_arch = "aarch64")))]
pub(super) type AtomicLong = core::sync::atomic::AtomicUsize;

/// The next unused frame number.
///
/// All machines in the process share one counter. A frame of another domain, machine or destroyed
/// domain is therefore never the number of one of a domain's own pages.
static NEXT_FRAME: AtomicU64 = AtomicU64::new(0x0008_0000);

/// The frames of one domain.
///
/// The numbers are no addresses, so that code that confuses the two fails.
#[derive(Default)]
pub(super) struct Frames {
    own: BTreeMap<u64, Frame>,
    /// The numbers of areas, and the pages of other domains that are mapped there.
    areas: BTreeMap<u64, Option<Frame>>,
    /// What was mapped when the domain was destroyed. A thread of it may be in an access.
    accessed: Vec<Frame>,
}

/// Returns the first of `count` numbers that no page of the process has.
///
/// The number after them is unused, too: the number past the last page is invalid.
pub(super) fn new_numbers(count: usize) -> u64 {
    NEXT_FRAME.fetch_add(count as u64 + 1, Ordering::Relaxed)
}

impl Frames {
    /// Adds or replaces a page of the domain.
    pub(super) fn set(&mut self, number: u64, frame: Frame) {
        self.own.insert(number, frame);
    }

    /// Removes a page of the domain.
    pub(super) fn remove(&mut self, number: u64) -> Option<Frame> {
        self.own.remove(&number)
    }

    /// Removes all pages, and what is mapped in areas.
    pub(super) fn clear(&mut self) {
        self.own.clear();
        let areas = core::mem::take(&mut self.areas);
        self.accessed.extend(areas.into_values().flatten());
    }

    /// Returns the page at an address of the program.
    pub(super) fn at(&self, address: NonNull<u8>) -> Option<Frame> {
        let mut frames = self.own.values();
        frames
            .find(|frame| frame.pointer(0, 0) == address.as_ptr())
            .cloned()
    }

    /// Returns what is mapped at a number of an area; `None` if it is no such number.
    pub(super) fn area(&mut self, number: u64) -> Option<&mut Option<Frame>> {
        self.areas.get_mut(&number)
    }

    /// Returns the frame of a number; `EINVAL` if the domain does not have it.
    ///
    /// Argo and the FIFO ABI return the same error.
    pub(super) fn get(&self, frame: u64) -> Result<Frame, Errno> {
        self.own.get(&frame).cloned().ok_or(Errno::EINVAL)
    }
}

/// Pages of a domain: zeroed, aligned to a page, with frame numbers.
///
/// When the value is dropped, the frame numbers become invalid. Frames that are still registered
/// with Xen stay allocated, unlike on a real machine, but the guest cannot access them any more.
pub struct Pages {
    block: Arc<Block>,
    first: u64,
    frames: Arc<Mutex<Frames>>,
}

impl Pages {
    pub(super) fn new(frames: &Arc<Mutex<Frames>>, count: usize) -> Self {
        let block = Block::new(count);
        let first = new_numbers(count);
        lock(frames)
            .own
            .extend((0..count).map(|page| (first + page as u64, Frame::new(&block, page))));
        Self {
            block,
            first,
            frames: Arc::clone(frames),
        }
    }

    /// Returns the word at an offset in bytes.
    ///
    /// # Panics
    ///
    /// If the word extends beyond the pages, or is not aligned.
    pub fn word(&self, offset: usize) -> &AtomicU32 {
        switch::point();
        assert!(
            offset % 4 == 0 && offset < self.block.count * PAGE_SIZE,
            "no word of these pages"
        );
        // SAFETY: aligned, inside the block, and alive as long as the borrow.
        unsafe { AtomicU32::from_ptr(self.block.start.as_ptr().add(offset).cast()) }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let mut frames = lock(&self.frames);
        for page in 0..self.block.count {
            frames.own.remove(&(self.first + page as u64));
        }
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("frame", &Gfn(self.first))
            .field("count", &self.block.count)
            .finish_non_exhaustive()
    }
}

// SAFETY: the block is page-aligned, allocated zeroed and owned by this value. The mock writes to
// it only as Xen would.
unsafe impl GuestPages for Pages {
    fn start(&self) -> NonNull<u8> {
        self.block.start()
    }

    fn count(&self) -> usize {
        self.block.count
    }

    fn frame(&self, page: usize) -> Gfn {
        Gfn(self.first + page as u64)
    }
}

/// An address range of a domain for pages of other domains, without memory of its own.
///
/// [`Mapping`](crate::grants::Mapping) maps granted pages there.
pub struct Area {
    first: u64,
    count: usize,
    frames: Arc<Mutex<Frames>>,
}

impl Area {
    pub(super) fn new(frames: &Arc<Mutex<Frames>>, count: usize) -> Self {
        let first = new_numbers(count);
        lock(frames)
            .areas
            .extend((0..count as u64).map(|page| (first + page, None)));
        Self {
            first,
            count,
            frames: Arc::clone(frames),
        }
    }
}

impl Drop for Area {
    fn drop(&mut self) {
        let mut frames = lock(&self.frames);
        for page in 0..self.count as u64 {
            frames.areas.remove(&(self.first + page));
        }
    }
}

impl fmt::Debug for Area {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Area")
            .field("frame", &Gfn(self.first))
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

// SAFETY: the numbers are used for areas only. While a page is mapped, it stays allocated.
unsafe impl MapArea for Area {
    fn count(&self) -> usize {
        self.count
    }

    fn host_address(&self, page: usize) -> u64 {
        (self.first + page as u64) * PAGE_SIZE as u64
    }

    fn address(&self, page: usize) -> NonNull<u8> {
        let frames = lock(&self.frames);
        let mapped = frames.areas.get(&(self.first + page as u64));
        let frame = mapped.and_then(Option::as_ref);
        let frame = frame.expect("nothing is mapped at this page of the area");
        NonNull::new(frame.pointer(0, PAGE_SIZE)).expect("a page")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thread of the domain has the address of the page, and accesses it in the next moment.
    #[test]
    fn a_page_that_is_accessed_outlives_the_end_of_its_domain() {
        let frames = Arc::new(Mutex::new(Frames::default()));
        let area = Area::new(&frames, 1);
        let block = Block::new(1);
        *lock(&frames).area(area.first).unwrap() = Some(Frame::new(&block, 0));
        assert_eq!(area.address(0), block.start());
        lock(&frames).clear();
        let page = Arc::downgrade(&block);
        drop(block);
        assert!(page.upgrade().is_some(), "freed under the access");
        drop((area, frames));
        assert!(page.upgrade().is_none());
    }
}
