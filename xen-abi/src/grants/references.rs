//! The allocator of grant references.

use core::sync::atomic::{AtomicU32, Ordering};

use crate::grant_table::{GNTTAB_NR_RESERVED_ENTRIES, GrantRef};

/// The references of a word.
const BITS: usize = u32::BITS as usize;

/// A bit for each reference: set if it is in use or does not exist.
#[derive(Debug)]
pub(super) struct References<const WORDS: usize>([AtomicU32; WORDS]);

impl<const WORDS: usize> References<WORDS> {
    /// Creates the allocator of a table with this many entries.
    pub(super) fn new(entries: usize) -> Self {
        let first = GNTTAB_NR_RESERVED_ENTRIES as usize;
        let word = |word: usize| {
            let exists = |bit: &usize| (first..entries).contains(&(word * BITS + bit));
            let used = (0..BITS).filter(|bit| !exists(bit));
            AtomicU32::new(used.fold(0, |used, bit| used | 1 << bit))
        };
        Self(core::array::from_fn(word))
    }

    /// Returns a reference that nobody uses.
    pub(super) fn allocate(&self) -> Option<GrantRef> {
        for (index, word) in self.0.iter().enumerate() {
            let mut seen = word.load(Ordering::Relaxed);
            while seen != u32::MAX {
                let bit = 1 << seen.trailing_ones();
                // Acquire: what its last user did to the entry comes first.
                seen = word.fetch_or(bit, Ordering::Acquire);
                if seen & bit == 0 {
                    return Some(GrantRef(index as u32 * u32::BITS + bit.trailing_zeros()));
                }
            }
        }
        None
    }

    /// Takes a reference back whose entry is invalid.
    pub(super) fn free(&self, reference: GrantRef) {
        let (word, bit) = (reference.0 as usize / BITS, reference.0 as usize % BITS);
        let before = self.0[word].fetch_and(!(1 << bit), Ordering::Release);
        debug_assert!(before & 1 << bit != 0, "a reference is freed twice");
    }
}

#[cfg(test)]
mod tests {
    use super::References;
    use crate::grant_table::GrantRef;

    #[test]
    fn every_reference_is_given_once() {
        let references = References::<2>::new(60);
        let given = [(); 52].map(|()| references.allocate().unwrap().0);
        assert_eq!(given, core::array::from_fn(|index| index as u32 + 8));
        assert_eq!(references.allocate(), None);
        for reference in [8, 59, 31, 32] {
            references.free(GrantRef(reference));
        }
        let again = [(); 4].map(|()| references.allocate().unwrap().0);
        assert_eq!(again, [8, 31, 32, 59]);
        assert_eq!(references.allocate(), None);
    }

    #[test]
    fn a_table_of_reserved_entries_has_none_to_give() {
        for entries in [0, 8] {
            assert_eq!(References::<1>::new(entries).allocate(), None);
        }
    }
}
