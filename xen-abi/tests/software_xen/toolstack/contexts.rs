//! Rows about vCPUs, registers, parameters and permissions.

use super::Situation;
use super::calls::{Config, Dom0, hvm, on_arm, pv};
use super::domains::populate;
use xen_abi::arch_x86::xen::{VcpuGuestContext, XenCpuidLeaf, XenMsrEntry};
use xen_abi::frame::Gfn;
use xen_abi::guest::Guest;
use xen_abi::toolstack::domctl::{self as d, DomctlVcpuaffinityFlags as F};
use xen_abi::toolstack::xen::XenctlBitmap;
use xen_abi::xen::DomId;
use xen_abi::{Errno, GuestHandle, Plain};

/// A bitmap in memory.
fn bitmap(bytes: &mut [u8]) -> XenctlBitmap {
    XenctlBitmap {
        nr_bits: 8 * bytes.len() as u32,
        bitmap: GuestHandle::from_mut_slice(bytes),
        ..XenctlBitmap::zeroed()
    }
}

/// Sets both affinities; returns those in effect.
fn set_affinity(dom0: &Dom0, id: DomId, wanted: u8) -> Result<[[u8; 4]; 2], Errno> {
    let mut maps = [[wanted, 0, 0, wanted]; 2];
    let [hard, soft] = &mut maps;
    let (hard, soft) = (bitmap(hard), bitmap(soft));
    // SAFETY: the maps are as long as stated.
    unsafe {
        d::setvcpuaffinity(
            &dom0.xen,
            dom0.domctl(),
            id,
            0,
            F::HARD | F::SOFT,
            hard,
            soft,
        )?;
    }
    Ok(maps)
}

fn get_affinity(dom0: &Dom0, id: DomId, flags: F) -> Result<[[u8; 4]; 2], Errno> {
    let mut maps = [[0; 4]; 2];
    let [hard, soft] = &mut maps;
    let (hard, soft) = (bitmap(hard), bitmap(soft));
    // SAFETY: as above.
    unsafe { d::getvcpuaffinity(&dom0.xen, dom0.domctl(), id, 0, flags, hard, soft)? };
    Ok(maps)
}

fn get_registers<G: Guest>(dom0: &Dom0<G>, id: DomId) -> Result<VcpuGuestContext, Errno> {
    let mut registers = VcpuGuestContext::zeroed();
    let handle = GuestHandle::from_mut(&mut registers);
    // SAFETY: the handle is of registers.
    unsafe { d::getvcpucontext(&dom0.xen, dom0.domctl(), id, 0, handle)? };
    Ok(registers)
}

fn set_registers<G: Guest>(
    dom0: &Dom0<G>,
    id: DomId,
    registers: GuestHandle<VcpuGuestContext>,
) -> Result<(), Errno> {
    // SAFETY: the handle is null, or of registers.
    unsafe { d::setvcpucontext(&dom0.xen, dom0.domctl(), id, 0, registers) }
}

fn policy(
    dom0: &Dom0,
    leaves: &mut [XenCpuidLeaf],
    msrs: &mut [XenMsrEntry],
) -> Result<d::CpuPolicy, Errno> {
    let handles = match leaves.len() {
        0 => (GuestHandle::null(), GuestHandle::null()),
        _ => (
            GuestHandle::from_mut_slice(leaves),
            GuestHandle::from_mut_slice(msrs),
        ),
    };
    let (count, msrs) = (leaves.len() as u32, msrs.len() as u32);
    // SAFETY: the lists are as long as stated.
    unsafe {
        d::get_cpu_policy(
            &dom0.xen,
            dom0.domctl(),
            DomId(0),
            count,
            msrs,
            handles.0,
            handles.1,
        )
    }
}

fn weigh(
    dom0: &Dom0,
    scheduler: d::XenScheduler,
    command: d::DomctlSchedCmd,
    weight: u16,
) -> Result<u16, Errno> {
    let id = dom0.list(DomId(1), 1)?[0].id;
    let wanted = d::SchedulerOpUnion::from_credit2(d::SchedCredit2 { weight, cap: 0 });
    // SAFETY: these commands take no memory.
    let seen =
        unsafe { d::scheduler_op(&dom0.xen, dom0.domctl(), id, scheduler, command, wanted)? };
    Ok(seen.credit2_untagged().weight)
}

fn ports(dom0: &Dom0, first: u32, count: u32) -> Result<(), Errno> {
    // SAFETY: the software Xen has no ports.
    unsafe { d::ioport_permission(&dom0.xen, dom0.domctl(), dom0.domain()?, first, count, 1) }
}

pub(super) const SITUATIONS: &[Situation] = &[
    ("getvcpuinfo", "of the caller and of the domain", |dom0| {
        let own = d::getvcpuinfo(&dom0.xen, dom0.domctl(), DomId(0), 0)?;
        assert_eq!((own.online, own.running, own.cpu), (1, 1, 0));
        let new = d::getvcpuinfo(&dom0.xen, dom0.domctl(), dom0.domain()?, 0)?;
        assert_eq!((new.online, new.running, new.cpu_time), (0, 0, 0));
        Ok(())
    }),
    ("getvcpuinfo", "beyond the vCPUs", |dom0| {
        d::getvcpuinfo(&dom0.xen, dom0.domctl(), dom0.domain()?, 1).map(drop)
    }),
    ("getvcpuinfo", "before the vCPUs are allocated", |dom0| {
        let id = dom0.create(&pv())?;
        d::getvcpuinfo(&dom0.xen, dom0.domctl(), id, 0).map(drop)
    }),
    ("setvcpuaffinity", "to the pCPU", |dom0| {
        let id = dom0.domain()?;
        assert_eq!(set_affinity(dom0, id, 0xff), Ok([[1, 0, 0, 0]; 2]));
        assert_eq!(
            get_affinity(dom0, id, F::HARD | F::SOFT),
            Ok([[1, 0, 0, 0]; 2])
        );
        assert_eq!(get_affinity(dom0, id, F::SOFT), Ok([[0; 4], [1, 0, 0, 0]]));
        Ok(())
    }),
    ("setvcpuaffinity", "to pCPUs that there are not", |dom0| {
        set_affinity(dom0, dom0.domain()?, 2).map(drop)
    }),
    ("getvcpuaffinity", "with no map", |dom0| {
        get_affinity(dom0, dom0.domain()?, F::empty()).map(drop)
    }),
    ("setvcpucontext", "on Arm, and read again", |dom0| {
        on_arm(dom0, |arm| {
            let id = arm.create(&Config {
                devices: 0,
                ..hvm()
            })?;
            d::max_vcpus(&arm.xen, arm.domctl(), id, 1)?;
            let mut registers = VcpuGuestContext::zeroed();
            registers.user_regs.anon7.set_rip(0x1234_5678);
            registers.flags = xen_abi::arch_x86::xen::VcpuGuestContextFlags::ONLINE;
            set_registers(arm, id, GuestHandle::from_mut(&mut registers))?;
            let seen = get_registers(arm, id)?;
            assert_eq!(seen.user_regs.anon7.rip(), 0x1234_5678);
            assert_eq!(arm.info(id)?.online, 1);
            // Without registers, it is reset.
            set_registers(arm, id, GuestHandle::null())?;
            assert_eq!(arm.info(id)?.online, 0);
            assert_eq!(get_registers(arm, id).err(), Some(Errno::ENODATA));
            Ok(())
        })
    }),
    (
        "setvcpucontext",
        "of a PV domain, without page tables",
        |dom0| {
            let id = dom0.create(&pv())?;
            d::max_vcpus(&dom0.xen, dom0.domctl(), id, 1)?;
            let mut registers = VcpuGuestContext::zeroed();
            set_registers(dom0, id, GuestHandle::from_mut(&mut registers))
        },
    ),
    ("getvcpucontext", "without registers", |dom0| {
        get_registers(dom0, dom0.domain()?).map(drop)
    }),
    ("scheduler_op", "the weight is set and read", |dom0| {
        use d::DomctlSchedCmd as C;
        dom0.domain()?;
        let credit2 = d::XenScheduler::CREDIT2;
        assert_eq!(weigh(dom0, credit2, C::GETINFO, 0), Ok(256));
        weigh(dom0, credit2, C::PUTINFO, 512)?;
        assert_eq!(weigh(dom0, credit2, C::GETINFO, 0), Ok(512));
        Ok(())
    }),
    ("scheduler_op", "of another scheduler", |dom0| {
        dom0.domain()?;
        weigh(dom0, d::XenScheduler::CREDIT, d::DomctlSchedCmd::GETINFO, 0).map(drop)
    }),
    ("set_paging_mempool_size", "and read again", |dom0| {
        let id = dom0.domain()?;
        d::set_paging_mempool_size(&dom0.xen, dom0.domctl(), id, 3 << 20)?;
        let size = d::get_paging_mempool_size(&dom0.xen, dom0.domctl(), id);
        assert_eq!(size, Ok(3 << 20));
        Ok(())
    }),
    ("set_paging_mempool_size", "not whole pages", |dom0| {
        d::set_paging_mempool_size(&dom0.xen, dom0.domctl(), dom0.domain()?, 4097)
    }),
    ("get_paging_mempool_size", "of a PV domain", |dom0| {
        let id = dom0.create(&pv())?;
        d::get_paging_mempool_size(&dom0.xen, dom0.domctl(), id).map(drop)
    }),
    ("hypercall_init", "a page of the domain", |dom0| {
        let id = dom0.domain()?;
        d::max_mem(&dom0.xen, dom0.domctl(), id, 4)?;
        assert_eq!(populate(dom0, id, 1), Ok(1));
        // SAFETY: nothing runs in the domain.
        unsafe { d::hypercall_init(&dom0.xen, dom0.domctl(), id, Gfn::new(0)) }
    }),
    ("hypercall_init", "no page of the domain", |dom0| {
        // SAFETY: as above.
        unsafe { d::hypercall_init(&dom0.xen, dom0.domctl(), dom0.domain()?, Gfn::new(0)) }
    }),
    ("irq_permission", "a PIRQ of the caller", |dom0| {
        let pirq = dom0.xen.give_pirq(Some(9), true);
        d::irq_permission(&dom0.xen, dom0.domctl(), dom0.domain()?, pirq, 1)
    }),
    (
        "irq_permission",
        "a PIRQ that the caller does not have",
        |dom0| d::irq_permission(&dom0.xen, dom0.domctl(), dom0.domain()?, 200, 1),
    ),
    ("ioport_permission", "a port", |dom0| ports(dom0, 0x80, 1)),
    (
        "ioport_permission",
        "the ports of the interrupt controller",
        |dom0| ports(dom0, 0x20, 2),
    ),
    ("ioport_permission", "beyond the last port", |dom0| {
        ports(dom0, 0xffff, 2)
    }),
    ("gsi_permission", "a GSI", |dom0| {
        let (id, grant) = (dom0.domain()?, d::DomctlGsiAction::GRANT);
        d::gsi_permission(&dom0.xen, dom0.domctl(), id, 5, grant)
    }),
    ("get_cpu_policy", "the sizes, then the lists", |dom0| {
        let size = policy(dom0, &mut [], &mut [])?;
        let mut leaves = vec![XenCpuidLeaf::zeroed(); size.nr_leaves as usize];
        let mut msrs = vec![XenMsrEntry::zeroed(); size.nr_msrs as usize];
        let whole = policy(dom0, &mut leaves, &mut msrs)?;
        assert!(whole.nr_leaves > 4 && whole.nr_msrs > 0);
        assert_eq!((leaves[0].leaf, leaves[1].leaf), (0, 1));
        Ok(())
    }),
    ("get_cpu_policy", "a short list", |dom0| {
        let mut leaves = [XenCpuidLeaf::zeroed(); 1];
        policy(dom0, &mut leaves, &mut [XenMsrEntry::zeroed(); 8]).map(drop)
    }),
    (
        "getvcpuextstate",
        "the size, then the state, set again",
        |dom0| {
            let (id, null) = (dom0.domain()?, GuestHandle::null());
            let mut state = [7_u64; 2];
            let handle = GuestHandle::from_mut_slice(&mut state);
            // SAFETY: the state is as long as Xen says.
            unsafe {
                let size = d::getvcpuextstate(&dom0.xen, dom0.domctl(), id, 0, 0, 0, null)?.size;
                assert_eq!(size, 16);
                d::getvcpuextstate(&dom0.xen, dom0.domctl(), id, 0, 0, size, handle)?;
                d::setvcpuextstate(&dom0.xen, dom0.domctl(), id, 0, size, handle)?;
            }
            assert_eq!(state, [0; 2]);
            Ok(())
        },
    ),
    (
        "settimeoffset, setdomainhandle and setdebugging",
        "of the domain",
        |dom0| {
            let id = dom0.domain()?;
            d::settimeoffset(&dom0.xen, dom0.domctl(), id, -60)?;
            d::setdomainhandle(&dom0.xen, dom0.domctl(), id, *b"another identity")?;
            d::setdebugging(&dom0.xen, dom0.domctl(), id, 1)?;
            let info = dom0.info(id)?;
            assert_eq!(info.handle, *b"another identity");
            assert!(info.flags.contains(d::DomctlDomaininfoFlags::DEBUGGED));
            Ok(())
        },
    ),
];
