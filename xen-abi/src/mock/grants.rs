//! The operations of `grant_table_op`, and of `memory_op` those that grants need.

use super::call::Caller;
use super::lock::lock;
use super::memory::CallerMemory;
use super::setup::Fault;
use super::state::State;
use crate::errno::Errno;
use crate::frame::{PAGE_SIZE, XenPfn};
use crate::grant_table as g;
use crate::grant_table::{GrantTableOp, Status};
use crate::memory::{AddToPhysmap, PhysMapSpace, XENMAPIDX_grant_table_status};
use crate::plain::Plain;
use crate::xen::DomId;

/// Returns the status of an outcome.
fn status(outcome: Result<(), Status>) -> Status {
    outcome.err().unwrap_or(Status::OKAY)
}

impl Caller<'_> {
    pub(super) fn grant_table_op(
        &self,
        memory: &CallerMemory,
        command: u32,
        list: usize,
        count: u32,
    ) -> Result<(), Errno> {
        use GrantTableOp as O;
        if i32::try_from(count).is_err() {
            return Err(Errno::EINVAL);
        }
        let operation = O::try_from(command).map_err(|_| Errno::ENOSYS)?;
        let is_hvm = self.state().domain(self.domain).guest.starts_with("hvm");
        let array = Array {
            caller: self,
            memory,
            list,
            count,
        };
        match operation {
            O::MapGrantRef => array.each(|state, caller, argument: &mut g::MapGrantRef| {
                argument.status = status(state.map_grant(caller, argument));
                Ok(())
            }),
            O::UnmapGrantRef => array.each(|state, caller, argument: &mut g::UnmapGrantRef| {
                argument.status = status(state.unmap_grant(caller, argument));
                Ok(())
            }),
            O::Copy => array.each(|state, caller, argument: &mut g::Copy| {
                argument.status = status(state.copy_grant(caller, argument));
                Ok(())
            }),
            O::SwapGrantRef => array.each(|state, caller, argument: &mut g::SwapGrantRef| {
                argument.status = status(state.swap_grants(caller, argument));
                Ok(())
            }),
            O::GetVersion => array.each(State::get_version),
            O::SetVersion => array.each(State::set_version),
            O::QuerySize => array.one(|state, caller, argument: &mut g::QuerySize| {
                argument.status = status(state.query_size(caller, argument));
                Ok(())
            }),
            O::SetupTable => array.one(|state, caller, argument: &mut g::SetupTable| {
                let frames = argument.frame_list.as_ptr().addr();
                argument.status = status(state.setup_table(caller, argument, memory, frames));
                Ok(())
            }),
            // Translated guests on x86 have no such operations.
            O::Transfer | O::UnmapAndReplace | O::GetStatusFrames | O::CacheFlush if is_hvm => {
                Err(Errno::ENOSYS)
            }
            O::Transfer => array.each(|state, caller, argument: &mut g::Transfer| {
                argument.status = status(state.transfer(caller, argument));
                Ok(())
            }),
            O::UnmapAndReplace => array.each(|state, caller, argument: &mut g::UnmapAndReplace| {
                let unmap = g::UnmapGrantRef {
                    host_addr: argument.host_addr,
                    handle: argument.handle,
                    ..g::UnmapGrantRef::zeroed()
                };
                // Mappings of the guest itself are unknown.
                argument.status = match argument.new_addr {
                    0 => status(state.unmap_grant(caller, &unmap)),
                    _ => Status::GENERAL_ERROR,
                };
                Ok(())
            }),
            O::GetStatusFrames => array.one(|state, caller, argument: &mut g::GetStatusFrames| {
                let frames = argument.frame_list.as_ptr().addr();
                argument.status = status(state.status_frames(caller, argument, memory, frames));
                Ok(())
            }),
            O::CacheFlush => array.each(State::cache_flush),
            O::DumpTable => Err(Errno::ENOSYS),
        }
    }

    /// Shows the grant table in the guest's memory; nothing else.
    pub(super) fn add_to_physmap(
        &self,
        memory: &CallerMemory,
        argument: usize,
    ) -> Result<(), Errno> {
        let argument: AddToPhysmap = memory.read(argument)?;
        let mut state = self.state();
        let domain = state.named_in_grants(self.domain, argument.domid);
        let domain = domain.ok_or(Errno::ESRCH)?;
        if domain != self.domain && !state.domain(self.domain).privileged {
            return Err(Errno::EPERM);
        }
        state
            .domain_mut(self.domain)
            .meet(Fault::Policy, Errno::EPERM)?;
        if state.domain(domain).is_paravirtual() {
            return Err(Errno::EACCES);
        }
        if argument.space != PhysMapSpace::GRANT_TABLE {
            return Err(Errno::ENOSYS);
        }
        #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
        let (index, frame) = (argument.idx as u64, argument.gpfn.0 as u64);
        let status = u64::from(XENMAPIDX_grant_table_status);
        let page = usize::try_from(index & !status).map_err(|_| Errno::EINVAL)?;
        state.show_table_in_physmap(domain, page, index & status != 0, frame)
    }
}

/// The argument of an operation: an array in the caller's memory.
struct Array<'a> {
    caller: &'a Caller<'a>,
    memory: &'a CallerMemory,
    list: usize,
    count: u32,
}

impl Array<'_> {
    /// Performs an operation on each element, and writes the element back.
    fn each<T: Plain>(
        &self,
        mut operation: impl FnMut(&mut State, DomId, &mut T) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        for index in 0..self.count as usize {
            let address = self.list.wrapping_add(index * size_of::<T>());
            let mut element = self.memory.read(address)?;
            let mut state = self.caller.state();
            let outcome = operation(&mut state, self.caller.domain, &mut element);
            state
                .domain_mut(self.caller.domain)
                .meet(Fault::WriteBack, Errno::EFAULT)?;
            self.memory.write(address, element)?;
            outcome?;
        }
        Ok(())
    }

    /// Performs an operation that takes exactly one element.
    fn one<T: Plain>(
        &self,
        operation: impl FnMut(&mut State, DomId, &mut T) -> Result<(), Errno>,
    ) -> Result<(), Errno> {
        match self.count {
            1 => self.each(operation),
            _ => Err(Errno::EINVAL),
        }
    }
}

impl State {
    /// Returns a domain whose table the caller may ask for.
    fn controlled(&mut self, caller: DomId, domain: DomId) -> Result<DomId, Status> {
        let domain = self
            .named_in_grants(caller, domain)
            .ok_or(Status::BAD_DOMAIN)?;
        if domain != caller && !self.domain(caller).privileged {
            return Err(Status::PERMISSION_DENIED);
        }
        self.meet_in_grants(caller)?;
        Ok(domain)
    }

    fn query_size(&mut self, caller: DomId, argument: &mut g::QuerySize) -> Result<(), Status> {
        let domain = self.controlled(caller, argument.dom)?;
        let grants = &self.domain(domain).grants;
        argument.nr_frames = grants.pages.len() as u32;
        argument.max_nr_frames = grants.max_pages as u32;
        Ok(())
    }

    fn setup_table(
        &mut self,
        caller: DomId,
        argument: &g::SetupTable,
        memory: &CallerMemory,
        frames: usize,
    ) -> Result<(), Status> {
        let domain = self.controlled(caller, argument.dom)?;
        let grants = &mut self.domain_mut(domain).grants;
        let count = argument.nr_frames as usize;
        if !grants.grow(count) {
            return Err(Status::GENERAL_ERROR);
        }
        for (index, (number, _)) in grants.pages[..count].iter().enumerate() {
            let at = frames.wrapping_add(index * size_of::<XenPfn>());
            #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
            memory
                .write(at, XenPfn(*number as _))
                .map_err(|_| Status::BAD_VIRT_ADDR)?;
        }
        Ok(())
    }

    fn status_frames(
        &mut self,
        caller: DomId,
        argument: &g::GetStatusFrames,
        memory: &CallerMemory,
        frames: usize,
    ) -> Result<(), Status> {
        let domain = self.controlled(caller, argument.dom)?;
        let grants = &self.domain(domain).grants;
        let Some(pages) = grants.status.get(..argument.nr_frames as usize) else {
            return Err(Status::GENERAL_ERROR);
        };
        for (index, (number, _)) in pages.iter().enumerate() {
            memory
                .write(frames.wrapping_add(index * size_of::<u64>()), *number)
                .map_err(|_| Status::BAD_VIRT_ADDR)?;
        }
        Ok(())
    }

    fn get_version(&mut self, caller: DomId, argument: &mut g::GetVersion) -> Result<(), Errno> {
        let domain = self
            .named_in_grants(caller, argument.dom)
            .ok_or(Errno::ESRCH)?;
        if domain != caller && !self.domain(caller).privileged {
            return Err(Errno::EPERM);
        }
        argument.version = self.domain(domain).grants.version;
        Ok(())
    }

    /// Changes the version. The argument is written back also on failure.
    fn set_version(&mut self, caller: DomId, argument: &mut g::SetVersion) -> Result<(), Errno> {
        let domain = self.domain_mut(caller);
        let wanted = core::mem::replace(&mut argument.version, domain.grants.version);
        if !matches!(wanted, 1 | 2) {
            return Err(Errno::EINVAL);
        }
        if wanted > domain.grants.max_version {
            return Err(Errno::ENOSYS);
        }
        if wanted == domain.grants.version {
            return Ok(());
        }
        if domain.grants.is_busy() {
            return Err(Errno::EBUSY);
        }
        domain.meet(Fault::FrameInUse, Errno::EAGAIN)?;
        domain.meet(Fault::OutOfMemory, Errno::ENOMEM)?;
        if !domain.grants.set_version(wanted) {
            return Err(Errno::ERANGE);
        }
        argument.version = wanted;
        Ok(())
    }

    fn swap_grants(&mut self, caller: DomId, argument: &g::SwapGrantRef) -> Result<(), Status> {
        let grants = &self.domain(caller).grants;
        let entries = [argument.ref_a.0, argument.ref_b.0];
        if entries
            .iter()
            .any(|entry| *entry as usize >= grants.entries())
        {
            return Err(Status::BAD_GNTREF);
        }
        // An entry may be in use if it is exchanged with itself.
        if entries[0] == entries[1] {
            return Ok(());
        }
        if entries.iter().any(|entry| grants.is_used(*entry)) {
            return Err(Status::EAGAIN);
        }
        grants.swap(entries[0], entries[1]);
        Ok(())
    }

    /// Flushes nothing: the software Xen has no caches.
    fn cache_flush(&mut self, caller: DomId, argument: &mut g::CacheFlush) -> Result<(), Errno> {
        let domain = self.domain(caller);
        if domain.is_paravirtual() {
            return Err(Errno::EOPNOTSUPP);
        }
        let known = g::CacheFlags::CLEAN | g::CacheFlags::INVAL | g::CacheFlags::SOURCE_GREF;
        let end = usize::from(argument.offset) + usize::from(argument.length);
        if end > PAGE_SIZE || !known.contains(argument.op) {
            return Err(Errno::EINVAL);
        }
        if argument.op.contains(g::CacheFlags::SOURCE_GREF) {
            return Ok(());
        }
        let frame = argument.a.dev_bus_addr() / PAGE_SIZE as u64;
        let frame = lock(&domain.frames).get(frame);
        frame.map(|_| ()).map_err(|_| Errno::EPERM)
    }
}
