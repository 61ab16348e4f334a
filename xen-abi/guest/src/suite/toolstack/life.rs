//! The life of a domain: create, configure, pause, unpause, destroy.

use xen_abi::errno::Errno;
use xen_abi::event_channel;
use xen_abi::grant_table;
use xen_abi::guest::Guest;
use xen_abi::toolstack::domctl::{
    DomctlCreatedomainFlags, DomctlDomaininfoFlags, XEN_INVALID_MAX_VCPU_ID,
};
use xen_abi::xen::DomId;

use super::release::{Calls, Config, MOST};
use crate::machine::{KindOf, Machine};
use crate::suite::differences::{NEW_PORTS, VCPU_BEYOND, VCPU_MISSING};
use crate::suite::ports::NOBODY;
use crate::transcript::{Outcome, Transcript};

/// The UUID of the domains that the tests create.
const HANDLE: [u8; 16] = *b"a test's domain.";

/// The highest port of these domains, and their limit of grant table pages.
const LAST_PORT: u32 = 7;
const GRANT_FRAMES: i32 = 5;

pub(super) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, calls: Calls) {
    let mut test = |name, test: fn(&M, Calls) -> Outcome| {
        transcript.test(name, |machine| test(machine, calls));
    };
    test("toolstack::createdomain", create);
    test("toolstack::createdomain_refused", create_refused);
    test("toolstack::list_of_many_domains", many);
    test("toolstack::limits_of_a_new_domain", limits);
    test("toolstack::set_address_size", address_size);
    test("toolstack::max_vcpus", max_vcpus);
    test("toolstack::pause_and_unpause", pause);
    test("toolstack::destroydomain_refused", destroy_refused);
}

/// A domain of the machine's kind with one vCPU.
pub(super) fn config<M: Machine>() -> Config {
    let translated = DomctlCreatedomainFlags::HVM | DomctlCreatedomainFlags::HAP;
    let kind = KindOf::<M>::NAME;
    Config {
        handle: HANDLE,
        flags: if kind == "pv64" {
            DomctlCreatedomainFlags::empty()
        } else {
            translated
        },
        vcpus: 1,
        last_port: LAST_PORT,
        grant_frames: GRANT_FRAMES,
        maptrack_frames: 2,
        grant_version: 1,
        pool: 0,
        #[cfg(target_arch = "x86_64")]
        apic: kind == "hvm64",
    }
}

/// Creates a domain, calls `with`, and destroys the domain.
pub(super) fn with_domain<M: Machine>(
    machine: &M,
    calls: Calls,
    config: &Config,
    with: impl FnOnce(DomId) -> Outcome,
) -> Outcome {
    let xen = machine.xen();
    let domain = attempt!(calls.createdomain(xen, calls.any(), config));
    let outcome = with(domain);
    attempt!(calls.destroydomain(xen, domain));
    outcome?;
    check!(calls.getdomaininfo(xen, domain), Err(Errno::ESRCH));
    Ok(())
}

fn create<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let (_, before) = attempt!(calls.domains(xen, DomId(0), 8));
    with_domain(machine, calls, &config::<M>(), |domain| {
        let info = attempt!(calls.getdomaininfo(xen, domain));
        check!(
            (info.id, info.handle, info.online_vcpus, info.pages),
            (domain.0, HANDLE, 0, 0)
        );
        check!(info.last_vcpu, XEN_INVALID_MAX_VCPU_ID);
        let flags = DomctlDomaininfoFlags::PAUSED
            | DomctlDomaininfoFlags::DYING
            | DomctlDomaininfoFlags::SHUTDOWN
            | DomctlDomaininfoFlags::RUNNING;
        check!(info.flags & flags, DomctlDomaininfoFlags::PAUSED);
        let (list, count) = attempt!(calls.domains(xen, domain, 8));
        check!((list[0], count >= 1), (info, true));
        check!(attempt!(calls.domains(xen, DomId(0), 8)).1, before + 1);
        // The ID is in use.
        check!(
            calls.createdomain(xen, domain, &config::<M>()),
            Err(Errno::EEXIST)
        );
        Ok(())
    })?;
    check!(attempt!(calls.domains(xen, DomId(0), 8)).1, before);
    // The caller chooses the ID.
    let chosen = DomId(0x777);
    check!(calls.createdomain(xen, chosen, &config::<M>()), Ok(chosen));
    check!(calls.destroydomain(xen, chosen), Ok(()));
    Ok(())
}

/// One call fills a list of more domains than a few.
fn many<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    const NEW: usize = 10;
    let xen = machine.xen();
    let (_, before) = attempt!(calls.domains(xen, DomId(0), MOST as u32));
    let mut created = [None; NEW];
    for domain in &mut created {
        *domain = calls.createdomain(xen, calls.any(), &config::<M>()).ok();
    }
    let listed = calls.domains(xen, DomId(0), MOST as u32);
    let part = calls.domains(xen, DomId(0), NEW as u32);
    for domain in created.into_iter().flatten() {
        attempt!(calls.destroydomain(xen, domain));
    }
    check!(created.iter().all(Option::is_some), true);
    let (list, count) = attempt!(listed);
    check!(count, before + NEW as u32);
    let list = &list[..MOST.min(count as usize)];
    check!(list.is_sorted_by(|one, next| one.id < next.id), true);
    let is_listed = |domain: &DomId| list.iter().any(|one| one.id == domain.0);
    check!(created.iter().flatten().all(is_listed), true);
    check!(attempt!(part).1, NEW as u32);
    check!(
        attempt!(calls.domains(xen, DomId(0), MOST as u32)).1,
        before
    );
    Ok(())
}

fn create_refused<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let right = config::<M>();
    let unknown = DomctlCreatedomainFlags::from_bits_retain(1 << 30);
    let wrong = [
        Config {
            flags: right.flags | unknown,
            ..right
        },
        Config { vcpus: 0, ..right },
        Config {
            vcpus: 1 << 20,
            ..right
        },
        Config {
            grant_version: 3,
            ..right
        },
        Config {
            grant_frames: 0,
            ..right
        },
    ];
    for (index, config) in wrong.iter().enumerate() {
        check!(
            (index, calls.createdomain(xen, calls.any(), config)),
            (index, Err(Errno::EINVAL))
        );
    }
    let nowhere = Config { pool: 999, ..right };
    check!(
        calls.createdomain(xen, calls.any(), &nowhere),
        Err(Errno::ESRCH)
    );
    Ok(())
}

/// The limits of event channels and of grants that the domain was created with.
fn limits<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        let size = attempt!(grant_table::query_size_one(xen, domain));
        check!(
            (size.max_nr_frames, size.nr_frames <= size.max_nr_frames),
            (GRANT_FRAMES as u32, true)
        );
        let mut last = 0;
        let end = loop {
            match event_channel::alloc_unbound(xen, domain, machine.id()) {
                Ok(port) if port.0 == last + 1 => last = port.0,
                Ok(port) => return Err(crate::transcript::Stop::failed(format_args!("{port:?}"))),
                Err(error) => break error,
            }
        };
        NEW_PORTS.allows(machine, "the end of the ports", &(last, end))
    })
}

fn address_size<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        let set = |size| calls.set_address_size(xen, domain, size);
        let get = || calls.get_address_size(xen, domain);
        match KindOf::<M>::NAME {
            "pv64" => {
                check!(get(), Ok(64));
                check!(set(48), Err(Errno::EINVAL));
                check!((set(64), get()), (Ok(()), Ok(64)));
                match set(32) {
                    Ok(()) => check!(get(), Ok(32)),
                    // Xen may be built or started without 32-bit PV guests.
                    refused => check!((refused, get()), (Err(Errno::EOPNOTSUPP), Ok(64))),
                }
            }
            "hvm64" => {
                let none = Errno::EOPNOTSUPP;
                check!((get(), set(32)), (Err(none), Err(none)));
            }
            _ => {
                check!(set(48), Err(Errno::EINVAL));
                check!((set(32), set(64)), (Ok(()), Ok(())));
                check!(get(), Err(Errno::ENOSYS));
            }
        }
        Ok(())
    })
}

fn max_vcpus<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    let two = Config {
        vcpus: 2,
        ..config::<M>()
    };
    with_domain(machine, calls, &two, |domain| {
        check!(calls.max_vcpus(xen, domain, 1), Err(Errno::EINVAL));
        let missing = calls.getvcpuinfo(xen, domain, 0).err();
        VCPU_MISSING.allows(machine, "vCPU 0", &missing)?;
        check!(calls.max_vcpus(xen, domain, 2), Ok(()));
        let info = attempt!(calls.getdomaininfo(xen, domain));
        check!((info.online_vcpus, info.last_vcpu), (0, 1));
        let vcpu = attempt!(calls.getvcpuinfo(xen, domain, 1));
        check!((vcpu.online, vcpu.running, vcpu.cpu_time), (0, 0, 0));
        let beyond = calls.getvcpuinfo(xen, domain, 2).err();
        VCPU_BEYOND.allows(machine, "vCPU 2", &beyond)
    })?;
    check!(calls.max_vcpus(xen, machine.id(), 1), Err(Errno::EINVAL));
    check!(calls.max_vcpus(xen, NOBODY, 1), Err(Errno::ESRCH));
    Ok(())
}

fn pause<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    with_domain(machine, calls, &config::<M>(), |domain| {
        check!(calls.max_vcpus(xen, domain, 1), Ok(()));
        let paused = || {
            let info = calls.getdomaininfo(xen, domain)?;
            Ok::<_, Errno>(info.flags.contains(DomctlDomaininfoFlags::PAUSED))
        };
        // A new domain is paused once. Its vCPU stays down, as it has no registers.
        check!(calls.pausedomain(xen, domain), Ok(()));
        check!(
            (calls.unpausedomain(xen, domain), paused()),
            (Ok(()), Ok(true))
        );
        check!(
            (calls.unpausedomain(xen, domain), paused()),
            (Ok(()), Ok(false))
        );
        check!(calls.unpausedomain(xen, domain), Err(Errno::EINVAL));
        check!(
            (calls.pausedomain(xen, domain), paused()),
            (Ok(()), Ok(true))
        );
        Ok(())
    })?;
    check!(calls.pausedomain(xen, machine.id()), Err(Errno::EINVAL));
    check!(calls.unpausedomain(xen, machine.id()), Err(Errno::EINVAL));
    check!(calls.pausedomain(xen, NOBODY), Err(Errno::ESRCH));
    check!(calls.unpausedomain(xen, NOBODY), Err(Errno::ESRCH));
    Ok(())
}

fn destroy_refused<M: Machine>(machine: &M, calls: Calls) -> Outcome {
    let xen = machine.xen();
    check!(calls.destroydomain(xen, machine.id()), Err(Errno::EINVAL));
    check!(calls.destroydomain(xen, NOBODY), Err(Errno::ESRCH));
    Ok(())
}
