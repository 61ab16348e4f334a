//! The nodes, and what a domain may do with them.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use crate::Errno;
use crate::xen::DomId;
use crate::xenstore::{Permission, PermissionLetter};

/// The limits of each domain without privileges; 0 is unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// The number of nodes that a domain owns.
    pub nodes: u32,
    /// The number of its watches.
    pub watches: u32,
    /// The number of its open transactions.
    pub transactions: u32,
    /// The size of a node in bytes.
    ///
    /// As in Xen's daemon in C, that is 16, the value, 8 for each permission, and the name of each
    /// child with a NUL.
    pub node_size: u32,
    /// The number of permissions of a node.
    pub permissions: u32,
}

impl Default for Quotas {
    /// The limits that Xen's daemons have without options.
    #[inline]
    fn default() -> Self {
        Self {
            nodes: 1000,
            watches: 128,
            transactions: 10,
            node_size: 2048,
            permissions: 5,
        }
    }
}

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Vec<u8>,
    pub(super) permissions: Vec<Permission>,
    pub(super) children: BTreeSet<String>,
    /// Differs after each change.
    pub(super) generation: u64,
}

impl Node {
    #[inline]
    pub(super) fn owner(&self) -> DomId {
        self.permissions[0].domain
    }

    /// Returns the size of the children's names in bytes.
    #[inline]
    pub(super) fn names(&self) -> usize {
        self.children.iter().map(|name| name.len() + 1).sum()
    }

    /// Takes the permissions of a domain that is gone; returns whether there were any.
    ///
    /// Its nodes are removed, except those that exist in a transaction alone.
    #[inline]
    pub(super) fn forget(&mut self, gone: DomId) -> bool {
        let before = self.permissions.len();
        let mut is_first = true;
        self.permissions
            .retain(|permission| core::mem::take(&mut is_first) || permission.domain != gone);
        let is_owner = self.owner() == gone;
        if is_owner {
            self.permissions[0].domain = DomId(0);
        }
        is_owner || self.permissions.len() != before
    }
}

/// Returns the size of a node in bytes, of which `contents` are its value and its children's names.
#[inline]
pub(super) fn size(permissions: usize, contents: usize) -> usize {
    16 + 8 * permissions + contents
}

/// All nodes, by their absolute path.
pub(super) type Tree = BTreeMap<String, Node>;

/// Returns a tree of the root alone.
#[inline]
pub(super) fn new_tree() -> Tree {
    let permission = |letter| Permission {
        domain: DomId(0),
        letter,
    };
    let root = Node {
        value: Vec::new(),
        permissions: alloc::vec![permission(PermissionLetter::None)],
        children: BTreeSet::new(),
        generation: 0,
    };
    BTreeMap::from([("/".to_owned(), root)])
}

/// Splits a path into that of the parent and the name; `None` for the root.
#[inline]
pub(super) fn split(path: &str) -> Option<(&str, &str)> {
    let (parent, name) = path.rsplit_once('/')?;
    let parent = if parent.is_empty() { "/" } else { parent };
    (!name.is_empty()).then_some((parent, name))
}

/// Returns the path of the parent: the root for itself and for special paths.
#[inline]
pub(super) fn parent(path: &str) -> &str {
    split(path).map_or("/", |(parent, _)| parent)
}

/// Returns whether a path is `above` or lies below it.
#[inline]
pub(super) fn is_within(path: &str, above: &str) -> bool {
    above == "/"
        || path
            .strip_prefix(above)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A use of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Read,
    Write,
    Own,
}

/// The domain that makes a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Requester {
    pub(super) domain: DomId,
    pub(super) target: Option<DomId>,
}

impl Requester {
    #[inline]
    pub(super) fn is_privileged(self) -> bool {
        self.domain == DomId(0)
    }

    /// Returns whether the permissions of a node allow a use.
    #[inline]
    pub(super) fn may(self, node: &Node, use_: Use) -> bool {
        self.is_allowed(&node.permissions, use_)
    }

    /// Returns whether permissions allow a use.
    #[inline]
    pub(super) fn is_allowed(self, permissions: &[Permission], use_: Use) -> bool {
        let is = |domain| domain == self.domain || Some(domain) == self.target;
        let [first, others @ ..] = permissions else {
            return false;
        };
        if self.is_privileged() || is(first.domain) {
            return true;
        }
        let specific = others.iter().find(|permission| is(permission.domain));
        let letter = specific.unwrap_or(first).letter;
        match use_ {
            Use::Read => matches!(letter, PermissionLetter::Read | PermissionLetter::Both),
            Use::Write => matches!(letter, PermissionLetter::Write | PermissionLetter::Both),
            Use::Own => false,
        }
    }

    /// Returns the error for a node that is missing or may not be used.
    ///
    /// Whether it exists is told only to those who may use its nearest parent.
    #[inline]
    pub(super) fn refuse(self, tree: &Tree, path: &str, errno: Errno, use_: Use) -> Errno {
        let mut above = parent(path);
        while above != "/" && !tree.contains_key(above) {
            above = parent(above);
        }
        let may = |use_| tree.get(above).is_some_and(|node| self.may(node, use_));
        // Who may write the parent need not own it.
        match may(use_) || use_ == Use::Own && may(Use::Write) {
            true => errno,
            false => Errno::EACCES,
        }
    }
}
