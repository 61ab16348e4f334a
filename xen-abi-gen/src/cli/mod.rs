//! The command line: what may be asked, and in which words the answers come.

mod arguments;
mod availability;
mod diff;
mod dump;
mod generate;
mod memory;
mod patience;
mod progress;
mod workspace;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::diagnostics::{Diagnostic, Severity, render};
use crate::pipeline::run::Messages;
use crate::source::Libclang;
use arguments::{Arguments, Command};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As asked.
    Done,
    /// With differences, or errors in the input.
    Found,
    /// Because of the command line or of what the machine lacks.
    Refused,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::from(0),
            Ending::Found => Self::from(1),
            Ending::Refused => Self::from(2),
        }
    }
}

/// Does what the command line asks.
pub fn run() -> Ending {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked_for = !error.use_stderr();
            drop(error.print());
            return if asked_for {
                Ending::Done
            } else {
                Ending::Refused
            };
        }
    };
    match arguments.command.unwrap_or_default() {
        Command::Generate(arguments) => {
            with_library(|library| generate::generate(library, &arguments))
        }
        Command::Check(arguments) => with_library(|library| generate::check(library, &arguments)),
        Command::Dump(arguments) => with_library(|library| dump::dump(library, &arguments)),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Availability(arguments) => {
            with_library(|library| availability::availability(library, &arguments))
        }
    }
}

/// Does what needs libclang.
fn with_library(run: impl FnOnce(&Libclang) -> Ending) -> Ending {
    match Libclang::load() {
        Ok(library) => run(&library.untidy()),
        Err(diagnostic) => report_one(&diagnostic),
    }
}

/// Prints a message that no header is to blame for.
fn report_one(diagnostic: &Diagnostic) -> Ending {
    report(&Messages {
        diagnostics: std::iter::once(diagnostic.clone()).collect(),
        ..Messages::default()
    })
}

/// Prints what a run has to say; coloured on a terminal. An error that points to no place is the
/// command line's or the machine's.
fn report(messages: &Messages) -> Ending {
    let styled = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let sorted = messages.diagnostics.clone().sorted();
    let mut text = String::new();
    for diagnostic in &sorted {
        text.push_str(&render(diagnostic, &messages.texts, styled));
        text.push('\n');
    }
    let errors = sorted
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count();
    let warnings = sorted.len() - errors;
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    match (errors, warnings) {
        (0, 0) => {}
        (0, _) => text = text + &count(warnings, "warning") + "\n",
        (_, 0) => text = text + &count(errors, "error") + "\n",
        (_, _) => text = text + &count(errors, "error") + ", " + &count(warnings, "warning") + "\n",
    }
    // A closed standard error leaves nobody to tell.
    drop(io::stderr().write_all(text.as_bytes()));
    let unplaced = |diagnostic: &Diagnostic| {
        diagnostic.severity == Severity::Error && diagnostic.place.is_none()
    };
    match errors {
        0 => Ending::Done,
        _ if sorted.iter().any(unplaced) => Ending::Refused,
        _ => Ending::Found,
    }
}
