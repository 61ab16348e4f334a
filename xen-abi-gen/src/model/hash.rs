//! Maps and sets with a fast hash function, which does not resist crafted keys.
//!
//! The standard one withstands such keys, which takes its time; whoever writes headers that are
//! slow to read harms themselves alone.

use rustc_hash::FxBuildHasher;

/// A map without an order: it is asked, not walked.
pub type HashMap<K, V> = std::collections::HashMap<K, V, FxBuildHasher>;
/// A set without an order.
pub type HashSet<T> = std::collections::HashSet<T, FxBuildHasher>;
/// A map in the order of insertion.
pub type IndexMap<K, V> = indexmap::IndexMap<K, V, FxBuildHasher>;
/// A set in the order of insertion.
pub type IndexSet<T> = indexmap::IndexSet<T, FxBuildHasher>;
