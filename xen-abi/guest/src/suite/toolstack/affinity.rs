//! The pCPUs on which a vCPU runs.

use xen_abi::errno::Errno;
use xen_abi::plain::Plain;
use xen_abi::toolstack::domctl::{DomctlVcpuaffinityFlags, Vcpuaffinity};
use xen_abi::xen::DomId;

use super::host::bitmap;
use super::release::Calls;
use crate::machine::Machine;
use crate::suite::differences::VCPU_BEYOND;
use crate::suite::ports::NOBODY;
use crate::transcript::{Outcome, Transcript};

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, calls: Calls) {
    transcript.test("toolstack::getvcpuaffinity", |machine| get(machine, calls));
    transcript.test("toolstack::setvcpuaffinity", |machine| set(machine, calls));
    transcript.test("toolstack::getvcpuinfo", |machine| info(machine, calls));
}

/// An argument with both maps.
fn argument(vcpu: u32, flags: DomctlVcpuaffinityFlags, maps: &mut [[u8; 8]; 2]) -> Vcpuaffinity {
    let [hard, soft] = maps;
    Vcpuaffinity {
        vcpu,
        flags,
        cpumap_hard: bitmap(hard),
        cpumap_soft: bitmap(soft),
    }
}

/// Both affinities.
fn both() -> DomctlVcpuaffinityFlags {
    DomctlVcpuaffinityFlags::HARD | DomctlVcpuaffinityFlags::SOFT
}

fn get<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let mut maps = [[0; 8]; 2];
    let get = |domain, argument| calls.getvcpuaffinity(xen, domain, argument).err();
    check!(get(machine.id(), argument(0, both(), &mut maps)), None);
    check!((maps[0][0] & 1, maps[1][0] & 1), (1, 1));
    // Only the selected map is written.
    let mut maps = [[0; 8]; 2];
    let hard = DomctlVcpuaffinityFlags::HARD;
    check!(get(machine.id(), argument(0, hard, &mut maps)), None);
    check!((maps[0][0] & 1, maps[1][0]), (1, 0));
    check!(
        get(
            machine.id(),
            argument(0, DomctlVcpuaffinityFlags::empty(), &mut maps)
        ),
        Some(Errno::EINVAL)
    );
    check!(
        get(machine.id(), argument(77, both(), &mut maps)),
        Some(Errno::EINVAL)
    );
    check!(
        get(NOBODY, argument(0, both(), &mut maps)),
        Some(Errno::ESRCH)
    );
    let without_maps = Vcpuaffinity {
        flags: both(),
        ..Vcpuaffinity::zeroed()
    };
    check!(get(machine.id(), without_maps), Some(Errno::EINVAL));
    Ok(())
}

fn set<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let set = |domain: DomId, argument| calls.setvcpuaffinity(xen, domain, argument).err();
    // The returned maps are what is in effect: the one pCPU that there is.
    let mut maps = [[0xff; 8]; 2];
    check!(set(machine.id(), argument(0, both(), &mut maps)), None);
    check!((maps[0], maps[1]), ([1, 0, 0, 0, 0, 0, 0, 0], maps[0]));
    let mut nowhere = [[0x80, 0, 0, 0, 0, 0, 0, 0]; 2];
    check!(
        set(machine.id(), argument(0, both(), &mut nowhere)),
        Some(Errno::EINVAL)
    );
    let mut maps = [[0xff; 8]; 2];
    check!(
        set(machine.id(), argument(77, both(), &mut maps)),
        Some(Errno::EINVAL)
    );
    check!(
        set(NOBODY, argument(0, both(), &mut maps)),
        Some(Errno::ESRCH)
    );
    Ok(())
}

fn info<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let own = attempt!(calls.getvcpuinfo(machine.xen(), machine.id(), 0));
    check!(
        (own.online, own.blocked, own.running, own.cpu),
        (1, 0, 1, 0)
    );
    check!(own.cpu_time > 0, true);
    let beyond = calls.getvcpuinfo(machine.xen(), machine.id(), 77).err();
    VCPU_BEYOND.allows(machine, "vCPU 77", &beyond)?;
    check!(
        calls.getvcpuinfo(machine.xen(), NOBODY, 0).err(),
        Some(Errno::ESRCH)
    );
    Ok(())
}
