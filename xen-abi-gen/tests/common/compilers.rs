//! The C and C++ compilers of the tests, for each architecture.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use xen_abi_gen::model::target::Target;

use super::assertions::Assertions;
use super::{fixtures, lacks, tool};

/// A language and its standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// C11 without extensions.
    C11,
    /// C11 with GNU extensions.
    Gnu11,
    /// C++.
    Cpp,
}

impl Language {
    fn arguments(self) -> [&'static str; 3] {
        match self {
            Self::C11 => ["-xc", "-std=c11", "-ffreestanding"],
            Self::Gnu11 => ["-xc", "-std=gnu11", "-ffreestanding"],
            Self::Cpp => ["-xc++", "-std=c++11", "-ffreestanding"],
        }
    }
}

/// A compiler for one architecture.
#[derive(Clone, Debug)]
pub(crate) struct Compiler {
    /// Its name in messages.
    pub(crate) name: String,
    program: PathBuf,
    machine: String,
}

/// The installed compilers for an architecture: gcc for x86, clang for all.
pub(crate) fn compilers(target: Target) -> Vec<Compiler> {
    let mut found = Vec::new();
    if let Some(machine) = gcc_machine(target) {
        if gcc_is_for_x86() {
            found.push(Compiler {
                name: format!("gcc {machine}"),
                program: "gcc".into(),
                machine: machine.to_owned(),
            });
        } else {
            lacks("there is no gcc for x86");
        }
    }
    if let Some(program) = tool("XEN_ABI_CLANG") {
        let machine = format!("--target={}", target.triple());
        found.push(Compiler {
            name: format!("clang {machine}"),
            program,
            machine,
        });
    }
    found
}

const fn gcc_machine(target: Target) -> Option<&'static str> {
    match target {
        Target::X86_64 => Some("-m64"),
        Target::I686 => Some("-m32"),
        Target::Aarch64 | Target::Armv7 => None,
    }
}

fn gcc_is_for_x86() -> bool {
    let answer = Command::new("gcc").arg("-dumpmachine").output();
    answer.is_ok_and(|output| output.stdout.starts_with(b"x86_64"))
}

impl Compiler {
    /// Checks a text; the error is the compiler's output.
    pub(crate) fn check(
        &self,
        language: Language,
        folders: &[&Path],
        further: &[&str],
        text: &str,
    ) -> Result<(), String> {
        let arguments: Vec<&str> = ["-fsyntax-only"].iter().chain(further).copied().collect();
        self.run(language, folders, &arguments, text).map(drop)
    }

    /// Compiles a text to assembly, which finds more errors; the error is the compiler's output.
    pub(crate) fn compile(
        &self,
        language: Language,
        folders: &[&Path],
        further: &[&str],
        text: &str,
    ) -> Result<(), String> {
        self.assembly(language, folders, further, text).map(drop)
    }

    /// The assembly of a text; the error is the compiler's output.
    pub(crate) fn assembly(
        &self,
        language: Language,
        folders: &[&Path],
        further: &[&str],
        text: &str,
    ) -> Result<String, String> {
        let arguments: Vec<&str> = ["-S", "-O2", "-o", "-"]
            .iter()
            .chain(further)
            .copied()
            .collect();
        self.run(language, folders, &arguments, text)
    }

    /// Compiles headers and assertions about them; the error is the compiler's output.
    pub(crate) fn hold(
        &self,
        folders: &[&Path],
        includes: &str,
        assertions: &Assertions,
    ) -> Result<(), String> {
        self.check(
            Language::Gnu11,
            folders,
            &["-w"],
            &format!("{includes}{}", assertions.text),
        )?;
        if assertions.bit_fields.is_empty() {
            return Ok(());
        }
        self.compile(
            Language::Gnu11,
            folders,
            &["-w"],
            &format!("{includes}{}", assertions.bit_fields),
        )
    }

    /// The macros that are defined at the end of a text, one `#define` per line.
    pub(crate) fn macros(
        &self,
        language: Language,
        folders: &[&Path],
        further: &[&str],
        text: &str,
    ) -> Result<String, String> {
        let arguments: Vec<&str> = ["-E", "-dM"].iter().chain(further).copied().collect();
        self.run(language, folders, &arguments, text)
    }

    fn run(
        &self,
        language: Language,
        folders: &[&Path],
        further: &[&str],
        text: &str,
    ) -> Result<String, String> {
        let mut child = Command::new(&self.program)
            .arg(&self.machine)
            .args(language.arguments())
            .arg("-nostdinc")
            .arg("-isystem")
            .arg(fixtures("standard"))
            .args(
                folders
                    .iter()
                    .map(|folder| format!("-I{}", folder.display())),
            )
            .args(further)
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", self.program.display()))?;
        let mut input = child.stdin.take().expect("it was asked for");
        // The compiler reads its whole input before it writes output.
        input
            .write_all(text.as_bytes())
            .map_err(|error| error.to_string())?;
        drop(input);
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(format!(
                "{} says:\n{}",
                self.name,
                String::from_utf8_lossy(&output.stderr)
            ))
        }
    }
}
