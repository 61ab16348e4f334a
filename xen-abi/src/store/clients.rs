//! The connections: what is queued for them, and their watches and transactions.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;

use super::nodes::{Quotas, Requester, Use, is_within};
use super::transactions::Transaction;
use crate::io::xs_wire::{Sockmsg, SockmsgType};
use crate::plain::Plain;
use crate::xen::DomId;
use crate::xenstore::{Incoming, Permission};

/// How many bytes may wait for a client, about as many as Xen's daemons allow: one that never reads
/// must not take all of the store's memory.
const MOST_WAITING: usize = 2 << 20;

/// A watch of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Watch {
    /// The absolute path, or the special one.
    pub(super) path: String,
    pub(super) token: String,
    /// The number of bytes that a relative path lacks.
    pub(super) cut: usize,
    pub(super) depth: Option<usize>,
}

impl Watch {
    /// Returns whether a change of a path concerns the watch.
    #[inline]
    pub(super) fn matches(&self, path: &str) -> bool {
        if !is_within(path, &self.path) {
            return false;
        }
        let rest = &path[self.path.len()..];
        let levels = match self.path.as_str() {
            "/" if path == "/" => 0,
            "/" => rest.matches('/').count() + 1,
            _ => rest.matches('/').count(),
        };
        self.depth.is_none_or(|depth| levels <= depth)
    }
}

/// A domain that the store serves.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) output: VecDeque<u8>,
    pub(super) incoming: Incoming,
    pub(super) watches: Vec<Watch>,
    pub(super) transactions: BTreeMap<u32, Transaction>,
    pub(super) target: Option<DomId>,
    pub(super) quotas: Quotas,
    /// It has sent what no client may send: it is not served any more.
    pub(super) is_broken: bool,
}

impl Client {
    #[inline]
    pub(super) fn new(quotas: Quotas) -> Self {
        Self {
            output: VecDeque::new(),
            incoming: Incoming::new(),
            watches: Vec::new(),
            transactions: BTreeMap::new(),
            target: None,
            quotas,
            is_broken: false,
        }
    }

    /// Returns whether one of the lists of permissions lets the client read.
    #[inline]
    pub(super) fn is_among(&self, domain: DomId, audience: &[Vec<Permission>]) -> bool {
        let who = Requester {
            domain,
            target: self.target,
        };
        let mut all = audience.iter();
        all.any(|permissions| who.is_allowed(permissions, Use::Read))
    }

    /// Queues a message.
    #[inline]
    pub(super) fn push(&mut self, type_: SockmsgType, req_id: u32, tx_id: u32, payload: &[u8]) {
        let header = Sockmsg {
            type_,
            req_id,
            tx_id,
            len: payload.len() as u32,
        };
        self.output.extend(header.as_bytes());
        self.output.extend(payload);
    }

    /// Returns whether no more events are queued for it, so that it has lost some.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.output.len() >= MOST_WAITING
    }

    /// Queues the event of a watch.
    #[inline]
    pub(super) fn notify(&mut self, watch: &Watch, path: &str) {
        if self.is_full() {
            return;
        }
        let path = path.get(watch.cut..).unwrap_or(path);
        let payload = [path, "\0", &watch.token, "\0"].concat();
        // A client whose path is too long for a message gets none.
        if payload.len() <= crate::io::xs_wire::XENSTORE_PAYLOAD_MAX as usize {
            self.push(SockmsgType::WATCH_EVENT, 0, 0, payload.as_bytes());
        }
    }
}
