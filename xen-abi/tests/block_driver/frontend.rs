//! The frontend: keeps its pages granted, and sends requests.

use std::error::Error;

use super::{BACK, FRONT, HOST, PAGES, SECTOR, wait};
use xen_abi::Plain;
use xen_abi::events::Channel;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::grants::{Access, Grant, GrantTable};
use xen_abi::io::blkif::{
    BLKIF_MAX_SEGMENTS_PER_REQUEST, Operation, Request, RequestIndirect, RequestSegment, Ring,
    Status,
};
use xen_abi::io::xenbus::XenbusState;
use xen_abi::mock::{Domain, Pages};
use xen_abi::ring::FrontRing;
use xen_abi::shared::SharedMemory;
use xen_abi::xenstore::{self, Transport, Xenstore};

type Page<'t> = Grant<'t, Pages>;

pub(super) struct Frontend<'t> {
    domain: &'t Domain,
    channel: Channel<&'t Domain>,
    ring: FrontRing<Ring, Page<'t>>,
    /// The pages of data, which stay granted.
    data: Vec<Page<'t>>,
    /// The page of indirect segments, which stays granted too.
    segments: Page<'t>,
    next: u64,
}

/// What a suspended frontend still owns.
pub(super) struct Suspended<'t>(Vec<Page<'t>>);

impl<'t> Frontend<'t> {
    pub(super) fn connect<T: Transport>(
        domain: &'t Domain,
        table: &'t GrantTable,
        store: &mut Xenstore<T>,
    ) -> Result<Self, Box<dyn Error>> {
        let share = || table.share(domain.pages(1), HOST, Access::ReadWrite);
        let page = share()?;
        let reference = page.reference();
        let ring = FrontRing::init(page)?;
        let channel = Channel::offer(domain, HOST)?;
        domain.two_level().mask(channel.port());
        domain.two_level().handle(&domain.two_level_vcpu(), |_| {});
        store.transaction(8, |store| {
            store.write_number(&format!("{FRONT}/ring-ref"), reference.0.into())?;
            store.write_number(&format!("{FRONT}/event-channel"), channel.port().0.into())?;
            store.write_number(&format!("{FRONT}/feature-persistent"), 1)?;
            store.write_state(&format!("{FRONT}/state"), XenbusState::INITIALISED)?;
            Ok::<_, xenstore::Error>(())
        })?;
        let state = format!("{BACK}/state");
        store.watch(&state, "backend")?;
        while store.read_state(&state)? != XenbusState::CONNECTED {
            store.wait_event()?;
        }
        let most = store.read_number(&format!("{BACK}/feature-max-indirect-segments"))?;
        assert!(most >= PAGES as u64, "the backend takes indirect segments");
        store.write_state(&format!("{FRONT}/state"), XenbusState::CONNECTED)?;
        let data: Result<_, _> = (0..PAGES).map(|_| share()).collect();
        Ok(Self {
            domain,
            channel,
            ring,
            data: data?,
            segments: share()?,
            next: 0,
        })
    }

    /// Reads or writes sectors from `first` on.
    pub(super) fn transfer(
        &mut self,
        operation: Operation,
        first: u64,
        data: &mut [u8],
    ) -> Result<(), Box<dyn Error>> {
        let mut segments = Vec::new();
        for (page, part) in self.data.iter().zip(data.chunks(PAGE_SIZE)) {
            page.write(0, part);
            segments.push(RequestSegment {
                gref: page.reference(),
                first_sect: 0,
                last_sect: (part.len() / SECTOR - 1) as u8,
                ..Default::default()
            });
        }
        let id = self.next;
        self.next += 1;
        if segments.len() <= BLKIF_MAX_SEGMENTS_PER_REQUEST as usize {
            let mut request = Request {
                operation,
                nr_segments: segments.len() as u8,
                id,
                sector_number: first,
                ..Default::default()
            };
            request.seg[..segments.len()].copy_from_slice(&segments);
            self.ring.queue(&request)?;
        } else {
            for (at, segment) in segments.iter().enumerate() {
                self.segments.set(at * RequestSegment::SIZE, segment);
            }
            let mut request = RequestIndirect {
                operation: Operation::INDIRECT,
                indirect_op: operation,
                nr_segments: segments.len() as u16,
                id,
                sector_number: first,
                ..Default::default()
            };
            request.indirect_grefs[0] = self.segments.reference();
            self.ring.queue_as(&request)?;
        }
        if self.ring.push() {
            self.channel.send()?;
        }
        let response = loop {
            if let Some(response) = self.ring.take()? {
                break response;
            }
            if !self.ring.final_check()? {
                wait(&self.channel, self.domain)?;
            }
        };
        assert_eq!(response.id, id, "one request at a time");
        if response.status != Status::OKAY {
            return Err(format!("{:?}", response.status).into());
        }
        for (page, part) in self.data.iter().zip(data.chunks_mut(PAGE_SIZE)) {
            page.read(0, part);
        }
        Ok(())
    }

    /// Disconnects, and returns how many pages are the program's again.
    pub(super) fn close<T: Transport>(
        self,
        store: &mut Xenstore<T>,
    ) -> Result<usize, Box<dyn Error>> {
        store.write_state(&format!("{FRONT}/state"), XenbusState::CLOSING)?;
        let state = format!("{BACK}/state");
        while store.read_state(&state)? != XenbusState::CLOSED {
            store.wait_event()?;
        }
        store.unwatch(&state, "backend")?;
        store.write_state(&format!("{FRONT}/state"), XenbusState::CLOSED)?;
        let (ring, ..) = self.ring.detach();
        let pages = self.data.into_iter().chain([self.segments, ring]);
        let ended = pages.filter_map(|page| page.end().ok());
        Ok(ended.count())
    }

    /// Gives up what a restore ends; the pages come back afterwards.
    pub(super) fn suspend(self) -> Suspended<'t> {
        self.channel.into_port();
        let (ring, ..) = self.ring.detach();
        let pages = self.data.into_iter().chain([self.segments, ring]);
        Suspended(pages.collect())
    }
}

impl Suspended<'_> {
    /// # Safety
    ///
    /// The domain has been restored.
    pub(super) unsafe fn into_pages(self) -> Vec<Pages> {
        let grants = self.0.into_iter();
        // SAFETY: the caller's promise.
        grants.map(|grant| unsafe { grant.into_pages() }).collect()
    }
}
