//! Order and hash of domain identifiers, so that they can be keys of a map.
//!
//! Other families of named values have neither: three functions per family take the compiler long.

use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use crate::xen::DomId;

impl Ord for DomId {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for DomId {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for DomId {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
