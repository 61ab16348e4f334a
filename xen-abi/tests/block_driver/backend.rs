//! The backend: keeps the pages of the frontend mapped, and serves its requests from memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::error::Error;

use super::{BACK, FRONT, GUEST, PAGES, SECTOR};
use xen_abi::Plain;
use xen_abi::event_channel::Port;
use xen_abi::events::{Channel, wait};
use xen_abi::frame::PAGE_SIZE;
use xen_abi::grant_table::GrantRef;
use xen_abi::grants::Mapping;
use xen_abi::io::blkif::{
    Operation, Request, RequestIndirect, RequestSegment, Response, Ring, Status,
};
use xen_abi::io::xenbus::XenbusState;
use xen_abi::mock::{Area, Domain};
use xen_abi::ring::BackRing;
use xen_abi::shared::SharedMemory;
use xen_abi::xenstore::{Transport, Xenstore};

type Page<'d> = Mapping<&'d Domain, Area>;

pub(super) struct Backend<'d> {
    domain: &'d Domain,
    channel: Channel<&'d Domain>,
    ring: BackRing<Ring, Page<'d>>,
    /// The pages that stay mapped, since the frontend keeps them granted.
    pages: BTreeMap<u32, Page<'d>>,
}

impl<'d> Backend<'d> {
    pub(super) fn connect<T: Transport>(
        domain: &'d Domain,
        store: &mut Xenstore<T>,
    ) -> Result<Self, Box<dyn Error>> {
        // The toolstack has created the device, or does so anew after the last frontend.
        let own = format!("{BACK}/state");
        store.watch(&own, "backend")?;
        while store.read_state(&own)? != XenbusState::INITIALISING {
            store.wait_event()?;
        }
        store.unwatch(&own, "backend")?;
        store.write_number(
            &format!("{BACK}/feature-max-indirect-segments"),
            PAGES as u64,
        )?;
        store.write_number(&format!("{BACK}/feature-persistent"), 1)?;
        store.write_state(&format!("{BACK}/state"), XenbusState::INIT_WAIT)?;
        let state = format!("{FRONT}/state");
        store.watch(&state, "frontend")?;
        while store.read_state(&state)? != XenbusState::INITIALISED {
            store.wait_event()?;
        }
        let reference = GrantRef(
            store
                .read_number(&format!("{FRONT}/ring-ref"))?
                .try_into()?,
        );
        let port = Port(
            store
                .read_number(&format!("{FRONT}/event-channel"))?
                .try_into()?,
        );
        let page = Mapping::map(domain, domain.area(1), GUEST, [reference])?;
        let channel = Channel::connect(domain, GUEST, port)?;
        domain.two_level().mask(channel.port());
        domain.two_level().handle(&domain.two_level_vcpu(), |_| {});
        store.write_state(&format!("{BACK}/state"), XenbusState::CONNECTED)?;
        Ok(Self {
            domain,
            channel,
            ring: BackRing::attach(page, 0)?,
            pages: BTreeMap::new(),
        })
    }

    /// Serves requests until the frontend closes or is gone.
    pub(super) fn serve<T: Transport>(
        &mut self,
        store: &mut Xenstore<T>,
        disk: &mut [u8],
    ) -> Result<(), Box<dyn Error>> {
        let state = format!("{FRONT}/state");
        loop {
            while let Some(request) = self.ring.take()? {
                let status = match self.perform(&request, disk) {
                    Some(()) => Status::OKAY,
                    None => Status::ERROR,
                };
                self.ring.queue(&Response {
                    id: request.id,
                    operation: request.operation,
                    status,
                    ..Default::default()
                })?;
                if self.ring.push() {
                    self.channel.send()?;
                }
            }
            let ports = [Some(self.channel.port()), store.transport().port()];
            let ports: Vec<Port> = ports.into_iter().flatten().collect();
            for port in &ports {
                self.domain.two_level().clear(*port);
            }
            while store.next_event()?.is_some() {}
            let is_served = matches!(
                store.read_state(&state)?,
                XenbusState::INITIALISED | XenbusState::CONNECTED
            );
            if !is_served {
                return Ok(());
            }
            if !self.ring.final_check()? {
                wait(self.domain, &ports, None)?;
            }
        }
    }

    /// Performs a request; `None` if it is wrong.
    fn perform(&mut self, request: &Request, disk: &mut [u8]) -> Option<()> {
        if request.operation != Operation::INDIRECT {
            let segments = request.seg.get(..request.nr_segments.into())?;
            return self.transfer(request.operation, request.sector_number, segments, disk);
        }
        let request: RequestIndirect = request.read_as();
        let count = usize::from(request.nr_segments);
        if count > PAGES {
            return None;
        }
        let page = self.page(request.indirect_grefs[0])?;
        // Copied before they are checked: the frontend can change its page.
        let segments: Vec<RequestSegment> = (0..count)
            .map(|at| page.get(at * RequestSegment::SIZE))
            .collect();
        self.transfer(request.indirect_op, request.sector_number, &segments, disk)
    }

    fn transfer(
        &mut self,
        operation: Operation,
        first: u64,
        segments: &[RequestSegment],
        disk: &mut [u8],
    ) -> Option<()> {
        let mut at = usize::try_from(first).ok()?.checked_mul(SECTOR)?;
        for segment in segments {
            let (start, end) = (
                usize::from(segment.first_sect),
                usize::from(segment.last_sect),
            );
            if start > end || end >= PAGE_SIZE / SECTOR {
                return None;
            }
            let count = (end + 1 - start) * SECTOR;
            let bytes = disk.get_mut(at..at.checked_add(count)?)?;
            let page = self.page(segment.gref)?;
            match operation {
                Operation::READ => page.write(start * SECTOR, bytes),
                Operation::WRITE => page.read(start * SECTOR, bytes),
                _ => return None,
            }
            at += count;
        }
        Some(())
    }

    /// Returns a page of the frontend, which stays mapped.
    fn page(&mut self, reference: GrantRef) -> Option<&Page<'d>> {
        match self.pages.entry(reference.0) {
            Entry::Occupied(page) => Some(page.into_mut()),
            Entry::Vacant(place) => {
                let area = self.domain.area(1);
                let page = Mapping::map(self.domain, area, GUEST, [reference]).ok()?;
                Some(place.insert(page))
            }
        }
    }

    /// Returns how many pages stay mapped.
    pub(super) fn kept(&self) -> usize {
        self.pages.len()
    }

    /// Unmaps all pages, and tells the frontend.
    pub(super) fn close<T: Transport>(self, store: &mut Xenstore<T>) -> Result<(), Box<dyn Error>> {
        let (ring, ..) = self.ring.detach();
        for page in self.pages.into_values().chain([ring]) {
            page.unmap().map_err(|_| "still mapped")?;
        }
        store.unwatch(&format!("{FRONT}/state"), "frontend")?;
        store.write_state(&format!("{BACK}/state"), XenbusState::CLOSED)?;
        Ok(())
    }
}
