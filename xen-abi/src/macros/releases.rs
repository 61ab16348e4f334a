//! Records for all releases, and lists of them.

use core::marker::PhantomData;

use crate::Plain;

/// Passes the memory of a list to a call that fills it with records of one release, and converts
/// these to the elements.
///
/// Each element is made from a record of zeros where the call wrote none.
#[inline]
pub fn fill<T: From<V>, V: Plain, R>(list: &mut [T], call: impl FnOnce(&mut [V]) -> R) -> R {
    const { assert_room::<T, V>() };
    let (start, length) = (list.as_mut_ptr(), list.len());
    let first = start.cast::<V>();
    // SAFETY: the list is borrowed, has room for as many of the smaller records, and is aligned for
    // them. All zeros are a valid record.
    let records = unsafe {
        first.write_bytes(0, length);
        core::slice::from_raw_parts_mut(first, length)
    };
    let _converted = Converted {
        start,
        length,
        of: PhantomData,
    };
    call(records)
}

/// Asserts that the memory of a list has room for as many records of a release.
pub const fn assert_room<T, V>() {
    assert!(
        size_of::<V>() <= size_of::<T>() && align_of::<V>() <= align_of::<T>(),
        "a record for all releases is smaller than that of a release"
    );
}

/// Makes the records in the memory of a list its elements, even if the call panics.
struct Converted<T: From<V>, V: Plain> {
    start: *mut T,
    length: usize,
    of: PhantomData<V>,
}

impl<T: From<V>, V: Plain> Drop for Converted<T, V> {
    #[inline]
    fn drop(&mut self) {
        let ends = EndsTheProgram;
        // From the last one on, an element overwrites only records that were read.
        for index in (0..self.length).rev() {
            // SAFETY: `fill` has borrowed the list. The record is within its first elements, and
            // elements are at least as large, so that no record before this one is overwritten.
            unsafe {
                let record = self.start.cast::<V>().add(index).read();
                self.start.add(index).write(T::from(record));
            }
        }
        core::mem::forget(ends);
    }
}

/// Panics while a conversion panics, which ends the program: the rest of the list is no elements.
struct EndsTheProgram;

impl Drop for EndsTheProgram {
    #[inline]
    fn drop(&mut self) {
        panic!("a record of a release cannot become an element");
    }
}

/// Converts a record for all releases from and to the record of each range of releases.
///
/// The first statement names the record, and each of its options with its C name and the first and
/// the last release that have it. A statement for each range lists the members of its record. In
/// brackets, the record is the element of lists that Xen fills.
#[doc(hidden)]
#[macro_export]
macro_rules! for_releases {
    ([$name:ident] $options:tt; $($($record:ident)::+ { $($field:ident),* $(,)? };)+) => {
        $crate::for_releases! { $name $options; $($($record)::+ { $($field),* };)+ }

        $(const _: () = $crate::macros::assert_room::<$name, $($record)::+>();)+
    };
    (
        $name:ident { $($option:ident: $c_name:literal $first:ident $last:ident),* $(,)? };
        $($($record:ident)::+ { $($field:ident),* $(,)? };)+
    ) => {
        impl $name {
            /// An error if an option has a value that the release does not take.
            #[inline]
            fn check(&self, release: Release) -> Result<(), CallError> {
                $(
                    if self.$option.is_some() {
                        CallError::require($c_name, release, Release::$first, Release::$last)?;
                    }
                )*
                let _ = release;
                Ok(())
            }
        }

        $(
            impl From<$($record)::+> for $name {
                #[inline]
                fn from(record: $($record)::+) -> Self {
                    Self { $($field: record.$field.into(),)* ..Self::default() }
                }
            }

            impl ForRelease<$($record)::+> for $name {
                #[inline]
                fn for_release(&self, release: Release) -> Result<$($record)::+, CallError> {
                    self.check(release)?;
                    Ok($($record)::+ {
                        $($field: ForRelease::for_release(&self.$field, release)?,)*
                        ..$crate::Plain::zeroed()
                    })
                }
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::fill;
    use std::vec::Vec;

    /// A record that is larger than the numbers that it is made from.
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(C, align(8))]
    struct Large {
        number: u32,
        known: Option<u32>,
        rest: u64,
    }

    impl From<u32> for Large {
        fn from(number: u32) -> Self {
            Self {
                number,
                known: Some(!number),
                rest: u64::MAX,
            }
        }
    }

    const OLD: Large = Large {
        number: 77,
        known: None,
        rest: 77,
    };

    #[test]
    fn each_record_becomes_its_element() {
        for length in 0..20 {
            let mut list = std::vec![OLD; length];
            let found = fill(&mut list, |records: &mut [u32]| {
                assert_eq!(records, std::vec![0; length]);
                for (number, record) in (1..).zip(records.iter_mut().take(5)) {
                    *record = number;
                }
                records.len()
            });
            assert_eq!(found, length);
            let numbers = (1..6).chain(core::iter::repeat(0)).take(length);
            assert_eq!(list, numbers.map(Large::from).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_leaves_valid_elements() {
        let mut list = [OLD; 3];
        let call = || {
            fill(&mut list, |records: &mut [u32]| {
                records[0] = 5;
                panic!("the back end fails");
            })
        };
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(call));
        assert!(outcome.is_err());
        assert_eq!(list, [5, 0, 0].map(Large::from));
    }
}
