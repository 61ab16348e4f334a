//! Types for which all bytes are valid, so that shared memory can hold them.

use core::fmt;
use core::mem::MaybeUninit;
use core::ptr;
use core::slice;

/// A type without invalid values and without padding.
///
/// Xen or another guest fills the records of the ABI. For a plain type, any bytes that they write
/// are a valid value, and copying a value out never leaks uninitialised bytes.
///
/// # Safety
///
/// Every bit pattern of the type's size must be a valid value, and every byte of a value must be
/// initialised: no padding, no references, no pointers, no interior mutability. An implementation
/// must not override the provided methods.
///
/// [`plain_record!`](crate::plain_record) and [`plain_newtype!`](crate::plain_newtype) implement
/// the trait where the compiler can check this.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not plain: some bytes are no value of it, or it may have padding",
    label = "not plain",
    note = "integers, arrays of plain types, and types with `plain_record!` or `plain_newtype!` \
            are plain"
)]
pub unsafe trait Plain: Copy + 'static {
    /// The size of the type, in bytes.
    const SIZE: usize = size_of::<Self>();

    /// Returns the value whose bytes are all zero.
    #[inline]
    fn zeroed() -> Self {
        // SAFETY: every pattern of bits is a valid value.
        unsafe { MaybeUninit::zeroed().assume_init() }
    }

    /// Returns the bytes of the value.
    #[inline]
    fn as_bytes(&self) -> &[u8] {
        // SAFETY: all bytes of the value are initialised, and the borrow keeps it alive.
        unsafe { slice::from_raw_parts(ptr::from_ref(self).cast(), size_of::<Self>()) }
    }

    /// Returns the bytes of the value for writing.
    #[inline]
    fn as_bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as for reading; and whatever is written, the result is a valid value.
        unsafe { slice::from_raw_parts_mut(ptr::from_mut(self).cast(), size_of::<Self>()) }
    }

    /// Reads another record from the first bytes of this one.
    ///
    /// Compiles only if the other one is not larger. Rings carry records of several types in one
    /// entry, such as `blkif_request` and `blkif_request_indirect`.
    #[inline]
    fn read_as<T: Plain>(&self) -> T {
        const {
            assert!(
                size_of::<T>() <= size_of::<Self>(),
                "the other record is larger"
            )
        };
        // SAFETY: the value is long enough, and every pattern of bits is a valid value.
        unsafe { ptr::from_ref(self).cast::<T>().read_unaligned() }
    }

    /// Reads a value from bytes at any alignment; `None` if the length is wrong.
    #[inline]
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        match Self::from_prefix(bytes) {
            Some((value, [])) => Some(value),
            _ => None,
        }
    }

    /// Reads a value from the start of `bytes` and returns it with the remaining bytes.
    ///
    /// `bytes` may have any alignment. Returns `None` if it is too short.
    #[inline]
    fn from_prefix(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (value, rest) = bytes.split_at_checked(size_of::<Self>())?;
        // SAFETY: `value` has the size of the type, and every pattern of bits is valid.
        Some((
            unsafe { value.as_ptr().cast::<Self>().read_unaligned() },
            rest,
        ))
    }
}

/// Reads a member from the bytes of its union.
#[inline]
pub fn read_first<T: Plain, const N: usize>(bytes: &[u8; N]) -> T {
    const { assert!(size_of::<T>() <= N, "the value does not fit") };
    // SAFETY: the array is long enough, and every pattern of bits is a valid value.
    unsafe { bytes.as_ptr().cast::<T>().read_unaligned() }
}

/// Writes a member to the bytes of its union.
#[inline]
pub fn write_first<T: Plain, const N: usize>(bytes: &mut [u8; N], value: &T) {
    const { assert!(size_of::<T>() <= N, "the value does not fit") };
    bytes[..size_of::<T>()].copy_from_slice(value.as_bytes());
}

/// Returns the size and the alignment of a type.
#[doc(hidden)]
pub const fn shape<T>() -> (usize, usize) {
    (size_of::<T>(), align_of::<T>())
}

/// Returns the size of a union with members of these sizes and alignments.
#[doc(hidden)]
#[inline]
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

/// Returns the size of a plain member. The macros below add these sizes.
#[doc(hidden)]
pub const fn member<T: Plain>(_: T) -> usize {
    size_of::<T>()
}

/// Returns a value whose bytes are all zero, for a type that is not yet `Plain`.
///
/// # Safety
///
/// Every field of `T` must be plain.
#[doc(hidden)]
pub const unsafe fn zeros<T>() -> T {
    // SAFETY: zeros are a value of every field, and padding may hold anything.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

/// Panics unless the sizes of the members add up to the size of the type.
#[doc(hidden)]
pub const fn assert_whole<T>(members: usize) {
    assert!(
        size_of::<T>() == members,
        "the record has padding that is not named"
    );
}

/// Returns whether two values have the same bytes.
#[doc(hidden)]
#[inline]
pub fn same<T: Plain>(one: &T, other: &T) -> bool {
    one.as_bytes() == other.as_bytes()
}

/// Writes the bytes of a union whose valid member is unknown.
#[doc(hidden)]
#[inline]
pub fn debug_union(f: &mut fmt::Formatter<'_>, name: &str, bytes: &[u8]) -> fmt::Result {
    write!(f, "{name}(union of {} bytes:", bytes.len())?;
    for byte in bytes {
        write!(f, " {byte:02x}")?;
    }
    f.write_str(")")
}

/// Implements [`Plain`] and what follows from it for a record without padding.
///
/// These are `Clone`, `Copy`, `PartialEq`, `Eq`, and `Default` with all bytes zero. Deriving them
/// takes the compiler several times as long.
///
/// `plain_record!(AllocUnbound { dom, remote_dom, port })` lists the fields. The compiler checks
/// that the list is complete, that the type of each field is [`Plain`], and that the sizes of the
/// fields add up to the size of the record, which therefore has no padding.
///
/// ```
/// #[derive(Debug)]
/// #[repr(C)]
/// struct Request {
///     id: u16,
///     pad: [u8; 2],
///     sector: u32,
/// }
///
/// xen_abi::plain_record!(Request { id, pad, sector });
///
/// assert_eq!(Request::default(), Request { id: 0, pad: [0; 2], sector: 0 });
/// ```
///
/// Padding without a name does not compile:
///
/// ```compile_fail,E0080
/// #[derive(Debug)]
/// #[repr(C)]
/// struct Request {
///     id: u16,
///     sector: u32,
/// }
///
/// xen_abi::plain_record!(Request { id, sector });
/// ```
///
/// Nor does a field that is not plain:
///
/// ```compile_fail,E0277
/// #[derive(Debug)]
/// #[repr(C)]
/// struct Request {
///     name: &'static str,
/// }
///
/// xen_abi::plain_record!(Request { name });
/// ```
#[macro_export]
macro_rules! plain_record {
    ($record:ident $fields:tt) => {
        const _: () = {
            // The fields as they were written, so that the compiler says which one is missing.
            // SAFETY: the sum below compiles only if every field is plain.
            let $record $fields: $record = unsafe { $crate::plain::zeros() };
            $crate::plain::assert_whole::<$record>($crate::plain_members!($fields));
        };

        // SAFETY: every field is plain, and together they are all of the record.
        unsafe impl $crate::plain::Plain for $record {}

        $crate::plain_copies!($record);
    };
}

/// Implements for a plain record or union what follows from its bytes: `Clone`, `Copy`,
/// `PartialEq`, `Eq` and `Default`.
#[doc(hidden)]
#[macro_export]
macro_rules! plain_copies {
    ($record:ident) => {
        impl ::core::clone::Clone for $record {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl ::core::marker::Copy for $record {}

        impl ::core::cmp::PartialEq for $record {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::plain::same(self, other)
            }
        }

        impl ::core::cmp::Eq for $record {}

        impl ::core::default::Default for $record {
            #[inline]
            fn default() -> Self {
                $crate::plain::Plain::zeroed()
            }
        }
    };
}

/// Adds the sizes of the fields that a pattern binds, which must be plain.
#[doc(hidden)]
#[macro_export]
macro_rules! plain_members {
    ({ $($field:ident),* $(,)? }) => {
        0 $(+ $crate::plain::member($field))*
    };
    ($($other:tt)*) => {
        ::core::compile_error!("`plain_record!` takes each field by its name, and leaves none out")
    };
}

/// Implements [`Plain`], `Eq` and a zero `Default` for a newtype of an integer.
///
/// `plain_newtype!(Port: u32)` names the integer. The compiler checks that the newtype has that
/// field and no other. The newtype derives the other traits: Rust accepts a constant as a pattern
/// only if its type derives `PartialEq`.
///
/// ```
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// #[repr(transparent)]
/// struct Sector(u64);
///
/// xen_abi::plain_newtype!(Sector: u64);
///
/// assert_eq!(Sector::default(), Sector(0));
/// ```
#[macro_export]
macro_rules! plain_newtype {
    ($newtype:ident: $integer:ty) => {
        const _: () = $crate::plain::assert_whole::<$newtype>(::core::mem::size_of::<$integer>());

        // SAFETY: `Default` compiles only if the integer is plain and the one field. The newtype has
        // the same size, so that the field is all of it.
        unsafe impl $crate::plain::Plain for $newtype {}

        impl ::core::cmp::Eq for $newtype {}

        impl ::core::default::Default for $newtype {
            #[inline]
            fn default() -> Self {
                Self(<$integer as $crate::plain::Plain>::zeroed())
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
        fn only_the_exact_length_is_a_value(
            bytes in proptest::collection::vec(any::<u8>(), 0..24),
        ) {
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
    fn the_bytes_behind_a_prefix_are_returned() {
        assert_eq!(u8::from_prefix(&[7, 8, 9]), Some((7, &[8, 9][..])));
        assert_eq!(<()>::from_prefix(&[]), Some(((), &[][..])));
    }
}
