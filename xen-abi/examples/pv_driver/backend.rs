//! The backend: maps the memory of the frontend, and serves its requests.

use std::error::Error;

use super::events;
use super::protocol::{DEVICE, Request, Response, Upper};
use xen_abi::Hypercall;
use xen_abi::event_channel::Port;
use xen_abi::events::{Channel, TwoLevel};
use xen_abi::frame::PAGE_SIZE;
use xen_abi::grant_table::GrantRef;
use xen_abi::grants::{MapArea, Mapping};
use xen_abi::io::xenbus::XenbusState;
use xen_abi::ring::BackRing;
use xen_abi::shared::SharedMemory;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{Transport, Xenstore};

/// A connected backend.
pub(crate) struct Backend<X: Hypercall, A: MapArea> {
    xen: X,
    pub(crate) channel: Channel<X>,
    ring: BackRing<Upper, Mapping<X, A>>,
    frontend: DomId,
}

impl<X: Hypercall + Clone, A: MapArea> Backend<X, A> {
    /// Waits until the frontend is initialised, and connects to it.
    pub(crate) fn connect<T: Transport>(
        xen: X,
        store: &mut Xenstore<T>,
        area: A,
        frontend: DomId,
    ) -> Result<Self, Box<dyn Error>> {
        let device = format!("/local/domain/{}/{DEVICE}", frontend.0);
        let state = format!("{device}/state");
        // The first event of a watch comes at once.
        store.watch(&state, "frontend")?;
        while store.read_state(&state)? != XenbusState::INITIALISED {
            store.wait_event()?;
        }
        store.unwatch(&state, "frontend")?;
        let reference = store.read_number(&format!("{device}/ring-ref"))?;
        let port = store.read_number(&format!("{device}/event-channel"))?;
        let (reference, port) = (GrantRef(reference.try_into()?), Port(port.try_into()?));
        let page = Mapping::map(xen.clone(), area, frontend, [reference])?;
        Ok(Self {
            channel: Channel::connect(xen.clone(), frontend, port)?,
            ring: BackRing::attach(page, 0)?,
            xen,
            frontend,
        })
    }

    /// Serves requests, each in an area of the caller.
    pub(crate) fn serve(
        &mut self,
        requests: u32,
        area: impl Fn() -> A,
        bits: TwoLevel<'_>,
    ) -> Result<(), Box<dyn Error>> {
        for _ in 0..requests {
            let request = loop {
                if let Some(request) = self.ring.take()? {
                    break request;
                }
                if !self.ring.final_check()? {
                    events::wait(&self.channel, bits)?;
                }
            };
            let is_done = self.upper(&request, area()).is_some().into();
            self.ring.queue(&Response { is_done })?;
            if self.ring.push() {
                self.channel.send()?;
            }
        }
        Ok(())
    }

    /// Makes the letters of a page upper-case; `None` if the request is wrong.
    fn upper(&self, request: &Request, area: A) -> Option<()> {
        // The frontend may be hostile: its numbers are checked in our copy.
        let count = usize::try_from(request.count).ok()?;
        let reference = GrantRef(request.page);
        let page = Mapping::map(&self.xen, area, self.frontend, [reference]).ok()?;
        let mut text = [0; PAGE_SIZE];
        let text = text.get_mut(..count)?;
        page.read(0, text);
        text.make_ascii_uppercase();
        page.write(0, text);
        page.unmap().ok().map(|_| ())
    }

    /// Unmaps the ring, and tells the frontend.
    pub(crate) fn close(self) -> Result<(), Box<dyn Error>> {
        let (page, ..) = self.ring.detach();
        page.unmap().map_err(|_| "still mapped")?;
        Ok(self.channel.send()?)
    }
}
