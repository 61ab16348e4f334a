//! Runs the generator as a program.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use xen_abi_gen::model::target::Target;

/// The generator.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_xen-abi-gen");

/// Runs the program; returns standard output, or standard error if it failed.
pub(crate) fn run<A: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = A>,
) -> Result<String, String> {
    let output = output(arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("{}\n{}", output.status, text(&output.stderr)))
    }
}

/// Runs the program; returns its status and output.
pub(crate) fn output<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .output()
        .expect("the generator runs")
}

/// A selection of headers, as arguments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input {
    arguments: Vec<String>,
}

impl Input {
    /// A tree, restricted to some headers; without any, the whole tree.
    pub(crate) fn new(tree: &Path, headers: &[&str]) -> Self {
        let mut input = Self::default().with("--headers", &tree.display().to_string());
        for header in headers {
            input = input.with("--header", header);
        }
        input
    }

    /// The same with one more option.
    pub(crate) fn with(mut self, option: &str, value: &str) -> Self {
        self.arguments.extend([option.to_owned(), value.to_owned()]);
        self
    }

    /// The same with one more option that takes no value.
    pub(crate) fn switch(mut self, option: &str) -> Self {
        self.arguments.push(option.to_owned());
        self
    }

    /// The model, as `dump` prints it.
    pub(crate) fn dump(&self, target: Target) -> Value {
        let command = [
            "dump".to_owned(),
            "--target".to_owned(),
            target.name().to_owned(),
        ];
        let printed = run(command.iter().chain(&self.arguments))
            .unwrap_or_else(|said| panic!("dump {self:?}: {said}"));
        serde_json::from_str(&printed).expect("a dump is JSON")
    }

    /// Emits the modules.
    pub(crate) fn generate(&self, out: &Path) {
        self.try_generate(out)
            .unwrap_or_else(|said| panic!("generate {self:?}: {said}"));
    }

    /// Emits the modules, or returns the messages.
    pub(crate) fn try_generate(&self, out: &Path) -> Result<(), String> {
        let command = [
            "generate".to_owned(),
            "--out".to_owned(),
            out.display().to_string(),
        ];
        run(command.iter().chain(&self.arguments)).map(drop)
    }
}
