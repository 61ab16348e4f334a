//! Layouts of records, asserted with C's numbers.

use super::records::{Fields, Groups, Record};

/// Panics with the rest of `text` from one of its entries on.
///
/// `text` has an entry for each number, up to a comma. One text per record takes the compiler less
/// time than a text per number.
#[inline]
const fn fail(text: &str, entry: usize) -> ! {
    let mut text = text.as_bytes();
    let mut index = 0;
    while index < entry {
        // Behind the next comma.
        while let [first, rest @ ..] = text {
            text = rest;
            if *first == b',' {
                break;
            }
        }
        index += 1;
    }
    match core::str::from_utf8(text.trim_ascii_start()) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("the layout is not C's"),
    }
}

/// Panics unless the type has this size and alignment.
pub const fn check_shape<T>(text: &str, size: usize, align: usize) {
    if size_of::<T>() != size {
        fail(text, 0);
    }
    if align_of::<T>() != align {
        fail(text, 1);
    }
}

/// Panics unless the fields of a record are at these offsets, and leave no padding.
///
/// In a record that is `repr(C)` and has no padding, each field starts where the one before it ends.
/// The compiler evaluates this function for each record, and all that it calls only once.
pub const fn check_fields<R: Record>(text: &str, size: usize, offsets: &[usize]) {
    let end = end_of_fields(text, &<R::Fields as Fields>::GROUPS, offsets);
    assert!(end == size, "the record has padding that is not named");
}

/// Panics unless the fields of a record are at these offsets.
pub const fn check_offsets<R: Record>(offsets: &[usize]) {
    end_of_fields("", &<R::Fields as Fields>::GROUPS, offsets);
}

/// Panics unless fields without gaps are at these offsets, and returns the end of the last one.
#[inline]
const fn end_of_fields(text: &str, mut part: &Groups, offsets: &[usize]) -> usize {
    let (mut index, mut end) = (0, 0);
    let mut groups = part.groups;
    loop {
        let [group, others @ ..] = groups else {
            let Some(rest) = part.rest else { break };
            (part, groups) = (rest, rest.groups);
            continue;
        };
        let mut fields = *group;
        while let [field, others @ ..] = fields {
            if index == offsets.len() || offsets[index] != end {
                fail(text, index);
            }
            (index, end, fields) = (index + 1, end + field.size, others);
        }
        groups = others;
    }
    assert!(index == offsets.len(), "the record has fewer fields");
    end
}

/// Asserts size, alignment and offsets of types of one module: `Lamp: 8, 4 { watts: 0, hue: 4 };`
///
/// A type with offsets is a [`record!`](crate::record!) whose fields are listed in order.
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

            $(
                $crate::macros::check_shape::<$ty>(
                    ::core::stringify!(size: $size, alignment: $align, as C lays out $ty),
                    $size,
                    $align,
                );
                $($crate::macros::check_fields::<$ty>(
                    ::core::stringify!($($field: $offset,)* as C lays out $ty),
                    $size,
                    &[$($offset),*],
                );)?
            )*
        };
    };
}
