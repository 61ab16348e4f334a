//! Data that is nothing but its bytes, and may therefore be read from memory that others write.

use core::mem::MaybeUninit;
use core::ptr;
use core::slice;

/// A type without invalid values and without padding.
///
/// Records of the ABI are filled by the hypervisor or by another guest. For a type that implements
/// this trait, whatever they write is a value, and copying the value out leaks nothing that was
/// never written.
///
/// # Safety
///
/// Every pattern of bits of the type's size must be a valid value, and every byte of a value must
/// be initialised: no padding, no reference, no pointer, no interior mutability. The provided
/// methods must not be overridden.
pub unsafe trait Plain: Copy + 'static {
    /// The value whose bytes are all zero.
    #[inline]
    fn zeroed() -> Self {
        // SAFETY: every pattern of bits is a valid value.
        unsafe { MaybeUninit::zeroed().assume_init() }
    }

    /// The bytes of the value.
    #[inline]
    fn as_bytes(&self) -> &[u8] {
        // SAFETY: all bytes of the value are initialised, and the borrow keeps it alive.
        unsafe { slice::from_raw_parts(ptr::from_ref(self).cast(), size_of::<Self>()) }
    }

    /// The bytes of the value, for writing.
    #[inline]
    fn as_bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as for reading; and whatever is written, the result is a valid value.
        unsafe { slice::from_raw_parts_mut(ptr::from_mut(self).cast(), size_of::<Self>()) }
    }

    /// Reads a value from exactly its size of bytes, at any alignment; `None` for another length.
    #[inline]
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        match Self::from_prefix(bytes) {
            Some((value, [])) => Some(value),
            _ => None,
        }
    }

    /// Reads a value from the start of `bytes`, at any alignment, and returns it with the rest;
    /// `None` where `bytes` is too short.
    #[inline]
    fn from_prefix(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (value, rest) = bytes.split_at_checked(size_of::<Self>())?;
        // SAFETY: `value` has the size of the type, and every pattern of bits is valid.
        Some((unsafe { value.as_ptr().cast::<Self>().read_unaligned() }, rest))
    }
}

/// Reads a value from the start of an array that is at least as long: how a union's member is read.
#[inline]
pub fn read_first<T: Plain, const N: usize>(bytes: &[u8; N]) -> T {
    const { assert!(size_of::<T>() <= N, "the value does not fit") };
    // SAFETY: the array is long enough, and every pattern of bits is a valid value.
    unsafe { bytes.as_ptr().cast::<T>().read_unaligned() }
}

/// Writes a value to the start of an array that is at least as long: how a union's member is written.
#[inline]
pub fn write_first<T: Plain, const N: usize>(bytes: &mut [u8; N], value: &T) {
    const { assert!(size_of::<T>() <= N, "the value does not fit") };
    bytes[..size_of::<T>()].copy_from_slice(value.as_bytes());
}

/// The size and the alignment of a type.
#[doc(hidden)]
pub const fn shape<T>() -> (usize, usize) {
    (size_of::<T>(), align_of::<T>())
}

/// The size of a union with members of these sizes and alignments.
#[doc(hidden)]
pub const fn union_size(members: &[(usize, usize)]) -> usize {
    let (mut size, mut align) = (0, 1);
    let mut index = 0;
    while index < members.len() {
        let (member_size, member_align) = members[index];
        if member_size > size {
            size = member_size;
        }
        if member_align > align {
            align = member_align;
        }
        index += 1;
    }
    size.next_multiple_of(align)
}

/// States that a type is its members and nothing else: implements [`Plain`] and, all zero, `Default`.
///
/// `plain_record!(AllocUnbound: DomId, DomId, Port)` lists the members' types. The compiler checks that each of them is
/// [`Plain`] and that together they are as large as the type, which therefore has no padding.
#[macro_export]
macro_rules! plain_record {
    ($record:ty: $($member:ty),* $(,)?) => {
        const _: () = {
            const fn plain<T: $crate::plain::Plain>() -> usize {
                ::core::mem::size_of::<T>()
            }
            assert!(
                ::core::mem::size_of::<$record>() == 0 $(+ plain::<$member>())*,
                "the record has padding that is not named"
            );
        };

        // SAFETY: the assertion above shows that the type is made of its members alone, and each of them is plain.
        unsafe impl $crate::plain::Plain for $record {}

        impl ::core::default::Default for $record {
            #[inline]
            fn default() -> Self {
                <Self as $crate::plain::Plain>::zeroed()
            }
        }
    };
}

macro_rules! plain_integers {
    ($($integer:ty)+) => {$(
        // SAFETY: an integer has no padding and no invalid value.
        unsafe impl Plain for $integer {}
    )+};
}

plain_integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

// SAFETY: has no bytes.
unsafe impl Plain for () {}

// SAFETY: an array is its elements without gaps.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}

#[cfg(test)]
mod tests {
    use super::Plain;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_the_value_at_any_alignment(value: u64, offset in 0_usize..8) {
            let mut memory = [0_u8; 16];
            memory[offset..offset + 8].copy_from_slice(value.as_bytes());
            prop_assert_eq!(u64::from_bytes(&memory[offset..offset + 8]), Some(value));
            prop_assert_eq!(value.as_bytes(), &value.to_ne_bytes());
        }

        #[test]
        fn only_the_exact_length_is_a_value(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            prop_assert_eq!(<[u32; 3]>::from_bytes(&bytes).is_some(), bytes.len() == 12);
            prop_assert_eq!(u64::from_prefix(&bytes).is_some(), bytes.len() >= 8);
        }
    }

    #[test]
    fn written_bytes_show_in_the_value() {
        let mut value = <[u16; 2]>::zeroed();
        assert_eq!(value, [0, 0]);
        value.as_bytes_mut()[2..].copy_from_slice(&0x1234_u16.to_ne_bytes());
        assert_eq!(value, [0, 0x1234]);
    }

    #[test]
    fn the_rest_of_a_prefix_is_handed_back() {
        assert_eq!(u8::from_prefix(&[7, 8, 9]), Some((7, &[8, 9][..])));
        assert_eq!(<()>::from_prefix(&[]), Some(((), &[][..])));
    }
}
