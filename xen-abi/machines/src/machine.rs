//! The machines that QEMU emulates, as data.

use anyhow::{Context as _, Result};

/// The release for the random sequences and the README's kernel.
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

/// How the hypervisor and the kernels are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loading {
    /// QEMU's Multiboot loader loads Xen, and domain 0's kernel as a module.
    Multiboot,
    /// QEMU writes the address of dom0's kernel to the device tree.
    GuestLoader,
    /// A device tree of the runner describes dom0 and a domU.
    DeviceTree {
        /// The port, at both ends, of a static event channel.
        channel: Option<u32>,
    },
}

/// A machine with Xen's command line for it.
#[derive(Debug)]
pub(crate) struct Machine {
    /// The name of transcripts and of the command line.
    pub(crate) name: &'static str,
    pub(crate) architecture: Architecture,
    /// The options of QEMU for the machine and its CPU.
    pub(crate) options: &'static [&'static str],
    /// Xen's command line.
    pub(crate) xen: &'static str,
    pub(crate) loading: Loading,
    /// The words of each domain's command line that identify it.
    pub(crate) domains: &'static [&'static str],
    /// The releases that the suite runs on.
    pub(crate) releases: &'static [&'static str],
    /// Whether the suite runs here with the caller's hypervisor.
    pub(crate) takes_own: bool,
    /// The number of random sequences, if they run on this machine.
    pub(crate) sequences: Option<Sequences>,
}

/// The number of sequences that a machine runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sequences {
    /// On Debian's oldest release.
    pub(crate) debian: u32,
    /// On the caller's hypervisor; `None` if they do not run there.
    pub(crate) own: Option<u32>,
}

/// Xen's console without its interrupt, whose handler would print between the domains' lines.
const X86_XEN: &str = "console=com1 com1=115200,8n1,0x3f8,0 dom0_mem=64M";

/// The same, for a PVH dom0.
const X86_PVH_XEN: &str = "console=com1 com1=115200,8n1,0x3f8,0 dom0_mem=64M dom0=pvh";

/// Shows the output of domUs, which Xen hides by default.
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
        // No IOMMU: Xen 4.17 crashes a PV dom0 with QEMU's AMD IOMMU.
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
        // PVH needs nested page tables and an IOMMU, which QEMU only emulates for AMD CPUs. Without
        // mwait, which faults with the hints of an idle Xen.
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
        // Each hypercall is an exit of an emulated virtual machine: 10,000 sequences take minutes.
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
        sequences: Some(Sequences {
            debian: 1000,
            own: Some(1000),
        }),
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
