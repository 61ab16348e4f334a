//! The command line: what may be asked, and in which words the answers come.

mod arguments;
mod availability;
mod diff;
mod dump;
mod generate;
mod progress;
mod time_limit;
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
    match library() {
        Ok(library) => run(&library),
        Err(diagnostic) => report_one(&diagnostic),
    }
}

/// Loads libclang, whose crashes then end in a sentence.
fn library() -> Result<Libclang, Diagnostic> {
    let library = Libclang::load()?;
    library.end_crashes_with(&text(&about_no_header(&crash())));
    Ok(library)
}

/// What is said if this program, or libclang within it, crashes.
fn crash() -> Diagnostic {
    Diagnostic::error(
        "run-crashed",
        "the headers made this program or its libclang crash, or run out of memory",
    )
    .help(
        "run it for each header alone (`--header FILE`) to find the one that does, and leave \
         that out (`--skip FILE`)",
    )
    .help("another version of libclang may read it: set LIBCLANG_PATH to its folder")
    .help("please report the header: no input should do this")
}

fn about_no_header(diagnostic: &Diagnostic) -> Messages {
    Messages {
        diagnostics: std::iter::once(diagnostic.clone()).collect(),
        ..Messages::default()
    }
}

/// Prints a message that no header is to blame for.
fn report_one(diagnostic: &Diagnostic) -> Ending {
    report(&about_no_header(diagnostic))
}

/// What a run has to say; coloured on a terminal.
fn text(messages: &Messages) -> String {
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
    text
}

/// Prints what a run has to say. An error that points to no place is the command line's or the
/// machine's.
fn report(messages: &Messages) -> Ending {
    // A closed standard error leaves nobody to tell.
    drop(io::stderr().write_all(text(messages).as_bytes()));
    let found = || messages.diagnostics.iter();
    let unplaced = |diagnostic: &Diagnostic| {
        diagnostic.severity == Severity::Error && diagnostic.place.is_none()
    };
    if found().any(unplaced) {
        Ending::Refused
    } else if messages.diagnostics.has_errors() {
        Ending::Found
    } else {
        Ending::Done
    }
}
