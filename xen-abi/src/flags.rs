//! Sets of bits: newtypes of an integer that keep every bit, with or without a name.
//!
//! A set is built with `|`, asked with `contains`, and has the trait [`Flags`] of the `bitflags`
//! crate, which adds what takes more: iteration, names, text. Bits that no header names are kept,
//! for Xen may set them.
//!
//! ```
//! use xen_abi::flags::Flags;
//! use xen_abi::grant_table::MapFlags;
//!
//! let flags = MapFlags::HOST_MAP | MapFlags::READONLY;
//! assert!(flags.contains(MapFlags::READONLY));
//! assert_eq!(flags.bits(), 6);
//! assert_eq!(flags.iter_names().count(), 2);
//! assert_eq!(format!("{flags:?}"), "MapFlags(HOST_MAP | READONLY)");
//! ```

use core::fmt;

pub use bitflags::Flags;
use bitflags::parser;

/// The trait and the types that [`flags!`](crate::flags!) names from outside this crate.
#[doc(hidden)]
pub use bitflags;

/// Prints a set as its names, and what has no name as a number: what `Debug` of a set does.
#[doc(hidden)]
#[inline]
pub fn debug<F: Flags<Bits: parser::WriteHex>>(
    set: &F,
    name: &str,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "{name}(")?;
    if set.is_empty() {
        f.write_str("0x0")?;
    } else {
        parser::to_writer(set, &mut *f)?;
    }
    f.write_str(")")
}

/// Makes a newtype of an integer a set of bits, of which these of its constants are the names.
///
/// What every program needs is inherent and `const`; the rest comes from [`Flags`]. The macro of
/// the `bitflags` crate would make all of it anew for each set, which took a third of the time that
/// this crate takes to build.
#[macro_export]
macro_rules! flags {
    ($set:ident: $bits:ty $(, $flag:ident)* $(,)?) => {
        impl $set {
            /// No bit.
            #[inline]
            pub const fn empty() -> Self {
                Self(0)
            }

            /// The set whose bits are these, named or not.
            #[inline]
            pub const fn from_bits_retain(bits: $bits) -> Self {
                Self(bits)
            }

            /// The bits.
            #[inline]
            pub const fn bits(&self) -> $bits {
                self.0
            }

            /// Whether no bit is set.
            #[inline]
            pub const fn is_empty(&self) -> bool {
                self.0 == 0
            }

            /// Whether every bit of `other` is set.
            #[inline]
            pub const fn contains(&self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether any bit of `other` is set.
            #[inline]
            pub const fn intersects(&self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// The bits of both: `|` where that is not `const`.
            #[inline]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// The bits that are in both: `&` where that is not `const`.
            #[inline]
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// The bits that are not in `other`: `-` where that is not `const`.
            #[inline]
            pub const fn difference(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// Sets the bits of `other`.
            #[inline]
            pub const fn insert(&mut self, other: Self) {
                self.0 |= other.0;
            }

            /// Clears the bits of `other`.
            #[inline]
            pub const fn remove(&mut self, other: Self) {
                self.0 &= !other.0;
            }
        }

        impl $crate::flags::Flags for $set {
            type Bits = $bits;

            const FLAGS: &'static [$crate::flags::bitflags::Flag<Self>] = &[
                $($crate::flags::bitflags::Flag::new(::core::stringify!($flag), Self::$flag),)*
                // Whatever Xen sets is kept, so every bit is known.
                $crate::flags::bitflags::Flag::new("", Self(!0)),
            ];

            #[inline]
            fn bits(&self) -> $bits {
                self.0
            }

            #[inline]
            fn from_bits_retain(bits: $bits) -> Self {
                Self(bits)
            }
        }

        impl ::core::fmt::Debug for $set {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::flags::debug(self, ::core::stringify!($set), f)
            }
        }

        impl ::core::ops::BitOr for $set {
            type Output = Self;

            #[inline]
            fn bitor(self, other: Self) -> Self {
                self.union(other)
            }
        }

        impl ::core::ops::BitOrAssign for $set {
            #[inline]
            fn bitor_assign(&mut self, other: Self) {
                self.insert(other);
            }
        }

        impl ::core::ops::BitAnd for $set {
            type Output = Self;

            #[inline]
            fn bitand(self, other: Self) -> Self {
                self.intersection(other)
            }
        }

        impl ::core::ops::Sub for $set {
            type Output = Self;

            #[inline]
            fn sub(self, other: Self) -> Self {
                self.difference(other)
            }
        }

        impl ::core::ops::Not for $set {
            type Output = Self;

            #[inline]
            fn not(self) -> Self {
                Self(!self.0)
            }
        }

        $crate::plain_newtype!($set: $bits);
    };
}
