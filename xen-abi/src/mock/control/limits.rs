//! Limits, permissions and attributes of a domain.

use super::target::Target;
use crate::errno::Errno;
use crate::frame::{Gfn, PAGE_SIZE};
use crate::mock::lock::lock;
use crate::toolstack::domctl::IrqPermission;

/// The number of PIRQs that the control domain can have.
const PIRQS: u32 = 1024;

impl Target<'_> {
    /// Sets the limit of the domain's memory. The domain keeps what it has above.
    pub(super) fn max_mem(&mut self, kilobytes: u64) {
        let pages = kilobytes / (PAGE_SIZE as u64 / 1024);
        self.domain_mut().managed.max_pages = pages.min(u32::MAX.into());
    }

    pub(super) fn set_width(&mut self, width: u32) -> Result<(), Errno> {
        let is_arm = self.domain().guest == "arm";
        let is_paravirtual = self.domain().is_paravirtual();
        let managed = &mut self.domain_mut().managed;
        match (is_arm, width) {
            (true, 32 | 64) if managed.pages > 0 => return Err(Errno::EBUSY),
            (true, 32 | 64) => {}
            (true, _) => return Err(Errno::EINVAL),
            (false, _) if !is_paravirtual => return Err(Errno::EOPNOTSUPP),
            (false, 32 | 64) if width == managed.width => {}
            (false, 32) if managed.pages > 0 => return Err(Errno::EACCES),
            (false, 32) => {}
            (false, _) => return Err(Errno::EINVAL),
        }
        managed.width = width;
        Ok(())
    }

    pub(super) fn width(&self) -> Result<u32, Errno> {
        match self.domain().guest {
            "arm" => Err(Errno::ENOSYS),
            guest if guest.starts_with("pv") => Ok(self.domain().managed.width),
            _ => Err(Errno::EOPNOTSUPP),
        }
    }

    /// Sets the size of the pool of page tables, in bytes.
    pub(super) fn set_tables(&mut self, size: u64) -> Result<(), Errno> {
        if self.domain().is_paravirtual() {
            return Err(Errno::EOPNOTSUPP);
        }
        let pages = size / PAGE_SIZE as u64;
        if size % PAGE_SIZE as u64 != 0 || pages > u32::MAX.into() {
            return Err(Errno::EINVAL);
        }
        self.domain_mut().managed.tables = size;
        Ok(())
    }

    pub(super) fn tables(&self) -> Result<u64, Errno> {
        if self.domain().is_paravirtual() {
            return Err(Errno::EOPNOTSUPP);
        }
        Ok(self.domain().managed.tables)
    }

    /// Checks the page that would get the code of hypercalls, which the software Xen does not have.
    pub(super) fn hypercall_page(&self, frame: Gfn) -> Result<(), Errno> {
        if self.domain().guest == "arm" {
            return Err(Errno::ENOSYS);
        }
        lock(&self.domain().frames).get(frame.get()).map(drop)
    }

    /// Passes on the permission of a PIRQ that the caller has.
    pub(super) fn permit_irq(&mut self, wanted: &IrqPermission) -> Result<(), Errno> {
        if wanted.pirq >= PIRQS {
            return Err(Errno::EINVAL);
        }
        let pirq = wanted.pirq as usize;
        let own = self.state.domain(self.caller.0).pirqs.get(pirq).copied();
        let own = own.filter(|own| own.permitted).ok_or(Errno::EPERM)?;
        let line = own.line.ok_or(Errno::EPERM)?;
        for theirs in &mut self.domain_mut().pirqs {
            if theirs.line == Some(line) {
                theirs.permitted = wanted.allow_access != 0;
            }
        }
        Ok(())
    }
}
