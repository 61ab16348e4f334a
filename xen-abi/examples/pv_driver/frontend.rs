//! The frontend: owns the memory, and sends requests.

use std::error::Error;

use super::events;
use super::protocol::{DEVICE, Request, Upper};
use xen_abi::events::{Channel, TwoLevel};
use xen_abi::grants::{Access, Grant, GrantTable};
use xen_abi::io::xenbus::XenbusState;
use xen_abi::pages::GuestPages;
use xen_abi::ring::FrontRing;
use xen_abi::shared::SharedMemory;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{self, Transport, Xenstore};
use xen_abi::{Errno, Hypercall};

/// A connected frontend.
pub(crate) struct Frontend<'t, X: Hypercall, P: GuestPages> {
    pub(crate) channel: Channel<X>,
    ring: FrontRing<Upper, Grant<'t, P>>,
    table: &'t GrantTable,
    backend: DomId,
}

impl<'t, X: Hypercall, P: GuestPages> Frontend<'t, X, P> {
    /// Shares a page as the ring, offers a port, and publishes both in xenstore.
    pub(crate) fn connect<T: Transport>(
        xen: X,
        table: &'t GrantTable,
        store: &mut Xenstore<T>,
        page: P,
        backend: DomId,
    ) -> Result<Self, Box<dyn Error>> {
        let page = table.share(page, backend, Access::ReadWrite)?;
        let reference = u64::from(page.reference().0);
        let channel = Channel::offer(xen, backend)?;
        let port = u64::from(channel.port().0);
        // The indices are initialised before the backend can look at them.
        let ring = FrontRing::init(page)?;
        store.transaction(8, |store| {
            store.write_number(&format!("{DEVICE}/ring-ref"), reference)?;
            store.write_number(&format!("{DEVICE}/event-channel"), port)?;
            store.write_state(&format!("{DEVICE}/state"), XenbusState::INITIALISED)?;
            Ok::<_, xenstore::Error>(())
        })?;
        Ok(Self {
            channel,
            ring,
            table,
            backend,
        })
    }

    /// Has the backend make a text upper-case, in a page that is granted for this request.
    pub(crate) fn upper(
        &mut self,
        page: P,
        text: &mut [u8],
        bits: TwoLevel<'_>,
    ) -> Result<P, Box<dyn Error>> {
        let page = self.table.share(page, self.backend, Access::ReadWrite)?;
        page.write(0, text);
        self.ring.queue(&Request {
            page: page.reference().0,
            count: text.len() as u32,
        })?;
        if self.ring.push() {
            self.channel.send()?;
        }
        let response = loop {
            if let Some(response) = self.ring.take()? {
                break response;
            }
            // Between `take` and `final_check`, a response may have come.
            if !self.ring.final_check()? {
                events::wait(&self.channel, bits)?;
            }
        };
        if response.is_done != 1 {
            return Err("the backend refuses".into());
        }
        page.read(0, text);
        // The backend unmaps the page before it responds.
        let ended = page.end();
        Ok(ended.map_err(|_| "the backend has responded, and not unmapped the page")?)
    }

    /// Waits until the backend has unmapped the ring, and returns its page.
    pub(crate) fn close(self, bits: TwoLevel<'_>) -> Result<P, Errno> {
        let (mut page, ..) = self.ring.detach();
        loop {
            match page.end() {
                Ok(page) => return Ok(page),
                Err(mapped) => page = mapped.value,
            }
            events::wait(&self.channel, bits)?;
        }
    }
}
