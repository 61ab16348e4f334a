//! The command line: what may be asked, and in which words the answers come.

mod arguments;
mod availability;
mod diff;
mod dump;
mod explain;
mod generate;
mod outcome;
mod output;
mod progress;
mod time_limit;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, Output};
use outcome::report;

/// How a run ended, with the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As asked.
    Done = 0,
    /// With differences, or errors in the input.
    Found = 1,
    /// Because of the command line or of what the machine lacks.
    Refused = 2,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending as u8)
    }
}

/// Does what the command line asks.
pub fn run() -> Ending {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            drop(error.print());
            return match error.use_stderr() {
                true => Ending::Refused,
                false => Ending::Done,
            };
        }
    };
    let outcome = match arguments
        .command
        .unwrap_or_else(|| Command::Generate(Output::default()))
    {
        Command::Generate(arguments) => generate::generate(&arguments),
        Command::Check(arguments) => generate::check(&arguments),
        Command::Dump(arguments) => dump::dump(&arguments),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Availability(arguments) => availability::availability(&arguments),
    };
    outcome.unwrap_or_else(|messages| report(&messages))
}
