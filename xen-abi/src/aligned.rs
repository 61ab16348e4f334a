//! Integers that keep eight-byte alignment on i686, where plain ones have four.

use crate::plain::Plain;
use core::fmt;

/// A value aligned to eight bytes on every architecture.
///
/// Interfaces that 32-bit and 64-bit callers share use such types (`uint64_aligned_t`), so that
/// their records have one layout.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C, align(8))]
pub struct Aligned64<T>(pub T);

/// `uint64_aligned_t`.
#[doc(alias = "uint64_aligned_t")]
pub type AlignedU64 = Aligned64<u64>;

/// `int64_aligned_t`.
#[doc(alias = "int64_aligned_t")]
pub type AlignedI64 = Aligned64<i64>;

impl<T> Aligned64<T> {
    /// Wraps a value.
    #[inline]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value.
    #[inline]
    pub const fn get(self) -> T
    where
        T: Copy,
    {
        self.0
    }
}

impl<T> From<T> for Aligned64<T> {
    #[inline]
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<AlignedU64> for u64 {
    #[inline]
    fn from(value: AlignedU64) -> Self {
        value.0
    }
}

impl From<AlignedI64> for i64 {
    #[inline]
    fn from(value: AlignedI64) -> Self {
        value.0
    }
}

// A reader of a dump wants the number; the alignment is no part of the value.
impl<T: fmt::Debug> fmt::Debug for Aligned64<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: fmt::Display> fmt::Display for Aligned64<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: fmt::LowerHex> fmt::LowerHex for Aligned64<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

// Only these two: anything narrower than its alignment would end in padding.
// SAFETY: eight bytes of integer in eight bytes.
unsafe impl Plain for AlignedU64 {}
// SAFETY: as above.
unsafe impl Plain for AlignedI64 {}

const _: () = {
    assert!(size_of::<AlignedU64>() == 8 && align_of::<AlignedU64>() == 8);
    assert!(size_of::<AlignedI64>() == 8 && align_of::<AlignedI64>() == 8);
};

#[cfg(test)]
mod tests {
    extern crate std;

    use super::AlignedU64;

    #[test]
    fn debug_output_is_the_number() {
        assert_eq!(
            std::format!("{:?} {0} {0:#x}", AlignedU64::new(16)),
            "16 16 0x10"
        );
        assert_eq!(u64::from(AlignedU64::from(5)), 5);
    }
}
