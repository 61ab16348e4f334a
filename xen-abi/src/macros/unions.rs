//! Unions as bytes with functions.

/// Defines a union: bytes, read and written as any of its members.
///
/// Any bytes are valid for each member.
///
/// ```
/// xen_abi::plain_union! {
///     /// A union.
///     #[repr(C)]
///     pub struct Word;
///
///     /// Two halves.
///     halves, set_halves, from_halves: [u16; 2];
///     /// The whole.
///     whole, set_whole, from_whole: u32;
/// }
///
/// assert_eq!(Word::from_halves([7, 7]).whole(), 0x7_0007);
/// ```
///
/// Each line names the functions that read a member, write it, and make a union of it. Size and
/// alignment follow from the members' types, unless `pub struct Word(8);` gives the size.
#[doc(hidden)]
#[macro_export]
macro_rules! plain_union {
    (
        $(#[$head:meta])*
        pub struct $union:ident $(($size:literal))?;
        $($(#[$docs:meta])* $get:ident, $set:ident, $from:ident: $member:ty;)*
    ) => {
        $(#[$head])*
        pub struct $union {
            _align: $crate::plain_union!(@align $($size)?; $($member,)*),
            bytes: [u8; $union::SIZE],
        }

        impl ::core::fmt::Debug for $union {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::plain::debug_union(f, ::core::stringify!($union), &self.bytes)
            }
        }

        const _: () = $crate::plain::assert_whole::<$union>($union::SIZE);

        // SAFETY: the bytes are all of the union.
        unsafe impl $crate::plain::Plain for $union {}

        $crate::plain_copies!($union);

        impl $union {
            const SIZE: usize = $crate::plain_union!(@size $($size)?; $($member,)*);

            $(
                $(#[$docs])*
                #[inline]
                pub fn $get(&self) -> $member {
                    $crate::plain::read_first(&self.bytes)
                }

                #[doc = ::core::concat!(
                    "Sets what [`Self::", ::core::stringify!($get),
                    "`] reads; every other byte becomes zero."
                )]
                #[inline]
                pub fn $set(&mut self, value: $member) {
                    *self = Self::$from(value);
                }

                #[doc = ::core::concat!(
                    "Makes a union of which [`Self::", ::core::stringify!($get),
                    "`] reads `value`; every other byte is zero."
                )]
                #[inline]
                pub fn $from(value: $member) -> Self {
                    let mut whole = Self::default();
                    $crate::plain::write_first(&mut whole.bytes, &value);
                    whole
                }
            )*
        }
    };
    (@size $size:literal; $($members:tt)*) => { $size };
    (@size; $($member:ty,)*) => {
        $crate::plain::union_size(&[$($crate::plain::shape::<$member>()),*])
    };
    (@align $size:literal; $($members:tt)*) => { [u8; 0] };
    (@align; $($member:ty,)*) => { $crate::FlexArray<($($member,)*)> };
}

/// Adds the members of a union whose types differ between releases, by their types.
#[doc(hidden)]
#[macro_export]
macro_rules! unnamed_members {
    ($union:ident) => {
        impl $union {
            /// Reads a member by its type, whatever the tag beside the union says.
            #[inline]
            pub fn held<T: $crate::plain::Plain>(&self) -> T {
                $crate::plain::read_first(&self.bytes)
            }

            /// Makes a union of which [`held`](Self::held) reads `value`; every other byte is zero.
            #[inline]
            pub fn holding<T: $crate::plain::Plain>(value: T) -> Self {
                let mut whole = Self::default();
                $crate::plain::write_first(&mut whole.bytes, &value);
                whole
            }
        }
    };
}
