//! Requests that begin and end transactions.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::payloads::{Context, strings};
use super::state::Store;
use super::transactions::Transaction;
use crate::Errno;
use crate::xenstore::Permission;

impl Store {
    #[inline]
    pub(super) fn start(&mut self, context: Context) -> Result<Vec<u8>, Errno> {
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

    #[inline]
    pub(super) fn end(&mut self, context: Context, payload: &[u8]) -> Result<(), Errno> {
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
        if transaction.has_failed {
            return Err(Errno::ENOMEM);
        }
        // Events also go to those who could read the nodes before.
        let before = transaction.changed.iter().filter_map(|change| {
            let node = self.tree.get(&change.path)?;
            Some((change.path.clone(), node.permissions.clone()))
        });
        let before: BTreeMap<String, Vec<Permission>> = before.collect();
        if !transaction.is_current(&self.tree) {
            return Err(Errno::EAGAIN);
        }
        let [owned, owned_after] = transaction.owned(&self.tree, context.who.domain);
        // Transactions that were begun side by side must not exceed the quota together.
        self.check_nodes(&self.tree, context.who, owned_after.saturating_sub(owned))?;
        transaction.commit(&mut self.tree);
        for change in &transaction.changed {
            self.send_events(change, before.get(&change.path).cloned());
        }
        Ok(())
    }
}
