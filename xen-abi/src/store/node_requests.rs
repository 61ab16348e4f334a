//! Requests that read and change nodes.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::nodes::{Node, Requester, Tree, Use, is_within, size, split};
use super::payloads::{Context, MAX, absolute, number, strings};
use super::state::Store;
use super::transactions::Change;
use crate::Errno;
use crate::xenstore::{Permission, Permissions};

impl Store {
    /// Returns the tree of a transaction, or the common one.
    #[inline]
    pub(super) fn tree(&mut self, context: Context) -> &mut Tree {
        let client = self.clients.get_mut(&context.who.domain);
        let transaction =
            client.and_then(|client| client.transactions.get_mut(&context.transaction));
        match transaction {
            Some(transaction) => &mut transaction.tree,
            None => &mut self.tree,
        }
    }

    /// Notes that a transaction uses a path; fails if it has used too many.
    #[inline]
    pub(super) fn note(&mut self, context: Context, path: &str, writes: bool) -> Result<(), Errno> {
        let client = self.clients.get_mut(&context.who.domain);
        let transaction =
            client.and_then(|client| client.transactions.get_mut(&context.transaction));
        let is_limited = !context.who.is_privileged();
        transaction.map_or(Ok(()), |it| it.note(path, writes, is_limited))
    }

    /// Returns a node that the requester may use.
    #[inline]
    pub(super) fn node(
        &mut self,
        context: Context,
        path: &str,
        use_: Use,
    ) -> Result<&mut Node, Errno> {
        self.note(context, path, use_ != Use::Read)?;
        let who = context.who;
        let tree = self.tree(context);
        match tree.get(path) {
            Some(node) if who.may(node, use_) => {}
            Some(_) => return Err(who.refuse(tree, path, Errno::EACCES, use_)),
            None => return Err(who.refuse(tree, path, Errno::ENOENT, use_)),
        }
        tree.get_mut(path).ok_or(Errno::ENOENT)
    }

    /// Returns a generation that no node has.
    #[inline]
    pub(super) fn change(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    #[inline]
    pub(super) fn write(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
        let end = payload.iter().position(|byte| *byte == 0);
        let (path, value) = payload.split_at(end.ok_or(Errno::EINVAL)?);
        let path = core::str::from_utf8(path).map_err(|_| Errno::EINVAL)?;
        let (path, _) = absolute(context.who, path, false)?;
        let value = &value[1..];
        if !self.create(context, &path, value.len())? {
            let node = self.node(context, &path, Use::Write)?;
            let size = size(node.permissions.len(), value.len() + node.names());
            self.check_size(context.who, size)?;
        }
        let generation = self.change();
        let node = self.node(context, &path, Use::Write)?;
        node.value = value.to_vec();
        node.generation = generation;
        self.fire(context, &path);
        Ok(())
    }

    #[inline]
    pub(super) fn make_directory(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
        let [path] = strings(payload)?;
        let (path, _) = absolute(context.who, path, false)?;
        if self.create(context, &path, 0)? {
            self.fire(context, &path);
        }
        Ok(())
    }

    /// Fails if a domain may not own so many nodes more in a tree.
    #[inline]
    pub(super) fn check_nodes(
        &self,
        tree: &Tree,
        who: Requester,
        more: usize,
    ) -> Result<(), Errno> {
        let client = self.clients.get(&who.domain);
        let limit = client.map_or(0, |client| client.quotas.nodes) as usize;
        if who.is_privileged() || limit == 0 || more == 0 {
            return Ok(());
        }
        let owned = tree.values().filter(|node| node.owner() == who.domain);
        match owned.count() + more > limit {
            true => Err(Errno::ENOSPC),
            false => Ok(()),
        }
    }

    /// Fails if a domain may not make a node so large.
    #[inline]
    fn check_size(&self, who: Requester, size: usize) -> Result<(), Errno> {
        let client = self.clients.get(&who.domain);
        let limit = client.map_or(0, |client| client.quotas.node_size) as usize;
        match who.is_privileged() || limit == 0 || size <= limit {
            true => Ok(()),
            false => Err(Errno::ENOSPC),
        }
    }

    /// Creates a node and its missing parents; returns whether it was missing.
    ///
    /// `value` is the size in bytes of the value that the node will have.
    #[inline]
    pub(super) fn create(
        &mut self,
        context: Context,
        path: &str,
        value: usize,
    ) -> Result<bool, Errno> {
        match self.node(context, path, Use::Write) {
            Ok(_) => return Ok(false),
            Err(Errno::ENOENT) => {}
            Err(errno) => return Err(errno),
        }
        let mut missing = Vec::new();
        let mut above = path;
        while !self.tree(context).contains_key(above) {
            missing.push(above);
            above = split(above).ok_or(Errno::EINVAL)?.0;
        }
        let who = context.who;
        let client = self.clients.get(&who.domain);
        let transaction = client.and_then(|it| it.transactions.get(&context.transaction));
        let tree = transaction.map_or(&self.tree, |transaction| &transaction.tree);
        self.check_nodes(tree, who, missing.len())?;
        // Each new node is a child of the next, and the last one of a node that exists.
        let above = tree.get(above).ok_or(Errno::ENOENT)?;
        let mut contents = value;
        for path in &missing {
            self.check_size(who, size(above.permissions.len(), contents))?;
            contents = split(path).map_or(0, |(_, name)| name.len() + 1);
        }
        let contents = contents + above.value.len() + above.names();
        self.check_size(who, size(above.permissions.len(), contents))?;
        for path in missing.into_iter().rev() {
            let (parent, name) = split(path).ok_or(Errno::EINVAL)?;
            self.note(context, parent, true)?;
            self.note(context, path, true)?;
            let generation = self.change();
            let tree = self.tree(context);
            let above = tree.get_mut(parent).ok_or(Errno::ENOENT)?;
            above.children.insert(name.to_owned());
            above.generation = generation;
            let mut permissions = above.permissions.clone();
            if !who.is_privileged() {
                permissions[0].domain = who.domain;
            }
            let node = Node {
                value: Vec::new(),
                permissions,
                children: BTreeSet::new(),
                generation,
            };
            tree.insert(path.to_owned(), node);
        }
        Ok(true)
    }

    #[inline]
    pub(super) fn remove(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
        let [path] = strings(payload)?;
        let (path, _) = absolute(context.who, path, false)?;
        match self.node(context, &path, Use::Write) {
            Ok(_) if path == "/" => return Err(Errno::EINVAL),
            Ok(_) => {}
            Err(Errno::ENOENT) => {
                let (parent, _) = split(&path).ok_or(Errno::EINVAL)?;
                self.note(context, parent, false)?;
                let exists = self.tree(context).contains_key(parent);
                return exists.then_some(()).ok_or(Errno::ENOENT);
            }
            Err(errno) => return Err(errno),
        }
        self.remove_tree(context, &path);
        Ok(())
    }

    /// Removes a node that exists, and all below it.
    #[inline]
    pub(super) fn remove_tree(&mut self, context: Context, path: &str) {
        let below = |it: &&String| is_within(it, path);
        let tree = self.tree(context);
        let removed: Vec<String> = tree.keys().filter(below).cloned().collect();
        for node in removed.iter().rev() {
            // While its permissions are there.
            let change = Change {
                path: node.clone(),
                is_implied: node != path,
            };
            self.report(context, change, None);
            // One too many lets the commit fail.
            let _ = self.note(context, node, true);
            self.tree(context).remove(node);
        }
        if let Some((parent, name)) = split(path) {
            let _ = self.note(context, parent, true);
            let generation = self.change();
            if let Some(node) = self.tree(context).get_mut(parent) {
                node.children.remove(name);
                node.generation = generation;
            }
        }
    }

    #[inline]
    pub(super) fn list_part(&mut self, context: Context, payload: &[u8]) -> Result<Vec<u8>, Errno> {
        let [path, offset] = strings(payload)?;
        let (path, _) = absolute(context.who, path, false)?;
        let offset: usize = number(offset)?;
        let node = self.node(context, &path, Use::Read)?;
        let all = list(node);
        let mut part = format!("{}\0", node.generation).into_bytes();
        let rest = all.get(offset..).unwrap_or_default();
        // With space for the empty name at the end.
        let space = MAX - part.len() - 1;
        let fits = &rest[..rest.len().min(space)];
        let end = fits.iter().rposition(|byte| *byte == 0);
        let end = end.map_or(0, |last| last + 1);
        part.extend(&rest[..end]);
        if end == rest.len() {
            part.push(0);
        }
        Ok(part)
    }

    #[inline]
    pub(super) fn set_permissions(
        &mut self,
        context: Context,
        payload: &[u8],
    ) -> Result<(), Errno> {
        let end = payload.iter().position(|byte| *byte == 0);
        let (path, rest) = payload.split_at(end.ok_or(Errno::EINVAL)?);
        let path = core::str::from_utf8(path).map_err(|_| Errno::EINVAL)?;
        let permissions: Vec<Permission> =
            Permissions::new(&rest[1..]).ok_or(Errno::EINVAL)?.collect();
        let who = context.who;
        let limit = self.clients[&who.domain].quotas.permissions as usize;
        if !who.is_privileged() && limit != 0 && permissions.len() > limit {
            return Err(Errno::ENOSPC);
        }
        let (path, _) = absolute(who, path, true)?;
        let generation = self.change();
        let node = self.node(context, &path, Use::Own)?;
        if !who.is_privileged() && permissions[0].domain != node.owner() {
            return Err(Errno::EPERM);
        }
        let size = size(permissions.len(), node.value.len() + node.names());
        self.check_size(who, size)?;
        let node = self.node(context, &path, Use::Own)?;
        let former = core::mem::replace(&mut node.permissions, permissions);
        node.generation = generation;
        // Watches of a special path report domains, and nothing else.
        if path.starts_with('/') {
            self.report(context, Change::of(&path), Some(former));
        }
        Ok(())
    }
}

/// Returns the names of the children, each with a NUL.
#[inline]
pub(super) fn list(node: &Node) -> Vec<u8> {
    let names = node.children.iter().map(|name| name.clone() + "\0");
    names.collect::<String>().into_bytes()
}
