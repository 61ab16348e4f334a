//! Builds the suite for Linux, its witness in C, and the initial file system with both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::initramfs::Archive;
use crate::boot::Files;
use crate::machine::{Architecture, Machine};
use crate::parts::{Lack, Parts, cargo, compile, folder, linker, root, rustc_for_arm};

/// Xen's libraries that the witness uses, in the order of linking.
const LIBRARIES: [&str; 8] = [
    "xenctrl",
    "xenevtchn",
    "xengnttab",
    "xenforeignmemory",
    "xendevicemodel",
    "xencall",
    "xentoollog",
    "xentoolcore",
];

impl Parts {
    /// The files that a Linux on a machine needs.
    pub(crate) fn linux(&mut self, release: &str, machine: &Machine) -> Result<Files, Lack> {
        let architecture = machine.architecture;
        let debian = architecture.debian();
        let qemu = self.script("qemu.sh", &[architecture.name()])?;
        let xen = self.script("xen.sh", &[release, debian])?;
        let linux = self.script("linux.sh", &[release, debian])?;
        let sysroot = self.script("sysroot.sh", &[release, debian])?;
        let key = format!("linux suite {debian}");
        let programs = self.once(key, || programs(architecture, &sysroot))?;
        let clang = match architecture {
            Architecture::X86_64 => PathBuf::from("cc"),
            Architecture::Aarch64 => self.script("../../xen-abi-gen/toolchain/clang.sh", &[])?,
        };
        let build = |name, libraries| {
            let witness = Witness { name, libraries };
            witness.build(architecture, release, &sysroot, &clang)
        };
        let mut contents = vec![("witness".to_owned(), build("witness", &LIBRARIES)?)];
        let mut name = format!("linux-{release}-{debian}.cpio");
        if machine.name == WITH_XENSTORED {
            name = format!("linux-{release}-{debian}-xenstored.cpio");
            contents.push((
                "store-witness".to_owned(),
                build("store", &STORE_LIBRARIES)?,
            ));
            let folder = self.script("xenstored.sh", &[])?;
            let files = fs::read_dir(folder).map_err(|error| Lack::Broken(error.to_string()))?;
            contents.extend(files.flatten().map(|file| {
                let name = format!("xenstored/{}", file.file_name().display());
                (name, file.path())
            }));
            contents.sort();
        }
        let initrd = initramfs(&name, &programs, &contents, &linux)
            .map_err(|error| Lack::Broken(format!("{name}: {error:#}")))?;
        Ok(Files {
            qemu,
            xen,
            guest: linux.join("kernel"),
            initrd: Some(initrd),
            dtc: None,
        })
    }
}

/// Those of libxenstore.
const STORE_LIBRARIES: [&str; 2] = ["xenstore", "xentoolcore"];

/// The machine that has Debian's xenstored.
pub(super) const WITH_XENSTORED: &str = "x86_64-pv-xenstore";

/// The examples, which the suite runs.
const EXAMPLES: [&str; 3] = ["xen-console-ring", "xen-domains", "xen-events"];

/// Builds the suite and the examples as static programs, and returns their folder.
fn programs(architecture: Architecture, sysroot: &Path) -> Result<PathBuf, Lack> {
    let target = format!("{}-unknown-linux-gnu", architecture.name());
    let mut flags = "-C target-feature=+crt-static -C relocation-model=static".to_owned();
    let mut variables = Vec::new();
    if architecture == Architecture::Aarch64 {
        let link = Path::new(env!("CARGO_MANIFEST_DIR")).join("link-arm64.sh");
        flags += &format!(" -C linker-flavor=ld -C linker={}", link.display());
        variables.push(("RUSTC", rustc_for_arm()?));
        variables.push(("SYSROOT", sysroot.to_owned()));
        variables.push(("LLD", arm_linker()?));
    }
    let upper = target.to_uppercase().replace('-', "_");
    // Apart, since the examples need further crates.
    let examples = EXAMPLES.map(|example| format!("--example={example}"));
    let runs: [(&str, &[String]); 2] = [
        ("xen-linux-suite", &["--bin=xen-linux-suite".to_owned()]),
        ("xen-abi-linux", &examples),
    ];
    for (package, programs) in runs {
        let mut command = cargo();
        command.args(["-p", package]).args(programs);
        command.args(["--release", "--target", &target]);
        command.args(["--target-dir".as_ref(), folder().as_os_str()]);
        command.envs(variables.iter().cloned());
        command.env(format!("CARGO_TARGET_{upper}_RUSTFLAGS"), &flags);
        compile(&mut command, &format!("{package} for {target}"))?;
    }
    Ok(folder().join(target).join("release"))
}

fn arm_linker() -> Result<PathBuf, Lack> {
    let lack = "a linker for Arm is missing: rust-lld, which rustup installs with Rust, or ld.lld";
    linker().ok_or_else(|| Lack::Part(lack.into()))
}

/// A program in C on Xen's own libraries.
struct Witness<'a> {
    name: &'a str,
    libraries: &'a [&'a str],
}

impl Witness<'_> {
    /// Compiles it, and links it with the libraries of a release.
    fn build(
        &self,
        architecture: Architecture,
        release: &str,
        sysroot: &Path,
        compiler: &Path,
    ) -> Result<PathBuf, Lack> {
        let debian = architecture.debian();
        let output = folder().join(format!("{}-{release}-{debian}", self.name));
        let source = format!("xen-abi/linux/suite/witness/{}.c", self.name);
        let source = root().join(source);
        let name = format!("{}.c of the suite", self.name);
        let run = |command: &mut Command| compile(command, &name);
        let libraries = self.libraries.iter().map(|library| format!("-l{library}"));
        let triplet = format!("{}-linux-gnu", architecture.name());
        let library_folder = sysroot.join("usr/lib").join(&triplet);
        let mut command = Command::new(compiler);
        command.args(["-O2", "-Wall", "-Werror", "-std=gnu11"]);
        match architecture {
            Architecture::X86_64 => {
                command.arg("-idirafter").arg(sysroot.join("usr/include"));
                command.arg("-static").arg("-o").arg(&output).arg(&source);
                command
                    .arg("-L")
                    .arg(library_folder)
                    .args(libraries)
                    .arg("-lpthread");
                run(&mut command)?;
            }
            Architecture::Aarch64 => {
                let object = PathBuf::from(format!("{}.o", output.display()));
                command.arg(format!("--target={triplet}"));
                command.arg("--sysroot").arg(sysroot);
                command.arg("-isystem").arg(sysroot.join("usr/include"));
                command.arg("-c").arg("-o").arg(&object).arg(&source);
                run(&mut command)?;
                let link = Path::new(env!("CARGO_MANIFEST_DIR")).join("link-arm64.sh");
                let mut command = Command::new(link);
                command.env("SYSROOT", sysroot).env("LLD", arm_linker()?);
                command.args(["-static", "-o"]).arg(&output).arg(&object);
                command.arg("-L").arg(library_folder).args(libraries);
                run(&mut command)?;
            }
        }
        Ok(output)
    }
}

/// Writes the initial file system.
fn initramfs(
    name: &str,
    programs: &Path,
    contents: &[(String, PathBuf)],
    linux: &Path,
) -> Result<PathBuf> {
    let read = |path: &Path| fs::read(path).with_context(|| path.display().to_string());
    let mut archive = Archive::default();
    for folder in ["dev", "proc", "sys", "run", "var", "modules", "xenstored"] {
        archive.folder(folder);
    }
    archive.file("init", &read(&programs.join("xen-linux-suite"))?);
    for example in EXAMPLES {
        archive.file(example, &read(&programs.join("examples").join(example))?);
    }
    for (name, path) in contents {
        archive.file(name, &read(path)?);
    }
    let mut modules: Vec<_> = fs::read_dir(linux.join("modules"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    modules.sort();
    for module in modules {
        let name = module.file_name().context("a module has a name")?;
        archive.file(&format!("modules/{}", name.display()), &read(&module)?);
    }
    let path = folder().join(name);
    fs::write(&path, archive.finish())?;
    Ok(path)
}
