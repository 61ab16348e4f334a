//! The error of a `close(self)` that Xen refused.

use core::fmt;

use crate::errno::Errno;

/// A value that could not be closed, and the reason.
///
/// Xen still has what the value stands for: its pages, its port. The value comes back, to be closed
/// later or dropped. Dropping it tries once more; if Xen refuses again, pages stay allocated for
/// ever.
pub struct NotClosed<T, E = Errno> {
    /// The value, as usable as before.
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
