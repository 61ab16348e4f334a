//! Operations as types, and the memory that their arguments lead to.

/// Implements [`Op`](crate::Op) for one zero-sized type per operation.
///
/// ```text
/// xen_abi::operations! {
///     /// The operations of `lamp_op` as types.
///     pub mod lamp_op: LampOp, HypercallNum::LAMP_OP;
///
///     SetColour(SetColour) "LAMPOP_set_colour" for PvGuest;
///     Status(Status) "LAMPOP_status" for Guest, nested { Status; Out colours = [4]; };
/// }
/// ```
///
/// Each line names a variant of the family, the argument's type, the C name where that is another,
/// the kinds of guest that may perform the operation (a trait, or a list of kinds), and what the
/// argument leads to.
#[doc(hidden)]
#[macro_export]
macro_rules! operations {
    (
        $(#[$docs:meta])*
        pub mod $module:ident: $family:ty, $number:expr;
        $(
            $name:ident($argument:ty) $($c_name:literal)? for $guests:tt
            $(, nested $nested:tt)? $(, elements $elements:tt)?;
        )*
    ) => {
        $(#[$docs])*
        pub mod $module {
            $(
                #[doc = ::core::concat!("`", $crate::c_name!($name $($c_name)?), "` as a type.")]
                $(#[doc(alias = $c_name)])?
                pub struct $name;
            )*
        }

        $(
            // SAFETY: the headers' annotations give the operation this number and this argument.
            unsafe impl $crate::hypercall::Op for $module::$name {
                type Family = $family;
                type Arg = $argument;
                const HYPERCALL: u32 = $number;
                const CMD: u32 = <$family>::$name as u32;
                const NAME: &'static str = $crate::c_name!($name $($c_name)?);
                $(const NESTED: &'static [$crate::buffer::Nested] = $crate::nested!($nested);)?
                $(const ELEMENTS: Option<$crate::buffer::Elements> =
                    Some($crate::elements!($elements));)?
            }

            $crate::permitted!($module::$name, $guests);
        )*
    };
}

/// Says which kinds of guest may perform an operation.
#[doc(hidden)]
#[macro_export]
macro_rules! permitted {
    ($operation:path, [$($kind:ident)*]) => {
        $(
            impl $crate::hypercall::PermittedTo<$crate::guest::$kind> for $operation {}
        )*
    };
    ($operation:path, $class:ident) => {
        impl<G: $crate::guest::$class> $crate::hypercall::PermittedTo<G> for $operation {}
    };
}

/// The handles in a record: direction, handle, and the factors of the size in bytes.
///
/// `nested!({ Lamp; Out colours = [(count: u32), (Colour)]; In name: 64 = [16]; })`: a member with
/// its type, the size of a type, or a number. `(count / 8: u32)` divides and rounds up, and
/// `(first ..= last: u32)` counts. `: 64` marks a handle of 64 bits on every architecture.
/// `=> { Colour; … }` behind it lists the handles in the elements. Handles in unions come last:
/// `| [(kind: u32 = 1 | 2)] In [(Lamp; u) (Shade; name)] = [([(Lamp; u) (Shade; length)]: u32)];`
/// has the tags with their values, and places of several steps.
#[doc(hidden)]
#[macro_export]
macro_rules! nested {
    ({ $record:ty; $(
        $direction:ident $($handle:ident).+ $(: $wide:literal)? = [$($factor:tt),*]
        $(=> $inner:tt)?;
    )* $(
        | [$($choice:tt)*] $in:ident [$($step:tt)*] $(: $broad:literal)? = [$($of:tt),*]
        $(=> $below:tt)?;
    )* }) => {
        &[$($crate::buffer::Nested {
            handle: ::core::mem::offset_of!($record, $($handle).+),
            wide: false $(|| $wide == 64)?,
            size: &[$($crate::factor!($record, $factor)),*],
            direction: $crate::buffer::Direction::$direction,
            when: &[],
            nested: $crate::nested_in!($($inner)?),
        },)* $($crate::buffer::Nested {
            handle: $crate::place!($($step)*),
            wide: false $(|| $broad == 64)?,
            size: &[$($crate::factor!($record, $of)),*],
            direction: $crate::buffer::Direction::$in,
            when: &[$($crate::choice!($record, $choice)),*],
            nested: $crate::nested_in!($($below)?),
        }),*]
    };
}

/// The offset of a member behind steps through unions: `place!((Lamp; u) (Shade; name))`.
#[doc(hidden)]
#[macro_export]
macro_rules! place {
    ($(($record:ty; $($member:ident).+))+) => {
        0 $(+ ::core::mem::offset_of!($record, $($member).+))+
    };
}

/// What a tag must be: `choice!(Lamp, (kind: u32 = 1 | 2))`.
#[doc(hidden)]
#[macro_export]
macro_rules! choice {
    ($record:ty, ([$($step:tt)*]: $ty:ty = $($value:literal)|+)) => {
        $crate::buffer::Choice {
            offset: $crate::place!($($step)*),
            size: ::core::mem::size_of::<$ty>(),
            values: &[$($value),+],
        }
    };
    ($record:ty, ($($member:ident).+: $ty:ty = $($value:literal)|+)) => {
        $crate::choice!($record, ([($record; $($member).+)]: $ty = $($value)|+))
    };
}

/// The handles in the elements that a handle leads to.
#[doc(hidden)]
#[macro_export]
macro_rules! nested_in {
    () => {
        (0, &[])
    };
    ({ $element:ty; $($handles:tt)* }) => {
        (::core::mem::size_of::<$element>(), $crate::nested!({ $element; $($handles)* }))
    };
}

/// The elements that follow a record: `elements!({ Lamp; [(count: u32), (Colour)] })`.
#[doc(hidden)]
#[macro_export]
macro_rules! elements {
    ({ $record:ty; [$($factor:tt),*] }) => {
        $crate::buffer::Elements {
            offset: <$record as $crate::FlexibleRecord>::OFFSET,
            size: const { &[$($crate::factor!($record, $factor)),*] },
        }
    };
}

/// A factor of a size in bytes.
#[doc(hidden)]
#[macro_export]
macro_rules! factor {
    ($record:ty, ([$($step:tt)*]: $ty:ty)) => {
        $crate::buffer::Factor::Member {
            offset: $crate::place!($($step)*),
            size: ::core::mem::size_of::<$ty>(),
        }
    };
    ($record:ty, ([$($step:tt)*] / $divisor:literal: $ty:ty)) => {
        $crate::buffer::Factor::Quotient {
            offset: $crate::place!($($step)*),
            size: ::core::mem::size_of::<$ty>(),
            divisor: $divisor,
        }
    };
    ($record:ty, ([$($first:tt)*] ..= [$($last:tt)*]: $ty:ty)) => {
        $crate::buffer::Factor::Range {
            first: $crate::place!($($first)*),
            last: $crate::place!($($last)*),
            size: ::core::mem::size_of::<$ty>(),
        }
    };
    ($record:ty, ($($member:ident).+: $ty:ty)) => {
        $crate::factor!($record, ([($record; $($member).+)]: $ty))
    };
    ($record:ty, ($($member:ident).+ / $divisor:literal: $ty:ty)) => {
        $crate::factor!($record, ([($record; $($member).+)] / $divisor: $ty))
    };
    ($record:ty, ($($first:ident).+ ..= $($last:ident).+: $ty:ty)) => {
        $crate::factor!($record, ([($record; $($first).+)] ..= [($record; $($last).+)]: $ty))
    };
    ($record:ty, ($ty:ty)) => {
        $crate::buffer::Factor::Number(::core::mem::size_of::<$ty>())
    };
    ($record:ty, $number:literal) => {
        $crate::buffer::Factor::Number($number)
    };
}
