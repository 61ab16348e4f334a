//! Finds, fetches and builds the files that boots need.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::boot::Files;
use crate::image;
use crate::machine::{Architecture, Loading, Machine};

/// The workspace.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::canonicalize(&root).unwrap_or(root)
}

/// Where guests are built and consoles are kept. Not `CARGO_TARGET_DIR`, which checkouts may share.
pub(crate) fn folder() -> PathBuf {
    root().join("target/xen-guest")
}

/// Why a boot is impossible.
#[derive(Clone, Debug)]
pub(crate) enum Lack {
    /// A part is missing. The script that fetches it has printed the reason.
    Part(String),
    /// A build failed.
    Broken(String),
}

/// Looks for each part once.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// The caller's hypervisor image, instead of Debian's.
    own_xen: Option<PathBuf>,
    /// The caller's kernel, instead of the suite.
    own_guest: Option<PathBuf>,
    found: BTreeMap<String, Result<PathBuf, Lack>>,
}

impl Parts {
    pub(crate) fn new(own_xen: Option<PathBuf>, own_guest: Option<PathBuf>) -> Self {
        Self {
            own_xen,
            own_guest,
            ..Self::default()
        }
    }

    /// The files that a machine needs to boot on a release.
    pub(crate) fn files(&mut self, machine: &Machine, release: &str) -> Result<Files, Lack> {
        let architecture = machine.architecture;
        let qemu = self.script("qemu.sh", &[architecture.name()])?;
        let xen = match &self.own_xen {
            Some(xen) => xen.clone(),
            None => self.script("xen.sh", &[release, architecture.debian()])?,
        };
        let dtc = match machine.loading {
            Loading::DeviceTree { .. } => Some(self.script("dtc.sh", &[])?),
            Loading::Multiboot | Loading::GuestLoader => None,
        };
        let guest = match &self.own_guest {
            Some(guest) => guest.clone(),
            None => self.once(architecture.name().to_owned(), || build(architecture))?,
        };
        Ok(Files {
            qemu,
            xen,
            guest,
            initrd: None,
            dtc,
        })
    }

    /// The suite as a program that runs on the software Xen.
    pub(crate) fn software(&mut self) -> Result<PathBuf, Lack> {
        self.once("software".to_owned(), || {
            let folder = folder();
            let mut command = cargo();
            command.args(GUEST);
            command.args(["--target-dir".as_ref(), folder.as_os_str()]);
            compile(&mut command, "the suite on the software Xen")?;
            Ok(folder.join("debug/xen-guest"))
        })
    }

    pub(crate) fn once(
        &mut self,
        name: String,
        find: impl FnOnce() -> Result<PathBuf, Lack>,
    ) -> Result<PathBuf, Lack> {
        self.found.entry(name).or_insert_with(find).clone()
    }

    /// The path that a script beside this crate prints.
    pub(crate) fn script(&mut self, name: &str, arguments: &[&str]) -> Result<PathBuf, Lack> {
        let key = format!("{name} {}", arguments.join(" "));
        self.once(key.clone(), || {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            printed(Command::new(script).args(arguments))
                .map_err(|error| Lack::Part(format!("{key}: {error}")))
        })
    }
}

/// The path that a command prints as its last line. Its messages go to the terminal.
fn printed(command: &mut Command) -> Result<PathBuf> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("{}", output.status);
    }
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().last().context("no path was printed")?;
    Ok(PathBuf::from(line))
}

/// The options for the guest.
const GUEST: [&str; 4] = ["-p", "xen-guest", "--bin", "xen-guest"];

/// The command that builds programs of the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command.args(["build", "--quiet", "--locked"]);
    command
}

/// Runs a build, and shows the compiler's output only if it fails.
pub(crate) fn compile(command: &mut Command, what: &str) -> Result<(), Lack> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Lack::Broken(format!("cargo: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Lack::Broken(format!("{what} does not build\n{errors}")))
}

/// Builds the suite as a kernel.
fn build(architecture: Architecture) -> Result<PathBuf, Lack> {
    let folder = folder();
    let target = format!("{}-unknown-linux-gnu", architecture.name());
    let mut command = cargo();
    command.args(GUEST);
    command.args([
        "--profile",
        "guest",
        "--no-default-features",
        "--target",
        &target,
    ]);
    command.args(["--target-dir".as_ref(), folder.as_os_str()]);
    if architecture == Architecture::Aarch64 {
        for_arm(&mut command)?;
    }
    compile(&mut command, &format!("the guest for {target}"))?;
    Ok(folder.join(target).join("guest/xen-guest"))
}

/// Sets compiler, core library and linker for 64-bit Arm.
///
/// Few machines have this target installed, so compiler and library are those of `XEN_ABI_RUSTC` or
/// of the script that fetches them. The linker is that of the Rust toolchain.
fn for_arm(command: &mut Command) -> Result<(), Lack> {
    let rustc = rustc_for_arm()?;
    let linker = linker().ok_or_else(|| {
        Lack::Part(
            "a linker for Arm is missing: rust-lld, which rustup installs with Rust, or ld.lld"
                .into(),
        )
    })?;
    // Linked by the linker itself, without a C compiler, as a position-independent image.
    let flags = format!(
        "-C linker={} -C linker-flavor=ld.lld -C default-linker-libraries=no \
         -C relocation-model=pie",
        linker.display()
    );
    command.env("RUSTC", rustc);
    command.env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS", flags);
    Ok(())
}

/// The compiler with the core library for Arm.
pub(crate) fn rustc_for_arm() -> Result<PathBuf, Lack> {
    match env::var_os("XEN_ABI_RUSTC").filter(|path| !path.is_empty()) {
        Some(rustc) => Ok(PathBuf::from(rustc)),
        None => {
            let script = root().join("xen-abi-gen/toolchain/rust.sh");
            printed(&mut Command::new(script)).map_err(|_| Lack::Part("rust.sh".into()))
        }
    }
}

/// The linker of the Rust toolchain, or an installed one.
pub(crate) fn linker() -> Option<PathBuf> {
    let sysroot = printed(Command::new("rustc").args(["--print", "sysroot"])).ok()?;
    let hosts = fs::read_dir(sysroot.join("lib/rustlib")).ok()?.flatten();
    let own = hosts
        .map(|host| host.path().join("bin/rust-lld"))
        .find(|linker| linker.is_file());
    let path = env::var_os("PATH").unwrap_or_default();
    own.or_else(|| {
        env::split_paths(&path)
            .map(|folder| folder.join("ld.lld"))
            .find(|linker| linker.is_file())
    })
}

/// The caller's image or kernel, unpacked, and the architecture that it is for.
pub(crate) fn own(image: &Path) -> Result<(PathBuf, Architecture)> {
    let folder = folder();
    fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    let image = image::unpacked(image, &folder)?;
    let architecture = image::architecture(&image)?;
    Ok((image, architecture))
}
