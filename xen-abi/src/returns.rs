//! Decoding of hypercall results: one function per convention.

use crate::Errno;
use core::fmt;

/// The largest error number that a whole-word result can carry.
const MAX_ERRNO: usize = 4095;

/// Decodes the result of a call that returns zero or a negative error number.
///
/// Reads the low 32 bits as a signed integer: Xen computes these results as a C `int`, and some
/// paths do not sign-extend it. The convention has no positive results. A positive result is an
/// error with a negative [`code`](Errno::code), not a success.
#[inline(always)]
pub fn neg_errnoval(raw: usize) -> Result<(), Errno> {
    // An error is kept as the number that Xen returned, so this compiles to nothing.
    match Errno::from_result(raw as i32) {
        Some(errno) => Err(errno),
        None => Ok(()),
    }
}

/// Decodes the result of a call that returns zero or a negative error number, and writes `output`.
///
/// Returns `output` if the result is zero.
#[inline(always)]
pub fn neg_errnoval_with<T>(raw: usize, output: T) -> Result<T, Errno> {
    match Errno::from_result(raw as i32) {
        Some(errno) => Err(errno),
        None => Ok(output),
    }
}

/// Decodes the result of a call that returns a count or a negative error number.
///
/// A count here is any non-negative C `int`.
///
/// Reads the low 32 bits as a signed integer. Argo's `sendv` zero-extends some of its errors:
/// `0xffff_ff91` in a 64-bit word is an error, not a count.
#[inline(always)]
pub fn int(raw: usize) -> Result<u32, Errno> {
    let value = raw as i32;
    match Errno::from_result(value) {
        Some(errno) if value < 0 => Err(errno),
        _ => Ok(value as u32),
    }
}

/// Decodes the result of a call that returns a word or a negative error number.
///
/// The highest 4095 values of the word are errors. All others are results, also with the top bit
/// set.
#[inline(always)]
pub fn long(raw: usize) -> Result<usize, Errno> {
    if raw <= usize::MAX - MAX_ERRNO {
        return Ok(raw);
    }
    match Errno::from_result(raw as i32) {
        Some(errno) => Err(errno),
        // SAFETY: such a word is a small negative number, and so is its lower half.
        None => unsafe { core::hint::unreachable_unchecked() },
    }
}

/// Decodes the result of one array element: zero or a negative error number.
///
/// As with [`neg_errnoval`], a positive result is an error.
#[inline(always)]
pub const fn element(result: i32) -> Result<(), Errno> {
    match Errno::from_result(result) {
        Some(errno) => Err(errno),
        None => Ok(()),
    }
}

/// The error of an operation on one element: of the call, or its status `S`.
///
/// ```
/// use xen_abi::grant_table::Status;
/// use xen_abi::returns::ElementError;
/// use xen_abi::Errno;
///
/// let text = |error: ElementError<Status>| match error {
///     ElementError::Status(Status::EAGAIN) => "try again".to_owned(),
///     error => error.to_string(),
/// };
/// assert_eq!(text(ElementError::Status(Status::EAGAIN)), "try again");
/// assert_eq!(text(ElementError::Status(Status::BAD_HANDLE)), "GNTST_bad_handle");
/// assert_eq!(text(Errno::ENOSYS.into()), "ENOSYS");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementError<S> {
    /// The hypercall failed. The status of the element is undefined.
    Call(Errno),
    /// The hypercall succeeded, and the element failed with this status.
    Status(S),
}

impl<S> From<Errno> for ElementError<S> {
    #[inline]
    fn from(errno: Errno) -> Self {
        Self::Call(errno)
    }
}

impl<S: fmt::Display> fmt::Display for ElementError<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(errno) => errno.fmt(formatter),
            Self::Status(status) => status.fmt(formatter),
        }
    }
}

impl<S: core::error::Error + 'static> core::error::Error for ElementError<S> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Call(errno) => Some(errno),
            Self::Status(status) => Some(status),
        }
    }
}

/// The error of a call that has output even if it fails.
///
/// The output is the progress, or a size that is needed.
///
/// `?` converts it into the bare [`Errno`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Failed<T> {
    /// The error.
    pub errno: Errno,
    /// The output that Xen wrote before it failed; the input if it wrote nothing.
    pub out: T,
}

impl<T> From<Failed<T>> for Errno {
    #[inline]
    fn from(failed: Failed<T>) -> Self {
        failed.errno
    }
}

impl<T> fmt::Display for Failed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.errno.fmt(formatter)
    }
}

impl<T: fmt::Debug> core::error::Error for Failed<T> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.errno)
    }
}

#[cfg(feature = "std")]
impl<T> From<Failed<T>> for std::io::Error {
    fn from(failed: Failed<T>) -> Self {
        failed.errno.into()
    }
}

#[cfg(test)]
mod tests {
    use super::{int, long, neg_errnoval};
    use crate::Errno;

    #[test]
    fn a_unit_result_is_as_small_as_an_errno() {
        assert_eq!(size_of::<Result<(), Errno>>(), 4);
        assert_eq!(neg_errnoval(0), Ok(()));
    }

    #[test]
    fn errors_are_recognised_in_every_width() {
        for code in [1, 22, 38, 111, 4095, 5000] {
            let errno = Errno::new(code).unwrap();
            let sign_extended = (-code) as isize as usize;
            let zero_extended = (-code) as u32 as usize;
            for raw in [sign_extended, zero_extended] {
                assert_eq!(neg_errnoval(raw), Err(errno));
                assert_eq!(int(raw), Err(errno));
            }
        }
    }

    #[test]
    fn a_positive_value_is_a_count_or_an_error() {
        assert_eq!(neg_errnoval(7).unwrap_err().code(), -7);
        assert_eq!(neg_errnoval(7).unwrap_err().name(), None);
        assert_eq!(int(0), Ok(0));
        assert_eq!(int(0x7fff_ffff), Ok(0x7fff_ffff));
    }

    #[test]
    fn the_most_negative_number_is_an_error_too() {
        assert_eq!(int(0x8000_0000).unwrap_err().code(), i32::MAX);
        assert_eq!(int(0x8000_0001).unwrap_err().code(), i32::MAX);
        assert_eq!(neg_errnoval(0x8000_0000).unwrap_err().code(), i32::MAX);
    }

    #[test]
    fn a_word_is_an_error_in_its_last_page_only() {
        assert_eq!(long(0), Ok(0));
        assert_eq!(long(usize::MAX), Err(Errno::EPERM));
        assert_eq!(long(usize::MAX - 4094).unwrap_err().code(), 4095);
        assert_eq!(long(usize::MAX - 4095), Ok(usize::MAX - 4095));
        assert_eq!(long(1 << (usize::BITS - 1)), Ok(1 << (usize::BITS - 1)));
    }

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn a_word_keeps_its_upper_half() {
        assert_eq!(long(0xffff_ff91), Ok(0xffff_ff91));
        assert_eq!(int(0xdead_beef_0000_0013), Ok(0x13));
    }
}
