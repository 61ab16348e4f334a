//! Watches: requests for them, and the events that they cause.

use alloc::borrow::ToOwned;
use alloc::format;

use super::clients::Watch;
use super::nodes::{Node, Requester, Use};
use super::payloads::{Context, absolute, number, strings};
use super::state::{SPECIAL, Store};
use super::transactions::Change;
use crate::Errno;
use crate::xen::DomId;

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
        self.report(
            context,
            Change {
                path: path.to_owned(),
                is_implied: false,
            },
        );
    }

    /// Reports a change, at once or at the end of the transaction.
    #[inline]
    pub(super) fn report(&mut self, context: Context, change: Change) {
        let client = self.clients.get_mut(&context.who.domain);
        let transaction =
            client.and_then(|client| client.transactions.get_mut(&context.transaction));
        match transaction {
            Some(transaction) => transaction.changed.push(change),
            None => {
                let node = self.tree.get(&change.path).cloned();
                self.send_events(&change, node.as_ref());
            }
        }
    }

    #[inline]
    pub(super) fn send_events(&mut self, change: &Change, node: Option<&Node>) {
        let path = change.path.as_str();
        let reports =
            |watch: &&Watch| watch.matches(path) && (!change.is_implied || watch.path == path);
        for (domain, client) in &mut self.clients {
            let who = Requester {
                domain: *domain,
                target: client.target,
            };
            if !node.is_some_and(|node| who.may(node, Use::Read)) {
                continue;
            }
            let watches = client.watches.clone();
            for watch in watches.iter().filter(reports) {
                client.notify(watch, path);
            }
        }
    }

    #[inline]
    pub(super) fn fire_special(&mut self, path: &str, about: DomId) {
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

    /// Reports to watches of `@releaseDomain` that a domain has shut down, or is gone.
    #[inline]
    pub fn fire_release(&mut self, domain: DomId) {
        self.fire_special(SPECIAL[1], domain);
    }
}
