//! The requests.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::clients::{Client, Watch};
use super::nodes::{Node, Quotas, Requester, Tree, Use, is_within, new_tree, split};
use super::transactions::Transaction;
use crate::Errno;
use crate::io::xs_wire::{Sockmsg, SockmsgType as Type, XENSTORE_PAYLOAD_MAX};
use crate::xen::DomId;
use crate::xenstore::{Permission, Permissions, Strings, check_path, check_watch_path};

const MAX: usize = XENSTORE_PAYLOAD_MAX as usize;
const OK: &[u8] = b"OK\0";

/// The special paths, whose nodes hold permissions alone.
const SPECIAL: [&str; 2] = ["@introduceDomain", "@releaseDomain"];

/// The store: its nodes and its clients.
pub struct Store {
    tree: Tree,
    clients: BTreeMap<DomId, Client>,
    quotas: Quotas,
    generation: u64,
    next_transaction: u32,
}

/// What a request works on.
#[derive(Clone, Copy)]
struct Context {
    who: Requester,
    transaction: u32,
}

/// Returns the strings of a payload, which must be this many.
fn strings<const N: usize>(payload: &[u8]) -> Result<[&str; N], Errno> {
    let mut all = Strings::new(payload).ok_or(Errno::EINVAL)?;
    let mut found = [""; N];
    for place in &mut found {
        *place = all.next().ok_or(Errno::EINVAL)?;
    }
    match all.next() {
        None => Ok(found),
        Some(_) => Err(Errno::EINVAL),
    }
}

fn number<N: core::str::FromStr>(text: &str) -> Result<N, Errno> {
    text.parse().map_err(|_| Errno::EINVAL)
}

fn domain(text: &str) -> Result<DomId, Errno> {
    number(text).map(DomId)
}

fn home(domain: DomId) -> String {
    format!("/local/domain/{}", domain.0)
}

/// Returns the absolute form of a path, and how much of it a relative one lacks.
fn absolute(who: Requester, path: &str, takes_special: bool) -> Result<(String, usize), Errno> {
    let check = if takes_special {
        check_watch_path
    } else {
        check_path
    };
    check(path).map_err(|_| Errno::EINVAL)?;
    if path.starts_with(['/', '@']) {
        return Ok((path.to_owned(), 0));
    }
    let home = home(who.domain) + "/";
    Ok((home.clone() + path, home.len()))
}

impl Store {
    /// Creates a store of the root alone, which belongs to domain 0.
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
    pub fn set_quotas(&mut self, quotas: Quotas) {
        self.quotas = quotas;
    }

    /// Begins to serve a domain.
    pub fn introduce(&mut self, domain: DomId) {
        self.clients.insert(domain, Client::new(self.quotas));
        self.fire_special(SPECIAL[0], domain);
    }

    /// Stops serving a domain, and removes the nodes that it owns.
    pub fn release(&mut self, domain: DomId) {
        self.clients.remove(&domain);
        let is_owned = |(path, node): (&String, &Node)| {
            (node.owner() == domain && path.starts_with('/')).then(|| path.clone())
        };
        let owned: Vec<String> = self.tree.iter().filter_map(is_owned).collect();
        for path in owned {
            let dom0 = Requester {
                domain: DomId(0),
                target: None,
            };
            if self.tree.contains_key(&path) && path != "/" {
                let context = Context {
                    who: dom0,
                    transaction: 0,
                };
                self.remove_tree(context, &path);
            }
        }
        self.fire_release(domain);
    }

    /// Reports to watches of `@releaseDomain` that a domain has shut down, or is gone.
    pub fn fire_release(&mut self, domain: DomId) {
        self.fire_special(SPECIAL[1], domain);
    }

    /// Creates a node that a domain owns, and its missing parents, as a toolstack does.
    ///
    /// Other domains may not use it. An invalid path creates nothing.
    pub fn make(&mut self, path: &str, owner: DomId) {
        let who = Requester {
            domain: DomId(0),
            target: None,
        };
        let context = Context {
            who,
            transaction: 0,
        };
        if check_path(path).is_err() || !path.starts_with('/') {
            return;
        }
        if self.create(context, path).is_ok() {
            if let Some(node) = self.tree.get_mut(path) {
                node.permissions[0].domain = owner;
            }
            self.fire(context, path);
        }
    }

    /// Returns the value of a node.
    pub fn value(&self, path: &str) -> Option<&[u8]> {
        self.tree.get(path).map(|node| &node.value[..])
    }

    /// Removes and returns the bytes that are queued for a client.
    pub fn output(&mut self, domain: DomId) -> Vec<u8> {
        let client = self.clients.get_mut(&domain);
        client.map_or_else(Vec::new, |client| client.output.drain(..).collect())
    }

    /// Drops the watches, transactions and messages of a client.
    pub fn reset(&mut self, domain: DomId) {
        if let Some(client) = self.clients.get_mut(&domain) {
            *client = Client {
                target: client.target,
                ..Client::new(client.quotas)
            };
        }
    }

    pub(super) fn break_off(&mut self, domain: DomId) {
        if let Some(client) = self.clients.get_mut(&domain) {
            client.is_broken = true;
        }
    }

    /// Returns a client that is served.
    pub(super) fn served(&mut self, domain: DomId) -> Option<&mut Client> {
        self.clients
            .get_mut(&domain)
            .filter(|client| !client.is_broken)
    }

    /// Performs a request of a client, and queues the response and the events that it causes.
    ///
    /// `payload` may have another length than the header says.
    pub fn request(&mut self, domain: DomId, header: Sockmsg, payload: &[u8]) {
        let Some(client) = self.served(domain) else {
            return;
        };
        let who = Requester {
            domain,
            target: client.target,
        };
        let context = Context {
            who,
            transaction: header.tx_id,
        };
        let mut initial = None;
        let outcome = self.perform(context, header.type_, payload, &mut initial);
        let Some(client) = self.served(domain) else {
            return;
        };
        let (id, transaction) = (header.req_id, header.tx_id);
        match outcome {
            Ok(payload) if payload.len() <= MAX => {
                client.push(header.type_, id, transaction, &payload);
            }
            other => {
                let errno = other.err().unwrap_or(Errno::E2BIG);
                let name = errno.name().unwrap_or("EIO");
                client.push(
                    Type::ERROR,
                    id,
                    transaction,
                    &[name.as_bytes(), b"\0"].concat(),
                );
            }
        }
        if let Some(watch) = initial {
            let path = watch.path.clone();
            client.notify(&watch, &path);
        }
    }

    fn perform(
        &mut self,
        context: Context,
        type_: Type,
        payload: &[u8],
        initial: &mut Option<Watch>,
    ) -> Result<Vec<u8>, Errno> {
        let who = context.who;
        let is_open = context.transaction == 0
            || self.clients[&who.domain]
                .transactions
                .contains_key(&context.transaction);
        let ok = |()| OK.to_vec();
        match type_ {
            // They take no notice of a transaction.
            Type::WATCH => {
                *initial = Some(self.watch(who, payload)?);
                Ok(OK.to_vec())
            }
            Type::UNWATCH => self.unwatch(who, payload).map(ok),
            Type::RESET_WATCHES => {
                let client = self.client(who);
                client.watches.clear();
                client.transactions.clear();
                Ok(OK.to_vec())
            }
            Type::GET_DOMAIN_PATH => {
                let [of] = strings(payload)?;
                Ok((home(domain(of)?) + "\0").into_bytes())
            }
            _ if !is_open => Err(Errno::ENOENT),
            Type::READ => {
                let [path] = strings(payload)?;
                let (path, _) = absolute(who, path, false)?;
                Ok(self.node(context, &path, Use::Read)?.value.clone())
            }
            Type::WRITE => self.write(context, payload).map(ok),
            Type::MKDIR => self.make_directory(context, payload).map(ok),
            Type::RM => self.remove(context, payload).map(ok),
            Type::DIRECTORY => {
                let [path] = strings(payload)?;
                let (path, _) = absolute(who, path, false)?;
                let node = self.node(context, &path, Use::Read)?;
                Ok(list(node))
            }
            Type::DIRECTORY_PART => self.list_part(context, payload),
            Type::GET_PERMS => {
                let [path] = strings(payload)?;
                let (path, _) = absolute(who, path, true)?;
                let node = self.node(context, &path, Use::Read)?;
                let text = node.permissions.iter().map(|it| it.to_string() + "\0");
                Ok(text.collect::<String>().into_bytes())
            }
            Type::SET_PERMS => self.set_permissions(context, payload).map(ok),
            Type::TRANSACTION_START => self.start(context),
            Type::TRANSACTION_END => self.end(context, payload).map(ok),
            _ => self.administer(context, type_, payload),
        }
    }

    fn client(&mut self, who: Requester) -> &mut Client {
        self.clients
            .get_mut(&who.domain)
            .expect("a client that makes a request")
    }

    /// Returns the tree of a transaction, or the common one.
    fn tree(&mut self, context: Context) -> &mut Tree {
        let client = self.clients.get_mut(&context.who.domain);
        let transaction =
            client.and_then(|client| client.transactions.get_mut(&context.transaction));
        match transaction {
            Some(transaction) => &mut transaction.tree,
            None => &mut self.tree,
        }
    }

    /// Notes that a transaction uses a path.
    fn note(&mut self, context: Context, path: &str, writes: bool) {
        if let Some(client) = self.clients.get_mut(&context.who.domain) {
            if let Some(transaction) = client.transactions.get_mut(&context.transaction) {
                transaction.note(path, writes);
            }
        }
    }

    /// Returns a node that the requester may use.
    fn node(&mut self, context: Context, path: &str, use_: Use) -> Result<&mut Node, Errno> {
        self.note(context, path, use_ != Use::Read);
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
    fn change(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    fn write(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
        let end = payload.iter().position(|byte| *byte == 0);
        let (path, value) = payload.split_at(end.ok_or(Errno::EINVAL)?);
        let path = core::str::from_utf8(path).map_err(|_| Errno::EINVAL)?;
        let (path, _) = absolute(context.who, path, false)?;
        let value = &value[1..];
        let limit = self.clients[&context.who.domain].quotas.node_size as usize;
        if !context.who.is_privileged() && limit != 0 && value.len() > limit {
            return Err(Errno::ENOSPC);
        }
        self.create(context, &path)?;
        let generation = self.change();
        let node = self.node(context, &path, Use::Write)?;
        node.value = value.to_vec();
        node.generation = generation;
        self.fire(context, &path);
        Ok(())
    }

    fn make_directory(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
        let [path] = strings(payload)?;
        let (path, _) = absolute(context.who, path, false)?;
        if self.create(context, &path)? {
            self.fire(context, &path);
        }
        Ok(())
    }

    /// Creates a node and its missing parents; returns whether it was missing.
    fn create(&mut self, context: Context, path: &str) -> Result<bool, Errno> {
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
        let limit = client.map_or(0, |client| client.quotas.nodes) as usize;
        if !who.is_privileged() && limit != 0 {
            let tree = self.tree(context);
            let owned = tree.values().filter(|node| node.owner() == who.domain);
            if owned.count() + missing.len() > limit {
                return Err(Errno::ENOSPC);
            }
        }
        for path in missing.into_iter().rev() {
            let (parent, name) = split(path).ok_or(Errno::EINVAL)?;
            self.note(context, parent, true);
            self.note(context, path, true);
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

    fn remove(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
        let [path] = strings(payload)?;
        let (path, _) = absolute(context.who, path, false)?;
        match self.node(context, &path, Use::Write) {
            Ok(_) if path == "/" => return Err(Errno::EINVAL),
            Ok(_) => {}
            Err(Errno::ENOENT) => {
                let (parent, _) = split(&path).ok_or(Errno::EINVAL)?;
                self.note(context, parent, false);
                let exists = self.tree(context).contains_key(parent);
                return exists.then_some(()).ok_or(Errno::ENOENT);
            }
            Err(errno) => return Err(errno),
        }
        self.remove_tree(context, &path);
        Ok(())
    }

    /// Removes a node that exists, and all below it.
    fn remove_tree(&mut self, context: Context, path: &str) {
        let below = |it: &&String| is_within(it, path);
        let tree = self.tree(context);
        let removed: Vec<String> = tree.keys().filter(below).cloned().collect();
        for path in removed.iter().rev() {
            // While its permissions are there.
            self.fire(context, path);
            self.note(context, path, true);
            self.tree(context).remove(path);
        }
        if let Some((parent, name)) = split(path) {
            self.note(context, parent, true);
            let generation = self.change();
            if let Some(node) = self.tree(context).get_mut(parent) {
                node.children.remove(name);
                node.generation = generation;
            }
        }
    }

    fn list_part(&mut self, context: Context, payload: &[u8]) -> Result<Vec<u8>, Errno> {
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

    fn set_permissions(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
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
        node.permissions = permissions;
        node.generation = generation;
        // Watches of a special path report domains, and nothing else.
        if path.starts_with('/') {
            self.fire(context, &path);
        }
        Ok(())
    }

    fn watch(&mut self, who: Requester, payload: &[u8]) -> Result<Watch, Errno> {
        let (path, token, depth) = match strings::<3>(payload) {
            Ok([path, token, depth]) => (path, token, Some(number(depth)?)),
            Err(_) => {
                let [path, token] = strings(payload)?;
                (path, token, None)
            }
        };
        let (path, cut) = absolute(who, path, true)?;
        let watch = Watch {
            path,
            token: token.to_owned(),
            cut,
            depth,
        };
        let client = self.client(who);
        let is_same = |other: &Watch| (&other.path, &other.token) == (&watch.path, &watch.token);
        if client.watches.iter().any(is_same) {
            return Err(Errno::EEXIST);
        }
        let limit = client.quotas.watches as usize;
        if !who.is_privileged() && limit != 0 && client.watches.len() >= limit {
            return Err(Errno::E2BIG);
        }
        client.watches.push(watch.clone());
        Ok(watch)
    }

    fn unwatch(&mut self, who: Requester, payload: &[u8]) -> Result<(), Errno> {
        let [path, token] = strings(payload)?;
        let (path, _) = absolute(who, path, true)?;
        let watches = &mut self.client(who).watches;
        let is_it = |watch: &Watch| watch.path == path && watch.token == token;
        let place = watches.iter().position(is_it).ok_or(Errno::ENOENT)?;
        watches.remove(place);
        Ok(())
    }

    fn start(&mut self, context: Context) -> Result<Vec<u8>, Errno> {
        if context.transaction != 0 {
            return Err(Errno::EBUSY);
        }
        let transaction = Transaction::new(&self.tree);
        let mut id = self.next_transaction;
        let client = self.client(context.who);
        let limit = client.quotas.transactions as usize;
        if !context.who.is_privileged() && limit != 0 && client.transactions.len() >= limit {
            return Err(Errno::ENOSPC);
        }
        while id == 0 || client.transactions.contains_key(&id) {
            id = id.wrapping_add(1);
        }
        client.transactions.insert(id, transaction);
        self.next_transaction = id.wrapping_add(1);
        Ok(format!("{id}\0").into_bytes())
    }

    fn end(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
        let [commits] = strings(payload)?;
        let commits = match commits {
            "T" => true,
            "F" => false,
            _ => return Err(Errno::EINVAL),
        };
        let transactions = &mut self.client(context.who).transactions;
        let transaction = transactions.remove(&context.transaction);
        let mut transaction = transaction.ok_or(Errno::ENOENT)?;
        if !commits {
            return Ok(());
        }
        // Events of removed nodes go to those who could read them.
        let before = transaction.changed.iter().filter_map(|path| {
            let node = self.tree.get(path)?;
            Some((path.clone(), node.clone()))
        });
        let before: BTreeMap<String, Node> = before.collect();
        if !transaction.commit(&mut self.tree) {
            return Err(Errno::EAGAIN);
        }
        for path in &transaction.changed {
            let node = self.tree.get(path).or_else(|| before.get(path)).cloned();
            self.send_events(path, node.as_ref());
        }
        Ok(())
    }

    /// Reports a change, at once or at the end of the transaction.
    fn fire(&mut self, context: Context, path: &str) {
        let client = self.clients.get_mut(&context.who.domain);
        let transaction =
            client.and_then(|client| client.transactions.get_mut(&context.transaction));
        match transaction {
            Some(transaction) => transaction.changed.push(path.to_owned()),
            None => {
                let node = self.tree.get(path).cloned();
                self.send_events(path, node.as_ref());
            }
        }
    }

    fn send_events(&mut self, path: &str, node: Option<&Node>) {
        for (domain, client) in &mut self.clients {
            let who = Requester {
                domain: *domain,
                target: client.target,
            };
            if !node.is_some_and(|node| who.may(node, Use::Read)) {
                continue;
            }
            let watches = client.watches.clone();
            for watch in watches.iter().filter(|watch| watch.matches(path)) {
                client.notify(watch, path);
            }
        }
    }

    fn fire_special(&mut self, path: &str, about: DomId) {
        let node = self.tree.get(path).cloned();
        let Some(node) = node else { return };
        let one = format!("{path}/{}", about.0);
        for (domain, client) in &mut self.clients {
            let who = Requester {
                domain: *domain,
                target: client.target,
            };
            if !who.may(&node, Use::Read) {
                continue;
            }
            let watches = client.watches.clone();
            for watch in watches {
                if watch.path == one || watch.path == path && watch.depth == Some(1) {
                    client.notify(&watch, &one);
                } else if watch.path == path {
                    client.notify(&watch, path);
                }
            }
        }
    }

    /// Performs a request of the toolstack.
    fn administer(
        &mut self,
        context: Context,
        type_: Type,
        payload: &[u8],
    ) -> Result<Vec<u8>, Errno> {
        let is_known = matches!(
            type_,
            Type::IS_DOMAIN_INTRODUCED
                | Type::INTRODUCE
                | Type::RELEASE
                | Type::RESUME
                | Type::SET_TARGET
        );
        if !is_known {
            return Err(Errno::ENOSYS);
        }
        if type_ == Type::IS_DOMAIN_INTRODUCED {
            let [of] = strings(payload)?;
            let is_there = self.clients.contains_key(&domain(of)?);
            return Ok(if is_there { b"T\0" } else { b"F\0" }.to_vec());
        }
        if !context.who.is_privileged() {
            return Err(Errno::EACCES);
        }
        match type_ {
            Type::INTRODUCE => {
                let [of, _frame, _port] = strings(payload)?;
                let of = domain(of)?;
                if !self.clients.contains_key(&of) {
                    self.introduce(of);
                }
            }
            Type::SET_TARGET => {
                let [of, target] = strings(payload)?;
                let target = domain(target)?;
                let client = self.clients.get_mut(&domain(of)?);
                client.ok_or(Errno::ENOENT)?.target = Some(target);
            }
            _ => {
                let [of] = strings(payload)?;
                let of = domain(of)?;
                if of == DomId(0) {
                    return Err(Errno::EINVAL);
                }
                if !self.clients.contains_key(&of) {
                    return Err(Errno::ENOENT);
                }
                if type_ == Type::RELEASE {
                    self.release(of);
                }
            }
        }
        Ok(OK.to_vec())
    }
}

/// Returns the names of the children, each with a NUL.
fn list(node: &Node) -> Vec<u8> {
    let names = node.children.iter().map(|name| name.clone() + "\0");
    names.collect::<String>().into_bytes()
}

impl Default for Store {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Store")
            .field("nodes", &self.tree.len())
            .field("clients", &self.clients.keys())
            .finish_non_exhaustive()
    }
}
