//! Sequences of operations on grants between two domains.
//!
//! In a sequence one domain grants and the other is the grantee, in turns. Each records the results
//! of its own operations, and what it sees of the other's in the shared pages and in the table.

use core::fmt::{self, Write};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU16, AtomicU32, Ordering};

use xen_abi::frame::PAGE_SIZE;
use xen_abi::grant_table::{
    self as gt, CopyFlags, CopyPtr, CopyPtrUnion, GNTTAB_NR_RESERVED_ENTRIES, GrantEntryFlags,
    GrantEntryV1, GrantHandle, GrantRef, MapFlags, Status,
};
use xen_abi::grants::MapArea;
use xen_abi::pages::GuestPages;
use xen_abi::plain::Plain;
use xen_abi::returns::ElementError;
use xen_abi::xen::DomId;

use super::generator::Generator;
use super::ledger::Ledger;
use crate::machine::Machine;

/// The entries that a sequence uses, after the reserved ones.
const ENTRIES: u32 = 5;
const FIRST: u32 = GNTTAB_NR_RESERVED_ENTRIES as u32;

/// The pages that the granter grants, and the places where the grantee maps them.
pub(crate) const PAGES: usize = 3;
pub(crate) const PLACES: usize = 4;

/// The pages that the grantee copies to and from.
pub(crate) const OWN: usize = 2;

/// The number of operations of a domain at a time, and how often each has its turn in a sequence.
const LENGTH: usize = 6;
pub(crate) const TURNS: usize = 2;

/// A domain that does not exist.
const NOBODY: DomId = DomId(0x1234);

/// A frame that is not memory of any domain.
const NO_FRAME: u32 = 3;

/// What a domain has for all sequences.
pub(crate) struct Memory<M: Machine> {
    pub(crate) table: NonNull<GrantEntryV1>,
    /// The pages that it grants.
    pub(crate) pages: M::Pages,
    /// The page that it copies to and from, and another one.
    pub(crate) own: M::Pages,
    /// Where it maps the other's.
    pub(crate) area: M::Area,
}

/// A domain's part in a running sequence.
pub(crate) struct Sequence<'a, M: Machine> {
    pub(crate) machine: &'a M,
    pub(crate) peer: DomId,
    pub(crate) memory: &'a Memory<M>,
    /// What is mapped at each place, and whether it may be written.
    pub(crate) mapped: [Option<(GrantHandle, bool)>; PLACES],
}

/// Writes the result of an operation.
fn outcome(ledger: &mut Ledger<'_>, result: Result<(), ElementError<Status>>) {
    let _ = match result {
        Ok(()) => write!(ledger, " -> ok"),
        Err(error) => write!(ledger, " -> {error}"),
    };
}

/// The four bytes at an offset of a page that both domains use.
fn word(page: NonNull<u8>, offset: usize) -> &'static AtomicU32 {
    // SAFETY: the pages stay mapped for the sequence, and are accessed atomically.
    unsafe { AtomicU32::from_ptr(page.as_ptr().add(offset).cast()) }
}

/// A page among several.
fn page(pages: &impl GuestPages, index: usize) -> NonNull<u8> {
    // SAFETY: the page is one of the value's.
    unsafe { pages.start().add(index * PAGE_SIZE) }
}

impl<'a, M: Machine> Sequence<'a, M> {
    pub(crate) fn new(machine: &'a M, peer: DomId, memory: &'a Memory<M>) -> Self {
        Self {
            machine,
            peer,
            memory,
            mapped: [None; PLACES],
        }
    }

    fn entry(&self, entry: u32) -> *mut GrantEntryV1 {
        // SAFETY: the tests use the first entries of the page.
        unsafe { self.memory.table.as_ptr().add((FIRST + entry) as usize) }
    }

    /// The flags of an entry, which Xen changes as well.
    fn flags(&self, entry: u32) -> &AtomicU16 {
        // SAFETY: the table stays mapped, and both sides access the flags atomically.
        unsafe { AtomicU16::from_ptr((&raw mut (*self.entry(entry)).flags).cast()) }
    }

    /// Whether Xen uses an entry.
    fn in_use(&self, entry: u32) -> bool {
        let marks = GrantEntryFlags::READING | GrantEntryFlags::WRITING;
        self.flags(entry).load(Ordering::SeqCst) & marks.bits() != 0
    }

    /// Clears what the sequence before has left.
    pub(crate) fn begin(&self) {
        for entry in 0..ENTRIES {
            self.flags(entry).store(0, Ordering::SeqCst);
        }
        for index in 0..PAGES {
            for offset in (0..PAGE_SIZE).step_by(4) {
                word(page(&self.memory.pages, index), offset).store(0, Ordering::SeqCst);
            }
        }
        for index in 0..OWN {
            for offset in (0..PAGE_SIZE).step_by(4) {
                word(page(&self.memory.own, index), offset).store(0, Ordering::SeqCst);
            }
        }
    }

    /// The granter's turn.
    pub(crate) fn grant(&self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        for _ in 0..LENGTH {
            self.granter_step(generator, ledger);
            ledger.end_line();
        }
        self.state(ledger);
    }

    /// Performs an operation of the granter, and records it and its result.
    fn granter_step(&self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let xen = self.machine.xen();
        let entry = generator.below(ENTRIES);
        match generator.below(16) {
            0..8 => self.set_entry(entry, generator, ledger),
            8..10 => {
                // Ends the grant, unless it is in use.
                let flags = self.flags(entry);
                let seen = flags.load(Ordering::SeqCst);
                let ended = !self.in_use(entry)
                    && flags
                        .compare_exchange(seen, 0, Ordering::SeqCst, Ordering::SeqCst)
                        .is_ok();
                let _ = write!(ledger, "end {entry} {seen:x} -> {ended}");
            }
            10..12 => {
                let other = generator.pick(&[FIRST, FIRST + 1, FIRST + 2, FIRST + entry, 1 << 20]);
                let _ = write!(ledger, "swap {} {other}", FIRST + entry);
                // SAFETY: the entries are those of the sequence, or none.
                outcome(ledger, unsafe {
                    gt::swap_grant_ref_one(xen, GrantRef(FIRST + entry), GrantRef(other))
                });
            }
            12..14 => {
                let (index, offset) = (generator.below(PAGES as u32), 4 * generator.below(1024));
                let value = generator.below(1 << 16);
                let _ = write!(ledger, "write {index} {offset} {value:x}");
                word(page(&self.memory.pages, index as usize), offset as usize)
                    .store(value, Ordering::SeqCst);
            }
            14 => {
                let domain = generator.pick(&[DomId::SELF, self.machine.id(), NOBODY]);
                let _ = write!(ledger, "get_version {}", self.name(domain));
                let _ = match gt::get_version_one(xen, domain) {
                    Ok(version) => write!(ledger, " -> {version}"),
                    Err(errno) => write!(ledger, " -> {errno}"),
                };
            }
            _ => {
                let domain = generator.pick(&[DomId::SELF, self.machine.id(), NOBODY]);
                let _ = write!(ledger, "query_size {}", self.name(domain));
                outcome(ledger, gt::query_size_one(xen, domain).map(drop));
            }
        }
    }

    /// A domain's name that does not depend on the roles.
    fn name(&self, domain: DomId) -> &'static str {
        match domain {
            DomId::SELF => "self",
            NOBODY => "nobody",
            domain if domain == self.peer => "peer",
            _ => "own",
        }
    }

    /// Writes an entry that Xen does not use.
    fn set_entry(&self, entry: u32, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let permit = GrantEntryFlags::PERMIT_ACCESS;
        let to = generator.pick(&[self.peer, self.peer, self.peer, self.machine.id(), NOBODY]);
        let flags = generator.pick(&[
            permit,
            permit,
            permit,
            permit | GrantEntryFlags::READONLY,
            permit | GrantEntryFlags::READONLY,
            GrantEntryFlags::ACCEPT_TRANSFER,
            GrantEntryFlags::empty(),
        ]);
        let index = generator.below(PAGES as u32 + 1) as usize;
        let name = self.name(to);
        let _ = write!(ledger, "set {entry} {name} {:x} {index}", flags.bits());
        if self.in_use(entry) {
            let _ = write!(ledger, " -> in use");
            return;
        }
        let frame = if index < PAGES {
            self.memory.pages.frame(index).get() as u32
        } else {
            NO_FRAME
        };
        self.flags(entry).store(0, Ordering::SeqCst);
        // SAFETY: only the guest writes an entry that is not in use.
        unsafe {
            (&raw mut (*self.entry(entry)).domid).write_volatile(to);
            (&raw mut (*self.entry(entry)).frame).write_volatile(frame);
        }
        self.flags(entry).store(flags.bits(), Ordering::SeqCst);
    }

    /// Records the flags of the entries, and the contents of the pages.
    pub(crate) fn state(&self, ledger: &mut Ledger<'_>) {
        let _ = write!(ledger, ";");
        for entry in 0..ENTRIES {
            let flags = self.flags(entry).load(Ordering::SeqCst);
            let _ = write!(ledger, " {flags:x}");
        }
        for index in 0..PAGES {
            let _ = write!(ledger, " {:x}", sum(page(&self.memory.pages, index)));
        }
        ledger.end_line();
    }

    /// The grantee's turn.
    pub(crate) fn use_grants(&mut self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        for _ in 0..LENGTH {
            self.grantee_step(generator, ledger);
            ledger.end_line();
        }
        let _ = write!(ledger, ";");
        for index in 0..OWN {
            let _ = write!(ledger, " {:x}", sum(page(&self.memory.own, index)));
        }
        for place in 0..PLACES {
            if self.mapped[place].is_some() {
                let _ = write!(
                    ledger,
                    " {place}:{:x}",
                    sum(self.memory.area.address(place))
                );
            }
        }
        ledger.end_line();
    }

    /// Ends all mappings.
    pub(crate) fn unmap_all(&mut self, ledger: &mut Ledger<'_>) {
        for place in 0..PLACES {
            if self.mapped[place].is_some() {
                self.unmap(place, ledger);
                ledger.end_line();
            }
        }
    }

    /// Mostly an entry of the sequence, sometimes none.
    fn reference(generator: &mut Generator) -> GrantRef {
        match generator.below(12) {
            0 => generator.pick(&[GrantRef(1 << 20), GrantRef(u32::MAX)]),
            _ => GrantRef(FIRST + generator.below(ENTRIES)),
        }
    }

    fn granter(&self, generator: &mut Generator) -> DomId {
        match generator.below(16) {
            0 => NOBODY,
            _ => self.peer,
        }
    }

    /// Performs an operation of the grantee, and records it and its result.
    fn grantee_step(&mut self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let place = generator.below(PLACES as u32) as usize;
        match generator.below(20) {
            0..7 => self.map(place, generator, ledger),
            7..10 => self.unmap(place, ledger),
            10 => self.unmap_refused(generator, ledger),
            11..16 => self.copy(generator, ledger),
            16 => {
                let _ = write!(ledger, "query_size peer");
                // Only a privileged domain may ask, and which domain is privileged differs by the
                // sequence alone.
                outcome(
                    ledger,
                    gt::query_size_one(self.machine.xen(), self.peer).map(drop),
                );
            }
            17 => {
                let offset = 4 * generator.below(1024);
                let value = generator.below(1 << 16);
                let _ = write!(ledger, "write own {offset} {value:x}");
                word(self.memory.own.start(), offset as usize).store(value, Ordering::SeqCst);
            }
            _ => {
                let offset = 4 * generator.below(1024);
                let value = generator.below(1 << 16);
                let _ = write!(ledger, "write at {place} {offset} {value:x}");
                match self.mapped[place] {
                    Some((_, true)) => {
                        word(self.memory.area.address(place), offset as usize)
                            .store(value, Ordering::SeqCst);
                    }
                    _ => {
                        let _ = write!(ledger, " -> not writable");
                    }
                }
            }
        }
    }

    fn map(&mut self, place: usize, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let (reference, domain) = (Self::reference(generator), self.granter(generator));
        let flags = generator.pick(&[
            MapFlags::HOST_MAP,
            MapFlags::HOST_MAP,
            MapFlags::HOST_MAP | MapFlags::READONLY,
            MapFlags::HOST_MAP | MapFlags::READONLY,
            MapFlags::empty(),
        ]);
        let name = self.name(domain);
        let _ = write!(
            ledger,
            "map {place} {name} {} {:x}",
            reference.0,
            flags.bits()
        );
        if self.mapped[place].is_some() {
            let _ = write!(ledger, " -> in use");
            return;
        }
        let address = self.memory.area.host_address(place);
        // SAFETY: the address is one of the area's, where nothing is mapped.
        let mapped =
            unsafe { gt::map_grant_ref_one(self.machine.xen(), address, flags, reference, domain) };
        if let Ok(mapped) = &mapped {
            let writable = !flags.contains(MapFlags::READONLY);
            self.mapped[place] = Some((mapped.handle, writable));
        }
        outcome(ledger, mapped.map(drop));
    }

    fn unmap(&mut self, place: usize, ledger: &mut Ledger<'_>) {
        let _ = write!(ledger, "unmap {place}");
        let Some((handle, _)) = self.mapped[place].take() else {
            let _ = write!(ledger, " -> not mapped");
            return;
        };
        let address = self.memory.area.host_address(place);
        // SAFETY: nothing refers to the mapping.
        outcome(ledger, unsafe {
            gt::unmap_grant_ref_one(self.machine.xen(), address, 0, handle)
        });
    }

    /// Unmaps by a handle that there is not.
    fn unmap_refused(&mut self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let handle = generator.pick(&[1 << 20, u32::MAX]);
        let _ = write!(ledger, "unmap {handle:x}");
        let address = self.memory.area.host_address(0);
        // SAFETY: there is no such mapping.
        outcome(ledger, unsafe {
            gt::unmap_grant_ref_one(self.machine.xen(), address, 0, GrantHandle(handle))
        });
    }

    /// Copies from a grant or to one.
    fn copy(&mut self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let (reference, domain) = (Self::reference(generator), self.granter(generator));
        let mut offset = || generator.pick(&[0_u16, 8, 1000, 2048, 4090, 4096, 5000]);
        let (from, to) = (offset(), offset());
        let len = generator.pick(&[0_u16, 1, 6, 7, 1000, 2048, 4096, 5000]);
        let flags = generator.pick(&[
            CopyFlags::SOURCE_GREF,
            CopyFlags::SOURCE_GREF,
            CopyFlags::DEST_GREF,
            CopyFlags::DEST_GREF,
            CopyFlags::empty(),
        ]);
        let granted = |offset| CopyPtr {
            u: CopyPtrUnion::from_ref(reference),
            domid: domain,
            offset,
            ..CopyPtr::zeroed()
        };
        let own = |index, offset| CopyPtr {
            u: CopyPtrUnion::from_gmfn(self.memory.own.frame(index).into()),
            domid: DomId::SELF,
            offset,
            ..CopyPtr::zeroed()
        };
        let (source, dest) = if flags.contains(CopyFlags::SOURCE_GREF) {
            (granted(from), own(0, to))
        } else if flags.contains(CopyFlags::DEST_GREF) {
            (own(0, from), granted(to))
        } else {
            (own(0, from), own(1, to))
        };
        let name = self.name(domain);
        let _ = write!(
            ledger,
            "copy {name} {} {:x} {from} {to} {len}",
            reference.0,
            flags.bits()
        );
        // SAFETY: the pages are accessed atomically, and the copy is within them.
        outcome(ledger, unsafe {
            gt::copy_one(self.machine.xen(), source, dest, len, flags)
        });
    }
}

/// A hash of a page.
fn sum(page: NonNull<u8>) -> u32 {
    (0..PAGE_SIZE).step_by(4).fold(0x811c_9dc5, |hash, offset| {
        (hash ^ word(page, offset).load(Ordering::SeqCst)).wrapping_mul(0x0100_0193)
    })
}

impl<M: Machine> fmt::Debug for Sequence<'_, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sequence")
    }
}
