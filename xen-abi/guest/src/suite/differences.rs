//! Differences between releases or builds of Xen: a row for each, with the reason.
//!
//! All other expectations of the suite hold on all of them.

use core::fmt;

use xen_abi::Errno;
use xen_abi::event_channel::Port;
use xen_abi::version;

use crate::machine::Machine;
use crate::transcript::{Outcome, Stop};

/// The expected results, by release.
#[derive(Debug)]
pub(super) struct Difference<T: 'static> {
    /// The reason for the difference.
    reason: &'static str,
    /// The results from each release 4.N on at which they change, in order.
    from: &'static [(u32, &'static [T])],
}

/// `bind_pirq` with a PIRQ beyond those of any domain, on Arm.
pub(super) const BIND_PIRQ_BEYOND_ON_ARM: Difference<Result<Port, Errno>> = Difference {
    reason: "Xen for Arm has been built without physical interrupts for guests since 4.19; before, \
             a domain has no such line",
    from: &[(0, &[Err(Errno::EINVAL)]), (19, &[Err(Errno::EOPNOTSUPP)])],
};

/// `bind_pirq` with PIRQ 0, on Arm.
pub(super) const BIND_PIRQ_ON_ARM: Difference<Result<Port, Errno>> = Difference {
    reason: "as above; before 4.19, the PIRQ's record could not be allocated",
    from: &[(0, &[Err(Errno::ENOMEM)]), (19, &[Err(Errno::EOPNOTSUPP)])],
};

/// `bind_virq` with a global VIRQ, in a domain that does not receive it.
pub(super) const GLOBAL_VIRQ_OF_ANOTHER: Difference<Result<(), Errno>> = Difference {
    reason: "until 4.20, every domain may bind every VIRQ, and global ones never arrive; since \
             4.21, only the domain that receives a global VIRQ may bind it",
    from: &[(0, &[Ok(())]), (21, &[Err(Errno::EBUSY)])],
};

/// `register_vcpu_info` with an offset of a whole page.
pub(super) const VCPU_INFO_BEYOND: Difference<Result<(), Errno>> = Difference {
    reason: "since 4.18, offset and frame become one address, which must lie in the frame",
    from: &[(0, &[Err(Errno::ENXIO)]), (18, &[Err(Errno::EINVAL)])],
};

/// Whether `xen_version` also returns its strings in records with a length.
pub(super) const LONGER_TEXTS: Difference<bool> = Difference {
    reason: "4.20 added them",
    from: &[(0, &[false]), (20, &[true])],
};

/// Whether the address of `platform_parameters` is in the upper half, for a 64-bit PV guest.
pub(super) const PLATFORM_PARAMETERS: Difference<UpperHalf> = Difference {
    reason: "since 4.18, debug builds say 0; release builds still tell where Xen begins in a PV \
             guest's page tables",
    from: &[
        (0, &[UpperHalf::Inside]),
        (18, &[UpperHalf::Inside, UpperHalf::Zero]),
    ],
};

/// The start of `extraversion`.
pub(super) const EXTRAVERSION: Difference<char> = Difference {
    reason: "releases and their updates are `.N`, development trees `-unstable`",
    from: &[(0, &['.', '-'])],
};

/// Whether a port can be allocated for a domain that does not exist.
pub(super) const OFFER_TO_NOBODY: Difference<Result<(), Errno>> = Difference {
    reason: "a security policy of the build, such as SILO for Arm, looks the other domain up",
    from: &[(0, &[Ok(()), Err(Errno::ESRCH)])],
};

/// Whether there is a build ID.
pub(super) const BUILD_ID: Difference<Result<(), Errno>> = Difference {
    reason: "a linker that does not support it leaves it out",
    from: &[(0, &[Ok(()), Err(Errno::ENODATA)])],
};

/// The number of the last port of a domain whose last port is 7, and the error after it.
pub(super) const NEW_PORTS: Difference<(u32, Errno)> = Difference {
    reason: "the ports of a new domain end where its creator said",
    from: &[(0, &[(7, Errno::ENOSPC)])],
};

/// `getvcpuinfo` of a vCPU that the domain cannot have.
pub(super) const VCPU_BEYOND: Difference<Option<Errno>> = Difference {
    reason: "4.22 looks vCPUs up in one step",
    from: &[(0, &[Some(Errno::EINVAL)]), (22, &[Some(Errno::ENOENT)])],
};

/// `getvcpuinfo` of a vCPU that is not allocated.
pub(super) const VCPU_MISSING: Difference<Option<Errno>> = Difference {
    reason: "as above",
    from: &[(0, &[Some(Errno::ESRCH)]), (22, &[Some(Errno::ENOENT)])],
};

/// `getenforce` of Flask.
pub(super) const FLASK: Difference<Result<(), Errno>> = Difference {
    reason: "few builds of Xen have Flask",
    from: &[(0, &[Err(Errno::ENOSYS), Ok(())])],
};

/// `gsi_permission` for a GSI of the host.
#[cfg(target_arch = "x86_64")]
pub(super) const GSI_PERMISSION: Difference<Option<Result<(), Errno>>> = Difference {
    reason: "4.20 added it",
    from: &[(0, &[None]), (20, &[Some(Ok(()))])],
};

/// `get_ucode_revision` of the first pCPU.
#[cfg(target_arch = "x86_64")]
pub(super) const UCODE_REVISION: Difference<Result<(), Errno>> = Difference {
    reason: "4.18 added it",
    from: &[(0, &[Err(Errno::ENOSYS)]), (18, &[Ok(())])],
};

/// The half of the address space of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UpperHalf {
    Inside,
    Below,
    Zero,
}

impl UpperHalf {
    /// The half of this address.
    pub(super) const fn of(address: u64) -> Self {
        match address {
            0 => Self::Zero,
            _ if address >> 63 == 1 => Self::Inside,
            _ => Self::Below,
        }
    }
}

impl<T: fmt::Debug + PartialEq> Difference<T> {
    /// Ends the test unless this release may return this result.
    pub(super) fn allows<M: Machine>(&self, machine: &M, what: &str, seen: &T) -> Outcome {
        let minor = attempt!(version::version(machine.xen())) & 0xffff;
        let (_, right) = self
            .from
            .iter()
            .rfind(|(from, _)| *from <= minor)
            .unwrap_or(&self.from[0]);
        if right.contains(seen) {
            return Ok(());
        }
        let reason = self.reason;
        Err(Stop::failed(format_args!(
            "{what}: on 4.{minor}, expected one of {right:?} ({reason}), saw {seen:?}"
        )))
    }
}
