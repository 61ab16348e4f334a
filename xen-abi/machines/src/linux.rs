//! Boots Debian's Linux as dom0, with the suite of `xen-abi-linux` as its init.

mod build;
mod initramfs;

use std::fs;
use std::sync::mpsc;
use std::thread;

use anyhow::{Context as _, Result};

use crate::boot::{Boot, Ended, Files, Limits};
use crate::console::Console;
use crate::machine::{Architecture, Loading, Machine};
use crate::parts::{Lack, Parts, folder};

/// The lines of the suite that count.
const PASSED: &str = "ok ";
const FAILED: &str = "FAILED ";
const END: &str = "linux-suite: ";

/// A boot of the suite.
pub(crate) struct LinuxBoot {
    /// The release of Xen, and of Debian's Linux with it.
    release: &'static str,
    machine: Machine,
    /// Words for the suite.
    words: &'static str,
}

/// A quiet Linux, without the mitigations that cost time under emulation.
const X86_WORDS: &str = "console=hvc0 quiet mitigations=off";
const ARM_WORDS: &str = "console=hvc0 quiet";

const PV_XEN: &str = "console=com1 com1=115200,8n1 dom0_mem=256M guest_loglvl=all spec-ctrl=no \
                      bootscrub=0";
const PVH_XEN: &str = "console=com1 com1=115200,8n1 dom0_mem=256M dom0=pvh guest_loglvl=all \
                       spec-ctrl=no bootscrub=0";
const ARM_XEN: &str = "console=dtuart dtuart=/pl011@9000000 dom0_mem=128M guest_loglvl=all";

const PV: &[&str] = &["-machine", "pc", "-cpu", "qemu64,+svm,+npt", "-m", "448"];
const PV_SMP: &[&str] = &[
    "-machine",
    "pc",
    "-cpu",
    "qemu64,+svm,+npt",
    "-m",
    "448",
    "-smp",
    "2",
];
/// Without rdtscp, which Xen's emulator lacks and Linux uses, and without mwait, which faults with the
/// hints of an idle Xen.
const PVH: &[&str] = &[
    "-machine",
    "q35",
    "-cpu",
    "EPYC,-rdtscp,-monitor",
    "-device",
    "amd-iommu",
    "-m",
    "512",
];
const ARM: &[&str] = &[
    "-machine",
    "virt,virtualization=on,gic-version=3",
    "-cpu",
    "cortex-a57",
    "-m",
    "320",
];
const ARM_SMP: &[&str] = &[
    "-machine",
    "virt,virtualization=on,gic-version=3",
    "-cpu",
    "cortex-a57",
    "-m",
    "320",
    "-smp",
    "2",
];

/// A machine of the suite, which has no transcript.
const fn machine(
    name: &'static str,
    architecture: Architecture,
    options: &'static [&'static str],
    xen: &'static str,
    words: &'static [&'static str],
) -> Machine {
    Machine {
        name,
        architecture,
        options,
        xen,
        loading: match architecture {
            Architecture::X86_64 => Loading::Multiboot,
            Architecture::Aarch64 => Loading::GuestLoader,
        },
        domains: words,
        releases: &[],
        takes_own: false,
        sequences: None,
    }
}

/// All boots. Those of the storm have two vCPUs, those that measure have one.
const BOOTS: &[LinuxBoot] = &[
    LinuxBoot {
        release: "4.17",
        machine: machine("x86_64-pv", Architecture::X86_64, PV, PV_XEN, &[X86_WORDS]),
        words: "suite.speed",
    },
    LinuxBoot {
        release: "4.17",
        machine: machine(
            "x86_64-pvh",
            Architecture::X86_64,
            PVH,
            PVH_XEN,
            &[X86_WORDS],
        ),
        words: "",
    },
    LinuxBoot {
        release: "4.17",
        machine: machine(
            build::WITH_XENSTORED,
            Architecture::X86_64,
            PV,
            PV_XEN,
            &[X86_WORDS],
        ),
        words: "suite.xenstore",
    },
    LinuxBoot {
        release: "4.20",
        machine: machine("x86_64-pv", Architecture::X86_64, PV, PV_XEN, &[X86_WORDS]),
        words: "",
    },
    LinuxBoot {
        release: "4.17",
        machine: machine("aarch64", Architecture::Aarch64, ARM, ARM_XEN, &[ARM_WORDS]),
        words: "",
    },
    LinuxBoot {
        release: "4.17",
        machine: machine(
            "x86_64-pv-storm",
            Architecture::X86_64,
            PV_SMP,
            PV_XEN,
            &[X86_WORDS],
        ),
        words: "suite.storm",
    },
    LinuxBoot {
        release: "4.17",
        machine: machine(
            "aarch64-storm",
            Architecture::Aarch64,
            ARM_SMP,
            ARM_XEN,
            &[ARM_WORDS],
        ),
        words: "suite.storm",
    },
];

impl LinuxBoot {
    /// The name of its heading, and of its console.
    fn name(&self) -> String {
        format!("{}-{}", self.release, self.machine.name)
    }

    fn run(&self, files: &Files, words: &str, limits: Limits) -> Result<Ended> {
        let boot = Boot {
            machine: &self.machine,
            files,
            xen_args: "",
            words: &format!("{} {words}", self.words),
            limits,
            stops: None,
        };
        let folder = folder().join("consoles");
        fs::create_dir_all(&folder).context("no folder for consoles")?;
        let console = folder.join(format!("linux-{}.log", self.name()));
        let mut copy = fs::File::create(console).context("no file for the console")?;
        boot.run(&mut copy)
    }
}

/// What to run.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Only boots whose names contain one of these words; all if there are none.
    pub(crate) only: Vec<String>,
    /// Words for the suite.
    pub(crate) words: String,
    /// Whether all tests run.
    pub(crate) is_whole: bool,
    pub(crate) limits: Limits,
    pub(crate) jobs: usize,
    /// Whether a missing part is a failure.
    pub(crate) strict: bool,
}

/// The boots whose names contain one of the words; all if there are none.
pub(crate) fn chosen(only: &[String]) -> impl Iterator<Item = &'static LinuxBoot> {
    BOOTS.iter().filter(|boot| {
        let name = format!("-{}-", boot.name());
        let fits = |word: &String| name.contains(&format!("-{word}-"));
        only.is_empty() || only.iter().any(fits)
    })
}

/// Runs the boots, prints their lines, and returns whether all hold.
pub(crate) fn run(request: &Request) -> bool {
    let mut parts = Parts::new(None, None);
    let boots: Vec<_> = chosen(&request.only)
        .map(|boot| (boot, parts.linux(boot.release, &boot.machine)))
        .collect();
    let (sender, results) = mpsc::channel();
    let next = std::sync::Mutex::new(boots.iter());
    let mut holds = !boots.is_empty();
    thread::scope(|scope| {
        for _ in 0..request.jobs {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let boot = next.lock().ok().and_then(|mut boots| boots.next());
                    let Some((boot, files)) = boot else { return };
                    let lines = match files {
                        Ok(files) => {
                            // Chosen tests may all be those of other boots.
                            let ended = boot.run(files, &request.words, request.limits);
                            judged(ended, request.is_whole)
                        }
                        Err(Lack::Part(part)) if !request.strict => {
                            (vec![format!("  did not run: {part} is missing")], true)
                        }
                        Err(Lack::Part(part)) => {
                            (vec![format!("  FAILED: {part} is missing")], false)
                        }
                        Err(Lack::Broken(why)) => (vec![format!("  FAILED: {why}")], false),
                    };
                    let _ = sender.send((boot.name(), lines));
                }
            });
        }
        drop(sender);
        for (name, (lines, good)) in results {
            println!("Linux on Xen {name}");
            lines.iter().for_each(|line| println!("{line}"));
            holds &= good;
        }
    });
    println!("\n{}", if holds { "all hold" } else { "FAILED" });
    holds
}

/// The lines to print of a boot, and whether it holds: `some` test must have run.
fn judged(ended: Result<Ended>, some: bool) -> (Vec<String>, bool) {
    let ended = match ended {
        Ok(ended) => ended,
        Err(error) => return (vec![format!("  FAILED: {error:#}")], false),
    };
    let text = String::from_utf8_lossy(&ended.console).replace('\r', "");
    let mut failures = ended.errors.clone();
    failures.extend(ended.end.failure());
    let console = Console::new(&ended.console);
    failures.extend(console.fatal().map(|fatal| format!("Xen stopped: {fatal}")));
    // Xen's own lines may share a line of the terminal with dom0's.
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let passed = lines.iter().filter(|line| line.starts_with(PASSED)).count();
    let failed = lines.iter().filter(|line| line.starts_with(FAILED)).count();
    let end = format!("{END}{passed} passed, {failed} failed");
    if some && passed == 0 || !lines.contains(&&*end) {
        failures.push(format!("no line \"{end}\""));
    }
    let shown = lines.iter().filter(|line| {
        [PASSED, FAILED, "  ", END]
            .iter()
            .any(|prefix| line.starts_with(prefix))
    });
    let mut shown: Vec<_> = shown.map(|line| format!("  {line}")).collect();
    if !failures.is_empty() {
        shown.extend(console.end(20).iter().map(|line| format!("    {line}")));
    }
    let good = failures.is_empty() && failed == 0;
    shown.extend(
        failures
            .iter()
            .map(|failure| format!("  FAILED: {failure}")),
    );
    (shown, good)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boot::End;

    fn judge(console: &str, end: End) -> bool {
        let ended = Ended {
            console: console.into(),
            errors: Vec::new(),
            end,
        };
        judged(Ok(ended), true).1
    }

    #[test]
    fn a_boot_must_end_with_its_counts() {
        let good = End::Exited(0);
        assert!(judge(
            "ok a (1 ms)\r\nlinux-suite: 1 passed, 0 failed\r\n",
            good
        ));
        assert!(!judge(
            "ok a (1 ms)\nlinux-suite: 2 passed, 0 failed\n",
            good
        ));
        assert!(!judge(
            "FAILED a: why\nlinux-suite: 0 passed, 1 failed\n",
            good
        ));
        assert!(!judge(
            "ok a\nFAILED b: why\nlinux-suite: 1 passed, 1 failed\n",
            good
        ));
        assert!(!judge("linux-suite: 0 passed, 0 failed\n", good));
        assert!(!judge("ok a\n", good));
        assert!(!judge(
            "ok a\nlinux-suite: 1 passed, 0 failed\n",
            End::Exited(1)
        ));
        let panic = "ok a\nlinux-suite: 1 passed, 0 failed\n(XEN) Panic on CPU 0:\n";
        assert!(!judge(panic, good));
    }
}
