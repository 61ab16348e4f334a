//! Layouts of records, asserted with C's numbers.

/// Panics at the first of `found` that is not what C has.
pub const fn check(names: &[&str], found: &[usize], expected: &[usize]) {
    let mut index = 0;
    while index < expected.len() {
        if found[index] != expected[index] {
            panic!("{}", names[index]);
        }
        index += 1;
    }
}

/// Asserts size, alignment and offsets of types of one module: `Lamp: 8, 4 { watts: 0, hue: 4 };`
#[doc(hidden)]
#[macro_export]
macro_rules! layout {
    (
        $($module:ident)::+;
        $($ty:ty: $size:literal, $align:literal $({ $($field:ident: $offset:literal),* })?;)*
    ) => {
        const _: () = {
            #[allow(unused_imports, reason = "a handle's own module may not be needed")]
            use $($module)::+::*;

            $($crate::macros::check(
                &[
                    ::core::concat!("the size of `", ::core::stringify!($ty), "` is not C's"),
                    ::core::concat!("the alignment of `", ::core::stringify!($ty), "` is not C's"),
                    $($(::core::concat!(
                        "the offset of `", ::core::stringify!($field), "` in `",
                        ::core::stringify!($ty), "` is not C's"
                    ),)*)?
                ],
                &[
                    ::core::mem::size_of::<$ty>(),
                    ::core::mem::align_of::<$ty>(),
                    $($(::core::mem::offset_of!($ty, $field),)*)?
                ],
                &[$size, $align, $($($offset,)*)?],
            );)*
        };
    };
}
