//! The entries of a grant table, in both versions: how one becomes valid, and invalid.

use core::mem::offset_of;
use core::sync::atomic::Ordering;

use crate::frame::Gfn;
use crate::grant_table::{GrantEntryFlags, GrantEntryV1, GrantEntryV2FullPage, GrantRef};
use crate::shared::SharedMemory;
use crate::xen::DomId;

// Flags and domain are one word, which is written as one.
const _: () = assert!(offset_of!(GrantEntryV1, flags) == 0 && offset_of!(GrantEntryV1, domid) == 2);

/// What Xen sets while a grantee uses an entry.
const IN_USE: u16 = GrantEntryFlags::READING.bits() | GrantEntryFlags::WRITING.bits();

/// The memory of a table.
#[derive(Debug)]
pub(super) struct Entries<M> {
    pub(super) table: M,
    /// Version 2: the status words.
    pub(super) status: Option<M>,
}

impl<M: SharedMemory> Entries<M> {
    /// Returns the size of an entry.
    fn size(&self) -> usize {
        match self.status {
            None => size_of::<GrantEntryV1>(),
            Some(_) => size_of::<GrantEntryV2FullPage>(),
        }
    }

    /// Returns the number of entries.
    pub(super) fn count(&self) -> usize {
        let entries = self.table.size() / self.size();
        match &self.status {
            None => entries,
            Some(status) => entries.min(status.size() / size_of::<u16>()),
        }
    }

    /// Returns whether an entry can hold the number of a frame.
    pub(super) fn holds(&self, frame: Gfn) -> bool {
        self.status.is_some() || u32::try_from(frame.get()).is_ok()
    }

    /// Makes an unused entry valid.
    pub(super) fn publish(
        &self,
        reference: GrantRef,
        domain: DomId,
        frame: Gfn,
        flags: GrantEntryFlags,
    ) {
        let entry = reference.0 as usize * self.size();
        let [low, high] = [frame.get() as u32, (frame.get() >> 32) as u32];
        if self.status.is_some() {
            let at = entry + offset_of!(GrantEntryV2FullPage, frame);
            self.table.store(entry + 4, 0, Ordering::Relaxed);
            self.table.store(at, low, Ordering::Relaxed);
            self.table.store(at + 4, high, Ordering::Relaxed);
        } else {
            let at = entry + offset_of!(GrantEntryV1, frame);
            self.table.store(at, low, Ordering::Relaxed);
        }
        let header = u32::from(flags.bits()) | u32::from(domain.0) << 16;
        // Release: the grantee sees the frame with the flags, and the page as it is now.
        self.table.store(entry, header, Ordering::Release);
    }

    /// Invalidates an entry; `false` if the grantee has the page in use.
    pub(super) fn end(&self, reference: GrantRef) -> bool {
        let flags = reference.0 as usize * self.size();
        let Some(status) = &self.status else {
            return self.end_at_once(flags);
        };
        // A grantee that has the page mapped can map it again, also for writing, unless the entry
        // is read-only: Xen looks at nothing else of an entry in use.
        let kept = self.table.load_u16(flags, Ordering::Relaxed) & GrantEntryFlags::READONLY.bits();
        self.table.store_u16(flags, kept, Ordering::Relaxed);
        // Xen sets the status and then looks at the flags again; here it is the other way round.
        self.table.fence();
        let status = status.load_u16(reference.0 as usize * size_of::<u16>(), Ordering::Acquire);
        status & IN_USE == 0
    }

    /// Version 1: flags and use are one word, with the domain, which Xen never changes.
    fn end_at_once(&self, entry: usize) -> bool {
        let mut seen = self.table.load(entry, Ordering::Acquire);
        while seen & u32::from(IN_USE) == 0 {
            if seen == 0 {
                return true;
            }
            // Acquire: the accesses through a mapping that has ended come first.
            let ended =
                self.table
                    .compare_exchange(entry, seen, 0, Ordering::AcqRel, Ordering::Acquire);
            match ended {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }
}
