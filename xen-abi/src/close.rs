//! The error of a `close(self)` that Xen refused.

use core::fmt;

use crate::errno::Errno;

/// A value that could not be closed, and the reason.
///
/// Xen still has the value's pages or port. Close the value later, or drop it: that tries once
/// more, and leaks the pages if Xen refuses again.
pub struct NotClosed<T, E = Errno> {
    /// The value, unchanged.
    pub value: T,
    /// The reason.
    pub why: E,
}

impl<T, E: fmt::Display> fmt::Display for NotClosed<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not closed: {}", self.why)
    }
}

// Also for values that have nothing to show.
impl<T, E: fmt::Debug> fmt::Debug for NotClosed<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NotClosed")
            .field("why", &self.why)
            .finish_non_exhaustive()
    }
}

impl<T, E: fmt::Debug + fmt::Display> core::error::Error for NotClosed<T, E> {}
