//! Guest handles: addresses of the caller's memory inside records that Xen reads.

use crate::plain::Plain;
use core::ffi::c_void;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use core::ptr;

/// The integer type of the address.
///
/// On Arm every handle has eight bytes, so that 32-bit and 64-bit guests share one layout; on x86
/// it has the width of a pointer.
#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
type Word = u64;
#[cfg(not(any(target_arch = "arm", target_arch = "aarch64")))]
type Word = usize;

macro_rules! handle {
    ($(#[$attribute:meta])* $handle:ident, $word:ty) => {
        $(#[$attribute])*
        pub struct $handle<T> {
            address: $word,
            // Invariant in `T` as a mutable pointer is, yet free to cross threads as a number is.
            target: PhantomData<fn(T) -> T>,
        }

        impl<T> $handle<T> {
            /// The handle that refers to nothing.
            #[inline]
            pub const fn null() -> Self {
                Self::from_address(0)
            }

            /// The handle for an address that is already a number.
            #[inline]
            pub const fn from_address(address: $word) -> Self {
                Self { address, target: PhantomData }
            }

            /// The handle for what `pointer` points to, which may be null.
            ///
            /// Taking the address is safe. The pointer must stay valid until the call that is given
            /// the handle has returned, and this is a part of that call's own contract.
            #[inline]
            pub fn from_ptr(pointer: *mut T) -> Self {
                Self::from_address(pointer.expose_provenance() as $word)
            }

            /// The handle for a value that Xen only reads.
            ///
            /// The borrow ends with this function. For memory that Xen writes, use
            /// [`from_mut`](Self::from_mut).
            #[inline]
            pub fn from_ref(value: &T) -> Self {
                Self::from_address(ptr::from_ref(value).expose_provenance() as $word)
            }

            /// The handle for a value that Xen reads or writes. The borrow ends with this function.
            #[inline]
            pub fn from_mut(value: &mut T) -> Self {
                Self::from_ptr(value)
            }

            /// The handle for the first of several elements that Xen only reads. Their number goes
            /// to Xen by another way.
            #[inline]
            pub fn from_slice(elements: &[T]) -> Self {
                Self::from_address(elements.as_ptr().expose_provenance() as $word)
            }

            /// The handle for the first of several elements that Xen reads or writes.
            #[inline]
            pub fn from_mut_slice(elements: &mut [T]) -> Self {
                Self::from_ptr(elements.as_mut_ptr())
            }

            /// The same address, as that of another type.
            #[inline]
            pub const fn cast<U>(self) -> $handle<U> {
                $handle::from_address(self.address)
            }

            /// The address.
            #[inline]
            pub const fn addr(self) -> u64 {
                self.address as u64
            }

            /// Whether the handle refers to nothing.
            #[inline]
            pub const fn is_null(self) -> bool {
                self.address == 0
            }

            /// The address as a pointer; null if it is wider than a pointer of this guest.
            ///
            /// The pointer has the provenance of the memory that was exposed at this address, such
            /// as by [`from_ptr`](Self::from_ptr). It is valid if that memory is.
            #[inline]
            pub fn as_ptr(self) -> *mut T {
                match usize::try_from(self.address) {
                    Ok(address) => ptr::with_exposed_provenance_mut(address),
                    Err(_) => ptr::null_mut(),
                }
            }
        }

        // Derives would ask the same of `T`, which a handle does not hold.
        impl<T> Clone for $handle<T> {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $handle<T> {}

        impl<T> Default for $handle<T> {
            #[inline]
            fn default() -> Self {
                Self::null()
            }
        }

        impl<T> PartialEq for $handle<T> {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.address == other.address
            }
        }

        impl<T> Eq for $handle<T> {}

        impl<T> Hash for $handle<T> {
            #[inline]
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.address.hash(state);
            }
        }

        impl<T> fmt::Debug for $handle<T> {
            #[inline]
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($handle), "({:#x})"), self.address)
            }
        }

        impl<T> From<*mut T> for $handle<T> {
            #[inline]
            fn from(pointer: *mut T) -> Self {
                Self::from_ptr(pointer)
            }
        }

        /// Xen reads the elements.
        impl<T: Plain> From<&[T]> for $handle<T> {
            #[inline]
            fn from(elements: &[T]) -> Self {
                Self::from_slice(elements)
            }
        }

        /// Xen reads and writes the elements.
        impl<T: Plain> From<&mut [T]> for $handle<T> {
            #[inline]
            fn from(elements: &mut [T]) -> Self {
                Self::from_mut_slice(elements)
            }
        }

        /// Xen reads the bytes.
        impl From<&[u8]> for $handle<c_void> {
            #[inline]
            fn from(bytes: &[u8]) -> Self {
                $handle::from_slice(bytes).cast()
            }
        }

        /// Xen reads and writes the bytes.
        impl From<&mut [u8]> for $handle<c_void> {
            #[inline]
            fn from(bytes: &mut [u8]) -> Self {
                $handle::from_mut_slice(bytes).cast()
            }
        }

        // SAFETY: one integer that fills the structure; any address is a value.
        unsafe impl<T: 'static> Plain for $handle<T> {}
    };
}

handle! {
    /// `XEN_GUEST_HANDLE(T)`: the address of one or more `T` in the caller's memory.
    ///
    /// A pointer wide on x86; eight bytes, aligned to eight, on 32-bit and 64-bit Arm. The handle
    /// holds a number and borrows nothing.
    #[doc(alias = "XEN_GUEST_HANDLE")]
    #[doc(alias = "XEN_GUEST_HANDLE_PARAM")]
    #[doc(alias = "set_xen_guest_handle")]
    #[repr(C)]
    GuestHandle, Word
}

handle! {
    /// `XEN_GUEST_HANDLE_64(T)`: a handle of eight bytes, aligned to eight, on every architecture.
    ///
    /// Records that toolstacks exchange with Xen use it, so that 32-bit tools run unchanged on a
    /// 64-bit hypervisor.
    #[doc(alias = "XEN_GUEST_HANDLE_64")]
    #[repr(C, align(8))]
    GuestHandle64, u64
}

impl<T> From<GuestHandle<T>> for GuestHandle64<T> {
    #[inline]
    fn from(handle: GuestHandle<T>) -> Self {
        Self::from_address(handle.addr())
    }
}

#[cfg(target_arch = "x86")]
const _: () = assert!(size_of::<GuestHandle<u64>>() == 4 && align_of::<GuestHandle<u64>>() == 4);
#[cfg(target_arch = "x86_64")]
const _: () = assert!(size_of::<GuestHandle<u8>>() == 8 && align_of::<GuestHandle<u8>>() == 8);
#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
const _: () = assert!(size_of::<GuestHandle<u8>>() == 8 && align_of::<GuestHandle<u8>>() == 8);
const _: () = assert!(size_of::<GuestHandle64<u8>>() == 8 && align_of::<GuestHandle64<u8>>() == 8);

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{GuestHandle, GuestHandle64};
    use crate::plain::Plain;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// A type with none of the traits that a handle has.
    struct Bare(AtomicU32);

    #[test]
    fn needs_no_traits_of_its_target() {
        fn traits<T: Copy + Default + Eq + core::hash::Hash + core::fmt::Debug + Send + Sync>() {}
        traits::<GuestHandle<Bare>>();
        traits::<GuestHandle64<Bare>>();
        traits::<GuestHandle<*mut Bare>>();
        assert!(GuestHandle::<Bare>::default().is_null());
        let bare = Bare(AtomicU32::new(9));
        let handle = GuestHandle::from_ref(&bare);
        assert_eq!(handle, handle.cast::<u8>().cast());
        // SAFETY: `bare` lives, and a handle made from a shared borrow is only read through.
        let seen = unsafe { &*handle.as_ptr() };
        assert_eq!(seen.0.load(Ordering::Relaxed), 9);
    }

    #[test]
    fn points_to_the_memory_that_it_was_made_from() {
        let mut numbers = [1_u32, 2, 3];
        let handle = GuestHandle::from_mut_slice(&mut numbers);
        // SAFETY: the array lives, and nothing borrows it.
        unsafe { handle.as_ptr().add(1).write(20) };
        assert_eq!(numbers, [1, 20, 3]);

        let mut value = 5_u16;
        let handle = GuestHandle64::from_mut(&mut value);
        // SAFETY: as above.
        unsafe { *handle.as_ptr() += 1 };
        assert_eq!(value, 6);
        assert_eq!(
            GuestHandle64::from(GuestHandle::from_mut(&mut value)),
            handle
        );
    }

    #[test]
    fn is_its_address() {
        const FIXED: GuestHandle64<u8> = GuestHandle64::from_address(0x1_0000_2000);
        assert_eq!(FIXED.as_bytes(), &0x1_0000_2000_u64.to_ne_bytes());
        assert_eq!(std::format!("{FIXED:?}"), "GuestHandle64(0x100002000)");
        let pointer = core::ptr::dangling_mut::<u32>();
        assert_eq!(GuestHandle::from_ptr(pointer).addr(), pointer.addr() as u64);
        assert_eq!(GuestHandle::<u32>::null().as_ptr(), core::ptr::null_mut());
    }
}
