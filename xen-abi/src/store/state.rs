//! The store: its nodes, its clients, and what its program does with it.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use core::fmt;

use super::clients::Client;
use super::nodes::{Quotas, Tree, new_tree};
use super::payloads::Context;
use super::transactions::Change;
use crate::Errno;
use crate::xen::DomId;
use crate::xenstore::{Permission, check_path};

/// The special paths, whose nodes hold permissions alone.
pub(super) const SPECIAL: [&str; 2] = ["@introduceDomain", "@releaseDomain"];

/// The store: its nodes and its clients.
pub struct Store {
    pub(super) tree: Tree,
    pub(super) clients: BTreeMap<DomId, Client>,
    pub(super) quotas: Quotas,
    pub(super) generation: u64,
    pub(super) next_transaction: u32,
}

impl Store {
    /// Creates a store of the root alone, which belongs to domain 0.
    #[inline]
    pub fn new() -> Self {
        let mut tree = new_tree();
        for path in SPECIAL {
            let node = tree["/"].clone();
            tree.insert(path.to_owned(), node);
        }
        Self {
            tree,
            clients: BTreeMap::new(),
            quotas: Quotas::default(),
            generation: 0,
            next_transaction: 1,
        }
    }

    /// Sets the limits of domains that are introduced later.
    #[inline]
    pub fn set_quotas(&mut self, quotas: Quotas) {
        self.quotas = quotas;
    }

    /// Creates a node that a domain owns, and its missing parents, as a toolstack does.
    ///
    /// Other domains may not use it. An invalid path creates nothing.
    #[inline]
    pub fn make(&mut self, path: &str, owner: DomId) {
        let context = Context::of_toolstack();
        if check_path(path).is_err() || !path.starts_with('/') {
            return;
        }
        if self.create(context, path, 0).is_ok() {
            if let Some(node) = self.tree.get_mut(path) {
                node.permissions[0].domain = owner;
            }
            self.fire(context, path);
        }
    }

    /// Writes a node with its permissions, as a toolstack does, and creates its missing parents.
    ///
    /// The first permission names the owner.
    ///
    /// # Errors
    ///
    /// EINVAL: the path is not absolute or not valid, or there is no permission.
    #[inline]
    pub fn put(
        &mut self,
        path: &str,
        value: &[u8],
        permissions: &[Permission],
    ) -> Result<(), Errno> {
        let context = Context::of_toolstack();
        if check_path(path).is_err() || !path.starts_with('/') || permissions.is_empty() {
            return Err(Errno::EINVAL);
        }
        self.create(context, path, value.len())?;
        let generation = self.change();
        let mut former = None;
        if let Some(node) = self.tree.get_mut(path) {
            node.value = value.to_vec();
            former = Some(core::mem::replace(
                &mut node.permissions,
                permissions.to_vec(),
            ));
            node.generation = generation;
        }
        self.report(context, Change::of(path), former);
        Ok(())
    }

    /// Returns the value of a node.
    #[inline]
    pub fn value(&self, path: &str) -> Option<&[u8]> {
        self.tree.get(path).map(|node| &node.value[..])
    }

    /// Removes and returns the bytes that are queued for a client.
    ///
    /// A client for which 2 MiB wait gets no further events until then.
    #[inline]
    pub fn output(&mut self, domain: DomId) -> Vec<u8> {
        let client = self.clients.get_mut(&domain);
        client.map_or_else(Vec::new, |client| client.output.drain(..).collect())
    }

    /// Drops the watches, transactions and messages of a client.
    #[inline]
    pub fn reset(&mut self, domain: DomId) {
        if let Some(client) = self.clients.get_mut(&domain) {
            *client = Client {
                target: client.target,
                ..Client::new(client.quotas)
            };
        }
    }

    #[inline]
    pub(super) fn break_off(&mut self, domain: DomId) {
        if let Some(client) = self.clients.get_mut(&domain) {
            client.is_broken = true;
            client.output = VecDeque::new();
        }
    }

    /// Returns a client that is served.
    #[inline]
    pub(super) fn served(&mut self, domain: DomId) -> Option<&mut Client> {
        self.clients
            .get_mut(&domain)
            .filter(|client| !client.is_broken)
    }
}

impl Default for Store {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Store {
    #[inline]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Store")
            .field("nodes", &self.tree.len())
            .field("clients", &self.clients.keys())
            .finish_non_exhaustive()
    }
}
