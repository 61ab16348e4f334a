//! The operations of `memory_op` that a guest may use.

use core::ptr;

use xen_abi::Errno;
use xen_abi::frame::XenPfn;
use xen_abi::guest::Guest;
use xen_abi::hypercall::{Hypercall, Op, PermittedTo};
use xen_abi::memory::{self, MemoryFlags, MemoryOp, PhysMapSpace, memory_op};
use xen_abi::pages::GuestPages;
use xen_abi::xen::DomId;

use super::ports::NOBODY;
use crate::checks::pages;
use crate::machine::{KindOf, Machine};
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>) {
    if transcript.machine.is_software() {
        transcript.test("memory", |_| skip!("the software Xen has no memory_op"));
        return;
    }
    transcript.test("memory::sizes", sizes);
    transcript.test("memory::sizes_refused", sizes_refused);
    transcript.test("memory::returned_and_taken_back", returned_and_taken_back);
    transcript.test("memory::add_to_physmap_refused", add_to_physmap_refused);
    transcript.test("memory::refused", refused);
}

fn sizes<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    let now = attempt!(memory::current_reservation(xen, DomId::SELF));
    let most = attempt!(memory::maximum_reservation(xen, DomId::SELF));
    // Each machine gives the guest between 16 MiB and 1 GiB.
    check!(
        (now > 1 << 12, now < 1 << 18, now <= most),
        (true, true, true)
    );
    // Xen does not know a PV guest's frame numbers until the guest sets them.
    let last = attempt!(memory::maximum_gpfn(xen, DomId::SELF));
    check!(last > 0, KindOf::<M>::NAME != "pv64");
    check!(attempt!(memory::maximum_ram_page(xen)) > 0, true);
    check!(memory::current_reservation(xen, machine.id()), Ok(now));
    Ok(())
}

fn sizes_refused<M: Machine>(machine: &M) -> Outcome {
    let xen = machine.xen();
    check!(memory::current_reservation(xen, NOBODY), Err(Errno::ESRCH));
    check!(memory::maximum_reservation(xen, NOBODY), Err(Errno::ESRCH));
    check!(memory::maximum_gpfn(xen, NOBODY), Err(Errno::ESRCH));
    if !machine.is_privileged() {
        check!(
            memory::current_reservation(xen, DomId(0)),
            Err(Errno::EPERM)
        );
    }
    Ok(())
}

/// Releases a page, and populates its frame again.
fn returned_and_taken_back<M: Machine>(machine: &M) -> Outcome {
    if KindOf::<M>::NAME == "pv64" {
        skip!("a PV guest would have to take the page out of its page tables first");
    }
    let xen = machine.xen();
    let page = pages(machine, 1)?;
    let mut frame = [XenPfn::from(page.frame(0))];
    check!(
        // SAFETY: the page is unused, and is not accessed until its frame is populated again.
        unsafe { memory::decrease_reservation(xen, &frame, 0, MemoryFlags::empty(), DomId::SELF) },
        Ok(1)
    );
    check!(
        // SAFETY: as above.
        unsafe { memory::populate_physmap(xen, &mut frame, 0, MemoryFlags::empty(), DomId::SELF) },
        Ok(1)
    );
    // SAFETY: the frame is populated again, and has no other use.
    let read = unsafe {
        page.start().as_ptr().write_volatile(0x5a);
        page.start().as_ptr().read_volatile()
    };
    check!(read, 0x5a);
    Ok(())
}

fn add_to_physmap_refused<M: Machine>(machine: &M) -> Outcome {
    let page = pages(machine, 1)?;
    let add = |domain, space, index| {
        // SAFETY: the page has no other use, and Xen refuses all of these.
        unsafe {
            memory::add_to_physmap(machine.xen(), domain, 0, space, index, page.frame(0).into())
        }
    };
    check!(add(NOBODY, PhysMapSpace::SHARED_INFO, 0), Err(Errno::ESRCH));
    if KindOf::<M>::NAME == "pv64" {
        check!(
            add(DomId::SELF, PhysMapSpace::SHARED_INFO, 0),
            Err(Errno::EACCES)
        );
    } else {
        check!(
            add(DomId::SELF, PhysMapSpace::GMFN_FOREIGN, 0),
            Err(Errno::ENOSYS)
        );
        check!(
            add(DomId::SELF, PhysMapSpace::GRANT_TABLE, 1 << 20).is_err(),
            true
        );
    }
    Ok(())
}

/// Passes an invalid address for the record.
fn unreadable<O, M: Machine>(machine: &M) -> Result<(), Errno>
where
    O: Op<Family = MemoryOp> + PermittedTo<<M::Xen as Hypercall>::Guest>,
{
    // SAFETY: no memory is mapped at the end of the address space, and a record there would exceed
    // it.
    unsafe { memory::memory_op::<O, _>(machine.xen(), ptr::without_provenance_mut(usize::MAX - 1)) }
        .map(|_| ())
}

/// An operation that no Xen has.
struct Unknown;

// SAFETY: Xen refuses the number before it looks at the argument.
unsafe impl Op for Unknown {
    type Family = MemoryOp;
    type Arg = u8;
    const HYPERCALL: u32 = <memory_op::AddToPhysmap as Op>::HYPERCALL;
    const CMD: u32 = MemoryOp::AddToPhysmap as u32 + 48;
    const NAME: &'static str = "none";
}

impl<G: Guest> PermittedTo<G> for Unknown {}

fn refused<M: Machine>(machine: &M) -> Outcome {
    check!(
        unreadable::<memory_op::AddToPhysmap, M>(machine),
        Err(Errno::EFAULT)
    );
    check!(
        unreadable::<memory_op::CurrentReservation, M>(machine),
        Err(Errno::EFAULT)
    );
    check!(unreadable::<Unknown, M>(machine), Err(Errno::ENOSYS));
    Ok(())
}
