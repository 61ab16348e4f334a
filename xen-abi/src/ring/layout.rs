//! The layout of a ring's memory.

use super::error::RingError;
use super::protocol::RingProtocol;

/// The offset of the request producer index.
pub const REQ_PROD: usize = 0;

/// The offset of the index at which the backend requests a notification.
pub const REQ_EVENT: usize = 4;

/// The offset of the response producer index.
pub const RSP_PROD: usize = 8;

/// The offset of the index at which the frontend requests a notification.
pub const RSP_EVENT: usize = 12;

/// The offset of the bytes private to the protocol, which end at [`ENTRIES`].
pub const PRIVATE: usize = 16;

/// The offset of the first entry.
pub const ENTRIES: usize = 64;

/// Returns whether an entry fits a request and a response, and is aligned as in C.
#[doc(hidden)]
pub const fn holds_both<P: RingProtocol>() -> bool {
    let entry = size_of::<P::Entry>();
    entry > 0
        && entry >= size_of::<P::Request>()
        && entry >= size_of::<P::Response>()
        && ENTRIES % align_of::<P::Entry>() == 0
}

/// Returns the number of entries in `size` bytes, rounded down to a power of two.
///
/// ```
/// use xen_abi::ring::{RingProtocol, layout};
///
/// enum Words {}
/// impl RingProtocol for Words {
///     type Request = [u32; 3];
///     type Response = u32;
///     type Entry = [u32; 3];
///     const NAME: &'static str = "words";
/// }
///
/// assert_eq!(layout::entries::<Words>(4096), Ok(256)); // 336 would fit
/// assert_eq!(layout::entries::<Words>(64 + 12), Ok(1));
/// assert!(layout::entries::<Words>(64 + 11).is_err());
/// ```
#[doc(alias = "__RING_SIZE")]
#[doc(alias = "__CONST_RING_SIZE")]
#[inline]
pub const fn entries<P: RingProtocol>(size: usize) -> Result<u32, RingError> {
    const {
        assert!(
            holds_both::<P>(),
            "an entry must have room for a request and for a response"
        )
    };
    let fit = size.saturating_sub(ENTRIES) / size_of::<P::Entry>();
    let fit = if fit > u32::MAX as usize {
        u32::MAX
    } else {
        fit as u32
    };
    match fit.checked_ilog2() {
        Some(power) => Ok(1 << power),
        None => Err(RingError::Size(size)),
    }
}

/// Where the entry of an index is, in a ring of so many entries.
#[inline]
pub(super) const fn entry<P: RingProtocol>(entries: u32, index: u32) -> usize {
    ENTRIES + (index & (entries - 1)) as usize * size_of::<P::Entry>()
}

#[cfg(test)]
mod tests {
    use super::{ENTRIES, RingProtocol, entries, entry};
    use proptest::prelude::*;

    enum Seven {}

    impl RingProtocol for Seven {
        type Request = [u8; 7];
        type Response = u8;
        type Entry = [u8; 7];
        const NAME: &'static str = "seven";
    }

    proptest! {
        #[test]
        fn a_ring_has_the_most_entries_that_fit(
            size in 0_usize..1_000_000,
            index: u32,
        ) {
            match entries::<Seven>(size) {
                Ok(count) => {
                    prop_assert!(count.is_power_of_two());
                    prop_assert!(
                        ENTRIES + 7 * count as usize <= size
                            && ENTRIES + 14 * count as usize > size
                    );
                    let at = entry::<Seven>(count, index);
                    prop_assert!(at >= ENTRIES && at + 7 <= size);
                    prop_assert_eq!(at, entry::<Seven>(count, index.wrapping_add(count)));
                    prop_assert!(count == 1 || at != entry::<Seven>(count, index.wrapping_add(1)));
                }
                Err(_) => prop_assert!(size < ENTRIES + 7),
            }
        }
    }

    #[test]
    fn no_memory_is_too_large() {
        assert_eq!(
            entries::<Seven>(usize::MAX).map(u32::is_power_of_two),
            Ok(true)
        );
    }
}
