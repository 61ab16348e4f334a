//! Compiles emitted Rust, with the host's compiler and with 1.85 for all four architectures.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use xen_abi_gen::model::target::Target;

use super::amount::Amount;
use super::folder::copy;
use super::{tool, workspace};

/// A Rust compiler.
#[derive(Clone, Debug)]
pub(crate) enum Rustc {
    /// The compiler of this test, for the host.
    Own,
    /// The oldest supported compiler, for one architecture.
    Oldest(PathBuf, Target),
}

impl Rustc {
    /// The oldest compiler for each architecture; empty if it is missing.
    pub(crate) fn oldest() -> Vec<Self> {
        let found = tool("XEN_ABI_RUSTC");
        found.map_or_else(Vec::new, |program| {
            Target::ALL
                .map(|target| Self::Oldest(program.clone(), target))
                .into()
        })
    }

    /// The oldest compiler for some architectures; `.ci/run` checks the crate for all.
    pub(crate) fn oldest_in_time() -> Vec<Self> {
        let mut all = Self::oldest();
        all.truncate(Amount::of_snapshots().of(1, all.len(), all.len()));
        all
    }

    /// Its name in messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Own => "the host",
            Self::Oldest(_, target) => target.name(),
        }
    }

    /// Its target folder. Two compilers in one folder would rebuild everything at each change.
    pub(crate) fn folder(&self) -> PathBuf {
        let own = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("cargo's folder for tests stands in the target folder");
        match self {
            Self::Own => own.to_owned(),
            // The same as in `.ci/run`.
            Self::Oldest(..) => own.join("oldest-rust"),
        }
    }

    /// Compiles a file that depends on `xen-abi`, optimised; the error is the compiler's output.
    ///
    /// `further` has further options.
    pub(crate) fn compile_with_crate(&self, source: &Path, further: &[&str]) -> Result<(), String> {
        let Self::Oldest(program, target) = self else {
            return Ok(());
        };
        let output = Command::new(program)
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "lib",
                "-O",
                "--target",
                target.triple(),
            ])
            .args(self.crate_arguments()?)
            .args(further)
            .arg(source)
            .output()
            .map_err(|error| format!("{} does not start: {error}", program.display()))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// The host's compiler and the oldest for some architectures, each with the crate that it built
    /// once for all tests.
    pub(crate) fn ready() -> &'static [Ready] {
        static READY: LazyLock<Vec<Ready>> = LazyLock::new(|| {
            let all = [Rustc::Own].into_iter().chain(Rustc::oldest_in_time());
            let ready = all.map(|rustc| {
                let arguments = rustc.crate_arguments();
                Ready {
                    arguments: arguments.unwrap_or_else(|said| panic!("{said}")),
                    rustc,
                }
            });
            ready.collect()
        });
        &READY
    }

    /// Builds the crate once for all tests, and returns the options that locate it.
    fn crate_arguments(&self) -> Result<Vec<String>, String> {
        static BUILT: Mutex<BTreeMap<&str, Vec<String>>> = Mutex::new(BTreeMap::new());
        let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(arguments) = built.get(self.name()) {
            return Ok(arguments.clone());
        }
        let arguments = self.build_crate()?;
        Ok(built.entry(self.name()).or_insert(arguments).clone())
    }

    fn build_crate(&self) -> Result<Vec<String>, String> {
        // Programs for the host are tested on the mock, in the crate that `cargo test --workspace`
        // has built: with all features, and with those that the generator turns on in `bitflags`.
        // Optimised code is compared for the oldest compiler only.
        let (selected, built): (&[&str], _) = match self {
            Self::Own => (
                &["--all-features", "-p", "xen-abi", "-p", "xen-abi-gen"],
                self.folder().join("debug"),
            ),
            Self::Oldest(_, target) => (
                &[
                    "--release",
                    "--no-default-features",
                    "--features",
                    "all,toolstack",
                ],
                self.folder().join(target.triple()).join("release"),
            ),
        };
        self.cargo(
            &workspace().join("xen-abi"),
            &[&["build", "--lib", "--locked"], selected].concat(),
        )?;
        Ok(vec![
            "--extern".to_owned(),
            format!("xen_abi={}", built.join("libxen_abi.rlib").display()),
            "-L".to_owned(),
            format!("dependency={}", built.join("deps").display()),
        ])
    }

    /// Runs cargo in a package's folder; the error is its output.
    pub(crate) fn cargo(&self, package: &Path, arguments: &[&str]) -> Result<(), String> {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(package)
            .args(arguments)
            .args(["--offline", "--quiet"])
            .env("CARGO_TARGET_DIR", self.folder());
        if let Self::Oldest(program, target) = self {
            command
                .env("RUSTC", program)
                .args(["--target", target.triple()]);
            // A wrapper of the host's compiler does not work with this one.
            command
                .env_remove("RUSTC_WRAPPER")
                .env_remove("RUSTC_WORKSPACE_WRAPPER")
                .env_remove("RUSTFLAGS");
        }
        let output = command
            .output()
            .map_err(|error| format!("cargo does not start: {error}"))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(format!(
                "for {}, cargo {} says:\n{}",
                self.name(),
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr)
            ))
        }
    }
}

/// A compiler for which the crate is built.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) rustc: Rustc,
    arguments: Vec<String>,
}

impl Ready {
    /// Checks a library, including its assertions; the error is the compiler's output.
    pub(crate) fn look_at(&self, root: &Path) -> Result<(), String> {
        self.run(
            root,
            &["--crate-type", "lib", "--emit", "metadata"],
            "rmeta",
        )
        .map(drop)
    }

    /// Compiles a program, and returns its path.
    pub(crate) fn program(&self, root: &Path) -> Result<PathBuf, String> {
        self.run(root, &["--crate-type", "bin"], "out")
    }

    /// Compiles the tests of a library whose build script has written beside it, and returns the
    /// program's path.
    pub(crate) fn tests(&self, root: &Path) -> Result<PathBuf, String> {
        self.run(root, &["--test"], "tests")
    }

    fn run(&self, root: &Path, further: &[&str], ending: &str) -> Result<PathBuf, String> {
        let (mut command, name) = match &self.rustc {
            Rustc::Own => (
                Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())),
                "own",
            ),
            Rustc::Oldest(program, target) => {
                let mut command = Command::new(program);
                command.args(["--target", target.triple()]);
                (command, target.name())
            }
        };
        let out = root.with_extension(format!("{name}.{ending}"));
        let output = command
            .env("OUT_DIR", root.parent().expect("a file has a folder"))
            .args(["--edition", "2024", "--crate-name", "emitted"])
            .args(further)
            .args(&self.arguments)
            .arg("-o")
            .arg(&out)
            .arg(root)
            .output()
            .map_err(|error| format!("rustc does not start: {error}"))?;
        if output.status.success() {
            return Ok(out);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "for {}, rustc says of {}:\n{said}",
            self.rustc.name(),
            root.display()
        ))
    }
}

/// A library with emitted modules, which depends on `xen-abi`.
#[derive(Debug)]
pub(crate) struct Library {
    /// Its folder.
    pub(crate) folder: PathBuf,
    text: String,
}

impl Library {
    /// Creates the library, and removes that of an earlier run.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("libraries")
            .join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the tests' own folder can be emptied");
        }
        fs::create_dir_all(&folder).expect("the target folder can be written");
        Self {
            folder,
            text: "//! Emitted modules, to be compiled.\n#![no_std]\n#![deny(warnings)]\n"
                .to_owned(),
        }
    }

    /// The folder of a private module, for emitted files.
    pub(crate) fn module(&mut self, name: &str) -> PathBuf {
        self.text += &format!("mod {name};\n");
        self.folder.join(name)
    }

    /// Copies emitted modules into the library, under this name.
    pub(crate) fn take(&mut self, name: &str, emitted: &Path) {
        copy(emitted, &self.module(name));
    }

    /// Adds Rust code that uses the emitted modules.
    pub(crate) fn add(&mut self, text: &str) {
        self.text += text;
    }

    /// Checks the library, including its assertions; the error is the compiler's output.
    pub(crate) fn check(&self, compiler: &Ready) -> Result<(), String> {
        let root = self.folder.join("lib.rs");
        fs::write(&root, &self.text).map_err(|error| error.to_string())?;
        compiler.look_at(&root)
    }
}
