//! Information about the host: processors, memory, console, scheduler, CPU pools, domains.

use xen_abi::errno::Errno;
use xen_abi::guest::Guest;
use xen_abi::handle::GuestHandle;
use xen_abi::pages::GuestPages;
use xen_abi::plain::Plain;
use xen_abi::toolstack::domctl::{
    DomctlDomaininfoFlags, DomctlSchedCmd, SchedulerOpUnion, XenScheduler,
};
use xen_abi::toolstack::sysctl::{SysctlCpupoolCmd, XenSysctlCputopo, XenSysctlMeminfo};
use xen_abi::toolstack::xen::XenctlBitmap;
use xen_abi::xen::DomId;

use super::release::Calls;
use crate::checks::pages;
use crate::machine::{KindOf, Machine};
use crate::suite::ports::NOBODY;
use crate::transcript::{Outcome, Transcript};

/// The bytes of Xen's console that a test reads.
const CONSOLE: usize = 4096;

/// An address where no memory is mapped.
pub(super) fn unmapped<T>() -> GuestHandle<T> {
    GuestHandle::from_ptr(core::ptr::without_provenance_mut(
        usize::MAX & !(align_of::<u64>() - 1),
    ))
}

/// A bitmap in `bytes`.
pub(super) fn bitmap(bytes: &mut [u8]) -> XenctlBitmap {
    XenctlBitmap {
        nr_bits: 8 * bytes.len() as u32,
        bitmap: GuestHandle::from_mut_slice(bytes),
        ..XenctlBitmap::zeroed()
    }
}

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, calls: Calls) {
    let mut test = |name, test: fn(&M, Calls) -> Outcome| {
        transcript.test(name, |machine| test(machine, calls));
    };
    test("toolstack::physinfo", physinfo);
    test("toolstack::getdomaininfo", getdomaininfo);
    test("toolstack::getdomaininfolist", getdomaininfolist);
    test("toolstack::readconsole", readconsole);
    test("toolstack::cputopoinfo", cputopoinfo);
    test("toolstack::numainfo", numainfo);
    test("toolstack::scheduler", scheduler);
    test("toolstack::scheduler_of_a_domain", scheduler_of_a_domain);
    test("toolstack::cpupool", cpupool);
}

fn physinfo<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let host = attempt!(calls.physinfo(machine.xen()));
    check!(
        (host.nr_cpus, host.max_cpu_id + 1 >= host.nr_cpus),
        (1, true)
    );
    check!((host.nr_nodes, host.cpu_khz > 0), (1, true));
    check!(
        (
            host.total_pages > 1 << 12,
            host.free_pages < host.total_pages
        ),
        (true, true)
    );
    Ok(())
}

fn getdomaininfo<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let own = attempt!(calls.getdomaininfo(xen, machine.id()));
    check!(
        (own.id, own.online_vcpus, own.last_vcpu, own.pool),
        (0, 1, 0, 0)
    );
    check!(
        own.flags & (DomctlDomaininfoFlags::RUNNING | DomctlDomaininfoFlags::DYING),
        DomctlDomaininfoFlags::RUNNING
    );
    check!(
        own.flags.contains(DomctlDomaininfoFlags::HVM_GUEST),
        KindOf::<M>::NAME != "pv64"
    );
    check!(
        (own.pages > 1 << 12, own.pages <= own.most_pages),
        (true, true)
    );
    let later = attempt!(calls.getdomaininfo(xen, machine.id()));
    check!(
        (own.cpu_time > 0, later.cpu_time >= own.cpu_time),
        (true, true)
    );
    check!(calls.getdomaininfo(xen, NOBODY), Err(Errno::ESRCH));
    Ok(())
}

fn getdomaininfolist<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let (list, count) = attempt!(calls.domains(xen, DomId(0), 8));
    check!((list[0].id, (1..8).contains(&count)), (0, true));
    let (first, one) = attempt!(calls.domains(xen, DomId(0), 1));
    check!((first[0].id, one, first[1]), (0, 1, Default::default()));
    // The list continues behind the last domain that it has.
    let (_, others) = attempt!(calls.domains(xen, DomId(1), 8));
    check!(others, count - 1);
    check!(attempt!(calls.domains(xen, NOBODY, 8)).1, 0);
    check!(attempt!(calls.domains(xen, DomId(0), 0)).1, 0);
    Ok(())
}

fn readconsole<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let (xen, page) = (machine.xen(), pages(machine, 1)?);
    let buffer = || GuestHandle::from_ptr(page.start().as_ptr());
    let byte = |at: u32| {
        // SAFETY: the page is valid, and the tests stay within it.
        unsafe { page.start().as_ptr().add(at as usize).read_volatile() }
    };
    let first = attempt!(calls.readconsole(xen, None, buffer(), 16));
    check!(first.count, 16);
    check!((0..16).all(|at| byte(at) != 0), true);
    // The text continues behind the position that is returned, and ends.
    let mut from = first.index;
    let mut last = 0;
    loop {
        let more = attempt!(calls.readconsole(xen, Some(from), buffer(), CONSOLE as u32));
        check!(more.index, from.wrapping_add(more.count));
        if more.count == 0 {
            break;
        }
        last = byte(more.count - 1);
        from = more.index;
    }
    check!(last, b'\n');
    check!(
        calls.readconsole(xen, None, unmapped(), 16).err(),
        Some(Errno::EFAULT)
    );
    Ok(())
}

fn cputopoinfo<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let last = attempt!(calls.physinfo(xen)).max_cpu_id;
    check!(calls.cputopoinfo(xen, 0, GuestHandle::null()), Ok(last + 1));
    let before = XenSysctlCputopo {
        core: 777,
        socket: 777,
        node: 777,
    };
    let mut list = [before; 2];
    let handle = |list: &mut [XenSysctlCputopo]| GuestHandle::from_mut_slice(list);
    // A short list is filled. Xen may not know the core.
    check!(calls.cputopoinfo(xen, 1, handle(&mut list)), Ok(1));
    check!((list[0].core != before.core, list[0].node), (true, 0));
    check!(list[1].core, before.core);
    check!(
        calls.cputopoinfo(xen, 1, unmapped()).err(),
        Some(Errno::EFAULT)
    );
    Ok(())
}

fn numainfo<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    check!(
        calls.numainfo(xen, 0, GuestHandle::null(), GuestHandle::null()),
        Ok(1)
    );
    let (mut memory, mut distances) = ([XenSysctlMeminfo::zeroed(); 1], [u32::MAX; 1]);
    let count = calls.numainfo(
        xen,
        1,
        GuestHandle::from_mut_slice(&mut memory),
        GuestHandle::from_mut_slice(&mut distances),
    );
    check!(count, Ok(1));
    check!(
        (
            memory[0].memsize > 1 << 24,
            memory[0].memfree < memory[0].memsize
        ),
        (true, true)
    );
    check!(
        calls
            .numainfo(xen, 1, unmapped(), GuestHandle::null())
            .err(),
        Some(Errno::EFAULT)
    );
    Ok(())
}

/// Each scheduler, and one of another number.
fn other(than: XenScheduler) -> XenScheduler {
    if than == XenScheduler::CREDIT {
        XenScheduler::CREDIT2
    } else {
        XenScheduler::CREDIT
    }
}

fn scheduler<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let own = attempt!(calls.sched_id(xen));
    let parameters = attempt!(calls.pool_parameters(xen, 0, own));
    // The longest that a scheduler takes is half a second.
    match own {
        XenScheduler::CREDIT2 => {
            check!(
                parameters.sched_credit2_untagged().ratelimit_us <= 500_000,
                true
            );
        }
        XenScheduler::CREDIT => {
            check!(
                parameters.sched_credit_untagged().ratelimit_us <= 500_000,
                true
            );
        }
        _ => skip!("the tests know the parameters of Credit and Credit 2 only"),
    }
    check!(
        calls.pool_parameters(xen, 0, other(own)).err(),
        Some(Errno::EINVAL)
    );
    check!(
        calls.pool_parameters(xen, 999, own).err(),
        Some(Errno::ESRCH)
    );
    Ok(())
}

fn scheduler_of_a_domain<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let own = attempt!(calls.sched_id(xen));
    let none = SchedulerOpUnion::default;
    let weight = |parameters: SchedulerOpUnion| match own {
        XenScheduler::CREDIT2 => parameters.credit2_untagged().weight,
        _ => parameters.credit_untagged().weight,
    };
    let get = |domain, scheduler| {
        calls.parameters(xen, domain, scheduler, DomctlSchedCmd::GETINFO, none())
    };
    let before = attempt!(get(machine.id(), own));
    check!(weight(before) > 0, true);
    // What was read can be set.
    let set = calls.parameters(xen, machine.id(), own, DomctlSchedCmd::PUTINFO, before);
    check!(set.err(), None);
    check!(weight(attempt!(get(machine.id(), own))), weight(before));
    check!(get(machine.id(), other(own)).err(), Some(Errno::EINVAL));
    check!(get(NOBODY, own).err(), Some(Errno::ESRCH));
    let unknown = calls.parameters(xen, machine.id(), own, DomctlSchedCmd(77), none());
    check!(unknown.err(), Some(Errno::EINVAL));
    Ok(())
}

fn cpupool<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let mut bits = [0_u8; 8];
    let info = attempt!(calls.cpupool(xen, SysctlCpupoolCmd::INFO, 0, bitmap(&mut bits)));
    check!(
        (info.cpupool_id, info.sched_id, info.n_dom >= 1, bits[0]),
        (0, attempt!(calls.sched_id(xen)), true, 1)
    );
    let mut free = [0xff_u8; 8];
    attempt!(calls.cpupool(xen, SysctlCpupoolCmd::FREEINFO, 0, bitmap(&mut free)));
    check!(free, [0; 8]);
    // There is no pool of this ID or a higher one.
    check!(
        calls
            .cpupool(xen, SysctlCpupoolCmd::INFO, 1, bitmap(&mut bits))
            .err(),
        Some(Errno::ENOENT)
    );
    check!(
        calls
            .cpupool(xen, SysctlCpupoolCmd(77), 0, bitmap(&mut bits))
            .err(),
        Some(Errno::ENOSYS)
    );
    Ok(())
}
