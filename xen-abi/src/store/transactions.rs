//! Transactions: a tree of their own, which is merged if nobody has interfered.

use alloc::borrow::ToOwned;
use alloc::collections::btree_map::Entry;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::nodes::Tree;
use crate::Errno;
use crate::xen::DomId;

/// A change of a node, which watches report.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) path: String,
    /// Whether the node was removed with one above it, which the watches above report instead.
    pub(super) is_implied: bool,
}

/// The most nodes that a transaction of a domain without privileges uses, as with Xen's daemons.
const MOST_USED: usize = 1024;

impl Change {
    /// The change of a node alone.
    #[inline]
    pub(super) fn of(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            is_implied: false,
        }
    }
}

/// An open transaction.
#[derive(Debug)]
pub(super) struct Transaction {
    /// The tree as it was at the start, with the changes.
    pub(super) tree: Tree,
    /// Each path that was read or written, with its generation at the start.
    used: BTreeMap<String, Option<u64>>,
    /// The changes, in the order of the first one of each node.
    pub(super) changed: Vec<Change>,
    /// Where the change of a node is among them.
    places: BTreeMap<String, usize>,
    written: BTreeSet<String>,
    /// It has used too many nodes, and cannot be committed.
    pub(super) has_failed: bool,
}

impl Transaction {
    #[inline]
    pub(super) fn new(tree: &Tree) -> Self {
        Self {
            tree: tree.clone(),
            used: BTreeMap::new(),
            changed: Vec::new(),
            places: BTreeMap::new(),
            written: BTreeSet::new(),
            has_failed: false,
        }
    }

    /// Notes the use of a path, with the generation that it has before the use.
    ///
    /// Fails, as later does the commit, if it is one too many for a client that `is_limited`.
    #[inline]
    pub(super) fn note(&mut self, path: &str, writes: bool, is_limited: bool) -> Result<(), Errno> {
        if !self.used.contains_key(path) {
            if is_limited && self.used.len() >= MOST_USED {
                self.has_failed = true;
                return Err(Errno::ENOSPC);
            }
            let generation = self.tree.get(path).map(|node| node.generation);
            self.used.insert(path.to_owned(), generation);
        }
        if writes {
            self.written.insert(path.to_owned());
        }
        Ok(())
    }

    /// Notes a change. Several of one node are reported once.
    #[inline]
    pub(super) fn report(&mut self, change: Change) {
        let number = self.changed.len();
        match self.places.entry(change.path.clone()) {
            Entry::Vacant(place) => {
                place.insert(number);
                self.changed.push(change);
            }
            Entry::Occupied(place) => self.changed[*place.get()].is_implied &= change.is_implied,
        }
    }

    /// Returns whether no other client has changed what was used.
    #[inline]
    pub(super) fn is_current(&self, tree: &Tree) -> bool {
        let is_unchanged = |(path, generation): (&String, &Option<u64>)| {
            tree.get(path).map(|node| node.generation) == *generation
        };
        self.used.iter().all(is_unchanged)
    }

    /// Returns how many of the written nodes a domain owns in a tree, and how many it will own.
    #[inline]
    pub(super) fn owned(&self, tree: &Tree, domain: DomId) -> [usize; 2] {
        [tree, &self.tree].map(|tree| {
            let written = self.written.iter().filter_map(|path| tree.get(path));
            written.filter(|node| node.owner() == domain).count()
        })
    }

    /// Merges the changes into the tree.
    #[inline]
    pub(super) fn commit(&mut self, tree: &mut Tree) {
        for path in &self.written {
            match self.tree.remove(path) {
                Some(node) => tree.insert(path.clone(), node),
                None => tree.remove(path),
            };
        }
    }
}
