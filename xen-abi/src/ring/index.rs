//! The arithmetic of free-running indices.

/// Returns how far `to` is ahead of `from`, modulo 2³².
///
/// An index that is one behind is 2³² - 1 ahead.
#[inline]
pub const fn distance(from: u32, to: u32) -> u32 {
    to.wrapping_sub(from)
}

/// Returns whether moving the producer index from `old` to `new` passes `event`.
///
/// The peer then gets a notification. Its event index lies one after the entry that it waits for:
/// `event` is one ahead of its consumer index if it waits for the next entry.
#[inline]
pub const fn passes(event: u32, old: u32, new: u32) -> bool {
    distance(event, new) < distance(old, new)
}

#[cfg(test)]
mod tests {
    use super::{distance, passes};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_receiver_is_notified_of_an_entry_that_it_requested(
            old: u32,
            count in 0_u32..1000,
            event: u32,
            near in 0_u32..1000,
        ) {
            for event in [event, old.wrapping_add(near)] {
                let asked = (1..=count).any(|nth| old.wrapping_add(nth) == event);
                prop_assert_eq!(passes(event, old, old.wrapping_add(count)), asked);
            }
        }

        #[test]
        fn distances_add_up(a: u32, b: u32, c: u32) {
            prop_assert_eq!(distance(a, b).wrapping_add(distance(b, c)), distance(a, c));
            prop_assert_eq!(a.wrapping_add(distance(a, b)), b);
        }
    }
}
