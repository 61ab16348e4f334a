//! Boots a machine in QEMU under a time limit.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::device_tree;
use crate::disturbance::{Stops, with_stops};
use crate::machine::{Loading, Machine};

/// How often the limits are checked.
///
/// A longer gap means that the runner itself was stopped, and counts as one interval. A longer gap
/// between two checks means that the runner itself stood still, and counts as one interval.
const INTERVAL: Duration = Duration::from_millis(500);

/// QEMU's warning about a CPU that it emulates partly.
const HARMLESS: &str = "TCG doesn't support requested feature";

/// Where QEMU's guest loader puts an initial file system: above a Linux kernel.
const INITRD: u64 = 0x4d00_0000;

/// When a machine counts as hung.
///
/// A slow machine prints its lines late, a hung one prints none. A limit on the whole run would
/// depend on the host's speed. A slow machine prints its lines late, a hung one prints none: a
/// limit on the whole run would be a guess about the host's speed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The longest time without output.
    pub(crate) silence: Duration,
    /// The longest time in total, for a guest that never stops printing.
    pub(crate) whole: Duration,
}

/// The files that a boot needs.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    pub(crate) qemu: PathBuf,
    /// The uncompressed hypervisor.
    pub(crate) xen: PathBuf,
    pub(crate) guest: PathBuf,
    /// The initial file system of a Linux.
    pub(crate) initrd: Option<PathBuf>,
    /// The device tree compiler, for [`Loading::DeviceTree`].
    pub(crate) dtc: Option<PathBuf>,
}

/// One boot of a machine.
#[derive(Clone, Debug)]
pub(crate) struct Boot<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) files: &'a Files,
    /// Additions to Xen's command line.
    pub(crate) xen_args: &'a str,
    /// The command line of each domain.
    pub(crate) words: &'a str,
    pub(crate) limits: Limits,
    /// Random stops of QEMU.
    pub(crate) stops: Option<Stops>,
}

/// How a boot ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// QEMU ended with this status; -1 if a signal ended it.
    Exited(i32),
    /// It printed nothing for this time.
    Silent(Duration),
    /// It ran for this time.
    Endless(Duration),
}

impl End {
    /// The error, if it is one.
    pub(crate) fn failure(self) -> Option<String> {
        match self {
            Self::Exited(0) => None,
            Self::Exited(status) => Some(format!("QEMU ended with status {status}")),
            Self::Silent(limit) => Some(format!(
                "the machine printed nothing for {} seconds, the limit, and did not end",
                limit.as_secs()
            )),
            Self::Endless(limit) => Some(format!(
                "the machine did not end within {} seconds, the limit",
                limit.as_secs()
            )),
        }
    }
}

/// The output of a boot.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The bytes of the serial line.
    pub(crate) console: Vec<u8>,
    /// QEMU's own messages.
    pub(crate) errors: Vec<String>,
    pub(crate) end: End,
}

impl Boot<'_> {
    /// Boots the machine and waits for its end. Copies the console to `copy` at once.
    pub(crate) fn run(&self, copy: &mut dyn Write) -> Result<Ended> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let mut command = self.command(folder.path())?;
        let mut child = spawn(&mut command)
            .with_context(|| format!("{} does not start", self.files.qemu.display()))?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        let (output, errors) = output.zip(errors).context("QEMU has no pipes")?;
        let errors = thread::spawn(move || {
            let lines = BufReader::new(errors).lines().map_while(Result::ok);
            lines.filter(|line| !line.contains(HARMLESS)).collect()
        });
        let (console, hung) = with_stops(self.stops, &child, || watch(output, self.limits, copy));
        if hung.is_some() {
            child.kill().context("QEMU cannot be ended")?;
        }
        let status = child.wait().context("QEMU's end is not known")?;
        Ok(Ended {
            console,
            errors: errors.join().unwrap_or_default(),
            end: hung.unwrap_or(End::Exited(status.code().unwrap_or(-1))),
        })
    }

    fn command(&self, folder: &Path) -> Result<Command> {
        let Self { machine, files, .. } = self;
        let mut command = Command::new(&files.qemu);
        command.args(machine.options);
        // A reboot ends QEMU.
        command.args(["-accel", "tcg", "-net", "none", "-no-reboot"]);
        command.args(["-display", "none", "-monitor", "none", "-serial", "stdio"]);
        command.arg("-kernel").arg(&files.xen);
        let xen = format!("{} {}", machine.xen, self.xen_args);
        let guest = files.guest.display().to_string();
        match machine.loading {
            Loading::Multiboot => {
                // The text behind the file name is the kernel's command line. The name ends at the
                // first blank, so it has no folders, whose names may have blanks.
                if let (Some(folder), Some(name)) = (files.guest.parent(), files.guest.file_name())
                {
                    let name = Path::new(name).display();
                    command.current_dir(folder);
                    command.args(["-append", &xen, "-initrd"]);
                    let mut modules = escaped(&format!("{name} {}", self.words(0)));
                    if let Some(initrd) = &files.initrd {
                        modules += &format!(",{}", escaped(&initrd.display().to_string()));
                    }
                    command.arg(modules);
                }
            }
            Loading::GuestLoader => {
                let words = escaped(&self.words(0));
                let guest = escaped(&guest);
                command.args(["-append", &xen, "-device"]);
                command.arg(format!(
                    "guest-loader,addr={:#x},kernel={guest},bootargs={words}",
                    device_tree::KERNELS[0]
                ));
                if let Some(initrd) = &files.initrd {
                    let initrd = escaped(&initrd.display().to_string());
                    command.arg("-device");
                    command.arg(format!("guest-loader,addr={INITRD:#x},initrd={initrd}"));
                }
            }
            Loading::DeviceTree { channel } => {
                let dtc = files.dtc.as_deref().context("no device tree compiler")?;
                let own = device_tree::dump(&files.qemu, machine.options, dtc, folder)?;
                let size = files.guest.metadata().context("no kernel")?.len();
                let words: Vec<_> = (0..machine.domains.len()).map(|n| self.words(n)).collect();
                let source = own + &device_tree::domains(&xen, &words, size, channel);
                let tree = device_tree::compile(&source, dtc, folder)?;
                command.arg("-dtb").arg(tree);
                for address in &device_tree::KERNELS[..machine.domains.len()] {
                    let guest = escaped(&guest);
                    command.arg("-device");
                    command.arg(format!("loader,file={guest},addr={address:#x}"));
                }
            }
        }
        Ok(command)
    }

    /// The command line of a domain.
    fn words(&self, domain: usize) -> String {
        format!("{} {}", self.machine.domains[domain], self.words)
            .trim()
            .to_owned()
    }
}

/// A value within an option of QEMU, with commas escaped.
fn escaped(text: &str) -> String {
    text.replace(',', ",,")
}

/// Starts QEMU with pipes for its output, and so that it ends with the runner.
fn spawn(command: &mut Command) -> std::io::Result<Child> {
    use std::os::unix::process::CommandExt as _;

    use rustix::process::{Signal, set_parent_process_death_signal};

    // SAFETY: between fork and exec, the closure makes one system call and allocates nothing.
    unsafe { command.pre_exec(|| Ok(set_parent_process_death_signal(Some(Signal::KILL))?)) };
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Collects the output until it ends or a limit is exceeded.
fn watch(
    mut output: impl Read + Send + 'static,
    limits: Limits,
    copy: &mut dyn Write,
) -> (Vec<u8>, Option<End>) {
    let (sender, pieces) = mpsc::channel();
    // Not joined: after a limit, it waits for the end of QEMU.
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut console = Vec::new();
    let (mut silence, mut whole) = (Duration::ZERO, Duration::ZERO);
    loop {
        let began = Instant::now();
        let piece = pieces.recv_timeout(INTERVAL);
        let passed = began.elapsed().min(2 * INTERVAL);
        whole += passed;
        silence += passed;
        match piece {
            Ok(piece) => {
                // If the caller closed its pipe, only the copy is lost.
                let _ = copy.write_all(&piece).and_then(|()| copy.flush());
                console.extend(piece);
                silence = Duration::ZERO;
            }
            Err(RecvTimeoutError::Disconnected) => return (console, None),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if silence >= limits.silence {
            return (console, Some(End::Silent(limits.silence)));
        }
        if whole >= limits.whole {
            return (console, Some(End::Endless(limits.whole)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor};

    use super::*;

    const LIMITS: Limits = Limits {
        silence: Duration::from_secs(60),
        whole: Duration::from_secs(60),
    };

    /// Prints lines forever.
    struct Endless;

    impl io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            thread::sleep(Duration::from_millis(1));
            buffer[0] = b'\n';
            Ok(1)
        }
    }

    /// A boot needs no folder that a fresh checkout lacks.
    #[test]
    fn a_boot_passes_its_arguments_to_qemu() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let files = Files {
            qemu: folder.path().join("qemu"),
            xen: "/xen".into(),
            guest: folder.path().join("a,kernel"),
            initrd: None,
            dtc: None,
        };
        let script = "#!/bin/sh\nprintf '%s|' \"$@\"\necho unknown option >&2\nexit 3\n";
        std::fs::write(&files.qemu, script).unwrap();
        std::fs::set_permissions(&files.qemu, PermissionsExt::from_mode(0o755)).unwrap();
        for (name, expected) in [
            ("x86_64-pv", "-initrd|a,,kernel suite|"),
            ("aarch64-dom0", "a,,kernel,bootargs=suite|"),
        ] {
            let boot = Boot {
                machine: crate::machine::named(name).unwrap(),
                files: &files,
                xen_args: "loglvl=all",
                words: "suite",
                limits: LIMITS,
                stops: None,
            };
            let mut copy = Vec::new();
            let ended = boot.run(&mut copy).unwrap();
            let console = String::from_utf8(copy).unwrap();
            assert!(console.contains(expected), "{console}");
            assert!(console.contains("dom0_mem=64M") && console.contains("loglvl=all|"));
            assert_eq!(ended.console, console.as_bytes());
            // QEMU's own message, and its status.
            assert_eq!(
                (ended.errors, ended.end),
                (vec!["unknown option".into()], End::Exited(3))
            );
        }
    }

    #[test]
    fn output_is_collected_and_copied() {
        let mut copy = Vec::new();
        let (console, hung) = watch(Cursor::new(b"hello"), LIMITS, &mut copy);
        assert_eq!(
            (&console[..], &copy[..], hung),
            (&b"hello"[..], &b"hello"[..], None)
        );
    }

    #[test]
    fn each_limit_has_its_message() {
        let silence = Duration::from_secs(1);
        let (reader, _writer) = io::pipe().unwrap();
        let (_, hung) = watch(reader, Limits { silence, ..LIMITS }, &mut io::sink());
        let failure = hung.unwrap().failure().unwrap();
        assert!(failure.contains("nothing for 1 seconds"), "{failure}");
        let whole = Duration::from_millis(50);
        let (_, hung) = watch(Endless, Limits { whole, ..LIMITS }, &mut io::sink());
        assert_eq!(hung, Some(End::Endless(whole)));
    }
}
