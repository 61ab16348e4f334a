//! Boots guests on real Xen in QEMU, and judges what they print.
//!
//! The machines are data (`machine`). `boot` runs one, `console` and `verdict` judge its output,
//! and `transcript` compares it with a reviewed one. `suite` and `stress` are the kinds of runs.

mod boot;
mod console;
mod device_tree;
mod disturbance;
mod documents;
mod image;
mod linux;
mod machine;
mod parts;
mod sequences;
mod stress;
mod suite;
mod transcript;
mod verdict;

use std::io;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use clap::{Args, Parser, Subcommand};

use boot::{Boot, Limits};
use machine::{Architecture, OLDEST};
use parts::{Lack, Parts};
use suite::{OWN, Request};

/// Boots guests on real Xen in QEMU, and judges what they print.
#[derive(Parser)]
#[command(name = "xen-machines")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the suite on every machine, or boots GUEST if it is set
    Test(Test),
    /// Boots one machine and prints its console
    Boot(BootOne),
    /// Boots Debian's Linux with the suite of xen-abi-linux as its init
    Linux(OnLinux),
}

/// The options of each boot, which may be environment variables.
#[derive(Args)]
struct Common {
    /// A hypervisor image in place of Debian's, compressed or not
    #[arg(long, env = "XEN", value_name = "FILE")]
    xen: Option<PathBuf>,
    /// Words to add to Xen's command line
    #[arg(long, env = "XEN_ARGS", value_name = "WORDS", default_value = "")]
    #[arg(hide_default_value = true, allow_hyphen_values = true)]
    xen_args: String,
    /// A kernel in place of the suite, compressed or not
    #[arg(long, env = "GUEST", value_name = "FILE")]
    guest: Option<PathBuf>,
    /// The seconds without output after which a machine counts as hung
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    silence: u64,
}

#[derive(Args)]
struct Test {
    #[command(flatten)]
    common: Common,
    /// A part of Xen without which the suite fails: argo
    #[arg(long, env = "XEN_REQUIRE", value_name = "PART")]
    require: Option<String>,
    /// Only boots whose names contain this, such as 4.17-x86_64-pv
    #[arg(value_name = "NAME")]
    only: Vec<String>,
    /// The number of random sequences, in place of each machine's
    #[arg(long, value_name = "N")]
    sequences: Option<u32>,
    /// Boots each machine N times on a busy host, and stops and continues QEMU at random
    #[arg(long, value_name = "N")]
    stress: Option<u32>,
    /// The seed of the random stops
    #[arg(long, requires = "stress")]
    seed: Option<u64>,
    /// How many machines run at a time [default: one for each processor]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

#[derive(Args)]
struct BootOne {
    #[command(flatten)]
    common: Common,
    /// The machine, such as x86_64-pv
    machine: String,
    /// Words of the guest's command line
    #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
    words: Vec<String>,
    /// The release of Debian's Xen
    #[arg(long, default_value = OLDEST)]
    release: String,
}

/// The options of the boots of Linux.
#[derive(Args)]
struct OnLinux {
    /// Only boots whose names contain this, such as 4.17-x86_64-pv
    #[arg(value_name = "NAME")]
    only: Vec<String>,
    /// Only tests whose names contain this; may be repeated
    #[arg(long, value_name = "TEST")]
    test: Vec<String>,
    /// How many random requests the tests of xenstore make
    #[arg(long, env = "XEN_REQUESTS", value_name = "N")]
    requests: Option<u32>,
    /// The seconds without output after which a machine counts as hung
    #[arg(long, value_name = "SECONDS", default_value_t = 150)]
    silence: u64,
    /// How many machines run at a time [default: one for each processor]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Test(test) => test.run(),
        Command::Boot(boot) => boot.run(),
        Command::Linux(linux) => Ok(linux.run()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xen-test: {error:#}");
            ExitCode::from(2)
        }
    }
}

impl Common {
    /// An empty variable is no file.
    fn file(path: Option<&PathBuf>) -> Result<Option<(PathBuf, Architecture)>> {
        path.filter(|path| !path.as_os_str().is_empty())
            .map(|path| parts::own(path))
            .transpose()
    }

    fn limits(&self) -> Limits {
        let silence = Duration::from_secs(self.silence);
        Limits {
            silence,
            whole: silence * 10,
        }
    }
}

impl Test {
    fn run(self) -> Result<bool> {
        if let Some((_, architecture)) = Common::file(self.common.guest.as_ref())? {
            // The simplest machine for it; `boot` supports all.
            let machine = match architecture {
                Architecture::X86_64 => "x86_64-pv",
                Architecture::Aarch64 => "aarch64-dom0",
            };
            let boot = BootOne {
                common: self.common,
                machine: machine.into(),
                words: Vec::new(),
                release: OLDEST.into(),
            };
            return boot.run();
        }
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let request = Request {
            own: Common::file(self.common.xen.as_ref())?,
            limits: self.common.limits(),
            xen_args: self.common.xen_args,
            require: self.require.filter(|part| !part.is_empty()),
            only: self.only,
            sequences: self.sequences,
            jobs: self.jobs.map_or(processors, NonZero::get),
            strict: is_strict(),
        };
        ensure!(
            !request.places().is_empty() || request.asks_for(documents::NAME),
            "no boot is called so: {}",
            request.only.join(" ")
        );
        let counts = match self.stress {
            None => suite::run(&request),
            Some(times) => {
                let seed = self.seed.unwrap_or_else(|| fastrand::u64(0..1_000_000));
                stress::run(&request, times, seed)
            }
        };
        println!("\n{counts}");
        Ok(counts.failed == 0)
    }
}

impl OnLinux {
    fn run(self) -> bool {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let silence = Duration::from_secs(self.silence);
        let tests = self.test.iter().map(|test| format!("suite.only={test}"));
        let requests = self.requests.map(|count| format!("suite.requests={count}"));
        let words: Vec<_> = tests.chain(requests).collect();
        linux::run(&linux::Request {
            only: self.only,
            words: words.join(" "),
            is_whole: self.test.is_empty(),
            limits: Limits {
                silence,
                whole: silence * 10,
            },
            jobs: self.jobs.map_or(processors, NonZero::get),
            strict: is_strict(),
        })
    }
}

/// Whether CI is set, and not to `false` or 0.
fn is_strict() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(&*value, "" | "false" | "0"))
}

impl BootOne {
    fn run(self) -> Result<bool> {
        let machine = machine::named(&self.machine)?;
        let xen = Common::file(self.common.xen.as_ref())?;
        let guest = Common::file(self.common.guest.as_ref())?;
        for (file, architecture) in xen.iter().chain(&guest) {
            ensure!(
                *architecture == machine.architecture,
                "{} is for {}, the machine is {}",
                file.display(),
                architecture.name(),
                machine.name
            );
        }
        let release = if xen.is_some() { OWN } else { &*self.release };
        let path = |file: Option<(PathBuf, Architecture)>| file.map(|(path, _)| path);
        let files = match Parts::new(path(xen), path(guest)).files(machine, release) {
            Ok(files) => files,
            Err(Lack::Part(part)) => bail!("{part}: a part is missing"),
            Err(Lack::Broken(why)) => bail!("{why}"),
        };
        let boot = Boot {
            machine,
            files: &files,
            xen_args: &self.common.xen_args,
            words: &self.words.join(" "),
            limits: self.common.limits(),
            stops: None,
        };
        let ended = boot.run(&mut io::stdout())?;
        for line in &ended.errors {
            eprintln!("{line}");
        }
        let failure = ended.end.failure();
        if let Some(failure) = &failure {
            eprintln!("xen-test: {failure}");
        }
        Ok(failure.is_none())
    }
}

/// The number of selected boots.
#[cfg(test)]
fn boots<'a>(words: impl Iterator<Item = &'a str>) -> Result<usize> {
    match CommandLine::try_parse_from(words)?.command {
        Command::Test(test) => {
            let request = Request {
                own: None,
                limits: test.common.limits(),
                xen_args: String::new(),
                require: None,
                only: test.only,
                sequences: test.sequences,
                jobs: 1,
                strict: false,
            };
            Ok(request.places().len())
        }
        Command::Boot(boot) => machine::named(&boot.machine).map(|_| 1),
        Command::Linux(linux) => Ok(linux::chosen(&linux.only).count()),
    }
}
