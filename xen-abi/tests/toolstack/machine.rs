//! A program of one toolstack on the software Xen of each release.

use xen_abi::guest::Hvm64;
use xen_abi::mock::{Domain, Machine, Setup};
use xen_abi::toolstack::domctl::DomctlCreatedomainFlags;
use xen_abi::toolstack::domctl::any::CreateDomain;
use xen_abi::toolstack::{Release, Toolstack};
use xen_abi::xen::DomId;

/// The domain that controls the others.
fn dom0(machine: &Machine) -> Domain<Hvm64> {
    let setup = Setup {
        privileged: true,
        ..Setup::default()
    };
    machine.start(DomId(0), setup)
}

/// The toolstack finds the release, lists dom0, and sees what it creates until it destroys that.
#[test]
fn one_program_runs_on_each_release() {
    for release in Release::ALL {
        let machine = Machine::of_release(*release);
        let dom0 = dom0(&machine);
        let toolstack = Toolstack::detect(&dom0).expect("a known release");
        assert_eq!(toolstack.release(), *release);
        let ids = || -> Vec<u16> {
            let domains = toolstack.domains().map(|domain| domain.expect("a domain"));
            domains.map(|domain| domain.domain.0).collect()
        };
        assert_eq!(ids(), [0], "{release}");
        let mut wanted = CreateDomain {
            flags: DomctlCreatedomainFlags::HVM | DomctlCreatedomainFlags::HAP,
            max_vcpus: 1,
            max_evtchn_port: 1023,
            max_grant_frames: -1,
            max_maptrack_frames: -1,
            grant_opts: 2,
            ..Default::default()
        };
        wanted.arch.emulation_flags =
            xen_abi::toolstack::arch_x86::xen::XenX86EmulationFlags::LAPIC;
        let created: Vec<DomId> = (5..15)
            .map(|id| {
                toolstack
                    .createdomain(DomId(id), &mut wanted)
                    .expect("a domain")
            })
            .collect();
        assert_eq!(ids(), [vec![0], (5..15).collect()].concat(), "{release}");
        for domain in created {
            // SAFETY: the domain has no devices.
            unsafe { toolstack.destroydomain(domain) }.expect("destroyed");
        }
        assert_eq!(ids(), [0], "{release}");
    }
}

/// A program that speaks another release's calls is refused, if its version differs.
#[test]
fn the_calls_of_another_release_are_refused() {
    let machine = Machine::of_release(Release::V4_17);
    let dom0 = dom0(&machine);
    // SAFETY: the versions of both interfaces differ, so that every call is refused.
    let other = unsafe { Toolstack::of_release(&dom0, Release::V4_22) };
    let error = other.getdomaininfo(DomId(0)).expect_err("another version");
    assert_eq!(error, xen_abi::Errno::EACCES);
}
