//! Records that end in a C flexible array member.

use core::fmt;

/// A flexible array member: marks the start of the elements and has no size.
///
/// It gives the record the alignment of an element, as the member does in C.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct FlexArray<T>([T; 0]);

impl<T> FlexArray<T> {
    /// Creates the marker.
    #[inline]
    pub const fn new() -> Self {
        Self([])
    }
}

impl<T> Default for FlexArray<T> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: has no bytes.
unsafe impl<T: Copy + 'static> crate::plain::Plain for FlexArray<T> {}

// Markers are equal whatever elements follow them.
impl<T> PartialEq for FlexArray<T> {
    #[inline]
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for FlexArray<T> {}

impl<T> core::hash::Hash for FlexArray<T> {
    #[inline]
    fn hash<H: core::hash::Hasher>(&self, _: &mut H) {}
}

impl<T> fmt::Debug for FlexArray<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[..]")
    }
}

/// A record whose last member is a [`FlexArray`].
///
/// # Safety
///
/// `OFFSET` must be the offset of that member, and `Element` the type of its elements.
pub unsafe trait FlexibleRecord: Sized {
    /// The type of the elements.
    type Element;

    /// The offset of the first element in bytes.
    const OFFSET: usize;

    /// Returns the size in bytes with `count` elements, up to `isize::MAX`.
    #[inline]
    fn size_with(count: usize) -> Option<usize> {
        let size = size_of::<Self::Element>()
            .checked_mul(count)?
            .checked_add(Self::OFFSET)?;
        // `sizeof` includes trailing padding, also if elements lie in it.
        Some(size.max(size_of::<Self>())).filter(|size| *size <= isize::MAX as usize)
    }

    /// Returns the address of the first element of a record, and accesses no memory.
    ///
    /// # Safety
    ///
    /// `record` must point into an allocation that reaches at least to the record's
    /// [`OFFSET`](Self::OFFSET), and the pointer's provenance must cover the elements for them to
    /// be accessed: a reference to the record alone does not cover them.
    #[inline]
    unsafe fn elements(record: *const Self) -> *const Self::Element {
        // SAFETY: the allocation reaches that far.
        unsafe { record.byte_add(Self::OFFSET).cast() }
    }

    /// Returns the address of the first element of a record for writing.
    ///
    /// # Safety
    ///
    /// As for [`elements`](Self::elements).
    #[inline]
    unsafe fn elements_mut(record: *mut Self) -> *mut Self::Element {
        // SAFETY: the allocation reaches that far.
        unsafe { record.byte_add(Self::OFFSET).cast() }
    }
}

/// Implements `FlexibleRecord`: `flexible_record!(Lamp: Colour, colours)`.
#[doc(hidden)]
#[macro_export]
macro_rules! flexible_record {
    ($record:ident: $element:ty, $field:ident) => {
        const _: () = {
            let _ = |record: &$record| -> *const $crate::FlexArray<$element> {
                &raw const record.$field
            };
        };

        // SAFETY: the elements follow the record at the member, whose type the closure above checks.
        unsafe impl $crate::flex::FlexibleRecord for $record {
            type Element = $element;
            const OFFSET: usize = ::core::mem::offset_of!($record, $field);
        }
    };
}

/// A record followed by `N` elements, in C's layout.
///
/// ```
/// use xen_abi::{FlexArray, FlexibleRecord, WithElements};
///
/// #[repr(C)]
/// struct Names {
///     count: u32,
///     reserved: u32,
///     names: FlexArray<u64>,
/// }
/// // SAFETY: the elements start where the member lies.
/// unsafe impl FlexibleRecord for Names {
///     type Element = u64;
///     const OFFSET: usize = core::mem::offset_of!(Names, names);
/// }
///
/// let header = Names { count: 2, reserved: 0, names: FlexArray::new() };
/// let mut names = WithElements::new(header, [7, 8]);
/// names.elements_mut()[0] = 6;
/// assert_eq!(names.header().count, 2);
/// assert_eq!(names.elements(), &[6, 8]);
/// ```
///
/// C may place elements in the trailing padding of the record. Rust cannot express that layout, and
/// using the type does not compile:
///
/// ```compile_fail,E0080
/// use xen_abi::{FlexArray, FlexibleRecord, WithElements};
///
/// #[repr(C)]
/// struct Padded {
///     wide: u64,
///     narrow: u32,
///     bytes: FlexArray<u8>,
/// }
/// // SAFETY: the elements start where the member lies.
/// unsafe impl FlexibleRecord for Padded {
///     type Element = u8;
///     const OFFSET: usize = core::mem::offset_of!(Padded, bytes);
/// }
/// WithElements::new(Padded { wide: 0, narrow: 0, bytes: FlexArray::new() }, [0; 4]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct WithElements<R: FlexibleRecord, const N: usize> {
    header: R,
    elements: [R::Element; N],
}

impl<R: FlexibleRecord, const N: usize> WithElements<R, N> {
    /// Evaluated by every constructor, so that no value of a wrong layout exists.
    const ELEMENTS_FOLLOW: () = assert!(
        core::mem::offset_of!(Self, elements) == R::OFFSET,
        "the elements of this record start inside it"
    );

    /// Places the elements after the record. The caller sets any count in the record.
    #[inline]
    pub const fn new(header: R, elements: [R::Element; N]) -> Self {
        const { Self::ELEMENTS_FOLLOW }
        Self { header, elements }
    }

    /// Returns the record.
    #[inline]
    pub const fn header(&self) -> &R {
        &self.header
    }

    /// Returns the record for writing.
    #[inline]
    pub const fn header_mut(&mut self) -> &mut R {
        &mut self.header
    }

    /// Returns the elements.
    #[inline]
    pub const fn elements(&self) -> &[R::Element; N] {
        &self.elements
    }

    /// Returns the elements for writing.
    #[inline]
    pub const fn elements_mut(&mut self) -> &mut [R::Element; N] {
        &mut self.elements
    }

    /// Returns a pointer to the record that may also access the elements.
    #[inline]
    pub const fn as_mut_ptr(&mut self) -> *mut R {
        (&raw mut *self).cast()
    }

    /// Returns a pointer to the record that may also read the elements.
    #[inline]
    pub const fn as_ptr(&self) -> *const R {
        (&raw const *self).cast()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{FlexArray, FlexibleRecord, WithElements};
    use proptest::prelude::*;

    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    #[repr(C)]
    struct Record {
        count: u16,
        reserved: [u16; 3],
        data: FlexArray<u64>,
    }

    // SAFETY: the elements start where the member lies.
    unsafe impl FlexibleRecord for Record {
        type Element = u64;
        const OFFSET: usize = core::mem::offset_of!(Record, data);
    }

    #[test]
    fn the_marker_has_alignment_and_no_size() {
        assert_eq!(size_of::<FlexArray<u64>>(), 0);
        assert_eq!(align_of::<Record>(), align_of::<u64>());
        assert_eq!(size_of::<Record>(), 8);
        assert_eq!(std::format!("{:?}", FlexArray::<u8>::default()), "[..]");
    }

    #[test]
    fn raw_pointers_reach_the_elements() {
        let mut record = WithElements::new(
            Record {
                count: 3,
                ..Record::default()
            },
            [1, 2, 3],
        );
        let pointer = record.as_mut_ptr();
        // SAFETY: the pointer covers the record and its three elements.
        unsafe {
            let elements = Record::elements_mut(pointer);
            elements.add(2).write(30);
            assert_eq!((*pointer).count, 3);
            assert_eq!(Record::elements(pointer).add(1).read(), 2);
        }
        assert_eq!(record.elements(), &[1, 2, 30]);
        record.header_mut().count = 2;
        assert_eq!(record.header().count, 2);
        assert_eq!(size_of_val(&record), 8 + 24);
    }

    #[test]
    fn no_elements_are_a_record() {
        let record = WithElements::new(Record::default(), []);
        assert_eq!(size_of_val(&record), size_of::<Record>());
    }

    proptest! {
        #[test]
        fn sizes_never_wrap(count: usize) {
            match Record::size_with(count) {
                Some(size) => prop_assert_eq!((size - 8) / 8, count),
                None => prop_assert!(count > isize::MAX as usize / 8 - 1),
            }
        }
    }
}
