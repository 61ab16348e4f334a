//! The grant table of a domain, as Xen sees it.

use core::mem::offset_of;
use core::sync::atomic::{Ordering, fence};
use std::collections::BTreeMap;
use std::vec::Vec;

use super::memory::{Block, Frame, new_numbers};
use crate::frame::PAGE_SIZE;
use crate::grant_table::{
    GNTTAB_NR_RESERVED_ENTRIES, GrantEntryFlags, GrantEntryV1, GrantEntryV2FullPage,
    GrantEntryV2SubPage, GrantRef, Status,
};
use crate::xen::DomId;

/// A page of a grant table, with the number of its frame.
type TablePage = (u64, Frame);

/// The table and what is in use.
pub(super) struct GrantTable {
    pub(super) version: u32,
    pub(super) max_version: u32,
    pub(super) max_pages: usize,
    pub(super) pages: Vec<TablePage>,
    pub(super) status: Vec<TablePage>,
    /// The entries that are in use.
    uses: BTreeMap<u32, Use>,
    /// By handle, the grants of others that this domain has mapped.
    pub(super) maps: BTreeMap<u32, Map>,
}

/// A mapping of a grant.
#[derive(Clone)]
pub(super) struct Map {
    pub(super) granter: DomId,
    pub(super) reference: GrantRef,
    pub(super) address: u64,
    pub(super) read_only: bool,
}

/// The use of an entry. While it lasts, Xen does not rely on what the entry says.
#[derive(Clone, Copy)]
struct Use {
    user: DomId,
    permitted: Permitted,
    readers: usize,
    writers: usize,
}

impl Use {
    /// Returns whether it is that of a part of a page, which cannot be mapped.
    fn is_part(&self) -> bool {
        self.permitted.part != (0, PAGE_SIZE)
    }
}

/// The bytes that a grant permits to use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Permitted {
    pub(super) frame: u64,
    /// Offset and length.
    pub(super) part: (usize, usize),
}

impl Default for GrantTable {
    fn default() -> Self {
        Self {
            version: 1,
            max_version: 2,
            max_pages: 64,
            pages: Vec::new(),
            status: Vec::new(),
            uses: BTreeMap::new(),
            maps: BTreeMap::new(),
        }
    }
}

/// Returns a new page of Xen.
fn new_page() -> TablePage {
    (new_numbers(1), Frame::new(&Block::new(1), 0))
}

/// Replaces a page of Xen by one of the guest, which has the same contents afterwards.
fn replace((_, page): &mut TablePage, by: Frame) {
    for offset in (0..PAGE_SIZE).step_by(size_of::<u32>()) {
        let word = page.word(offset).load(Ordering::Relaxed);
        by.word(offset).store(word, Ordering::Relaxed);
    }
    *page = by;
}

impl GrantTable {
    pub(super) fn limit(&mut self, pages: usize, version: u32) {
        self.max_pages = pages;
        self.max_version = version;
    }

    /// Returns a table that has no pages yet, with the same limits.
    pub(super) fn renewed(&self) -> Self {
        Self {
            max_version: self.max_version,
            max_pages: self.max_pages,
            ..Self::default()
        }
    }

    /// Returns the size of an entry.
    fn size(&self) -> usize {
        match self.version {
            1 => size_of::<GrantEntryV1>(),
            _ => size_of::<GrantEntryV2FullPage>(),
        }
    }

    pub(super) fn entries(&self) -> usize {
        self.pages.len() * PAGE_SIZE / self.size()
    }

    /// Adds pages up to a number; `false` if that is beyond the limit.
    pub(super) fn grow(&mut self, pages: usize) -> bool {
        if pages > self.max_pages {
            return false;
        }
        while self.pages.len() < pages {
            self.pages.push(new_page());
        }
        self.grow_status();
        true
    }

    fn grow_status(&mut self) {
        if self.version == 2 {
            let needed = (self.entries() * size_of::<u16>()).div_ceil(PAGE_SIZE);
            while self.status.len() < needed {
                self.status.push(new_page());
            }
        }
    }

    /// Shows a page of the table at a page of the guest; `false` if there is no such page.
    pub(super) fn show(&mut self, page: usize, status: bool, at: Frame) -> bool {
        let pages = if status {
            &mut self.status
        } else {
            &mut self.pages
        };
        match pages.get_mut(page) {
            Some(page) => {
                replace(page, at);
                true
            }
            None => false,
        }
    }

    /// Returns the index of a page of the table by its frame, and whether it has status words.
    pub(super) fn find(&self, frame: u64) -> Option<(usize, bool)> {
        let find = |pages: &[TablePage]| pages.iter().position(|(number, _)| *number == frame);
        let entry = find(&self.pages).map(|page| (page, false));
        entry.or_else(|| find(&self.status).map(|page| (page, true)))
    }

    /// Changes the version, and clears all entries but the reserved ones.
    pub(super) fn set_version(&mut self, version: u32) -> bool {
        let reserved = 0..GNTTAB_NR_RESERVED_ENTRIES as u32;
        let kept: Vec<_> = match self.entries() {
            0 => Vec::new(),
            _ => reserved
                .map(|entry| (self.word(entry, 0), self.frame(entry)))
                .collect(),
        };
        if version == 1 && kept.iter().any(|(_, frame)| u32::try_from(*frame).is_err()) {
            return false;
        }
        for (_, page) in self.pages.iter().chain(&self.status) {
            for offset in (0..PAGE_SIZE).step_by(size_of::<u32>()) {
                page.word(offset).store(0, Ordering::Relaxed);
            }
        }
        self.version = version;
        self.grow_status();
        for (entry, (header, frame)) in (0..).zip(kept) {
            let at = self.frame_offset();
            self.set_word(entry, at, frame as u32);
            if version == 2 {
                self.set_word(entry, at + 4, (frame >> 32) as u32);
            }
            self.set_word(entry, 0, header);
        }
        true
    }

    fn frame_offset(&self) -> usize {
        match self.version {
            1 => offset_of!(GrantEntryV1, frame),
            _ => offset_of!(GrantEntryV2FullPage, frame),
        }
    }

    /// Returns the page and the offset of an entry.
    fn place(&self, entry: u32) -> (&Frame, usize) {
        let at = entry as usize * self.size();
        (&self.pages[at / PAGE_SIZE].1, at % PAGE_SIZE)
    }

    /// Reads a word of an entry.
    pub(super) fn word(&self, entry: u32, offset: usize) -> u32 {
        let (page, at) = self.place(entry);
        page.word(at + offset).load(Ordering::Acquire)
    }

    pub(super) fn set_word(&self, entry: u32, offset: usize, word: u32) {
        let (page, at) = self.place(entry);
        page.word(at + offset).store(word, Ordering::Release);
    }

    /// Reads the frame number of an entry.
    pub(super) fn frame(&self, entry: u32) -> u64 {
        let at = self.frame_offset();
        let low = u64::from(self.word(entry, at));
        match self.version {
            1 => low,
            _ => low | u64::from(self.word(entry, at + 4)) << 32,
        }
    }

    /// Changes two entries for each other.
    pub(super) fn swap(&self, one: u32, two: u32) {
        for offset in (0..self.size()).step_by(size_of::<u32>()) {
            let words = [one, two].map(|entry| self.word(entry, offset));
            self.set_word(one, offset, words[1]);
            self.set_word(two, offset, words[0]);
        }
    }

    pub(super) fn is_used(&self, entry: u32) -> bool {
        self.uses.contains_key(&entry)
    }

    /// Returns whether an entry that is not reserved is in use.
    pub(super) fn is_busy(&self) -> bool {
        let first = GNTTAB_NR_RESERVED_ENTRIES as u32;
        self.uses.range(first..).next().is_some()
    }

    /// Begins a use of an entry, as it permits, and marks it.
    ///
    /// An entry in use is not asked again, but by the first writer: whether it is read-only.
    pub(super) fn begin(
        &mut self,
        entry: GrantRef,
        user: DomId,
        read_only: bool,
        copies: bool,
    ) -> Result<Permitted, Status> {
        if entry.0 as usize >= self.entries() {
            return Err(Status::BAD_GNTREF);
        }
        let before = self.uses.get(&entry.0).copied();
        if before.is_some_and(|used| used.user != user || used.is_part() && !copies) {
            return Err(Status::GENERAL_ERROR);
        }
        if before.is_none_or(|used| !read_only && used.writers == 0) {
            self.mark(entry.0, user, read_only, copies)?;
        }
        let permitted = before.map_or_else(|| self.permitted(entry.0), |used| used.permitted);
        let used = self.uses.entry(entry.0).or_insert(Use {
            user,
            permitted,
            readers: 0,
            writers: 0,
        });
        match read_only {
            true => used.readers += 1,
            false => used.writers += 1,
        }
        Ok(permitted)
    }

    /// Reads what an entry permits.
    fn permitted(&self, entry: u32) -> Permitted {
        let is_part = self.word(entry, 0) as u16 & GrantEntryFlags::SUB_PAGE.bits() != 0;
        let part = if is_part && self.version == 2 {
            let part = self.word(entry, offset_of!(GrantEntryV2SubPage, page_off));
            ((part & 0xffff) as usize, (part >> 16) as usize)
        } else {
            (0, PAGE_SIZE)
        };
        let frame = self.frame(entry);
        Permitted { frame, part }
    }

    /// Sets the bits of a use, if the entry permits it.
    fn mark(&self, entry: u32, user: DomId, read_only: bool, copies: bool) -> Result<(), Status> {
        let is_used = self.is_used(entry);
        let (page, at) = self.place(entry);
        let word = page.word(at);
        let mut seen = word.load(Ordering::Acquire);
        loop {
            let (flags, domain) = (
                GrantEntryFlags::from_bits_retain(seen as u16),
                DomId((seen >> 16) as u16),
            );
            let part = self.version == 2 && flags.contains(GrantEntryFlags::SUB_PAGE);
            let is_other = flags & GrantEntryFlags::TYPE_MASK != GrantEntryFlags::PERMIT_ACCESS
                || domain != user
                || part && !copies;
            let is_read_only = flags.contains(GrantEntryFlags::READONLY);
            if !is_used && is_other || !read_only && is_read_only {
                return Err(Status::GENERAL_ERROR);
            }
            let mut marks = GrantEntryFlags::READING;
            if !read_only {
                marks |= GrantEntryFlags::WRITING;
            }
            let marks = u32::from(marks.bits());
            if self.version == 1 {
                let marked = seen | marks;
                match word.compare_exchange(seen, marked, Ordering::AcqRel, Ordering::Acquire) {
                    Ok(_) => return Ok(()),
                    Err(now) => seen = now,
                }
                continue;
            }
            // The guest invalidates the flags and then looks at the status.
            let (page, at, shift) = self.status(entry);
            page.word(at).fetch_or(marks << shift, Ordering::SeqCst);
            fence(Ordering::SeqCst);
            let now = word.load(Ordering::Acquire);
            if now == seen {
                return Ok(());
            }
            let new = match is_used {
                true => u32::from(GrantEntryFlags::WRITING.bits()),
                false => marks,
            };
            page.word(at).fetch_and(!(new << shift), Ordering::SeqCst);
            seen = now;
        }
    }

    /// Returns page, word and shift of a status.
    fn status(&self, entry: u32) -> (&Frame, usize, usize) {
        let at = entry as usize * size_of::<u16>();
        let (page, at) = (&self.status[at / PAGE_SIZE].1, at % PAGE_SIZE);
        (page, at - at % 4, at % 4 * 8)
    }

    /// Ends a use of an entry, and clears the bits of the last one.
    pub(super) fn end(&mut self, entry: GrantRef, read_only: bool) {
        let Some(used) = self.uses.get_mut(&entry.0) else {
            return;
        };
        match read_only {
            true => used.readers -= 1,
            false => used.writers -= 1,
        }
        let mut marks = GrantEntryFlags::empty();
        if used.writers == 0 {
            marks |= GrantEntryFlags::WRITING;
            if used.readers == 0 {
                marks |= GrantEntryFlags::READING;
                self.uses.remove(&entry.0);
            }
        }
        let marks = u32::from(marks.bits());
        if self.version == 1 {
            let (page, at) = self.place(entry.0);
            page.word(at).fetch_and(!marks, Ordering::AcqRel);
        } else {
            let (page, at, shift) = self.status(entry.0);
            page.word(at).fetch_and(!(marks << shift), Ordering::AcqRel);
        }
    }
}
