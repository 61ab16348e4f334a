//! A small domain that never runs, as the other end of the tests.

use std::sync::{Mutex, OnceLock};

use xen_abi::frame::XenPfn;
use xen_abi::grant_table::{GrantEntryFlags, GrantRef};
use xen_abi::memory::{self, MemResourceType, MemoryFlags};
use xen_abi::shared::SharedMemory as _;
use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Buffer, Errno, Hypercall as _, version};
use xen_abi_linux::{ForeignMemory, Privcmd};

/// The number of pages of a domain.
const PAGES: u64 = 16;

/// The first frame of a domain's memory.
#[cfg(target_arch = "x86_64")]
pub(crate) const FIRST: u64 = 0;
/// The first frame of a domain's memory.
#[cfg(target_arch = "aarch64")]
pub(crate) const FIRST: u64 = 0x40000;

/// The size of the record of `domctl`, without the command's part.
const HEAD: usize = 16;

/// The operations of `domctl` that the fixture uses. Their layouts differ between releases, and the
/// crate's own headers are for guests.
const CREATE: u32 = 1;
const DESTROY: u32 = 2;
const GET_INFO: u32 = 5;
const MAX_MEM: u32 = 11;
const MAX_VCPUS: u32 = 15;
#[cfg(target_arch = "aarch64")]
const SET_P2M_POOL: u32 = 86;

/// A domain, destroyed on drop.
pub(crate) struct Domain {
    pub(crate) xen: Privcmd,
    pub(crate) id: DomId,
    destroyed: Mutex<bool>,
}

/// Makes a `domctl` call, and returns the command's part of the record.
pub(crate) fn domctl(
    xen: &Privcmd,
    command: u32,
    dom: DomId,
    argument: &[u8],
) -> Result<(DomId, [u8; 128]), Errno> {
    static INTERFACE: OnceLock<u32> = OnceLock::new();
    let interface = *INTERFACE.get_or_init(|| {
        let minor = version::version(xen).expect("version") & 0xffff;
        if minor < 20 { 0x15 } else { 0x17 }
    });
    let mut record = [0_u8; HEAD + 128];
    record[..4].copy_from_slice(&command.to_ne_bytes());
    record[4..8].copy_from_slice(&interface.to_ne_bytes());
    record[8..10].copy_from_slice(&dom.0.to_ne_bytes());
    record[HEAD..HEAD + argument.len()].copy_from_slice(argument);
    // SAFETY: the commands of this module read and write their record, and change the domain that
    // they name.
    let result = unsafe {
        xen.with_buffer(Buffer::in_out(&raw mut record), |address| {
            xen.hypercall(HypercallNum::DOMCTL.0, [address])
        })
    };
    xen_abi::returns::neg_errnoval(result)?;
    let id = u16::from_ne_bytes([record[8], record[9]]);
    let mut rest = [0; 128];
    rest.copy_from_slice(&record[HEAD..]);
    Ok((DomId(id), rest))
}

/// The record of `getdomaininfo`, with what follows it.
pub(crate) fn info_record(xen: &Privcmd, dom: DomId) -> Result<[u8; 128], Errno> {
    domctl(xen, GET_INFO, dom, &[]).map(|(_, record)| record)
}

/// The parts of `getdomaininfo` that the tests use: domain, flags, pages.
pub(crate) fn info(xen: &Privcmd, dom: DomId) -> Result<(DomId, u32, u64), Errno> {
    let (id, info) = domctl(xen, GET_INFO, dom, &[])?;
    let word = |at: usize| u64::from_ne_bytes(info[at..at + 8].try_into().expect("eight bytes"));
    Ok((id, (word(0) >> 32) as u32, word(8)))
}

fn creation(minor: u32) -> [u8; 128] {
    let mut record = [0_u8; 128];
    let mut set = |at: usize, value: u32| record[at..at + 4].copy_from_slice(&value.to_ne_bytes());
    // A PVH domain on x86; its arch part differs by release.
    let (flags, arch) = (3, if minor < 20 { 56 } else { 60 });
    set(20, flags);
    set(28, 1); // max_vcpus
    set(32, 1023); // max_evtchn_port
    set(36, 4); // max_grant_frames
    set(40, 4); // max_maptrack_frames
    set(44, 1); // grant_opts: version 1
    // emulation_flags: a local APIC. On Arm: the GIC of the machine.
    set(arch, u32::from(cfg!(target_arch = "x86_64")));
    record
}

impl Domain {
    pub(crate) fn new() -> Self {
        let xen = Privcmd::open().expect("privcmd");
        let minor = version::version(&xen).expect("version") & 0xffff;
        let (id, _) = domctl(&xen, CREATE, DomId(0), &creation(minor)).expect("createdomain");
        let domain = Self {
            xen,
            id,
            destroyed: Mutex::new(false),
        };
        domain.prepare();
        domain
    }

    fn prepare(&self) {
        let call = |command, argument: &[u8]| {
            domctl(&self.xen, command, self.id, argument)
                .unwrap_or_else(|error| panic!("domctl {command}: {error}"));
        };
        call(MAX_VCPUS, &1_u32.to_ne_bytes());
        call(MAX_MEM, &((PAGES + 4096) * 4).to_ne_bytes());
        #[cfg(target_arch = "aarch64")]
        call(SET_P2M_POOL, &(2_u64 << 20).to_ne_bytes());
        let mut frames = Self::frames();
        // SAFETY: the domain has no pages yet.
        let done = unsafe {
            memory::populate_physmap(&self.xen, &mut frames, 0, MemoryFlags::empty(), self.id)
        };
        assert_eq!(done, Ok(frames.len()), "populate_physmap");
    }

    /// The frames of its memory.
    pub(crate) fn frames() -> Vec<XenPfn> {
        (FIRST..FIRST + PAGES)
            .map(|frame| XenPfn(frame as _))
            .collect()
    }

    /// Maps its memory.
    pub(crate) fn memory(&self) -> ForeignMemory {
        // SAFETY: nothing runs in the domain.
        unsafe { self.xen.map_frames(self.id, &Self::frames()) }.expect("the domain's frames")
    }

    /// Maps the first page of its grant table.
    pub(crate) fn grant_table(&self) -> ForeignMemory {
        // SAFETY: nothing runs in the domain.
        unsafe {
            self.xen
                .map_resource(self.id, MemResourceType::GRANT_TABLE, 0, [0, 1])
        }
        .expect("the grant table")
    }

    /// Grants dom0 a page of its memory, by number.
    pub(crate) fn grant(&self, entry: u32, page: u64, read_only: bool) -> GrantRef {
        let table = self.grant_table();
        let at = entry as usize * 8;
        table.set(at + 2, &0_u16);
        table.set(at + 4, &((FIRST + page) as u32));
        let mut flags = GrantEntryFlags::PERMIT_ACCESS;
        if read_only {
            flags |= GrantEntryFlags::READONLY;
        }
        table.set(at, &flags.bits());
        GrantRef(entry)
    }

    /// Destroys the domain.
    pub(crate) fn destroy(&self) {
        let mut destroyed = self
            .destroyed
            .lock()
            .unwrap_or_else(|error| error.into_inner());
        if std::mem::replace(&mut *destroyed, true) {
            return;
        }
        loop {
            match domctl(&self.xen, DESTROY, self.id, &[]) {
                // 85 is ERESTART: call again.
                Err(error) if error == Errno::EAGAIN || error.code() == 85 => {}
                other => {
                    other.expect("destroydomain");
                    return;
                }
            }
        }
    }
}

impl Drop for Domain {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.destroy();
        }
    }
}
