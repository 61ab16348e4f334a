//! The listing: the same on the software Xen, and in a guest without the standard library.

use core::fmt::{self, Write};

use xen_abi::detect::DetectError;
use xen_abi::toolstack::Toolstack;
use xen_abi::toolstack::domctl::any::Getdomaininfo;
use xen_abi::toolstack::domctl::{DomctlDomaininfoFlags as F, XEN_INVALID_MAX_VCPU_ID};
use xen_abi::{Errno, Hypercall};

/// Why there is no listing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No call fits this Xen.
    Detect(DetectError),
    /// A call failed.
    Xen(Errno),
    /// The text could not be written.
    Write(fmt::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Detect(error) => error.fmt(f),
            Self::Xen(errno) => errno.fmt(f),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl From<DetectError> for Failure {
    fn from(error: DetectError) -> Self {
        Self::Detect(error)
    }
}

impl From<Errno> for Failure {
    fn from(error: Errno) -> Self {
        Self::Xen(error)
    }
}

impl From<fmt::Error> for Failure {
    fn from(error: fmt::Error) -> Self {
        Self::Write(error)
    }
}

/// The states of `xl list`, each with its letter.
const STATES: [(F, char); 6] = [
    (F::RUNNING, 'r'),
    (F::BLOCKED, 'b'),
    (F::PAUSED, 'p'),
    (F::SHUTDOWN, 's'),
    (F::DYING, 'd'),
    (F::HVM_GUEST, 'h'),
];

/// Lists the release of Xen, its domains and their vCPUs.
pub(crate) fn list<X: Hypercall>(xen: &X, out: &mut impl Write) -> Result<(), Failure> {
    let toolstack = Toolstack::detect(xen)?;
    let host = toolstack.physinfo()?;
    let free = host.free_pages / 256;
    writeln!(out, "Xen {}, {free} MiB free", toolstack.release())?;
    writeln!(out, "ID     MiB  vCPUs  state   seconds")?;
    for domain in toolstack.domains() {
        let domain = domain?;
        write!(
            out,
            "{:<5}{:>5}{:>7}  ",
            domain.domain.0,
            domain.tot_pages / 256,
            vcpus(&domain)
        )?;
        for (state, letter) in STATES {
            out.write_char(if domain.flags.contains(state) {
                letter
            } else {
                '-'
            })?;
        }
        let tenths = domain.cpu_time / 100_000_000;
        writeln!(out, "{:>8}.{}", tenths / 10, tenths % 10)?;
    }
    writeln!(out, "ID     vCPU  pCPU  state")?;
    for domain in toolstack.domains() {
        let domain = domain?;
        for vcpu in 0..vcpus(&domain) {
            let info = toolstack.getvcpuinfo(domain.domain, vcpu)?;
            let state = match (info.online, info.running, info.blocked) {
                (0, ..) => "--p",
                (_, 1.., _) => "r--",
                (_, _, 1..) => "-b-",
                _ => "---",
            };
            writeln!(
                out,
                "{:<5}{vcpu:>6}{:>6}  {state}",
                domain.domain.0, info.cpu
            )?;
        }
    }
    Ok(())
}

/// The number of vCPUs.
fn vcpus(domain: &Getdomaininfo) -> u32 {
    match domain.max_vcpu_id {
        XEN_INVALID_MAX_VCPU_ID => 0,
        last => last + 1,
    }
}
