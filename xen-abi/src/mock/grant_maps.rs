//! Mapping of grants.

use super::grant_table::Map;
use super::lock::lock;
use super::setup::Fault;
use super::state::State;
use crate::errno::Errno;
use crate::frame::PAGE_SIZE;
use crate::grant_table::{GrantHandle, MapFlags, MapGrantRef, Status, UnmapGrantRef};
use crate::xen::DomId;

impl State {
    /// Returns the domain with an ID that an argument has; mappings and transfers do not know
    /// `DOMID_SELF`.
    pub(super) fn with_id(&self, domain: DomId) -> Option<DomId> {
        self.domains.contains_key(&domain).then_some(domain)
    }

    /// Returns the domain that an argument names.
    pub(super) fn named_in_grants(&self, caller: DomId, domain: DomId) -> Option<DomId> {
        let domain = if domain == DomId::SELF {
            caller
        } else {
            domain
        };
        self.domains.contains_key(&domain).then_some(domain)
    }

    /// Fails as a test has asked for.
    pub(super) fn meet_in_grants(&mut self, caller: DomId) -> Result<(), Status> {
        let domain = self.domain_mut(caller);
        for (fault, status) in [
            (Fault::Policy, Status::PERMISSION_DENIED),
            (Fault::OutOfMemory, Status::NO_SPACE),
            (Fault::FrameInUse, Status::EAGAIN),
        ] {
            if domain.take(fault) {
                return Err(status);
            }
        }
        Ok(())
    }

    pub(super) fn map_grant(
        &mut self,
        caller: DomId,
        argument: &mut MapGrantRef,
    ) -> Result<(), Status> {
        if !argument
            .flags
            .intersects(MapFlags::HOST_MAP | MapFlags::DEVICE_MAP)
        {
            return Err(Status::BAD_GNTREF);
        }
        // For devices, user space, and page table entries: the software Xen has none of these.
        let others = MapFlags::DEVICE_MAP | MapFlags::APPLICATION_MAP | MapFlags::CONTAINS_PTE;
        if argument.flags.intersects(others) {
            return Err(Status::GENERAL_ERROR);
        }
        let granter = self.with_id(argument.dom).ok_or(Status::BAD_DOMAIN)?;
        self.meet_in_grants(caller)?;
        let read_only = argument.flags.contains(MapFlags::READONLY);
        let reference = argument.ref_;
        let permitted = self
            .domain_mut(granter)
            .grants
            .begin(reference, caller, read_only, false)?;
        let mapped = self.map_frame(caller, granter, permitted.frame, argument.host_addr);
        if let Err(status) = mapped {
            self.domain_mut(granter).grants.end(reference, read_only);
            return Err(status);
        }
        let maps = &mut self.domain_mut(caller).grants.maps;
        let free = (0..).find(|handle| !maps.contains_key(handle));
        argument.handle = GrantHandle(free.expect("a number"));
        let map = Map {
            granter,
            reference,
            address: argument.host_addr,
            read_only,
        };
        maps.insert(argument.handle.0, map);
        argument.dev_bus_addr = permitted.frame * PAGE_SIZE as u64;
        Ok(())
    }

    /// Maps a frame of a domain at an address of another one.
    fn map_frame(
        &self,
        caller: DomId,
        granter: DomId,
        frame: u64,
        address: u64,
    ) -> Result<(), Status> {
        let frame = lock(&self.domain(granter).frames).get(frame);
        let frame = frame.map_err(|_| Status::BAD_PAGE)?;
        if address % PAGE_SIZE as u64 != 0 {
            return Err(Status::GENERAL_ERROR);
        }
        let mut frames = lock(&self.domain(caller).frames);
        match frames.area(address / PAGE_SIZE as u64) {
            Some(place @ None) => {
                *place = Some(frame);
                Ok(())
            }
            _ => Err(Status::GENERAL_ERROR),
        }
    }

    pub(super) fn unmap_grant(
        &mut self,
        caller: DomId,
        argument: &UnmapGrantRef,
    ) -> Result<(), Status> {
        let grants = &mut self.domain_mut(caller).grants;
        let map = grants.maps.get(&argument.handle.0).cloned();
        let map = map.ok_or(Status::BAD_HANDLE)?;
        self.meet_in_grants(caller)?;
        match argument.host_addr {
            0 => return Ok(()),
            address if address != map.address => return Err(Status::GENERAL_ERROR),
            _ => {}
        }
        self.domain_mut(caller)
            .grants
            .maps
            .remove(&argument.handle.0);
        self.end_map(caller, &map);
        Ok(())
    }

    fn end_map(&mut self, caller: DomId, map: &Map) {
        let mut frames = lock(&self.domain(caller).frames);
        if let Some(place) = frames.area(map.address / PAGE_SIZE as u64) {
            *place = None;
        }
        drop(frames);
        let granter = self.domains.get_mut(&map.granter);
        if let Some(granter) = granter {
            granter.grants.end(map.reference, map.read_only);
            self.remove_if_unused(map.granter);
        }
    }

    /// Unmaps what a domain has mapped, when it is destroyed.
    pub(super) fn leave_grants(&mut self, id: DomId) {
        let maps = core::mem::take(&mut self.domain_mut(id).grants.maps);
        for map in maps.values() {
            self.end_map(id, map);
        }
    }

    /// Shows a page of the grant table where a PV kernel maps it.
    pub(super) fn show_table_at(
        &mut self,
        caller: DomId,
        page: core::ptr::NonNull<u8>,
        frame: crate::frame::Gfn,
    ) -> bool {
        let domain = self.domain_mut(caller);
        let at = lock(&domain.frames).at(page);
        match (domain.grants.find(frame.get()), at) {
            (Some((page, status)), Some(at)) => domain.grants.show(page, status, at),
            _ => false,
        }
    }

    /// Shows a page of the grant table at a frame of a translated guest.
    pub(super) fn show_table_in_physmap(
        &mut self,
        caller: DomId,
        page: usize,
        status: bool,
        frame: u64,
    ) -> Result<(), Errno> {
        let domain = self.domain_mut(caller);
        let at = lock(&domain.frames).get(frame)?;
        if !status && !domain.grants.grow(page + 1) || status && domain.grants.version != 2 {
            return Err(Errno::EINVAL);
        }
        let shown = domain.grants.show(page, status, at);
        shown.then_some(()).ok_or(Errno::EINVAL)
    }
}
