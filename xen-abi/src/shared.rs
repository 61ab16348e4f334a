//! Memory that somebody else reads and writes at any time: pages to share, and the only way to
//! touch them.

use crate::frame::{PAGE_SIZE, VirtualAddress};
use crate::plain::Plain;
use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomPinned;
use core::ops::Deref;
use core::pin::Pin;
use core::ptr::NonNull;
use core::sync::atomic::{self, AtomicU8, AtomicU32, Ordering};

/// The bytes of the widest access.
const WORD: usize = size_of::<u32>();

/// Memory that two parties share, one of which may be hostile.
///
/// Nothing hands out a reference into such memory, since nothing keeps the other party from
/// writing to what it refers to. Indices are loaded and stored as atomics; everything else is
/// copied in and out, each byte once, so that what was checked is what is used.
///
/// Rings are generic over this trait. A kernel that maps another domain's pages uses [`Mapped`],
/// one that offers its own uses [`SharedPages`], and a test may bring memory that watches the
/// accesses.
pub trait SharedMemory {
    /// The number of bytes, which never changes.
    fn size(&self) -> usize;

    /// Loads the word at an offset.
    ///
    /// # Panics
    ///
    /// Where the offset is no multiple of four, or not below the size.
    fn load(&self, offset: usize, order: Ordering) -> u32;

    /// Stores a word at an offset.
    ///
    /// # Panics
    ///
    /// As [`load`](Self::load) does.
    fn store(&self, offset: usize, word: u32, order: Ordering);

    /// Copies bytes out.
    ///
    /// # Panics
    ///
    /// Where not all of them lie in the memory.
    fn read(&self, offset: usize, bytes: &mut [u8]);

    /// Copies bytes in.
    ///
    /// # Panics
    ///
    /// As [`read`](Self::read) does.
    fn write(&self, offset: usize, bytes: &[u8]);

    /// Keeps every access before it from being seen after any access behind it.
    #[inline]
    fn fence(&self) {
        atomic::fence(Ordering::SeqCst);
    }

    /// Copies a value out.
    ///
    /// # Panics
    ///
    /// Where it does not lie in the memory.
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
    /// Where it does not lie in the memory.
    #[inline]
    fn set<T: Plain>(&self, offset: usize, value: &T) {
        self.write(offset, value.as_bytes());
    }
}

/// Memory that is mapped somewhere: pages of another domain, or one's own by their address.
///
/// A copy refers to the same memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mapped {
    base: NonNull<u8>,
    size: usize,
}

// SAFETY: the memory is only accessed atomically, and belongs to no thread.
unsafe impl Send for Mapped {}
// SAFETY: as above.
unsafe impl Sync for Mapped {}

impl Mapped {
    /// Takes `size` bytes at `base` for shared memory; `None` where `base` is not aligned to four
    /// bytes.
    ///
    /// # Safety
    ///
    /// As long as the value or a copy of it is used, all the bytes must be mapped, readable,
    /// writable and initialised. Whoever runs outside of the program (Xen, another domain) may do
    /// with them what they like; the program itself must access them atomically only, as this
    /// type does, and hold no reference to them.
    #[inline]
    pub unsafe fn new(base: NonNull<u8>, size: usize) -> Option<Self> {
        base.cast::<u32>()
            .is_aligned()
            .then_some(Self { base, size })
    }

    /// Where the memory starts.
    #[inline]
    pub const fn base(self) -> NonNull<u8> {
        self.base
    }

    /// Whether that many bytes from an offset on lie in the memory.
    #[inline]
    fn holds(self, offset: usize, count: usize) -> bool {
        offset
            .checked_add(count)
            .is_some_and(|end| end <= self.size)
    }

    #[inline]
    fn word(&self, offset: usize) -> &AtomicU32 {
        assert!(
            offset % WORD == 0 && self.holds(offset, WORD),
            "a word beyond the shared memory"
        );
        // SAFETY: the word lies in memory that the constructor's caller promised, and is aligned as
        // the base is.
        unsafe { AtomicU32::from_ptr(self.base.as_ptr().add(offset).cast()) }
    }

    /// The byte at an offset below the size.
    ///
    /// # Safety
    ///
    /// The offset must be below the size.
    #[inline]
    unsafe fn byte(&self, offset: usize) -> &AtomicU8 {
        // SAFETY: the byte lies in memory that the constructor's caller promised.
        unsafe { AtomicU8::from_ptr(self.base.as_ptr().add(offset)) }
    }
}

/// How many of `count` bytes from an offset on come before the first word, in whole words, and
/// after the last one.
#[inline]
const fn parts(offset: usize, count: usize) -> (usize, usize) {
    let to_word = offset.wrapping_neg() % WORD;
    let before = if to_word < count { to_word } else { count };
    (before, (count - before) / WORD * WORD)
}

impl SharedMemory for Mapped {
    #[inline]
    fn size(&self) -> usize {
        self.size
    }

    #[inline]
    fn load(&self, offset: usize, order: Ordering) -> u32 {
        self.word(offset).load(order)
    }

    #[inline]
    fn store(&self, offset: usize, word: u32, order: Ordering) {
        self.word(offset).store(word, order);
    }

    #[inline]
    fn read(&self, offset: usize, bytes: &mut [u8]) {
        assert!(
            self.holds(offset, bytes.len()),
            "bytes beyond the shared memory"
        );
        let (before, whole) = parts(offset, bytes.len());
        let mut at = offset;
        let single = |at: &mut usize, part: &mut [u8]| {
            for byte in part {
                // SAFETY: the offset runs over the bytes that were checked.
                *byte = unsafe { self.byte(*at) }.load(Ordering::Relaxed);
                *at += 1;
            }
        };
        let (head, rest) = bytes.split_at_mut(before);
        let (words, tail) = rest.split_at_mut(whole);
        single(&mut at, head);
        for part in words.chunks_exact_mut(WORD) {
            part.copy_from_slice(&self.word(at).load(Ordering::Relaxed).to_ne_bytes());
            at += WORD;
        }
        single(&mut at, tail);
    }

    #[inline]
    fn write(&self, offset: usize, bytes: &[u8]) {
        assert!(
            self.holds(offset, bytes.len()),
            "bytes beyond the shared memory"
        );
        let (before, whole) = parts(offset, bytes.len());
        let mut at = offset;
        let single = |at: &mut usize, part: &[u8]| {
            for byte in part {
                // SAFETY: the offset runs over the bytes that were checked.
                unsafe { self.byte(*at) }.store(*byte, Ordering::Relaxed);
                *at += 1;
            }
        };
        let (head, rest) = bytes.split_at(before);
        let (words, tail) = rest.split_at(whole);
        single(&mut at, head);
        for part in words.chunks_exact(WORD) {
            let mut word = [0; WORD];
            word.copy_from_slice(part);
            self.word(at)
                .store(u32::from_ne_bytes(word), Ordering::Relaxed);
            at += WORD;
        }
        single(&mut at, tail);
    }
}

impl fmt::Debug for Mapped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes at {:p}", self.size, self.base)
    }
}

/// `N` pages of one's own to share with another domain: zeroed, and each a whole page of the
/// machine.
///
/// Where they stand is where the other domain finds them, so they must not move once they are
/// shared. A `static`, or a `Pin<Box<_>>`, does not:
///
/// ```
/// use core::pin::Pin;
/// use xen_abi::shared::{SharedMemory, SharedPages};
///
/// static PAGES: SharedPages<2> = SharedPages::new();
///
/// let pages = Pin::static_ref(&PAGES);
/// assert_eq!(pages.address().get() % 4096, 0);
/// assert_eq!(pages.size(), 8192);
/// pages.set(4096, &7_u64);
/// assert_eq!(pages.get::<u64>(4096), 7);
/// ```
#[repr(C, align(4096))]
pub struct SharedPages<const N: usize = 1> {
    bytes: UnsafeCell<[[u8; PAGE_SIZE]; N]>,
    pinned: PhantomPinned,
}

/// One page to share.
pub type SharedPage = SharedPages<1>;

const _: () =
    assert!(align_of::<SharedPage>() == PAGE_SIZE && size_of::<SharedPage>() == PAGE_SIZE);

// SAFETY: the bytes are only accessed atomically.
unsafe impl<const N: usize> Sync for SharedPages<N> {}

impl<const N: usize> SharedPages<N> {
    /// Pages that are all zero.
    #[inline]
    pub const fn new() -> Self {
        Self {
            bytes: UnsafeCell::new([[0; PAGE_SIZE]; N]),
            pinned: PhantomPinned,
        }
    }

    /// The address of the first page, which stays theirs.
    #[inline]
    pub fn address(self: Pin<&Self>) -> VirtualAddress {
        VirtualAddress::from_ptr(self.bytes.get())
    }

    /// The pages as memory, for as long as they are borrowed.
    #[inline]
    fn mapped(&self) -> Mapped {
        // SAFETY: a reference to a cell is not null.
        let base = unsafe { NonNull::new_unchecked(self.bytes.get().cast()) };
        Mapped {
            base,
            size: N * PAGE_SIZE,
        }
    }
}

impl<const N: usize> Default for SharedPages<N> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for SharedPages<N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{N} shared pages at {:p}", self.bytes.get())
    }
}

/// What leads to other memory is that memory.
macro_rules! leads_to_memory {
    ($(($($generics:tt)*) $pointer:ty: |$self:ident| $memory:expr;)+) => {$(
        impl<$($generics)*> SharedMemory for $pointer {
            #[inline]
            fn size(&self) -> usize {
                let $self = self;
                $memory.size()
            }

            #[inline]
            fn load(&self, offset: usize, order: Ordering) -> u32 {
                let $self = self;
                $memory.load(offset, order)
            }

            #[inline]
            fn store(&self, offset: usize, word: u32, order: Ordering) {
                let $self = self;
                $memory.store(offset, word, order);
            }

            #[inline]
            fn read(&self, offset: usize, bytes: &mut [u8]) {
                let $self = self;
                $memory.read(offset, bytes);
            }

            #[inline]
            fn write(&self, offset: usize, bytes: &[u8]) {
                let $self = self;
                $memory.write(offset, bytes);
            }

            #[inline]
            fn fence(&self) {
                let $self = self;
                $memory.fence();
            }
        }
    )+};
}

// Not for pages by value: a ring that held them would move them.
leads_to_memory! {
    (const N: usize) &SharedPages<N>: |pages| pages.mapped();
    (Q: Deref<Target = SharedPages<N>>, const N: usize) Pin<Q>: |pages| pages.mapped();
}

/// A stretch of other shared memory.
#[derive(Clone, Copy, Debug)]
pub struct Window<M> {
    memory: M,
    start: usize,
    size: usize,
}

impl<M: SharedMemory> Window<M> {
    /// The `size` bytes from `start` on; `None` where the memory does not hold them.
    #[inline]
    pub fn new(memory: M, start: usize, size: usize) -> Option<Self> {
        let end = start.checked_add(size)?;
        (end <= memory.size()).then_some(Self {
            memory,
            start,
            size,
        })
    }

    /// Where that many bytes stand in the memory.
    #[inline]
    fn at(&self, offset: usize, count: usize) -> usize {
        let inside = offset
            .checked_add(count)
            .is_some_and(|end| end <= self.size);
        assert!(inside, "bytes beyond the window");
        self.start + offset
    }
}

impl<M: SharedMemory> SharedMemory for Window<M> {
    #[inline]
    fn size(&self) -> usize {
        self.size
    }

    #[inline]
    fn load(&self, offset: usize, order: Ordering) -> u32 {
        self.memory.load(self.at(offset, WORD), order)
    }

    #[inline]
    fn store(&self, offset: usize, word: u32, order: Ordering) {
        self.memory.store(self.at(offset, WORD), word, order);
    }

    #[inline]
    fn read(&self, offset: usize, bytes: &mut [u8]) {
        self.memory.read(self.at(offset, bytes.len()), bytes);
    }

    #[inline]
    fn write(&self, offset: usize, bytes: &[u8]) {
        self.memory.write(self.at(offset, bytes.len()), bytes);
    }

    #[inline]
    fn fence(&self) {
        self.memory.fence();
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{Mapped, SharedMemory, SharedPage, SharedPages, Window, parts};
    use core::ptr::NonNull;
    use core::sync::atomic::Ordering;
    use proptest::prelude::*;
    use std::boxed::Box;
    use std::vec;

    proptest! {
        #[test]
        fn bytes_come_out_as_they_went_in(offset in 0_usize..40, bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let page = Box::pin(SharedPage::new());
            (&*page).write(offset, &bytes);
            let mut found = vec![0; 96];
            page.read(0, &mut found);
            prop_assert_eq!(&found[offset..offset + bytes.len()], &bytes[..]);
            prop_assert!(found[..offset].iter().chain(&found[offset + bytes.len()..]).all(|byte| *byte == 0));
            let mut again = vec![0; bytes.len()];
            page.read(offset, &mut again);
            prop_assert_eq!(again, bytes);
        }

        #[test]
        fn words_lie_at_multiples_of_their_size(offset in 0_usize..64, count in 0_usize..64) {
            let (before, whole) = parts(offset, count);
            prop_assert!(before + whole <= count && whole % 4 == 0);
            prop_assert!(whole == 0 || (offset + before) % 4 == 0);
            prop_assert!(before < 4 && count - before - whole < 4);
        }

        #[test]
        fn a_window_shows_its_stretch_and_no_more(start: usize, size: usize) {
            let page = SharedPage::new();
            prop_assert_eq!(Window::new(&page, start, size).is_some(), start.checked_add(size).is_some_and(|end| end <= 4096));
        }
    }

    #[test]
    fn windows_shift() {
        let page = SharedPage::new();
        let window = Window::new(&page, 8, 16).unwrap();
        window.store(4, 0x0102_0304, Ordering::Relaxed);
        window.set(8, &5_u64);
        assert_eq!(
            ((&page).load(12, Ordering::Relaxed), (&page).get::<u64>(16)),
            (0x0102_0304, 5)
        );
        assert_eq!(
            (
                window.load(4, Ordering::Relaxed),
                window.get::<u64>(8),
                window.size()
            ),
            (0x0102_0304, 5, 16)
        );
    }

    #[test]
    #[should_panic = "beyond the window"]
    fn nothing_is_reached_behind_a_window() {
        let page = SharedPage::new();
        Window::new(&page, 0, 8).unwrap().read(4, &mut [0; 5]);
    }

    #[test]
    #[should_panic = "beyond the shared memory"]
    fn nothing_is_reached_behind_the_memory() {
        (&SharedPage::new()).write(4096 - 4, &[0; 5]);
    }

    #[test]
    #[should_panic = "a word beyond"]
    fn no_word_is_torn() {
        (&SharedPage::new()).load(2, Ordering::Relaxed);
    }

    #[test]
    fn memory_is_aligned() {
        let pages = Box::pin(SharedPages::<3>::new());
        let base = NonNull::from(&*pages).cast::<u8>();
        assert_eq!(
            (
                base.addr().get() % 4096,
                pages.size(),
                align_of_val(&*pages)
            ),
            (0, 3 * 4096, 4096)
        );
        // SAFETY: the two bytes are left out at the end, and nothing is accessed.
        assert!(unsafe { Mapped::new(base.add(2), 4096) }.is_none());
        // SAFETY: the pages are only accessed through the value.
        let mapped = unsafe { Mapped::new(base, pages.size()) }.unwrap();
        assert_eq!(
            (mapped.base(), pages.as_ref().address().get()),
            (base, base.addr().get() as u64)
        );
    }
}
