//! What a command has to say, and what it needs of libclang to say it.

use std::io::{self, IsTerminal, Write};

use super::{Ending, output};
use crate::diagnostics::{Diagnostic, Severity, render_all};
use crate::pipeline::filter;
use crate::pipeline::run::Messages;
use crate::source::Libclang;

/// How a command ended, or the messages that say why it cannot do what was asked.
pub(super) type Outcome = Result<Ending, Messages>;

impl From<Diagnostic> for Messages {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostics: std::iter::once(diagnostic).collect(),
            ..Self::default()
        }
    }
}

impl Messages {
    /// Adds those of another stage.
    pub(super) fn extend(&mut self, more: Self) {
        self.diagnostics.extend(more.diagnostics);
        self.texts.extend(more.texts);
    }
}

/// Loads libclang, whose crashes then end in a sentence.
pub(super) fn library() -> Result<Libclang, Diagnostic> {
    let library = Libclang::load()?;
    let crash = Diagnostic::error(
        "run-crashed",
        "the headers made this program or its libclang crash, or run out of memory",
    )
    .help(
        "run it for each header alone (`--header FILE`) to find the one that does, and leave \
         that out (`--skip FILE`)",
    )
    .help("another version of libclang may read it: set LIBCLANG_PATH to its folder")
    .help("please report the header: no input should do this");
    library.end_crashes_with(&text(&crash.into()));
    Ok(library)
}

/// What a run has to say; coloured on a terminal.
fn text(messages: &Messages) -> String {
    let styled = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    render_all(&messages.diagnostics, &messages.texts, styled)
}

/// Prints what a run has to say. An error that points to no place, or to an option's value, is the
/// command line's or the machine's.
pub(super) fn report(messages: &Messages) -> Ending {
    say(&text(messages));
    let unplaced = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref();
        diagnostic.severity == Severity::Error
            && place.is_none_or(|place| &*place.location.header == filter::OPTION)
    };
    if messages.diagnostics.iter().any(unplaced) {
        Ending::Refused
    } else if messages.diagnostics.has_errors() {
        Ending::Found
    } else {
        Ending::Done
    }
}

/// Prints the result of a command on standard output.
pub(super) fn print(text: &str) -> Outcome {
    output::write(text, None, io::stdout())?;
    Ok(Ending::Done)
}

/// Prints what a person is told.
pub(super) fn say(text: &str) {
    // A closed standard error leaves nobody to tell.
    drop(io::stderr().write_all(text.as_bytes()));
}
