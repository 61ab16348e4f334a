//! Memory for domains that a toolstack has created.

use super::vcpus::to_address;
use crate::errno::Errno;
use crate::frame::XenPfn;
use crate::memory::MemoryReservation;
use crate::mock::call::Caller;
use crate::mock::lock::lock;
use crate::mock::memory::{Block, CallerMemory, Frame, new_numbers};
use crate::mock::setup::Fault;
use crate::mock::state::DomainState;
use crate::xen::DomId;

/// The largest extent that a domain may allocate for another, as the exponent of 2.
const LARGEST: u32 = 18;

impl DomainState {
    /// Allocates an extent at a frame, or at new machine frames for a PV domain; returns its frame.
    fn populate(&mut self, at: u64, order: u32) -> Option<u64> {
        let count = 1_u64 << order;
        let managed = &self.managed;
        let without_tables = !self.is_paravirtual() && managed.tables == 0;
        let after = managed.pages + count;
        if without_tables || after > managed.max_pages || at % count != 0 {
            return None;
        }
        let first = if self.is_paravirtual() {
            new_numbers(count as usize)
        } else {
            at
        };
        let block = Block::new(count as usize);
        let mut frames = lock(&self.frames);
        for page in 0..count {
            frames.set(first + page, Frame::new(&block, page as usize));
        }
        drop(frames);
        self.managed.pages = after;
        self.managed.claimed = self.managed.claimed.saturating_sub(count);
        Some(first)
    }
}

impl Caller<'_> {
    /// Performs `XENMEM_populate_physmap`; returns the number of extents that were allocated.
    ///
    /// The memory of domains that run in the program is that of the program, so they get none.
    pub(in crate::mock) fn populate_physmap(&self, memory: &CallerMemory, argument: usize) -> u32 {
        let Ok(wanted) = memory.read::<MemoryReservation>(argument) else {
            return 0;
        };
        let mut state = self.state();
        let is_privileged = state.domain(self.domain).privileged;
        let is_own = [self.domain, DomId::SELF].contains(&wanted.domid);
        let Some(domain) = state.domains.get_mut(&wanted.domid) else {
            return 0;
        };
        let is_allowed = is_privileged && !is_own && wanted.extent_order <= LARGEST;
        if !is_allowed || domain.dying || domain.managed.started.is_some() {
            return 0;
        }
        let is_paravirtual = domain.is_paravirtual();
        let mut done = 0;
        #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
        let count = wanted.nr_extents as u64;
        while u64::from(done) < count {
            let offset = done as usize * size_of::<XenPfn>();
            let Ok(list) = to_address(wanted.extent_start.addr()) else {
                break;
            };
            let Ok(mut frame) = memory.read::<XenPfn>(list.wrapping_add(offset)) else {
                break;
            };
            #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
            let Some(first) = domain.populate(frame.0 as u64, wanted.extent_order) else {
                break;
            };
            if is_paravirtual {
                frame = XenPfn(first as _);
                if memory.write(list.wrapping_add(offset), frame).is_err() {
                    break;
                }
            }
            done += 1;
        }
        done
    }

    /// Performs `XENMEM_claim_pages`.
    pub(in crate::mock) fn claim_pages(
        &self,
        memory: &CallerMemory,
        argument: usize,
    ) -> Result<(), Errno> {
        let wanted: MemoryReservation = memory.read(argument)?;
        let mut state = self.state();
        let is_reserved = wanted.extent_start.addr() == 0
            && wanted.extent_order == 0
            && wanted.mem_flags.is_empty();
        if !is_reserved {
            return Err(Errno::EINVAL);
        }
        let free = state.free_pages().saturating_sub(state.claimed_pages());
        let is_privileged = state.domain(self.domain).privileged;
        let meets_fault = state.domain_mut(self.domain).take(Fault::OutOfMemory);
        let domain = state
            .domains
            .get_mut(&wanted.domid)
            .filter(|one| !one.dying);
        let domain = domain.ok_or(Errno::EINVAL)?;
        if !is_privileged {
            return Err(Errno::EPERM);
        }
        let managed = &mut domain.managed;
        #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
        let count = wanted.nr_extents as u64;
        if count == 0 {
            managed.claimed = 0;
            return Ok(());
        }
        if managed.claimed > 0 || count < managed.pages {
            return Err(Errno::EINVAL);
        }
        let missing = count - managed.pages;
        if meets_fault || missing > free {
            return Err(Errno::ENOMEM);
        }
        managed.claimed = missing;
        Ok(())
    }
}
