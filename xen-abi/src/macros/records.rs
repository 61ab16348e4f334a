//! Records of generated modules, whose layout one call checks.

use core::fmt::{self, Debug, DebugStruct};
use core::marker::PhantomData;

use crate::plain::Plain;

/// A field, without its type.
pub struct Field {
    pub(super) size: usize,
    print: unsafe fn(*const u8, &str, &mut DebugStruct<'_, '_>),
}

impl Field {
    /// Returns a field of type `T`.
    #[inline]
    pub const fn of<T: Plain + Debug>() -> Self {
        let (size, print) = (size_of::<T>(), print::<T>);
        Self { size, print }
    }
}

/// Prints a field of type `T`.
///
/// # Safety
///
/// The value at `field` must be a `T`. It may be unaligned, as in a packed record.
#[inline]
unsafe fn print<T: Plain + Debug>(field: *const u8, name: &str, to: &mut DebugStruct<'_, '_>) {
    let field = field.cast::<T>();
    if field.is_aligned() {
        // SAFETY: the caller promises that it is there.
        to.field(name, unsafe { &*field });
    } else {
        // SAFETY: the same.
        to.field(name, &unsafe { field.read_unaligned() });
    }
}

/// Up to twelve fields of a record: a tuple of their types.
///
/// Groups keep tuples short, since an implementation for a long one takes the compiler long.
pub trait Group {
    /// The fields.
    const FIELDS: &'static [Field];
}

/// Groups of fields, and those behind them.
pub struct Groups {
    pub(super) groups: &'static [&'static [Field]],
    pub(super) rest: Option<&'static Groups>,
}

/// The fields of a record: a tuple of up to eight groups, or such a tuple with a [`Chain`].
pub trait Fields {
    /// The fields of each group.
    const GROUPS: Groups;
}

/// The fields of a record with many: a tuple of groups, and the fields behind them.
pub struct Chain<F, R>(PhantomData<(F, R)>);

impl<F: Fields, R: Fields> Fields for Chain<F, R> {
    const GROUPS: Groups = Groups {
        groups: F::GROUPS.groups,
        rest: Some(&R::GROUPS),
    };
}

/// A record with the types of its fields, in order.
///
/// # Safety
///
/// The fields are all of the record, without gaps.
pub unsafe trait Record: Plain {
    /// The fields.
    type Fields: Fields;
}

macro_rules! groups {
    ($first:ident $($other:ident)*) => {
        impl<$first: Plain + Debug, $($other: Plain + Debug),*> Group for ($first, $($other,)*) {
            const FIELDS: &'static [Field] = &[Field::of::<$first>(), $(Field::of::<$other>()),*];
        }

        groups!($($other)*);
    };
    () => {};
}

groups!(A B C D E F G H I J K L);

macro_rules! fields {
    ($first:ident $($other:ident)*) => {
        impl<$first: Group, $($other: Group),*> Fields for ($first, $($other,)*) {
            const GROUPS: Groups = Groups {
                groups: &[$first::FIELDS, $($other::FIELDS),*],
                rest: None,
            };
        }

        fields!($($other)*);
    };
    () => {};
}

fields!(A B C D E F G H);

/// Prints a record: `Debug`, as if it were derived. The names are the record's and its fields'.
#[inline]
pub fn debug<R: Record>(record: &R, names: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut names = names.split_ascii_whitespace();
    let mut to = f.debug_struct(names.next().unwrap_or_default());
    let mut at = core::ptr::from_ref(record).cast::<u8>();
    let mut rest = Some(const { &<R::Fields as Fields>::GROUPS });
    while let Some(part) = rest {
        for field in part.groups.iter().copied().flatten() {
            // SAFETY: the trait promises that the fields are all of the record, without gaps.
            unsafe { (field.print)(at, names.next().unwrap_or_default(), &mut to) };
            at = at.wrapping_add(field.size);
        }
        rest = part.rest;
    }
    to.finish()
}

/// Implements [`Plain`], what follows from it, and `Debug` for a record of a generated module.
///
/// See [`tagged_record!`](crate::tagged_record!), which leaves `Debug` out. A derived `Debug` takes
/// the compiler twice as long.
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($record:ident $($({ $($field:ident: $ty:ty),* $(,)? })+);+) => {
        $crate::tagged_record!($record $($({ $($field: $ty),* })+);+);

        impl ::core::fmt::Debug for $record {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::macros::debug(self, ::core::stringify!($record $($($($field)*)+)+), f)
            }
        }
    };
}

/// Implements [`Plain`] and what follows from it for a record whose `Debug` reads a tag.
///
/// `tagged_record!(Lamp { watts: u32, hue: [u8; 4] })` lists the fields with their types, in groups
/// of up to twelve, of which a `;` follows eight if there are more. [`layout!`](crate::layout!) checks that the record has no padding. That the
/// fields have these types is checked in tests only: the generator writes both from one list, and
/// the check takes the compiler longer than all else that it does with a record.
#[doc(hidden)]
#[macro_export]
macro_rules! tagged_record {
    ($record:ident $($({ $($field:ident: $ty:ty),* $(,)? })+);+) => {
        // SAFETY: `layout!` checks that the fields are all of the record, without gaps.
        unsafe impl $crate::macros::Record for $record {
            type Fields = $crate::fields!($(($(($($ty,)*),)+))+);
        }

        // SAFETY: the fields are plain, and `layout!` checks that they are all of the record.
        unsafe impl $crate::plain::Plain for $record {}

        $crate::plain_copies!($record);

        #[cfg(test)]
        const _: () = {
            // SAFETY: every field is plain, as `Fields` requires.
            let $record { $($($($field),*),+),+ }: $record = unsafe { $crate::plain::zeros() };
            let _: ($($(($($ty,)*),)+)+) = ($($(($($field,)*),)+)+);
            $crate::macros::check_offsets::<$record>(&[
                $($($(::core::mem::offset_of!($record, $field)),*),+),+
            ]);
        };
    };
}

/// The type of the fields in these tuples of groups.
#[doc(hidden)]
#[macro_export]
macro_rules! fields {
    ($fields:ty) => {
        $fields
    };
    ($first:tt $($other:tt)+) => {
        $crate::macros::Chain<$first, $crate::fields!($($other)+)>
    };
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::format;
    use std::vec::Vec;

    use crate::plain::Plain;

    /// A lamp and its twin, whose `Debug` is derived.
    macro_rules! twins {
        ([$($repr:ident),*] $($field:ident: $ty:ty),*) => {
            #[repr($($repr),*)]
            struct Lamp { $($field: $ty),* }

            crate::record!(Lamp { $($field: $ty),* });

            mod derived {
                #[derive(Clone, Copy, Debug)]
                #[allow(dead_code, reason = "it is only printed")]
                #[repr($($repr),*)]
                pub(super) struct Lamp { $($field: $ty),* }

                // SAFETY: it has the fields of its twin, which is plain.
                unsafe impl crate::plain::Plain for Lamp {}
            }

            let bytes: Vec<u8> = (1..).take(size_of::<Lamp>()).collect();
            let lamp = Lamp::from_bytes(&bytes).expect("as many bytes");
            let twin = derived::Lamp::from_bytes(&bytes).expect("as many bytes");
            assert_eq!(format!("{lamp:?}"), format!("{twin:?}"));
            assert_eq!(format!("{lamp:#x?}"), format!("{twin:#x?}"));
            assert!(format!("{lamp:?}").starts_with("Lamp { watts: "));
        };
    }

    #[test]
    fn debug_is_as_if_it_were_derived() {
        twins!([C] watts: u32, type_: u16, hue: [u8; 2]);
    }

    #[test]
    fn a_record_has_as_many_tuples_of_fields_as_it_needs() {
        #[repr(C)]
        struct Lamp {
            watts: u32,
            hue: [u8; 2],
            shade: u16,
            price: u64,
        }

        crate::record!(Lamp { watts: u32 } { hue: [u8; 2] }; { shade: u16 }; { price: u64 });

        let bytes: Vec<u8> = (1..).take(size_of::<Lamp>()).collect();
        let lamp = Lamp::from_bytes(&bytes).expect("as many bytes");
        let expected = "Lamp { watts: 4030201, hue: [5, 6], shade: 807, price: 100f0e0d0c0b0a09 }";
        assert_eq!(format!("{lamp:x?}"), expected);
        crate::macros::check_fields::<Lamp>("", 16, &[0, 4, 6, 8]);
        let wrong = || crate::macros::check_fields::<Lamp>("", 16, &[0, 4, 6, 12]);
        assert!(std::panic::catch_unwind(wrong).is_err());
    }

    #[test]
    fn debug_of_a_packed_record_copies() {
        twins!([C, packed] watts: u8, type_: u32, hue: [u16; 3]);
    }
}
