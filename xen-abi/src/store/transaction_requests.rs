//! Requests that begin and end transactions.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::nodes::Node;
use super::payloads::{Context, strings};
use super::state::Store;
use super::transactions::Transaction;
use crate::Errno;

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
        // Events of removed nodes go to those who could read them.
        let before = transaction.changed.iter().filter_map(|change| {
            let node = self.tree.get(&change.path)?;
            Some((change.path.clone(), node.clone()))
        });
        let before: BTreeMap<String, Node> = before.collect();
        if !transaction.is_current(&self.tree) {
            return Err(Errno::EAGAIN);
        }
        let [owned, owned_after] = transaction.owned(&self.tree, context.who.domain);
        // Transactions that were begun side by side must not exceed the quota together.
        self.check_nodes(&self.tree, context.who, owned_after.saturating_sub(owned))?;
        transaction.commit(&mut self.tree);
        for change in &transaction.changed {
            let node = self.tree.get(&change.path);
            let node = node.or_else(|| before.get(&change.path)).cloned();
            self.send_events(change, node.as_ref());
        }
        Ok(())
    }
}
