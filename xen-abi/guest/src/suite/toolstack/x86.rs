//! What x86 alone has: CPUID policies, extended state, permissions for devices, platform.

use core::cell::Cell;

use xen_abi::Hypercall;
use xen_abi::errno::Errno;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::guest::X86Guest;
use xen_abi::handle::GuestHandle;
use xen_abi::pages::GuestPages;
use xen_abi::plain::Plain;
use xen_abi::text::TextBuffer;
use xen_abi::toolstack::domctl::{CpuPolicy, Vcpuextstate};
use xen_abi::toolstack::platform::{self, FirmwareInfoUnion, FirmwareKind, XenPcpuFlags};

use super::life::{config, with_domain};
use super::release::{self, Calls};
use crate::checks::pages;
use crate::machine::Machine;
use crate::suite::differences::{GSI_PERMISSION, UCODE_REVISION};
use crate::suite::ports::NOBODY;
use crate::transcript::{Outcome, Transcript};

/// The pages for a policy or a state.
const ROOM: usize = 4;

/// Runs the tests in a privileged domain.
pub(in crate::suite) fn run<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(
    transcript: &mut Transcript<'_, M>,
) {
    let machine = transcript.machine;
    if !machine.is_privileged() {
        return;
    }
    // The reason for a missing release has been printed.
    let Ok(calls) = release::of(machine) else {
        return;
    };
    let mut test = |name, test: fn(&M, Calls) -> Outcome| {
        transcript.test(name, |machine| test(machine, calls));
    };
    test("toolstack::cpu_policy", cpu_policy);
    test("toolstack::vcpuextstate", extended_state);
    test("toolstack::irq_permission", interrupts);
    test("toolstack::ioport_permission", ports);
    test("platform::get_cpuinfo", |machine, _| cpuinfo(machine));
    test("platform::firmware_info", |machine, _| firmware(machine));
    test("platform::get_symbol", symbols);
    test("platform::ucode_revision", |machine, _| ucode(machine));
}

fn cpu_policy<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let (xen, room) = (machine.xen(), pages(machine, ROOM)?);
    let get = |domain, wanted| calls.get_cpu_policy(xen, domain, wanted);
    let size = attempt!(get(machine.id(), CpuPolicy::zeroed()));
    check!((size.nr_leaves > 4, size.nr_msrs > 0), (true, true));
    let start = room.start().as_ptr();
    // SAFETY: the second half of the pages.
    let middle = unsafe { start.add(ROOM * PAGE_SIZE / 2) };
    let wanted = CpuPolicy {
        leaves: GuestHandle::from_ptr(start.cast()),
        msrs: GuestHandle::from_ptr(middle.cast()),
        ..size
    };
    let whole = attempt!(get(machine.id(), wanted));
    check!(
        (
            whole.nr_leaves <= size.nr_leaves,
            whole.nr_msrs <= size.nr_msrs
        ),
        (true, true)
    );
    // The first leaf is leaf 0, and the second one leaf 1.
    // SAFETY: Xen has written the leaves.
    let leaf = |index| unsafe {
        start
            .cast::<xen_abi::arch_x86::xen::XenCpuidLeaf>()
            .add(index)
            .read_volatile()
            .leaf
    };
    check!((leaf(0), leaf(1)), (0, 1));
    let short = CpuPolicy {
        nr_leaves: 1,
        ..wanted
    };
    check!(get(machine.id(), short).err(), Some(Errno::ENOBUFS));
    check!(get(NOBODY, wanted).err(), Some(Errno::ESRCH));
    Ok(())
}

fn extended_state<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let (xen, room) = (machine.xen(), pages(machine, ROOM)?);
    with_domain(machine, calls, &config::<M>(), |domain| {
        let get = |wanted| calls.getvcpuextstate(xen, domain, wanted);
        check!(get(Vcpuextstate::zeroed()).err(), Some(Errno::ESRCH));
        attempt!(calls.max_vcpus(xen, domain, 1));
        let size = attempt!(get(Vcpuextstate::zeroed()));
        check!(size.size <= (ROOM * PAGE_SIZE) as u64, true);
        if size.size > 0 {
            let buffer = GuestHandle::from_ptr(room.start().as_ptr().cast());
            let wanted = Vcpuextstate { buffer, ..size };
            let state = attempt!(get(wanted));
            let outcome = calls.setvcpuextstate(xen, domain, state.size, buffer);
            check!(outcome, Ok(()));
            let short = Vcpuextstate { size: 1, ..wanted };
            check!(get(short).err(), Some(Errno::EINVAL));
        }
        Ok(())
    })?;
    let own = calls.getvcpuextstate(xen, machine.id(), Vcpuextstate::zeroed());
    check!(own.err(), Some(Errno::EINVAL));
    Ok(())
}

fn interrupts<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let gsi = Cell::new(None);
    with_domain(machine, calls, &config::<M>(), |domain| {
        check!(
            calls.irq_permission(xen, domain, u32::MAX, true),
            Err(Errno::EINVAL)
        );
        // The caller has no PIRQ of this number.
        check!(
            calls.irq_permission(xen, domain, 200, true),
            Err(Errno::EPERM)
        );
        gsi.set(calls.gsi_permission(xen, domain, 5, true));
        if gsi.get().is_some() {
            check!(
                (
                    calls.gsi_permission(xen, domain, 5, false),
                    calls.gsi_permission(xen, domain, u32::MAX, true)
                ),
                (Some(Ok(())), Some(Err(Errno::ERANGE)))
            );
        }
        Ok(())
    })?;
    GSI_PERMISSION.allows(machine, "gsi_permission", &gsi.get())
}

fn ports<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        // The port of a card that shows how far a firmware got.
        for allow in [true, false] {
            check!(
                calls.ioport_permission(xen, domain, (0x80, 1), allow),
                Ok(())
            );
        }
        for wrong in [(0x80, 0), (0xffff, 2), (u32::MAX, 2)] {
            check!(
                (wrong, calls.ioport_permission(xen, domain, wrong, true)),
                (wrong, Err(Errno::EINVAL))
            );
        }
        // Xen keeps the ports of the interrupt controller for itself.
        check!(
            calls.ioport_permission(xen, domain, (0x20, 2), true),
            Err(Errno::EPERM)
        );
        Ok(())
    })?;
    check!(
        calls.ioport_permission(xen, NOBODY, (0x80, 1), true),
        Err(Errno::ESRCH)
    );
    Ok(())
}

fn cpuinfo<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    let first = attempt!(platform::get_cpuinfo(machine.xen(), 0));
    check!(
        (first.xen_cpuid, first.max_present, first.flags),
        (0, 0, XenPcpuFlags::ONLINE)
    );
    let none = attempt!(platform::get_cpuinfo(machine.xen(), 77));
    check!(none.flags, XenPcpuFlags::INVALID);
    let version = attempt!(platform::get_cpu_version(machine.xen(), 0));
    check!((version.max_present, version.family > 0), (0, true));
    Ok(())
}

fn firmware<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    let ask = |kind, index| {
        // SAFETY: without a buffer.
        let outcome = unsafe {
            platform::firmware_info(machine.xen(), kind, index, FirmwareInfoUnion::default())
        };
        outcome.map(drop)
    };
    check!(ask(FirmwareKind::KBD_SHIFT_FLAGS, 0), Ok(()));
    check!(ask(FirmwareKind::KBD_SHIFT_FLAGS, 1), Err(Errno::ESRCH));
    check!(ask(FirmwareKind::DISK_INFO, 1000), Err(Errno::ESRCH));
    // QEMU boots Xen by its BIOS.
    check!(ask(FirmwareKind::EFI_INFO, 0), Err(Errno::ENOSYS));
    check!(ask(FirmwareKind(77), 0), Err(Errno::EINVAL));
    Ok(())
}

fn symbols<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M, calls: Calls) -> Outcome {
    let toolstack = calls.toolstack(machine.xen());
    let mut memory = [0xff; 256];
    let mut name = TextBuffer::new(&mut memory);
    let mut number = 0;
    for _ in 0..16 {
        let symbol = attempt!(toolstack.get_symbol(number, &mut name));
        // Xen counts the NUL, and the text has none.
        let length = name.as_bytes().len();
        check!(
            (length + 1, name.is_full(), name.to_str().is_ok()),
            (symbol.namelen as usize, false, true)
        );
        check!(
            (length > 0, symbol.address >> 63, symbol.symnum > number),
            (true, 1, true)
        );
        number = symbol.symnum;
    }
    // A name that does not fit is cut off.
    let whole = attempt!(toolstack.get_symbol(0, &mut name));
    let mut memory = [0xff; 2];
    let mut part = TextBuffer::new(&mut memory);
    let cut = attempt!(toolstack.get_symbol(0, &mut part));
    check!((cut.address, cut.namelen), (whole.address, whole.namelen));
    check!(
        (part.is_full(), part.as_bytes()),
        (true, &name.as_bytes()[..2])
    );
    let beyond = toolstack.get_symbol(u32::MAX, &mut name);
    check!(
        (beyond.err(), name.as_bytes()),
        (Some(Errno::ERANGE), &b""[..])
    );
    Ok(())
}

fn ucode<M: Machine<Xen: Hypercall<Guest: X86Guest>>>(machine: &M) -> Outcome {
    let first = platform::get_ucode_revision(machine.xen(), 0);
    UCODE_REVISION.allows(machine, "get_ucode_revision", &first.map(drop))?;
    if first.is_ok() {
        check!(
            platform::get_ucode_revision(machine.xen(), 77).err(),
            Some(Errno::ENOENT)
        );
    }
    Ok(())
}
