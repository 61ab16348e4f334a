//! Open families of values, and the numbers of closed ones.

/// Defines a newtype with named values, which takes every other value too.
///
/// ```
/// xen_abi::values! {
///     /// Colours of a lamp.
///     pub struct Colour(pub u32);
///
///     /// Red.
///     RED = 0, "LAMP_red";
/// }
///
/// assert_eq!(format!("{:?} {:?}", Colour::RED, Colour(7)), "LAMP_red Colour(7)");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! values {
    (
        $(#[$head:meta])*
        pub struct $family:ident(pub $number:ty);
        $($(#[$docs:meta])* $name:ident = $value:literal $(, $c_name:literal)?;)*
    ) => {
        $(#[$head])*
        #[derive(PartialEq)]
        #[repr(transparent)]
        pub struct $family(pub $number);

        impl $family {
            $(
                $(#[$docs])*
                $(#[doc(alias = $c_name)])?
                pub const $name: Self = Self($value);
            )*

            /// The C name of the value, if it is one of these.
            #[inline]
            pub const fn name(self) -> Option<&'static str> {
                // Without `return`, which would leave unreachable code if there are no values.
                match self.0 {
                    $($value => Some($crate::c_name!($name $($c_name)?)),)*
                    _ => None,
                }
            }
        }

        impl ::core::fmt::Debug for $family {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => f.debug_tuple(::core::stringify!($family)).field(&self.0).finish(),
                }
            }
        }

        // SAFETY: the number is plain, and all of the newtype.
        unsafe impl $crate::plain::Plain for $family where $number: $crate::plain::Plain {}

        // A derived `Clone` takes the compiler half as long again.
        impl ::core::clone::Clone for $family {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl ::core::marker::Copy for $family {}

        impl ::core::cmp::Eq for $family {}

        impl ::core::default::Default for $family {
            #[inline]
            fn default() -> Self {
                Self(0)
            }
        }
    };
}

/// The C name of what is called `$name` in Rust.
#[doc(hidden)]
#[macro_export]
macro_rules! c_name {
    ($name:ident) => {
        ::core::stringify!($name)
    };
    ($name:ident $c_name:literal) => {
        $c_name
    };
}

/// Makes negative values of a family errors.
#[doc(hidden)]
#[macro_export]
macro_rules! statuses {
    ($status:ident) => {
        impl $status {
            /// Success, or the status itself as the error where it is negative.
            #[inline]
            pub const fn result(self) -> Result<(), Self> {
                if self.0 < 0 { Err(self) } else { Ok(()) }
            }
        }

        impl ::core::fmt::Display for $status {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => ::core::write!(f, "status {}", self.0),
                }
            }
        }

        impl ::core::error::Error for $status {}
    };
}

/// Implements `Clone`, `Copy` and `Eq` for a closed family, and turns numbers into its operations.
///
/// Deriving these three takes the compiler twice as long.
#[doc(hidden)]
#[macro_export]
macro_rules! operation_numbers {
    ($family:ident: $number:ty, $($operation:ident = $value:literal),* $(,)?) => {
        impl ::core::clone::Clone for $family {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl ::core::marker::Copy for $family {}

        impl ::core::cmp::Eq for $family {}

        impl TryFrom<$number> for $family {
            type Error = $crate::hypercall::UnknownOperation;

            #[inline]
            fn try_from(number: $number) -> Result<Self, $crate::hypercall::UnknownOperation> {
                Ok(match number {
                    $($value => Self::$operation,)*
                    unknown => return Err($crate::hypercall::UnknownOperation(unknown)),
                })
            }
        }
    };
}

/// Defines a number that takes the values of the known releases only.
///
/// ```
/// xen_abi::versions! {
///     /// The version of an interface.
///     pub struct InterfaceVersion(u32);
///
///     /// The value in Xen 4.17.
///     V4_17 = 21;
///     /// The value in Xen 4.18 to 4.22.
///     V4_18 = 22;
/// }
///
/// assert_eq!(InterfaceVersion::V4_18.number(), 22);
/// ```
///
/// There is no way to make another value:
///
/// ```compile_fail,E0423
/// mod interface {
///     xen_abi::versions! {
///         /// The version of an interface.
///         pub struct InterfaceVersion(u32);
///
///         /// The value in Xen 4.17.
///         V4_17 = 21;
///     }
/// }
///
/// let unknown = interface::InterfaceVersion(22);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! versions {
    (
        $(#[$head:meta])*
        pub struct $version:ident($number:ty);
        $($(#[$docs:meta])* $name:ident = $value:literal;)*
    ) => {
        $(#[$head])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(transparent)]
        pub struct $version($number);

        impl $version {
            $($(#[$docs])* pub const $name: Self = Self($value);)*

            /// Returns the number that Xen compares with its own.
            #[inline]
            pub const fn number(self) -> $number {
                self.0
            }
        }
    };
}
