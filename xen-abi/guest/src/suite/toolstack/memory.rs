//! The memory of a new domain: limits, pools, the hypercall page, and the end of it all.

use core::ptr::NonNull;

use xen_abi::Hypercall;
use xen_abi::errno::Errno;
use xen_abi::frame::{Gfn, PAGE_SIZE, XenPfn};
use xen_abi::guest::Guest;
use xen_abi::memory::{self, AddToPhysmapBatchExtra, MemoryFlags, PhysMapSpace};
use xen_abi::pages::GuestPages;
use xen_abi::returns;
use xen_abi::toolstack::domctl::DomctlDomaininfoFlags;
use xen_abi::xen::{DomId, HypercallNum};

use super::life::{config, with_domain};
use super::release::Calls;
use crate::checks::pages;
use crate::machine::{KindOf, Machine};
use crate::suite::ports::NOBODY;
use crate::transcript::{Outcome, Transcript};

/// The limit of the domain's memory in KiB.
const LIMIT: u64 = 1024;

/// The size of a translated domain's pool of page tables, in bytes.
const TABLES: u64 = 1 << 20;

/// A guest frame of a translated domain that may be memory.
const FRAME: u64 = 0x4_0000;

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, calls: Calls) {
    transcript.test("toolstack::max_mem", |machine| max_mem(machine, calls));
    transcript.test("toolstack::hypercall_init", |machine| {
        hypercall_init(machine, calls)
    });
    transcript.test("toolstack::paging_mempool", |machine| pool(machine, calls));
    transcript.test("toolstack::dying", |machine| dying(machine, calls));
}

/// Allows the domain memory. A translated one also needs a pool for its page tables: since 4.20, Arm
/// gives it none.
fn allow<M: Machine>(machine: &M, calls: Calls, domain: DomId) -> Outcome {
    attempt!(calls.max_mem(machine.xen(), domain, LIMIT));
    if KindOf::<M>::NAME != "pv64" {
        attempt!(calls.set_paging_mempool_size(machine.xen(), domain, TABLES));
    }
    Ok(())
}

/// Gives the domain a page, and returns its frame: of a PV domain the machine frame.
fn populate<M: Machine>(machine: &M, domain: DomId) -> Outcome<Option<Gfn>> {
    let mut frames = [XenPfn::from(Gfn::new(FRAME))];
    // SAFETY: the domain does not run, and none of its memory is in use.
    let count = attempt!(unsafe {
        memory::populate_physmap(machine.xen(), &mut frames, 0, MemoryFlags::empty(), domain)
    });
    #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
    let frame = Gfn::from(frames[0]);
    Ok((count == 1).then_some(frame))
}

fn max_mem<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        check!(populate(machine, domain)?.is_some(), false);
        allow(machine, calls, domain)?;
        let info = attempt!(calls.getdomaininfo(xen, domain));
        check!((info.most_pages, info.pages), (LIMIT / 4, 0));
        check!(populate(machine, domain)?.is_some(), true);
        check!(attempt!(calls.getdomaininfo(xen, domain)).pages, 1);
        // It keeps what it has.
        check!(calls.max_mem(xen, domain, 0), Ok(()));
        check!(attempt!(calls.getdomaininfo(xen, domain)).pages, 1);
        check!(populate(machine, domain)?.is_some(), false);
        Ok(())
    })?;
    check!(calls.max_mem(xen, NOBODY, LIMIT), Err(Errno::ESRCH));
    Ok(())
}

fn hypercall_init<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        allow(machine, calls, domain)?;
        let Some(frame) = populate(machine, domain)? else {
            skip!("the host has no memory left");
        };
        let (right, wrong) = match KindOf::<M>::NAME {
            "arm" => (Err(Errno::ENOSYS), Errno::ENOSYS),
            _ => (Ok(()), Errno::EINVAL),
        };
        check!(calls.hypercall_init(xen, domain, frame), right);
        check!(
            calls.hypercall_init(xen, domain, Gfn::new(1 << 30)),
            Err(wrong)
        );
        Ok(())
    })
}

fn pool<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        let set = |size| calls.set_paging_mempool_size(xen, domain, size);
        let get = || calls.get_paging_mempool_size(xen, domain);
        if KindOf::<M>::NAME == "pv64" {
            let none = Errno::EOPNOTSUPP;
            check!((get(), set(1 << 20)), (Err(none), Err(none)));
            return Ok(());
        }
        check!(attempt!(get()) % PAGE_SIZE as u64, 0);
        for size in [2 << 20, 3 << 20] {
            check!((set(size), get()), (Ok(()), Ok(size)));
        }
        check!(set((2 << 20) + 1), Err(Errno::EINVAL));
        check!(get(), Ok(3 << 20));
        Ok(())
    })
}

/// Maps a frame of another domain in place of a page.
///
/// # Safety
///
/// The page must have no other use, from now on.
unsafe fn map_foreign<M: Machine>(
    machine: &M,
    page: NonNull<u8>,
    place: Gfn,
    domain: DomId,
    frame: Gfn,
) -> Result<(), Errno> {
    if KindOf::<M>::NAME == "pv64" {
        // Present, writable, user, accessed and dirty.
        let entry = (frame.get() as usize) << 12 | 0x67;
        let arguments = [page.as_ptr() as usize, entry, 2, domain.0.into()];
        // SAFETY: the page has no other use.
        let result = unsafe {
            let number = HypercallNum::UPDATE_VA_MAPPING_OTHERDOMAIN.0;
            machine.xen().hypercall(number, arguments)
        };
        return returns::neg_errnoval(result);
    }
    // SAFETY: as above.
    unsafe {
        memory::add_to_physmap_batch_one(
            machine.xen(),
            DomId::SELF,
            PhysMapSpace::GMFN_FOREIGN.0 as u16,
            AddToPhysmapBatchExtra::from_foreign_domid(domain),
            frame.get() as _,
            place.into(),
        )
    }
}

/// While another domain maps a page of it, a destroyed domain stays, and is dying.
fn dying<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    if machine.is_software() {
        skip!("no domain of the software Xen maps frames of another");
    }
    let (xen, page) = (machine.xen(), pages(machine, 1)?);
    let (start, place) = (page.start(), page.frame(0));
    let domain = attempt!(calls.createdomain(xen, calls.any(), &config::<M>()));
    allow(machine, calls, domain)?;
    let Some(frame) = populate(machine, domain)? else {
        skip!("the host has no memory left");
    };
    // SAFETY: the page is not used again.
    let mapped = unsafe { map_foreign(machine, start, place, domain, frame) };
    core::mem::forget(page);
    let destroyed = calls.destroydomain(xen, domain);
    check!((mapped, destroyed), (Ok(()), Ok(())));
    let info = attempt!(calls.getdomaininfo(xen, domain));
    check!(
        (info.id, info.flags.contains(DomctlDomaininfoFlags::DYING)),
        (domain.0, true)
    );
    // Its ID stays in use, and it can no longer be configured.
    check!(
        calls.createdomain(xen, domain, &config::<M>()),
        Err(Errno::EEXIST)
    );
    check!(populate(machine, domain)?.is_some(), false);
    check!(calls.destroydomain(xen, domain), Ok(()));
    if KindOf::<M>::NAME == "pv64" {
        // SAFETY: the page becomes the guest's own again.
        check!(unsafe { machine.map_machine_frame(start, place) }, true);
    } else {
        // SAFETY: the mapping is not used again.
        attempt!(unsafe { memory::remove_from_physmap(xen, DomId::SELF, place.into()) });
    }
    check!(calls.getdomaininfo(xen, domain), Err(Errno::ESRCH));
    check!(calls.destroydomain(xen, domain), Err(Errno::ESRCH));
    Ok(())
}
