//! Rows about the host: sysctl and platform operations.

use super::Situation;
use super::calls::Dom0;
use xen_abi::toolstack::domctl::XenScheduler;
use xen_abi::toolstack::platform::{
    self as p, FirmwareInfoUnion, FirmwareKind, PlatformOp, XenPcpuFlags, XenPlatformOp,
};
use xen_abi::toolstack::sysctl::{
    self as s, SysctlCpupoolCmd, SysctlSchedulerCmd, XenSysctlCputopo, XenSysctlMeminfo,
    XenSysctlSchedulerOpUnion,
};
use xen_abi::toolstack::xen::XenctlBitmap;
use xen_abi::xen;
use xen_abi::{Errno, GuestHandle, Plain};

/// Reads the console; returns the text and the position behind it.
fn read(dom0: &Dom0, from: Option<u32>) -> Result<(String, u32), Errno> {
    let mut buffer = [0; 64];
    let handle = GuestHandle::from_mut_slice(&mut buffer);
    let (index, len) = (from.unwrap_or(0), buffer.len() as u32);
    let incremental = from.is_some().into();
    // SAFETY: the buffer is as long as stated.
    let read =
        unsafe { s::readconsole(&dom0.xen, dom0.sysctl(), 0, incremental, index, handle, len)? };
    let text = String::from_utf8_lossy(&buffer[..read.count as usize]);
    Ok((text.into_owned(), read.index))
}

fn rate_limit(dom0: &Dom0, pool: u32, command: SysctlSchedulerCmd) -> Result<u32, Errno> {
    let scheduler = s::sched_id(&dom0.xen, dom0.sysctl())?;
    assert_eq!(scheduler, XenScheduler::CREDIT2);
    let mut wanted = XenSysctlSchedulerOpUnion::default();
    wanted.set_sched_credit2(s::XenSysctlCredit2Schedule { ratelimit_us: 500 });
    // SAFETY: this scheduler takes no memory.
    let seen =
        unsafe { s::scheduler_op(&dom0.xen, dom0.sysctl(), pool, scheduler, command, wanted)? };
    Ok(seen.sched_credit2_untagged().ratelimit_us)
}

fn pool(dom0: &Dom0, command: SysctlCpupoolCmd, pool: u32) -> Result<(u32, [u8; 2]), Errno> {
    let mut bits = [0xff; 2];
    let map = XenctlBitmap {
        nr_bits: 16,
        bitmap: GuestHandle::from_mut_slice(&mut bits),
        ..XenctlBitmap::zeroed()
    };
    let none = XenScheduler(0);
    // SAFETY: the map is as long as stated.
    let seen = unsafe { s::cpupool_op(&dom0.xen, dom0.sysctl(), command, pool, none, 0, 0, map)? };
    Ok((seen.n_dom, bits))
}

fn firmware(dom0: &Dom0, kind: FirmwareKind) -> Result<(), Errno> {
    // SAFETY: without a buffer.
    unsafe { p::firmware_info(&dom0.xen, kind, 0, FirmwareInfoUnion::default()).map(drop) }
}

fn symbol(dom0: &Dom0, number: u32) -> Result<(p::Symdata, [u8; 32]), Errno> {
    let mut name = [0; 32];
    let handle = GuestHandle::from_mut_slice(&mut name);
    // SAFETY: the buffer is as long as stated.
    let symbol = unsafe { p::get_symbol(&dom0.xen, 32, number, handle)? };
    Ok((symbol, name))
}

pub(super) const SITUATIONS: &[Situation] = &[
    ("physinfo", "of the host", |dom0| {
        let before = s::physinfo(&dom0.xen, dom0.sysctl())?;
        assert_eq!(
            (before.nr_cpus, before.max_cpu_id, before.nr_nodes),
            (1, 0, 1)
        );
        assert!(before.free_pages < before.total_pages);
        let abilities = s::SysctlPhyscap::HVM | s::SysctlPhyscap::PV | s::SysctlPhyscap::HAP;
        assert!(before.capabilities.contains(abilities));
        Ok(())
    }),
    (
        "readconsole",
        "from the start, and from where it ended",
        |dom0| {
            let (text, end) = read(dom0, None)?;
            assert_eq!(
                text,
                format!("(XEN) Xen version {}.0-software\n", dom0.release)
            );
            assert_eq!(read(dom0, Some(end)), Ok((String::new(), end)));
            xen::console_io_write(&dom0.xen, b"hello\n")?;
            assert_eq!(read(dom0, Some(end)), Ok(("hello\n".into(), end + 6)));
            Ok(())
        },
    ),
    (
        "cputopoinfo and numainfo",
        "the sizes, then the lists",
        |dom0| {
            let (mut cpus, mut nodes) = (
                [XenSysctlCputopo::zeroed(); 2],
                [XenSysctlMeminfo::zeroed()],
            );
            let (cpu, node) = (
                GuestHandle::from_mut_slice(&mut cpus),
                GuestHandle::from_mut_slice(&mut nodes),
            );
            let mut distance = [0; 1];
            let distances = GuestHandle::from_mut_slice(&mut distance);
            let (xen, version, null) = (&dom0.xen, dom0.sysctl(), GuestHandle::null);
            // SAFETY: the lists are as long as stated.
            unsafe {
                assert_eq!(s::cputopoinfo(xen, version, 0, GuestHandle::null()), Ok(1));
                assert_eq!(s::cputopoinfo(xen, version, 2, cpu), Ok(1));
                assert_eq!(
                    s::numainfo(xen, version, 0, GuestHandle::null(), null()),
                    Ok(1)
                );
                assert_eq!(s::numainfo(xen, version, 1, node, distances), Ok(1));
            }
            let host = s::physinfo(xen, version)?;
            assert_eq!(nodes[0].memfree, host.free_pages << 12);
            assert_eq!((nodes[0].memsize, distance), (host.total_pages << 12, [10]));
            Ok(())
        },
    ),
    (
        "sched_id, scheduler_op and cpupool_op",
        "of CPU pool 0",
        |dom0| {
            assert_eq!(rate_limit(dom0, 0, SysctlSchedulerCmd::GETINFO), Ok(1000));
            assert_eq!(rate_limit(dom0, 0, SysctlSchedulerCmd::PUTINFO), Ok(500));
            assert_eq!(rate_limit(dom0, 0, SysctlSchedulerCmd::GETINFO), Ok(500));
            assert_eq!(pool(dom0, SysctlCpupoolCmd::INFO, 0), Ok((1, [1, 0])));
            assert_eq!(pool(dom0, SysctlCpupoolCmd::FREEINFO, 0)?.1, [0, 0]);
            Ok(())
        },
    ),
    ("scheduler_op", "of another CPU pool", |dom0| {
        rate_limit(dom0, 1, SysctlSchedulerCmd::GETINFO).map(drop)
    }),
    ("cpupool_op", "information about CPU pool 1", |dom0| {
        pool(dom0, SysctlCpupoolCmd::INFO, 1).map(drop)
    }),
    (
        "get_cpuinfo and get_cpu_version",
        "of the pCPU, and of one that there is not",
        |dom0| {
            let flags = |cpu| p::get_cpuinfo(&dom0.xen, cpu).map(|cpu| cpu.flags);
            assert_eq!(flags(0), Ok(XenPcpuFlags::ONLINE));
            assert_eq!(flags(1), Ok(XenPcpuFlags::INVALID));
            let family = |cpu| p::get_cpu_version(&dom0.xen, cpu).map(|cpu| cpu.family);
            assert_eq!((family(0), family(1)), (Ok(6), Ok(0)));
            Ok(())
        },
    ),
    ("firmware_info", "of the keyboard", |dom0| {
        firmware(dom0, FirmwareKind::KBD_SHIFT_FLAGS)
    }),
    ("firmware_info", "of a disk", |dom0| {
        firmware(dom0, FirmwareKind::DISK_INFO)
    }),
    ("get_symbol", "all of them", |dom0| {
        let mut number = 0;
        loop {
            let (found, name) = symbol(dom0, number)?;
            if found.symnum == number {
                assert_eq!((found.namelen, number > 16), (1, true));
                return Ok(());
            }
            assert_eq!(
                name.iter().position(|byte| *byte == 0),
                Some(found.namelen as usize - 1)
            );
            assert_eq!((found.symnum, found.address >> 63), (number + 1, 1));
            number = found.symnum;
        }
    }),
    ("get_symbol", "beyond the last one", |dom0| {
        symbol(dom0, 10_000).map(drop)
    }),
    ("get_ucode_revision", "of the pCPU", |dom0| {
        assert_ne!(p::get_ucode_revision(&dom0.xen, 1).err(), None);
        p::get_ucode_revision(&dom0.xen, 0).map(drop)
    }),
    ("any platform_op", "another interface version", |dom0| {
        let mut request = XenPlatformOp {
            cmd: PlatformOp::GetCpuinfo as u32,
            interface_version: p::XENPF_INTERFACE_VERSION as u32 + 1,
            ..Default::default()
        };
        // SAFETY: the operation takes no memory.
        unsafe { p::platform_op(&dom0.xen, &mut request) }
    }),
];
