//! The trait of shared memory, with the accesses that its methods are made of.

use crate::plain::Plain;
use core::sync::atomic::{self, Ordering};

/// The size of an access in bytes.
pub(super) const WORD: usize = size_of::<u32>();

/// Memory shared with a peer that may be hostile.
///
/// There are no references into such memory, since the peer may write to it at any time. Indices
/// are loaded and stored atomically. Everything else is copied in and out, each byte once, so that
/// the peer cannot change a value between check and use.
///
/// Rings are generic over this trait. A kernel that maps another domain's pages uses
/// [`Mapped`](super::Mapped), one that grants its own uses [`SharedPages`](super::SharedPages), and
/// a test may implement it to observe the accesses.
///
/// # Ending a grant
///
/// Xen sets bits in the flags of a grant entry while the grantee maps the page, so an entry is
/// invalidated by a compare-exchange of its flags, as `grant_table.h` asks for:
///
/// ```
/// use core::mem::offset_of;
/// use core::sync::atomic::Ordering;
/// use xen_abi::grant_table::{GrantEntryFlags, GrantEntryV1, GrantRef};
/// use xen_abi::shared::{SharedMemory, SharedPage};
///
/// /// Ends a grant; `false` if the grantee still has the page mapped.
/// fn end_access(table: &impl SharedMemory, grant: GrantRef) -> bool {
///     let flags = grant.0 as usize * size_of::<GrantEntryV1>() + offset_of!(GrantEntryV1, flags);
///     let in_use = (GrantEntryFlags::READING | GrantEntryFlags::WRITING).bits();
///     let mut seen = table.load_u16(flags, Ordering::Relaxed);
///     while seen & in_use == 0 {
///         match table.compare_exchange_u16(flags, seen, 0, Ordering::SeqCst, Ordering::Relaxed) {
///             Ok(_) => return true,
///             Err(now) => seen = now,
///         }
///     }
///     false
/// }
///
/// static TABLE: SharedPage = SharedPage::new();
/// let flags = 8 * size_of::<GrantEntryV1>();
/// (&TABLE).store_u16(flags, GrantEntryFlags::PERMIT_ACCESS.bits(), Ordering::Release);
/// assert!(end_access(&&TABLE, GrantRef(8)));
/// (&TABLE).store_u16(flags, GrantEntryFlags::READING.bits(), Ordering::Release);
/// assert!(!end_access(&&TABLE, GrantRef(8)));
/// ```
pub trait SharedMemory {
    /// Returns the size in bytes, which never changes.
    fn size(&self) -> usize;

    /// Loads the word at an offset in bytes.
    ///
    /// # Panics
    ///
    /// If the offset is not a multiple of four or the word ends beyond the memory.
    fn load(&self, offset: usize, order: Ordering) -> u32;

    /// Stores a word at an offset.
    ///
    /// # Panics
    ///
    /// As [`load`](Self::load).
    fn store(&self, offset: usize, word: u32, order: Ordering);

    /// Replaces the word at an offset by `new` if it equals `current`.
    ///
    /// Returns the former word: `Ok` if it was replaced, `Err` if it differs from `current`.
    ///
    /// # Panics
    ///
    /// As [`load`](Self::load), and as the standard library's `compare_exchange` for orders that
    /// do not fit.
    fn compare_exchange(
        &self,
        offset: usize,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32>;

    /// Copies bytes out.
    ///
    /// # Panics
    ///
    /// If they extend beyond the memory.
    fn read(&self, offset: usize, bytes: &mut [u8]);

    /// Copies bytes in, and preserves writes of the peer to neighbouring bytes.
    ///
    /// # Panics
    ///
    /// As [`read`](Self::read).
    fn write(&self, offset: usize, bytes: &[u8]);

    /// Loads the 16 bits at an offset.
    ///
    /// # Panics
    ///
    /// If the offset is odd or not below the size.
    #[inline]
    fn load_u16(&self, offset: usize, order: Ordering) -> u16 {
        load_half(self, offset, order)
    }

    /// Stores 16 bits at an offset, and preserves the other half of the word.
    ///
    /// # Panics
    ///
    /// As [`load_u16`](Self::load_u16).
    #[inline]
    fn store_u16(&self, offset: usize, value: u16, order: Ordering) {
        store_half(self, offset, value, order);
    }

    /// Replaces the 16 bits at an offset by `new` if they equal `current`.
    ///
    /// Returns the former ones: `Ok` if they were replaced, `Err` if they differ from `current`. A
    /// change of the other half of the word is no failure.
    ///
    /// # Panics
    ///
    /// As [`load_u16`](Self::load_u16), and as the standard library's `compare_exchange` for
    /// orders that do not fit.
    #[inline]
    fn compare_exchange_u16(
        &self,
        offset: usize,
        current: u16,
        new: u16,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u16, u16> {
        compare_exchange_half(self, offset, [current, new], [success, failure])
    }

    /// Orders all earlier accesses before all later ones.
    #[doc(alias = "xen_mb")]
    #[inline]
    fn fence(&self) {
        atomic::fence(Ordering::SeqCst);
    }

    /// Copies a value out.
    ///
    /// # Panics
    ///
    /// If it extends beyond the memory.
    #[inline]
    fn get<T: Plain>(&self, offset: usize) -> T {
        let mut value = T::zeroed();
        self.read(offset, value.as_bytes_mut());
        value
    }

    /// Copies a value in.
    ///
    /// # Panics
    ///
    /// If it extends beyond the memory.
    #[inline]
    fn set<T: Plain>(&self, offset: usize, value: &T) {
        self.write(offset, value.as_bytes());
    }
}

/// Returns the offset of the word around 16 bits, and their offset in it.
#[inline]
fn place(offset: usize) -> (usize, usize) {
    assert!(offset % 2 == 0, "16 bits at an odd offset");
    (offset - offset % WORD, offset % WORD)
}

/// Returns the 16 bits at an offset in a word.
#[inline]
fn half(word: u32, at: usize) -> u16 {
    let bytes = word.to_ne_bytes();
    u16::from_ne_bytes([bytes[at], bytes[at + 1]])
}

/// Returns a word with its 16 bits at an offset replaced.
#[inline]
fn with_half(word: u32, at: usize, half: u16) -> u32 {
    let mut bytes = word.to_ne_bytes();
    bytes[at..at + 2].copy_from_slice(&half.to_ne_bytes());
    u32::from_ne_bytes(bytes)
}

#[inline]
fn load_half<M: SharedMemory + ?Sized>(memory: &M, offset: usize, order: Ordering) -> u16 {
    let (word, at) = place(offset);
    half(memory.load(word, order), at)
}

#[inline]
fn store_half<M: SharedMemory + ?Sized>(memory: &M, offset: usize, value: u16, order: Ordering) {
    let (word, at) = place(offset);
    let mut seen = memory.load(word, Ordering::Relaxed);
    while let Err(now) = memory.compare_exchange(
        word,
        seen,
        with_half(seen, at, value),
        order,
        Ordering::Relaxed,
    ) {
        seen = now;
    }
}

#[inline]
fn compare_exchange_half<M: SharedMemory + ?Sized>(
    memory: &M,
    offset: usize,
    [current, new]: [u16; 2],
    [success, failure]: [Ordering; 2],
) -> Result<u16, u16> {
    let (word, at) = place(offset);
    let mut seen = memory.load(word, failure);
    loop {
        let found = half(seen, at);
        if found != current {
            return Err(found);
        }
        // Also fails if the other half has changed.
        match memory.compare_exchange(word, seen, with_half(seen, at, new), success, failure) {
            Ok(_) => return Ok(found),
            Err(now) => seen = now,
        }
    }
}
