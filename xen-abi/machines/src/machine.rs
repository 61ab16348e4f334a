//! The machines that QEMU emulates, as data: nothing here boots one.

use anyhow::{Context as _, Result};

/// The release that the random sequences and the README's kernel run on.
pub(crate) const OLDEST: &str = "4.17";

/// An architecture, by the name that Rust and QEMU share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Architecture {
    X86_64,
    Aarch64,
}

impl Architecture {
    /// Rust's and QEMU's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Aarch64 => "aarch64",
        }
    }

    /// Debian's name.
    pub(crate) const fn debian(self) -> &'static str {
        match self {
            Self::X86_64 => "amd64",
            Self::Aarch64 => "arm64",
        }
    }
}

/// How the hypervisor and the domains' kernels get into the machine's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loading {
    /// QEMU's Multiboot loader loads Xen, and domain 0's kernel as a module.
    Multiboot,
    /// QEMU writes the address of domain 0's kernel into the device tree.
    GuestLoader,
    /// A device tree of the runner's own describes domain 0 and one domain more.
    DeviceTree {
        /// The port, at both ends, of an interdomain channel that exists from the start.
        channel: Option<u32>,
    },
}

/// A machine with Xen's command line for it.
#[derive(Debug)]
pub(crate) struct Machine {
    /// The name of transcripts and of the command line.
    pub(crate) name: &'static str,
    pub(crate) architecture: Architecture,
    /// The machine and its processor, as QEMU's options.
    pub(crate) options: &'static [&'static str],
    /// Xen's command line.
    pub(crate) xen: &'static str,
    pub(crate) loading: Loading,
    /// The words on each domain's command line that say which domain it is.
    pub(crate) domains: &'static [&'static str],
    /// The releases that the suite runs on.
    pub(crate) releases: &'static [&'static str],
    /// Whether the suite runs here on a hypervisor image of the caller's own.
    pub(crate) takes_own: bool,
    /// The number of pseudo-random sequences, where they run on this machine.
    pub(crate) sequences: Option<Sequences>,
}

/// The number of sequences that a machine runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sequences {
    /// On Debian's oldest release.
    pub(crate) debian: u32,
    /// On an image of the caller's own; `None`: not there.
    pub(crate) own: Option<u32>,
}

/// Xen's console without an interrupt, whose handler would put Xen's own lines in between.
const X86_XEN: &str = "console=com1 com1=115200,8n1,0x3f8,0 dom0_mem=64M";

/// The same, for a domain 0 that is a PVH guest.
const X86_PVH_XEN: &str = "console=com1 com1=115200,8n1,0x3f8,0 dom0_mem=64M dom0=pvh";

/// Domains print below every level that Xen shows by default.
const ARM_XEN: &str = "console=dtuart dtuart=/pl011@9000000 dom0_mem=64M guest_loglvl=all";

const GIC_V3: &[&str] = &[
    "-machine",
    "virt,virtualization=on,gic-version=3",
    "-cpu",
    "cortex-a57",
    "-m",
    "512",
];

/// All machines, in the order in which the suite boots them.
pub(crate) const MACHINES: &[Machine] = &[
    Machine {
        name: "x86_64-pv",
        architecture: Architecture::X86_64,
        // No IOMMU: Xen 4.17 crashes a PV domain 0 where QEMU emulates one of AMD's.
        options: &["-machine", "pc", "-cpu", "qemu64", "-m", "256"],
        xen: X86_XEN,
        loading: Loading::Multiboot,
        domains: &[""],
        releases: &["4.17", "4.20"],
        takes_own: true,
        sequences: Some(Sequences {
            debian: 10_000,
            own: Some(10_000),
        }),
    },
    Machine {
        name: "x86_64-pvh",
        architecture: Architecture::X86_64,
        // PVH needs nested page tables and an IOMMU, which QEMU emulates for AMD processors only.
        // Its mwait faults at the hints that an idle Xen gives, so the processor has none.
        options: &[
            "-machine",
            "q35",
            "-cpu",
            "EPYC,-monitor",
            "-device",
            "amd-iommu",
            "-m",
            "512",
        ],
        xen: X86_PVH_XEN,
        loading: Loading::Multiboot,
        domains: &[""],
        releases: &["4.17", "4.20"],
        takes_own: true,
        // Every hypercall leaves a virtual machine that is itself emulated: 10,000 take minutes.
        sequences: Some(Sequences {
            debian: 500,
            own: None,
        }),
    },
    Machine {
        name: "aarch64-dom0",
        architecture: Architecture::Aarch64,
        options: GIC_V3,
        xen: ARM_XEN,
        loading: Loading::GuestLoader,
        domains: &[""],
        releases: &["4.17", "4.20"],
        takes_own: true,
        sequences: Some(Sequences {
            debian: 2000,
            own: Some(10_000),
        }),
    },
    Machine {
        name: "aarch64-gicv2",
        architecture: Architecture::Aarch64,
        options: &[
            "-machine",
            "virt,virtualization=on,gic-version=2",
            "-cpu",
            "cortex-a57",
            "-m",
            "512",
        ],
        xen: ARM_XEN,
        loading: Loading::GuestLoader,
        domains: &[""],
        releases: &["4.17"],
        takes_own: false,
        sequences: None,
    },
    Machine {
        name: "aarch64-two",
        architecture: Architecture::Aarch64,
        options: GIC_V3,
        xen: ARM_XEN,
        loading: Loading::DeviceTree { channel: None },
        domains: &["peer=1", "peer=0"],
        releases: &["4.17"],
        takes_own: true,
        sequences: None,
    },
    Machine {
        name: "aarch64-static",
        architecture: Architecture::Aarch64,
        options: GIC_V3,
        xen: ARM_XEN,
        loading: Loading::DeviceTree { channel: Some(10) },
        domains: &["peer=1 static=10", "peer=0 static=10"],
        releases: &["4.17", "4.20"],
        takes_own: false,
        sequences: None,
    },
];

/// The machine of a name.
pub(crate) fn named(name: &str) -> Result<&'static Machine> {
    MACHINES
        .iter()
        .find(|machine| machine.name == name)
        .with_context(|| {
            let names: Vec<_> = MACHINES.iter().map(|machine| machine.name).collect();
            format!(
                "no machine is called {name}; the machines are {}",
                names.join(", ")
            )
        })
}
