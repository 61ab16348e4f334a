//! Records of generated modules, whose layout one call checks.

use crate::plain::Plain;

/// Up to twelve fields of a record: a tuple of their types.
///
/// Groups keep tuples short, since an implementation for a long one takes the compiler long.
pub trait Group {
    /// The size of each field, in bytes.
    const SIZES: &'static [usize];
}

/// The fields of a record: a tuple of groups.
pub trait Fields {
    /// The sizes of each group.
    const GROUPS: &'static [&'static [usize]];
}

/// A record with the types of its fields, in order.
pub trait Record: Plain {
    /// The fields.
    type Fields: Fields;
}

macro_rules! groups {
    ($first:ident $($other:ident)*) => {
        impl<$first: Plain, $($other: Plain),*> Group for ($first, $($other,)*) {
            const SIZES: &'static [usize] = &[size_of::<$first>(), $(size_of::<$other>()),*];
        }

        groups!($($other)*);
    };
    () => {};
}

groups!(A B C D E F G H I J K L);

macro_rules! fields {
    ($first:ident $($other:ident)*) => {
        impl<$first: Group, $($other: Group),*> Fields for ($first, $($other,)*) {
            const GROUPS: &'static [&'static [usize]] = &[$first::SIZES, $($other::SIZES),*];
        }

        fields!($($other)*);
    };
    () => {};
}

fields!(A B C D E F G H);

/// Implements [`Plain`] and what follows from it for a record of a generated module.
///
/// `record!(Lamp { watts: u32, hue: [u8; 4] })` lists the fields with their types, in groups of up to
/// twelve. [`layout!`](crate::layout!) checks that the record has no padding. That the fields have
/// these types is checked in tests only: the generator writes both from one list, and the check
/// takes the compiler longer than all else that it does with a record.
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($record:ident $({ $($field:ident: $ty:ty),* $(,)? })+) => {
        impl $crate::macros::Record for $record {
            type Fields = ($(($($ty,)*),)+);
        }

        // SAFETY: the fields are plain, and `layout!` checks that they are all of the record.
        unsafe impl $crate::plain::Plain for $record {}

        $crate::plain_copies!($record);

        #[cfg(test)]
        const _: () = {
            // SAFETY: every field is plain, as `Fields` requires.
            let $record { $($($field),*),+ }: $record = unsafe { $crate::plain::zeros() };
            let _: ($(($($ty,)*),)+) = ($(($($field,)*),)+);
            $crate::macros::check_offsets::<$record>(&[
                $($(::core::mem::offset_of!($record, $field)),*),+
            ]);
        };
    };
}
