//! The registers of a vCPU, and the hardware state of a domain.

use xen_abi::errno::Errno;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::guest::Guest;
use xen_abi::handle::GuestHandle;
use xen_abi::pages::GuestPages;
use xen_abi::plain::Plain;
#[cfg(target_arch = "aarch64")]
use xen_abi::toolstack::arch_arm::ArmPsr;

use super::host::unmapped;
use super::life::{config, with_domain};
use super::release::{Calls, VcpuContext};
use crate::checks::pages;
use crate::machine::{KindOf, Machine};
use crate::transcript::{Outcome, Transcript};

/// The pages for the hardware state of a domain.
const ROOM: usize = 4;

/// The program counter that a test sets.
const START: u64 = 0x0012_3450;

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, calls: Calls) {
    transcript.test("toolstack::vcpucontext", |machine| {
        registers(machine, calls)
    });
    transcript.test("toolstack::hvmcontext", |machine| hardware(machine, calls));
}

/// Registers with a program counter. They are valid for a translated guest only, as those of a PV
/// guest have page tables.
fn context() -> VcpuContext {
    let mut context = VcpuContext::zeroed();
    #[cfg(target_arch = "x86_64")]
    {
        context.user_regs.anon7.set_rip(START);
    }
    #[cfg(target_arch = "aarch64")]
    {
        context.user_regs.anon31.set_pc64(START);
        // EL1h, with all interrupts masked.
        context.user_regs.cpsr = ArmPsr::from_bits_retain(0x3c5);
    }
    context
}

fn program_counter(context: &VcpuContext) -> u64 {
    #[cfg(target_arch = "x86_64")]
    return context.user_regs.anon7.rip();
    #[cfg(target_arch = "aarch64")]
    return context.user_regs.anon31.pc64();
}

fn registers<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        let mut seen = VcpuContext::zeroed();
        let mut get = |vcpu| {
            let outcome = calls.getvcpucontext(xen, domain, vcpu, GuestHandle::from_mut(&mut seen));
            outcome.map(|()| program_counter(&seen))
        };
        if KindOf::<M>::NAME == "arm" {
            attempt!(calls.set_address_size(xen, domain, 64));
        }
        check!(get(0), Err(Errno::EINVAL));
        attempt!(calls.max_vcpus(xen, domain, 1));
        check!((get(0), get(1)), (Err(Errno::ENODATA), Err(Errno::EINVAL)));
        let registers = context();
        let set = |vcpu| calls.setvcpucontext(xen, domain, vcpu, GuestHandle::from_ref(&registers));
        check!(set(1), Err(Errno::EINVAL));
        check!(
            calls.setvcpucontext(xen, domain, 0, unmapped()),
            Err(Errno::EFAULT)
        );
        match KindOf::<M>::NAME {
            "pv64" => check!(set(0), Err(Errno::EINVAL)),
            // The registers alone are not the state of an HVM guest.
            "hvm64" => check!((set(0), get(0)), (Ok(()), Err(Errno::ENODATA))),
            _ => check!((set(0), get(0)), (Ok(()), Ok(START))),
        }
        // Without registers, it is reset.
        check!(
            calls.setvcpucontext(xen, domain, 0, GuestHandle::null()),
            Ok(())
        );
        check!(get(0), Err(Errno::ENODATA));
        Ok(())
    })?;
    let mut own = VcpuContext::zeroed();
    check!(
        calls.getvcpucontext(xen, machine.id(), 0, GuestHandle::from_mut(&mut own)),
        Err(Errno::EINVAL)
    );
    Ok(())
}

fn hardware<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let (xen, room) = (machine.xen(), pages(machine, ROOM)?);
    let buffer = || GuestHandle::from_ptr(room.start().as_ptr());
    let without = match KindOf::<M>::NAME {
        "hvm64" => None,
        "pv64" => Some(Errno::EINVAL),
        _ => Some(Errno::ENOSYS),
    };
    with_domain(machine, calls, &config::<M>(), |domain| {
        attempt!(calls.max_vcpus(xen, domain, 1));
        let get = |size, buffer| calls.gethvmcontext(xen, domain, size, buffer);
        let set = |size| calls.sethvmcontext(xen, domain, size, buffer());
        let size = get(0, GuestHandle::null());
        if without.is_some() {
            check!((size.err(), set(64).err()), (without, without));
            return Ok(());
        }
        let size = attempt!(size);
        check!((64..(ROOM * PAGE_SIZE) as u32).contains(&size), true);
        check!(get(size / 2, buffer()), Err(Errno::ENOSPC));
        let len = attempt!(get(size, buffer()));
        check!(len <= size, true);
        check!(set(len), Ok(()));
        // The first record is the header, which is whole.
        check!(set(4).err().is_some(), true);
        Ok(())
    })?;
    let own = calls.gethvmcontext(xen, machine.id(), 0, GuestHandle::null());
    check!(own.err(), without.or(Some(Errno::EINVAL)));
    Ok(())
}
