//! Watches: requests for them, and the events that they cause.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::vec::Vec;

use super::clients::Watch;
use super::nodes::{Requester, parent};
use super::payloads::{Context, absolute, number, strings};
use super::state::{SPECIAL, Store};
use super::transactions::Change;
use crate::Errno;
use crate::xen::DomId;
use crate::xenstore::Permission;

impl Store {
    #[inline]
    pub(super) fn watch(&mut self, who: Requester, payload: &[u8]) -> Result<Watch, Errno> {
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

    #[inline]
    pub(super) fn unwatch(&mut self, who: Requester, payload: &[u8]) -> Result<(), Errno> {
        let [path, token] = strings(payload)?;
        let (path, _) = absolute(who, path, true)?;
        let watches = &mut self.client(who).watches;
        let is_it = |watch: &Watch| watch.path == path && watch.token == token;
        let place = watches.iter().position(is_it).ok_or(Errno::ENOENT)?;
        watches.remove(place);
        Ok(())
    }

    /// Reports the change of a node, at once or at the end of the transaction.
    #[inline]
    pub(super) fn fire(&mut self, context: Context, path: &str) {
        self.report(context, Change::of(path), None);
    }

    /// Reports a change, at once or at the end of the transaction.
    ///
    /// `former` are the permissions that the node had, if the change is theirs.
    #[inline]
    pub(super) fn report(
        &mut self,
        context: Context,
        change: Change,
        former: Option<Vec<Permission>>,
    ) {
        let client = self.clients.get_mut(&context.who.domain);
        let transaction =
            client.and_then(|client| client.transactions.get_mut(&context.transaction));
        match transaction {
            Some(transaction) => transaction.report(change),
            None => self.send_events(&change, former),
        }
    }

    /// Sends the events of a change to the clients that may read the node, or might before.
    ///
    /// `former` are the permissions that the node had before the change, if they may differ.
    #[inline]
    pub(super) fn send_events(&mut self, change: &Change, former: Option<Vec<Permission>>) {
        let path = change.path.as_str();
        let reports =
            |watch: &&Watch| watch.matches(path) && (!change.is_implied || watch.path == path);
        let audience = self.audience(path, former);
        for (domain, client) in &mut self.clients {
            if !client.is_among(*domain, &audience) {
                continue;
            }
            let watches = client.watches.clone();
            for watch in watches.iter().filter(reports) {
                client.notify(watch, path);
            }
        }
    }

    /// Returns permissions of which one must let a client read, so that it gets the events of a
    /// node: former ones, those of the node, and those of its parent.
    #[inline]
    fn audience(&self, path: &str, former: Option<Vec<Permission>>) -> Vec<Vec<Permission>> {
        let node = self.tree.get(path);
        let parent = node.and_then(|_| self.tree.get(parent(path)));
        let now = [node, parent].into_iter().flatten();
        former
            .into_iter()
            .chain(now.map(|node| node.permissions.clone()))
            .collect()
    }

    #[inline]
    pub(super) fn fire_special(&mut self, path: &str, about: DomId) {
        let audience = self.audience(path, None);
        let one = format!("{path}/{}", about.0);
        for (domain, client) in &mut self.clients {
            if !client.is_among(*domain, &audience) {
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

    /// Reports to watches of `@releaseDomain` that a domain has shut down, or is gone.
    #[inline]
    pub fn fire_release(&mut self, domain: DomId) {
        self.fire_special(SPECIAL[1], domain);
    }
}
