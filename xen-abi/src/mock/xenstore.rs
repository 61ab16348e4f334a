//! Xenstore: a store that serves the domains on their ring pages.

use core::time::Duration;
use std::format;

use super::domain::Domain;
use super::memory::{Block, Frame};
use super::state::State;
use super::store_ring::{StorePage, StoreRing};
use crate::Errno;
use crate::clock::SystemTime;
use crate::event_channel::{AllocUnbound, Port};
use crate::events::{Channel, wait};
use crate::guest::Guest;
use crate::store::Store;
use crate::xen::DomId;
use crate::xenstore::{RingTransport, Transport, Xenstore};

impl State {
    /// Connects a domain to the store, with a new page and a new port.
    fn connect_to_store(&mut self, id: DomId) -> Result<(StorePage, Port), Errno> {
        let mut argument = AllocUnbound {
            dom: DomId::SELF,
            remote_dom: DomId(0),
            port: Port(0),
        };
        self.alloc_unbound(id, &mut argument)?;
        let page = StorePage(Frame::new(&Block::new(1), 0));
        Store::prepare(&page);
        let is_new = self.domain(id).store.is_none();
        let port = argument.port;
        self.domain_mut(id).store = Some(StoreRing {
            page: page.clone(),
            port,
        });
        if is_new {
            self.store.introduce(id);
            // The directory of a domain is its own.
            if id != DomId(0) {
                let path = format!("/local/domain/{0}", id.0);
                self.store.make(&path, id);
            }
        } else {
            self.store.reset(id);
        }
        Ok((page, port))
    }

    /// Serves every connection until there is nothing to do, and notifies the domains.
    pub(super) fn serve_xenstore(&mut self) {
        let ids: std::vec::Vec<_> = self
            .domains
            .iter()
            .filter_map(|(id, domain)| {
                let ring = domain.store.as_ref()?;
                Some((*id, ring.page.clone(), ring.port))
            })
            .collect();
        loop {
            let mut moved = false;
            for (id, page, port) in &ids {
                if self.store.serve(*id, page) {
                    moved = true;
                    self.raise(*id, *port);
                }
            }
            if !moved {
                return;
            }
        }
    }
}

impl<G: Guest> Domain<G> {
    /// Connects the domain to the machine's xenstore, and returns a client.
    ///
    /// The first call creates the domain's directory, `/local/domain/N`, which the domain owns. A
    /// later call replaces the connection. No operation takes longer than `limit` of system time.
    ///
    /// A toolstack may give a guest less: with libxl, a guest can read its directory, but it can
    /// write only to `data`, `drivers`, `feature`, `attr`, `error`, parts of `control`, and the
    /// directories of its devices. [`Store::put`] sets such permissions, after this call.
    ///
    /// The store works when the domain sends an event, so that it answers in that hypercall.
    ///
    /// # Panics
    ///
    /// If the domain has no free port.
    pub fn xenstore(&self, limit: Duration) -> Xenstore<impl Transport + use<G>> {
        let connected = self.state().connect_to_store(self.id());
        let (page, port) = connected.expect("a free port");
        let waiting = self.clone();
        waiting.state().domain(self.id()).mask(port);
        let wait = move |deadline: SystemTime| -> Result<(), Errno> {
            wait(&waiting, &[port], Some(deadline))?;
            waiting.state().domain(waiting.id()).clear_pending(port);
            Ok(())
        };
        // SAFETY: the port is new, and no other channel has it.
        let channel = unsafe { Channel::adopt(self.clone(), port) };
        let channel = channel.expect("the ports are not being closed");
        let ring = RingTransport::new(page, channel, wait, self.clone(), limit);
        Xenstore::new(ring.expect("a page that is a ring"))
    }
}
