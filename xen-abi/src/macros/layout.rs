//! Layouts of records, asserted with C's numbers.

/// Panics at the first of `found` that is not what C has, with the rest of `text` from there on.
///
/// `text` has an entry for each number, up to a comma. One text per record takes the compiler less
/// time than a text per number.
#[inline]
pub const fn check(text: &str, found: &[usize], expected: &[usize]) {
    let mut text = text.as_bytes();
    let mut index = 0;
    while index < expected.len() {
        if found[index] != expected[index] {
            match core::str::from_utf8(text.trim_ascii_start()) {
                Ok(text) => panic!("{}", text),
                Err(_) => panic!("the layout is not C's"),
            }
        }
        // Behind the next comma.
        while let [first, rest @ ..] = text {
            text = rest;
            if *first == b',' {
                break;
            }
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
                ::core::stringify!(
                    size: $size, alignment: $align, $($($field: $offset,)*)? as C lays out $ty
                ),
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
